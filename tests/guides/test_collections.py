"""Collections: what the public sees of them, what the desk and the library may make of them."""

import html
import re

import pytest

from guides import editions
from guides.models import ContentVersion
from tests.factories import (
    make_collection,
    make_draft_collection,
    make_edition,
    make_equipment,
    make_guide,
    make_rules,
    publish,
)

pytestmark = pytest.mark.django_db
NOTICE = "Example content: not yet checked by a clinician"


@pytest.fixture
def rules():
    make_rules()


def page_of(response):
    return html.unescape(response.content.decode())


def titles(response):
    """The titles on the cards of a page, in order."""
    return re.findall(r'class="card__title"><a href="[^"]*">([^<]*)', page_of(response))


# What a collection shows


def test_collection_shows_the_guides_that_fit_its_filter(client, rules):
    make_edition("Cycle")
    make_edition("Walk", level=2)
    make_guide("Draft")
    make_collection()
    assert titles(client.get("/collections/sitting-down/")) == ["Cycle"]


def test_named_guides_come_first_and_the_rest_in_the_order_of_the_list(client, rules):
    for title in ("Arms", "Breathe", "Cycle"):
        make_edition(title, columns=["still"])
    make_collection(guides=["cycle", "never-written", "breathe"])
    assert titles(client.get("/collections/sitting-down/")) == ["Cycle", "Breathe", "Arms"]


def test_suitable_guides_come_before_a_named_guide_that_needs_a_change(client, rules):
    make_edition("March", movements=["hip-free"])
    make_edition("Cycle")
    make_edition("Row")
    make_collection(guides=["march", "row"])
    assert titles(client.get("/collections/sitting-down/")) == ["March", "Row", "Cycle"]
    assert titles(client.get("/collections/sitting-down/?bones=pelvis")) == ["Row", "Cycle", "March"]


def test_closed_collection_shows_only_named_guides_that_fit(client, rules):
    for title, level in (("Arms", 1), ("Breathe", 1), ("Cycle", 2)):
        make_edition(title, level=level, columns=["still"])
    make_collection(guides=["cycle", "breathe"], is_closed=True)
    assert titles(client.get("/collections/sitting-down/")) == ["Breathe"]


def test_renamed_guide_keeps_its_place(client, rules):
    make_edition("Arms", columns=["still"])
    edition = make_edition("Cycle")
    make_collection(guides=["cycle"])
    editions.rename(edition.guide, "pedal")
    assert titles(client.get("/collections/sitting-down/")) == ["Cycle", "Arms"]


def test_withdrawn_guide_is_gone_from_its_collection_on_the_next_request(client, rules):
    edition = make_edition("Cycle")
    make_collection(guides=["cycle"])
    assert titles(client.get("/collections/sitting-down/")) == ["Cycle"]
    editions.withdraw(edition.guide, reason="A step was wrong.")
    assert titles(client.get("/collections/sitting-down/")) == []
    assert "There is no guide in it at the moment." in page_of(client.get("/collections/sitting-down/"))


def test_collection_shows_every_guide_once_over_its_pages(client, rules):
    for n in range(30):
        make_edition(f"Guide {n:02}")
    make_collection(guides=["guide-29", "guide-03"])
    first = client.get("/collections/sitting-down/?bones=pelvis")
    assert titles(first)[:3] == ["Guide 29", "Guide 03", "Guide 00"]
    assert 'href="?bones=pelvis&page=2"' in page_of(first)
    second = client.get("/collections/sitting-down/?bones=pelvis&page=2")
    assert sorted(titles(first) + titles(second)) == [f"Guide {n:02}" for n in range(30)]
    assert client.get("/collections/sitting-down/?page=3").status_code == 404


# Bones


def test_guides_to_ask_about_are_left_out_with_the_reason_and_a_link(client, rules):
    make_edition("Walk", columns=["weight-bearing"])
    make_edition("Stroll", level=2, columns=["weight-bearing"])
    make_edition("Cycle")
    make_collection()
    response = client.get("/collections/sitting-down/?bones=pelvis")
    assert titles(response) == ["Cycle"]
    assert "1 guide fits, of 2" in page_of(response)
    assert "1 guide is left out because of your answer about bones" in page_of(response)
    link = "/collections/sitting-down/left-out/?bones=pelvis&because=bones-on-feet"
    assert f'href="{link}"' in page_of(response)
    left_out = client.get(link)
    assert titles(left_out) == ["Walk"]
    assert "Ask your team first: It is aerobic work on your feet." in page_of(left_out)
    assert 'href="/collections/sitting-down/?bones=pelvis"' in page_of(left_out)
    assert '<meta name="robots" content="noindex, nofollow">' in page_of(left_out)


