"""Joints go where the pose says, and bones keep their length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.figures.geometry import bend, direction, point, reach, rotation, swing
from guides.figures.skeleton import FOREARM, SHIN, THIGH, UPPER_ARM, Limb, Pose, Skeleton

NUMBERS = st.floats(-150, 150)


def standing(**limbs):
    still = {f"{side} {kind}": Limb() for side in ("right", "left") for kind in ("leg", "arm")}
    return Pose(limbs=still | limbs)


def length(start, end):
    return round(float(np.linalg.norm(end - start)), 6)


@given(x=NUMBERS, y=NUMBERS, z=NUMBERS)
def test_bones_keep_their_length_wherever_a_hand_reaches(x, y, z):
    arm = Skeleton(standing(**{"right arm": Limb(at=(x, y, z), pole=(0.3, -1, 0.2))})).arms["right"]
    assert (length(arm.shoulder, arm.elbow), length(arm.elbow, arm.wrist)) == (UPPER_ARM, FOREARM)


def test_a_hand_is_where_it_reaches():
    arm = Skeleton(standing(**{"left arm": Limb(at=(30, 110, -20))})).arms["left"]
    assert arm.wrist == pytest.approx([30, 110, -20])


@given(forward=st.floats(-110, 230), out=st.floats(-80, 80), side=st.sampled_from([1, -1]))
def test_a_direction_says_the_angles_it_was_made_from(forward, out, side):
    assert swing(direction(forward, out, side), side) == pytest.approx((forward, out), abs=1e-6)


@pytest.mark.parametrize(
    ("forward", "out", "where"),
    [(0, 0, (0, -1, 0)), (90, 0, (1, 0, 0)), (180, 0, (0, 1, 0)), (-90, 0, (-1, 0, 0)), (0, 90, (0, 0, 1))],
)
def test_an_arm_points_where_the_words_say(forward, out, where):
    arm = Skeleton(standing(**{"right arm": Limb(joint=(forward, out), across=out)})).arms["right"]
    assert (arm.elbow - arm.shoulder) / UPPER_ARM == pytest.approx(where, abs=1e-9)


def test_knees_bend_back_and_elbows_bend_forward():
    bones = Skeleton(standing(**{"right leg": Limb(joint=(0, 0), bend=90), "right arm": Limb(joint=(0, 0), bend=90)}))
    assert bones.legs["right"].ankle[0] == pytest.approx(bones.legs["right"].knee[0] - SHIN, abs=0.1)
    assert bones.arms["right"].wrist[0] == pytest.approx(bones.arms["right"].elbow[0] + FOREARM, abs=0.1)


def test_arms_go_with_the_trunk_when_a_person_lies():
    lying = standing(**{"right arm": Limb(joint=(0, 0))})
    lying.hips = lying.chest = (-90, 0, 0)
    arm = Skeleton(lying).arms["right"]
    assert (arm.elbow - arm.shoulder) / UPPER_ARM == pytest.approx((1, 0, 0), abs=1e-9)


def test_a_leg_that_cannot_reach_goes_as_far_as_it_can():
    knee, ankle = reach(point(0, 87, 0), point(0, -50, 0), THIGH, SHIN, point(1, 0, 0))
    assert ankle[1] == pytest.approx(87 - THIGH - SHIN, abs=0.1)
    assert bend(knee - point(0, 87, 0), ankle - knee) < 5


@given(pitch=NUMBERS, roll=NUMBERS, yaw=NUMBERS)
def test_turning_a_part_keeps_its_shape(pitch, roll, yaw):
    turned = rotation(pitch, roll, yaw)
    assert turned @ turned.T == pytest.approx(np.eye(3), abs=1e-9)
