from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides import catalogue, collection, pagecache
from guides.filters import BONE_ANSWERS, REGIONS


@require_safe
def plan(request):
    """A week of sessions, the same page for everybody: the plan is on the device or in the fragment of a link, and the
    hub never hears of it."""
    kept = catalogue.current(request)
    context = {"collections": collection.every(kept), "answers": [*BONE_ANSWERS[:2], *REGIONS]}
    return pagecache.keep(render(request, "kit/plan.html", context), kept.stamp)
