"""A low-energy day: gentler guides for a list, a guide and a collection, and never past the bone answers."""

import re
from html import unescape

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import catalogue, collection, editions, filters, review
from guides.filters import Choices
from guides.low_energy import InsteadOfCollection, InsteadOfGuide, swapped
from guides.models import ContentVersion, Edition
from guides.selection import Selection
from guides.terms import BoneSite, Rating
from tests.factories import make_collection, make_edition, make_equipment, make_guide, make_rules, publish

pytestmark = pytest.mark.django_db
STANDING = {"level": 2, "positions": ["standing"], "columns": ["weight-bearing"]}
STRETCH = {"kind": "flexibility", "columns": ["stretch"], "movements": ["spine-large"]}
GENTLE = "level=1&position=lying&position=seated&minutes=5"


@pytest.fixture(autouse=True)
def rules(db):
    make_rules()


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def cards(page):
    return re.findall(r'class="card__title"><a href="/guides/([^/]*)/', page)


def link(page, words):
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>(?:<svg[^>]*>.*?</svg>)?{words}', page)
    return found and unescape(found[1])


def words_of(page):
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return " ".join(unescape(text).split())


# The list

CHOSEN = [
    ("", f"?{GENTLE}", ""),
    ("level=3&minutes=20", f"?{GENTLE}", "level=3&minutes=20"),
    ("position=standing&minutes=3", f"?{GENTLE.replace('5', '3')}", "position=standing&minutes=3"),
    ("level=1&position=lying", "?level=1&position=lying&minutes=5", "level=1&position=lying"),
    ("kind=aerobic&kit=none&q=legs", f"?level=1&kind=aerobic&{GENTLE[8:].replace('&min', '&kit=none&min')}&q=legs",
     "kind=aerobic&kit=none&q=legs"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "there", "was"), CHOSEN)
@pytest.mark.parametrize("bones", ["", "bones=hip&bones=lumbar"])
def test_list_is_one_tap_from_a_low_energy_day_and_back(client, before, there, was, bones):
    page = page_of(client, f"/guides/?{before}&{bones}")
    address = link(page, "A low-energy day?")
    asked = filters.read(client.get(address).wsgi_request.GET)
    assert asked.is_valid(), asked.problems
    expected = filters.read(client.get(f"/guides/{there}&{bones}").wsgi_request.GET)
    assert expected.is_valid(), expected.problems
    assert asked.choices == expected.choices
    former = filters.read(client.get(f"/guides/?{was}&{bones}").wsgi_request.GET)
    assert former.is_valid(), former.problems
    page = page_of(client, address)
    assert link(page, "Back to what I chose before") == f"/guides/{former.choices.address()}"
    assert link(page, "A low-energy day?") is None


def test_low_energy_list_says_its_rule_and_no_answer_about_bones_gets_lost(client):
    make_edition("March in a chair")
    page = page_of(client, f"/guides/?{GENTLE}&bones=lumbar&was=bones%3Dnone%26level%3D3")
    assert (
        "This list shows guides at the level “Seated or lying”, in the position “Lying down” or “Sitting”, "
        "that take 5 minutes or less. Guides to ask your team about first, for cancer in the lower back, are left out."
    ) in words_of(page)
    assert link(page, "Back to what I chose before") == "/guides/?level=3&bones=lumbar"
    assert link(page, "Answer the questions again") == f"/find/?{GENTLE}&bones=lumbar"
    assert "was=" not in link(page, "<span>")


def test_a_list_that_is_gentle_already_offers_no_low_energy_day(client):
    assert link(page_of(client, f"/guides/?{GENTLE}"), "A low-energy day?") is None


@pytest.mark.parametrize("was", ["level%3D9", "bone%3Dhip", "was%3Dlevel%253D1", "bones%3Dnone%26bones%3Dhip"])
def test_former_choices_that_cannot_be_read_list_nothing(client, was):
    make_edition("March in a chair")
    response = client.get(f"/guides/?level=1&was={was}")
    assert (response.status_code, cards(response.content.decode())) == (400, [])


# One guide


@pytest.fixture
def walk(rules):
    """Walk, with easier guides down to two that can be done in a chair; only the further one suits the spine."""
    breathe = make_edition("Breathe", kind="breathing", columns=["still"]).guide
    turn = make_edition("Turn in a chair", easier=[breathe], **STRETCH).guide
    march = make_edition("March on the spot", easier=[turn], **STANDING).guide
    return make_edition("Walk", minutes=10, easier=[march], **STANDING).guide


