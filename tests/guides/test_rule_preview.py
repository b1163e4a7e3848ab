"""What a changed rule would do, shown before anybody decides, is what the approval then does."""

import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guides import bones, derive, rule_changes, rule_preview
from guides.bones import Derived, Rule
from guides.models import BoneRating, BoneRule, Edition, Guide
from guides.rule_preview import Group, Listed, PublicCopy, WorkingCopy
from guides.terms import BoneSite, Rating
from tests import rule_desk
from tests.factories import make_edition, make_guide, make_person, make_rules, publish
from tests.guides.test_rules_in_force import CELLS, EDITS, GUIDES, TABLES, VERDICTS, set_cell

CYCLE = frozenset(["non-weight-bearing"])


def a_rule(verdict, *, marks=CYCLE, change="", reason="Because."):
    return Rule("pelvis", marks, verdict, "included", reason, change)


def seen(before, after, *, override=None, signed=Rating.OK, today=Rating.OK, is_listed=True):
    """The preview for one guide that cycles, at the desk and in public."""
    return rule_preview.preview(
        "pelvis",
        [a_rule(before)] if before is not None else [],
        [a_rule(after, change="Less.")] if after is not None else [],
        [WorkingCopy(1, "Cycle", CYCLE, override)],
        [PublicCopy(1, "Cycle", "en", CYCLE, signed, today, is_listed)],
    )


def outcome(rating, text="Because.", change=""):
    return Derived(rating, change, (bones.Reason("included", text, verdict=rating),))


CYCLING = ((1, "Cycle"),)


def test_stricter_rule_counts_at_once():
    preview = seen(Rating.OK, Rating.ASK)
    assert preview.tightened == (Group(Rating.OK, outcome(Rating.ASK), CYCLING),)
    assert preview.waiting == ()
    assert preview.desk == (Group(Rating.OK, outcome(Rating.ASK), CYCLING, outcome(Rating.OK)),)
    assert preview.listed == (Listed("en", 1, 0, 0),)


def test_looser_rule_waits():
    preview = seen(Rating.ASK, Rating.CHANGE, signed=Rating.ASK, today=Rating.ASK)
    assert preview.tightened == ()
    assert preview.waiting == (Group(Rating.ASK, outcome(Rating.CHANGE, change="Less."), CYCLING),)
    assert preview.listed == (Listed("en", 0, 0, 1),)


def test_cell_that_nothing_covers_any_more_asks():
    preview = seen(Rating.OK, None)
    assert [(group.rating, group.after.rating) for group in preview.tightened] == [(Rating.OK, Rating.ASK)]


def test_override_stays_at_the_desk_and_its_guide_does_not_wait():
    preview = seen(Rating.ASK, Rating.OK, override=Rating.ASK, signed=Rating.ASK, today=Rating.ASK)
    assert (preview.tightened, preview.waiting) == ((), ())
    assert [group.override for group in preview.desk] == [Rating.ASK]


def test_what_was_tightened_before_is_not_tightened_again():
    assert seen(Rating.OK, Rating.ASK, today=Rating.ASK).tightened == ()


def test_list_leaves_out_demonstrations_that_visitors_do_not_see():
    preview = seen(Rating.OK, Rating.ASK, is_listed=False)
    assert (preview.tightened_count, preview.listed) == (1, (Listed("en", 0, 0, 0),))


def test_other_words_with_the_same_rating_are_a_change_at_the_desk_alone():
    rules = [a_rule(Rating.OK)], [a_rule(Rating.OK, reason="It is gentle.")]
    public = [PublicCopy(1, "Cycle", "en", CYCLE, Rating.OK, Rating.OK)]
    preview = rule_preview.preview("pelvis", *rules, [WorkingCopy(1, "Cycle", CYCLE)], public)
    assert (preview.tightened, preview.waiting) == ((), ())
    assert preview.desk == (Group(Rating.OK, outcome(Rating.OK, "It is gentle."), CYCLING, outcome(Rating.OK)),)


def test_guides_with_the_same_outcome_stand_together():
    working = [WorkingCopy(number, f"Guide {number}", CYCLE) for number in range(3)]
    preview = rule_preview.preview("pelvis", [a_rule(Rating.OK)], [a_rule(Rating.ASK)], working, [])
    assert [group.count for group in preview.desk] == [3]


def test_sight_differs_with_the_rule_and_with_what_it_does():
    stricter, looser = seen(Rating.OK, Rating.ASK), seen(Rating.ASK, Rating.OK)
    same = seen(Rating.OK, Rating.ASK)
    assert rule_changes.seen({"a": 1, "b": 2}, stricter) == rule_changes.seen({"b": 2, "a": 1}, same)
    assert rule_changes.seen({"a": 1}, stricter) != rule_changes.seen({"a": 1}, looser)
    assert rule_changes.seen({"a": 1}, stricter) != rule_changes.seen({"a": 2}, stricter)


# Held against what an approval does


def ratings_at(site):
    """What the rules give each guide at the site, as the database keeps it."""
    rows = BoneRating.objects.filter(site=site)
    return {row.guide_id: (row.derived, row.derived_change, row.reasons) for row in rows}


