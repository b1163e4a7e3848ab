"""The radar: each cell counts what patients find, gaps are said in words, and what cannot be is no gap."""

import re
from itertools import pairwise, product

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import catalogue, editions, filters, radar, radar_cells, radar_near, starter, working_copy
from guides.filters import Choices
from guides.models import BoneRating, ContentVersion, Edition, Equipment, Guide, Need, Rung
from guides.terms import BoneSite, Kind, Level, Position
from tests.factories import make_edition, make_equipment, make_guide, make_person, make_rules, publish
from tests.guides.test_selection import KIT, make_library

pytestmark = pytest.mark.django_db

BONES = st.one_of(
    st.just(()),
    st.just(("none",)),
    st.just(("unsure",)),
    st.lists(st.sampled_from([*BoneSite.values, "hip"]), min_size=1, max_size=3, unique=True).map(tuple),
)
EQUIPMENT = st.lists(st.sampled_from(("none", *KIT)), max_size=4, unique=True).map(tuple)
CELL = st.tuples(st.sampled_from(Level.values), st.sampled_from(Kind.values), st.sampled_from(Position.values))
relaxed = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def library():
    make_library()


def live():
    rows = Edition.objects.filter(state="live").order_by("title")
    return list(rows.values_list("pk", "title", "guide_id", "is_demonstration"))


def grid(**answers):
    return radar.grid(catalogue.current(), Choices(**answers))


def said(gaps):
    return [cell.says for cell in gaps]


# Counts


@relaxed
@given(BONES, EQUIPMENT, CELL)
def test_cell_counts_what_the_public_list_shows_at_its_address(library, client, bones, kit, key):
    cell = grid(bones=bones, kit=kit).cells[key]
    page = client.get(cell.address).content.decode()
    shown = re.search(r"(\d+) guides? fits?, of 8|No guide fits all your choices", page)
    assert cell.found == int(shown[1] or 0)


@relaxed
@given(BONES, EQUIPMENT)
def test_every_cell_counts_what_the_database_gives(library, bones, kit):
    kept = catalogue.current()
    for cell in radar.grid(kept, Choices(bones=bones, kit=kit)).cells.values():
        asked = filters.read(QueryDict(cell.query.removeprefix("?")), kept)
        assert asked.is_valid()
        assert cell.found == asked.qs.count(), cell.query


def test_grid_has_every_level_kind_and_position_once():
    assert list(grid().cells) == list(product(Level.values, Kind.values, Position.values))
    assert [(level, len(rows), {len(cells) for _kind, cells in rows}) for level, rows in grid().tables] == [
        (level, 5, {4}) for level in Level
    ]


def test_cell_keeps_nothing_but_the_answers_it_is_about():
    cell = grid(bones=("pelvis", "cervical"), kit=("chair",)).cells[2, "strength", "seated"]
    assert cell.address == "/guides/?level=2&kind=strength&position=seated&kit=chair&bones=pelvis&bones=cervical"


def test_guide_that_asks_first_or_needs_more_is_not_counted():
    make_rules()
    make_edition("March", columns=["weight-bearing"], needs=["chair"])
    key = (1, "aerobic", "seated")
    answers = [{}, {"bones": ("none",)}, {"bones": ("cervical",)}, {"bones": ("pelvis",)}]
    answers += [{"kit": ("chair",)}, {"kit": ("none",)}, {"bones": ("cervical",), "kit": ("none",)}]
    assert [grid(**each).cells[key].found for each in answers] == [1, 1, 1, 0, 1, 0, 0]


def test_withdrawn_and_unsigned_guides_are_not_counted(settings):
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    make_guide("A draft")
    assert sum(cell.found for cell in grid().cells.values()) == 0


# Gaps in words, the worst first


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, ""),
        ({"bones": ("none",)}, ", with no cancer in the bones"),
        ({"bones": ("unsure",)}, ", not sure where in the bones the cancer is"),
        ({"bones": ("pelvis",)}, ", with cancer in the pelvis"),
        ({"bones": ("lumbar", "cervical")}, ", with cancer in the lower back and neck"),
        ({"bones": ("other",)}, ", with cancer in a bone that is not on the list"),
        ({"kit": ("none",)}, ", with nothing at all"),
        ({"kit": ("none", "chair")}, ", with only this: chair"),
        ({"bones": ("pelvis",), "kit": ("chair", "wall")}, ", with cancer in the pelvis, with only this: chair, wall"),
    ],
)
def test_gap_is_said_in_words(answers, words):
    make_equipment("chair", order=1)
    make_equipment("wall", order=2)
    make_edition()
    assert grid(**answers).cells[1, "balance", "seated"].says == f"Nothing for balance, sitting, at level 1{words}."