def test_filter_of_a_collection_is_not_called_a_choice_of_the_visitor(client, rules):
    make_edition("Cycle")
    make_edition("Walk", level=2)
    make_collection()
    assert "Because of your other choices" not in page_of(client.get("/collections/sitting-down/?bones=pelvis"))
    assert titles(client.get("/collections/sitting-down/left-out/?because=level-2")) == []


def test_bone_question_is_asked_until_it_is_answered(client, rules):
    make_edition("Cycle")
    make_collection()
    question = "Has cancer spread to your bones?"
    for path in ("/collections/", "/collections/sitting-down/"):
        page = page_of(client.get(path))
        assert page.count(question) == 1
        assert 'href="?bones=none"' in page
        for answer in ("none", "unsure", "pelvis"):
            assert question not in page_of(client.get(f"{path}?bones={answer}"))


def test_not_sure_shows_nothing_and_says_what_to_ask(client, rules):
    make_edition("Cycle")
    make_collection()
    response = client.get("/collections/sitting-down/?bones=unsure")
    assert titles(response) == []
    assert "Could any bone break easily, or is my back unstable?" in page_of(response)


def test_every_link_to_guides_and_collections_carries_the_bone_answers(client, rules):
    make_edition("Cycle")
    make_edition("Walk", columns=["weight-bearing"])
    make_collection()
    for path in ("/collections/", "/collections/sitting-down/", "/guides/"):
        main = page_of(client.get(f"{path}?bones=pelvis")).partition("<main")[2].partition("</main>")[0]
        links = re.findall(r'<a [^>]*href="(/(?:guides|collections)/[^"]*)"', main)
        forgetful = [link for link in links if "bones=pelvis" not in link and link != "/guides/"]  # start again
        assert links
        assert forgetful == []
    assert '<a href="/guides/?bones=pelvis">' in page_of(client.get("/collections/?bones=pelvis"))


# What it says of itself


def test_collection_says_its_rule_and_that_it_recommends_nothing(client, rules):
    make_equipment("chair", name="Firm chair")
    make_edition("Cycle")
    make_collection(filter="level=1&level=2&kind=aerobic&position=seated&minutes=5&kit=chair")
    page = page_of(client.get("/collections/sitting-down/"))
    assert (
        "This one shows guides at the level “Seated or lying” or “Gentle, holding on”, of the kind “Aerobic”, "
        "in the position “Sitting”, that take 5 minutes or less, that need no more than this: firm chair." in page
    )
    assert "It does not know you and recommends nothing." in page
    assert "picked for the subject, by hand" not in page
    assert "picked for the subject, by hand" in page_of(client.get(make_closed()))


def make_closed():
    make_collection("Closed", guides=["cycle"], is_closed=True, filter="")
    return "/collections/closed/"


def test_collection_leads_to_its_filter_in_the_list(client, rules):
    make_edition("Cycle")
    make_collection()
    assert 'href="/guides/?level=1&bones=pelvis"' in page_of(client.get("/collections/sitting-down/?bones=pelvis"))


def test_overview_says_how_many_guides_each_collection_has_for_these_bones(client, rules):
    make_edition("Cycle")
    make_edition("Walk", columns=["weight-bearing"])
    make_collection("B", order=2)
    make_collection("A", order=1, filter="kind=aerobic")
    page = page_of(client.get("/collections/?bones=pelvis"))
    assert re.findall(r'class="start" href="([^"]*)"', page) == [
        "/collections/a/?bones=pelvis",
        "/collections/b/?bones=pelvis",
    ]
    assert page.count("1 of 2 guides, because of your answer about bones") == 2
    assert "<b>2 guides</b>" in page_of(client.get("/collections/?bones=none"))


def test_overview_without_a_collection_says_so(client):
    assert "There is no collection yet." in page_of(client.get("/collections/"))


def test_home_and_list_lead_to_the_collections(client, rules):
    assert 'href="/collections/"' in page_of(client.get("/"))
    make_edition("Cycle")
    assert "/collections/" not in page_of(client.get("/guides/"))
    make_collection()
    assert 'href="/collections/?bones=pelvis"' in page_of(client.get("/guides/?bones=pelvis&level=1"))


# Refusals


