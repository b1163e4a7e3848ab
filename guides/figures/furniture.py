"""Things that stand in the room. Each function draws one; its named values are what a pose file may set, in cm."""

from math import cos, radians, sin

from guides.figures.geometry import point
from guides.figures.inks import darker, ink, lighter
from guides.figures.outlines import chain, hull, softened
from guides.figures.solids import box, panel, ring, rod, round_panel


def chair(scene, x=26, z=0, seat=45, arms=False, back_to_wall=False, layer=1.0, faces=1):
    """A firm chair. x: the front edge of the seat. faces: 1 the way the person faces, -1 towards them."""
    wood, cushion = ink("wood"), ink("cushion")
    dark = darker(wood, 0.07)
    f, back, far, near = faces, x - 42 * faces, z - 21, z + 21
    if back_to_wall:
        wall(scene, x=back - 8 * f, near=58)
    rod(scene, [(back - 2 * f, 0, far + 2), (back + f, seat - 5, far + 2)], 1.7, layer, dark)
    rod(scene, [(x - f, 0, far + 2), (x - 2.5 * f, seat - 5, far + 2)], 1.7, layer, dark)
    rod(scene, [(back + f, seat - 5, far + 2), (back - 5 * f, seat + 45, far + 2)], 1.7, layer, dark)
    for low, high, colour in ((15, 24, dark), (31, 45, wood)):
        a, b = back + f - 6 * f * (low + 5) / 50, back + f - 6 * f * (high + 5) / 50
        places = [
            (x_, y_, z_)
            for x_, y_ in ((a, seat + low), (b, seat + high), (a - 1.6 * f, seat + low), (b - 1.6 * f, seat + high))
            for z_ in (far + 1, near - 1)
        ]
        scene.fill(layer + 0.2, scene.face(*places).buffer(-1).buffer(1), colour)
    left, right = sorted((x, back))
    box(scene, (left + 0.8, right - 0.8), (seat - 7.5, seat - 3.2), (far + 1, near - 1), layer + 0.3, wood)
    box(
        scene,
        (left + 0.6, right),
        (seat - 3.6, seat),
        (far + 0.6, near - 0.6),
        layer + 0.4,
        cushion,
        1.4,
        lighter(cushion, 0.035),
    )
    rod(scene, [(back + f, seat - 6, near - 2), (back - 2 * f, 0, near - 2)], 1.9, layer + 0.35, wood)
    rod(scene, [(x - 2.5 * f, seat - 6, near - 2), (x - f, 0, near - 2)], 1.9, layer + 0.35, wood)
    rod(scene, [(back + 1.2 * f, seat - 3, near - 2), (back - 5 * f, seat + 45, near - 2)], 1.9, layer + 0.6, wood)
    if arms:
        for edge, over, colour in ((far + 2, layer + 0.1, dark), (near - 2, 24.0, wood)):
            rod(scene, [(x - 5 * f, seat - 4, edge), (x - 6 * f, seat + 21, edge)], 1.6, over, colour)
            rod(scene, [(back - 3 * f, seat + 22, edge), (x - 4 * f, seat + 22, edge)], 2.0, over + 0.1, colour)


def wheelchair(scene, x=26, seat=45, plates=True, layer=1.0):
    """A wheelchair. x: the front edge of the seat. plates: whether the foot plates are down."""
    frame, cloth, z, m = "#38474a", ink("night"), 23, x - 26
    ring(scene, (m - 2, 29, -z - 3), 28, 1.5, layer, frame, 12)
    rod(scene, [(m + 34, 10, -z), (m + 34, 4, -z)], 3.6, layer + 0.05, frame)
    rod(scene, [(m + 26, seat, -z), (m + 40, 12, -z + 6)], 1.5, layer + 0.1, frame)
    rod(scene, [(m - 16, seat - 2, -z), (m - 22, seat + 48, -z), (m - 30, seat + 49, -z)], 1.6, layer + 0.1, frame)
    back = scene.face(*((m + a, b, c) for a, b in ((-15, seat + 2), (-20, seat + 42)) for c in (-z, z)))
    scene.fill(layer + 0.2, back.buffer(-1).buffer(1), darker(cloth, 0.03))
    box(scene, (m - 16, m + 26), (seat - 4, seat), (-z, z), layer + 0.3, cloth, 1.2)
    rod(scene, [(m - 16, seat - 2, z), (m - 22, seat + 48, z), (m - 30, seat + 49, z)], 1.7, layer + 0.5, frame)
    rod(scene, [(m - 15, seat - 5, z), (m + 27, seat - 5, z), (m + 40, 12, z - 6)], 1.6, layer + 0.5, frame)
    plate = scene.face(*((m + a, b, c) for a in (38, 56) for b in (8.2, 9.8) for c in (-15, 15)))
    if plates:
        scene.fill(layer + 0.55, plate.buffer(0.5), frame)
    rod(scene, [(m + 34, 22, z), (m + 34, 5, z)], 1.5, layer + 0.6, frame)
    round_panel(scene, (m + 34, 6.5, z), 6.2, layer + 0.6, frame)
    round_panel(scene, (m + 34, 6.5, z), 2.4, layer + 0.61, "#aab6b6")
    ring(scene, (m - 2, 29, z + 3), 28, 1.6, 62, frame, 14)


