"""Heads: skull, jaw and nose, hair as a ball minus a cap for the face, scarves, and a face of few marks."""

from dataclasses import dataclass, field
from math import atan2, cos, degrees, pi, radians, sin
from typing import Any

import numpy as np

from guides.figures.geometry import point, unit
from guides.figures.inks import darker, ink, mixed
from guides.figures.outlines import NOTHING, chain, convex, cut, hull, round_shape, softened, united, without
from guides.figures.paths import number

SKULL = 10.0
DOWN = point(0, -1, 0)


@dataclass
class DrawnHead:
    face: Any
    jaw: Any
    hair: list  # (layer above the face or below it, what it is, shape)
    ears: list = field(default_factory=list)
    beard: Any = None

    @property
    def hair_shape(self):
        return united(*(shape for _layer, _what, shape in self.hair)) if self.hair else NOTHING


class Head:
    """Where the parts of a head are, from the middle of the skull: x to the front, y up, z to the right."""

    def __init__(self, bones, camera):
        self.camera, self.centre, self.turned = camera, bones.skull, bones.head
        self.flow = bones.chest

    def at(self, x, y, z=0.0):
        return self.centre + self.turned @ point(x, y, z)

    def ball(self, x, y, z, radius):
        return self.camera.circle(self.at(x, y, z), radius)

    def hanging(self, x, y, *drops):
        """Something that hangs from (x, y) at the back of the head and falls as gravity wants: `drops` are
        (how far back, how far down, aside, radius)."""
        back = self.turned @ point(-1, 0, 0)
        return chain(*(
            self.camera.circle(self.at(x, y, z) + back * far + DOWN * down, radius) for far, down, z, radius in drops
        ))  # fmt: skip

    def faces(self, x, y, z):
        """How much a direction of the head looks at the reader: 1 straight, 0 sideways, below 0 away."""
        return float(np.dot(self.turned @ unit(point(x, y, z)), self.camera.sight))

    def crown(self, grown, x=-0.9, y=1.4):
        """The skull grown by so much: the ball of the hair."""
        return hull(self.ball(x - 0.2, y, 0, SKULL + grown), self.ball(x + 1.6, y - 0.3, 0, SKULL + grown - 0.5))

    def cap(self, radius, tilt, angle):
        """The face cap: what of a sphere lies within `angle` of an axis `tilt` above straight ahead, and is seen."""
        ahead = unit(self.turned @ point(cos(radians(tilt)), sin(radians(tilt)), 0))
        up = unit(self.turned @ point(-sin(radians(tilt)), cos(radians(tilt)), 0))
        aside, middle, places = np.cross(ahead, up), self.at(-0.2, 0.8), []
        for off in (radians(angle) * k / 13 for k in range(14)):
            for turn in (2 * pi * k / 40 for k in range(40)):
                way = ahead * cos(off) + (up * cos(turn) + aside * sin(turn)) * sin(off)
                if np.dot(way, self.camera.sight) > -0.12:
                    places.append(self.camera(middle + way * radius))
        return convex(places) if len(places) > 2 else NOTHING

    def cheek(self, radius=4.6):
        """The region below and before the ear, kept clear of close hair."""
        return hull(
            self.ball(6.5, -9.5, 0, radius + 1.2), self.ball(2.4, -7.4, 0, radius - 0.8), self.ball(7.5, -2, 0, radius),
            self.ball(-1.2, -12, 0, 4.2),
        )  # fmt: skip


def drawn_head(bones, person, camera):
    head = Head(bones, camera)
    ball = head.ball
    skull = hull(ball(-0.8, 1, 0, SKULL), ball(0.6, 0.6, 0, SKULL - 0.4))
    jaw = hull(
        ball(0.2, -1, 0, SKULL - 1.4), ball(3.3, -7.2, 1.5, 4.3), ball(3.3, -7.2, -1.5, 4.3), ball(5.2, -9, 0, 2.7)
    )
    nose = chain(ball(8.4, 0.6, 0, 1.3), ball(10.6, -2.6, 0, 1.35), ball(8.6, -3.4, 0, 1.6))
    face = softened(united(softened(united(skull, jaw), 5), nose), 1.2)
    hair = STYLES[person.hair](head)
    ears = [] if person.hair in COVERS_EARS else _ears(head)
    return DrawnHead(face, jaw, hair, ears, _beard(head, face) if person.beard else None)


