"""What a physiotherapist is shown: what a guide asks of the body, and each rating with its reasons and sources."""

import html

import pytest

from guides import editions
from guides.models import Source
from guides.terms import Rating
from tests.factories import make_edition, make_guide, make_rules

pytestmark = pytest.mark.django_db
ADDRESS = "/guides/march-in-a-chair/for-professionals/"


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def words_of(client, address=ADDRESS, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_page_names_the_loads_and_the_reason_and_place_of_every_rating(client):
    edition = make_edition(
        columns=["lower"], movements=["hip-loaded", "twist"], text={"watch_for": "Numb feet | Look down."}
    )
    page = words_of(client, f"{ADDRESS}?bones=hip")
    assert "Strength work for the legs" in page
    assert "Moves the hip against a load" in page
    assert "Turns the trunk while seated" in page
    assert "Numb feet: Look down." in page
    reasons = [reason for each in edition.bones.values() for reason in each["reasons"]]
    assert len(reasons) >= 7
    for reason in reasons:
        place = f"{reason['source']}, {reason['locator']}" if reason["source"] else ""
        assert reason["text"] in page
        assert place in page
    named = {reason["source"] for reason in reasons if reason["source"]}
    assert {source.key for source in Source.objects.all() if source.citation in page} >= named
    assert page.count("You told us</span>") == 2
    assert "Stop. Call your emergency number now" in page


def test_override_is_said_to_be_a_clinicians(client):
    make_edition(ratings={"pelvis": {"override": Rating.ASK, "override_reason": "Ada saw a fall."}})
    page = words_of(client)
    assert '<li>Ada saw a fall. <span class="muted">A clinician decided this.</span></li>' in page
    assert page.count("A clinician decided this.") == 1


def test_page_costs_two_queries(client, django_assert_num_queries):
    make_edition(columns=["lower"], movements=["hip-loaded"])
    client.get(ADDRESS)
    with django_assert_num_queries(2):
        client.get(f"{ADDRESS}?bones=hip&bones=lumbar")


def test_demonstration_is_marked_and_withdrawn_is_gone_with_its_reason(client, settings):
    guide = make_guide()
    editions.publish_demonstration(guide)
    assert "No clinician has signed it" in words_of(client)
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    for address in (ADDRESS, "/guides/march-in-a-chair/qr.svg"):
        assert client.get(address).status_code == 404
    settings.SHOW_DEMONSTRATION_EDITIONS = True
    editions.withdraw(guide, reason="A step was wrong.")
    for address in (ADDRESS, "/guides/march-in-a-chair/qr.svg"):
        assert "A step was wrong." in words_of(client, address, 410)


def test_answers_that_cannot_be_read_rate_nothing(client):
    make_edition()
    assert "<table" not in words_of(client, f"{ADDRESS}?bones=knee", 400)
