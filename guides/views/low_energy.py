from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from guides import catalogue, collection, pagecache
from guides.low_energy_pages import CollectionLowEnergy, GuideLowEnergy
from guides.models import Edition
from guides.views.collections import not_here
from guides.views.guide import instead_of_a_live_one


@require_safe
def guide_gentler(request, slug):
    """What stands in for one guide on a low-energy day."""
    edition = Edition.objects.newest_of(slug, get_language())
    otherwise = instead_of_a_live_one(request, slug, edition)
    if otherwise:
        return otherwise
    kept = catalogue.current(request)
    back = reverse("guides:detail", args=[slug])
    return _swap(request, kept, back, lambda said: GuideLowEnergy(kept, edition, said))


@require_safe
def collection_gentler(request, slug):
    """A collection with each guide swapped for a low-energy day."""
    kept = catalogue.current(request)
    shown = collection.find(kept, slug)
    if shown is None:
        return render(request, "404.html", status=404)
    return _swap(request, kept, shown.address, lambda said: CollectionLowEnergy(kept, shown, said))


def _swap(request, kept, back, listing_of):
    """The page, or why the answers cannot be read. `listing_of` makes its listing from them."""
    asked, strange = collection.answers(request.GET, kept)
    if strange or not asked.is_valid():
        ways = [*((label, request.path + query) for label, query in asked.ways), (gettext("Go back"), back)]
        context = {"problems": [*map(not_here, strange), *asked.problems], "ways": ways}
        return render(request, "guides/unreadable.html", context, status=400)
    listing = listing_of(asked.choices)
    page = render(
        request, "guides/low_energy.html", {"listing": listing}, status=404 if listing.is_past_the_end else 200
    )
    return pagecache.keep(page, kept.stamp)