def _ears(head):
    sides = [s for s in (1, -1) if head.faces(0, 0, s) > 0.25]
    return [hull(head.ball(-0.9, -0.4, s * 8.9, 1.9), head.ball(-0.5, -3, s * 8.5, 1.35)) for s in sides]


def _beard(head, face):
    around = hull(
        head.ball(-0.6, -5.2, 7.2, 2.2), head.ball(-0.6, -5.2, -7.2, 2.2), head.ball(3.3, -8.4, 2.4, 4.3),
        head.ball(3.3, -8.4, -2.4, 4.3), head.ball(5.6, -10.2, 0, 3.2),
    )  # fmt: skip
    mouth = hull(head.ball(9, -2.6, 3.4, 2.4), head.ball(9, -2.6, -3.4, 2.4), head.ball(9.4, 0.5, 0, 4.6))
    return softened(without(around, mouth), 1.2)


# Hair: each style gives (layer, what it is, shape); layer -0.2 is behind the face, 0.3 in front of it.


def _none(head):
    return []


def _regrowth(head):
    return [(0.3, "hair", without(head.crown(0.55), head.cap(SKULL + 3.4, -28, 66), head.cheek()))]


def _short(head):
    ball = head.ball
    nape = hull(ball(-6.2, -5, 2, 4.4), ball(-6.2, -5, -2, 4.4), ball(-2, 2, 0, 9))
    temples = [hull(ball(-2.6, -3.2, s * 7.2, 2.6), ball(-2, 3, s * 5, 6)) for s in (1, -1)]
    whole = softened(united(head.crown(1.7, -1.1, 2.0), nape, *temples), 4)
    return [(0.3, "hair", without(whole, head.cap(SKULL + 4.2, -30, 59)))]


def _bob(head):
    ball = head.ball
    whole = hull(
        ball(-3.2, 1.8, 0, SKULL + 1.4), ball(-6.4, -9, 4, 3.8), ball(-6.4, -9, -4, 3.8), ball(0.2, -8.6, 8.2, 2.6),
        ball(0.2, -8.6, -8.2, 2.6), ball(1.2, 1.6, 0, SKULL + 0.8),
    )  # fmt: skip
    return [(0.3, "hair", without(softened(whole, 3), head.cap(SKULL + 5.5, -24, 57)))]


def _bun(head):
    close = without(head.crown(1.2), head.cap(SKULL + 4.2, -27, 62))
    return [(-0.2, "hair behind", round_shape(head.camera(head.at(-8.6, 10.6)), 5.4)), (0.3, "hair", close)]


def _pony(head):
    close = without(head.crown(1.2), head.cap(SKULL + 4.2, -27, 62))
    tail = head.hanging(-9.8, 4.6, (0, 0, 0, 2.9), (4.4, 3.4, 0, 3.8), (5, 10.2, 0, 3.4), (3.4, 15.8, 0, 1.6))
    return [(-0.2, "hair behind", softened(tail, 3)), (0.3, "hair", close)]


def _curly(head):
    turns = [radians(angle) for angle in range(-52, 232, 24)]
    lobes = [hull(head.ball(-1.2, 3, 0, SKULL + 3))]
    lobes += [hull(head.ball(-1.4 + 11.4 * cos(a), 2.6 + 11.2 * sin(a), 0, 4.2)) for a in turns]
    lobes += [hull(head.ball(-3.4, y, z, 4.6)) for z in (-9, 9) for y in (-3, 3)]
    return [(0.3, "hair", without(softened(united(*lobes), 1.4), head.cap(SKULL + 6, -24, 54)))]


