"""The body map: one quiet silhouette from the front with eight groups of bones, numbered as in the list beside it.

The list is the real control; the map shows what is chosen, and with a script it is a second way to choose.
"""

from math import pi, sin

import numpy as np
from shapely.geometry import LineString, Polygon, box

from guides.figures.figure import draw_figure
from guides.figures.geometry import Camera, point, unit
from guides.figures.outlines import chain, hull, round_shape, softened, united
from guides.figures.paths import number, path
from guides.figures.people import Person
from guides.figures.scene import Scene
from guides.figures.skeleton import Limb, Pose, Skeleton

GROUPS = ("skull", "neck", "upper-back", "lower-back", "arm", "ribs", "hip", "thigh")  # in the order of their numbers
LEFT = ("neck", "upper-back", "lower-back", "thigh")  # numbered on the left of the picture
MARKER, RADIUS, WIDTH = 49, 7, 120
WHO = Person(words="", skin="skin2", hair="none", top="sea", trousers="night", shoes="stone", feet="sock")


def body_map():
    """The map as the template of a component: SVG groups `data-site`, coloured by the page's style sheet."""
    bones, outline = _standing()
    groups = _bones(bones)
    _left, top, _right, bottom = outline.bounds
    box_ = f"{-WIDTH / 2:.0f} {number(top - 5)} {WIDTH} {number(bottom - top + 10)}"
    parts = [f'<path class="body-map__body" d="{path(outline)}"/>']
    for index, name in enumerate(GROUPS, 1):
        bone = f'<path class="body-map__bone" d="{path(groups[name], 0.1)}"/>'
        parts.append(f'<g class="body-map__group" data-site="{name}">{bone}')
        parts.append(_marker(index, name, groups[name], outline) + "</g>")
    note = "{# Needs: nothing. Drawn by manage.py draw_figures; guides/figures/bodymap.py. #}"
    return f'{note}\n<svg class="body-map" viewBox="{box_}" aria-hidden="true">\n' + "\n".join(parts) + "\n</svg>\n"


def _standing():
    """(places of the bones on the paper, the silhouette) of somebody who faces the reader."""
    limbs = {}
    for side, sign in (("right", 1), ("left", -1)):
        limbs[f"{side} leg"] = Limb(at=(0, 8.2, sign * 11), foot=(14, 0))
        limbs[f"{side} arm"] = Limb(joint=(2, 15), bend=4, across=12, thumb=(0.3, 0, -sign))
    skeleton, scene = Skeleton(Pose(limbs=limbs)), Scene(Camera(90, 0))
    figure = draw_figure(scene, skeleton, WHO)
    shapes = [figure.silhouette, *(leg.skin for leg in figure.legs.values())]
    return {"at": scene.camera, "of": skeleton}, softened(united(*shapes), 3)


def _bones(bones):
    at, of = bones["at"], bones["of"]
    head, neck, shoulders, pelvis = (at(place) for place in (of.skull, of.neck, of.shoulders, of.pelvis))
    groups = {name: [] for name in GROUPS}
    skull = united(hull((head + point(0, -1.5), 8.2)), hull((head + point(0, 5.6), 4.6), (head + point(0, 3), 5.6)))
    groups["skull"].append(softened(skull, 2))
    _spine(groups, neck[1] - 5.5, pelvis[1] - 8.5)
    _ribs(groups, shoulders[1])
    for side in ("right", "left"):
        _arm(groups, at, of.arms[side], shoulders[1])
        _thigh_and_hip(groups, at, of.legs[side], pelvis[1])
    base = pelvis[1]
    sacrum = Polygon([(-3, base - 8), (3, base - 8), (1.2, base + 0.8), (-1.2, base + 0.8)])
    groups["hip"].append(softened(sacrum, 0.1, 0.7))
    return {name: united(*shapes) for name, shapes in groups.items()}


