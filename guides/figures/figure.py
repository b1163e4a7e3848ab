"""Puts a person together, from back to front.

Layers: shadow -15, things behind up to 4, far arm 5, far leg 10, near leg 20, torso 30, head 40, a far arm in front of
the body 50, near arm 60, things in front 55 to 75, arrows 200. A pose can move a part with `order`.
"""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString

from guides.figures.arms import drawn_arm
from guides.figures.head import drawn_head, paint_head
from guides.figures.inks import SHADE, darker, ink, mixed
from guides.figures.legs import drawn_leg
from guides.figures.outlines import common, moved, united, without
from guides.figures.torso import drawn_torso

PARTS = ("far arm", "far leg", "near leg", "torso", "head", "near arm")


@dataclass
class Figure:
    """A drawn person: the outlines, and which side is nearer."""

    legs: dict
    arms: dict
    torso: object
    head: object
    layers: dict
    near_leg: str
    near_arm: str

    @property
    def silhouette(self):
        parts = [self.torso.top, self.torso.pelvis, self.torso.neck, self.head.face, self.head.hair_shape]
        parts += [limb.whole for limb in (*self.legs.values(), *self.arms.values())]
        return united(*parts)


def draw_figure(scene, bones, person):
    """Paint a person in this pose into the scene and return the Figure."""
    camera = scene.camera
    legs = {side: drawn_leg(leg, person, camera) for side, leg in bones.legs.items()}
    arms = {side: drawn_arm(arm, person, camera, side, bones.chest) for side, arm in bones.arms.items()}
    torso, head = drawn_torso(bones, person, camera), drawn_head(bones, person, camera)
    far_leg, near_leg = sorted(legs, key=lambda side: legs[side].depth)
    far_arm, near_arm = sorted(arms, key=lambda side: arms[side].root)
    distant = _distances(bones, camera)
    layers = {
        "far leg": 10, "near leg": 20, "torso": 30, "head": 40, "near arm": 60,
        "far arm": 5 if distant[f"{far_arm} arm"] > 0.25 else 50,
    } | bones.pose.order  # fmt: skip
    figure = Figure(legs, arms, torso, head, layers, near_leg, near_arm)
    _paint_legs(scene, figure, person, far_leg, distant[f"{far_leg} leg"])
    under = _paint_torso(scene, figure, person, far_leg, distant[f"{far_leg} leg"])
    _shadow(scene, united(head.face, head.jaw), (-0.6, 2.6), torso.neck, layers["torso"] + 0.4, 0.16)
    paint_head(scene, bones, person, head, layers["head"])
    ground = united(torso.top, under, torso.neck)
    for part, side in (("far arm", far_arm), ("near arm", near_arm)):
        dim = distant[f"{side} arm"] * 0.95 if part == "far arm" else 0
        _paint_arm(scene, arms[side], person, layers[part], dim, ground if layers[part] > layers["torso"] else None)
    return figure


def _distances(bones, camera):
    """How far behind the middle of the body each limb begins, from 0 to 1."""
    pelvis, shoulders = camera.depth(bones.pelvis), camera.depth(bones.shoulders)
    found = {f"{side} leg": (pelvis - camera.depth(leg.hip)) / 7 for side, leg in bones.legs.items()}
    found |= {f"{side} arm": (shoulders - camera.depth(arm.shoulder)) / 12 for side, arm in bones.arms.items()}
    return {limb: float(np.clip(distance, 0, 1)) for limb, distance in found.items()}


def dimmed(colour, distance):
    """A colour of a limb so far behind."""
    return mixed(colour, darker(colour, 0.105), distance) if distance else colour


def _shadow(scene, shape, shift, onto, layer, strength):
    cast = common(without(moved(shape, *shift), shape), onto)
    scene.fill(layer, cast.buffer(-0.12).buffer(0.12), SHADE, strength)


def _paint_leg(scene, leg, person, layer, dim):
    in_socks = person.feet != "bare" and person.legs == "trousers"
    scene.fill(layer, leg.skin, dimmed(person.sock_colour if in_socks else person.skin_colour, dim))
    if leg.sole is not None:
        scene.fill(layer + 0.1, leg.sole, dimmed(person.sole_colour, dim))
    colours = {"shoe": person.shoes_colour, "sock": person.sock_colour, "bare": person.skin_colour}
    scene.fill(layer + 0.2, leg.upper, dimmed(colours[person.feet], dim))
    scene.fill(layer + 0.3, leg.cloth, dimmed(person.trousers_colour, dim))


def _paint_legs(scene, figure, person, far_leg, dim):
    layers, torso = figure.layers, figure.torso
    far, near = figure.legs[far_leg], figure.legs[figure.near_leg]
    _paint_leg(scene, far, person, layers["far leg"], dim)
    scene.fill(layers["near leg"] - 0.5, torso.pelvis, person.trousers_colour)
    _paint_leg(scene, near, person, layers["near leg"], 0)
    onto = without(far.cloth, torso.pelvis)
    _shadow(scene, united(near.cloth, torso.pelvis), (-1.4, 1.2), onto, layers["far leg"] + 0.6, 0.14)


def _paint_torso(scene, figure, person, far_leg, dim):
    """Paint the top and the neck; returns what of the legs lies under them."""
    layer, torso, top = figure.layers["torso"], figure.torso, person.top_colour
    scene.fill(layer, torso.top, top)
    under = united(figure.legs[figure.near_leg].cloth, torso.pelvis)
    if dim < 0.3:
        under = united(under, figure.legs[far_leg].cloth)
    _shadow(scene, torso.top, (0, 1.5), under, layer - 0.1, 0.2)
    scene.fill(layer + 0.1, torso.form, darker(top, 0.045))
    if person.stripes:
        scene.fill(layer + 0.2, _stripes(torso), ink(person.stripes))
    scene.fill(layer + 0.25, common(torso.neck.buffer(0.95), torso.top), darker(top, 0.085))
    scene.fill(layer + 0.3, torso.neck, person.skin_colour)
    return under


def _stripes(torso):
    left, low, right, high = torso.top.bounds
    middle, across = np.array([(left + right) / 2, (low + high) / 2]), np.array([-torso.axis[1], torso.axis[0]])
    length = float(np.hypot(right - left, high - low)) / 2
    places = [middle + torso.axis * t for t in np.arange(-length, length, 5.6)]
    lines = [LineString([place + across * 60, place - across * 60]).buffer(0.85) for place in places]
    return common(united(*lines), torso.top)


def _paint_arm(scene, arm, person, layer, dim, onto):
    if onto is not None:
        _shadow(scene, arm.whole, (-1.3, 1.7), without(onto, arm.whole), layer - 0.1, 0.2)
    scene.fill(layer, arm.skin, dimmed(person.skin_colour, dim))
    for crease in arm.creases:
        scene.line(layer + 0.05, crease, dimmed(darker(person.skin_colour, 0.11), dim), 0.7)
    if arm.compression is not None:
        scene.fill(layer + 0.1, arm.compression, dimmed(ink("stone"), dim))
    scene.fill(layer + 0.2, arm.sleeve, dimmed(person.top_colour, dim))
    if arm.stripes is not None:
        scene.fill(layer + 0.25, arm.stripes, dimmed(ink(person.stripes), dim))