def _scarf(head):
    nape = hull(head.ball(-7, -4.2, 0, 4.4), head.ball(-3, 1, 0, 9))
    whole = softened(united(head.crown(1.5, -1.0, 1.8), nape), 4)
    wrapped = without(whole, head.cap(SKULL + 4.8, -33, 63), head.cheek(5.2))
    knot = hull(head.ball(-11.2, -5.2, 0, 2.7))
    tails = united(
        knot, head.hanging(-11.4, -5.8, (0, 0, 0, 1.6), (3, 4.7, 2, 2.5), (3.2, 10.2, 2.6, 2.0)),
        head.hanging(-11.4, -5.6, (0, 0, 0, 1.6), (4.8, 2, -2, 2.2), (7.6, 6.6, -2.6, 1.7)),
    )  # fmt: skip
    return [(-0.2, "cloth behind", tails), (0.3, "cloth", wrapped)]


def _hijab(head):
    ball = head.ball

    def chest(x, y, z, radius):
        """A fold on the chest goes with the chest, not with the head."""
        return head.camera.circle(head.at(0, -8) + head.flow @ point(x, y + 8, z), radius)

    wrap = united(
        head.crown(1.5, -1.1, 1.6),
        hull(
            ball(-2.4, -1, 0, SKULL + 0.6), chest(1, -11, 0, 7.4), chest(-4.2, -14.5, 5, 6), chest(-4.2, -14.5, -5, 6)
        ),
        hull(chest(1, -11, 0, 7.4), chest(-1, -18.5, 8, 5.5), chest(-1, -18.5, -8, 5.5), chest(1.5, -19, 0, 6)),
    )
    under_the_chin = hull(ball(-2.4, -3, 0, SKULL - 2), chest(1, -11, 0, 7.4))
    return [
        (-0.1, "cloth", under_the_chin),  # or what stands behind the person shows between chin and cloth
        (0.3, "cloth", without(softened(wrap, 5), head.cap(SKULL + 6, -14, 53))),
    ]


def _cap(head):
    at, camera = head.at, head.camera
    up = camera(at(0, 1)) - camera(at(0, 0))
    back = camera(at(-1, 0)) - camera(at(0, 0))
    way = up + 0.18 * back
    if np.linalg.norm(way) < 0.2:
        return [(0.3, "cloth", without(head.crown(1.8, -0.8, 2.2), head.cap(SKULL + 4.2, -30, 62)))]
    return [(0.3, "cloth", cut(head.crown(1.8, -0.8, 2.2), camera(at(0, 1.2)), unit(way)))]


STYLES = {
    "none": _none, "regrowth": _regrowth, "short": _short, "bob": _bob, "bun": _bun, "pony": _pony, "curly": _curly,
    "scarf": _scarf, "hijab": _hijab, "cap": _cap,
}  # fmt: skip
COVERS_EARS = ("bob", "curly", "hijab")


def paint_head(scene, bones, person, drawn, layer):
    """Fill a head's parts and mark the face."""
    head, skin = Head(bones, scene.camera), person.skin_colour
    colours = _hair_colours(person)
    scene.fill(layer, drawn.face, skin)
    if drawn.beard is not None:
        scene.fill(layer + 0.2, drawn.beard, colours["hair"])
    for above, what, shape in drawn.hair:
        scene.fill(layer + above, shape, colours[what])
    for ear in drawn.ears:
        scene.fill(layer + 0.5, ear, darker(skin, 0.085))
    _face_marks(scene, head, person, layer, bones.pose)


def _hair_colours(person):
    hair = person.hair_ink_colour
    if person.hair == "regrowth":
        hair = mixed(hair, person.skin_colour, 0.34)
    cloth = ink(person.cloth)
    return {"hair": hair, "hair behind": darker(hair, 0.03), "cloth": cloth, "cloth behind": darker(cloth, 0.05)}


