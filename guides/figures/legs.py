"""Legs: thigh, shin, foot, and what covers them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guides.figures.geometry import between, unit
from guides.figures.outlines import chain, convex, cut, hull, round_shape, softened, united, without
from guides.figures.people import BUILDS
from guides.figures.skeleton import SOLE


@dataclass
class DrawnLeg:
    """The outlines of a leg, and how near it is to the reader."""

    skin: Any
    cloth: Any
    upper: Any
    sole: Any
    depth: float

    @property
    def whole(self):
        return united(self.skin, self.cloth, self.upper, *([self.sole] if self.sole else []))


def drawn_leg(leg, person, camera):
    circle, (_torso, _waist, hips, limbs) = camera.circle, BUILDS[person.build]
    shin = unit(leg.ankle - leg.knee)
    back = unit(-leg.ahead + shin * np.dot(leg.ahead, shin))
    calf, ankle = 6.0 * limbs, 3.9
    low = between(leg.knee, leg.ankle, 0.62) + back * 0.5
    bulge = between(leg.knee, leg.ankle, 0.30) + back * 1.3
    skin = chain(
        circle(leg.knee, 6.3 * limbs),
        circle(bulge, calf),
        circle(low, between(calf, ankle, 0.62)),
        circle(leg.ankle, ankle),
    )
    thigh = chain(
        circle(leg.hip, 9.7 * limbs + hips * 0.6), circle(between(leg.hip, leg.knee, 0.35), 9.0 * limbs + hips * 0.4),
        circle(between(leg.hip, leg.knee, 0.7), 7.8 * limbs), circle(leg.knee, 7.1 * limbs),
    )  # fmt: skip
    tube = chain(
        circle(leg.knee, 7.1 * limbs), circle(between(leg.knee, leg.ankle, 0.33) + back, calf + 0.9),
        circle(between(leg.knee, leg.ankle, 0.7) + back * 0.5, 6.1 * between(1, limbs, 0.5)),
        circle(between(leg.knee, leg.ankle, 1.06) + back * 0.5, 5.7),
    )  # fmt: skip
    if person.legs == "short":
        skin = united(skin, thigh)
        cloth = _hemmed(thigh, camera(between(leg.hip, leg.knee, 0.5)), camera(leg.knee), camera(leg.hip))
    else:
        hem = camera(between(leg.knee, leg.ankle, 0.9))
        cloth = _hemmed(united(thigh, tube), hem, camera(leg.ankle), camera(leg.knee))
    upper, sole = _shoe(leg, camera) if person.feet == "shoe" else (_foot(leg, camera), None)
    depth = (camera.depth(leg.hip) + camera.depth(leg.knee) * 1.2 + camera.depth(leg.ankle)) / 3.2
    return DrawnLeg(skin, softened(cloth, 3.0), upper, sole, depth)


def _hemmed(cloth, hem, low, high):
    """A trouser leg cut square across the bone from `high` to `low`, unless that points at the reader."""
    down = low - high
    if np.linalg.norm(down) <= 6:
        return cloth
    near = round_shape(low, float(np.linalg.norm(low - hem)) + 7, 28)
    lower = cut(cloth, hem, unit(down))
    return without(cloth, lower.intersection(near))


def _places(leg):
    aside = unit(np.cross(leg.ahead, leg.above))
    return lambda x, y, z=0: leg.ankle + leg.ahead * x + leg.above * y + aside * z


def _shoe(leg, camera):
    """(upper, sole) of a shoe: hulls from heel to toe over the projected footprint."""
    at, circle = _places(leg), camera.circle
    heel = [circle(at(-4.0, -3.6, z), 2.9) for z in (-1.6, 1.6)]
    collar = [circle(at(-3.4, 0.2, z), 3.0) for z in (-1, 1)]
    tongue = [circle(at(0.6, 0.8, z), 3.7) for z in (-0.6, 0.6)]
    instep = [circle(at(6.2, -1.9, z), 3.1) for z in (-1.2, 1.2)]
    ball = [circle(at(11.0, -3.7, z), 2.8) for z in (-2.0, 1.8)]
    toe = [circle(at(14.6, -4.2, z), 2.35) for z in (-1.0, 1.2)]
    upper = united(
        hull(*heel, *collar, *tongue),
        hull(*heel, *tongue, *instep),
        hull(*heel, *instep, *ball),
        hull(*heel, *ball, *toe),
    )
    sole = convex([camera(at(x, y, z)) for x, z in SOLE for y in (-7.7, -6.1)]).buffer(0.5)
    return softened(upper, 3), sole


def _foot(leg, camera):
    at, circle = _places(leg), camera.circle
    sizes = ((-3.6, -4.0, 3.2), (-1.2, 0, 3.9), (5, -2.6, 3.3), (11, -4.8, 2.5), (14.5, -5.2, 2.2))
    heel, ankle, instep, ball, toe = (hull(*[circle(at(x, y, z), r) for z in (-0.9, 0.9)]) for x, y, r in sizes)
    pairs = ((heel, ankle), (heel, ankle, instep), (heel, instep, ball), (ball, toe))
    return softened(united(*(united(*pair).convex_hull for pair in pairs)), 3)
