from django.db import models
from django.utils.translation import gettext_lazy as _


class Equipment(models.Model):
    """A thing a guide can need. Its slug is the value of kit= in public addresses."""

    slug = models.SlugField(_("short name in addresses"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what it must be like"), max_length=200, blank=True)
    substitutes = models.CharField(_("what a household can use instead"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the filters"), default=0)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug="none"),
                name="equipment_is_not_called_none",
                violation_error_message=_("“none” is what visitors say when they have nothing. Choose another name."),
            ),
        ]

    def __str__(self):
        return self.name
