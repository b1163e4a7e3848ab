"""The form of a guide at the desk in a real browser: the bone table, the marks, unsaved work, the preview, axe."""

from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from guides.models import GuideText
from tests.browser.conftest import REPORT_VIOLATIONS, ask
from tests.browser.test_pages import RULES, violations
from tests.desk import signed_in
from tests.factories import make_guide, make_person, make_ready_guide

pytestmark = pytest.mark.browser

GUIDES = "/admin/guides/guide/"
NUMBERS = count(5000)  # far from those of the library
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def session_of(name):
    return signed_in(make_person(name, is_superuser=True)).cookies[settings.SESSION_COOKIE_NAME].value


class Curator:
    """A browser at the desk. Its pages may ask nobody but the hub and must not complain."""

    def __init__(self, chromium, site, name="Edda", **wishes):
        self.site, self.name, self.complaints = site, name, []
        self.context = chromium.new_context(base_url=site, locale="en-GB", **({"viewport": WIDE} | wishes))
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", self._note)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.sign_in()

    def _note(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self):
        value = ask(session_of, self.name)
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": f"{self.site}/admin/"}])

    def sign_out(self):
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    def open(self, path, *, is_form=True):
        page = self.context.new_page()
        page.goto(path)
        if is_form:
            page.locator('[data-unsaved="ready"]').wait_for(state="attached")
        return page

    def write(self, guide, **fields):
        """Open a guide, write into its first wording, and wait until the browser keeps it."""
        page = self.open(form_of(guide))
        for name, words in fields.items():
            page.locator(f"#id_texts-0-{name}").fill(words)
        page.get_by_text("Not saved yet. This browser keeps your words until you save.").wait_for()
        return page


@pytest.fixture
def desk(site, chromium):
    curators = []

    def desk(**wishes):
        curators.append(Curator(chromium, site, **wishes))
        return curators[-1]

    yield desk
    for curator in curators:
        curator.context.close()
        assert curator.complaints == []


@pytest.fixture
def guide(db):
    """The key of a guide that only the desk knows."""
    number = next(NUMBERS)
    title, tags = "Wave at the desk", ["hip-free"]
    return ask(lambda: make_ready_guide(title, slug=f"wave-{number}", number=number, movements=tags).pk)


@pytest.fixture
def other_guide(guide):
    number = next(NUMBERS)
    return ask(lambda: make_guide("Nod at the desk", slug=f"nod-{number}", number=number).pk)


def form_of(guide):
    return f"{GUIDES}{guide}/change/"


def offer(page):
    return page.get_by_role("region", name="Unsaved work")


def save(page):
    page.get_by_role("button", name="Save and continue editing").last.click()


def saved_words(guide, name):
    return ask(lambda: getattr(GuideText.objects.get(guide=guide), name))


def unfold(page):
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")


# Axe, room and keyboard


@pytest.mark.parametrize("path", ["{guide}/change/", "add/", "{guide}/preview/", "{guide}/preview/?as=print&look=dark"])
def test_axe_finds_nothing_at_the_desk(desk, guide, path):
    curator = desk()
    page = curator.open(GUIDES + path.format(guide=guide), is_form="preview" not in path)
    unfold(page)
    assert curator.complaints == []
    assert violations(page, RULES, "light") == []
    page.set_viewport_size(NARROW)
    assert violations(page, RULES, "dark") == []
    curator.complaints.clear()  # axe copies elements together with styles that scripts gave them


