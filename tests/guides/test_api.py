"""The guides as programs read them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guides import editions
from guides.api import views
from guides.api.description import description
from guides.models import FormerSlug, Guide
from tests.factories import make_collection, make_edition, make_guide, make_photo, make_rules, publish

pytestmark = pytest.mark.django_db

IN_LIST = (
    "slug number language url title summary kind level positions kit minutes bones rating edition published_on "
    "review_on is_demonstration is_waiting_for_second_check"
)
MORE = (
    "dose movements columns what why for_whom not_for set_up steps tips easier_words harder_words watch_for stop_signs "
    "pictures film photos easier harder sources signed_on checked_by"
)


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def test_guide_is_given_whole_with_its_ratings_and_ladder(client):
    easier = make_edition("Heel lifts in a chair").guide
    hidden = make_guide("Not signed yet")
    guide = make_guide(
        "March in a chair", needs=["chair"], easier=[easier, hidden], text={"steps": "Sit. | Tall.\nGo."}
    )
    edition = publish(guide)
    told = client.get("/api/v1/guides/march-in-a-chair/").json()
    assert list(told) == f"{IN_LIST} {MORE}".split()
    assert told["url"] == "https://hub.example.org/guides/march-in-a-chair/"
    assert told["steps"] == [{"action": "Sit.", "tip": "Tall."}, {"action": "Go.", "tip": ""}]
    assert [thing["slug"] for need in told["kit"] for thing in need] == ["chair"]
    assert (told["easier"], told["harder"]) == (["heel-lifts-in-a-chair"], [])
    assert {site: each["rating"] for site, each in told["bones"].items()} == {
        site: edition.rating(site).name.lower() for site in told["bones"]
    }
    assert len(told["bones"]) == 7
    assert told["bones"]["pelvis"].keys() == {"rating", "change", "reasons"}
    assert told["checked_by"] == edition.document["checked_by"]


def test_guide_with_photos_gives_each_with_its_credit(client, media):
    guide = make_guide("Sway")
    photo = make_photo(guide)
    publish(guide)
    assert client.get("/api/v1/guides/sway/").json()["photos"] == [
        {
            "address": f"/pictures/{photo.digest}-960.jpg", "words": "A woman sits tall.", "width": 960, "height": 720,
            "credit": "Ada Berg", "licence": "CC BY 4.0",
        }
    ]  # fmt: skip


def test_demonstration_guide_says_so_and_names_no_checker(client, settings):
    editions.publish_demonstration(make_guide("Sway"))
    told = client.get("/api/v1/guides/sway/").json()
    assert (told["is_demonstration"], told["signed_on"], told["checked_by"]) == (True, None, None)
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get("/api/v1/guides/sway/").status_code == 404
    assert client.get("/api/v1/editions/").json()["live"] == {}


def test_withdrawn_guide_is_gone_with_its_reason_at_once(client):
    guide = make_edition("Sway").guide
    assert client.get("/api/v1/editions/").json() == {"live": {"sway": 1}, "overdue": [], "withdrawn": {}}
    editions.withdraw(guide, reason="A step was wrong.")
    answer = client.get("/api/v1/guides/sway/")
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["detail"]) == (410, "A step was wrong.")
    told = client.get("/api/v1/editions/").json()
    assert told == {"live": {}, "overdue": [], "withdrawn": {"sway": "A step was wrong."}}
    publish(guide)
    assert client.get("/api/v1/editions/").json() == {"live": {"sway": 2}, "overdue": [], "withdrawn": {}}


def test_guide_that_nobody_published_is_not_there(client):
    make_guide("Only a draft")
    answer = client.get("/api/v1/guides/only-a-draft/")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_former_address_leads_to_the_guide(client):
    guide = make_edition("Sway").guide
    FormerSlug.objects.create(slug="rock", guide=guide)
    assert client.get("/api/v1/guides/rock/")["Location"] == "/api/v1/guides/sway/"


def test_guide_costs_two_queries_whatever_its_ladder(client):
    for rungs in (1, 3):
        easier = [make_edition(f"Easier {rungs} {number}").guide for number in range(rungs)]
        publish(make_guide(f"Guide with {rungs}", easier=easier))
        with CaptureQueriesContext(connection) as asked:
            told = client.get(f"/api/v1/guides/guide-with-{rungs}/").json()
        assert (len(told["easier"]), len(asked)) == (rungs, 2)
    assert Guide.objects.count() == 6


def test_list_gives_what_the_list_gives_with_the_strictest_rating(client):
    make_edition("March", level=1)
    make_edition("Squat", level=2, columns=["lower"], movements=["hip-loaded"])
    told = client.get("/api/v1/guides/").json()
    assert [guide["slug"] for guide in told["guides"]] == ["march", "squat"]
    assert list(told["guides"][0]) == IN_LIST.split()
    assert (told["count"], told["previous"], told["next"], told["guides"][0]["rating"]) == (2, None, None, None)
    told = client.get("/api/v1/guides/?bones=hip").json()
    assert [(guide["slug"], guide["rating"]["rating"]) for guide in told["guides"]] == [("march", "ok")]
    assert client.get("/api/v1/guides/?bones=unsure").json()["guides"] == []


@pytest.mark.parametrize("query", ["bones=knee", "bones=none&bones=hip", "bone=hip", "level=9", "page=0"])
def test_address_that_cannot_be_read_lists_nothing_and_says_why(client, query):
    make_edition("March")
    answer = client.get(f"/api/v1/guides/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "guides" not in answer.json()
    assert answer.json()["detail"]


def test_pages_lead_through_the_whole_list_at_a_constant_number_of_queries(client, monkeypatch):
    monkeypatch.setattr(views, "GUIDES_A_PAGE", 2)
    for number in range(5):
        make_edition(f"March {number}")
    client.get("/api/v1/guides/?page=3")
    found, address = [], "/api/v1/guides/?level=1"
    while address:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address.removeprefix("https://hub.example.org"))
        assert len(asked) <= 3
        found += [guide["slug"] for guide in answer.json()["guides"]]
        address = answer.json()["next"]
        assert ('rel="next"' in answer.get("Link", "")) == bool(address)
    assert found == [f"march-{number}" for number in range(5)]
    assert client.get("/api/v1/guides/?page=9").status_code == 404


def test_scripts_of_any_site_may_read_and_nobody_may_write():
    client = Client(enforce_csrf_checks=True)
    make_edition("March")
    for address in ("guides/", "guides/march/", "guides/none/", "editions/", "changes/", "openapi.json"):
        answer = client.get(f"/api/v1/{address}")
        assert (answer["Access-Control-Allow-Origin"], answer.cookies) == ("*", {})
        assert client.options(f"/api/v1/{address}").status_code == 204
        refused = client.post(f"/api/v1/{address}")
        assert (refused.status_code, refused["Allow"], refused.json()["status"]) == (405, "GET, HEAD, OPTIONS", 405)


def test_what_did_not_change_is_not_sent_again(client):
    guide = make_edition("March").guide
    for address in ("guides/", "guides/march/", "editions/", "changes/", "openapi.json"):
        first = client.get(f"/api/v1/{address}")
        again = client.get(f"/api/v1/{address}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    first = client.get("/api/v1/guides/march/")
    editions.withdraw(guide, reason="A step was wrong.")
    assert client.get("/api/v1/guides/march/", headers={"If-None-Match": first["ETag"]}).status_code == 410


def test_changes_since_a_version_name_what_came_and_what_went(client):
    march = make_edition("March").guide
    before = client.get("/api/v1/changes/").json()["content_version"]
    publish(march)
    editions.withdraw(make_edition("Sway").guide, reason="A step was wrong.")
    told = client.get(f"/api/v1/changes/?since={before}").json()
    assert [(each["slug"], each["edition"], each["state"], each["reason"]) for each in told["changes"]] == [
        ("march", 2, "live", ""),
        ("sway", 1, "withdrawn", "A step was wrong."),
    ]
    assert client.get(f"/api/v1/changes/?since={told['content_version']}").json()["changes"] == []
    assert client.get("/api/v1/changes/?since=-1").status_code == 400


def test_page_for_people_says_what_the_description_says(client):
    page = client.get("/api/").content.decode()
    assert all(address in page for address in description([])["paths"])


def test_collection_names_its_guides_in_the_order_of_its_page(client, settings):
    for title in ("Arms", "Breathe", "Cycle"):
        make_edition(title)
    make_edition("Walk", level=2)
    make_guide("Draft")
    make_collection(guides=["cycle"])
    assert client.get("/api/v1/collections/sitting-down/").json() == {
        "slug": "sitting-down",
        "language": "en",
        "url": "https://hub.example.org/collections/sitting-down/",
        "title": "Sitting down",
        "words": "For a start.",
        "guides": ["cycle", "arms", "breathe"],
        "is_demonstration": True,
    }
    editions.withdraw(Guide.objects.get(slug="cycle"), reason="A step was wrong.")
    assert client.get("/api/v1/collections/sitting-down/").json()["guides"] == ["arms", "breathe"]
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get("/api/v1/collections/sitting-down/").status_code == 404


def test_collection_costs_three_queries_whatever_its_guides(client):
    make_collection()
    for guides in (1, 3):
        while Guide.objects.count() < guides:
            make_edition(f"Guide {Guide.objects.count()}")
        with CaptureQueriesContext(connection) as asked:
            told = client.get("/api/v1/collections/sitting-down/").json()
        assert (len(told["guides"]), len(asked)) == (guides, 3)


def test_collection_that_nobody_published_is_not_there(client):
    answer = client.get("/api/v1/collections/sitting-down/")
    assert (answer.status_code, answer.json()["title"]) == (404, "There is no such collection.")
