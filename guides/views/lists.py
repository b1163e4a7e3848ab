from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guides import catalogue, filters, pagecache
from guides.listing import LeftOutListing, Listing
from guides.selection import Selection


@require_safe
def guide_list(request):
    """The guides that fit the visitor's choices, with what was left out and why."""
    kept = catalogue.current(request)
    asked = filters.read(request.GET, kept)
    if not asked.is_valid():
        return unreadable(request, asked)
    listing = Listing(Selection(kept, asked.choices), former=asked.former)
    status = 404 if listing.is_past_the_end else 200
    return pagecache.keep(HttpResponse(listing.html(), status=status), kept.stamp)


def unreadable(request, asked):
    """No guides, and why: a filter that cannot be read must never list everything."""
    ways = [*asked.ways, (gettext("Start again"), "")]
    ways = [(label, f"{reverse('guides:list')}{query}") for label, query in ways]
    return render(request, "guides/unreadable.html", {"problems": asked.problems, "ways": ways}, status=400)


@require_safe
def left_out(request):
    """The guides that one answer leaves out, labelled: ask your team first."""
    kept = catalogue.current(request)
    parameters = request.GET.copy()
    reason = (parameters.pop("because", None) or [""])[-1]
    asked = filters.read(parameters, kept)
    if not asked.is_valid():
        return unreadable(request, asked)
    listing = LeftOutListing(Selection(kept, asked.choices), reason)
    status = 404 if listing.is_past_the_end else 200
    page = render(request, "guides/left_out.html", {"listing": listing}, status=status)
    return pagecache.keep(page, kept.stamp)
