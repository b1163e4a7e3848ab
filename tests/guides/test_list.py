"""The list through the front door."""

import html
import re

import pytest

from guides import editions
from guides.models import Edition
from tests.drawings import entry
from tests.factories import make_edition, make_equipment, make_guide, make_person, make_rules, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def page_of(response):
    return html.unescape(response.content.decode())


def titles(response):
    """The titles on the cards of a page, in order."""
    return re.findall(r'class="card__title"><a href="[^"]*">([^<]*)', page_of(response))


def count_beside(response, option):
    """The number beside one option of the filters, like `kit-chair`."""
    row = re.search(rf'id="choose-{option}".*?filters__count">(\d+)', page_of(response))
    return int(row.group(1))


def test_list_shows_live_guides_gentlest_first_then_a_to_z(client):
    make_edition("Step", level=3)
    make_edition("Breathe", columns=["still"])
    make_edition("Arms", columns=["upper"])
    assert titles(client.get("/guides/")) == ["Arms", "Breathe", "Step"]


def test_list_leaves_out_a_guide_that_was_never_published(client):
    make_guide("Draft")
    assert titles(client.get("/guides/")) == []


def test_list_leaves_out_guides_rated_ask_for_a_chosen_site(client):
    make_edition("Cycle")
    make_edition("Walk", columns=["weight-bearing"])
    assert titles(client.get("/guides/?bones=pelvis")) == ["Cycle"]
    assert titles(client.get("/guides/?bones=humerus")) == ["Cycle", "Walk"]
    assert titles(client.get("/guides/?bones=humerus&bones=pelvis")) == ["Cycle"]


def test_list_leaves_out_guides_not_checked_for_the_site(client):
    guide = make_guide("Cycle", columns=["non-weight-bearing"], movements=["no-such-movement"])
    publish(guide)
    assert titles(client.get("/guides/?bones=pelvis")) == []
    assert titles(client.get("/guides/?bones=none")) == ["Cycle"]


def test_pelvis_or_hip_means_both_sites(client):
    make_edition("Cycle")
    guide = make_guide("Reach")
    for site in ("pelvis", "femur"):
        edition = publish(make_guide(f"Reach {site}", ratings={
            site: {"override": 2, "override_reason": "Ask."}
        }))  # fmt: skip
        assert edition.rating(site) == 2
    publish(guide)
    assert titles(client.get("/guides/?bones=hip")) == ["Cycle", "Reach"]
    assert titles(client.get("/guides/?bones=pelvis")) == ["Cycle", "Reach", "Reach femur"]


def test_suitable_guides_come_before_those_with_a_change_and_the_card_shows_the_change(client):
    make_edition("A march", movements=["hip-free"])
    make_edition("Cycle")
    response = client.get("/guides/?bones=pelvis")
    assert titles(response) == ["Cycle", "A march"]
    assert "Suitable with a change: Keep the hip movement small and slow." in page_of(response)
    assert "Usually suitable</span>" in page_of(response)


def test_cards_carry_the_bone_answers_and_nothing_else_to_the_guide(client):
    make_edition("Cycle")
    assert 'href="/guides/cycle/?bones=pelvis"' in page_of(client.get("/guides/?bones=pelvis&level=1"))
    assert 'href="/guides/cycle/"' in page_of(client.get("/guides/?level=1"))


def test_kit_means_with_only_what_i_have(client):
    make_edition("Nothing")
    make_edition("Chair", needs=["chair"])
    make_edition("Either", needs=[("chair", "wall")])
    make_edition("Both", needs=["chair", "band"])
    assert titles(client.get("/guides/?kit=none")) == ["Nothing"]
    assert titles(client.get("/guides/?kit=wall")) == ["Either", "Nothing"]
    assert titles(client.get("/guides/?kit=chair")) == ["Chair", "Either", "Nothing"]
    assert titles(client.get("/guides/?kit=chair&kit=band")) == ["Both", "Chair", "Either", "Nothing"]


