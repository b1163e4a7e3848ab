"""Things that hands hold, and bands. Each is drawn where the hand of this very moment is."""

import numpy as np

from guides.figures.geometry import point, unit
from guides.figures.inks import darker, ink, lighter
from guides.figures.outlines import chain, hull, round_shape

NEAR, FAR = 61.0, 6.0


def _layer(figure, side):
    return figure.layers["near arm"] + 1 if side == figure.near_arm else figure.layers["far arm"] + 1


def weight(scene, bones, figure, side):
    """A dumb-bell through the fist."""
    arm, layer, metal = bones.arms[side], _layer(figure, side), ink("metal")
    middle = arm.palm
    aside = np.cross(arm.fingers, point(0, 1, 0) if abs(arm.fingers[1]) < 0.8 else point(1, 0, 0))
    axis, circle = unit(aside), scene.camera.circle
    scene.fill(layer - 1.5, chain(circle(middle - axis * 6, 1.2), circle(middle + axis * 6, 1.2)), darker(metal, 0.02))
    for sign in (-1, 1):
        inner, outer = middle + axis * sign * 5.4, middle + axis * sign * 8.6
        is_near = scene.camera.depth(axis * sign) > 0
        over = layer if is_near else layer - 1.6
        scene.fill(over, hull(circle(inner, 4.6), circle(outer, 4.6)), darker(metal, 0.05))
        face = outer if is_near else inner
        scene.fill(over + 0.05, round_shape(scene.camera(face), 4.0), metal if is_near else darker(metal, 0.07))


def bottle(scene, bones, figure, side):
    """A small bottle of water, upright in the fist or along the arm where that is steep; through the fist, its cap at
    the thumb, where the pose says which way the palm faces."""
    arm, layer, water = bones.arms[side], _layer(figure, side), ink("water")
    upright = point(0, 1, 0) if abs(arm.fingers[1]) < 0.75 else unit(np.cross(arm.fingers, point(0, 0, 1)))
    if upright[1] < 0:
        upright = -upright
    if arm.palm_faces is not None:
        upright = arm.thumb
    middle, circle = arm.palm, scene.camera.circle
    scene.fill(layer - 1.6, chain(circle(middle - upright * 7, 3.3), circle(middle + upright * 5, 3.3)), water)
    scene.fill(layer - 1.5, chain(circle(middle + upright * 7.6, 1.7), circle(middle + upright * 9.4, 1.7)), ink("sea"))


def ball(scene, bones, figure, side):
    """A soft ball in the hand."""
    arm = bones.arms[side]
    scene.fill(_layer(figure, side) - 1.6, round_shape(scene.camera(arm.palm + point(0, 6.2, 0)), 5.2), ink("coral"))


def squeezed_ball(scene, bones, figure, side):
    """The same ball, pressed flat by the fingers."""
    arm, circle = bones.arms[side], scene.camera.circle
    middle = arm.palm + point(0, 3.2, 0)
    scene.fill(
        _layer(figure, side) - 1.6,
        hull(circle(middle - arm.fingers * 2.4, 3.7), circle(middle + arm.fingers * 2.4, 3.7)),
        ink("coral"),
    )


def walking_stick(scene, bones, figure, side):
    """A walking stick from the hand to the floor."""
    hand, layer, wood = bones.arms[side].palm, _layer(figure, side), ink("wood")
    foot = point(hand[0] + 5, 1.2, hand[2] * 1.05)
    circle = scene.camera.circle
    scene.fill(layer - 1.7, chain(circle(hand + point(0, 2, 0), 1.3), circle(foot, 1.3)), darker(wood, 0.05))
    scene.fill(layer - 1.6, chain(circle(hand + point(-5, 2.4, 0), 1.6), circle(hand + point(5, 2.4, 0), 1.6)), wood)
    scene.fill(layer - 1.65, round_shape(scene.camera(foot), 1.9), ink("rubber"))


def towel(scene, bones, figure, side):
    """A towel that hangs from the fist."""
    hand, layer, circle = bones.arms[side].palm, _layer(figure, side), scene.camera.circle
    scene.fill(layer - 1.6, chain(circle(hand, 2.4), circle(hand + point(0, -16, 0), 3.6)), ink("coral"))


HELD = {
    "weight": weight, "bottle": bottle, "ball": ball, "squeezed ball": squeezed_ball, "walking stick": walking_stick,
    "towel": towel,
}  # fmt: skip


def draw_band(scene, places, layer, width=1.5, colour="band"):
    """A stretched band through points of the world."""
    scene.line(layer, [scene.camera(place) for place in places], ink(colour), width)


def draw_stick(scene, start, end, layer, beyond=14, colour="wood", thick=1.5):
    """A stick through two hands, longer than the space between them."""
    along, circle = unit(end - start), scene.camera.circle
    scene.fill(
        layer,
        chain(circle(start - along * beyond, thick), circle(end + along * beyond, thick)),
        lighter(ink(colour), 0.02),
    )
