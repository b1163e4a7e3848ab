import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client
from django.urls import path

from hub import urls


def refuse(request):
    raise PermissionDenied


def misread(request):
    raise BadRequest("bones=pelvis")


def fail(request):
    raise RuntimeError("bones=pelvis")


urlpatterns = [*urls.urlpatterns, path("refuse/", refuse), path("misread/", misread), path("fail/", fail)]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
pytestmark = pytest.mark.urls(__name__)

ERRORS = [
    ("/misread/", 400, "We could not read that request"),
    ("/refuse/", 403, "You may not open this page"),
    ("/nowhere/", 404, "We cannot find that page"),
    ("/fail/", 500, "Something went wrong on our side"),
]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "heading"), ERRORS)
def test_error_has_a_page_in_plain_words_with_a_way_on(visitor, address, status, heading):
    response = visitor.get(address + "?bones=pelvis")
    html = response.content.decode()
    assert (response.status_code, re.findall("<h1>(.*?)</h1>", html)) == (status, [heading])
    assert 'href="/guides/"' in html
    assert "pelvis" not in html


@pytest.mark.parametrize(("address", "status", "heading"), ERRORS)
def test_error_page_is_not_for_search_engines(visitor, address, status, heading):
    html = visitor.get(address).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "canonical" not in html


def test_failure_is_told_even_without_templates(visitor, settings):
    settings.TEMPLATES = []
    response = visitor.get("/fail/")
    assert (response.status_code, "Something went wrong" in response.content.decode()) == (500, True)


def test_error_sets_no_cookie(visitor):
    assert [dict(visitor.get(address).cookies) for address, *_ in ERRORS] == [{}, {}, {}, {}]
