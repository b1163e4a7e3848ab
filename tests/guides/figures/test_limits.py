"""A pose that a body cannot hold is refused, with the file, the frame and the joint."""

import pytest

from guides.figures import limits, poses
from guides.figures.geometry import point
from guides.figures.skeleton import Skeleton

GOOD = """
person = "ruth"
[[frame]]
base = "standing"
[[frame]]
base = "standing"
{}
"""


@pytest.fixture
def refused(tmp_path):
    """What is said of a pose file whose second frame, or whole, says this."""

    def refuse(second="", whole=GOOD):
        path = tmp_path / "wave.toml"
        path.write_text(whole.format(second), encoding="utf-8")
        with pytest.raises(poses.PoseError) as refusal:
            poses.read(path)
        return str(refusal.value).splitlines()

    return refuse


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("right_arm = { joint = { forward = -80, out = 5 } }", "right shoulder, forward: -80 degrees"),
        ("arms = { joint = { forward = 10, out = 5 }, bend = 170 }", "right elbow, bend: 166 degrees"),
        ('left_leg = { joint = { forward = 140, out = 2 }, bend = 90, on = "air" }', "left hip, forward: 140 degrees"),
        ('left_leg = { joint = { forward = 90, out = 2 }, bend = 160, on = "air" }', "left knee, bend: 160 degrees"),
        ("chest = { turn = 70 }", "spine, turn: 70 degrees"),
        ("head = { lean = 90 }", "neck, lean: 90 degrees"),
        ("legs = { at = [0, 8.2, 8.5], foot = { heel_up = 75 } }", "right ankle, heel_up"),
        ("arms = { at = [90, 120, 15] }", "right arm: "),
        ("legs = { at = [0, 20, 8.5] }", "right foot: it floats"),
        ("pelvis = [0, 80, 0]\nlegs = { at = [0, 3, 8.5] }", "right foot: it sinks"),
        ("pelvis = [30, 82, 0]", "balance: the body is"),
    ],
)
def test_what_a_body_cannot_do_is_named_with_its_frame(refused, second, said):
    lines = refused(second)
    assert [line for line in lines if line.startswith(f"wave.toml, frame 2, {said}")], lines
    assert not [line for line in lines if "frame 1" in line]


def test_a_knee_that_bends_the_wrong_way_is_named(refused):
    lines = refused("pelvis = [0, 75, 0]\nlegs = { at = [0, 8.2, 8.5], knee_to = [-1, 0, 0] }")
    assert "wave.toml, frame 2, right knee: it bends the wrong way. Give the leg another knee_to." in lines


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("elbows = 3", "wave.toml, frame 2, elbows: there is no such word."),
        ("arms = { att = [0, 0, 0] }", "wave.toml, frame 2, arms, att: there is no such word."),
        ('base = "floating"', "wave.toml, frame 2, base: 'floating' is no posture."),
        ('arms = { shape = "claw" }', "wave.toml, frame 2, arms, shape: 'claw' is no shape of a hand."),
        ('arms = { holds = "sword" }', "wave.toml, frame 2, arms, holds: 'sword' is not there."),
        ('props = [{ kind = "rack" }]', "wave.toml, frame 2, props: 'rack' is not there."),
        ('props = [{ kind = "wall", y = 3 }]', "wave.toml, frame 2, props, wall, y: there is no such word."),
        (
            "arms = { at = [10, 100, 10], bend = 3 }",
            "wave.toml, frame 2, arms: both a point to reach and joint angles.",
        ),
        ("arrows = [[[1, 2, 3]]]", "wave.toml, frame 2, arrows: an arrow needs at least three points."),
    ],
)
def test_a_word_that_is_not_there_is_named_with_a_cure(refused, second, said):
    whole = GOOD if not second.startswith("base") else GOOD.replace('base = "standing"\n{}', "{}")
    (line,) = refused(second, whole)
    assert line.startswith(said)


