"""Is this a pose that a body can hold? Joint angles, reach, feet on the ground, and balance."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from guides.figures.geometry import bend, point, swing
from guides.figures.skeleton import FOREARM, SHIN, SIDES, THIGH, UPPER_ARM

FILE = Path(__file__).parent / "joint_limits.toml"
SINKS, FLOATS = 1.2, 1.6  # centimetres that a sole may be under or over what it stands on
SLACK = 1.0  # centimetres beyond the reach


@cache
def limits():
    """The joint limits: {joint: {movement: (least, most)}} in degrees."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def problems(skeleton):
    """What a body cannot do in this pose, one line each: which joint, its angle, what is possible and the cure."""
    yield from _angles(skeleton)
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


def _angles(skeleton):
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


def _soles(skeleton):
    for side, leg in skeleton.legs.items():
        if leg.limb.at is None or leg.limb.on == "air":
            continue
        ground = 0.0 if leg.limb.on == "floor" else float(leg.limb.on)
        low = min(place[1] for place in leg.sole()) - ground
        if not -SINKS <= low <= FLOATS:
            where = "floats" if low > 0 else "sinks"
            height = leg.limb.at[1] - low + 0.4
            yield f"{side} foot: it {where} {abs(low):.1f} cm. Set the ankle's height to {height:.1f}."


def _balance(skeleton):
    """Standing without holding on, the middle of the body is over the feet."""
    arms = [skeleton.pose.limbs[f"{side} arm"] for side in SIDES]
    standing = [leg for leg in skeleton.legs.values() if leg.limb.on != "air" and leg.limb.at is not None]
    if skeleton.pose.leans or skeleton.pelvis[1] < 70 or not standing or any(arm.at is not None for arm in arms):
        return
    places = np.array([place for leg in standing for place in leg.sole()])
    middle = 0.55 * skeleton.pelvis[0] + 0.35 * skeleton.shoulders[0] + 0.1 * skeleton.skull[0]
    if not places[:, 0].min() - 2 <= middle <= places[:, 0].max() + 2:
        yield f"balance: the body is {middle:.0f} cm forward and the feet are not under it. Move pelvis or feet."
