"""The guides as programs read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import editions
from guides.models import FormerSlug, Guide
from tests.factories import make_edition, make_guide, make_photo, make_rules, publish

pytestmark = pytest.mark.django_db

FIELDS = (
    "slug number language url title summary kind level positions kit minutes dose movements columns what why for_whom "
    "not_for set_up steps tips easier_words harder_words watch_for stop_signs pictures film photos easier harder bones "
    "sources edition published_on review_on is_demonstration is_waiting_for_second_check signed_on checked_by"
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
    assert list(told) == FIELDS.split()
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