def wall(scene, x=52, far=-60, near=60, height=170):
    """A wall across the way the person faces, with its skirting."""
    colour = ink("wall")
    panel(scene, [(x, 0, far), (x, height, far), (x, height, near), (x, 0, near)], -20, colour, 0.2)
    panel(scene, [(x, 0, far), (x, 9, far), (x, 9, near), (x, 0, near)], -19.9, darker(colour, 0.05), 0.1)


def worktop(scene, x=24, far=-48, near=24, height=90, deep=40, layer=0.0):
    """A kitchen worktop the person faces. x: its near edge; its top is at `height`."""
    front, top = lighter(ink("oat"), 0.03), ink("wood")
    box(scene, (x + 3, x + deep - 1), (0, height - 4), (far + 2, near - 2), layer, front, 0.6, side=darker(front, 0.05))
    end = near - 2
    panel(
        scene,
        [(x + 7, 10, end), (x + deep - 5, 10, end), (x + deep - 5, height - 10, end), (x + 7, height - 10, end)],
        layer + 0.1,
        lighter(front, 0.03),
        0.4,
    )
    box(scene, (x, x + deep), (height - 4, height), (far, near), layer + 0.2, top, 0.8, lighter(top, 0.07))


def side_worktop(scene, z=-34, start=-70, end=60, height=90, deep=34, layer=0.0):
    """A worktop along the person's left side, behind them in the picture. z: its near edge."""
    front, top = lighter(ink("oat"), 0.03), ink("wood")
    box(scene, (start + 2, end - 2), (0, height - 4), (z - deep, z - 3), layer, front, 0.6, side=darker(front, 0.05))
    for k in range(3):
        a = start + 6 + k * (end - start - 8) / 3
        b = a + (end - start - 8) / 3 - 4
        panel(
            scene,
            [(a, 9, z - 3), (b, 9, z - 3), (b, height - 9, z - 3), (a, height - 9, z - 3)],
            layer + 0.1,
            lighter(front, 0.03),
            0.6,
        )
    box(scene, (start, end), (height - 4, height), (z - deep, z), layer + 0.2, top, 0.8, lighter(top, 0.07))


def mat(scene, start=-88, end=70, width=34):
    """A mat on the floor."""
    colour = ink("mat")
    box(scene, (start, end), (-1.6, 0), (-width, width), -10, darker(colour, 0.06), 1.2, lighter(colour, 0.03))


def bed(scene, start=-96, end=96, top=46, width=42):
    """A single bed, its head at `start`; `top` is the height to lie on."""
    wood = ink("wood")
    for x in (start + 4, end - 4):
        for z in (-width + 4, width - 3):
            rod(scene, [(x, 0, z), (x, top - 22, z)], 2.2, -10.4, darker(wood, 0.05) if z < 0 else wood)
    box(scene, (start - 3, start), (8, top + 34), (-width, width), -10.3, wood, 1.5, side=darker(wood, 0.05))
    box(scene, (start, end), (top - 26, top - 16), (-width, width), -10.2, wood)
    box(scene, (start + 0.5, end), (top - 17, top), (-width, width), -10.1, "#e6dece", 1.5, "#fdfaf3", "#dad1bf")


def pillow(scene, x=-70, y=46, long=15, wide=22, thick=4.2, lean=0, layer=-5.0, colour="mist"):
    """A pillow or cushion around (x, y), tilted by `lean` degrees."""
    a = radians(lean)
    ends = [(x + s * long * cos(a), y + s * long * sin(a)) for s in (-1, 1)]
    circles = [scene.camera.circle((u, v, z), thick) for u, v in ends for z in (-wide, wide)]
    scene.fill(layer, softened(hull(*circles), 1), ink(colour))


def step(scene, x=2, deep=34, height=16, width=28, rail=False):
    """A low step; with `rail` a hand rail on the person's left."""
    colour = ink("mist")
    box(
        scene, (x, x + deep), (0, height), (-width, width), -8, colour, 1.2, lighter(colour, 0.07), darker(colour, 0.06)
    )
    if rail:
        _rail(scene, x - 20, x + deep, height, -width - 2)


