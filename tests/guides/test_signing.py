"""Two people behind everything public: what each may do, and what happens to those who try to go round it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from guides import editions, signing, working_copy
from guides.editions import CannotPublish
from guides.models import BoneRule, Edition, FieldComment, Guide, Revision, Submission
from tests.factories import (
    make_clinician,
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_ready_guide,
    make_rules,
)

pytestmark = pytest.mark.django_db

HARD = "Multifaceted physiological rehabilitation necessitates interdisciplinary collaboration. " * 3
TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def _somebody_may_sign_off():
    make_clinician("Sam", is_superuser=True)


@pytest.fixture
def bo():
    return make_clinician("Bo")


def written(title="March in a chair", by="Ada", **fields):
    """A complete guide that `by` wrote."""
    guide = make_ready_guide(title, **fields)
    working_copy.keep(guide, by=make_person(by))
    return guide


def sent(title="March in a chair", *, by="Ada", **fields):
    guide = written(title, by, **fields)
    return signing.submit(guide, person=make_person(by))


def edit(guide, by="Ada", **wording):
    guide.texts.update(**wording)
    guide.refresh_from_db()
    return working_copy.keep(guide, by=make_person(by))


def states():
    return list(Submission.objects.order_by("pk").values_list("state", flat=True))


def public():
    return list(Edition.objects.filter(state="live").values_list("title", "number"))


# The way it is meant to go


def test_second_person_makes_it_public_with_their_profession(bo, client):
    edition = signing.approve(sent(), person=bo)
    assert (edition.author.username, edition.last_editor.username, edition.approver) == ("ada", "ada", bo)
    assert (edition.approver_role, edition.revision) == ("Physiotherapist, HCPC", 1)
    assert edition.review_on == TODAY + timedelta(days=365)
    assert (states(), public()) == (["published"], [("March in a chair", 1)])
    page = client.get("/guides/march-in-a-chair/").content.decode()
    assert "Written by Ada. Checked and signed by Bo (Physiotherapist, HCPC) on" in page


def test_live_edition_stays_until_the_new_one_replaces_it(bo):
    guide = signing.approve(sent(), person=bo).guide
    edit(guide, what="You move a lot.")
    submission = signing.submit(guide, person=make_person("Ada"))
    assert Edition.objects.get(state="live").document["what"] == "You move a little."
    signing.approve(submission, person=bo)
    assert Edition.objects.get(state="live").document["what"] == "You move a lot."


def test_sending_back_keeps_the_words_and_the_comments_until_they_are_dealt_with(bo):
    submission = sent()
    signing.send_back(submission, person=bo, answer="Slower.", comments={"steps": "Say how long.", "what": "  "})
    assert list(FieldComment.objects.values_list("field", "text", "made_by__username")) == [
        ("steps", "Say how long.", "bo")
    ]
    assert list(Submission.objects.sent_back_to(make_person("Ada"))) == [submission]
    edit(submission.guide, steps="Sit.\nMove for a minute.")
    again = signing.submit(submission.guide, person=make_person("Ada"))
    assert list(Submission.objects.sent_back_to(make_person("Ada"))) == []
    signing.approve(again, person=bo)
    assert FieldComment.objects.get().settled_by == bo


def test_starter_guide_that_nobody_edited_is_signed_by_whoever_sends_it_and_a_second_person(bo):
    guide = make_ready_guide()
    edition = signing.approve(signing.submit(guide, person=make_person("Ada")), person=bo)
    assert (edition.author.username, edition.last_editor, edition.approver) == ("ada", None, bo)


def test_author_takes_it_back(bo):
    submission = sent()
    signing.take_back(submission, person=make_person("Ada"))
    assert states() == ["taken-back"]
    with pytest.raises(CannotPublish, match="decided meanwhile: Taken back by its author"):
        signing.approve(submission, person=bo)


# Nobody signs off their own work


@pytest.mark.parametrize("decide", [signing.approve, lambda *a, **k: signing.send_back(*a, answer="No.", **k)])
def test_who_sent_it_cannot_decide(decide):
    submission = sent(by="Ada")
    make_clinician("Ada")
    with pytest.raises(CannotPublish, match="You sent it"):
        decide(submission, person=make_person("Ada"))
    assert (states(), public()) == (["waiting"], [])


def test_who_changed_it_cannot_decide_even_when_somebody_else_sent_it(bo):
    guide = written(by="Bo")
    edit(guide, by="Cleo", what="You move.")
    submission = signing.submit(guide, person=make_person("Ada"))
    for name in ("Bo", "Cleo"):
        with pytest.raises(CannotPublish, match="You changed this guide since it was last signed"):
            signing.approve(submission, person=make_clinician(name))
    assert public() == []
    signing.approve(submission, person=make_clinician("Dora"))


def test_who_changed_it_before_the_last_signature_may_decide_about_the_next(bo):
    guide = signing.approve(sent(by="Ada"), person=bo).guide
    edit(guide, by="Cleo", what="You move.")
    submission = signing.submit(guide, person=make_person("Cleo"))
    assert signing.approve(submission, person=make_clinician("Ada")).number == 2


def test_who_has_no_profession_on_record_cannot_decide():
    submission = sent()
    with pytest.raises(CannotPublish, match="not on record"):
        signing.approve(submission, person=make_person("Cleo"))
    with pytest.raises(CannotPublish, match="not on record"):
        editions.publish(submission.guide, author=make_person("Ada"), approver=make_person("Cleo"))
    assert public() == []


@pytest.mark.parametrize("state", ["published", "approved", "sent-back"])
@pytest.mark.parametrize("who", ["submitted_by", "last_editor"])
def test_database_refuses_a_decision_of_the_same_person(state, who):
    submission = sent(by="Ada")
    Submission.objects.filter(pk=submission.pk).update(last_editor=make_person("Eva"))
    submission.refresh_from_db()
    moved = {"state": state, "decided_by": getattr(submission, who), "decided_at": timezone.now(), "answer": "Fine."}
    with pytest.raises(IntegrityError, match="submission_is_decided_by_a_second_person"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(publish_at=timezone.now(), **moved)


def test_last_editor_cannot_publish_behind_the_back_of_the_desk():
    guide = written(by="Bo")
    with pytest.raises(CannotPublish, match="You changed this guide last"):
        editions.publish(guide, author=make_person("Ada"), approver=make_clinician("Bo"))


def test_demonstration_account_makes_a_demonstration(bo):
    make_person("Bo").groups.add(Group.objects.create(name=editions.DEMONSTRATION_GROUP))
    assert signing.approve(sent(), person=bo).is_demonstration


# What was sent is what is signed


def test_change_after_sending_must_be_sent_anew(bo):
    submission = sent()
    edit(submission.guide, what="Something else.")
    assert states() == ["overtaken"]
    with pytest.raises(CannotPublish, match="decided meanwhile: The guide was changed since"):
        signing.approve(submission, person=bo)


def test_change_behind_the_back_of_the_desk_is_told(bo):
    submission = sent()
    submission.guide.texts.update(steps="Jump.")
    with pytest.raises(signing.Moved, match="This changed after it was sent: Steps") as refusal:
        signing.approve(submission, person=bo)
    assert [change.name for change in refusal.value.differences] == ["steps"]
    assert public() == []


def test_stricter_bone_rule_after_sending_is_told(bo):
    make_rules()
    submission = sent(columns=["lower"], movements=["hip-free"])
    BoneRule.objects.filter(site="humerus").delete()
    BoneRule.objects.create(
        site="humerus", requires="lower", verdict=2, concern="arm", reason="New.", confidence="low", inference=True
    )
    with pytest.raises(signing.Moved, match="Bone ratings"):
        signing.approve(submission, person=bo)
    assert public() == []


def test_only_one_submission_waits(bo):
    submission = sent()
    with pytest.raises(CannotPublish, match="waits for a second person already"):
        signing.submit(submission.guide, person=make_person("Cleo"))


def test_what_is_public_already_is_not_sent_again(bo):
    guide = signing.approve(sent(), person=bo).guide
    with pytest.raises(CannotPublish, match="Nothing is different"):
        signing.submit(guide, person=make_person("Ada"))


def test_change_of_safety_is_told_to_patients(bo):
    guide = signing.approve(sent(), person=bo).guide
    edit(guide, steps="Sit.\nMove both legs.")
    with pytest.raises(CannotPublish, match="in words for patients"):
        signing.submit(guide, person=make_person("Ada"))
    submission = signing.submit(guide, person=make_person("Ada"), change_note="Both legs move now.")
    assert signing.approve(submission, person=bo).change_note == "Both legs move now."


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda guide: guide.texts.update(for_whom=""), "for_whom"),
        (lambda guide: guide.texts.update(not_for=""), "for_whom"),
        (lambda guide: guide.texts.update(stop_signs=""), "for_whom"),
        (lambda guide: guide.texts.update(first_week=""), "wording"),
        (lambda guide: guide.texts.update(what=HARD), "reading"),
        (lambda guide: guide.texts.update(steps="Twist your trunk."), "tags"),
        (lambda guide: Guide.objects.update(columns=[]), "tags"),
        (lambda guide: guide.citations.update(checked_on=None), "sources"),
        (lambda guide: guide.citations.update(checked_on=TODAY - timedelta(days=366)), "sources"),
        (lambda guide: guide.citations.all().delete(), "sources"),
        (lambda guide: Guide.objects.update(people_involved=""), "people"),
        (lambda guide: Guide.objects.update(people_involved_on=None), "people"),
        (lambda guide: Guide.objects.update(conflicts_declared=False), "conflicts"),
        (lambda guide: Guide.objects.update(owner=None), "owner"),
        (lambda guide: Guide.objects.update(deputy=None), "owner"),
        (lambda guide: get_user_model().objects.update(is_superuser=False), "second"),
    ],
)  # fmt: skip
def test_incomplete_guide_cannot_be_sent(spoil, line):
    guide = written()
    spoil(guide)
    with pytest.raises(signing.NotReady) as refusal:
        signing.submit(Guide.objects.get(), person=make_person("Ada"))
    assert [each.name for each in refusal.value.lines] == [line]
    assert all(each.todo for each in refusal.value.lines)
    assert states() == []


def test_text_that_is_hard_to_read_needs_a_written_reason():
    guide = written(text={"what": HARD})
    guide.texts.update(reading_reason="Four terms that the team uses, each explained.")
    assert signing.submit(guide, person=make_person("Ada")).state == "waiting"


# Minor changes


def test_minor_change_keeps_the_day_of_the_next_check(bo):
    soon = TODAY + timedelta(days=90)
    guide = signing.approve(sent(), person=bo, review_on=soon).guide
    edit(guide, what="You move a bit.")
    edition = signing.approve(signing.submit(guide, person=make_person("Ada")), person=bo, is_minor=True)
    assert (edition.is_minor, edition.review_on) == (True, soon)


def spoil_steps(guide):
    edit(guide, steps="Stand.\nMove.")


def spoil_level(guide):
    Guide.objects.update(level=2)
    working_copy.keep(Guide.objects.get(), by=make_person("Ada"))


def spoil_equipment(guide):
    need = guide.needs.create(order=1)
    need.alternatives.add(make_equipment("band"))
    working_copy.keep(Guide.objects.get(), by=make_person("Ada"))


def spoil_stop_signs(guide):
    edit(guide, stop_signs="Your arm hurts.")


def spoil_dose(guide):
    Guide.objects.update(repetitions=40)
    working_copy.keep(Guide.objects.get(), by=make_person("Ada"))


@pytest.mark.parametrize("spoil", [spoil_steps, spoil_level, spoil_equipment, spoil_stop_signs, spoil_dose])
def test_change_that_touches_safety_is_never_minor(spoil, bo):
    guide = signing.approve(sent(), person=bo).guide
    spoil(guide)
    submission = signing.submit(Guide.objects.get(), person=make_person("Ada"), change_note="Other.")
    with pytest.raises(CannotPublish, match="touches safety"):
        signing.approve(submission, person=bo, is_minor=True)
    assert public() == [("March in a chair", 1)]


def test_first_edition_is_never_minor(bo):
    with pytest.raises(CannotPublish, match="needs a live edition"):
        signing.approve(sent(), person=bo, is_minor=True)


@pytest.mark.parametrize("days", [0, -1, 366, 3000])
def test_next_check_is_within_a_year(days, bo):
    with pytest.raises(CannotPublish, match="within twelve months"):
        signing.approve(sent(), person=bo, review_on=TODAY + timedelta(days=days))


# At an hour


def approved_for(hours, bo, submission=None):
    submission = submission or sent()
    assert signing.approve(submission, person=bo, publish_at=timezone.now() + timedelta(hours=hours)) is None
    return submission


def test_edition_comes_at_its_hour_and_once(bo):
    approved_for(2, bo)
    assert signing.publish_due(timezone.now()) == ([], [])
    assert (states(), public()) == (["approved"], [])
    (edition,), held = signing.publish_due(timezone.now() + timedelta(hours=3))
    assert (edition.title, held, states()) == ("March in a chair", [], ["published"])
    assert signing.publish_due(timezone.now() + timedelta(hours=3)) == ([], [])
    assert Edition.objects.count() == 1


def test_edit_before_the_hour_stops_it(bo):
    submission = approved_for(2, bo)
    edit(submission.guide, what="Something else.")
    assert signing.publish_due(timezone.now() + timedelta(hours=3)) == ([], [])
    assert (states(), public()) == (["overtaken"], [])


def test_withdrawing_before_the_hour_stops_it(bo):
    guide = signing.approve(sent(), person=bo).guide
    edit(guide, what="Something else.")
    approved_for(2, bo, signing.submit(guide, person=make_person("Ada")))
    editions.withdraw(guide, reason="It hurt.")
    assert signing.publish_due(timezone.now() + timedelta(hours=3)) == ([], [])
    assert public() == []


def spoil_account(submission):
    submission.decided_by.is_active = False
    submission.decided_by.save()


def spoil_qualification(submission):
    submission.decided_by.qualification.delete()


def spoil_words(submission):
    submission.guide.texts.update(steps="Jump.")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(spoil_account, "no account"), (spoil_qualification, "not on record"), (spoil_words, "changed after it was sent")],
)
def test_what_is_not_as_it_was_approved_is_held_and_says_why(spoil, why, bo):
    submission = approved_for(2, bo)
    submission.refresh_from_db()
    spoil(submission)
    published, held = signing.publish_due(timezone.now() + timedelta(hours=3))
    assert (published, [each.pk for each in held], public()) == ([], [submission.pk], [])
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == ("waiting", None)
    assert why in submission.held_because


def test_hour_too_far_away_is_refused(bo):
    with pytest.raises(CannotPublish, match="within the next 90 days"):
        approved_for(24 * 91, bo)


# One person alone


def test_emergency_is_badged_and_waits_for_a_second_person(bo, client):
    guide = signing.approve(sent(), person=bo).guide
    edit(guide, by="Ada", steps="Sit.\nStop.")
    edition = signing.publish_alone(guide, person=make_person("Ada"), reason="A step could hurt.")
    assert (edition.approver, edition.signed_at, edition.emergency_reason) == (None, None, "A step could hurt.")
    page = client.get("/guides/march-in-a-chair/").content.decode()
    assert "Second check still to come" in page
    assert "A step could hurt." in page
    (submission,) = Submission.objects.waiting()
    with pytest.raises(CannotPublish):
        signing.approve(submission, person=make_clinician("Ada"))
    signing.approve(submission, person=bo)
    assert "Second check still to come" not in client.get("/guides/march-in-a-chair/").content.decode()


def test_emergency_needs_a_reason():
    with pytest.raises(CannotPublish, match="cannot wait"):
        signing.publish_alone(written(), person=make_person("Ada"), reason="  ")
    assert public() == []


def test_edition_of_one_person_needs_its_reason_in_the_database():
    edition = make_edition()
    row = Edition(**{field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields})
    row.pk, row.number, row.state, row.ended_at = None, 2, "superseded", timezone.now()
    row.approver, row.signed_at = None, None
    with pytest.raises(IntegrityError, match="edition_is_signed_or_a_demonstration"):
        row.save(force_insert=True)


# Checked, no change


def test_checking_gives_a_new_signature_a_new_day_and_reads_the_sources(bo):
    guide = signing.approve(sent(), person=bo, review_on=TODAY + timedelta(days=3)).guide
    guide.citations.update(checked_on=date(2020, 1, 1))
    edit(guide, by="Ada", what="A draft that waits.")
    renewed = signing.checked_no_change(Edition.objects.get(), person=make_clinician("Cleo"))
    assert (renewed.number, renewed.approver.username, renewed.author.username) == (2, "cleo", "ada")
    assert renewed.document["what"] == "You move a little."
    assert renewed.review_on == TODAY + timedelta(days=365)
    assert [source["checked_on"] for source in renewed.document["sources"]] == [TODAY.isoformat()]
    assert guide.citations.get().checked_on == TODAY
    assert guide.texts.get().what == "A draft that waits."


def test_checking_keeps_the_ratings_that_got_stricter(bo):
    make_rules()
    edition = signing.approve(sent(columns=["upper"], movements=["elbow", "hip-free"]), person=bo)
    BoneRule.objects.create(
        site="pelvis", requires="elbow", verdict=2, concern="new", reason="New.", confidence="low", inference=True
    )
    editions.apply_rules()
    edition.refresh_from_db()
    renewed = signing.checked_no_change(edition, person=make_clinician("Cleo"))
    assert renewed.document["bones"]["pelvis"]["rating"] == renewed.bones["pelvis"]["rating"] == "ask"


@pytest.mark.parametrize("name", ["Ada", "Eva", "Cleo"])
def test_author_last_editor_or_unknown_cannot_check(name, bo):
    guide = written(by="Eva")
    edition = signing.approve(signing.submit(guide, person=make_person("Ada")), person=bo)
    if name != "Cleo":
        make_clinician(name)
    with pytest.raises(CannotPublish):
        signing.checked_no_change(edition, person=make_person(name))
    assert Edition.objects.count() == 1


def test_demonstration_or_superseded_edition_cannot_be_checked(bo):
    guide = make_guide()
    editions.publish_demonstration(guide)
    with pytest.raises(CannotPublish, match="Only a live edition that two people signed"):
        signing.checked_no_change(Edition.objects.get(), person=bo)


# Going back


def test_earlier_edition_becomes_the_draft_again(bo):
    band = make_equipment("band")
    easier = make_guide("Sit and rest")
    guide = written("March", by="Ada", needs=[("band", "chair")], easier=[easier], movements=["grip", "hip-free"])
    first = signing.approve(signing.submit(guide, person=make_person("Ada")), person=bo)
    before = working_copy.read(guide)
    guide.needs.all().delete()
    guide.rungs.all().delete()
    Guide.objects.filter(pk=guide.pk).update(level=4, movements=[])
    edit(guide, steps="Jump.", title="Jump")
    restored = signing.restore(first, person=make_person("Cleo"))
    assert (restored.cause, restored.changed_by.username) == ("restored", "cleo")
    now = working_copy.read(Guide.objects.get(pk=guide.pk))
    assert now == before | {"conflicts_declared": True}
    assert band.needs.count() == 1
    assert public() == [("March", 1)]


def test_going_back_to_what_is_gone_says_so_and_changes_nothing(bo):
    guide = written("March", needs=["band"])
    first = signing.approve(signing.submit(guide, person=make_person("Ada")), person=bo)
    guide.needs.all().delete()
    first.guide.refresh_from_db()
    type(make_equipment("band")).objects.all().delete()
    with pytest.raises(ValidationError, match="There is no equipment called: band"):
        signing.restore(first, person=make_person("Cleo"))
    assert not Revision.objects.filter(cause="restored").exists()


def test_command_publishes_what_is_due_and_says_what_it_held(bo, capsys):
    approved_for(2, bo)
    other = approved_for(2, bo, sent("Sit and rest"))
    other.guide.texts.update(steps="Jump.")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        call_command("publish_due")
        call_command("publish_due")
    assert capsys.readouterr().out.splitlines() == [
        "Published: March in a chair, edition 1.",
        "Held: Sit and rest. It waits for a second person again.",
    ]