def test_a_person_who_is_not_in_the_cast_is_named(refused):
    (line,) = refused(whole=GOOD.replace("ruth", "nobody"))
    assert line.startswith("wave.toml, person: 'nobody' is not in people.toml. Choose one of ")


def test_one_frame_is_not_a_movement(refused):
    (line,) = refused(whole='person = "ruth"\n[[frame]]\nbase = "standing"\n')
    assert line == "wave.toml, frame: a guide needs a start and an end. Write [[frame]] at least twice."


def test_what_is_not_toml_is_said(refused):
    (line,) = refused(whole="person = ")
    assert line.startswith("wave.toml: this is not TOML.")


@pytest.mark.parametrize("name", sorted(poses.postures()))
def test_every_base_posture_is_one_a_body_can_hold(name, tmp_path):
    path = tmp_path / "rest.toml"
    path.write_text(f'person = "tom"\n[[frame]]\nbase = "{name}"\n[[frame]]\nbase = "{name}"\n', encoding="utf-8")
    assert len(poses.read(path).frames) == 2


def both_feet_at(far):
    return f"pelvis = [{far}, 86, 0]\nlegs = {{ at = [{far}, 8.2, 8.5] }}"


def test_both_feet_that_slide_in_a_film_are_named(refused):
    (line,) = refused(both_feet_at(10))
    assert line == (
        "wave.toml, film from frame 1 to 2, feet: the right foot slides 10 cm and the left foot slides 10 cm. "
        "Keep one where it is, write a frame in between, or film = false."
    )


def test_nobody_hops_in_a_film(refused):
    second = 'left_leg = { joint = { forward = 5, out = 2 }, on = "air" }\nright_leg = { at = [4, 8.2, 8.5] }'
    (line,) = refused(second)
    assert line.startswith(
        "wave.toml, film from frame 1 to 2, feet: the right foot slides 4 cm and the left foot leaves"
    )


@pytest.mark.parametrize(("film", "far"), [("film = false", 10), ("", 1.9)])
def test_feet_may_move_where_nothing_is_filmed_and_by_a_hair(tmp_path, film, far):
    path = tmp_path / "wave.toml"
    path.write_text(film + GOOD.format(both_feet_at(far)), encoding="utf-8")
    assert len(poses.read(path).frames) == 2


def test_a_foot_that_rolls_onto_its_toes_does_not_slide_and_one_that_is_pulled_does():
    flat, risen, pulled = (
        Skeleton(poses.read(poses.FOLDER / "rise-onto-your-toes.toml").frames[index].pose).legs["right"]
        for index in (0, 1, 1)
    )
    pulled.ankle = pulled.ankle + point(6, 0, 0)
    assert limits.slide_of(flat, risen) < 1
    assert limits.slide_of(flat, pulled) == pytest.approx(6, abs=1)


def test_floating_feet_and_feet_on_pedals_slide_over_nothing(tmp_path):
    path = tmp_path / "float.toml"
    legs = 'legs = {{ joint = {{ forward = {}, out = 3 }}, bend = 20, on = "air" }}'
    frames = "".join(f'[[frame]]\nbase = "standing"\n{legs.format(forward)}\n' for forward in (4, 40))
    path.write_text(f'person = "zara"\n{frames}', encoding="utf-8")
    assert len(poses.read(path).frames) == 2


def test_a_joint_that_goes_too_far_on_the_way_is_named_with_its_moment(refused):
    start = "arms = {{ at = [35, 128, 15] }}"
    lines = refused("arms = { at = [-24, 134, 40] }", GOOD.replace("[[frame]]", f"[[frame]]\n{start}", 1))
    assert lines[0].startswith("wave.toml, film from frame 1 to 2, moment 4 of 7, right elbow, bend: 151 degrees.")
    assert {line.partition(", moment ")[0] for line in lines} == {"wave.toml, film from frame 1 to 2"}
