import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path, reverse

from hub import security, urls

WORDS_ONLY = ["home", "safety", "about", "privacy", "accessibility"]


@security.csp_override({"default-src": ["'none'"], "frame-ancestors": ["*"]})
def framed(request):
    return HttpResponse("framed")


@security.csp_override({})
def without_policy(request):
    return HttpResponse("free")


urlpatterns = [*urls.urlpatterns, path("framed/", framed), path("free/", without_policy)]


@pytest.mark.parametrize("name", WORDS_ONLY)
def test_page_sets_no_cookie_and_asks_for_none(client, name):
    response = client.get(reverse(name))
    assert (response.status_code, dict(response.cookies), response.headers["Vary"]) == (200, {}, "Accept-Encoding")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/safety/", "/guides/", "/embed/guides/"])
def test_page_is_compressed_for_those_who_can_read_it(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/guides/", "/guides/?bones=pelvis", "/nowhere/", "/healthz", "/robots.txt"])
def test_other_public_addresses_set_no_cookie(client, address):
    assert dict(client.get(address).cookies) == {}


@pytest.mark.parametrize("name", WORDS_ONLY)
def test_page_carries_every_security_header(client, name):
    headers = client.get(reverse(name)).headers
    assert {name: headers.get(name) for name in headers if name in EXPECTED} == EXPECTED


EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": security.PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def test_error_page_carries_the_policy_too(client):
    assert client.get("/nowhere/").headers["Content-Security-Policy"] == EXPECTED["Content-Security-Policy"]


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(settings):
    sources = {source for each in settings.SECURE_CSP.values() for source in each}
    assert sources == {"'none'", "'self'", "data:"}


@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation", "payment", "usb"])
def test_no_page_may_use_a_sensor_or_a_purse(feature):
    assert f"{feature}=()" in security.PERMISSIONS_POLICY.split(", ")


@pytest.mark.urls(__name__)
def test_view_may_have_a_policy_of_its_own(client):
    assert client.get("/framed/").headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors *"


@pytest.mark.urls(__name__)
def test_view_may_have_no_policy(client):
    assert "Content-Security-Policy" not in client.get("/free/").headers


def test_header_that_the_view_set_is_kept():
    def view(request):
        return HttpResponse(
            headers={"Content-Security-Policy": "sandbox", "Cross-Origin-Resource-Policy": "cross-origin"}
        )

    response = security.SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
