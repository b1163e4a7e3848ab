"""The radar's pages at the desk: who may see them, what stands on them, and where they lead."""

import html
import re

import pytest
from django.contrib.auth.models import Permission

from guides.models import Citation
from tests.desk import signed_in
from tests.factories import (
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_rules,
    make_source,
    make_source_check,
)

pytestmark = pytest.mark.django_db

RADAR = "/admin/guides/guide/radar/"
CELL = f"{RADAR}cell/"


def desk_of(name, *rights):
    """A client signed in as a member of staff with these permissions of the guides."""
    person = make_person(name)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="guides", codename__in=rights))
    return signed_in(person)


@pytest.fixture
def desk():
    return desk_of("Ada", "view_guide")


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", page_of(response)).split())


@pytest.mark.parametrize("path", [RADAR, f"{CELL}?level=1&kind=aerobic&position=seated"])
def test_radar_is_for_those_who_may_see_guides(path, client):
    assert client.get(path).status_code == 302
    outsider = desk_of("Cleo", "view_edition", "view_source")
    assert outsider.get(path).status_code == 403
    reader = desk_of("Ada", "view_guide")
    assert [reader.get(path).status_code, reader.post(path).status_code] == [200, 405]


def test_summary_counts_the_gaps_and_puts_the_worst_first(desk):
    make_edition()
    response = desk.get(RADAR)
    words = words_of(response)
    assert "61 cells of 80 are empty. 18 more cannot be filled by any exercise." in words
    assert [cell.says for cell in response.context["worst"]][:2] == [
        "Nothing for strength, lying down, at level 1.",
        "Nothing for strength, sitting, at level 1.",
    ]
    assert len(response.context["worst"]) + len(response.context["other_gaps"]) == 61


def test_full_cells_lead_to_the_list_and_empty_ones_to_what_is_close(desk):
    make_rules()
    make_edition("March", columns=["weight-bearing"], needs=["chair"])
    page = page_of(desk.get(f"{RADAR}?bones=cervical&kit=chair"))
    links = re.findall(r'<td class="radar__cell radar__cell--(\w+)">\s*<a href="([^"]+)"', page)
    query = "?level=1&kind={}&position={}&kit=chair&bones=cervical"
    assert len(links) == 80
    assert links[:4] == [
        ("empty", CELL + query.format("aerobic", "lying")),
        ("found", "/guides/" + query.format("aerobic", "seated")),
        ("empty", CELL + query.format("aerobic", "standing")),
        ("closed", CELL + query.format("aerobic", "moving")),
    ]


@pytest.mark.parametrize(
    "query", ["bones=knee", "bones=none&bones=pelvis", "kit=rope", "bone=pelvis", "level=9", "kit=chair&kit=rope"]
)
def test_answers_that_cannot_be_read_count_nothing_and_say_so(desk, query):
    make_equipment("chair")
    make_edition()
    response = desk.get(f"{RADAR}?{query}")
    assert "These answers cannot be read, so nothing is counted:" in page_of(response)
    assert "radar__table" not in page_of(response)
    assert response.context["problems"]


def test_ticks_stay(desk):
    make_edition("March", needs=["chair"])
    page = page_of(desk.get(f"{RADAR}?bones=pelvis&kit=none"))
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', page) == [("bones", "pelvis"), ("kit", "none")]


def test_contradiction_stands_under_its_guide_with_the_cure_and_the_way_to_its_field(desk):
    guide = make_guide("March", text={"steps": "Twist your trunk."})
    page = page_of(desk.get(RADAR))
    assert "“Twist” tells people to turn the trunk, and no tag says so." in page
    assert "Add the tag spine-large, spine-small or twist, or change the words." in page
    assert f'href="/admin/guides/guide/{guide.pk}/change/#id_texts-0-steps"' in page


