"""The question where in the bones, with the list and the drawn body."""

import re

import pytest

from guides.figures import bodymap
from guides.filters import BONE_ANSWERS
from guides.views.find import BESIDE_THE_MAP, ON_THE_MAP

pytestmark = pytest.mark.django_db


def page_of(client, query=""):
    return client.get(f"/find/bones/{query}").content.decode()


def ticked(page):
    return re.findall(r'value="([a-z]+)"(?: data-site="[a-z-]+")? checked', page)


def test_every_group_of_the_map_is_in_the_list_with_its_number(client):
    page = page_of(client)
    assert [site for site, _value, _words in ON_THE_MAP] == list(bodymap.GROUPS)
    assert re.findall(r'<input[^>]+data-site="([a-z-]+)"', page) == list(bodymap.GROUPS)
    assert re.findall(r'<g class="body-map__group" data-site="([a-z-]+)"', page) == list(bodymap.GROUPS)


def test_the_list_and_the_filters_give_the_same_answers():
    given = {value for _site, value, _words in (*ON_THE_MAP, *BESIDE_THE_MAP)}
    assert given == {value for value, _words in BONE_ANSWERS} - {"none", "unsure", "pelvis"}


def test_what_was_chosen_before_is_ticked_and_other_choices_are_carried(client):
    page = page_of(client, "?bones=hip&bones=thoracic&level=1&q=chair")
    assert ticked(page) == ["thoracic", "thoracic", "hip"]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page) == [("level", "1"), ("q", "chair")]
    assert 'href="/guides/?level=1&amp;q=chair"' in page


def test_what_cannot_be_read_is_refused(client):
    response = client.get("/find/bones/?bones=knee")
    assert response.status_code == 400
    assert "body-map" not in response.content.decode()


def test_people_with_unstable_bones_are_led_to_their_team(client):
    assert 'href="/find/team/"' in page_of(client)


def test_the_list_asks_with_a_way_to_the_body_map(client):
    page = client.get("/guides/?level=1").content.decode()
    assert 'href="/find/bones/?level=1"' in page
