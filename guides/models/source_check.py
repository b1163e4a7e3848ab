from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SourceCheckQuerySet(models.QuerySet["SourceCheck"]):
    def newest(self):
        """Of each source the last check."""
        same = SourceCheck.objects.filter(source=OuterRef("source")).order_by("-checked_at", "-pk")
        return self.filter(pk=Subquery(same.values("pk")[:1]))


class SourceCheck(models.Model):
    """What came of asking a source's link once. Rows are added by `manage.py check_sources` and never changed."""

    class Outcome(models.TextChoices):
        OK = "ok", _("There")
        MOVED = "moved", _("Moved for good")
        CHANGED = "changed", _("Changed")
        GONE = "gone", _("Gone")
        UNREACHABLE = "unreachable", _("Could not be asked")

    source = models.ForeignKey("guides.Source", models.PROTECT, related_name="checks", verbose_name=_("source"))
    asked = models.CharField(_("the link that was asked"), max_length=2000)
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome.choices)
    note = models.CharField(_("why"), max_length=300, blank=True)
    leads_to = models.CharField(_("where it leads"), max_length=2000, blank=True)
    title_digest = models.CharField(_("digest of the page’s title"), max_length=64, blank=True)
    length = models.PositiveIntegerField(_("length of the page’s text"), null=True, blank=True)

    objects = SourceCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        verbose_name = _("check of a source")
        verbose_name_plural = _("checks of sources")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["source", "checked_at"], name="source_check_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["ok", "moved", "changed", "gone", "unreachable"]),
                name="source_check_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="moved") | ~Q(leads_to=""),
                name="source_check_of_a_move_says_where",
                violation_error_message=_("Say where the source moved."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["gone", "unreachable"]) | ~Q(note=""),
                name="source_check_that_failed_says_why",
                violation_error_message=_("Say why the source was not found."),
            ),
            models.CheckConstraint(condition=~Q(asked=""), name="source_check_names_the_link"),
        ]

    def __str__(self):
        return f"{self.asked}: {self.get_outcome_display()}"
