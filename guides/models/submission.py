from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SubmissionQuerySet(models.QuerySet):
    def waiting(self):
        """Those that wait for a second person."""
        return self.filter(state=Submission.State.WAITING)

    def open(self):
        """Those that are not decided, or approved for a later hour: a guide has at most one in a language."""
        return self.filter(state__in=[Submission.State.WAITING, Submission.State.APPROVED])

    def to_be_checked_by(self, person):
        """Those that wait for somebody else than the person who sent them."""
        return self.waiting().exclude(submitted_by=person)

    def sent_back_to(self, person):
        """Those of a person that came back, as long as nothing newer was sent for the guide."""
        newer = Submission.objects.filter(
            guide=models.OuterRef("guide"), language=models.OuterRef("language"), pk__gt=models.OuterRef("pk")
        )
        mine = self.filter(state=Submission.State.SENT_BACK, submitted_by=person)
        return mine.filter(~models.Exists(newer))


class Submission(models.Model):
    """A working copy that its author sent to a second person, and what that person decided.

    `document` is the guide as it will be published: what the second person reads is what they sign. When the working
    copy moves on, the submission is overtaken and must be sent anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        APPROVED = "approved", _("Approved, waiting for its hour")
        PUBLISHED = "published", _("Published")
        SENT_BACK = "sent-back", _("Sent back")
        TAKEN_BACK = "taken-back", _("Taken back by its author")
        OVERTAKEN = "overtaken", _("The guide was changed since")

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="submissions")
    language = models.CharField(_("language"), max_length=10, default="en")
    revision = models.PositiveIntegerField(_("change of the working copy"))
    document = models.JSONField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(_("sent"))
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note to the second person"), blank=True)
    change_note = models.CharField(
        _("what changed, in words for patients"),
        max_length=300,
        blank=True,
        help_text=_(
            "Shown on the page. Needed when the level, the bones, the equipment, the steps or the stop signs change."
        ),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_submissions"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    is_minor = models.BooleanField(_("minor change"), default=False)
    review_on = models.DateField(_("next check"), null=True, blank=True)
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    held_because = models.CharField(_("why it was not published at its hour"), max_length=300, blank=True)
    edition = models.OneToOneField(
        "guides.Edition", models.PROTECT, null=True, blank=True, related_name="submission", verbose_name=_("edition")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language"],
                condition=Q(state__in=["waiting", "approved"]),
                name="submission_is_the_only_open_one",
                violation_error_message=_("This guide waits for a second person already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published", "sent-back"])
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("submitted_by"))
                    & (Q(last_editor__isnull=True) | ~Q(decided_by=F("last_editor")))
                ),
                name="submission_is_decided_by_a_second_person",
                violation_error_message=_("Who sent or last changed a guide cannot decide about it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="sent-back") | ~Q(answer=""),
                name="submission_sent_back_says_why",
                violation_error_message=_("Say what should be different."),
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(publish_at__isnull=False), name="submission_approved_has_its_hour"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(edition__isnull=False), name="submission_published_has_its_edition"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "published", "sent-back", "taken-back", "overtaken"]),
                name="submission_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.guide_id} {self.language}, {self.submitted_at:%Y-%m-%d}"


class FieldComment(models.Model):
    """What the second person says about one field of a submission. It stays with the guide until it is settled."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="comments")
    field = models.CharField(_("field"), max_length=40)
    text = models.TextField(_("comment"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("comment on a field")
        verbose_name_plural = _("comments on fields")
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(field=""), name="field_comment_says_something"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="field_comment_is_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.field}: {self.text[:40]}"