def stairs(scene, x=10, steps=3, deep=26, height=16, width=30, rail=True):
    """Stairs going up in front of the person, with a rail on their left."""
    colour = ink("cushion")
    for k in reversed(range(steps)):
        box(
            scene,
            (x + k * deep, x + steps * deep),
            (k * height, (k + 1) * height),
            (-width, width),
            -8 + (steps - k) * 0.1,
            colour,
            0.6,
            lighter(colour, 0.05),
            darker(colour, 0.05),
        )
    if rail:
        rod(scene, [(x - 14, 0, -width), (x - 14, 92, -width)], 1.7, -8.5, ink("wood"))
        top = (x + steps * deep - 6, 92 + steps * height, -width)
        rod(scene, [(top[0], steps * height, -width), top], 1.7, -8.5, ink("wood"))
        rod(scene, [(x - 18, 90, -width), top], 2.2, -8.4, ink("wood"))


def _rail(scene, start, end, height, z):
    wood = ink("wood")
    for x in (start, end):
        rod(scene, [(x, 0, z), (x, 92 + height, z)], 1.7, -8.5, wood)
    rod(scene, [(start - 3, 92 + height, z), (end + 3, 92 + height, z)], 2.2, -8.4, wood)


def bike(scene, pedal=-52):
    """An exercise bike: crank at (16, 30), saddle at (-13, 84), grips at (47, 112). pedal: angle of the crank."""
    metal = ink("metal")
    dark = darker(metal, 0.09)
    for x in (-30, 60):
        rod(scene, [(x, 3, -17), (x, 3, 17)], 2.6, 2, dark)
    rod(scene, [(-30, 5, 0), (16, 28, 0)], 3.2, 2.1, metal)
    rod(scene, [(60, 5, 0), (48, 24, 0)], 3.2, 2.1, metal)
    rod(scene, [(-5, 24, 0), (-14, 82, 0)], 2.9, 2.2, dark)
    rod(scene, [(40, 34, 0), (45, 104, 0)], 3.1, 2.2, metal)
    circle = scene.camera.circle
    scene.fill(2.3, softened(chain(circle((48, 29, 0), 20), circle((16, 30, 0), 12)), 4), "#e9e4d8")
    round_panel(scene, (48, 29, 4), 13.5, 2.35, "#d6d0c2")
    round_panel(scene, (48, 29, 4), 4, 2.36, dark)
    saddle = chain(circle((-21, 85.5, 0), 5.0), circle((-12, 85.5, 0), 3.6), circle((-1, 86, 0), 2.2))
    scene.fill(2.4, softened(saddle, 3), ink("rubber"))
    rod(scene, [(45, 104, -15), (45, 104, 15)], 2.0, 2.4, dark)
    rod(scene, [(45, 104, -15), (49, 113, -15)], 2.0, 2.4, dark)
    rod(scene, [(45, 104, 15), (49, 113, 15)], 2.1, 62, dark)
    panel(scene, [(44, 112, -7), (41, 124, -7), (41, 124, 7), (44, 112, 7)], 2.5, ink("spruce"), 1)
    _cranks(scene, (16, 30), 15, pedal, 19, 8)


def recumbent_bike(scene, pedal=-30):
    """A bike with a back rest: seat at x -20 to 12 and height 45, crank at (62, 34)."""
    metal, cloth = ink("metal"), ink("night")
    dark = darker(metal, 0.09)
    for x in (-34, 76):
        rod(scene, [(x, 3, -17), (x, 3, 17)], 2.6, 0.5, dark)
    rod(scene, [(-34, 5, 0), (76, 5, 0)], 3.2, 0.6, metal)
    rod(scene, [(-12, 6, 0), (-8, 38, 0)], 3.4, 0.7, dark)
    box(scene, (-18, 20), (38, 45), (-19, 19), 0.9, cloth, 1.5)
    back = scene.face(*((a, b, c) for a, b in ((-18, 46), (-28, 92)) for c in (-19, 19)))
    scene.fill(0.8, back.buffer(2), darker(cloth, 0.03))
    circle = scene.camera.circle
    scene.fill(1.0, softened(chain(circle((70, 24, 0), 17), circle((62, 34, 0), 11)), 4), "#e9e4d8")
    round_panel(scene, (66, 30, 4), 9, 1.1, "#d6d0c2")
    for z, layer in ((-22, 0.6), (22, 24)):
        rod(scene, [(-6, 40, z), (2, 62, z), (12, 63, z)], 1.7, layer, dark)
    _cranks(scene, (62, 34), 12, pedal, 19, 8)


