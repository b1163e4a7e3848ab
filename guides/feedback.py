"""What becomes of a message from a visitor: received, noted, answered, marked, and a guide taken off the site.

Each function that writes more than one row is one transaction. Nothing here looks at who the visitor is.
"""

from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from guides import editions
from guides.models import Edition, Feedback, FeedbackNote

# Messages an hour, about one guide and on the whole hub. Visitors are not told apart, so it counts all of them.
MOST_AN_HOUR = {"guide": 20, "hub": 100}
MOST_SAFETY_REPORTS_AN_HOUR = {"guide": 100, "hub": 500}
SAME_MESSAGE_WITHIN = timedelta(days=1)


class NotKept(RuntimeError):
    """The database refused a message. What was in it is left out, because errors are logged."""


class NotPossible(ValueError):
    """The message or the guide is not in a state for this. The text says why, for the desk."""


def receive(*, edition, verdict, text):
    """Keep what a visitor said about the edition they saw, and return the Feedback.

    Raises NotKept when the database refuses it: PostgreSQL's own error quotes the whole row.
    """
    try:
        with transaction.atomic():
            return Feedback.objects.create(edition=edition, verdict=verdict, text=text)
    except DatabaseError as refusal:
        kind = type(refusal).__name__
    raise NotKept(f"A message from a visitor was not kept: {kind}.")


def is_known(*, edition, verdict, text):
    """Whether the very same was said about this edition within a day, as when somebody presses the button twice."""
    recent = Feedback.objects.filter(received_at__gt=timezone.now() - SAME_MESSAGE_WITHIN)
    return recent.filter(edition=edition, verdict=verdict, text=text).exists()


def is_too_much(edition, verdict):
    """Whether more messages came within an hour than people send.

    Safety reports and other messages are counted each for themselves, so that neither keeps out the other, and many
    more safety reports are let in. The count is the database's: it holds for all processes and after a restart.
    """
    is_report = verdict == Feedback.Verdict.HURT
    most = MOST_SAFETY_REPORTS_AN_HOUR if is_report else MOST_AN_HOUR
    recent = Feedback.objects.filter(received_at__gt=timezone.now() - timedelta(hours=1))
    same_kind = recent.filter(verdict="hurt") if is_report else recent.exclude(verdict="hurt")
    about_guide = Count("pk", filter=Q(edition__guide=edition.guide_id))
    counted = same_kind.aggregate(hub=Count("pk"), guide=about_guide)
    return any(counted[name] >= most[name] for name in most)


def add_note(*, feedback, by, text):
    """Add a note to the thread."""
    return FeedbackNote.objects.create(feedback=feedback, by=by, kind=FeedbackNote.Kind.NOTE, text=text)


def answer(*, feedback, by, text):
    """Close the message by saying what was done. Raises NotPossible unless it is open."""
    return _move(feedback, by, FeedbackNote.Kind.ANSWERED, text, Feedback.State.OPEN, Feedback.State.ANSWERED)


def mark_as_spam(*, feedback, by):
    """Keep the message, out of the numbers. Raises NotPossible unless it is open."""
    return _move(feedback, by, FeedbackNote.Kind.SPAM, "", Feedback.State.OPEN, Feedback.State.SPAM)


def reopen(*, feedback, by):
    """Open what was marked as not a real message by mistake. Raises NotPossible unless it is marked so."""
    return _move(feedback, by, FeedbackNote.Kind.REOPENED, "", Feedback.State.SPAM, Feedback.State.OPEN)


@transaction.atomic
def _move(feedback, by, kind, text, before, after):
    now = timezone.now()
    answered = {"answered_at": now, "answered_by": by} if after == Feedback.State.ANSWERED else {}
    if not Feedback.objects.filter(pk=feedback.pk, state=before).update(state=after, **answered):
        raise NotPossible(gettext("Somebody else was quicker. Look at the thread again."))
    return FeedbackNote.objects.create(feedback=feedback, by=by, kind=kind, text=text, at=now)


@transaction.atomic
def suspend(*, feedback, by, reason):
    """Withdraw the guide because of a message, with a reason for the public, and note it in the thread.

    The message stays open: taking the guide off the site is not yet an answer. Raises NotPossible when the guide is
    not public, ValueError without a reason.
    """
    if not editions.withdraw(feedback.guide, reason=reason):
        raise NotPossible(gettext("The guide is not public any more."))
    return FeedbackNote.objects.create(feedback=feedback, by=by, kind=FeedbackNote.Kind.SUSPENDED, text=reason)


def is_public(guide):
    """Whether a live edition of the guide could be suspended."""
    return guide.editions.filter(state=Edition.State.LIVE).exists()