@pytest.mark.parametrize("path", ["{guide}/change/", "add/", "{guide}/preview/", "{guide}/preview/?as=print"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_at_the_desk_scrolls_sideways(desk, guide, path, width):
    screen = {"width": width, "height": 800}
    page = desk(viewport=screen).open(GUIDES + path.format(guide=guide), is_form="preview" not in path)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_link_of_the_checklist_opens_the_part_and_puts_the_cursor_there(desk, guide):
    page = desk().open(form_of(guide))
    page.get_by_role("link", name="How it was made").press("Enter")
    assert page.locator("#part-made").get_attribute("open") == ""
    assert page.evaluate("document.activeElement.closest('details').id") == "part-made"


# The bone table


def test_bone_table_follows_the_boxes_and_says_what_got_stricter(desk, guide):
    page = desk().open(form_of(guide))
    rating = page.locator('[data-derived="pelvis"] .derived__rating')
    assert rating.inner_text().strip() == "Suitable with a change"
    page.get_by_label("Aerobic work on your feet").check()
    news = page.locator("[data-bones-news]")
    page.get_by_text("Stricter now:").wait_for()
    assert (news.get_attribute("role"), news.inner_text()) == (
        "status",
        "Stricter now: Pelvis, Lower back, Hip or thigh bone.",
    )
    assert rating.inner_text().strip() == "Ask your team first"
    page.get_by_label("Aerobic work on your feet").uncheck()
    page.get_by_text("Less strict now:").wait_for()
    assert rating.inner_text().strip() == "Suitable with a change"


def test_override_says_at_once_where_it_departs(desk, guide):
    page = desk().open(form_of(guide))
    override = page.locator('[data-override="other"]')
    override.locator("summary").click()
    override.locator("select").select_option("Usually suitable")
    assert override.locator("[data-departs]").inner_text() == "Looser than the rules. The second person is shown this."


def test_without_a_script_the_table_says_when_it_is_worked_out(desk, guide):
    page = desk(java_script_enabled=False).open(form_of(guide), is_form=False)
    assert page.get_by_text("As last saved. It is worked out anew when you save.").is_visible()
    assert not page.get_by_text("It follows the boxes as you tick them.").is_visible()


# Measuring


def test_hard_words_and_long_sentences_are_marked_while_writing(desk, guide):
    page = desk().open(form_of(guide))
    field = page.locator("#id_texts-0-why")
    field.fill("It is good. It helps your gait.")
    mark = page.locator('[data-marks="why"] li')
    mark.wait_for()
    assert mark.inner_text().startswith("“gait” is not explained. Say “way you walk” instead, or beside it.")
    assert field.get_attribute("aria-describedby").split()[-1] == "id_texts-0-why_marks"
    assert page.locator("[data-measured-summary]").inner_text().count("1 unexplained term.") == 1
    mark.get_by_role("button", name="Show it").click()
    chosen = field.evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "It helps your gait"
    field.fill("It helps the way you walk.")
    mark.wait_for(state="detached")


# Unsaved work


def test_closed_tab_loses_nothing(desk, guide):
    curator = desk()
    curator.write(guide, tips="Look ahead.", why="It wakes you up.").close()
    page = curator.open(form_of(guide))
    words = offer(page).inner_text()
    assert words.startswith("You have unsaved work of ")
    assert words.count("Fields that differ from what is here: 2.") == 1
    assert page.locator("#id_texts-0-tips").input_value() == ""
    offer(page).get_by_role("button", name="Bring it back").click()
    assert page.locator("#id_texts-0-tips").input_value() == "Look ahead."
    assert page.locator("#id_texts-0-why").input_value() == "It wakes you up."
    save(page)
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    assert saved_words(guide, "tips") == "Look ahead."
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk-unsaved'))") == []
    assert not offer(curator.open(form_of(guide))).is_visible()


def test_closing_at_once_loses_nothing_either(desk, guide):
    curator = desk()
    page = curator.open(form_of(guide))
    page.locator("#id_texts-0-tips").fill("Look ahead.")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.close()
    assert offer(curator.open(form_of(guide))).is_visible()


def test_expired_session_loses_nothing(desk, guide):
    curator = desk()
    page = curator.write(guide, tips="Look ahead.")
    curator.sign_out()
    save(page)
    page.wait_for_url(lambda address: urlsplit(address).path != form_of(guide))
    assert parse_qs(urlsplit(page.url).query)["next"] == [form_of(guide)]
    assert saved_words(guide, "tips") == ""
    curator.sign_in()
    page.goto(form_of(guide))
    offer(page).get_by_role("button", name="Bring it back").click()
    save(page)
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    assert saved_words(guide, "tips") == "Look ahead."
    assert not offer(page).is_visible()


def test_page_with_errors_keeps_the_work(desk, guide):
    curator = desk()
    page = curator.write(guide, tips="Look ahead.", title="")
    save(page)
    page.get_by_text("Please correct the error").wait_for()
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    assert not offer(page).is_visible()
    assert page.locator("#id_texts-0-tips").input_value() == "Look ahead."
    page.close()
    page = curator.open(form_of(guide))
    offer(page).get_by_role("button", name="Bring it back").click()
    assert page.locator("#id_texts-0-tips").input_value() == "Look ahead."


def test_two_guides_and_two_people_keep_their_own(desk, guide, other_guide):
    curator = desk()
    curator.write(guide, tips="For the first.").close()
    curator.write(other_guide, tips="For the second.").close()
    page = curator.open(form_of(other_guide))
    offer(page).get_by_role("button", name="Bring it back").click()
    assert page.locator("#id_texts-0-tips").input_value() == "For the second."
    page.close()
    curator.name = "Fay"
    curator.sign_in()
    assert not offer(curator.open(form_of(guide))).is_visible()
    curator.name = "Edda"
    curator.sign_in()
    assert offer(curator.open(form_of(guide))).is_visible()


def test_thrown_away_work_is_gone(desk, guide):
    curator = desk()
    curator.write(guide, tips="Look ahead.").close()
    page = curator.open(form_of(guide))
    offer(page).get_by_role("button", name="Throw it away").click()
    assert not offer(page).is_visible()
    assert page.locator("#id_texts-0-tips").input_value() == ""
    page.close()
    assert not offer(curator.open(form_of(guide))).is_visible()


def test_writing_on_before_an_answer_overwrites_nothing(desk, guide):
    curator = desk()
    curator.write(guide, tips="The first words.").close()
    curator.write(guide, tips="Other words.").close()
    page = curator.open(form_of(guide))
    offer(page).get_by_role("button", name="Throw it away").click()
    offer(page).get_by_role("button", name="Bring it back").click()
    assert page.locator("#id_texts-0-tips").input_value() == "The first words."


def test_rows_that_were_added_come_back(desk, guide):
    curator = desk()
    page = curator.open(form_of(guide))
    unfold(page)
    page.get_by_role("button", name="Add another Source of this guide").click()
    page.locator("#id_citations-1-supports").fill("It was in the trial.")
    page.get_by_label("Turns the trunk while seated").check()
    page.get_by_text("Not saved yet.").wait_for()
    page.close()
    page = curator.open(form_of(guide))
    assert not page.locator("#id_citations-1-supports").count()
    offer(page).get_by_role("button", name="Bring it back").click()
    assert page.locator("#id_citations-1-supports").input_value() == "It was in the trial."
    assert page.get_by_label("Turns the trunk while seated").is_checked()


def test_work_taken_back_by_hand_is_not_kept(desk, guide):
    curator = desk()
    page = curator.write(guide, tips="Look ahead.")
    page.locator("#id_texts-0-tips").fill("")
    page.get_by_text("Not saved yet.").wait_for(state="detached")
    page.close()
    assert not offer(curator.open(form_of(guide))).is_visible()


def test_leaving_with_unsaved_work_is_asked_about(desk, guide):
    page = desk().write(guide, tips="Look ahead.")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert (asked, page.locator("#id_texts-0-tips").input_value()) == (["beforeunload"], "Look ahead.")


REFUSES = """
const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith('desk-')) throw new DOMException('', '%s');
  setItem.call(this, key, value);
};
"""


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("SecurityError", "This browser cannot keep unsaved work. Save often."),
        ("QuotaExceededError", "This browser has no more room for unsaved work. Save now."),
    ],
)
def test_browser_that_keeps_nothing_says_so_and_saves(desk, guide, problem, words):
    curator = desk()
    curator.context.add_init_script(REFUSES % problem)
    page = curator.open(form_of(guide))
    page.locator("#id_texts-0-tips").fill("Look ahead.")
    page.get_by_text(words).wait_for()
    save(page)
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    assert saved_words(guide, "tips") == "Look ahead."


