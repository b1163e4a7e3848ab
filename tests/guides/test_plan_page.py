"""The page of a plan as the hub sends it: the same for everybody."""

import re

import pytest

from tests.factories import make_collection, make_draft_collection, make_edition, make_rules

pytestmark = pytest.mark.django_db


def test_page_is_the_same_for_everybody_and_sets_no_cookie(client, django_assert_num_queries):
    make_rules()
    make_edition("March")
    make_collection()
    client.get("/plan/")
    with django_assert_num_queries(1):
        response = client.get("/plan/")
    assert (response.status_code, dict(response.cookies), response["Cache-Control"]) == (200, {}, "no-cache")


def test_page_offers_the_collections_that_are_shown_and_each_leads_to_it(client, settings):
    make_rules()
    make_edition("March")
    make_collection()
    make_draft_collection("Lying down")
    offered = r'href="#collection=([\w-]+)"'
    assert re.findall(offered, client.get("/plan/").content.decode()) == ["sitting-down"]
    assert 'href="/plan/#collection=sitting-down"' in client.get("/collections/sitting-down/").content.decode()
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert re.findall(offered, client.get("/plan/").content.decode()) == []
