"""A bone rule that only a demonstration account approved: nobody signs a guide that goes by it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from guides import editions, readiness, rule_changes, signing, unsigned_rules, working_copy
from guides.editions import CannotPublish
from guides.models import BoneRule, Edition, RuleChange
from tests.desk import desk_of
from tests.factories import make_clinician, make_guide, make_person, make_ready_guide, make_rules, publish
from tests.guides.test_admin import page_of
from tests.rule_desk import approve, proposal, proposal_of, propose

pytestmark = pytest.mark.django_db

CELL = {"site": "pelvis", "requires": "non-weight-bearing"}
SAYS = (
    "A demonstration account approved a bone rule that this guide goes by (Pelvis: Aerobic work with your weight held)."
    " No clinician stands behind that. Ask a clinician to propose it anew in the bone table, as it is or changed, "
    "and a second one to approve it."
)


@pytest.fixture(autouse=True)
def _rules():
    make_rules()


@pytest.fixture
def demo():
    person = make_person("Demo")
    person.groups.add(Group.objects.create(name=editions.DEMONSTRATION_GROUP))
    return person


def rule(**cell):
    return BoneRule.objects.select_related("source").get(**CELL | cell)


@pytest.fixture
def unsigned(demo):
    """A demonstration account approved the rule for the pelvis that guides of these tests go by."""
    return approve(proposal(rule(), proposer=make_person("Ada"), reason="Other words."), approver=demo)


def written(**fields):
    guide = make_ready_guide(**fields)
    working_copy.keep(guide, by=make_person("Ada"))
    return guide


def sent(**fields):
    """A guide that Ada sent before the rule lost its clinicians."""
    make_clinician("Sam", is_superuser=True)
    return signing.submit(written(**fields), person=make_person("Ada"))


def unsign(demo, **cell):
    approve(proposal(rule(**cell), proposer=make_person("Cleo"), reason="Other words."), approver=demo)
    return make_clinician("Bo")


LATER = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize("said", [{}, {"publish_at": LATER}], ids=["now", "later"])
def test_nobody_signs_it_off(demo, said):
    submission = sent()
    bo = unsign(demo)
    with pytest.raises(CannotPublish) as refusal:
        signing.approve(submission, person=bo, **said)
    assert str(refusal.value) == SAYS
    assert (submission.guide.editions.count(), submission.state) == (0, "waiting")


def test_what_was_approved_for_an_hour_is_held(demo, time_machine):
    submission = sent()
    signing.approve(submission, person=make_clinician("Bo"), publish_at=LATER)
    unsign(demo, requires="non-weight-bearing")
    time_machine.move_to(LATER + timedelta(hours=1))
    assert signing.publish_due(timezone.now()) == ([], [submission])
    submission.refresh_from_db()
    assert (submission.state, submission.held_because) == ("waiting", SAYS)


def test_nobody_publishes_it_alone(unsigned):
    with pytest.raises(CannotPublish) as refusal:
        signing.publish_alone(written(), person=make_person("Ada"), reason="It burns.")
    assert str(refusal.value) == SAYS


def test_nobody_checks_without_a_change_what_went_by_it_before_this_was_refused(demo):
    edition = publish(make_guide())
    change = proposal(rule(), proposer=make_person("Ada"), reason="Other words.")
    # Approving is refused to a demonstration account once a clinician signed, so this is the record of an older hub.
    RuleChange.objects.filter(pk=change.pk).update(
        state="approved", decided_by=demo, decided_at=timezone.now(), is_demonstration=True
    )
    with pytest.raises(CannotPublish) as refusal:
        editions.renew(edition, approver=edition.approver)
    assert str(refusal.value) == SAYS


def test_page_offers_no_signature_and_refuses_a_crafted_one(demo):
    submission = sent()
    unsign(demo)
    desk = desk_of("Bo")
    address = f"/admin/guides/guide/{submission.guide_id}/review/"
    page = page_of(desk.get(address))
    assert f"{SAYS} Until then you can only send it back." in page
    assert ('name="approve"' in page, 'name="send_back"' in page) == (False, True)
    assert SAYS in page_of(desk.post(address, {"approve": "yes"}))
    assert not Edition.objects.exists()
    desk.post(address, {"send_back": "yes", "answer": "The rule first."})
    submission.refresh_from_db()
    assert submission.state == "sent-back"


def test_checklist_says_it_and_sending_waits_for_it(unsigned):
    make_clinician("Sam", is_superuser=True)
    guide, ada = written(), make_person("Ada")
    assert [(line.name, line.todo) for line in readiness.missing(guide, "en", ada)] == [("rules", SAYS)]
    with pytest.raises(signing.NotReady):
        signing.submit(guide, person=ada)


def test_demonstrations_go_on(unsigned, demo):
    make_clinician("Sam", is_superuser=True)
    guide = written()
    working_copy.keep(guide, by=demo)
    submission = signing.submit(guide, person=demo)
    assert signing.approve(submission, person=make_clinician("Bo")).is_demonstration


def test_rule_that_does_not_apply_to_the_guide_stands_in_nobodys_way(demo):
    submission = sent()
    bo = unsign(demo, requires="weight-bearing")
    assert signing.approve(submission, person=bo).number == 1


def test_two_clinicians_approve_it_as_it_is(unsigned):
    marks = ["non-weight-bearing"]
    assert [change.requires for change in unsigned_rules.bearing_on(marks)] == marks
    desk = desk_of("Ada")
    assert "no clinician stands behind it" in page_of(desk.get(f"/admin/guides/bonerule/{rule().pk}/change/"))
    change = propose(desk, rule())
    assert change.kind == "Keep the rule as it is"
    approve(change, approver=make_person("Bo"))
    assert unsigned_rules.bearing_on(marks) == []
    assert publish(make_guide()).is_demonstration is False


def test_demonstration_account_cannot_stand_behind_it(unsigned, demo):
    with pytest.raises(rule_changes.CannotChangeRule, match="Nothing is different"):
        proposal(rule(), proposer=demo)


def test_rule_that_was_taken_away_counts_until_the_cell_is_filled_again(demo):
    values = rule_changes.values_of(rule())
    approve(proposal_of(**CELL, after=None, proposer=make_person("Ada")), approver=demo)
    assert unsigned_rules.refusal(["non-weight-bearing"]) == SAYS
    approve(proposal_of(**CELL, after=values, proposer=make_person("Ada")), approver=make_person("Bo"))
    assert unsigned_rules.refusal(["non-weight-bearing"]) == ""
