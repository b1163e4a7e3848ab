"""Promise 2 for collections, tried on the whole starter library: nothing to ask about, and no more than the list."""

import html
from itertools import chain, combinations

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict

from guides import bones, catalogue, collection, filters
from guides.collection_pages import selection_of
from guides.filters import Choices
from guides.models import Collection, Edition
from guides.selection import Selection
from guides.terms import BoneSite, Rating

pytestmark = pytest.mark.django_db

SITES = BoneSite.values
EVERY_ANSWER = [*chain.from_iterable(combinations(SITES, size) for size in range(len(SITES) + 1)), ("unsure",)]
SLUGS = [
    "first-steps-seated",
    "low-energy-day",
    "strong-legs-for-the-bus",
    "steady-on-your-feet",
    "walking",
    "with-a-resistance-band",
    "in-bed-or-on-the-sofa",
]


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """The whole starter library, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_library", verbosity=0)
        yield {edition.pk: edition for edition in Edition.objects.live()}
        transaction.set_rollback(True)


def test_starter_library_has_these_collections_and_all_can_be_read(library):
    assert [shown.slug for shown in collection.every(catalogue.current())] == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_collection_shows_no_more_than_the_list_and_never_a_guide_to_ask_about(library, slug):
    kept = catalogue.current()
    shown = collection.find(kept, slug)
    of_filter = Collection.objects.get(slug=slug).filter
    assert len(EVERY_ANSWER) == 2**7 + 1
    for answers in EVERY_ANSWER:
        positions = selection_of(kept, shown, Choices(bones=answers)).page(1, 10_000)
        parameters = QueryDict(of_filter, mutable=True)
        parameters.setlist("bones", answers)
        asked = filters.read(parameters, kept)
        assert asked.is_valid()
        pks = {kept.pks[position] for position in positions}
        assert len(pks) == len(positions)
        assert pks <= {kept.pks[position] for position in Selection(kept, asked.choices).page(1, 10_000)}
        assert pks <= set(asked.qs.values_list("pk", flat=True))
        sites = bones.sites_meant(answers)
        assert [pk for pk in pks for site in sites if library[pk].rating(site) == Rating.ASK] == []
        if not answers:
            assert pks, "an empty collection says nothing"


@pytest.mark.parametrize("slug", SLUGS)
def test_no_page_of_a_collection_shows_a_card_to_ask_about(client, library, slug):
    for answer in (*SITES, "unsure", "hip"):
        assert "status--ask" not in html.unescape(client.get(f"/collections/{slug}/?bones={answer}").content.decode())
