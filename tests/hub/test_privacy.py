"""Tries to get a visitor's answers into the log."""

import io
import logging

import pytest
from django.conf import settings as hub_settings
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from hub import urls
from hub.privacy import LeaveOutQueryString, without_query


def fail(request):
    raise RuntimeError(f"Could not answer {request.get_full_path()} for {request!r} with {request.GET!r}")


urlpatterns = [*urls.urlpatterns, path("fail/", fail)]


@pytest.fixture
def written():
    """What the hub's own handler would write, from every logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(LeaveOutQueryString())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


LINES = [
    ('"GET /guides/?bones=pelvis HTTP/1.1" 200 123', '"GET /guides/ HTTP/1.1" 200 123'),
    ("Not Found: /guides/?bones=pelvis", "Not Found: /guides/"),
    ("Not Found: /guides/%3Fbones%3Dpelvis", "Not Found: /guides/"),
    ("Bad request syntax ('GET /guides/?bones=left pelvis HTTP/1.1')", "Bad request syntax ('GET /guides/ HTTP/1.1')"),
    ("\"GET /guides/?q='pelvis' HTTP/1.1\" 400 1", '"GET /guides/ HTTP/1.1" 400 1'),
    ("Referer: https://hub.example.org/guides/?bones=pelvis\nnext", "Referer: https://hub.example.org/guides/\nnext"),
    ("<WSGIRequest: GET '/guides/?bones=pelvis'>", "<WSGIRequest: GET '/guides/"),
    ("GET={'bones': 1} <QueryDict: {'bones': ['pelvis']}> end", "GET={'bones': 1}  end"),
    ("{'QUERY_STRING': 'bones=pelvis', 'A': 'b'}", "{'QUERY_STRING, 'A': 'b'}"),
    (
        "DETAIL:  Failing row contains (1, hurt, my left\nhip (again). So., null).\nCONTEXT: x",
        "DETAIL:  Failing row contains …\nCONTEXT: x",
    ),
    ("Is it there? Yes. 100 %.", "Is it there? Yes. 100 %."),
]


@pytest.mark.parametrize(("line", "kept"), LINES)
def test_query_string_is_left_out_of(line, kept):
    assert without_query(line) == kept


@given(path=st.from_regex(r"/[a-z/-]{0,20}", fullmatch=True), secret=st.from_regex(r"[!-~]{1,30}", fullmatch=True))
def test_no_query_string_survives_in_a_request_line(path, secret):
    assert without_query(f'"GET {path}?{secret} HTTP/1.1" 200 1') == f'"GET {path} HTTP/1.1" 200 1'


def test_arguments_are_cleaned_too(written):
    logging.getLogger("django.server").warning('"%s" %s %s', "GET /guides/?bones=pelvis HTTP/1.1", "200", "123")
    assert written() == 'WARNING django.server "GET /guides/ HTTP/1.1" 200 123\n'


def test_message_that_does_not_fit_its_arguments_loses_them(written):
    logging.getLogger("guides").warning("%d guides", "?bones=pelvis")
    assert written() == "WARNING guides %d guides\n"


def test_page_that_is_not_there_is_logged_without_the_answers(written):
    Client().get("/nowhere/?bones=pelvis", headers={"referer": "https://hub.example.org/guides/?bones=pelvis"})
    assert written() == "WARNING django.request Not Found: /nowhere/\n"


@pytest.mark.urls(__name__)
def test_failure_is_logged_with_its_traceback_and_without_the_answers(written):
    Client(raise_request_exception=False).get("/fail/?bones=pelvis&q=my-left-hip")
    assert "Could not answer /fail/" in written()
    assert "Traceback" in written()
    assert [word for word in ("bones", "pelvis", "my-left-hip") if word in written()] == []


def test_extra_fields_are_cleaned_and_requests_removed():
    record = logging.makeLogRecord(
        {
            "msg": "x",
            "referer": "https://hub.example.org/?bones=pelvis",
            "request": RequestFactory().get("/?bones=pelvis"),
            "choices": QueryDict("bones=pelvis"),
            "status_code": 200,
        }
    )
    assert LeaveOutQueryString().filter(record) is True
    assert "pelvis" not in repr(vars(record))
    assert (record.status_code, record.referer) == (200, "https://hub.example.org/")


def test_stack_is_cleaned():
    record = logging.makeLogRecord({"msg": "x", "stack_info": "Stack: /guides/?bones=pelvis"})
    LeaveOutQueryString().filter(record)
    assert record.stack_info == "Stack: /guides/"


def test_every_handler_of_the_hub_leaves_the_query_out():
    assert [handler["filters"] for handler in hub_settings.LOGGING["handlers"].values()] == [["no_query"]]
    assert hub_settings.LOGGING["filters"]["no_query"]["()"] == "hub.privacy.LeaveOutQueryString"
