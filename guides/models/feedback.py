from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 1000
Row = TypeVar("Row", bound="Kept")


class FeedbackIsKept(TypeError):
    """Somebody tried to change or delete what a visitor said, or what the desk wrote about it."""


class KeptQuerySet(models.QuerySet[Row]):
    """Rows that are never deleted and whose frozen fields stay as they were written."""

    def update(self, **changes):
        if frozen := changes.keys() & self.model.FROZEN:
            raise FeedbackIsKept(f"Never changed: {', '.join(sorted(frozen))}.")
        return super().update(**changes)

    def take_out(self, text):
        """Put `text`, in which personal details are marked as taken out, in the place of the text of these rows."""
        return super().update(text=text)

    def delete(self):
        raise FeedbackIsKept("What was said is never deleted. Mark it as not a real message instead.")


class Kept(models.Model):
    """What is written once. `FROZEN` names the fields that `update` may not change; `save` changes none. Only personal
    details are taken out of `text`, for good: see guides.taking_out."""

    FROZEN: frozenset[str]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise FeedbackIsKept("What was said never changes. Use guides.feedback to answer it.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise FeedbackIsKept("What was said is never deleted. Mark it as not a real message instead.")


class FeedbackQuerySet(KeptQuerySet["Feedback"]):
    def open(self):
        """What waits for an answer."""
        return self.filter(state=Feedback.State.OPEN)

    def genuine(self):
        """All that counts: everything but what the desk found to be no real message."""
        return self.exclude(state=Feedback.State.SPAM)

    def safety_reports(self):
        """Genuine messages that a guide hurt somebody."""
        return self.genuine().filter(verdict=Feedback.Verdict.HURT)

    def about(self, guide):
        """Everything about one guide, in whichever edition."""
        return self.filter(edition__guide=guide)


class Feedback(Kept):
    """What a visitor told us about a guide. Nobody knows who it was: no address, browser or cookie is kept.

    The guide is that of the edition, which never changes. What was said stays as it came; only the state moves, and
    personal details can be taken out for good (guides.taking_out).
    """

    class Verdict(models.TextChoices):
        HELPED = "helped", _("It helped")
        HARD = "hard", _("It was hard to follow")
        HURT = "hurt", _("It hurt")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        SPAM = "spam", _("Not a real message")

    FROZEN = frozenset({"edition", "edition_id", "verdict", "text", "received_at"})

    edition = models.ForeignKey("guides.Edition", models.PROTECT, related_name="feedback", verbose_name=_("edition"))
    verdict = models.CharField(_("what they said"), max_length=6, choices=Verdict.choices)
    text = models.TextField(_("in their words"), max_length=LONGEST_TEXT, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reminded_at = models.DateTimeField(_("last in a reminder"), null=True, blank=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("message from a visitor")
        verbose_name_plural = _("messages from visitors")
        default_permissions = ("view",)  # nobody at the desk writes, edits or deletes one
        permissions = [("answer_feedback", _("Can answer messages from visitors"))]
        indexes = [models.Index(fields=["received_at"], name="feedback_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["helped", "hard", "hurt"]), name="feedback_verdict_is_known"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_TEXT),
                name="feedback_text_has_at_most_1000_characters",
                violation_error_message=_("Please use at most 1,000 characters."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "spam"], answered_at__isnull=True, answered_by__isnull=True)
                | Q(state="answered", answered_at__isnull=False, answered_by__isnull=False),
                name="feedback_answer_is_complete",
                violation_error_message=_("An answer has somebody who gave it, and a time."),
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} ({self.pk})"

    @property
    def guide(self):
        return self.edition.guide

    @property
    def is_safety_report(self):
        return self.verdict == self.Verdict.HURT

    @property
    def is_open(self):
        return self.state == self.State.OPEN


# Most pressing first: an open safety report, then what else is open, then the rest. Within each the oldest first.
BY_URGENCY = [
    Case(
        When(state="open", verdict="hurt", then=Value(0)),
        When(state="open", then=Value(1)),
        When(state="answered", then=Value(2)),
        default=Value(3),
    ).asc(),
    "received_at",
    "pk",
]


class FeedbackNote(Kept):
    """One entry in the thread of a message: what the desk found, did or answered. Never edited, never deleted. Where
    words were taken out of the message it says who, when and why, and never what."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        ANSWERED = "answered", _("What was done")
        SUSPENDED = "suspended", _("Took the guide off the site")
        SPAM = "spam", _("Marked as not a real message")
        REOPENED = "reopened", _("Opened again")
        TAKEN_OUT = "taken-out", _("Took out personal details")

    FROZEN = frozenset({"feedback", "feedback_id", "by", "by_id", "at", "kind", "text"})

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("note on a message")
        verbose_name_plural = _("notes on messages")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["note", "answered", "suspended", "spam", "reopened", "taken-out"]),
                name="feedback_note_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["spam", "reopened"]) | ~Q(text=""),
                name="feedback_note_says_something",
                violation_error_message=_("Write down what you found or did."),
            ),
        ]

    def __str__(self):
        return f"{self.feedback_id}: {self.get_kind_display()}"
