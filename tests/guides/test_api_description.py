"""The description of the interface holds: an independent fuzzer asks whatever it allows, and more."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection

from guides.api.description import description
from guides.editions import withdraw
from tests.factories import make_edition, make_rules

pytestmark = pytest.mark.django_db
interface = schemathesis.openapi.from_dict(description(["chair"]))
QUICK = settings(
    max_examples=12,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
PLAIN = {"Accept-Encoding": "identity"}  # the fuzzer reads no compressed answers


@pytest.fixture
def library(db):
    """Two guides, and requests that leave the connection to the test, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    make_rules()
    make_edition("March in a chair", needs=["chair"])
    withdraw(make_edition("Sway").guide, reason="A step was wrong.")
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@interface.parametrize()
@QUICK
def test_every_answer_is_as_described(case, library):
    # Empty values say nothing, as plain HTML forms send them; the description leaves them out. What cannot be read is
    # refused: tests/guides/test_api.py.
    case.call_and_validate(app=WSGIHandler(), headers=PLAIN, excluded_checks=[negative_data_rejection])


@pytest.mark.parametrize("slug", ["march-in-a-chair", "sway", "none-such"])
def test_guide_that_is_there_or_gone_or_never_was_is_as_described(library, slug):
    interface["/api/v1/guides/{slug}/"]["GET"].Case(path_parameters={"slug": slug}).call_and_validate(
        app=WSGIHandler(), headers=PLAIN
    )


@pytest.mark.parametrize("query", [{}, {"bones": "hip"}, {"bones": "knee"}, {"page": 2}])
def test_list_that_is_full_or_cannot_be_read_is_as_described(library, query):
    interface["/api/v1/guides/"]["GET"].Case(query=query).call_and_validate(app=WSGIHandler(), headers=PLAIN)