@pytest.mark.parametrize("path", ["/collections/", "/collections/sitting-down/", "/collections/sitting-down/left-out/"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("level=2", "The address asks for “level”, which has no meaning here."),
        ("q=leg", "The address asks for “q”, which has no meaning here."),
        ("bone=pelvis", "The address asks for “bone”, which has no meaning here."),
        ("bones=knee", "“knee” is not one of the answers we know here."),
        ("bones=none&bones=hip", "You chose “none” and a place in the bones."),
    ],
)
def test_an_address_that_cannot_be_read_shows_no_guide_and_says_why(client, rules, path, query, says):
    make_edition("Cycle")
    make_collection()
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert says in page_of(response)
    assert "Cycle" not in page_of(response)


def test_ways_on_from_a_strange_address_keep_the_bone_answers(client, rules):
    make_edition("Cycle")
    make_collection()
    page = page_of(client.get("/collections/sitting-down/?level=2&bones=pelvis"))
    assert 'href="/collections/sitting-down/?bones=pelvis"' in page


def test_overview_has_no_pages_and_mail_programs_may_add_their_names(client, rules):
    make_collection()
    assert client.get("/collections/?page=2").status_code == 400
    assert client.get("/collections/sitting-down/?utm_source=mail").status_code == 200


def test_collection_that_is_not_there_is_not_found(client, rules):
    make_draft_collection()
    for path in ("nope/", "sitting-down/", "sitting-down/left-out/"):
        response = client.get(f"/collections/{path}")
        assert response.status_code == 404
        assert "We cannot find that page" in page_of(response)


@pytest.mark.parametrize("broken", ["", "level=", "level=9", "bones=none", "kit=sold", "q=leg"])
def test_filter_that_cannot_be_read_any_more_shows_nothing(client, rules, broken):
    make_edition("Cycle")
    make_collection(filter=broken)
    assert client.get("/collections/sitting-down/").status_code == 404
    assert "Sitting down" not in page_of(client.get("/collections/"))


# Demonstrations, search engines, cost


def test_collection_is_marked_as_a_demonstration_and_production_shows_none(client, rules, settings):
    make_edition("Cycle")
    make_collection()
    for path in ("/collections/", "/collections/sitting-down/"):
        assert page_of(client.get(path)).count(NOTICE) == 1
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get("/collections/sitting-down/").status_code == 404
    assert "Sitting down" not in page_of(client.get("/collections/"))
    assert "/collections/" not in page_of(client.get("/guides/"))
    assert "sitting-down" not in page_of(client.get("/sitemap.xml"))


def test_search_engines_get_one_address_with_its_description(client, rules):
    make_edition("Cycle")
    make_collection()
    page = page_of(client.get("/collections/sitting-down/"))
    assert '<link rel="canonical" href="https://hub.example.org/collections/sitting-down/">' in page
    assert '<meta name="description" content="For a start.">' in page
    assert 'name="robots"' not in page
    for path in ("/collections/", "/collections/sitting-down/"):
        answered = page_of(client.get(f"{path}?bones=pelvis"))
        assert '<meta name="robots" content="noindex, follow">' in answered
    assert "<loc>https://hub.example.org/collections/sitting-down/</loc>" in page_of(client.get("/sitemap.xml"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_collection_costs_three_queries_after_a_publication_and_one_after_that(
    client, rules, rows, django_assert_num_queries
):
    for n in range(rows):
        make_edition(f"Guide {n}")
        make_collection(f"Collection {n}", guides=["guide-0"])
    with django_assert_num_queries(3):
        client.get("/collections/collection-0/?bones=pelvis")
    with django_assert_num_queries(1):
        client.get("/collections/collection-0/?bones=pelvis")
    with django_assert_num_queries(1):
        client.get("/collections/?bones=pelvis")


def test_a_kept_page_is_answered_with_304_until_something_changes(client, rules, settings):
    settings.DEBUG = False
    make_edition("Cycle")
    make_collection()
    tag = client.get("/collections/sitting-down/").headers["ETag"]
    assert client.get("/collections/sitting-down/", headers={"If-None-Match": tag}).status_code == 304
    ContentVersion.advance()
    assert client.get("/collections/sitting-down/", headers={"If-None-Match": tag}).status_code == 200


def test_signed_guides_are_shown_in_a_collection_beside_examples(client, rules):
    publish(make_guide("Signed"))
    editions.publish_demonstration(make_guide("Example"))
    make_collection()
    assert titles(client.get("/collections/sitting-down/")) == ["Example", "Signed"]