def test_worst_gaps_come_first():
    make_edition("March", kind="aerobic", level=1, positions=["seated"])
    gaps = grid().gaps
    whole = [cell for cell in gaps if (cell.level, cell.kind) != (1, "aerobic")]
    assert gaps[: len(whole)] == whole
    assert [cell.key for cell in gaps[:3]] == [
        (1, "strength", "lying"), (1, "strength", "seated"), (1, "strength", "standing"),
    ]  # fmt: skip
    assert [cell.key for cell in gaps[len(whole) :]] == [(1, "aerobic", "lying"), (1, "aerobic", "standing")]


def test_places_in_the_bones_are_counted_one_by_one():
    make_rules()
    make_edition("March", columns=["weight-bearing"])
    rows = {answer: each.filled for answer, each in grid(kit=("none",)).by_bones()}
    assert rows == {
        "none": 1, "pelvis": 0, "lumbar": 0, "thoracic": 1, "femur": 0, "humerus": 1, "cervical": 1, "other": 0,
        "unsure": 0,
    }  # fmt: skip


# Cells that no exercise can fill


def test_impossible_cells_are_no_gaps():
    cell = grid().cells[1, "aerobic", "moving"]
    assert (cell.state, cell.closed) == (
        "closed",
        "Level 1 is done seated or lying. Whoever moves about is at level 2 or above.",
    )
    assert cell not in grid().gaps
    assert len(grid().gaps) + grid().impossible == len(grid().cells)


def test_guide_in_an_impossible_cell_is_counted_and_named():
    make_edition("March", positions=["moving"])
    found = grid()
    assert found.cells[1, "aerobic", "moving"].state == "found"
    assert [cell.key for cell in found.mistaken] == [(1, "aerobic", "moving")]


def test_no_guide_of_the_library_is_in_an_impossible_cell():
    guides = [file.document for file in starter.read().guides]
    filled = {(guide["level"], guide["kind"], place) for guide in guides for place in guide["positions"]}
    assert filled & radar_cells.read().keys() == set()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('level = [5]\nreason = "No."', "cell 1: level: “5” is not a level. Use 1, 2, 3 or 4."),
        ('kind = ["balanse"]\nreason = "No."', "cell 1: kind: “balanse” is not a kind."),
        ('position = ["lying"]', 'cell 1: reason: missing. Write it like this: reason = "In plain words."'),
        ('reason = "No."', "cell 1: it names no level, kind or position. Say which cells are meant."),
        ('level = []\nreason = "No."', "cell 1: level: empty. Leave the line out."),
    ],
)
def test_mistakes_in_the_list_of_impossible_cells_are_named(tmp_path, entry, message):
    path = tmp_path / "cells.toml"
    path.write_text(f"[[cell]]\n{entry}\n")
    with pytest.raises(ValueError, match=r"^cells\.toml, ") as refusal:
        radar_cells.read(path)
    assert str(refusal.value).startswith(f"cells.toml, {message}")


# What is close


def close_to(**answers):
    choices = Choices(level=(1,), kind=("aerobic",), position=("seated",), **answers)
    return [(each.title, each.is_live, each.obstacles) for each in radar_near.near(choices)]


def test_drafts_that_would_fill_a_cell_come_first_and_others_say_what_stands_in_the_way():
    make_rules()
    make_guide("March", columns=["weight-bearing"], needs=[("chair", "wall"), "band"])
    make_guide("Tap")
    make_guide("Stand", positions=["standing"])
    make_guide("Row", kind="strength")
    Guide.objects.get(slug="tap").ratings.update(derived=0)
    assert close_to() == [("March", False, []), ("Tap", False, [])]
    assert close_to(bones=("pelvis",), kit=("wall",)) == [
        ("Tap", False, []),
        ("March", False, ["Ask first: pelvis.", "It needs: band."]),
    ]
    assert close_to(kit=("none",))[1] == ("March", False, ["It needs: chair / wall, band."])


def test_draft_without_a_rating_or_with_a_need_that_names_nothing_fills_nothing():
    guide = make_guide("March")
    BoneRating.objects.all().delete()
    Need.objects.create(guide=guide)
    assert close_to(bones=("pelvis",), kit=("none",)) == [
        ("March", False, ["Ask first: pelvis.", "It needs: something that was not named."])
    ]


def test_what_is_close_costs_the_same_with_one_draft_and_with_three(django_assert_num_queries):
    for number, title in enumerate(("One", "Two", "Three")):
        make_edition(title, needs=["chair"])
        if number in (0, 2):
            with django_assert_num_queries(6):
                assert len(close_to(bones=("pelvis",), kit=("none",))) == number + 1


