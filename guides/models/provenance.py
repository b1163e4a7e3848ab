from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Provenance(models.Model):
    """Where an imported guide came from, and who had signed it there. Here such a signature counts as none."""

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="provenance")
    language = models.CharField(_("language"), max_length=10)
    hub = models.CharField(_("hub"), max_length=200)
    exported_on = models.DateField(_("exported on"))
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    edition = models.PositiveIntegerField(_("edition there"), null=True, blank=True)
    signed_by = models.CharField(_("signed there by"), max_length=200, blank=True)
    signed_as = models.CharField(_("profession and register there"), max_length=160, blank=True)
    signed_on = models.DateField(_("signed there on"), null=True, blank=True)
    notes = models.TextField(_("not taken over"), blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = _("origin of an imported guide")
        verbose_name_plural = _("where it was imported from")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(hub=""), name="provenance_names_the_hub"),
        ]

    def __str__(self):
        said = {"hub": self.hub, "name": self.signed_by, "role": self.signed_as, "day": self.signed_on}
        if not self.signed_by:
            return gettext("From %(hub)s, where nobody had signed it.") % said
        who = gettext("%(name)s, %(role)s,") % said if self.signed_as else self.signed_by
        return gettext("Signed on %(hub)s by %(who)s on %(day)s: counts as none here.") % (said | {"who": who})