def _spine(groups, top, bottom, count=17):
    high = (bottom - top) / count
    for index in range(count):
        wide, y = 2.6 + index * 0.1, top + index * high
        name = "neck" if index < 3 else ("upper-back" if index < 11 else "lower-back")
        groups[name].append(box(-wide, y, wide, y + high - 1.15).buffer(0.35))


def _ribs(groups, shoulders):
    for index in range(6):
        y, wide = shoulders + 5.5 + index * 4.1, 9.4 + index * 0.75 - max(0, index - 4) * 0.8
        for side in (-1, 1):
            turns = np.linspace(0.05, 1, 14)
            arc = [(side * (4.6 + (wide - 4.6) * sin(t * 1.5)), y + 5.4 * t * t - 1.2 * sin(t * pi)) for t in turns]
            groups["ribs"].append(LineString(arc).buffer(0.95))


def _arm(groups, at, arm, shoulders):
    top, elbow = at(arm.shoulder), at(arm.elbow)
    along, side = unit(elbow - top), 1 if top[0] > 0 else -1
    shaft = chain((top + along * 1.5, 2.0), (elbow - along * 3, 1.7))
    bone = united(shaft, round_shape(top + along * 0.2, 3.4), round_shape(elbow - along * 2.2, 2.5))
    inner, middle = np.array([side * 3.6, shoulders + 1.6]), np.array([side * 8, shoulders - 0.4])
    collar = chain((inner, 1.0), (middle, 1.0), (top + point(-side * 2.0, -2.6), 1.2))
    groups["arm"] += [softened(bone, 1.6), collar]


def _thigh_and_hip(groups, at, leg, base):
    hip, knee = at(leg.hip), at(leg.knee)
    along, side = unit(knee - hip), 1 if hip[0] > 0 else -1
    below = knee - along * 2.4
    bone = united(
        chain((hip + point(side * 3.0, 4.0), 2.3), (knee - along * 3, 2.1)),
        chain((hip + point(-side * 0.6, 0.6), 3.0), (hip + point(side * 3.2, 4.4), 2.3)),
        chain((below + point(-1.6, 0), 2.7), (below + point(1.6, 0), 2.7)),
    )
    groups["thigh"].append(softened(bone, 1.6))
    rim = (
        (2.9, -7),
        (7.5, -13.5),
        (12.6, -11.5),
        (12.2, -4.5),
        (8.6, 0.8),
        (7.2, 6.2),
        (2.2, 7.6),
        (2, 5.2),
        (5, 2.2),
        (5.2, -2.4),
    )
    groups["hip"].append(softened(Polygon([(side * x, base + y) for x, y in rim]).buffer(0.1), 0.6, 1.1))


def _marker(index, name, shape, outline):
    """The numbered disc beside the body, and the line to its bones."""
    side = -1 if name in LEFT else 1
    _left, top, _right, bottom = shape.bounds
    middle = (top + bottom) / 2
    y = {"arm": top + 9, "thigh": top + 14, "hip": top + 7, "skull": top + 6}.get(name, middle)
    inside = shape.intersection(box(0 if side > 0 else -60, y - 1, 60 if side > 0 else 0, y + 1))
    x = inside.centroid.x if not inside.is_empty else side * 3
    beside = {"neck": y - 3, "lower-back": y + 3, "arm": y - 7, "ribs": y + 5, "hip": y + 7}.get(name, y)
    ends = f"M{number(x)} {number(y)}L{number(side * (MARKER - RADIUS))} {number(beside)}"
    disc = f'cx="{number(side * MARKER)}" cy="{number(beside)}" r="{RADIUS}"'
    dot = f'cx="{number(x)}" cy="{number(y)}" r="1.15"'
    words = f'x="{number(side * MARKER)}" y="{number(beside + 3.1)}" text-anchor="middle"'
    return (
        f'<path class="body-map__leader" d="{ends}"/><circle class="body-map__dot" {dot}/>'
        f'<circle class="body-map__disc" {disc}/><text class="body-map__number" {words}>{index}</text>'
    )
