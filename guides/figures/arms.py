"""Arms, hands and sleeves."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import LineString

from guides.figures.geometry import between, point, unit
from guides.figures.outlines import chain, common, cut, round_shape, softened, united, without
from guides.figures.people import BUILDS

EASE = 1.15
PALM = ((0, 2.8), (4.4, 3.6), (8.4, 3.05), (11.8, 2.2))  # from the wrist, and how thick


@dataclass
class DrawnArm:
    skin: Any
    sleeve: Any
    compression: Any
    stripes: Any
    creases: list  # of a palm that the reader sees, as lines on the paper
    depth: float  # of the whole arm
    root: float  # of its shoulder

    @property
    def whole(self):
        return united(self.skin, self.sleeve)


def drawn_arm(arm, person, camera, side, chest):
    circle, limbs = camera.circle, BUILDS[person.build][3]
    girth = between(1, limbs, 0.75)
    upper = chain(
        circle(arm.shoulder, 5.3 * girth), circle(between(arm.shoulder, arm.elbow, 0.5), 4.9 * girth),
        circle(arm.elbow, 4.1 * girth),
    )  # fmt: skip
    fore = chain(
        circle(arm.elbow, 4.1 * girth), circle(between(arm.elbow, arm.wrist, 0.28), 4.3 * girth),
        circle(between(arm.elbow, arm.wrist, 0.7), 3.4 * between(1, limbs, 0.4)), circle(arm.wrist, 2.9),
    )  # fmt: skip
    hand = drawn_hand(arm, camera, chest)
    skin = softened(united(upper, fore, hand), 2.2)
    sleeve = _sleeve(arm, person, camera, girth)
    depth = (camera.depth(arm.shoulder) * 0.8 + camera.depth(arm.elbow) + camera.depth(arm.wrist)) / 2.8
    compression = _compression(skin, hand, arm, camera) if person.compression == side else None
    stripes = _stripes(arm, sleeve, camera) if person.stripes else None
    creases = _creases(arm, camera)
    return DrawnArm(skin, sleeve, compression, stripes, creases, depth, camera.depth(arm.shoulder))


def _creases(arm, camera):
    """What shows that a hand is seen from its palm: bent fingers side by side, or the line round the thumb."""
    if arm.palm_faces is None or np.dot(arm.palm_faces, camera.sight) < 0.3:
        return []

    def at(ahead, aside, out):
        return camera(arm.wrist + arm.fingers * ahead + arm.thumb * aside + arm.palm_faces * out)

    if arm.limb.shape in ("grip", "fist"):
        return [[at(3.2, aside, 3.4), at(5.0, aside, 3.9), at(6.6, aside, 3.2)] for aside in (-1.9, 0, 1.9)]
    return [[at(2.2, -0.6, 3), at(4.4, -0.5, 3.2), at(6.4, 0.6, 3), at(7.2, 1.9, 2.8)]]


def drawn_hand(arm, camera, chest):
    """A hand by its shape: `relaxed` or `flat` mitten with a thumb, `grip` or `fist`, `point`."""
    circle, wrist, ahead = camera.circle, arm.wrist, arm.fingers
    shape = arm.limb.shape
    if shape in ("grip", "fist"):
        hand = chain(circle(wrist, 2.8), circle(wrist + ahead * 4.2, 3.9), circle(wrist + ahead * 5.6, 3.7))
        return hand
    if shape == "point":
        fist = chain(circle(wrist, 2.8), circle(wrist + ahead * 4.2, 3.7), circle(wrist + ahead * 5.4, 3.4))
        return softened(united(fist, chain(circle(wrist + ahead * 5, 1.6), circle(wrist + ahead * 12.4, 1.15))), 0.9)
    palm = chain(*(circle(wrist + ahead * far, radius) for far, radius in PALM))
    aside = arm.thumb
    if aside is None:
        front = chest @ point(1, 0, 0)
        aside = front if abs(np.dot(front, ahead)) < 0.75 else chest @ point(0, 1, 0)
    aside = unit(aside - ahead * np.dot(aside, ahead))
    thumb = chain(
        circle(wrist + ahead * 2.0 + aside, 2.1), circle(wrist + ahead * 4.8 + aside * 3.3, 1.6),
        circle(wrist + ahead * 7.4 + aside * 3.9, 1.3),
    )  # fmt: skip
    return softened(united(palm, thumb), 0.9)


def _sleeve(arm, person, camera, girth):
    circle = camera.circle
    start = [
        circle(arm.shoulder, 5.9 * girth + 0.2),
        circle(between(arm.shoulder, arm.elbow, 0.5), 5.3 * girth + EASE * 0.7),
    ]
    if person.sleeves == "short":
        hem, along = between(arm.shoulder, arm.elbow, 0.66), camera(arm.elbow) - camera(arm.shoulder)
        sleeve = chain(*start, circle(arm.elbow, 5.2 * girth + EASE))
        if np.linalg.norm(along) > 3:
            sleeve = without(sleeve, cut(sleeve, camera(hem), unit(along)))
        return softened(sleeve, 2.2, 0.5)
    hem = between(arm.elbow, arm.wrist, 0.92 if person.sleeves == "long" else 0.42)
    elbow = circle(arm.elbow, 4.5 * girth + EASE * 0.7)
    fore = chain(
        elbow, circle(between(arm.elbow, arm.wrist, 0.3), 4.5 * girth + EASE * 0.6),
        circle(between(arm.elbow, arm.wrist, 0.72), 3.7 * girth + EASE * 0.6),
        circle(between(arm.elbow, arm.wrist, 1.12), 3.2 + EASE * 0.6),
    )  # fmt: skip
    sleeve, along = united(chain(*start, elbow), fore), camera(arm.wrist) - camera(arm.elbow)
    if np.linalg.norm(along) > 3:
        near = round_shape(camera(arm.wrist), float(np.linalg.norm(camera(arm.wrist) - camera(hem))) + 6, 28)
        lower = common(cut(sleeve, camera(hem), unit(along)), near)
    else:
        lower = round_shape(camera(arm.wrist), 3, 28)
    return softened(without(sleeve, lower), 2.2, 0.5)


def _compression(skin, hand, arm, camera):
    """A lymphoedema sleeve, from the wrist up."""
    covered = without(skin, hand.buffer(-0.1)).buffer(0.25)
    along = camera(arm.elbow) - camera(arm.wrist)
    if np.linalg.norm(along) <= 3:
        return covered
    return cut(covered, camera(between(arm.elbow, arm.wrist, 0.95)), unit(along))


def _stripes(arm, sleeve, camera):
    bands = []
    for start, end in ((arm.shoulder, arm.elbow), (arm.elbow, arm.wrist)):
        here, there = camera(start), camera(end)
        length = float(np.linalg.norm(there - here))
        if length >= 4:
            along = unit(there - here)
            across = np.array([-along[1], along[0]])
            places = [here + along * t for t in np.arange(3.5, length - 1, 5.6)]
            bands += [LineString([place + across * 8, place - across * 8]).buffer(0.85) for place in places]
    return common(united(*bands), sleeve) if bands else None
