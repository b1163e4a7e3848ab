"""The pages of the patient's kit: the same for everybody, since what they show stays on the visitor's device."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

AS_THE_DEVICE = ("", _("As my device"))

# What can be chosen about reading; the values are those of static/js/display.js.
READING = (
    {"name": "text", "legend": _("Size of the text"),
     "options": (AS_THE_DEVICE, ("larger", _("Larger")), ("largest", _("Largest")))},
    {"name": "spacing", "legend": _("Space between letters and lines"),
     "options": (("", _("Usual")), ("wide", _("Wide (many people with dyslexia like this)")))},
    {"name": "contrast", "legend": _("Contrast"),
     "options": (AS_THE_DEVICE, ("more", _("Stronger")))},
    {"name": "colours", "legend": _("Light or dark"),
     "options": (AS_THE_DEVICE, ("light", _("Light")), ("dark", _("Dark")))},
    {"name": "motion", "legend": _("Movement on the screen"),
     "options": (AS_THE_DEVICE, ("less", _("None")))},
)  # fmt: skip


@require_safe
def reading(request):
    """How pages look and read, chosen and kept on the device."""
    return render(request, "kit/reading.html", {"groups": READING})
