"""Pages of the patient's kit. What they show stands on the visitor's device, so each page is the same for everybody."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides import catalogue, pagecache
from guides.filters import BONE_ANSWERS, REGIONS
from guides.terms import Kind, Level


@require_safe
def saved(request):
    """The guides that the visitor saved, in their order."""
    words = {"levels": Level.choices, "kinds": Kind.choices, "bone_answers": [*BONE_ANSWERS[:2], *REGIONS]}
    return _same_for_everybody(request, "kit/saved.html", words)


@require_safe
def offline(request):
    """What the service worker shows without a network in place of a page that the device does not keep."""
    return _same_for_everybody(request, "kit/offline.html", {})


def _same_for_everybody(request, template, context):
    return pagecache.keep(render(request, template, context), catalogue.current(request).stamp)
