"""The promises of the architecture that concern lists and guides, each tried on the whole starter library."""

import re
from itertools import chain, combinations

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.http import QueryDict

from guides import bones, catalogue, documents, editions, filters
from guides.models import Edition, Guide
from guides.selection import Selection
from guides.terms import BoneSite, Rating
from tests.factories import make_person, publish

SITES = BoneSite.values
EVERY_ANSWER = [
    *chain.from_iterable(combinations(SITES, size) for size in range(len(SITES) + 1)),
    ("unsure",),
    ("hip",),
    ("unsure", "pelvis"),
]


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """The whole starter library, loaded once for this module and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_library", verbosity=0)
        yield {edition.pk: edition for edition in Edition.objects.live()}
        transaction.set_rollback(True)


@pytest.fixture
def use_library(library, db):
    return library


def addresses(html):
    return re.findall(r'class="card__title"><a href="/guides/([^/]*)/', html)


def asked_about(library, sites):
    """The guides that are rated *ask* for any of the sites, from the documents themselves."""
    return {
        pk
        for pk, edition in library.items()
        if any(edition.document["bones"].get(site, {"rating": "ask"})["rating"] == "ask" for site in sites)
    }


def test_there_are_all_combinations_of_sites():
    assert len(EVERY_ANSWER) == 2**7 + 3


@pytest.mark.parametrize("answers", EVERY_ANSWER, ids="+".join)
def test_no_list_and_no_queryset_shows_a_guide_to_ask_about(use_library, answers):
    sites = bones.sites_meant(answers)
    parameters = QueryDict(mutable=True)
    parameters.setlist("bones", list(answers))
    filterset = filters.read(parameters)
    assert filterset.is_valid()
    expected = set(use_library) - asked_about(use_library, sites)
    kept = catalogue.current()
    listed = Selection(kept, filterset.choices).page(1, 10_000)
    assert {kept.pks[position] for position in listed} == expected
    assert set(filterset.qs.values_list("pk", flat=True)) == expected
    assert set(Edition.objects.live().suiting(sites).values_list("pk", flat=True)) == expected


@pytest.mark.parametrize("answers", [("lumbar",), ("pelvis", "humerus"), ("unsure",), ("other",), ("hip", "thoracic")])
def test_no_page_of_the_list_shows_a_card_to_ask_about(client, use_library, answers):
    query = "&".join(f"bones={answer}" for answer in answers)
    shown = set()
    for page in (1, 2, 3):
        html = client.get(f"/guides/?{query}&page={page}").content.decode()
        assert "status--ask" not in html
        shown |= set(addresses(html))
    asks = asked_about(use_library, bones.sites_meant(answers))
    assert shown == {edition.guide.slug for pk, edition in use_library.items() if pk not in asks}


def test_a_rating_that_is_missing_counts_as_ask(use_library):
    edition = Edition.objects.live().first()
    assert bones.strictest({}, [BoneSite.PELVIS]) == Rating.ASK
    assert documents.effective(None)["rating"] == "ask"
    edition.bone_pelvis = None
    assert edition.rating("pelvis") == Rating.ASK


def test_the_seated_turn_is_left_out_for_cancer_in_the_spine(client, use_library):
    assert "turn-in-a-chair" in addresses(client.get("/guides/?kind=flexibility").content.decode())
    for site in ("lumbar", "thoracic", "cervical"):
        html = client.get(f"/guides/?kind=flexibility&bones={site}").content.decode()
        assert "turn-in-a-chair" not in addresses(html)


@pytest.mark.parametrize(
    "query", ["bones=skull", "level=99", "bone=pelvis", "bones=none&bones=lumbar", "kit=x", "minutes=-1"]
)
def test_what_cannot_be_read_lists_nothing(client, use_library, query):
    response = client.get(f"/guides/?{query}")
    assert response.status_code == 400
    assert addresses(response.content.decode()) == []


def test_author_and_approver_differ_in_the_database(use_library):
    edition = Edition.objects.live().first()
    ada = make_person("Ada")
    copied = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if not field.primary_key
    }
    copied |= {"number": 99, "state": "superseded", "ended_at": edition.published_at, "is_demonstration": False}
    copied |= {"author_id": ada.pk, "approver_id": ada.pk, "signed_at": edition.published_at}
    with pytest.raises(IntegrityError, match="edition_author_is_not_approver"):
        Edition.objects.create(**copied)


def test_every_demonstration_guide_says_so_on_page_paper_and_list(client, use_library):
    notice = "Example content: not yet checked by a clinician"
    for edition in use_library.values():
        for address in (f"/guides/{edition.guide.slug}/", f"/guides/{edition.guide.slug}/print/"):
            assert notice in client.get(address).content.decode(), address
    html = client.get("/guides/").content.decode()
    assert html.count(notice) == len(addresses(html)) + 1


def test_a_production_hub_shows_no_demonstration_edition_anywhere(client, use_library, settings):
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert addresses(client.get("/guides/").content.decode()) == []
    assert "/guides/" not in "".join(
        part for part in client.get("/sitemap.xml").content.decode().split("<loc>") if "/guides/</loc>" not in part
    )
    for edition in use_library.values():
        for page in ("", "print/", "for-professionals/", "qr.svg"):
            assert client.get(f"/guides/{edition.guide.slug}/{page}").status_code == 404
        assert client.get(f"/api/v1/guides/{edition.guide.slug}/").status_code == 404
    assert client.get("/api/v1/guides/").json()["guides"] == []
    assert client.get("/api/v1/editions/").json() == {"live": {}, "overdue": [], "withdrawn": {}}
    assert client.get("/api/v1/changes/").json()["changes"] == []
    assert "<entry>" not in client.get("/guides/feed.atom").content.decode()


def test_a_withdrawn_guide_is_gone_everywhere_on_the_next_request(client, use_library):
    surfaces = ["/guides/", "/guides/?bones=humerus", "/guides/?q=walking", "/sitemap.xml"]
    surfaces += ["/api/v1/guides/", "/api/v1/guides/?bones=humerus&q=walking"]
    before = [client.get(address).content.decode() for address in surfaces]
    assert all("/guides/walking/" in html for html in before)
    editions.withdraw(Guide.objects.get(slug="walking"), reason="A step was wrong.")
    for address in surfaces:
        assert "/guides/walking/" not in client.get(address).content.decode()
    for address in ("", "print/", "for-professionals/", "qr.svg"):
        response = client.get(f"/guides/walking/{address}")
        assert response.status_code == 410
        assert "A step was wrong." in response.content.decode()
    assert client.get("/api/v1/guides/walking/").status_code == 410
    assert "Withdrawn: " in client.get("/guides/feed.atom").content.decode()


def test_same_choices_give_the_same_list(client, use_library):
    address = "/guides/?level=1&level=2&bones=lumbar&kit=chair&q=legs"
    first = client.get(address).content
    catalogue._kept.clear()
    publish_nothing = client.get(address + "&page=1").content
    assert addresses(first.decode()) == addresses(publish_nothing.decode())
    publish(Guide.objects.get(slug="stand-up-from-a-chair"))
    editions.withdraw(Guide.objects.get(slug="stand-up-from-a-chair"), reason="Tried.")
    assert set(addresses(client.get(address).content.decode())) <= set(addresses(first.decode()))
