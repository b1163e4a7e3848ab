"""Choices against the catalogue: the bit sets in memory and the queryset in the database must say the same."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import bones, catalogue, filters
from guides.filters import BONE_ANSWERS
from guides.selection import MINUTES, Selection
from guides.terms import BoneSite, Kind, Level, Position
from tests.factories import make_edition, make_equipment, make_rules

KIT = ("chair", "worktop", "wall", "band")
FACETS = st.fixed_dictionaries(
    {},
    optional={
        "level": st.lists(st.sampled_from([str(level) for level in Level.values]), max_size=3),
        "kind": st.lists(st.sampled_from(Kind.values), max_size=3),
        "position": st.lists(st.sampled_from(Position.values), max_size=3),
        "kit": st.lists(st.sampled_from(("none", *KIT)), max_size=4),
        "minutes": st.lists(st.sampled_from(["1", "5", "7", "10", "30"]), max_size=1),
        "bones": st.lists(st.sampled_from([answer for answer, _label in BONE_ANSWERS if answer != "none"]), max_size=3),
        "q": st.lists(st.sampled_from(["march", "chiar", "tired legs", "nothinglikethis"]), max_size=1),
    },
)


def query(choices):
    parameters = QueryDict(mutable=True)
    for name, values in choices.items():
        parameters.setlist(name, values)
    return parameters


def make_library():
    """A small library in which every filter divides the guides."""
    make_rules()
    for slug in KIT:
        make_equipment(slug)
    make_edition("March in a chair", needs=["chair"], movements=["hip-free"])
    make_edition("March", level=2, positions=["standing"], needs=[("chair", "worktop")], columns=["weight-bearing"])
    make_edition(
        "Row", level=2, kind="strength", needs=["band", "chair"], columns=["upper"], movements=["shoulder-loaded"]
    )
    make_edition("Walk", level=2, positions=["moving"], columns=["weight-bearing"], minutes=10)
    make_edition("Stand on one leg", level=3, kind="balance", positions=["standing"], needs=["worktop"],
                 columns=["balance"], movements=["one-leg"])  # fmt: skip
    make_edition("Breathe", kind="breathing", positions=["lying", "seated"], columns=["still"], minutes=30)
    make_edition("Turn", kind="flexibility", needs=["chair"], columns=["stretch"], movements=["spine-large", "twist"])
    make_edition("Lunge", level=4, kind="strength", positions=["standing"], columns=["lower", "weight-bearing"],
                 movements=["hip-loaded", "balance-challenge"], needs=[("chair", "worktop")])  # fmt: skip


@pytest.fixture
def library(db):
    make_library()


def asked(choices):
    filterset = filters.read(query(choices))
    assert filterset.is_valid(), filterset.problems
    return filterset, Selection(catalogue.current(), filterset.choices)


def pks(kept, bits):
    return {kept.pks[position] for position in catalogue.positions_in(bits, 0, kept.size)}


relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(FACETS)
def test_memory_and_database_agree_on_every_choice(library, choices):
    filterset, selection = asked(choices)
    assert pks(selection.catalogue, selection.bits) == set(filterset.qs.values_list("pk", flat=True))


@relaxed
@given(FACETS)
def test_pages_hold_each_guide_once_and_suitable_ones_first(library, choices):
    _filterset, selection = asked(choices)
    positions = [position for page in (1, 2, 3) for position in selection.page(page, 3)]
    assert sorted(positions) == catalogue.positions_in(selection.bits, 0, selection.catalogue.size)[
        : len(positions)
    ] or (len(set(positions)) == len(positions) == min(9, selection.count))
    if not selection.found:
        changed = selection.catalogue.needing_a_change(selection.choices.sites)
        needs_change = [bool(changed >> position & 1) for position in positions]
        assert needs_change == sorted(needs_change)


@settings(relaxed, max_examples=40)  # each example asks for every option of every filter
@given(FACETS)
def test_a_count_is_what_the_option_would_give(library, choices):
    _filterset, selection = asked(choices)
    for facet in ("kit", "bones", "minutes"):
        for value, count in selection.counts(facet).items():
            more = dict(choices)
            if facet == "minutes":
                more[facet] = [str(value)]
            elif value in ("none", "unsure") or choices.get(facet) == ["none"]:
                more[facet] = [value]
            else:
                more[facet] = [*choices.get(facet, []), value]
            assert count == asked(more)[1].count, (facet, value)
    for facet in ("level", "kind", "position"):
        for value, count in selection.counts(facet).items():
            assert count == asked({**choices, facet: [str(value)]})[1].count, (facet, value)


@relaxed
@given(FACETS)
def test_left_out_rows_count_each_guide_once_and_only_guides_left_out(library, choices):
    _filterset, selection = asked(choices)
    rows = selection.left_out_by_bones
    assert sum(row.count for row in rows) == (selection.others("bones") & ~selection.fits["bones"]).bit_count()
    for row in selection.left_out:
        assert row.bits & selection.bits == 0
        assert row.count > 0


@relaxed
@given(FACETS)
def test_lifting_a_left_out_answer_brings_its_guides_back(library, choices):
    _filterset, selection = asked(choices)
    for row in selection.left_out_by_choice:
        lifted = Selection(selection.catalogue, selection.lifted(row))
        assert row.bits & ~lifted.bits == 0, row.key


def test_minutes_offered_are_those_counted(library):
    assert tuple(asked({})[1].counts("minutes")) == MINUTES


def test_unsure_leaves_nothing_listed_that_any_site_asks_about(library):
    _filterset, selection = asked({"bones": ["unsure"]})
    assert selection.count == 0
    assert selection.choices.sites == frozenset(BoneSite.values) == bones.sites_meant(["unsure"])


def test_left_out_reasons_say_what_the_guides_do_and_for_which_bone(library):
    _filterset, selection = asked({"bones": ["lumbar"], "position": ["seated"]})
    rows = {row.key: (row.count, row.says, row.where) for row in selection.left_out}
    assert rows == {
        "bones-spine-large": (1, "bends, arches or turns the spine a lot", "lower back"),
        "position-standing": (1, "needs standing", ""),
    }
