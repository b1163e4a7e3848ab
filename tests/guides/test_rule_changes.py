"""Two people change a bone rule: who tries to do it alone, twice, unseen or on an old rule is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, transaction
from django.utils import timezone

from guides import editions, rule_changes
from guides.models import BoneRule, ContentVersion, Edition, RuleChange, RuleChangeIsOnRecord, Source
from guides.rule_changes import CannotChangeRule, values_of
from guides.terms import Rating
from tests.factories import make_edition, make_guide, make_person, make_rules
from tests.rule_desk import approve, proposal, proposal_of, sight_of

pytestmark = pytest.mark.django_db

CELL = {"site": "pelvis", "requires": "non-weight-bearing"}


@pytest.fixture
def ada():
    return make_person("Ada")


@pytest.fixture
def bo():
    return make_person("Bo")


@pytest.fixture
def row():
    make_rules()
    return BoneRule.objects.select_related("source").get(**CELL)


@pytest.fixture
def change(row, ada):
    return proposal(row, verdict="ask", proposer=ada)


def now(change):
    return RuleChange.objects.get(pk=change.pk)


def verdict():
    return BoneRule.objects.get(**CELL).verdict


def refused(act, *positional, **fields):
    with pytest.raises(CannotChangeRule) as refusal:
        act(*positional, **fields)
    return str(refusal.value)


def forbidden(name, act):
    """Whether the database refuses it, and by this constraint or trigger."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError as refusal:
        return name in str(refusal)
    return False


# What two people do


def test_approval_writes_the_rule_and_lets_it_count(change, bo):
    edition = make_edition("Cycle")
    assert verdict() == Rating.OK
    version = ContentVersion.objects.get().number
    assert approve(change, approver=bo) == [edition]
    assert verdict() == Rating.ASK
    assert Edition.objects.get().rating("pelvis") == Rating.ASK
    assert ContentVersion.objects.get().number > version


def test_record_says_who_when_and_what_it_was(change, ada, bo, row):
    approve(change, approver=bo)
    record = RuleChange.objects.of_cell(**CELL).get()
    assert (record.proposed_by, record.decided_by, record.state, record.rule) == (ada, bo, "approved", row)
    assert record.proposed_at < record.decided_at
    assert record.before == values_of(row)
    assert record.after == values_of(row) | {"verdict": "ask"}
    assert record.is_demonstration is False


def test_new_rule_is_written_and_linked_to_its_record(row, ada, bo):
    after = values_of(row) | {"verdict": "ask"}
    change = proposal_of("pelvis", "elbow+upper", after, proposer=ada)
    assert (change.rule, change.before, str(change.kind)) == (None, None, "New rule")
    approve(change, approver=bo)
    made = BoneRule.objects.get(site="pelvis", requires="elbow+upper")
    assert values_of(made) == after
    assert now(change).rule == made


def test_removal_leaves_its_record_behind(row, ada, bo):
    change = proposal_of(*CELL.values(), None, proposer=ada)
    assert (change.rule, str(change.kind)) == (row, "Remove the rule")
    approve(change, approver=bo)
    assert BoneRule.objects.filter(**CELL).count() == 0
    record = RuleChange.objects.of_cell(**CELL).get()
    assert (record.rule, record.before, record.state) == (None, values_of(row), "approved")


def test_rule_made_again_has_the_whole_record(row, ada, bo):
    before = values_of(row)
    for after in (None, before):
        approve(proposal_of(*CELL.values(), after, proposer=ada), approver=bo)
    assert [str(change.kind) for change in RuleChange.objects.of_cell(**CELL)] == ["New rule", "Remove the rule"]


def test_refusal_changes_nothing_and_says_why(change, bo):
    rule_changes.refuse(change, approver=bo, answer=" Read it again. ")
    assert verdict() == Rating.OK
    assert (now(change).state, now(change).answer, now(change).decided_by) == ("refused", "Read it again.", bo)


def test_proposer_takes_it_back_and_may_propose_anew(change, ada, row):
    rule_changes.take_back(change, proposer=ada)
    assert (now(change).state, verdict()) == ("taken-back", Rating.OK)
    assert proposal(row, verdict="ask", proposer=ada).is_waiting


def test_library_still_adds_rules_without_a_proposal(row, ada):
    assert BoneRule.objects.count() == 125
    assert RuleChange.objects.count() == 0


# Who may not


def test_nobody_approves_their_own(change, ada):
    assert refused(approve, change, approver=ada) == "You proposed this. A second person must decide."
    assert refused(rule_changes.refuse, change, approver=ada, answer="No.") == (
        "You proposed this. A second person must decide."
    )
    assert (verdict(), now(change).state) == (Rating.OK, "waiting")


def test_nobody_takes_back_what_another_proposed(change, bo):
    assert "Only the person who proposed" in refused(rule_changes.take_back, change, proposer=bo)


