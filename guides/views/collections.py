from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guides import catalogue, collection, pagecache
from guides.collection_pages import CollectionLeftOut, CollectionListing, CollectionsListing


@require_safe
def collections(request):
    """All collections, with the number of guides that each shows to this visitor."""
    kept = catalogue.current(request)
    asked, strange = collection.answers(request.GET, kept, collection.OF_OVERVIEW)
    if strange or not asked.is_valid():
        return _unreadable(request, asked, strange)
    page = render(request, "guides/collections.html", {"listing": CollectionsListing(kept, asked.choices)})
    return pagecache.keep(page, kept.stamp)


@require_safe
def one_collection(request, slug):
    """The guides of one collection that fit the visitor's bones, with what was left out and why."""
    return _one(request, slug, request.GET, "guides/collection.html", CollectionListing)


@require_safe
def collection_left_out(request, slug):
    """The guides that a bone answer leaves out of a collection, labelled: ask your team first."""
    parameters = request.GET.copy()
    reason = (parameters.pop("because", None) or [""])[-1]
    return _one(request, slug, parameters, "guides/left_out.html", partial(CollectionLeftOut, reason=reason))


def _one(request, slug, parameters, template, listing_of):
    """A page of one collection, or why there is none. `listing_of` makes its listing from the catalogue, the
    collection and the visitor's answers."""
    kept = catalogue.current(request)
    shown = collection.find(kept, slug)
    if shown is None:
        return render(request, "404.html", status=404)
    asked, strange = collection.answers(parameters, kept)
    if strange or not asked.is_valid():
        return _unreadable(request, asked, strange, shown)
    listing = listing_of(kept, shown, asked.choices)
    page = render(request, template, {"listing": listing}, status=404 if listing.is_past_the_end else 200)
    return pagecache.keep(page, kept.stamp)


def _unreadable(request, asked, strange, shown=None):
    """No guides, and why. The ways on never drop a bone answer that could be read."""
    here = shown.address if shown else reverse("guides:collections")
    ways = [(label, here + query) for label, query in asked.ways]
    if asked.is_valid():
        ways.append((gettext("See this page with my answers about bones only"), here + asked.choices.bones_query))
    else:
        ways.append((gettext("See this page without my answers"), here))
    context = {"problems": [*map(not_here, strange), *asked.problems], "ways": ways}
    return render(request, "guides/unreadable.html", context, status=400)


def not_here(name):
    """The message about a name in the address that a collection does not take."""
    return (
        gettext("The address asks for “%s”, which has no meaning here. Choose it in the list of all guides.")
        % (name[:40])
    )
