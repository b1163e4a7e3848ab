"""Is this a pose that a body can hold? Joint angles, reach, feet on the ground, and balance."""

import tomllib
from functools import cache
from math import inf
from pathlib import Path

import numpy as np

from guides.figures.geometry import bend, point, swing
from guides.figures.skeleton import FOREARM, SHIN, SIDES, THIGH, UPPER_ARM

FILE = Path(__file__).parent / "joint_limits.toml"
SINKS, FLOATS = 1.2, 1.6  # centimetres that a sole may be under or over what it stands on
SLACK = 1.0  # centimetres beyond the reach
STANDING = 70  # centimetres: whose pelvis is lower sits or lies


@cache
def limits():
    """The joint limits: {joint: {movement: (least, most)}} in degrees."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def problems(skeleton):
    """What a body cannot do in this pose, one line each: which joint, its angle, what is possible and the cure."""
    yield from joint_problems(skeleton)
    yield from _reaches(skeleton)
    yield from _soles(skeleton)
    yield from _balance(skeleton)


def angles(skeleton):
    """Every joint angle of a pose in degrees, as {(joint, movement): angle}; joints of limbs start with the side."""
    pose, found = skeleton.pose, {}
    for index, movement in enumerate(("lean", "side", "turn")):
        found["spine", movement] = pose.chest[index] - pose.hips[index]
        found["neck", movement] = pose.head[index] - pose.chest[index]
    for side, sign in SIDES.items():
        leg, arm = skeleton.legs[side], skeleton.arms[side]
        thigh, shin = leg.knee - leg.hip, leg.ankle - leg.knee
        found[f"{side} hip", "forward"], found[f"{side} hip", "out"] = swing(skeleton.hips.T @ thigh, sign)
        found[f"{side} knee", "bend"] = bend(thigh, shin)
        found[f"{side} ankle", "heel_up"] = bend(-shin, leg.ahead) - 90
        upper, fore = arm.elbow - arm.shoulder, arm.wrist - arm.elbow
        forward, out = swing(skeleton.chest.T @ upper, sign)
        found[f"{side} shoulder", "out"] = out
        if abs(out) < 70:  # forward means nothing for an arm that points sideways
            found[f"{side} shoulder", "forward"] = forward
        found[f"{side} elbow", "bend"] = bend(upper, fore)
    return found


def joint_problems(skeleton):
    """Which joints go further than joints go, one line each."""
    for (joint, movement), angle in angles(skeleton).items():
        least, most = limits()[joint.split()[-1]][movement]
        if not least - 0.5 <= angle <= most + 0.5:
            yield (
                f"{joint}, {movement}: {angle:.0f} degrees. A body goes from {least} to {most}. "
                "Change the angle, or what it reaches for."
            )
    for side, leg in skeleton.legs.items():
        if not _bends_forwards(skeleton, leg):
            yield f"{side} knee: it bends the wrong way. Give the leg another knee_to."


def _bends_forwards(skeleton, leg):
    """Whether the knee lies in front of the line from hip to ankle, seen from the thigh's own front."""
    thigh, shin = leg.knee - leg.hip, leg.ankle - leg.knee
    if bend(thigh, shin) < 12:
        return True
    axis = np.cross(thigh, shin)
    return float(np.dot(axis, skeleton.hips @ point(0, 0, 1))) < 0.25 * float(np.linalg.norm(axis))


def _reaches(skeleton):
    lengths = {"leg": THIGH + SHIN, "arm": UPPER_ARM + FOREARM}
    for side in SIDES:
        for kind, root in (("leg", skeleton.legs[side].hip), ("arm", skeleton.arms[side].shoulder)):
            target = skeleton.pose.limbs[f"{side} {kind}"].at
            if target is not None and (far := float(np.linalg.norm(point(*target) - root))) > lengths[kind] + SLACK:
                yield (
                    f"{side} {kind}: {far:.0f} cm to reach, and it is {lengths[kind]:.0f} long. "
                    "Move the body or the point."
                )


def stands(leg):
    """Whether a foot is on something: the floor, a step, a foot plate, a bed."""
    return leg.limb.at is not None and leg.limb.on != "air"


def _over_ground(leg):
    """How high each place of the sole is over what the foot stands on."""
    ground = 0.0 if leg.limb.on == "floor" else float(leg.limb.on)
    return [place[1] - ground for place in leg.sole()]


def slide_of(before, after):
    """How far a foot slides from one pose to the next, in cm: the least that any place of its sole moves which is
    down in both. So a foot that rolls onto its toes or back onto its heel does not slide. Infinite when it is not
    down, or no place of it stays down."""
    if not (stands(before) and stands(after)):
        return inf
    heights = zip(_over_ground(before), _over_ground(after), strict=True)
    places = zip(before.sole(), after.sole(), heights, strict=True)
    return min((float(np.linalg.norm(b - a)) for a, b, high in places if max(high) <= FLOATS), default=inf)


def _soles(skeleton):
    for side, leg in skeleton.legs.items():
        if not stands(leg):
            continue
        low = min(_over_ground(leg))
        if not -SINKS <= low <= FLOATS:
            where = "floats" if low > 0 else "sinks"
            height = leg.limb.at[1] - low + 0.4
            yield f"{side} foot: it {where} {abs(low):.1f} cm. Set the ankle's height to {height:.1f}."


def _balance(skeleton):
    """Standing without holding on, the middle of the body is over the feet."""
    arms = [skeleton.pose.limbs[f"{side} arm"] for side in SIDES]
    standing = [leg for leg in skeleton.legs.values() if stands(leg)]
    if skeleton.pose.leans or skeleton.pelvis[1] < STANDING or not standing or any(arm.at is not None for arm in arms):
        return
    places = np.array([place for leg in standing for place in leg.sole()])
    middle = 0.55 * skeleton.pelvis[0] + 0.35 * skeleton.shoulders[0] + 0.1 * skeleton.skull[0]
    if not places[:, 0].min() - 2 <= middle <= places[:, 0].max() + 2:
        yield f"balance: the body is {middle:.0f} cm forward and the feet are not under it. Move pelvis or feet."
