"""The finder: one question a page, answers in the address alone, and the list at its end."""

import re
from html import unescape
from itertools import pairwise

import pytest

from tests.factories import make_edition, make_equipment, make_rules

pytestmark = pytest.mark.django_db
STEPS = ("/find/", "/find/told/", "/find/bones/?told=yes", "/find/kit/", "/find/time/")
EVERYTHING = "level=2&position=seated&kit=chair&minutes=10&bones=hip&q=legs"


@pytest.fixture(autouse=True)
def guides(db):
    make_rules()
    make_equipment("chair")
    make_edition("March in a chair", needs=["chair"])


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def asking(address, query):
    """The address of a question with these answers too."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


def carried(page):
    return [f"{name}={value}" for name, value in re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page)]


def fields(page):
    return set(re.findall(r'<input[^>]*type="(?:radio|checkbox)" name="(\w+)"', page))


def chosen(page):
    return re.findall(r'<input[^>]*name="\w+" value="(\w*)"[^>]* checked', page)


def link(page, words):
    """Where the link with these words leads."""
    return unescape(re.search(rf'<a href="([^"]*)">(?:<svg.*?</svg>)?{words}', page)[1])


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def sent(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


def test_each_page_asks_one_question_and_says_which(client):
    pages = [page_of(client, step) for step in STEPS]
    assert [fields(page) for page in pages] == [{"level"}, {"told"}, {"bones"}, {"kit"}, {"minutes"}]
    counted = [re.search(r"<b>Question (\d) of 5</b>", page)[1] for page in pages]
    assert counted == [str(page.count("finder__bar--done")) for page in pages] == ["1", "2", "3", "4", "5"]
    assert [page.count("<h1") for page in pages] == [1] * 5


def test_each_page_leads_to_the_next_and_the_last_to_the_list(client):
    actions = [re.search(r'<form[^>]* action="([^"]*)"', page_of(client, step))[1] for step in STEPS]
    assert actions == ["/find/told/", "/find/bones/", "/find/kit/", "/find/time/", "/guides/"]


def test_each_page_carries_all_other_answers_and_shows_its_own(client):
    pages = [page_of(client, asking(step, EVERYTHING)) for step in STEPS]
    answers = EVERYTHING.split("&")
    own = ["level", None, "bones", "kit", "minutes"]
    expected = [{one for one in answers if one.split("=")[0] != name} for name in own]
    expected[2].add("told=yes")
    assert [set(carried(page)) for page in pages] == expected
    assert [chosen(page) for page in pages] == [["2"], ["yes"], ["hip"], ["chair"], ["10"]]


def test_back_leads_to_the_question_before_with_the_answers(client):
    backs = [link(page_of(client, asking(step, "minutes=10&bones=hip")), "Back") for step in STEPS]
    kept = "minutes=10&bones=hip"
    assert backs == [
        f"/guides/?{kept}",
        f"/find/?{kept}",
        f"/find/told/?told=yes&{kept}",
        f"/find/bones/?told=yes&{kept}",
        f"/find/kit/?{kept}",
    ]
    assert link(page_of(client, "/find/"), "Back") == "/"
    assert link(page_of(client, "/find/kit/?bones=none"), "Back") == "/find/told/?bones=none"


def test_skip_leads_on_without_an_answer_and_never_past_a_yes(client):
    skips = [link(page_of(client, asking(step, "q=legs")), "Skip this question") for step in STEPS]
    assert skips == ["/find/told/?q=legs", "/find/kit/?q=legs", "/find/kit/?bones=unsure&q=legs",
                     "/find/time/?q=legs", "/guides/?q=legs"]  # fmt: skip
    assert link(page_of(client, "/find/time/?minutes=5&level=1"), "Take my answer away") == "/guides/?level=1"


@pytest.mark.parametrize(
    ("told", "leads_to"),
    [
        ("no", "/find/kit/?level=1&bones=none"),
        ("unsure", "/find/kit/?level=1&bones=unsure"),
        ("unstable", "/find/team/?level=1&bones=hip"),
    ],
)
def test_answer_about_cancer_in_the_bones_leads_where_it_belongs(client, told, leads_to):
    assert sent(client, f"/find/bones/?told={told}&level=1&bones=hip") == (302, leads_to)


def test_yes_is_asked_where_until_it_is_said(client):
    page = page_of(client, "/find/kit/?told=yes&level=1")
    assert fields(page) == {"bones"}
    assert "Choose at least one place" in page
    assert fields(page_of(client, "/find/time/?told=yes&bones=none")) == {"bones"}
    assert fields(page_of(client, "/find/kit/?told=yes&bones=lumbar")) == {"kit"}
    assert chosen(page_of(client, "/find/bones/?told=yes&bones=none")) == []


def test_nothing_more_is_asked_when_no_guide_is_left(client):
    assert sent(client, "/find/kit/?level=1&bones=unsure") == (302, "/guides/?level=1&bones=unsure")
    assert "Ask your team these three things" in page_of(client, "/guides/?level=1&bones=unsure")


def test_not_sure_how_i_feel_takes_the_gentlest_level(client):
    page = page_of(client, "/find/")
    assert re.findall(r'name="level" value="(\d)"', page) == ["1", "2", "3", "4", "1"]
    assert words_of(page).index("I am not sure") > words_of(page).index("I am active most days")


def test_choices_of_the_list_that_a_page_has_no_line_for_can_be_kept(client):
    page = page_of(client, "/find/?level=1&level=2&bones=none")
    assert "“Seated or lying” or “Gentle, holding on”" in words_of(page)
    assert (chosen(page), link(page, "Keep this")) == ([], "/find/told/?level=1&level=2&bones=none")
    page = page_of(client, "/find/time/?minutes=7")
    assert (chosen(page), link(page, "Keep this")) == ([], "/guides/?minutes=7")


@pytest.mark.parametrize("step", [*STEPS, "/find/team/"])
@pytest.mark.parametrize("query", ["bone=hip", "bones=knee", "level=9", "kit=sofa", "bones=none&bones=hip"])
def test_what_cannot_be_read_is_not_asked_further_and_says_why(client, step, query):
    response = client.get(asking(step, query))
    page = response.content.decode()
    assert (response.status_code, fields(page)) == (400, set())
    assert "We could not read your choices" in page
    assert 'href="/find/">Start again' in page


def test_an_unknown_word_about_bones_is_not_taken_for_no(client):
    assert client.get("/find/bones/?told=perhaps").status_code == 400
    assert client.get("/find/kit/?told=perhaps").status_code == 400


def test_unstable_bones_end_with_the_team_and_no_exercise(client):
    page = page_of(client, "/find/team/?level=1&bones=hip")
    words = words_of(page)
    for sign in ("numbness between your legs", "loss of control of your bladder", "Pain like a tight band".lower()):
        assert sign in words
    assert words.index("Call your emergency number now") < words.index("What to do now")
    assert "How much weight may I put on this leg or arm?" in words
    assert "They have not yet been checked by a clinician." in words
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r'href="(/guides/[^"]*|/collections/[^"]*)"', main) == []
    assert link(page, "Back") == "/find/told/?told=unstable&level=1&bones=hip"
    assert chosen(page_of(client, "/find/told/?told=unstable&level=1&bones=hip")) == ["unstable"]


def test_pages_for_patients_have_short_sentences_and_an_outline_without_gaps(client):
    for step in (*STEPS, "/find/team/"):
        page = page_of(client, step)
        main = page[page.index("<main") : page.index("</main>")]
        blocks = re.split(r"</(?:p|li|h[1-6]|span|label|button)>|<p\b", main)
        texts = [" ".join(re.sub(r"<[^>]+>", " ", block).split()) for block in blocks]
        sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?:]) ", text)]
        assert [sentence for sentence in sentences if len(re.sub(r"\(112 .*?\)", "", sentence).split()) > 16] == []
        levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_only_the_first_question_without_answers_is_for_search_engines(client):
    addresses = (*STEPS, "/find/team/", "/find/?level=1")
    assert ["noindex" in page_of(client, address) for address in addresses] == [False, *[True] * 6]


def test_masthead_marks_the_finder(client):
    for address, mark in [("/find/", "page"), ("/find/time/", "true"), ("/find/bones/", "true")]:
        header = page_of(client, address).split("</header>")[0]
        assert re.findall(r'href="([^"]*)" aria-current="(\w+)"', header) == [("/find/", mark)]


def test_a_question_costs_one_query(client, django_assert_num_queries):
    client.get("/find/kit/")
    with django_assert_num_queries(1):
        client.get("/find/kit/?bones=hip")


def test_the_finder_is_only_read(client):
    assert [client.post(step.split("?")[0]).status_code for step in (*STEPS, "/find/team/")] == [405] * 6
