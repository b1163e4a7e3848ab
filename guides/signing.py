"""Two people behind everything public: send, decide, publish at an hour, and the ways on when only one is there.

Each function is one transaction, locks the guide first, and says in its error what to do. What the forms at the desk
refuse is refused here too, and the database has the last word (constraints of Submission and Edition).
"""

import json
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from guides import differences, editions, readiness, translations, unsigned_rules, working_copy
from guides.editions import CannotPublish
from guides.models import Edition, FieldComment, Guide, Revision, Submission

LATEST_HOUR = timedelta(days=90)


class NotReady(CannotPublish):
    """The checklist is not complete. `lines` are the lines that are not done."""

    def __init__(self, lines):
        self.lines = lines
        super().__init__(gettext("Not complete yet: %s.") % "; ".join(line.label for line in lines))


class Moved(CannotPublish):
    """The guide or the rules are no longer what was sent. `differences` say what is different."""

    def __init__(self, found):
        self.differences = found
        labels = ", ".join(difference.label for difference in found) or gettext("what it rests on")
        super().__init__(gettext("This changed after it was sent: %s. Send it anew.") % labels)


def live_edition(guide, language):
    """What the public sees now, or None."""
    return Edition.objects.filter(guide=guide, language=language, state=Edition.State.LIVE).first()


def public_document(guide, language):
    """The working copy as it would be published now, through JSON, so that it compares with what is kept."""
    return _as_kept(editions.fresh_document(guide, language)[1])


def _as_kept(document):
    return json.loads(json.dumps(document, cls=DjangoJSONEncoder))


def _locked(guide):
    return Guide.objects.select_for_update().get(pk=guide.pk)


@transaction.atomic
def submit(guide, *, person, language="en", note="", change_note=""):
    """Send the working copy to a second person. Returns the Submission.

    Raises NotReady when the checklist is not complete, and CannotPublish when it waits already, when nothing changed,
    or when a safety field changed without words for patients about it.
    """
    guide = _locked(guide)
    if Submission.objects.filter(guide=guide, language=language).open().exists():
        raise CannotPublish(gettext("This guide waits for a second person already."))
    if undone := readiness.missing(guide, language, person):
        raise NotReady(undone)
    text, document = editions.fresh_document(guide, language)
    document = _as_kept(document)
    editions.check_publishable(document)
    live = live_edition(guide, language)
    if live and not live.is_demonstration and not live.emergency_reason:
        if not live.stale_since and not differences.compare(live.document, document):
            raise CannotPublish(gettext("Nothing is different from what is public."))
        if not change_note.strip() and differences.changes_safety(live.document, document):
            raise CannotPublish(gettext("Say in words for patients what changed: it touches their safety."))
    return Submission.objects.create(
        guide=guide,
        language=language,
        revision=guide.revision,
        document=document,
        submitted_by=person,
        submitted_at=timezone.now(),
        last_editor_id=editions.last_editor(guide, text),
        note=note.strip(),
        change_note=change_note.strip(),
    )


def _open(submission, *states):
    current = Submission.objects.select_for_update().get(pk=submission.pk)
    if current.state not in states:
        raise CannotPublish(gettext("This was decided meanwhile: %s.") % current.get_state_display())
    return current


@transaction.atomic
def take_back(submission, *, person):
    """The author thinks again. Whoever sent it, or who may sign off, can take it back, also when it waits for its
    hour."""
    current = _open(submission, Submission.State.WAITING, Submission.State.APPROVED)
    current.state, current.publish_at = Submission.State.TAKEN_BACK, None
    if current.decided_by_id is None:
        current.decided_by, current.decided_at = person, timezone.now()
    current.save(update_fields=["state", "publish_at", "decided_by", "decided_at"])


def why_not(submission, person):
    """Why this person cannot decide about a submission; empty when nothing stands against it."""
    if person.pk == submission.submitted_by_id:
        return gettext("You sent it. Somebody else has to decide.")
    live = live_edition(submission.guide, submission.language)
    since = live.revision if live and not live.emergency_reason else None
    editors = working_copy.editors_since(submission.guide, since, submission.language)
    editors |= {submission.guide.edited_by_id, translations.last_translator(submission.guide, submission.language)}
    if person.pk in editors:
        return gettext("You changed this guide since it was last signed. Somebody else has to decide.")
    is_demonstration = editions.is_demonstration_account(person)
    if not (is_demonstration or editions.qualification_of(person)):
        return gettext("Your profession and register are not on record. Ask an administrator to add them.")
    return ""


def why_not_sign(submission, person):
    """Why nobody can sign a submission off for real just now, though it can be sent back; empty when nothing stands
    against it. What a demonstration account wrote or signs becomes a demonstration, whatever the rules."""
    if any(map(editions.is_demonstration_account, (submission.submitted_by, person))):
        return ""
    return unsigned_rules.refusal((*submission.document["columns"], *submission.document["movements"]))


def _may_decide(submission, person):
    if refusal := why_not(submission, person):
        raise CannotPublish(refusal)


@transaction.atomic
def send_back(submission, *, person, answer, comments=None):
    """Refuse, with words and with comments on single fields (`{field: text}`). The author finds them in the form."""
    guide = _locked(submission.guide)
    current = _open(submission, Submission.State.WAITING)
    current.guide = guide
    _may_decide(current, person)
    said = {field: text.strip() for field, text in (comments or {}).items() if text.strip()}
    answer = answer.strip() or (gettext("See the comments on the fields.") if said else "")
    if not answer:
        raise CannotPublish(gettext("Say what should be different."))
    now = timezone.now()
    current.state, current.answer, current.decided_by, current.decided_at = (
        Submission.State.SENT_BACK,
        answer,
        person,
        now,
    )
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    FieldComment.objects.bulk_create(
        FieldComment(submission=current, field=field, text=text, made_by=person, made_at=now)
        for field, text in said.items()
    )


