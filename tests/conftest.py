import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_is_remembered_from_the_test_before():
    """A rolled-back database gives the same content version again, and with it the pages of another test."""
    cache.clear()


@pytest.fixture
def media(tmp_path, settings):
    """An empty folder for photos, which the test may look into."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
