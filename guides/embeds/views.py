from functools import wraps

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from guides import catalogue, filters, pagecache
from guides.listing import Listing
from guides.models import Edition
from guides.page import GuidePage
from guides.policy import policy
from guides.selection import Selection

FRAMED_BY_ANYONE = policy(frame_ancestors=["*"])


def framed_by_anyone(view):
    """Let any site show this page in a frame. Everything else of the policy stays."""

    @xframe_options_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = FRAMED_BY_ANYONE
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@framed_by_anyone
@require_safe
def embedded_guide(request, slug):
    """One guide for a frame: steps, dose, stop signs and bone table, and who checked it."""
    edition = Edition.objects.newest_of(slug, get_language())
    if edition is None or edition.state == Edition.State.WITHDRAWN:
        gone = edition is not None
        return render(request, "embeds/gone.html", {"edition": edition}, status=410 if gone else 404)
    page = GuidePage(edition, ())
    return render(request, "embeds/guide.html", {"page": page})


@framed_by_anyone
@require_safe
def embedded_list(request):
    """A filtered list for a frame, with the parameters of the list. Its links open on the hub."""
    kept = catalogue.current(request)
    asked = filters.read(request.GET, kept)
    if not asked.is_valid():
        return render(request, "embeds/unreadable.html", {"problems": asked.problems}, status=400)
    page = render(request, "embeds/list.html", {"listing": Listing(Selection(kept, asked.choices))})
    return pagecache.keep(page, kept.stamp)
