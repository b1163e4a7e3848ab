"""What `check_library` finds, and that the shipped library has no fault."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from guides import checklist, checks, drafts
from guides.checks import Finding
from guides.drafts import Draft
from tests.factories import make_guide
from tests.libraries import MARCH, SQUAT, change, load, small_library

PHRASES, ALLOWANCES = checklist.read()
WORDING = {
    "title": "Sit",
    "summary": "You sit.",
    "steps": "Sit tall. | Feet flat.",
    "start_picture": "A woman sits.",
    "end_picture": "A woman sits tall.",
}


def draft(slug="sit", text=None, **fields):
    """A guide that has nothing wrong with it, but for what the test says."""
    defaults = {"number": 1, "kind": "aerobic", "level": 1, "positions": ("seated",), "columns": ("stretch",)}
    defaults |= {"movements": (), "sources": (("effect-2024", "10.1000/x"),)}
    return Draft(slug=slug, wording=WORDING | (text or {}), **defaults | fields)


def faults(*those, allowances=(), drawn=None):
    found = checks.check(those, PHRASES, allowances, drawn)
    return [(each.guide, each.field, each.check) for each in found if each.is_fault]


# The shipped library


def test_shipped_library_has_no_fault():
    guides, _rules = drafts.in_library()
    found = checks.check(guides, PHRASES, ALLOWANCES, checks.read_drawn())
    assert [str(each) for each in found if each.is_fault] == []


def test_a_guide_without_anything_wrong_gives_no_fault():
    assert faults(draft()) == []


# Words against tags


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("Twist to the right.", "turn the trunk"),
        ("Turn your chest slowly to one side.", "turn the trunk"),
        ("Turn to the other side.", "turn to the side"),
        ("Look over your shoulder.", "move the neck"),
        ("Tuck your chin in.", "move the neck"),
        ("Bend forward to your shoes.", "bend the back forward"),
        ("Lean a little forward from the hips.", "lean forward"),
        ("Bend to the left side.", "bend sideways"),
        ("Lean back as far as you can.", "lean back or arch"),
        ("Arch your back.", "lean back or arch"),
        ("Lift your hips off the bed.", "lift the hips"),
        ("Tilt your pelvis.", "tilt the pelvis"),
        ("Press the weights overhead.", "raise the arms above the head"),
        ("Reach above your head.", "raise the arms above the head"),
        ("Swing your arms.", "move the arms at the shoulder"),
        ("Stand on one leg.", "stand on one leg"),
        ("Rise onto your toes.", "stand on the toes or in line"),
        ("Stand with one foot in front of the other.", "stand on the toes or in line"),
        ("Do a small squat.", "squat or lunge"),
        ("Lift one knee.", "lift the knee"),
        ("Jump up.", "jump or run"),
    ],
)
def test_words_that_no_tag_stands_for_are_found_wherever_a_patient_is_told_to_do_them(words, check):
    for field in checks.TOLD:
        assert faults(draft(text={field: f"Sit tall.\n{words}"})) == [("sit", field, check)]


def test_every_phrase_is_tried_above():
    tried = test_words_that_no_tag_stands_for_are_found_wherever_a_patient_is_told_to_do_them.pytestmark[0].args[1]
    assert {check for _words, check in tried} == {phrase.name for phrase in PHRASES}


@pytest.mark.parametrize(
    "words",
    [
        "Do not twist.",
        "Never jump, hop or twist.",
        "Sit tall without an arch.",
        "Lift your heels instead of a squat.",
        "Avoid a reach overhead.",
        "If you start to lean back, rest.",
        "Turn back early.",
        "Rest your back against the chair.",
    ],
)
def test_refusals_conditions_and_other_senses_are_no_telling(words):
    assert faults(draft(text={"steps": words})) == []


def test_what_comes_before_or_after_a_refusal_is_still_told():
    assert faults(draft(text={"steps": "Twist slowly, never fast."})) == [("sit", "steps", "turn the trunk")]
    assert faults(draft(text={"steps": "Do not rush: twist slowly."})) == [("sit", "steps", "turn the trunk")]
    assert faults(draft(text={"steps": "Do not rush, but twist."})) == [("sit", "steps", "turn the trunk")]


def test_a_tag_that_stands_for_the_words_answers_for_them():
    assert faults(draft(text={"steps": "Turn your chest to one side."}, movements=("twist",))) == []


def test_no_tag_allows_a_jump():
    tags = tuple(tag for phrase in PHRASES for tag in phrase.tags)
    assert faults(draft(text={"steps": "Jump."}, movements=tags)) == [("sit", "steps", "jump or run")]


def test_what_to_watch_for_and_words_to_search_with_tell_nobody_to_move():
    assert faults(draft(text={"watch_for": "Sore back | Twist less.", "lay_words": "twist, jump"})) == []


def test_an_exception_leaves_alone_only_what_it_names():
    guide = draft(text={"steps": "Twist the lid.\nTwist your back."})
    lid = checklist.Allowance("sit", "turn the trunk", "Twist the lid", "A lid is turned, by hand.")
    assert faults(guide, allowances=[lid]) == [("sit", "steps", "turn the trunk")]
    assert faults(draft(text={"steps": "Twist the lid."}), allowances=[lid]) == []


def test_an_exception_that_excuses_nothing_is_information():
    spare = checklist.Allowance("sit", "turn the trunk", "", "It was needed once.")
    found = [each for each in checks.check([draft()], PHRASES, [spare], {"sit": 2}) if each.field == "checks.toml"]
    assert found == [
        Finding("sit", "checks.toml", "the exception “turn the trunk” excuses nothing.", "Take it out.", is_fault=False)
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('tags = ["neck"]', 'tags = ["nek"]', "checks.toml, move the neck: “nek” is no tag."),
        ('check = "lift the knee"', 'check = "knee"', "exception for step-side-to-side: “knee” is no check."),
        ('reason = "It names', 'reason = ""\nnote = "It names', "unexpected keyword argument"),
        ('reason = "It names another guide, which has the tag."', 'reason = " "', "no reason. Say why"),
    ],
)
def test_a_mistake_in_the_checklist_is_refused(tmp_path, old, new, says):
    path = tmp_path / "checks.toml"
    path.write_text(checklist.CHECKLIST.read_text())
    change(path, old, new)
    with pytest.raises((ValueError, TypeError)) as refusal:
        checklist.read(path)
    assert says in str(refusal.value)


# Reading, sources, pictures


def test_hard_words_and_long_sentences_are_found():
    hard = "Individuals experiencing musculoskeletal complications necessitate multidisciplinary evaluation."
    assert faults(draft(text={"why": f"{hard}\n{hard}"})) == [("sit", "wording", checks.READING)]
    long = "We sit and sit and sit and sit and sit and sit and sit and sit and sit and sit and sit."
    assert faults(draft(text={"why": long})) == [("sit", "why", checks.SENTENCE)]
    allowed = checklist.Allowance("sit", checks.SENTENCE, "We sit and sit", "A rhyme.")
    assert faults(draft(text={"why": long}), allowances=[allowed]) == []


def test_a_guide_without_words_is_found():
    assert faults(replace(draft(), wording={})) == [
        ("sit", "wording", ""),
        ("sit", "start_picture", checks.PICTURE),
        ("sit", "end_picture", checks.PICTURE),
    ]


def test_missing_sources_and_sources_nobody_can_look_up_are_found():
    assert faults(draft(sources=())) == [("sit", "sources", "")]
    assert faults(draft(sources=(("effect-2024", ""),))) == [("sit", "sources", "")]


def test_a_picture_without_words_is_found():
    assert faults(draft(text={"end_picture": " "})) == [("sit", "end_picture", checks.PICTURE)]


def test_missing_drawings_are_found_and_a_missing_file_is_said_once(tmp_path):
    assert faults(draft(), draft("lie"), drawn={"sit": 2, "lie": 1}) == [("lie", "pictures", checks.PICTURE)]
    assert faults(draft(), drawn={}) == [("sit", "pictures", checks.PICTURE)]
    found = [each for each in checks.check([draft(), draft("lie")], PHRASES, (), None) if each.field == "pictures"]
    assert [(each.guide, each.is_fault) for each in found] == [("", False)]
    drawn = tmp_path / "drawn.json"
    assert checks.read_drawn(drawn) is None
    drawn.write_text(json.dumps({"sit": {"frames": [{"file": "a.svg"}, {"file": "b.svg"}]}}))
    assert checks.read_drawn(drawn) == {"sit": 2}


# Ladders


def test_a_ladder_up_and_down_is_right():
    assert faults(draft("a", harder=("b",)), draft("b", level=2, easier=("a",))) == []


def test_a_ladder_up_without_a_way_down_is_a_fault_and_the_other_way_round_information():
    low, high = draft("a", harder=("b",)), draft("b", level=2)
    assert faults(low, high) == [("a", "harder", checks.LADDER)]
    low, high = draft("a"), draft("b", level=2, easier=("a",))
    said = [str(each) for each in checks.check([low, high], PHRASES, (), {"a": 2, "b": 2}) if each.check]
    assert said == ["b, easier: “a” does not lead back under harder. Add “b” to harder of a."]
    assert faults(low, high) == []


def test_a_ladder_the_wrong_way_is_found():
    assert faults(draft("a", level=1, easier=("b",)), draft("b", level=2, harder=("a",))) == [
        ("a", "easier", checks.LADDER),
        ("b", "harder", checks.LADDER),
    ]


def test_a_ladder_that_goes_round_is_found_once():
    ring = [
        draft("a", harder=("b",), easier=("c",)),
        draft("b", harder=("c",), easier=("a",)),
        draft("c", harder=("a",), easier=("b",)),
    ]
    assert faults(*ring) == [("a", "easier", checks.LADDER), ("a", "harder", checks.LADDER)]
    found = [each.wrong for each in checks.check(ring, PHRASES, (), None) if each.field == "harder"]
    assert found == ["the ladder goes round: a, b, c, a."]


def test_a_ladder_that_leads_nowhere_is_found():
    assert faults(draft("a", harder=("gone",))) == [("a", "harder", checks.LADDER)]


# Gaps


def test_gaps_are_information_for_each_kind_and_level():
    found = [each for each in checks.check([draft()], PHRASES, (), {"sit": 2}) if each.field == "gaps"]
    assert len(found) == 5 * 4
    assert str(found[0]) == "gaps: Aerobic, level 1: no guide lying down, standing, moving about."
    assert not any(each.is_fault for each in found)


# The command


def run(**options):
    """What the command says, line by line, and the summary of its refusal (empty when there is none)."""
    said, refusal = StringIO(), ""
    try:
        call_command("check_library", stdout=said, **options)
    except CommandError as error:
        refusal = str(error)
    return [line.strip() for line in said.getvalue().splitlines()], refusal


def test_command_names_guide_field_fault_and_cure_and_ends_with_an_error(tmp_path):
    folder = small_library(tmp_path)
    change(folder / MARCH, "Lift one foot.", "Twist to the left.")
    said, refusal = run(folder=folder)
    assert (
        "march-in-a-chair, steps: “Twist” tells people to turn the trunk, and no tag says so. "
        "Add the tag spine-large, spine-small or twist, or change the words." in said
    )
    # The others: the title says squat without its tag, and four pictures have no words.
    assert (said[0], refusal) == ("Faults:", "2 guides looked at, 6 faults.")


def test_command_without_a_fault_ends_well():
    said, refusal = run()
    assert (said[0], refusal) == ("Information:", "")
    assert said[-1].endswith("guides looked at, 0 faults.")


def test_command_says_when_the_library_cannot_be_read(tmp_path):
    folder = small_library(tmp_path)
    change(folder / SQUAT, "level = 3", "level = 9")
    _said, refusal = run(folder=folder)
    assert refusal.startswith("The library cannot be read:\nmini-squat.toml, level: 9 is not between 1 and 4.")


@pytest.mark.django_db
def test_working_copies_are_read_as_the_files_they_came_from(django_assert_num_queries):
    load()
    with django_assert_num_queries(4):
        at_the_desk = drafts.at_the_desk()
    of_files, _rules = drafts.in_library()
    assert [each.slug for each in at_the_desk] == [each.slug for each in of_files]
    same = ("number", "kind", "level", "positions", "columns", "movements", "easier", "harder", "sources", "title")
    for name in same:
        assert [getattr(each, name) for each in at_the_desk] == [getattr(each, name) for each in of_files]
    assert run(database=True)[1] == ""


@pytest.mark.django_db
def test_command_looks_at_the_desk_too():
    make_guide("Twist", text={"steps": "Twist your back."})
    said, refusal = run(database=True)
    assert any(line.startswith("twist, steps: “Twist” tells people to turn the trunk") for line in said)
    assert refusal.startswith("1 guide looked at, ")
