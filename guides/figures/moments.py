"""The moments of a film between two frames: poses between poses."""

import itertools
from dataclasses import replace
from math import inf, pi, sin

from guides.figures.geometry import swing
from guides.figures.limits import STANDING, joint_problems, slide_of, stands
from guides.figures.skeleton import SIDES, Limb, Pose, Skeleton

BETWEEN = 7  # drawings between two frames of a film
SLIP = 2.0  # centimetres that a place of the sole may move and the foot still be planted
CLEARANCE, MOST_LIFT = 4.0, 18.0  # how high a stepping foot is lifted: on the floor, and onto something
HANGS = 1.2  # degrees that the toes of a stepping foot hang for each centimetre it is lifted


def moments_between(start, end):
    """The poses that a film shows between two frames, in their order."""
    return [between_poses(start, end, step / (BETWEEN + 1)) for step in range(1, BETWEEN + 1)]


def film_problems(poses):
    """What is wrong between the frames of a film, one line each: feet that slide, joints that go too far."""
    for index, (start, end) in enumerate(itertools.pairwise(poses), 1):
        for fault in _slides(Skeleton(start), Skeleton(end)):
            yield f"film from frame {index} to {index + 1}, {fault}"
        for moment, pose in enumerate(moments_between(start, end), 1):
            for fault in joint_problems(Skeleton(pose)):
                yield f"film from frame {index} to {index + 1}, moment {moment} of {BETWEEN}, {fault}"


def _slides(start, end):
    """Whoever stands on something before or after keeps one foot where it is; nobody hops, and no floor is ice."""
    if not any(stands(leg) for bones in (start, end) for leg in bones.legs.values()):
        return
    slides = {side: slide_of(start.legs[side], end.legs[side]) for side in SIDES}
    if min(slides.values()) > SLIP:
        told = " and ".join(
            f"the {side} foot {'leaves its place' if far == inf else f'slides {far:.0f} cm'}"
            for side, far in slides.items()
        )
        yield f"feet: {told}. Keep one where it is, write a frame in between, or film = false."


def between_poses(start, end, part):
    """A pose `part` of the way from one to another. A limb that reaches in one and is given by angles in the other goes
    by angles. A foot that steps is lifted over what lies in its way."""

    def mean(a, b):
        return tuple(x + (y - x) * part for x, y in zip(a, b, strict=True))

    bones = Skeleton(start), Skeleton(end)
    limbs = {name: _between_limbs(name, start.limbs[name], end.limbs[name], bones, mean) for name in start.limbs}
    for side in SIDES:
        if lift := _lift(side, *bones) * sin(pi * part):
            x, y, z = limbs[f"{side} leg"].at
            out, heel_up = limbs[f"{side} leg"].foot
            lifted = {"at": (x, y + lift, z), "foot": (out, heel_up + lift * HANGS)}
            limbs[f"{side} leg"] = replace(limbs[f"{side} leg"], **lifted)
    return Pose(
        mean(start.pelvis, end.pelvis), mean(start.hips, end.hips), mean(start.chest, end.chest),
        mean(start.head, end.head), start.shrug + (end.shrug - start.shrug) * part, limbs, start.order,
        start.eyes, start.lips,
    )  # fmt: skip


def _between_limbs(name, start, end, bones, mean):
    both = {
        part: mean(getattr(start, part), getattr(end, part)) if getattr(start, part) and getattr(end, part) else None
        for part in ("hand", "thumb", "palm")
    }
    both |= {"foot": mean(start.foot, end.foot), "slide": mean(start.slide, end.slide), "on": "air"}
    if start.at is not None and end.at is not None:
        pole = mean(_pole(name, start, bones[0]), _pole(name, end, bones[1]))
        return replace(start, at=mean(start.at, end.at), pole=pole, **both)
    first, second = (_by_angles(name, limb, each) for limb, each in ((start, bones[0]), (end, bones[1])))
    bend, across = mean((first.bend, first.across), (second.bend, second.across))
    return Limb(joint=mean(first.joint, second.joint), bend=bend, across=across, shape=start.shape, **both)


def _pole(name, limb, bones):
    """Which way a reaching limb bends, in the world."""
    if limb.pole:
        return limb.pole
    side, kind = name.split()
    joint = bones.legs[side].knee if kind == "leg" else bones.arms[side].elbow
    root = bones.legs[side].hip if kind == "leg" else bones.arms[side].shoulder
    end = bones.legs[side].ankle if kind == "leg" else bones.arms[side].wrist
    return tuple(joint - (root + end) / 2)


def _by_angles(name, limb, bones):
    """The same limb given by its joint angles."""
    if limb.at is None:
        return limb
    side, kind = name.split()
    if kind == "leg":
        leg, turned, sign = bones.legs[side], bones.hips.T, -1
        upper, lower = leg.knee - leg.hip, leg.ankle - leg.knee
    else:
        arm, turned, sign = bones.arms[side], bones.chest.T, 1
        upper, lower = arm.elbow - arm.shoulder, arm.wrist - arm.elbow
    forward, out = swing(turned @ upper, SIDES[side])
    lower_forward, across = swing(turned @ lower, SIDES[side])
    bend = sign * ((lower_forward - forward + 180) % 360 - 180)
    return replace(limb, at=None, joint=(forward, out), bend=bend, across=across)


def _lift(side, start, end):
    """How far a stepping foot is lifted half way, in cm. A planted foot stays down, and so does that of a seated
    person, which slides."""
    before, after = start.legs[side], end.legs[side]
    seated = min(start.pelvis[1], end.pelvis[1]) < STANDING
    if seated or not 0 < slide_of(before, after) - SLIP < inf:
        return 0.0
    return min(CLEARANCE + abs(after.ankle[1] - before.ankle[1]), MOST_LIFT)