@transaction.atomic
def approve(submission, *, person, answer="", is_minor=False, review_on=None, publish_at=None):
    """Sign off what was sent, and publish it now or at an hour (`publish_at`, aware, within 90 days).

    Returns the Edition, or None when it waits for its hour. Raises Moved when the guide, a bone rule or anything else
    in the document is not what was sent any more, and CannotPublish when this person cannot sign it off, when a bone
    rule it goes by has no clinician behind it, or when a change that touches safety was called minor.
    """
    guide = _locked(submission.guide)
    current = _open(submission, Submission.State.WAITING)
    current.guide = guide
    _may_decide(current, person)
    if refusal := why_not_sign(current, person):
        raise CannotPublish(refusal)
    _check_as_sent(current)
    live = live_edition(guide, current.language)
    if is_minor:
        _check_minor(live, current.document)
        review_on = live.review_on
    now = timezone.now()
    current.decided_by, current.decided_at, current.answer, current.is_minor = person, now, answer.strip(), is_minor
    current.review_on = review_on
    if publish_at and publish_at > now:
        if publish_at > now + LATEST_HOUR:
            raise CannotPublish(gettext("Choose an hour within the next 90 days."))
        editions.check_review_day(review_on or (now + editions.REVIEW_AFTER).date(), now.date())
        current.state, current.publish_at = Submission.State.APPROVED, publish_at
        current.save()
        return None
    return _publish(current)


def _check_as_sent(submission):
    now = public_document(submission.guide, submission.language)
    if now != submission.document:
        found = differences.compare(submission.document, now)
        raise Moved(found)


def _check_minor(live, document):
    if live is None or live.is_demonstration or live.emergency_reason or live.stale_since:
        raise CannotPublish(gettext("A minor change needs a live edition that two people signed."))
    if differences.changes_safety(live.document, document):
        raise CannotPublish(gettext("This touches safety, so it is no minor change."))


def _publish(submission):
    edition = editions.publish(
        submission.guide,
        author=submission.submitted_by,
        approver=submission.decided_by,
        language=submission.language,
        note=submission.change_note,
        signed_at=submission.decided_at,
        review_on=submission.review_on,
        is_minor=submission.is_minor,
    )
    submission.state, submission.edition = Submission.State.PUBLISHED, edition
    submission.save()
    comments = FieldComment.objects.filter(submission__guide=submission.guide, submission__language=submission.language)
    comments.filter(settled_by=None).update(settled_by=submission.decided_by, settled_at=timezone.now())
    return edition


def publish_due(now):
    """Publish what was approved for an hour that has come. Safe to run twice, and from two machines.

    Returns the editions and the submissions that were held, because the guide, a rule or the approver's right is not
    what it was when it was approved: those wait for a second person again, and say why.
    """
    published, held = [], []
    due = Submission.objects.filter(state=Submission.State.APPROVED, publish_at__lte=now)
    for pk, guide_pk in list(due.order_by("publish_at", "pk").values_list("pk", "guide")):
        with transaction.atomic():
            Guide.objects.select_for_update().get(pk=guide_pk)
            submission = due.select_related("guide", "submitted_by", "decided_by").filter(pk=pk).first()
            if submission is None:  # somebody was quicker
                continue
            try:
                with transaction.atomic():
                    if not submission.decided_by.is_active:
                        raise CannotPublish(gettext("The person who approved it has no account any more."))
                    _may_decide(submission, submission.decided_by)
                    _check_as_sent(submission)
                    published.append(_publish(submission))
            except CannotPublish as refusal:
                Submission.objects.filter(pk=pk).update(
                    state=Submission.State.WAITING, publish_at=None, held_because=str(refusal)[:300],
                    decided_by=None, decided_at=None,
                )  # fmt: skip
                held.append(submission)
    return published, held


@transaction.atomic
def publish_alone(guide, *, person, reason, language="en", change_note=""):
    """Publish by one person in an emergency, and send the same to a second person at once. Returns the Edition."""
    guide = _locked(guide)
    Submission.objects.filter(guide=guide, language=language).open().update(state=Submission.State.OVERTAKEN)
    edition = editions.publish_alone(guide, person=person, reason=reason, language=language, note=change_note)
    Submission.objects.create(
        guide=guide,
        language=language,
        revision=guide.revision,
        document=public_document(guide, language),
        submitted_by=person,
        submitted_at=edition.published_at,
        last_editor_id=edition.last_editor_id,
        note=reason,
        change_note=change_note,
    )
    return edition


@transaction.atomic
def checked_no_change(edition, *, person, review_on=None):
    """Somebody who did not write it read a live edition and its sources again, and nothing has to change.

    Gives a new edition with a new signature and a new day, and enters today at the sources of the working copy.
    """
    guide = _locked(edition.guide)
    current = Edition.objects.get(pk=edition.pk)
    current.guide = guide
    renewed = editions.renew(current, approver=person, review_on=review_on)
    keys = [source["key"] for source in current.document["sources"] if source.get("key")]
    guide.citations.filter(source__key__in=keys).update(checked_on=timezone.now().date())
    return renewed


@transaction.atomic
def restore(edition, *, person):
    """Make an earlier edition the working copy again, as a draft. What the public sees does not change.

    Raises ValidationError when something of it is gone, such as its equipment.
    """
    guide = _locked(edition.guide)
    working_copy.keep_what_was(guide)
    working_copy.write(guide, working_copy.of_edition(edition), by=person)
    return working_copy.keep(guide, by=person, cause=Revision.Cause.RESTORED)
