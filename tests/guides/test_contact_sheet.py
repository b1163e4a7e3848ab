"""The contact sheet: who may see it, and what it says of each guide's drawings."""

import html
import re

import pytest
from django.contrib.auth.models import Permission

from tests.desk import sign_in
from tests.drawings import entry, write_files
from tests.factories import make_edition, make_guide, make_person

pytestmark = pytest.mark.django_db
WORDS = {"start_picture": "She sits.", "end_picture": "She stands."}
SHEET = "/admin/figures/"


@pytest.fixture
def curator(client):
    person = make_person("Cleo")
    person.user_permissions.add(Permission.objects.get(codename="view_guide"))
    return sign_in(client, person)


def rows(client):
    """Each guide on the sheet with what is said of it."""
    page = html.unescape(client.get(SHEET).content.decode())
    items = re.findall(r"<li>\s*<h2>(.*?)</h2>(.*?)</li>", page, re.DOTALL)
    return {words(title).split()[-1]: words(rest) for title, rest in items}


def words(markup):
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


@pytest.fixture
def files(tmp_path, settings):
    write_files(tmp_path)
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]


def test_sheet_is_for_people_who_may_see_guides(client, curator):
    assert curator.get(SHEET).status_code == 200
    curator.logout()
    assert curator.get(SHEET).headers["Location"] == f"/admin/login/?next={SHEET}"
    sign_in(client, make_person("Dan"))
    assert client.get(SHEET).status_code == 403
    sign_in(client, make_person("Eve", is_staff=False))
    assert client.get(SHEET).headers["Location"] == f"/admin/login/?next={SHEET}"


def test_short_address_leads_to_the_sheet(client):
    response = client.get("/figures/")
    assert (response.status_code, response.headers["Location"]) == (302, SHEET)


def test_sheet_is_kept_by_nobody(curator):
    headers = curator.get(SHEET).headers
    assert headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in headers["Cache-Control"]


def test_desk_leads_to_the_sheet(client, curator):
    assert f'href="{SHEET}"' in curator.get("/admin/").content.decode()
    sign_in(client, make_person("Dan"))
    assert SHEET not in client.get("/admin/").content.decode()


def test_sheet_says_what_is_drawn_what_is_public_and_what_is_missing(curator, ship, files):
    ship(march=entry(), walk=entry(digest="00000000000000aa"), draft=entry(film=False), lost=entry("lost", film=False))
    for title in ("March", "Walk", "Lost"):
        make_edition(title, text=WORDS)
    make_guide("Draft", text=WORDS)
    make_edition("Cycle")
    ship(march=entry(), walk=entry(digest="00000000000000bb"), draft=entry(film=False), lost=entry("lost", film=False))
    live, new = "0.2 KB. As in the live edition.", "0.2 KB. Not in the live edition: visitors do not see it."
    assert rows(curator) == {
        "march": f"1: {live} 2: {live} Film: {live.replace('0.2', '0.8')}",
        "walk": f"1: {new} 2: {new} Film: {new.replace('0.2', '0.8')}",
        "lost": "1: figures/lost-1.svg is not there. 2: figures/lost-2.svg is not there. No film.",
        "draft": "1: 0.2 KB. The guide is not public. 2: 0.2 KB. The guide is not public. No film.",
        "cycle": "Not drawn.",
    }
    page = words(curator.get(SHEET).content.decode())
    assert "1 guide has no drawing: cycle" in page


def test_sheet_shows_each_drawing_on_the_panel_of_its_kind(curator, ship, files):
    ship(march=entry())
    make_edition("March", kind="balance", text=WORDS)
    page = curator.get(SHEET).content.decode()
    assert re.findall(r'drawings__panel--([a-z]+)" src="([^"]+)"', page) == [
        ("balance", "/static/figures/stand-in-1.svg"),
        ("balance", "/static/figures/stand-in-2.svg"),
    ]


def test_sheet_costs_the_same_for_one_guide_and_for_three(curator, ship, django_assert_num_queries):
    curator.get(SHEET)
    for count in (1, 3):
        while len(rows(curator)) < count:
            make_edition(f"Guide {len(rows(curator))}")
        with django_assert_num_queries(9):
            curator.get(SHEET)