def test_ways_lead_to_anchors_that_the_form_has():
    guide = make_guide(
        "March", text={"steps": "Twist your trunk.", "start_picture": ""}, easier=[make_guide("Squat", level=3)]
    )
    Citation.objects.filter(guide=guide).delete()
    desk = desk_of("Ada", "view_guide", "change_guide")
    page = page_of(desk.get(RADAR))
    anchors = set(re.findall(rf'href="/admin/guides/guide/{guide.pk}/change/#([^"]+)"', page))
    form = page_of(desk.get(f"/admin/guides/guide/{guide.pk}/change/"))
    assert {"id_texts-0-steps", "id_texts-0-start_picture", "citations-group", "rungs-group"} <= anchors
    assert {anchor for anchor in anchors if f'id="{anchor}"' not in form} == set()


def test_sources_that_are_gone_stand_with_the_guides_that_cite_them(desk, settings):
    source = make_source("leaflet", doi="", address="https://example.org/leaflet")
    guide = make_guide("March")
    Citation.objects.create(guide=guide, source=source, supports="It.")
    make_source_check(source, "gone")
    words = words_of(desk.get(RADAR))
    assert "leaflet ✕ Gone" in words
    assert f"Guides that cite it: {guide.number}. march" in words
    assert "This hub does not ask other sites" in words
    settings.CHECK_SOURCES = True
    assert "This hub does not ask other sites" not in words_of(desk.get(RADAR))


def test_list_of_sources_says_what_came_of_the_last_check_and_when():
    client = desk_of("Ada", "view_source")
    for key, outcome in (("gone", "gone"), ("moved", "moved"), ("there", "ok")):
        source = make_source(key, doi="", address=f"https://example.org/{key}")
        make_source_check(source, "gone")
        make_source_check(source, outcome)
    former = make_source("former", doi="", address="https://example.org/new")
    make_source_check(former, "gone", asked="https://example.org/former")
    page = page_of(client.get("/admin/guides/source/"))
    said = re.findall(r'field-is_it_there">([^<]*)<.*?field-asked_on">([^<]*)<', page)
    assert [outcome for outcome, _day in said] == [
        "Not asked yet",
        "Gone: It answers 404: not there.",
        "Moved for good: https://example.org/there",
        "There",
    ]
    assert [day == "–" for _outcome, day in said] == [True, False, False, False]


def test_empty_cell_shows_drafts_and_what_is_left_out(desk):
    make_rules()
    make_edition("March", columns=["weight-bearing"])
    make_edition("Row", kind="strength", columns=["upper"])
    make_guide("Tap")
    words = words_of(desk.get(f"{CELL}?level=1&kind=aerobic&position=seated&bones=pelvis"))
    assert "Nothing for aerobic, sitting, at level 1, with cancer in the pelvis." in words
    assert "Tap It would be found here once it is signed off." in words
    assert "March Ask first: pelvis." in words
    assert re.search(r"1 \w.* \(pelvis\) March", words)
    assert "1 is another kind: strength Row" in words


def test_impossible_cell_gives_its_reason(desk):
    words = words_of(desk.get(f"{CELL}?level=1&kind=balance&position=lying"))
    assert "No exercise is expected here: Somebody who lies down has nothing to balance." in words


@pytest.mark.parametrize(
    "query", ["", "level=1", "level=1&level=2&kind=aerobic&position=seated", "level=1&kind=x&position=seated"]
)
def test_cell_that_is_none_leads_back_to_the_radar(desk, query):
    response = desk.get(f"{CELL}?{query}")
    assert (response.status_code, response["Location"]) == (302, RADAR)


@pytest.mark.parametrize(
    ("path", "queries"), [(f"{RADAR}?bones=pelvis", 16), (f"{CELL}?level=1&kind=aerobic&position=seated", 13)]
)
def test_page_costs_the_same_with_one_guide_and_with_three(desk, django_assert_num_queries, path, queries):
    easier = make_guide("Sit tall")
    for number, title in enumerate(("One", "Two", "Three")):
        make_edition(title, needs=["chair"], text={"steps": "Twist your trunk."}, easier=[easier])
        make_source_check(make_source("effect-2024"), "changed")
        if number in (0, 2):
            desk.get(path)  # which fills the catalogue
            with django_assert_num_queries(queries):
                assert title in page_of(desk.get(path))


def test_front_page_of_the_desk_leads_to_the_radar(desk):
    assert f'href="{RADAR}"' in page_of(desk.get("/admin/"))