def kept(result):
    return result.rating, result.change, result.as_json()["reasons"]


def in_public(site):
    return {edition.guide_id: edition.rating(site) for edition in Edition.objects.live()}


def elsewhere(site):
    others = [f"bone_{other}" for other in BoneSite.values if other != site]
    return list(Edition.objects.order_by("pk").values_list(*others))


def count_listed(site):
    return sum(rating < Rating.ASK for rating in in_public(site).values())


def check_preview_is_effect(change):
    site = change.site
    preview = rule_changes.preview_of(site, change.requires, change.after)
    public, desk, others, (listed,) = in_public(site), ratings_at(site), elsewhere(site), preview.listed
    assert listed.now == count_listed(site)
    tightened = rule_desk.approve(change, approver=make_person("Bo"))
    promised = {guide: group.after.rating for group in preview.tightened for guide, _title in group.guides}
    assert {edition.guide_id for edition in tightened} == promised.keys()
    assert in_public(site) == public | promised
    assert [public[guide] for group in preview.tightened for guide, _title in group.guides] == [
        group.rating for group in preview.tightened for _guide in group.guides
    ]
    anew = {guide: group for group in preview.desk for guide, _title in group.guides}
    assert desk == desk | {guide: kept(group.before) for guide, group in anew.items()}
    assert ratings_at(site) == desk | {guide: kept(group.after) for guide, group in anew.items()}
    assert elsewhere(site) == others
    assert listed.at_once == count_listed(site)
    for group in preview.waiting:
        for guide, _title in group.guides:
            assert in_public(site)[guide] == group.rating
            signed = publish(Edition.objects.live().get(guide=guide).guide)
            assert signed.rating(site) == group.after.rating < group.rating
    assert listed.once_signed == count_listed(site)


def values(verdict, marks):
    return {
        "verdict": Rating(verdict).name.lower(), "source": "", "concern": "hip-load", "reason": f"{marks}, proposed.",
        "change": "Even less.", "locator": "", "confidence": "low", "inference": True, "version": 1,
    }  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES, edits=EDITS, cell=st.sampled_from(CELLS), verdict=VERDICTS)
def test_preview_is_what_approval_does(db, table, edits, cell, verdict):
    with transaction.atomic():
        ada = make_person("Ada")
        for place, each in table.items():
            set_cell(place, each)
        for title, fields in GUIDES.items():
            make_edition(title, **fields)
        for number, (place, each) in enumerate(edits):
            after = None if each is None else values(each, f"{place[1]} {number}")
            if rule_changes.values_of(rule_changes.cell(*place)) != after:
                rule_desk.approve(rule_desk.proposal_of(*place, after, proposer=ada), approver=make_person("Bo"))
        after = None if verdict is None else values(verdict, cell[1])
        assume(rule_changes.values_of(rule_changes.cell(*cell)) != after)
        check_preview_is_effect(rule_desk.proposal_of(*cell, after, proposer=ada))
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", [Rating.OK, None])
def test_preview_is_what_approval_does_to_every_published_cell_of_the_pelvis(verdict):
    make_rules()
    for title, fields in GUIDES.items():
        make_edition(title, **fields)
    checked = 0
    for row in BoneRule.objects.filter(site="pelvis"):
        after = None if verdict is None else values(verdict, row.requires)
        with transaction.atomic():
            change = rule_desk.proposal_of(row.site, row.requires, after, proposer=make_person("Ada"))
            check_preview_is_effect(change)
            transaction.set_rollback(True)
        checked += 1
    assert checked == 21


@pytest.mark.django_db
def test_preview_of_an_edition_goes_by_its_own_marks():
    make_rules()
    edition = make_edition("Cycle")
    Guide.objects.update(columns=["hand"])
    derive.rate(Guide.objects.get())
    row = BoneRule.objects.get(site="pelvis", requires="non-weight-bearing")
    check_preview_is_effect(rule_desk.proposal(row, verdict="ask", proposer=make_person("Ada")))
    assert in_public("pelvis") == {edition.guide_id: Rating.ASK}


@pytest.mark.django_db
def test_preview_costs_the_same_for_one_guide_and_for_three(django_assert_num_queries):
    make_rules()
    row = BoneRule.objects.get(site="pelvis", requires="non-weight-bearing")
    after = rule_changes.values_of(row) | {"verdict": "ask"}
    for number, title in enumerate(("One", "Two", "Three"), start=1):
        make_edition(title)
        if number in (1, 3):
            with django_assert_num_queries(5) as asked:
                preview = rule_changes.preview_of(row.site, row.requires, after)
            assert preview.tightened_count == number
            whole = r'(?<!\()"guides_edition"."document"(,| FROM)'
            assert [query for query in asked.captured_queries if re.search(whole, query["sql"])] == []


@pytest.mark.django_db
def test_preview_writes_nothing():
    make_rules()
    make_edition("Cycle")
    make_guide("Draft")
    tables = (BoneRule, BoneRating, Edition)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    rule_changes.preview_of("pelvis", "non-weight-bearing", None)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
