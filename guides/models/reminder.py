from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides import review


class Reminder(models.Model):
    """One mail's worth of one edition of a guide: this person was told, at this stage of the review clock, that it
    must be checked. What is on record here is never sent again.

    The person belongs to it: when the mail to the deputy fails, the owner's went out all the same. And a new owner is
    told where the guide stands.
    """

    edition = models.ForeignKey("guides.Edition", models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stage = models.SmallIntegerField(_("days from the day of the check"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["edition", "stage", "person"], name="reminder_is_sent_once"),
            models.CheckConstraint(
                condition=Q(stage__in=review.BEFORE) | Q(stage__gte=review.AGAIN_EVERY),
                name="reminder_stage_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.stage:+d}"


class CollectionReminder(models.Model):
    """The same about one edition of a collection."""

    edition = models.ForeignKey("guides.CollectionEdition", models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stage = models.SmallIntegerField(_("days from the day of the check"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("reminder about a collection")
        verbose_name_plural = _("reminders about collections")
        constraints = [
            models.UniqueConstraint(fields=["edition", "stage", "person"], name="collection_reminder_is_sent_once"),
            models.CheckConstraint(
                condition=Q(stage__in=review.BEFORE) | Q(stage__gte=review.AGAIN_EVERY),
                name="collection_reminder_stage_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.stage:+d}"


class Digest(models.Model):
    """The weekly overview that one person was sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    week = models.DateField(_("Monday of the week"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["-week", "pk"]
        verbose_name = _("weekly overview")
        verbose_name_plural = _("weekly overviews")
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="digest_is_sent_once_a_week")]

    def __str__(self):
        return str(self.week)