@pytest.mark.parametrize(
    ("bones", "there"), [("", "turn-in-a-chair"), ("?bones=none", "turn-in-a-chair"), ("?bones=lumbar", "breathe")]
)
def test_guide_is_swapped_for_the_nearest_easier_one_that_suits(client, walk, bones, there):
    assert link(page_of(client, f"/guides/walk/{bones}"), "A low-energy day?") == f"/guides/walk/gentler/{bones}"
    page = page_of(client, f"/guides/walk/gentler/{bones}")
    assert cards(page) == [there]
    assert f'href="/guides/{there}/{bones}"' in page
    assert "Here is an easier version of “Walk”. You can do it sitting or lying. It takes no longer." in words_of(page)
    assert link(page, "Back to “Walk”") == f"/guides/walk/{bones}"
    assert link(page, "All gentle guides") == f"/guides/?{GENTLE}{bones.replace('?', '&')}"


def test_easier_version_takes_no_longer(client):
    long, short = make_edition("Long", minutes=5).guide, make_edition("Short", minutes=3).guide
    make_edition("Stand", minutes=3, easier=[long, short], **STANDING)
    assert cards(page_of(client, "/guides/stand/gentler/")) == ["short"]


def test_without_an_easier_version_the_gentle_guides_of_its_kind_are_shown(client):
    make_edition("March in a chair", columns=["weight-bearing"])
    make_edition("Cycle in a chair")
    make_edition("Breathe", kind="breathing", columns=["still"])
    make_edition("Pedal", minutes=10)
    make_edition("Walk", **STANDING)
    page = page_of(client, "/guides/walk/gentler/?bones=lumbar")
    assert cards(page) == ["cycle-in-a-chair"]
    assert "“Walk” has no easier version that fits a low-energy day and suits you." in words_of(page)


def test_a_gentle_guide_says_that_it_is(client):
    make_edition("March in a chair")
    page = page_of(client, "/guides/march-in-a-chair/gentler/")
    assert cards(page) == []
    assert "“March in a chair” is one of the gentlest guides already." in words_of(page)


def test_not_sure_where_gets_questions_for_the_team_and_no_guide(client, walk):
    page = page_of(client, "/guides/walk/gentler/?bones=unsure")
    assert cards(page) == []
    assert "Ask your team these three things:" in words_of(page)


def test_counts_beside_bone_answers_are_what_they_would_give(client, walk):
    page = page_of(client, "/guides/walk/gentler/")
    counts = re.findall(r'name="bones" value="(\w+)".*?filters__count">(\d+)<', page)
    given = [(answer, len(cards(page_of(client, f"/guides/walk/gentler/?bones={answer}")))) for answer, _ in counts]
    assert [(answer, int(count)) for answer, count in counts] == given


def test_swap_carries_the_stop_signs_the_rule_and_the_mark_of_an_example(client):
    easier = make_guide("March in a chair")
    editions.publish_demonstration(easier)
    make_edition("Walk", easier=[easier], **STANDING)
    page = page_of(client, "/guides/walk/gentler/?bones=none")
    for words in ("Stop if something is wrong", "How this list is made", "Example content: not yet checked"):
        assert words in words_of(page)
    assert '<meta name="robots" content="noindex' in page


def test_a_withdrawn_guide_is_gone_from_every_swap(client, walk):
    make_collection("On foot", filter="position=standing")
    addresses = ("/guides/walk/gentler/", "/collections/on-foot/gentler/")
    assert [cards(page_of(client, address)) for address in addresses] == [["turn-in-a-chair"]] * 2
    editions.withdraw(Edition.objects.get(title="Turn in a chair").guide, reason="A step was wrong.")
    assert "turn-in-a-chair" not in "".join(page_of(client, address) for address in addresses)
    editions.withdraw(walk, reason="Too far.")
    assert client.get("/guides/walk/gentler/").status_code == 410
    assert client.get("/guides/nowhere/gentler/").status_code == 404


@pytest.mark.parametrize("address", ["/guides/walk/gentler/", "/collections/on-foot/gentler/"])
@pytest.mark.parametrize("query", ["bones=knee", "bones=none&bones=hip", "level=1", "bone=hip"])
def test_answers_that_cannot_be_read_swap_nothing(client, walk, address, query):
    make_collection("On foot", filter="position=standing")
    response = client.get(f"{address}?{query}")
    assert (response.status_code, cards(response.content.decode())) == (400, [])


# A collection