@pytest.mark.parametrize("state", ["approved", "refused"])
def test_database_refuses_a_decision_by_the_proposer(change, ada, state):
    alone = {"state": state, "decided_by": ada, "decided_at": timezone.now(), "answer": "Yes."}
    here = RuleChange.objects.filter(pk=change.pk)
    assert forbidden("rule_change_proposer_is_not_approver", lambda: here.update(**alone))
    born = {"site": "pelvis", "requires": "upper", "before": {}, "note": "Why.", "proposed_by": ada}
    assert forbidden("rule_change_proposer_is_not_approver", lambda: RuleChange.objects.create(**born, **alone))


@pytest.mark.parametrize("missing", ["decided_by", "decided_at"])
def test_database_refuses_a_decision_without_who_and_when(change, bo, missing):
    decision = {"state": "approved", "decided_by": bo, "decided_at": timezone.now()} | {missing: None}
    here = RuleChange.objects.filter(pk=change.pk)
    assert forbidden("rule_change_decided_has_who_and_when", lambda: here.update(**decision))


def test_database_refuses_that_another_takes_it_back(change, bo):
    here = RuleChange.objects.filter(pk=change.pk)
    taken = {"state": "taken-back", "decided_by": bo, "decided_at": timezone.now()}
    assert forbidden("rule_change_is_taken_back_by_its_proposer", lambda: here.update(**taken))


SOMETHING_ELSE = {
    "site": "femur",
    "requires": "upper",
    "before": {"verdict": "ask"},
    "after": {"verdict": "ok"},
    "note": "Other.",
    "proposed_at": timezone.now() - timedelta(days=1),
}


@pytest.mark.parametrize("field", SOMETHING_ELSE)
def test_what_was_proposed_never_changes(change, field):
    here = RuleChange.objects.filter(pk=change.pk)
    assert forbidden("rule_change_is_on_record", lambda: here.update(**{field: SOMETHING_ELSE[field]}))
    assert now(change).is_waiting


def test_proposer_cannot_put_another_name_to_it_and_then_approve(change, bo):
    here = RuleChange.objects.filter(pk=change.pk)
    assert forbidden("rule_change_is_on_record", lambda: here.update(proposed_by=bo))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "waiting", "decided_by": None, "decided_at": None},
        {"answer": "I meant something else."},
        {"decided_at": timezone.now()},
        {"is_demonstration": True},
    ],
)
def test_decision_never_changes(change, bo, fields):
    approve(change, approver=bo)
    here = RuleChange.objects.filter(pk=change.pk)
    assert forbidden("rule_change_is_on_record", lambda: here.update(**fields))


def test_record_is_never_deleted(change):
    with pytest.raises(RuleChangeIsOnRecord):
        change.delete()
    with pytest.raises(RuleChangeIsOnRecord):
        RuleChange.objects.all().delete()
    assert RuleChange.objects.count() == 1


# Twice, unseen, too late


def test_nothing_is_approved_twice(change, bo):
    sight = sight_of(change)
    rule_changes.approve(change, approver=bo, what_was_seen=sight)
    BoneRule.objects.filter(**CELL).update(verdict=Rating.OK)
    again = refused(rule_changes.approve, change, approver=make_person("Cy"), what_was_seen=sight)
    assert again == "This was decided already: Approved."
    assert refused(rule_changes.refuse, change, approver=bo, answer="No.") == "This was decided already: Approved."
    assert refused(rule_changes.take_back, change, proposer=change.proposed_by) == "This was decided already: Approved."
    assert verdict() == Rating.OK


@pytest.mark.parametrize("fields", [{"verdict": 1, "change": "Less."}, {"reason": "Other."}, {"confidence": "low"}])
def test_rule_that_moved_cannot_be_approved(change, bo, fields):
    BoneRule.objects.filter(**CELL).update(**fields)
    refusal = refused(approve, change, approver=bo)
    assert refusal == "The rule has changed since this was proposed. It must be proposed anew."
    assert {field for field, _then, _now in rule_changes.moved(change)} == fields.keys()
    assert now(change).is_waiting


def test_rule_that_is_gone_cannot_be_changed(change, bo):
    BoneRule.objects.filter(**CELL).delete()
    assert "must be proposed anew" in refused(approve, change, approver=bo)
    assert BoneRule.objects.filter(**CELL).count() == 0


def test_new_rule_does_not_overwrite_one_that_came_meanwhile(row, ada, bo):
    change = proposal_of("pelvis", "elbow+upper", values_of(row), proposer=ada)
    BoneRule.objects.create(
        site="pelvis", requires="elbow+upper", verdict=2, concern="grip", reason="From the file.", inference=True,
        confidence="low",
    )  # fmt: skip
    assert "must be proposed anew" in refused(approve, change, approver=bo)
    assert BoneRule.objects.get(requires="elbow+upper").reason == "From the file."


def test_nobody_approves_what_they_did_not_see(change, bo):
    sight = sight_of(change)
    make_edition("Cycle")
    for what_was_seen in ("", sight):
        refusal = refused(rule_changes.approve, change, approver=bo, what_was_seen=what_was_seen)
        assert refusal == "What it would change is different now. Look at it again, then decide."
    assert (verdict(), now(change).state) == (Rating.OK, "waiting")