# The preview


def test_links_in_the_preview_lead_nowhere(desk, guide):
    curator = desk()
    page = curator.open(f"{GUIDES}{guide}/preview/", is_form=False)
    frame = page.frame_locator("iframe")
    address = page.url
    assert frame.get_by_role("heading", level=1).inner_text() == "Wave at the desk"
    frame.get_by_role("link", name="All guides").first.click()
    page.wait_for_timeout(500)
    assert (page.url, len(curator.context.pages)) == (address, 1)
    assert frame.get_by_role("heading", level=1).inner_text() == "Wave at the desk"
    assert [words.split(" in a new window")[0] for words in curator.complaints] == [
        f"Blocked opening '{curator.site}/guides/'"
    ]
    curator.complaints.clear()


@pytest.mark.parametrize(("look", "ground"), [("light", "rgb(251, 250, 246)"), ("dark", "rgb(15, 31, 31)")])
def test_preview_shows_the_look_that_was_chosen_in_the_hubs_letters(desk, guide, look, ground):
    page = desk(color_scheme="light").open(f"{GUIDES}{guide}/preview/?as=embed&look={look}", is_form=False)
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor") == ground
    assert frame.locator("h1").evaluate("(title) => getComputedStyle(title).fontFamily").startswith("Literata")


def test_paper_has_its_width_and_no_links_of_the_screen(desk, guide):
    page = desk().open(f"{GUIDES}{guide}/preview/?as=print", is_form=False)
    frame = page.frame_locator("iframe")
    assert round(frame.locator("body").bounding_box()["width"]) == 794  # 210 mm
    assert not frame.get_by_text("Back to the guide").is_visible()