def test_collection_swaps_each_guide_once_keeps_gentle_ones_and_counts_the_rest(client):
    march = make_edition("March in a chair").guide
    make_edition("Breathe", kind="breathing", columns=["still"])
    make_edition("Walk", easier=[march], **STANDING)
    make_edition("Dance", easier=[march], **STANDING)
    make_edition("Climb stairs", **STANDING)
    make_collection("All", filter="minutes=30")
    assert link(page_of(client, "/collections/all/?bones=none"), "A low-energy day?") == (
        "/collections/all/gentler/?bones=none"
    )
    page = page_of(client, "/collections/all/gentler/")
    assert cards(page) == ["breathe", "march-in-a-chair"]
    assert "2 guides are gentle already, and stay." in words_of(page)
    assert "1 guide is left out: it has no gentle version that suits." in words_of(page)
    assert re.findall(r"<li>([\w ]+, instead of [\w ]+)</li>", page) == [
        "March in a chair, instead of Dance", "March in a chair, instead of Walk"
    ]  # fmt: skip


def test_collection_for_lying_down_with_a_bed_asks_for_nothing_else(client):
    make_equipment("bed")
    chair = make_edition("March in a chair", needs=["chair"], positions=["lying", "seated"]).guide
    sitting = make_edition("Sit tall", easier=[chair]).guide
    bed = make_edition("Tense your thighs", needs=["bed"], positions=["lying"], easier=[sitting], minutes=10).guide
    make_edition("Lift your hips", needs=["bed"], positions=["lying"], level=2, easier=[bed, sitting])
    make_collection("In bed", filter="position=lying&kit=bed")
    assert cards(page_of(client, "/collections/in-bed/gentler/")) == []


# Never past the bones, whatever ladders and ratings there are

NUMBERS = range(1, 7)
RATINGS = st.fixed_dictionaries({f"bone_{site}": st.sampled_from(Rating.values) for site in BoneSite.values})
GUIDES = st.fixed_dictionaries(
    {
        "easier": st.lists(st.sampled_from([*NUMBERS, 99]), max_size=3),
        "ratings": RATINGS,
        "level": st.sampled_from([1, 1, 2, 4]),
        "positions": st.sampled_from(["seated", "lying seated", "seated standing", "standing"]),
        "minutes": st.sampled_from([3, 5, 10]),
    }
)
LIBRARIES = st.tuples(*[GUIDES for _ in NUMBERS])
SITES = st.lists(st.sampled_from([*BoneSite.values, "hip", "unsure"]), max_size=3, unique=True)


@pytest.fixture
def fill(rules):
    """Puts editions with other ladders, tags and ratings in place of those there are."""
    made = [publish(make_guide(f"Guide {number}", number=number)) for number in NUMBERS]
    names = [field.attname for field in Edition._meta.concrete_fields if not field.primary_key]

    def fill(library):
        Edition.objects.update(state="superseded", ended_at=made[0].published_at)
        for said, edition in zip(library, made, strict=True):
            values = {name: getattr(edition, name) for name in names} | {"number": 2, "changed_in": 0}
            values |= {name: said[name] for name in ("level", "positions", "minutes")} | said["ratings"]
            values["document"] = edition.document | {"easier_guides": said["easier"]}
            Edition.objects.create(**values)

    return fill


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIBRARIES, SITES)
def test_no_ladder_and_no_rating_leads_past_the_bones_or_the_list(fill, library, answers):
    with transaction.atomic():
        fill(library)
        kept = catalogue.Catalogue(*ContentVersion.current(), "en", review.today())
        said = Choices(bones=tuple(answers))
        listed = Selection(kept, swapped(said))
        allowed = {kept.pks[position] for position in listed.page(1, 100)}
        shown = collection.ShownCollection("all", "All", "", False, False, Choices(), (), review={}, review_on=None)
        swaps = [InsteadOfGuide(kept, edition, said) for edition in Edition.objects.filter(number=2)]
        for selection in (*swaps, InsteadOfCollection(kept, shown, said)):
            found = [kept.pks[position] for position in selection.page(1, 100)]
            assert len(found) == len(set(found)) == selection.count
            assert set(found) <= allowed
            of_them = Edition.objects.filter(pk__in=found)
            assert [e for e in of_them for site in said.sites if e.rating(site) == Rating.ASK] == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_swap_costs_as_many_queries_with_three_rows_as_with_one(client, rows, django_assert_num_queries):
    below = [make_edition(f"Sit {number}").guide for number in range(rows)]
    for number, guide in enumerate(below):
        make_edition(f"Stand {number}", easier=[guide], **STANDING)
    make_collection("All", filter="minutes=30")
    catalogue.current()
    with django_assert_num_queries(3):  # content version, ladders, cards
        client.get("/collections/all/gentler/")
    with django_assert_num_queries(1):
        client.get("/collections/all/gentler/")
    with django_assert_num_queries(2):  # edition, content version: the ladders and the cards are known
        client.get("/guides/stand-0/gentler/?bones=none")
