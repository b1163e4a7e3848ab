"""Pages for other sites: what a frame shows, and that nothing but these pages may be framed."""

import html
import re

import pytest

from guides import editions
from tests.drawings import entry
from tests.factories import make_edition, make_guide, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def page_of(response):
    return html.unescape(response.content.decode())


def test_only_embed_pages_may_be_framed(client):
    make_edition("March")
    for address in ("/embed/guides/", "/embed/guides/march/", "/embed/guides/none-such/"):
        response = client.get(address)
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
    for address in ("/guides/", "/guides/march/", "/"):
        response = client.get(address)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"


def test_embedded_guide_has_stop_signs_and_bone_table_and_opens_on_the_hub(client, settings):
    make_edition("Walk", columns=["weight-bearing"])
    page = page_of(client.get("/embed/guides/walk/"))
    assert f'<a href="{settings.PUBLIC_URL}/guides/walk/">Walk</a>' in page
    assert '<base target="_top">' in page
    for words in ("Stop if you feel", "Call your emergency number", "Does it suit my bones?", "Ask your team first"):
        assert words in page


def test_embedded_guide_says_when_to_leave_it_out_only_if_there_is_something(client):
    make_edition("Walk")
    make_edition("Cycle", text={"not_for": "If a knee is sore today.\nIf you feel dizzy."})
    said = "<p><b>Leave it out:</b> If a knee is sore today. If you feel dizzy.</p>"
    assert said in page_of(client.get("/embed/guides/cycle/"))
    assert "Leave it out" not in page_of(client.get("/embed/guides/walk/"))


def test_embedded_list_is_the_list_for_the_same_choices(client):
    make_edition("Walk", columns=["weight-bearing"])
    make_edition("Cycle")
    page = page_of(client.get("/embed/guides/?bones=pelvis"))
    assert "For people with cancer in the pelvis." in page
    assert "/guides/cycle/?bones=pelvis" in page
    assert "/guides/walk/" not in page
    assert "Stop if something is wrong" in page


def test_embedded_list_that_cannot_be_read_shows_nothing(client):
    make_edition("Cycle")
    response = client.get("/embed/guides/?bone=pelvis")
    assert response.status_code == 400
    assert "/guides/cycle/" not in page_of(response)


def test_withdrawn_guide_is_gone_from_frames_with_its_reason(client):
    edition = make_edition("March")
    editions.withdraw(edition.guide, reason="A step was wrong.")
    response = client.get("/embed/guides/march/")
    assert response.status_code == 410
    assert "A step was wrong." in page_of(response)
    assert "/guides/march/" not in page_of(client.get("/embed/guides/"))


def test_demonstration_guides_say_so_in_frames_and_are_hidden_in_production(client, settings):
    editions.publish_demonstration(make_guide("March"))
    notice = "Example content: not yet checked by a clinician"
    assert notice in page_of(client.get("/embed/guides/march/"))
    assert notice in page_of(client.get("/embed/guides/"))
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get("/embed/guides/march/").status_code == 404
    assert "/guides/march/" not in page_of(client.get("/embed/guides/"))


def test_embedded_guide_shows_its_drawings_without_the_player(client, ship):
    ship(march=entry())
    make_edition("March", text={"start_picture": "She sits.", "end_picture": "She stands."})
    page = page_of(client.get("/embed/guides/march/"))
    assert re.findall(r'<img class="figure" src="([^"]*)"[^>]*alt="([^"]*)"', page) == [
        ("/static/figures/stand-in-1.svg", "She sits."),
        ("/static/figures/stand-in-2.svg", "She stands."),
    ]
    assert "film" not in page
