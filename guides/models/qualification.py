from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Qualification(models.Model):
    """Why a person may sign off guides: their profession and the register that has them. An administrator enters it
    after looking the person up there."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="qualification", verbose_name=_("person")
    )
    profession = models.CharField(_("profession"), max_length=80, help_text=_("Such as: physiotherapist."))
    register = models.CharField(
        _("register"), max_length=80, help_text=_("Such as: Health and Care Professions Council.")
    )
    register_number = models.CharField(_("number in the register"), max_length=40, help_text=_("Never public."))
    looked_up_on = models.DateField(_("looked up on"))

    class Meta:
        ordering = ["person"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=~Q(profession="") & ~Q(register="") & ~Q(register_number=""),
                name="qualification_is_complete",
                violation_error_message=_("Give the profession, the register and the number in it."),
            ),
        ]

    def __str__(self):
        """As the public reads it."""
        return f"{self.profession}, {self.register}"