def _face_marks(scene, head, person, layer, pose):
    """Eyes, a smile, cheeks, a short nose where the face looks at the reader, and glasses."""
    skin, camera = person.skin_colour, scene.camera
    dark = darker(skin, 0.30, 1.0)
    up = unit(camera(head.at(0, 1)) - camera(head.at(0, 0)) + np.array([0, -1e-6]))
    tilt, aside = degrees(atan2(up[0], -up[1])), np.array([-up[1], up[0]])
    for s in (1, -1):
        if head.faces(0.86, 0, s * 0.5) > 0.12:
            x, y = camera(head.at(8.7, 0.5, s * 3.7))
            if pose.eyes == "closed":
                lid = [(x, y) + aside * t * 1.25 + up * (0.6 * t * t - 0.3) for t in (-1, -0.5, 0, 0.5, 1)]
                scene.line(layer + 0.4, lid, dark, 0.7)
            else:
                _oval(scene, layer + 0.4, (x, y), 0.6, 0.95, tilt, dark)
            if person.glasses:
                rim = 'r="2.5" fill="none" stroke="#2d3a3c" stroke-width=".6"'
                shape = without(round_shape((x, y), 2.8), round_shape((x, y), 2.2))
                scene.add(layer + 0.45, f'<circle cx="{number(x)}" cy="{number(y)}" {rim}/>', shape, "#2d3a3c")
        if head.faces(0.8, -0.2, s * 0.62) > 0.30:
            x, y = camera(head.at(7, -3.3, s * 5.6))
            red = f'<circle cx="{number(x)}" cy="{number(y)}" r="1.9" fill="#d8573c" opacity=".16"/>'
            scene.add(layer + 0.15, red, round_shape((x, y), 1.9), "#d8573c", 0.16)
    if head.faces(1, 0, 0) > 0.62:
        scene.line(
            layer + 0.4,
            [camera(head.at(9.6, -0.8, 0.5)), camera(head.at(10.4, -2.9, 0.3))],
            darker(skin, 0.1),
            1.1,
        )
    if pose.lips == "round" and head.faces(1, 0, 0) > 0.1:
        _oval(scene, layer + 0.4, camera(head.at(8.3, -5.2, 0)), 0.6 + 0.55 * head.faces(1, 0, 0), 1.3, tilt, dark)
        mouth = []
    else:
        mouth = _smile(head)
    if len(mouth) > 3:
        scene.line(layer + 0.4, mouth, dark, 0.8)
    if person.glasses:
        _glasses(scene, head, layer)


def _oval(scene, layer, middle, across, along, tilt, colour):
    """An eye or round lips, upright in the face."""
    x, y = middle
    turned = f' transform="rotate({number(tilt)} {number(x)} {number(y)})"' if abs(tilt) > 0.5 else ""
    size = f'rx="{across:.2g}" ry="{along:.2g}"'
    oval = f'<ellipse cx="{number(x)}" cy="{number(y)}" {size}{turned} fill="{colour}"/>'
    scene.add(layer, oval, round_shape((x, y), (across + along) / 2), colour)


def _smile(head):
    return [
        head.camera(head.at(8.1 - t * t * 1.2, -5.3 + 0.9 * t * t, t * 2.6))
        for t in (k / 4 for k in range(-4, 5))
        if head.faces(1, 0, t * 0.55) > 0.1
    ]


def _glasses(scene, head, layer):
    """The bridge over the nose, and a side piece to the ear that shows."""
    camera = scene.camera
    if head.faces(1, 0, 0) > 0.2:
        scene.line(layer + 0.45, [camera(head.at(9.2, 0.9, 1.4)), camera(head.at(9.2, 0.9, -1.4))], "#2d3a3c", 0.6)
    for s in (1, -1):
        if head.faces(0, 0, s) > 0.25:
            scene.line(
                layer + 0.45,
                [camera(head.at(8.2, 0.8, s * 6.1)), camera(head.at(-0.9, 0.6, s * 9))],
                "#2d3a3c",
                0.6,
            )
