from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """The whole working copy of a guide after one change: who changed it, when, and how.

    Rows are written once. From them come the guide's history, what somebody else changed meanwhile, and the earlier
    wording to go back to. `document` is what `guides.working_copy.read` gives. `language` is that of a translation,
    where nothing else was changed; empty for a change of the guide.
    """

    class Cause(models.TextChoices):
        FIRST = "first", _("As it was when changes began to be kept")
        EDITED = "edited", _("Edited")
        MERGED = "merged", _("Edited, together with somebody else’s change")
        IMPORTED = "imported", _("Imported from a file")
        RESTORED = "restored", _("Went back to an earlier edition")
        RENAMED = "renamed", _("Renamed")
        CHECKED = "checked", _("Checked, no change")

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("change"))
    cause = models.CharField(_("how"), max_length=10, choices=Cause.choices)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="guide_revisions"
    )
    changed_at = models.DateTimeField(_("when"))
    language = models.CharField(_("only the wording in"), max_length=10, blank=True)
    document = models.JSONField()

    class Meta:
        ordering = ["guide", "-number"]
        verbose_name = _("change of a guide")
        verbose_name_plural = _("changes of guides")
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="revision_number_is_once_per_guide"),
            models.CheckConstraint(
                condition=Q(cause__in=["first", "edited", "merged", "imported", "restored", "renamed", "checked"]),
                name="revision_cause_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.guide_id}/{self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A change that happened is never rewritten.")
        super().save(*args, **kwargs)
