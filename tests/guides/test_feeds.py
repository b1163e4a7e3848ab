"""Feeds of new, changed and withdrawn guides, read by a reader of its own."""

import feedparser
import pytest

from guides import editions
from tests.factories import make_collection, make_edition, make_guide, make_rules, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def read(client, address="/guides/feed.atom"):
    answer = client.get(address)
    assert answer.status_code == 200
    told = feedparser.parse(answer.content)
    assert not told.bozo
    return told


def test_feed_tells_of_new_changed_and_withdrawn_guides_and_of_nothing_else(client):
    make_guide("Only a draft")
    march = make_edition("March").guide
    sway = make_edition("Sway & swing").guide
    publish(march, note="Step 2 is clearer.")
    editions.withdraw(sway, reason="A step was <wrong>.")
    told = read(client)
    assert told.feed.links[0].href == "https://hub.example.org/guides/"
    assert [(entry.title, entry.summary, entry.link) for entry in told.entries] == [
        ("Withdrawn: Sway & swing", "A step was &lt;wrong&gt;.", "https://hub.example.org/guides/sway-swing/"),
        ("March", "About march. Step 2 is clearer.", "https://hub.example.org/guides/march/"),
    ]
    assert told.entries[1].id == "https://hub.example.org/guides/march/#edition-2"


def test_json_feed_tells_the_same(client):
    make_edition("March")
    editions.withdraw(make_edition("Sway").guide, reason="A step was wrong.")
    told = client.get("/guides/feed.json")
    assert told["Content-Type"] == "application/feed+json"
    assert told.json()["version"] == "https://jsonfeed.org/version/1.1"
    entries = read(client).entries
    assert [(item["id"], item["title"], item["url"]) for item in told.json()["items"]] == [
        (entry.id, entry.title, entry.link) for entry in entries
    ]


def test_feed_of_a_collection_tells_of_its_own_guides_also_when_they_go(client):
    make_edition("Stand", positions=["standing"])
    sit = make_edition("Sit", positions=["seated"]).guide
    stand = make_edition("Stand tall", positions=["standing"]).guide
    make_collection("Sitting down", filter="position=seated")
    address = "/collections/sitting-down/feed.atom"
    assert [entry.title for entry in read(client, address).entries] == ["Sit"]
    editions.withdraw(sit, reason="A step was wrong.")
    editions.withdraw(stand, reason="Too hard.")
    assert [entry.title for entry in read(client, address).entries] == ["Withdrawn: Sit"]
    assert client.get("/collections/none-such/feed.atom").status_code == 404


def test_demonstrations_say_so_and_are_not_in_a_production_feed(client, settings):
    editions.publish_demonstration(make_guide("March"))
    (entry,) = read(client).entries
    assert entry.summary == "Example content: not yet checked by a clinician. About march."
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert read(client).entries == []


def test_feed_costs_one_query_and_is_not_sent_twice(client, django_assert_num_queries):
    for number in range(3):
        make_edition(f"March {number}")
    with django_assert_num_queries(1):
        first = client.get("/guides/feed.atom")
    assert client.get("/guides/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
