from uuid import uuid4

import pytest
from django.core.cache import caches

from guides import radar
from guides.figures import drawn
from tests import drawings
from tests.desk import signed_in


@pytest.fixture(autouse=True)
def _nothing_is_remembered_from_the_test_before(monkeypatch):
    """A rolled-back database gives the same content version and the same keys again, and with them the pages and the
    drafts of another test."""
    caches["pages"].clear()
    radar.forget()
    monkeypatch.setattr(radar, "KEPT", uuid4().hex)


@pytest.fixture
def admin_client(admin_user):
    """pytest-django's, signed in with both factors."""
    return signed_in(admin_user)


@pytest.fixture
def media(tmp_path, settings):
    """An empty folder for photos, which the test may look into."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ship(tmp_path, monkeypatch):
    """Ships drawings: `ship(march=entry())` is a release with one for the guide `march` and no other."""
    monkeypatch.setattr(drawn, "MANIFEST", tmp_path / "none.json")
    drawn.forget()
    yield lambda **named: drawings.ship(tmp_path, {slug.replace("_", "-"): said for slug, said in named.items()})
    drawn.forget()
