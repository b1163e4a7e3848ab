"""A page that is kept is the page that was made, and costs one query."""

import pytest

from guides import editions
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/guides/",
    "/guides/?bones=pelvis",
    "/guides/left-out/?bones=pelvis&because=not-checked",
    "/embed/guides/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_kept_page_is_the_page_that_was_made(client, address, encoding, django_assert_num_queries):
    make_edition("March")
    made = client.get(address, headers={"Accept-Encoding": encoding})
    with django_assert_num_queries(1):
        kept = client.get(address, headers={"Accept-Encoding": encoding})
    assert (kept.content, dict(kept.items())) == (made.content, dict(made.items()))


def test_a_kept_page_for_frames_may_still_be_framed(client):
    make_edition("March")
    for _ in range(2):
        page = client.get("/embed/guides/")
        assert "X-Frame-Options" not in page.headers
        assert "frame-ancestors *" in page["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_page_is_made_anew_after_a_withdrawal(client, address):
    edition = make_edition("March")
    before = client.get(address)
    editions.withdraw(edition.guide, reason="A step was wrong.")
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_a_page_that_was_refused_is_not_kept(client):
    make_edition("March")
    client.get("/guides/")
    for _ in range(2):
        assert client.get("/guides/?bones=knee").status_code == 400
    assert "ETag" not in client.get("/guides/?page=99").headers


def test_a_kept_page_is_made_anew_the_next_day(client, time_machine):
    make_edition("March")
    time_machine.move_to("2026-11-24 23:59:00Z", tick=False)
    tag = client.get("/guides/")["ETag"]
    time_machine.move_to("2026-11-25 00:01:00Z", tick=False)
    assert client.get("/guides/", headers={"If-None-Match": tag}).status_code == 200
