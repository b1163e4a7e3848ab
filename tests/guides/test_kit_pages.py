"""The pages of the kit as the server gives them: the same for everybody, and plain about what they need."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import pagecache
from tests.factories import make_edition, make_rules

pytestmark = pytest.mark.django_db

PAGES = ["/do/", "/diary/"]


@pytest.fixture(autouse=True)
def _no_kept_pages():
    pagecache.cache.clear()


@pytest.mark.parametrize("address", PAGES)
def test_page_costs_the_content_version_and_sets_no_cookie(client, address):
    make_edition("Walk")
    for _once_more in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert (response.status_code, len(queries), dict(response.cookies)) == (200, 1, {})
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_page_says_without_scripts_what_it_needs_and_where_to_go(client, address):
    html = client.get(address).content.decode()
    plain = re.search(r"<section[^>]*data-without-script>(.*?)</section>", html, re.DOTALL)[1]
    assert "needs JavaScript" in plain
    assert 'href="/guides/"' in plain
    assert "hidden" not in re.search(r"<section[^>]*data-without-script>", html)[0]


def test_check_before_a_session_has_all_the_signs_of_the_safety_page(client):
    def signs(html):
        found = re.findall(r'data-tier="(\w+)">(.*?)</section>', html, re.DOTALL)
        return [(tier, re.findall(r"<li>(.*?)</li>", words)) for tier, words in found]

    asked = re.search(r"<div data-check>.*", client.get("/do/").content.decode(), re.DOTALL)[0]
    told = signs(client.get("/safety/").content.decode())
    assert [tier for tier, _words in told] == ["now", "today", "rest"]
    assert signs(asked)[:3] == told


def test_guide_leads_to_its_session_with_the_answers_behind_the_hash(client):
    make_rules()
    make_edition("March")

    def links(query):
        return re.findall(r'href="(/do/[^"]*)"', client.get(f"/guides/march/{query}").content.decode())

    assert links("") == ["/do/#guides=march"]
    assert links("?bones=pelvis&bones=lumbar") == ["/do/#guides=march&amp;bones=pelvis,lumbar"]
    assert links("?bones=pelvis&bones=other") == []