def test_several_values_of_one_name_mean_any_of_them(client):
    make_edition("One", level=1)
    make_edition("Two", level=2, kind="strength")
    make_edition("Three", level=3, positions=["standing", "moving"])
    assert titles(client.get("/guides/?level=1&level=3")) == ["One", "Three"]
    assert titles(client.get("/guides/?kind=strength")) == ["Two"]
    assert titles(client.get("/guides/?position=moving&position=lying")) == ["Three"]
    assert titles(client.get("/guides/?minutes=4&minutes=5")) == ["One", "Two", "Three"]


def test_minutes_mean_at_most(client):
    make_edition("Short", minutes=5)
    make_edition("Long", minutes=6)
    assert titles(client.get("/guides/?minutes=5")) == ["Short"]


def test_empty_answers_of_a_plain_form_say_nothing(client):
    make_edition("Cycle")
    assert titles(client.get("/guides/?level=&kind=&minutes=&bones=&kit=&q=&page=")) == ["Cycle"]


def test_tracking_names_that_others_append_say_nothing(client):
    make_edition("Cycle")
    assert titles(client.get("/guides/?utm_source=news&fbclid=1")) == ["Cycle"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("level=9", "“9” is not one of the answers we know here."),
        ("level=1&level=x", "“x” is not one of the answers we know here."),
        ("kind=running", "“running” is not one of the answers we know here."),
        ("position=flying", "“flying” is not one of the answers we know here."),
        ("kit=trampoline", "“trampoline” is not one of the answers we know here."),
        ("bones=knee", "“knee” is not one of the answers we know here."),
        ("bones=none&bones=pelvis", "You chose “none” and a place in the bones. Choose one or the other."),
        ("minutes=soon", "Enter a whole number."),
        ("minutes=0", "Ensure this value is greater than or equal to 1."),
        ("page=first", "Enter a whole number."),
        ("page=0", "Ensure this value is greater than or equal to 1."),
        (f"q={'a' * 101}", "Ensure this value has at most 100 characters (it has 101)."),
        ("bone=pelvis", "The address asks for “bone”, which the hub does not know. Did you mean “bones”?"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_lists_nothing_and_says_why(client, query, says):
    make_edition("Cycle")
    response = client.get(f"/guides/?{query}")
    assert response.status_code == 400
    assert says in page_of(response)
    assert "Cycle" not in page_of(response)


def test_a_contradiction_about_bones_offers_both_ways_out(client):
    page = page_of(client.get("/guides/?bones=none&bones=pelvis"))
    assert 'href="/guides/?bones=pelvis"' in page
    assert 'href="/guides/?bones=none"' in page


def test_counts_say_what_each_option_would_give(client):
    make_edition("March", needs=["chair"])
    make_edition("Walk", level=2, columns=["weight-bearing"], positions=["moving"])
    response = client.get("/guides/?bones=pelvis")
    assert {option: count_beside(response, option) for option in ("level-1", "level-2", "kit-chair", "kit-none")} == {
        "level-1": 1,
        "level-2": 0,
        "kit-chair": 1,
        "kit-none": 0,
    }
    assert count_beside(response, "bones-none") == 2
    assert "0 means: with your other choices, none fits." in page_of(response)


def test_chips_remove_one_choice_and_keep_the_others(client):
    make_equipment("chair")
    make_edition("March", needs=["chair"])
    page = page_of(client.get("/guides/?level=1&kit=chair&bones=pelvis&minutes=10&q=march"))
    chips = re.findall(r'class="chip" href="([^"]*)"', page)
    assert chips == [
        "?kit=chair&minutes=10&bones=pelvis&q=march",
        "?level=1&kit=chair&minutes=10&q=march",
        "?level=1&minutes=10&bones=pelvis&q=march",
        "?level=1&kit=chair&bones=pelvis&q=march",
        "?level=1&kit=chair&minutes=10&bones=pelvis",
    ]


def test_number_of_results_is_said_in_words_in_a_live_region(client):
    make_edition("March")
    make_edition("Walk", level=2)
    found = re.search(r'role="status" data-count>([^<]*)', page_of(client.get("/guides/?level=1")))
    assert found.group(1) == "1 guide fits, of 2"


def test_left_out_panel_counts_by_reason_and_links_to_the_guides(client):
    make_edition("Walk", columns=["weight-bearing"])
    make_edition("Stroll", columns=["weight-bearing"])
    make_edition("Cycle")
    page = page_of(client.get("/guides/?bones=pelvis"))
    assert "2 guides are left out because of your answer about bones" in page
    assert 'href="/guides/left-out/?bones=pelvis&because=bones-on-feet"' in page
    assert "We leave these out when cancer is in the pelvis." in page


def test_left_out_guides_are_labelled_ask_your_team_first(client):
    make_edition("Walk", columns=["weight-bearing"])
    make_edition("Cycle")
    response = client.get("/guides/left-out/?bones=pelvis&because=bones-on-feet")
    assert titles(response) == ["Walk"]
    assert "status--ask" in page_of(response)
    assert "Ask your team first: It is aerobic work on your feet." in page_of(response)
    assert '<meta name="robots" content="noindex, nofollow">' in page_of(response)


def test_guides_left_out_by_another_choice_can_be_added_to_the_choices(client):
    make_edition("Stand", positions=["standing"])
    make_edition("Sit")
    assert "position-standing" in page_of(client.get("/guides/?position=seated"))
    response = client.get("/guides/left-out/?position=seated&because=position-standing")
    assert titles(response) == ["Stand"]
    assert "Ask your team first: It needs standing." in page_of(response)
    assert 'href="/guides/?position=seated&position=standing"' in page_of(response)


def test_left_out_page_refuses_what_it_cannot_read(client):
    make_edition("Walk", columns=["weight-bearing"])
    assert client.get("/guides/left-out/?bone=pelvis&because=bones-on-feet").status_code == 400
    assert titles(client.get("/guides/left-out/?bones=pelvis&because=nonsense")) == []


def test_bone_question_is_asked_once_until_it_is_answered(client):
    make_edition("Cycle")
    assert page_of(client.get("/guides/")).count("Has cancer spread to your bones?") == 1
    for answer in ("none", "unsure", "pelvis"):
        assert "Has cancer spread to your bones?" not in page_of(client.get(f"/guides/?bones={answer}"))


def test_not_sure_lists_nothing_and_says_what_to_ask(client):
    make_edition("Cycle")
    response = client.get("/guides/?bones=unsure")
    assert titles(response) == []
    assert "Could any bone break easily, or is my back unstable?" in page_of(response)


def test_words_search_forgives_and_combines_with_filters(client):
    make_edition("March in a chair", text={"lay_words": "tired legs, getting out of a chair"})
    make_edition("Chair stand", level=2)
    assert titles(client.get("/guides/?q=chiar")) == ["March in a chair", "Chair stand"]
    assert titles(client.get("/guides/?q=chiar&level=2")) == ["Chair stand"]
    assert titles(client.get("/guides/?q=tired+legs")) == ["March in a chair"]


def test_words_search_finds_no_guide_by_when_to_leave_it_out(client):
    make_edition("March", text={"not_for": "If an elbow is sore."})
    make_edition("Curl", text={"lay_words": "elbow"})
    assert titles(client.get("/guides/?q=elbow")) == ["Curl"]


def test_words_that_nothing_matches_show_an_empty_state_with_a_way_on(client):
    make_edition("March in a chair")
    response = client.get("/guides/?q=xylophone&level=1")
    assert titles(response) == []
    assert "No guide says anything like “xylophone”." in page_of(response)
    assert 'href="?level=1"' in page_of(response)


@pytest.mark.parametrize("words", ["%00", "'; DROP TABLE", "%F0%9F%92%A9", '"*"', "<script>alert(1)</script>"])
def test_words_search_takes_any_text(client, words):
    make_edition("March")
    response = client.get("/guides/", {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_pages_keep_the_filters_and_show_every_guide_once(client):
    for n in range(30):
        make_edition(f"Guide {n:02}")
    first = client.get("/guides/?level=1&bones=pelvis")
    assert len(titles(first)) == 24
    assert 'href="?level=1&bones=pelvis&page=2"' in page_of(first)
    second = client.get("/guides/?level=1&bones=pelvis&page=2")
    assert sorted(titles(first) + titles(second)) == [f"Guide {n:02}" for n in range(30)]
    assert 'href="?level=1&bones=pelvis"' in page_of(second)


def test_a_page_past_the_end_says_so(client):
    make_edition("March")
    response = client.get("/guides/?page=7")
    assert response.status_code == 404
    assert "There is no such page" in page_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_three_queries_after_a_publication_and_one_after_that(client, rows, django_assert_num_queries):
    for n in range(rows):
        make_edition(f"Guide {n}")
    with django_assert_num_queries(3):
        client.get("/guides/?bones=pelvis&q=guide")
    with django_assert_num_queries(1):
        client.get("/guides/?bones=pelvis")


def test_demonstration_editions_say_so_on_the_list(client, settings):
    editions.publish_demonstration(make_guide("Example"))
    page = page_of(client.get("/guides/"))
    assert page.count("Example content: not yet checked by a clinician") == 2
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert titles(client.get("/guides/")) == []


def test_a_withdrawn_guide_is_gone_on_the_next_request(client):
    edition = make_edition("March")
    assert titles(client.get("/guides/")) == ["March"]
    editions.withdraw(edition.guide, reason="A step was wrong.")
    assert titles(client.get("/guides/")) == []


def test_a_kept_page_is_answered_with_304_until_something_is_published(client, settings):
    settings.DEBUG = False
    make_edition("March")
    tag = client.get("/guides/").headers["ETag"]
    assert client.get("/guides/", headers={"If-None-Match": tag}).status_code == 304
    make_edition("Walk")
    assert client.get("/guides/", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_compressed_for_those_who_can_read_it(client):
    make_edition("March")
    assert client.get("/guides/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/guides/").headers


def test_an_edition_that_was_replaced_is_not_listed(client):
    edition = make_edition("March")
    edition.guide.texts.update(title="March on")
    publish(edition.guide, author=make_person("Cy"))
    assert titles(client.get("/guides/")) == ["March on"]
    assert Edition.objects.count() == 2


# Pictures on cards


def pictures(response):
    """What the panel of each card shows: the attributes of a drawing, or the name of a sign."""
    panels = re.findall(r'<div class="card__picture.*?</div>', page_of(response), re.DOTALL)
    drawings = [re.search(r"<img ([^>]*)>", panel) for panel in panels]
    signs = [re.search(r"#([a-z]+)\"", panel) for panel in panels]
    return [
        dict(re.findall(r'([a-z]+)="([^"]*)"', drawing[1])) if drawing else sign[1]
        for drawing, sign in zip(drawings, signs, strict=True)
    ]


WORDS = {"start_picture": "She sits.", "end_picture": "She stands."}


def card(name, look="figure"):
    address = f"/static/figures/{name}-1.svg"
    size = {"width": "254", "height": "206"}
    return {"class": look, "src": address, "alt": "", "loading": "lazy", "decoding": "async"} | size


def test_cards_show_the_first_drawing_or_else_the_sign(client, ship):
    ship(arms=entry("arms"), breathe=entry("breathe"))
    make_edition("Arms", text=WORDS)
    make_edition("Breathe", positions=["lying"], text=WORDS)
    make_edition("Cycle", text=WORDS)
    expected = [card("arms"), card("breathe", "figure figure--wide"), "seated"]
    assert pictures(client.get("/guides/")) == expected
    assert pictures(client.get("/embed/guides/")) == expected


def test_cards_show_the_sign_where_the_drawing_changed_since_the_sign_off(client, ship):
    ship(arms=entry(digest="00000000000000aa"))
    make_edition("Arms", text=WORDS)
    ship(arms=entry(digest="00000000000000bb"))
    assert pictures(client.get("/guides/")) == ["seated"]


def test_drawings_cost_a_list_no_query_and_few_bytes(client, ship, django_assert_num_queries):
    names = [f"guide-{number}" for number in range(24)]
    ship(**{name: entry(name) for name in names})
    for name in names:
        make_edition(name, text=WORDS)
    with django_assert_num_queries(3):
        drawn = client.get("/guides/")
    assert [each["src"] for each in pictures(drawn)] == sorted(f"/static/figures/{name}-1.svg" for name in names)
    assert sum(len(part) for part in re.findall(r"<img [^>]*>", page_of(drawn))) < 24 * 160
