"""Boxes, rods and rings in the world, shaded by the light from the upper right: what things are made of."""

from math import cos, pi, sin

from shapely.geometry import Polygon

from guides.figures.inks import darker, lighter
from guides.figures.outlines import chain, common, convex, round_shape, without


def box(scene, x, y, z, layer, colour, corner=1.0, top=None, side=None):
    """A rounded slab between two values of x, y and z: its outline, a lighter top, a darker side."""
    places = [(a, b, c) for a in x for b in y for c in z]
    outline = convex([scene.camera(place) for place in places])
    if outline.buffer(-corner).area > 0:
        outline = outline.buffer(-min(corner, 1.5)).buffer(min(corner, 1.5))
    scene.fill(layer, outline, colour)
    lid = scene.flat((x[0], y[1], z[0]), (x[1], y[1], z[0]), (x[1], y[1], z[1]), (x[0], y[1], z[1]))
    if lid.area > 0.8:
        scene.fill(layer + 0.01, common(lid, outline).buffer(-0.05), top or lighter(colour))
    seen = x[1] if scene.camera.turn > 0 else x[0]
    end = scene.flat((seen, y[0], z[0]), (seen, y[1], z[0]), (seen, y[1], z[1]), (seen, y[0], z[1]))
    if end.area > 0.8:
        scene.fill(layer + 0.02, common(end, outline), side or darker(colour, 0.05))
    return outline


def rod(scene, places, radius, layer, colour):
    """A round bar through points of the world."""
    scene.fill(layer, chain(*(scene.camera.circle(place, radius) for place in places)), colour)


def panel(scene, places, layer, colour, corner=0.8):
    """A flat board with these corners."""
    shape = scene.flat(*places)
    if shape.buffer(-corner).area > 0:
        shape = shape.buffer(-corner).buffer(corner)
    scene.fill(layer, shape, colour)


def round_panel(scene, place, radius, layer, colour):
    scene.fill(layer, round_shape(scene.camera(place), radius), colour)


def ring(scene, centre, radius, thick, layer, colour, spokes=0):
    """A wheel that rolls along x."""
    x, y, z = centre

    def rim(size):
        turns = (2 * pi * k / 72 for k in range(72))
        return Polygon([tuple(scene.camera((x + size * cos(a), y + size * sin(a), z))) for a in turns])

    scene.fill(layer, without(rim(radius + thick), rim(radius - thick)), colour)
    for k in range(spokes):
        a = 2 * pi * k / spokes + 0.3
        end = (x + radius * cos(a), y + radius * sin(a), z)
        rod(scene, [centre, end], 0.35, layer - 0.01, lighter(colour, 0.22))
    if spokes:
        round_panel(scene, centre, 2.6, layer + 0.01, colour)
