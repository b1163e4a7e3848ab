"""From a pose to joints: an adult of 165 cm, measured in centimetres (design system, section 10)."""

from dataclasses import dataclass, field

import numpy as np

from guides.figures.geometry import between, direction, point, reach, rotation, unit

THIGH, SHIN, ANKLE = 40.5, 39.5, 8.2
UPPER_ARM, FOREARM, HAND = 27.5, 23.5, 12
HIP_WIDTH, SHOULDER_WIDTH = 8.2, 15.2  # half of each
LUMBAR, THORAX, NECK = 15, 31, 6.6
SIDES = {"right": 1, "left": -1}
SOLE = [  # ahead of the ankle and aside
    (-6.6, 1.8), (-6.6, -1.8), (-3.5, -3.4), (5, -3), (12, -4.4), (17, -2.2), (17.4, 1.2), (14, 3.4),
    (5, 2.8), (-3.5, 3.2),
]  # fmt: skip


@dataclass
class Limb:
    """A limb as a pose asks for it. Either `at` (where the ankle or wrist is, in the world) with `pole` (which way the
    knee or elbow points), or `joint` (forward, out) with `bend` and `across`, in degrees."""

    at: tuple | None = None
    pole: tuple | None = None
    joint: tuple = (0.0, 2.0)
    bend: float = 0.0
    across: float = 0.0
    foot: tuple = (6.0, 0.0)  # turned out, heel up
    hand: tuple | None = None  # where the fingers point, in the world
    shape: str = "relaxed"  # of the hand
    thumb: tuple | None = None  # where it points, in the world
    palm: tuple | None = None  # which way it faces, in the world; the thumb follows
    slide: tuple = (0.0, 0.0, 0.0)  # of the shoulder blade
    on: object = "floor"  # what a planted foot stands on: floor, air, or a height in cm


@dataclass
class Pose:
    """One moment of a movement: where the pelvis is, how its parts are turned (lean, side, turn), and four limbs."""

    pelvis: tuple = (0.0, 87.4, 0.0)
    hips: tuple = (0.0, 0.0, 0.0)
    chest: tuple = (0.0, 0.0, 0.0)
    head: tuple = (0.0, 0.0, 0.0)
    shrug: float = 0.0
    limbs: dict = field(default_factory=dict)  # "right leg": Limb, …
    order: dict = field(default_factory=dict)
    eyes: str = "open"  # open, closed
    lips: str = "smile"  # smile, round
    leans: bool = False  # on a wall, so that the feet need not be under the body


@dataclass
class Leg:
    hip: np.ndarray
    knee: np.ndarray
    ankle: np.ndarray
    ahead: np.ndarray  # where the foot points
    above: np.ndarray  # away from the sole
    limb: Limb

    def sole(self):
        """The outline of the sole in the world."""
        aside = unit(np.cross(self.ahead, self.above))
        return [self.ankle + self.ahead * x + self.above * -7.7 + aside * z for x, z in SOLE]


@dataclass
class Arm:
    shoulder: np.ndarray
    elbow: np.ndarray
    wrist: np.ndarray
    fingers: np.ndarray  # where they point
    limb: Limb
    palm_faces: np.ndarray | None = None
    thumb: np.ndarray | None = None  # where it points, if the pose says so

    @property
    def palm(self):
        """The middle of the hand, where it holds something."""
        return self.wrist + self.fingers * 5


class Skeleton:
    """All joints of a pose, in the world. `hips`, `chest` and `head` are the turns of those parts as matrices."""

    def __init__(self, pose):
        self.pose = pose
        self.hips, self.chest, self.head = rotation(*pose.hips), rotation(*pose.chest), rotation(*pose.head)
        self.pelvis = point(*pose.pelvis)
        self.waist = self.pelvis + self.hips @ point(0, LUMBAR, 0)
        self.shoulders = self.waist + self.chest @ point(0, THORAX, 0)
        self.neck = self.shoulders + self.chest @ point(-0.6, 3.2, 0)
        along = unit(self.chest @ point(0.22, 1, 0) * 0.6 + self.head @ point(0.1, 1, 0) * 0.4)
        self.nape = self.neck + along * NECK
        self.skull = self.nape + self.head @ point(1.7, 9.6, 0)
        self.legs = {side: self._leg(side) for side in SIDES}
        self.arms = {side: self._arm(side) for side in SIDES}

    def _leg(self, side):
        limb, sign = self.pose.limbs[f"{side} leg"], SIDES[side]
        hip = self.pelvis + self.hips @ point(0, 0, sign * HIP_WIDTH)
        if limb.at is not None:
            pole = point(*limb.pole) if limb.pole else self.hips @ point(1, 0, sign * 0.12)
            knee, ankle = reach(hip, point(*limb.at), THIGH, SHIN, pole)
        else:
            forward, out = limb.joint
            knee = hip + self.hips @ direction(forward, out, sign) * THIGH
            ankle = knee + self.hips @ direction(forward - limb.bend, limb.across, sign) * SHIN
        turned = rotation(limb.foot[1], 0, sign * limb.foot[0] + self.pose.hips[2])
        return Leg(hip, knee, ankle, turned @ point(1, 0, 0), turned @ point(0, 1, 0), limb)

    def _arm(self, side):
        limb, sign = self.pose.limbs[f"{side} arm"], SIDES[side]
        right, up, away = limb.slide
        shoulder = self.shoulders + self.chest @ point(
            right, -3.4 + self.pose.shrug + up, sign * (SHOULDER_WIDTH + away)
        )
        if limb.at is not None:
            pole = point(*limb.pole) if limb.pole else self.chest @ point(-0.6, -0.6, sign * 0.7)
            elbow, wrist = reach(shoulder, point(*limb.at), UPPER_ARM, FOREARM, pole)
        else:
            forward, out = limb.joint
            elbow = shoulder + self.chest @ direction(forward, out, sign) * UPPER_ARM
            wrist = elbow + self.chest @ direction(forward + limb.bend, limb.across, sign) * FOREARM
        fingers = unit(point(*limb.hand)) if limb.hand else unit(wrist - elbow)
        faces, thumb = (point(*way) if way else None for way in (limb.palm, limb.thumb))
        if faces is not None:
            faces = unit(faces - fingers * np.dot(faces, fingers))
            thumb = sign * np.cross(fingers, faces)
        return Arm(shoulder, elbow, wrist, fingers, limb, faces, thumb)

    def place(self, name):
        """A named place of the body in the world: `right hand`, `left foot`, `right wrist`, `right ankle`,
        `right knee`, `right elbow`, `right shoulder`, `head`, `chest`, `waist`. Raises KeyError for another name."""
        middle = {"head": self.skull, "chest": self.shoulders, "waist": self.waist, "pelvis": self.pelvis}
        if name in middle:
            return middle[name]
        side, _space, part = name.partition(" ")
        leg, arm = self.legs[side], self.arms[side]
        return {
            "hand": arm.palm, "wrist": arm.wrist, "elbow": arm.elbow, "shoulder": arm.shoulder,
            "foot": between(leg.ankle, leg.ankle + leg.ahead * 9 - leg.above * 7, 1.0), "ankle": leg.ankle,
            "knee": leg.knee,
        }[part]  # fmt: skip
