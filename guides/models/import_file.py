from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=1)


class ImportFileQuerySet(models.QuerySet):
    def waiting(self, person):
        """The files that this person may still confirm."""
        return self.filter(uploaded_by=person, uploaded_at__gt=timezone.now() - KEPT_FOR)

    def forgotten(self):
        """Those whose hour is over."""
        return self.filter(uploaded_at__lte=timezone.now() - KEPT_FOR)


class ImportFile(models.Model):
    """A file between its preview and its confirmation: what is confirmed is what was looked at.

    It lies in the database because the next request may reach another machine. It is gone after an hour.
    """

    class Kind(models.TextChoices):
        SPREADSHEET = "spreadsheet", _("Spreadsheet")
        LIBRARY = "library", _("Library file")

    kind = models.CharField(max_length=11, choices=Kind.choices)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    photos = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["spreadsheet", "library"]), name="import_file_kind_is_known"
            ),
        ]

    def __str__(self):
        return self.name