# The reverse


def test_guides_that_nobody_finds_are_named_with_the_reason():
    make_rules()
    make_edition("Found")
    asks = {site: {"override": 2, "override_reason": "It hurt somebody."} for site in BoneSite.values}
    strict = make_guide("Strict", ratings=asks)
    publish(strict)
    lost = make_edition("Lost", needs=["rope"]).guide
    Equipment.objects.all().delete()
    ContentVersion.advance()
    assert radar.found_by_nobody(catalogue.current(), live()) == [
        ("Lost", lost.pk, "It needs something that visitors cannot tick."),
        (
            "Strict",
            strict.pk,
            "“Ask your team first” at every place: only people without cancer in the bones find it.",
        ),
    ]


def test_examples_that_a_site_does_not_show_are_found_by_nobody(settings):
    guide = make_guide("March")
    editions.publish_demonstration(guide)
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert radar.found_by_nobody(catalogue.current(), live()) == [
        ("March", guide.pk, "This site does not show it: nobody has signed it.")
    ]


def test_signed_guide_that_the_lists_leave_out_is_found_by_nobody():
    make_rules()
    make_edition("Listed")
    lists = catalogue.current()
    other = make_edition("Newer")
    assert radar.found_by_nobody(lists, live()) == [
        ("Newer", other.guide_id, "The lists leave it out, as they do when a check is overdue.")
    ]


def test_guides_left_out_for_some_answers_say_why():
    make_rules()
    march = make_edition("March", columns=["weight-bearing"], needs=["chair"])
    make_edition("Breathe", kind="breathing", columns=["still"])
    kept = catalogue.current()
    assert radar.not_found_with(kept, Choices(), live()) == []
    assert radar.not_found_with(kept, Choices(bones=("pelvis", "cervical"), kit=("none",)), live()) == [
        ("March", march.guide_id, ["Ask first: pelvis.", "It needs other equipment."])
    ]


# Contradictions


def faults():
    return [(each.guide, each.field, each.check) for each in radar.findings() if each.check == "turn the trunk"]


def test_contradiction_is_found_counted_and_goes_with_its_cause():
    guide = make_guide("March", text={"steps": "Twist your trunk."})
    assert faults() == [("march", "steps", "turn the trunk")]
    before = radar.contradictions()
    guide.movements = ["twist"]
    guide.save()
    assert faults() == []
    assert radar.contradictions() == before - 1


def test_allowances_are_respected_and_gaps_left_to_the_grid():
    make_guide("Press your leg out", text={"steps": "Lean back | in your chair."})
    make_guide("Another", text={"steps": "Lean back."})
    found = [each.guide for each in radar.findings() if each.check == "lean back or arch"]
    assert found == ["another"]
    assert [each for each in radar.findings() if each.field == "gaps"] == []


def test_front_page_counts_what_the_radar_lists_and_reads_nothing_twice(django_assert_max_num_queries):
    easier = make_guide("Sit tall")
    for number, title in enumerate(("One", "Two", "Three"), start=1):
        guide = make_guide(title, text={"steps": "Twist your trunk."}, easier=[easier])
        with django_assert_max_num_queries(14):
            count = radar.contradictions()
        assert len(faults()) == number
        assert count == sum(finding.is_fault for finding in radar.findings())
        with django_assert_max_num_queries(2):
            assert radar.contradictions() == count
    guide.delete()
    assert radar.contradictions() == sum(finding.is_fault for finding in radar.findings()) < count


def test_contradiction_is_counted_when_words_change_by_whichever_way():
    guide, by = make_guide("March"), make_person()
    before = radar.contradictions()
    for number, steps in enumerate(("Twist your trunk.", "Sit."), start=1):
        working_copy.write(guide, {"texts": {"en": {"steps": steps}}}, by=by)
        working_copy.keep(guide, by=by)
        assert radar.contradictions() == before + number % 2
    assert editions.rename(guide, "sit-down") is None
    assert radar.contradictions() == sum(finding.is_fault for finding in radar.findings())


def test_ring_of_a_ladder_is_found_among_many_steps():
    guides = [make_guide(f"Step {number}") for number in range(6)]
    for guide, other in [*pairwise(guides), (guides[3], guides[1])]:
        Rung.objects.create(guide=guide, direction="harder", leads_to=other, order=guide.rungs.count())
    rings = [each.wrong for each in radar.findings() if "goes round" in each.wrong]
    assert rings == ["the ladder goes round: step-1, step-2, step-3, step-1."]