def floor_pedals(scene, x=74, pedal=-30):
    """Pedals on the floor in front of a chair: crank at (x, 14)."""
    metal = ink("metal")
    for z in (-13, 13):
        rod(scene, [(x - 17, 2, z), (x + 17, 2, z)], 2.0, 1 if z < 0 else 8, darker(metal, 0.05))
    box(scene, (x - 9, x + 9), (2, 19), (-6, 6), 7, "#e9e4d8", 2.5)
    _cranks(scene, (x, 14), 10, pedal, 19, 8)


def _cranks(scene, centre, length, pedal, near, far):
    dark, a = darker(ink("metal"), 0.09), radians(pedal)
    for sign, layer in ((1, near), (-1, far)):
        end = point(centre[0] + sign * length * cos(a), centre[1] + sign * length * sin(a), sign * 9)
        rod(scene, [(*centre, sign * 6), tuple(end)], 1.8, layer, dark)
        rod(scene, [tuple(end + point(-4, 0, -sign)), tuple(end + point(5, 0, sign))], 1.6, layer + 0.1, ink("night"))


def pool(scene, level=112, edge=True, start=-120, end=130, floor=True):
    """Water up to `level` over everything, and a pool edge with a rail behind the person."""
    water = ink("water")
    if edge:
        box(scene, (start, end), (level + 4, level + 12), (-62, -46), -18, "#e9e4d8", 0.6, "#f6f2e8")
        rod(scene, [(start + 6, level + 2, -44), (end - 6, level + 2, -44)], 1.8, -17, ink("metal"))
    surface = scene.face(*((x, level, z) for x in (start, end) for z in (-46, 34)))
    front = scene.face(*((x, y, 34) for x in (start, end) for y in (-2, level)))
    scene.fill(-16, surface.union(front), water, 0.45)
    scene.fill(80, front, water, 0.42)
    rim = scene.face(*((x, level + y, 34) for x in (start, end) for y in (-0.8, 0.8)))
    scene.fill(81, rim, "#ffffff", 0.75)


def walking_frame(scene, x=26, z=0):
    """A walking frame the person holds at (x, 86, z ± 25)."""
    metal = ink("metal")
    for sign, layer in ((-1, 3), (1, 56)):
        side = z + sign * 25
        rod(scene, [(x - 14, 2, side), (x - 6, 86, side), (x + 10, 86, side), (x + 20, 2, side)], 1.7, layer, metal)
        rod(scene, [(x - 8, 86, side), (x + 8, 86, side)], 2.3, layer + 0.1, ink("rubber"))
    for y in (40, 68):
        rod(scene, [(x + 16 - y * 0.06, y, z - 25), (x + 16 - y * 0.06, y, z + 25)], 1.5, 2.9, metal)


def tape(scene, start=-60, end=70, z=0, width=2.2):
    """A line of tape on the floor."""
    scene.fill(-14, scene.face(*((x, 0, z + w) for x in (start, end) for w in (-width, width))), ink("marigold"))


def door_anchor(scene, x=60, y=100, z=0):
    """A firm post to fix a band to."""
    rod(scene, [(x, 0, z), (x, y + 14, z)], 2.6, 2, ink("wood"))
    round_panel(scene, (x, y, z), 3.2, 2.1, ink("metal"))


def foot_stool(scene, x=40, height=20, z=0):
    """A low stool under the feet."""
    colour = ink("cushion")
    box(scene, (x, x + 30), (height - 6, height), (z - 18, z + 18), 0.5, colour, 1.4)
    for a in (x + 3, x + 27):
        rod(scene, [(a, 0, z + 15), (a, height - 6, z + 15)], 1.8, 0.4, ink("wood"))


def rolled_towel(scene, x=30, y=4, z=0, radius=5, layer=12.0):
    """A rolled towel, across."""
    rod(scene, [(x, y, z - 14), (x, y, z + 14)], radius, layer, ink("coral"))


def hand_rail(scene, start=(26, -60), end=(26, 60), height=90, layer=55.0):
    """A firm rail on two posts, from `start` to `end` (x, z) on the floor; hands on it at `height` + 3."""
    wood = ink("wood")
    for x, z in (start, end):
        rod(scene, [(x, 1, z), (x, height, z)], 1.7, layer, darker(wood, 0.05))
        rod(scene, [(x - 5, 0.8, z), (x + 5, 0.8, z)], 1.2, layer, darker(wood, 0.05))
    ends = [(x, height, z) for x, z in (start, end)]
    rod(scene, ends, 2.2, layer + 0.1, wood)


FURNITURE = {
    each.__name__.replace("_", " "): each
    for each in (
        chair, wheelchair, wall, worktop, side_worktop, mat, bed, pillow, step, stairs, bike, recumbent_bike,
        floor_pedals, pool, walking_frame, tape, door_anchor, foot_stool, rolled_towel, hand_rail,
    )
}  # fmt: skip
