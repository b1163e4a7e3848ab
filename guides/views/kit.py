"""Pages of the kit that works on the visitor's device. They are the same for everybody: what a visitor chose, plans or
writes down stands on their device or behind the # of the address, which no browser sends."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guides import pagecache, review
from guides.filters import BONE_ANSWERS, REGIONS
from guides.models import ContentVersion
from guides.terms import Kind, Level
from guides.views.find import BESIDE_THE_MAP, ON_THE_MAP

FELT = (("easier", _("Easier than I thought")), ("right", _("About right")), ("hard", _("Hard")))
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
def session(request):
    """Plays guides one after another: which, stands behind the # of the address."""
    places = [(value, words) for _site, value, words in (*ON_THE_MAP, *BESIDE_THE_MAP)]
    return _kept(request, "kit/session.html", {"places": places, "felt": FELT})


@require_safe
def diary(request):
    """What the visitor did and how it felt, kept on the device."""
    return _kept(request, "kit/diary.html", {"felt": FELT})


@require_safe
def reading(request):
    """How pages look and read, chosen and kept on the device."""
    return _kept(request, "kit/reading.html", {"groups": READING})


@require_safe
def saved(request):
    """The guides that the visitor saved, in their order."""
    words = {"levels": Level.choices, "kinds": Kind.choices, "bone_answers": [*BONE_ANSWERS[:2], *REGIONS]}
    return _kept(request, "kit/saved.html", words)


@require_safe
def offline(request):
    """What the service worker shows without a network in place of a page that the device does not keep."""
    return _kept(request, "kit/offline.html", {})


def _kept(request, template, context):
    version = getattr(request, "content_version", None) or ContentVersion.current()
    return pagecache.keep(render(request, template, context), review.dated(version[0], review.today()))