def test_nobody_proposes_what_they_did_not_see(row, ada):
    said = {"site": row.site, "requires": row.requires, "after": None, "note": "Why."}
    refusal = refused(rule_changes.propose, proposer=ada, what_was_seen="", **said)
    assert "Look at it again" in refusal
    assert RuleChange.objects.count() == 0


def test_one_change_of_a_rule_waits_at_a_time(change, row, bo):
    refusal = refused(proposal, row, verdict="change", change="Less.", proposer=bo)
    assert refusal == "Another change of this rule waits for a second person already."
    other = {"site": row.site, "requires": row.requires, "before": {}, "note": "Why.", "proposed_by": bo}
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleChange.objects.create(**other)
    assert RuleChange.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Nothing is different from the rule as it stands."),
        ({"verdict": "change"}, "“Suitable with a change” needs the change in words."),
        ({"source": ""}, "Name the source, or say that it is an inference."),
        ({"source": "no-such-study"}, "The source no-such-study is no longer there."),
        ({"reason": ""}, "This field cannot be blank."),
    ],
)
def test_proposal_that_no_rule_can_be_is_refused(row, ada, values, message):
    assert refused(proposal, row, proposer=ada, **values) == message


def test_proposal_needs_a_reason(row, ada):
    assert "This field cannot be blank." in refused(proposal, row, verdict="ask", note="  ", proposer=ada)


def test_refusal_needs_a_reason(change, bo):
    assert refused(rule_changes.refuse, change, approver=bo, answer="  ") == "Say why it is refused."


def test_source_that_is_gone_stops_the_approval(row, ada, bo):
    source = Source.objects.create(key="new-2026", kind="trial", year=2026, citation="A study.", doi="10.1000/new")
    change = proposal(row, source="new-2026", proposer=ada)
    source.delete()
    assert refused(approve, change, approver=bo) == "The source new-2026 is no longer there."
    assert now(change).is_waiting


def test_refused_approval_counts_no_content_version(change, ada):
    make_edition("Cycle")
    before = ContentVersion.objects.values().get()
    refused(approve, change, approver=ada)
    assert ContentVersion.objects.values().get() == before


# Demonstration accounts

LOCKED = "Clinicians have signed guides here. A demonstration account can no longer change rules."


@pytest.fixture
def demo():
    person = make_person("Demo")
    person.groups.add(Group.objects.create(name=editions.DEMONSTRATION_GROUP))
    return person


def test_demonstration_accounts_change_rules_among_demonstrations_and_it_shows(row, demo, bo):
    editions.publish_demonstration(make_guide("Cycle"))
    change = proposal(row, verdict="ask", proposer=demo)
    approve(change, approver=bo)
    assert (verdict(), now(change).is_demonstration) == (Rating.ASK, True)


def test_approval_by_a_demonstration_account_shows(change, demo):
    approve(change, approver=demo)
    assert now(change).is_demonstration is True


@pytest.mark.parametrize("values", [{"verdict": "ask"}, {"reason": "Other words."}])
def test_demonstration_account_proposes_nothing_where_a_clinician_signed(row, demo, values):
    make_edition("Walk", columns=["weight-bearing"])
    assert refused(proposal, row, proposer=demo, **values) == LOCKED


def test_demonstration_account_decides_nothing_where_a_clinician_signed(change, demo):
    make_edition("Cycle")
    assert refused(approve, change, approver=demo) == LOCKED
    assert refused(rule_changes.refuse, change, approver=demo, answer="No.") == LOCKED


def test_proposal_by_a_demonstration_account_is_void_once_a_clinician_signed(row, demo, bo):
    change = proposal(row, verdict="ask", proposer=demo)
    editions.withdraw(make_edition("Cycle").guide, reason="It hurt.")
    assert refused(approve, change, approver=bo) == LOCKED
    rule_changes.refuse(change, approver=bo, answer="Propose it under your own name.")
    assert (verdict(), now(change).state) == (Rating.OK, "refused")


# The words for lists


def may_approve(name):
    person = make_person(name)
    person.user_permissions.add(Permission.objects.get(codename="approve_bonerule"))
    return type(person).objects.get(pk=person.pk)


def test_what_waits_and_for_whom(row, ada, bo):
    mine, other, decided = (
        proposal(BoneRule.objects.get(site=site, requires="upper"), verdict="ask", proposer=person)
        for site, person in (("pelvis", bo), ("lumbar", ada), ("femur", ada))
    )
    rule_changes.refuse(decided, approver=bo, answer="No.")
    assert list(RuleChange.objects.waiting()) == [other, mine]
    assert list(RuleChange.objects.waiting_for(bo)) == []
    bo = may_approve("Bo")
    assert list(RuleChange.objects.waiting_for(bo)) == [other]
    assert list(RuleChange.objects.first_for(bo)) == [other, mine, decided]
    assert list(RuleChange.objects.approved()) == []
