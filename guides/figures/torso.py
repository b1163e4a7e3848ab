"""The torso in its top, the pelvis and the neck."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guides.figures.geometry import between, point, unit
from guides.figures.outlines import NOTHING, chain, common, cut, hull, moved, softened, united, without
from guides.figures.people import BUILDS
from guides.figures.skeleton import HIP_WIDTH, SIDES

HEM = -3.2


@dataclass
class DrawnTorso:
    top: Any
    pelvis: Any
    body: Any
    neck: Any
    form: Any  # the shaded side of the top
    axis: Any  # from pelvis to shoulders on the paper


def drawn_torso(bones, person, camera):
    torso, waist, hips, limbs = BUILDS[person.build]
    circle, shrug = camera.circle, bones.pose.shrug

    def pair(place, turned, x, y, z, radius):
        """The same ball on both sides of the spine."""
        return [circle(place + turned @ point(x, y, side * z), radius) for side in (-1, 1)]

    middle = between(bones.pelvis, bones.waist, 0.75)
    low = pair(bones.pelvis, bones.hips, -1.2, 1, HIP_WIDTH - 1.2, 10 * between(1, torso, 0.7) + hips)
    belly = pair(middle, bones.hips, 0.9 + waist * 0.35, 0, 4.6, 8.7 * torso + waist * 0.8)
    girdle = pair(bones.waist, bones.chest, 0.4 + waist * 0.2, 3, 4.8, 8.2 * torso + waist * 0.7)
    chest = pair(bones.shoulders, bones.chest, 1.1, -13, 5.2, 9.3 * torso + waist * 0.15)
    upper = pair(bones.shoulders, bones.chest, 0.3, -6 + shrug * 0.4, 8.2, 7.6 * between(1, torso, 0.8))
    slope = pair(bones.neck, bones.chest, -0.6, -3 + shrug * 0.5, 3.2, 4.2)
    caps = [
        circle(bones.arms[side].shoulder + bones.chest @ point(0, -0.6, -sign * 2.9), 5.2 * between(1, limbs, 0.6))
        for side, sign in SIDES.items()
    ]
    rings = (
        hull(*low, *belly),
        hull(*belly, *girdle),
        hull(*girdle, *chest),
        hull(*chest, *upper),
        hull(*upper, *caps),
    )
    body = softened(united(*rings, hull(*slope, *upper), hull(*caps, *slope)), 6)
    skirt = hull(*[(c, r + 0.9) for c, r in low], *[(c, r + 0.2) for c, r in belly])
    top = _hemmed(softened(united(body, skirt), 5), bones, camera)
    axis = camera(bones.shoulders) - camera(bones.pelvis)
    axis = unit(axis)
    return DrawnTorso(top, hull(*low, *belly), body, _neck(bones, body, camera), _form(top, bones, axis, camera), axis)


def _hemmed(tunic, bones, camera):
    """The top, cut in a soft line across the hips, unless the spine points at the reader."""
    up = camera(bones.pelvis + bones.hips @ point(0, 1, 0)) - camera(bones.pelvis)
    if np.linalg.norm(up) <= 0.3:
        return tunic
    lower = cut(tunic, camera(bones.pelvis + bones.hips @ point(0, HEM, 0)), -unit(up))
    return softened(without(tunic, lower), 0.01, 1.6)


def _form(top, bones, axis, camera):
    """A soft shade down the back of the top; none where the torso points at the reader."""
    if np.linalg.norm(camera(bones.shoulders) - camera(bones.pelvis)) < 18:
        return NOTHING
    normal = np.array([-axis[1], axis[0]])
    front = camera(bones.shoulders + bones.chest @ point(1, 0, 0)) - camera(bones.shoulders)
    off = normal * (5 if np.dot(normal, front) >= 0 else -5)
    form = without(top, moved(top, *off), moved(top, *(off + axis * 7)), moved(top, *(off - axis * 7)))
    return softened(form.buffer(-1.3).buffer(1.3), 0.5)


def _neck(bones, body, camera):
    circle = camera.circle
    column = chain(
        circle(bones.neck + bones.chest @ point(-0.4, -3.4, 0), 5.2),
        circle(bones.neck + bones.chest @ point(0, 0.5, 0), 4.6),
        circle(bones.nape + bones.head @ point(-0.4, 3.2, 0), 4.5),
    )
    line = hull(
        *[circle(bones.neck + bones.chest @ point(1.3, -1.9, s * 2.8), 3.4) for s in (-1, 1)],
        circle(bones.neck + bones.chest @ point(-0.6, -0.2, 0), 4.2),
    )
    down = camera(bones.neck) - camera(bones.neck + bones.chest @ point(0, 1, 0))
    below = cut(column, camera(bones.neck + bones.chest @ point(0, -1.6, 0)), down)
    return softened(united(without(column, below), common(line, united(body, column))), 2.5)
