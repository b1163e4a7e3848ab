"""Addresses that machines ask for: robots.txt, the sitemap, security.txt."""

import re
from datetime import UTC, datetime, timedelta

import pytest

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /guides/left-out/
Disallow: /collections/*/left-out/

Sitemap: https://hub.example.org/sitemap.xml
"""


def test_robots_may_read_all_but_the_desk_and_what_is_left_out(client):
    response = client.get("/robots.txt")
    assert (response.content.decode(), response["Content-Type"]) == (ROBOTS, "text/plain; charset=utf-8")


@pytest.mark.django_db
def test_sitemap_names_the_public_address_and_not_the_host_that_asked(client):
    content = client.get("/sitemap.xml", headers={"host": "127.0.0.1"}).content.decode()
    assert re.findall("<loc>(.*?)</loc>", content) == [
        "https://hub.example.org/",
        "https://hub.example.org/find/",
        "https://hub.example.org/guides/",
        "https://hub.example.org/collections/",
        "https://hub.example.org/safety/",
        "https://hub.example.org/about/",
        "https://hub.example.org/privacy/",
        "https://hub.example.org/accessibility/",
    ]


def test_hub_without_a_contact_has_no_security_txt(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_names_the_contact_for_half_a_year(client, settings, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 15, tzinfo=UTC), tick=False)
    settings.SECURITY_CONTACT = "mailto:security@hub.example.org"
    assert client.get("/.well-known/security.txt").content.decode() == (
        "Contact: mailto:security@hub.example.org\n"
        f"Expires: {(datetime(2026, 11, 23) + timedelta(days=180)).date()}T00:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://hub.example.org/.well-known/security.txt\n"
    )
