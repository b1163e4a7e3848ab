"""A session of guides and the diary of them: by touch and by keyboard, to the second, and with nothing leaving."""

import json
import re
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pypdf
import pytest

from tests.browser.conftest import KIT
from tests.browser.test_pages import COLOURS, RULES, set_text_size, unfit, violations

pytestmark = pytest.mark.browser

PLAYED = "/do/#guides=march-in-a-chair,squeeze-a-ball&bones=lumbar"
HEARD = """
const told = (window.told = { said: [], awake: 0 });
Object.defineProperty(window, "speechSynthesis", { value: {
  cancel() {}, speak: (spoken) => told.said.push([spoken.text, spoken.voice.name]),
  getVoices: () => [{ name: "far", lang: "en-GB" }, { name: "near", lang: "en-GB", localService: true }] } });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
Object.defineProperty(navigator, "wakeLock", { value: { async request() {
  told.awake += 1;
  const held = new EventTarget();
  held.release = () => { told.awake -= 1; held.dispatchEvent(new Event("release")); };
  addEventListener("visibilitychange", () => document.hidden && held.release(), { once: true });
  return held;
} } });
"""
HIDE = """(hidden) => {
  for (const [name, value] of [["hidden", hidden], ["visibilityState", hidden ? "hidden" : "visible"]])
    Object.defineProperty(document, name, { configurable: true, get: () => value });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""
DENIED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("", "SecurityError"); } });"""
LOW = """[...document.querySelectorAll("button, summary, label")].map((target) => target.getBoundingClientRect())
  .filter((box) => box.height && (box.height < 64 || box.width < 64)).length"""
COLOURED = [(COLOURS, "light")]
LOOKS = [(RULES, "light"), (COLOURS, "dark")]
NOTHING_TO_PLAY = {
    "": "Choose a guide first",
    "#guides=walking&knee=1": "We could not read this link",
    "#guides=turn-in-a-chair&bones=lumbar": "None of these guides can be played",
}
NOON = datetime(2026, 3, 2, 12)


def click(page, name, *, exact=False):
    page.get_by_role("button", name=name, exact=exact).click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def slot(page, name):
    return page.locator(f"[data-screen=play] [data-slot={name}]").inner_text()


def kept(page, part):
    return page.evaluate("(part) => JSON.parse(localStorage.getItem('hub-kit') ?? '{}')[part]", part)


def begin(page):
    click(page, "Check how I am today")
    click(page, "None of these: start")


def at_noon(page, address):
    """The page with a clock that stands still at noon."""
    page.clock.install(time=NOON)
    page.goto(address)
    page.get_by_role("button", name="Check how I am today").wait_for()
    page.clock.pause_at(NOON + timedelta(minutes=1))
    begin(page)


def test_session_by_touch_goes_into_the_diary_and_nothing_of_it_leaves(visit, site):
    page = visit("/guides/march-in-a-chair/", width=390, height=844, has_touch=True, keeps=True)
    asked = []
    page.context.on("request", lambda request: asked.append((request.method, request.url, request.post_data)))
    page.get_by_role("link", name="Do it now").tap()
    page.get_by_label("Lower back").tap()
    page.get_by_label("Remember this on this device").tap()
    for name in ("Go on", "Check how I am today", "None of these: start"):
        page.get_by_role("button", name=name).tap()
    assert page.get_by_text("Example content: not yet checked by a clinician").last.is_visible()
    assert (slot(page, "verdict"), page.evaluate(LOW)) == ("Usually suitable", 0)
    for name in ("Start", "Skip", "Skip", "Skip"):
        page.get_by_role("button", name=name, exact=True).tap()
    assert heading(page) == "That is all for today"
    page.get_by_label("About right").check()
    page.get_by_label("A note, if you like").fill("Sun was out, =1+1")
    page.get_by_role("button", name="Keep in my diary").tap()
    page.get_by_role("link", name="Open my diary").tap()
    page.get_by_text("Sun was out, =1+1").wait_for()
    assert page.locator("[data-entry]").inner_text().count("March in a chair") == 1
    assert (kept(page, "bones"), kept(page, "session")) == (["lumbar"], None)
    strange = [each for each in asked if not is_allowed(*each, site)]
    assert (strange, len(asked) > 10) == ([], True)


def is_allowed(method, url, body, site):
    """Pages, files and guides, asked for as anybody would: no choice, no plan, no diary in the address or beside it."""
    pages = KIT + r"|/api/v1/guides/[a-z-]+/"
    address = urlsplit(url)
    is_file = url.startswith(site) and re.fullmatch(pages, address.path)
    return method == "GET" and body is None and bool(is_file) and address.query == ""


def test_session_by_keyboard_alone_speaks_when_asked_and_is_offered_again(visit):
    page = visit("/about/", keeps=True)
    page.add_init_script(HEARD)
    page.clock.install(time=NOON)
    page.goto(PLAYED)
    press(page, "Check how I am today")
    press(page, "None of these: start")
    assert page.evaluate("told.said") == []
    press(page, "Voice", " ")
    said = page.evaluate("told.said")
    assert (said[0][0].startswith("March in a chair. Put a firm chair"), said[0][1]) == (True, "near")
    press(page, "Start", " ")
    page.clock.run_for(3000)
    page.get_by_text("Start. Slow and steady.").wait_for()
    assert [words for words, _voice in page.evaluate("told.said")][1:] == ["3", "2", "1", "Start. Slow and steady."]
    press(page, "Pause")
    assert page.evaluate("told.awake") == 0
    press(page, "An easier way")
    press(page, "Tap your toes in a chair")
    assert slot(page, "title") == "Tap your toes in a chair"
    press(page, "Stop")
    page.goto("/do/")
    press(page, "Go on where you stopped")
    page.get_by_role("heading", name="Tap your toes in a chair").wait_for()
    page.goto("/do/")
    press(page, "No, forget it")
    assert kept(page, "session") is None


def press(page, name, key="Enter"):
    """Tab to the button of that name and press it."""
    page.get_by_role("button", name=name, exact=True).wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            return page.keyboard.press(key)
    raise AssertionError(f"Tab never comes to {name!r}.")


SIGNS = {
    "chest pain": "Stop. Call your emergency number now",
    "a fever, or shivering": "No exercise. Ring your cancer team today",
    "you are dizzy": "Rest, and tell your team",
}


def test_a_stop_sign_ends_it_before_it_begins(visit):
    page = visit(PLAYED, keeps=True)
    click(page, "Check how I am today")
    for sign, advice in SIGNS.items():
        page.get_by_label(sign).check()
        click(page, "See what to do")
        assert heading(page) == "Not now. Look after yourself first"
        assert page.get_by_role("heading", name=advice).is_visible()
        assert page.locator("[data-signs] li").all_inner_texts() == [sign]
        assert page.get_by_role("button", name="Start", exact=True).count() == 0
        click(page, "Keep in my diary")
        assert (kept(page, "diary")[-1]["stopped"], kept(page, "session")) == ("sign", None)
        click(page, "I ticked that by mistake")
    assert [sign for sign in SIGNS if sign in json.dumps(page.evaluate("({...localStorage})"))] == []


def test_pain_ends_it_and_what_may_not_be_played_is_left_out(visit):
    gone = "/api/v1/guides/twist-and-turn/"
    page = visit("/about/", keeps=True, may_fail=[gone, "/api/v1/guides/no-such-guide/"])
    page.goto("/do/#guides=turn-in-a-chair,twist-and-turn,no-such-guide,march-in-a-chair&bones=lumbar")
    page.get_by_role("heading", name="Left out").wait_for()
    left_out = page.locator("[data-screen=start] [data-list=left-out] li").all_inner_texts()
    for words, line in zip(
        ("Ask your team first.", "One step was wrong.", "no guide of this name"), left_out, strict=True
    ):
        assert words in line
    assert page.locator("[data-list=guides] h2").all_inner_texts() == ["March in a chair"]
    begin(page)
    click(page, "Start", exact=True)
    click(page, "Something hurts")
    assert heading(page) == "Please stop here"
    for words in ("Stop. Call your emergency number now", "Pain in your hip, groin, thigh or back", "Numb feet:"):
        assert page.locator("[data-screen=hurt]").get_by_text(words).is_visible()
    link = page.get_by_role("link", name="Tell us about this guide")
    assert link.get_attribute("href") == "/guides/march-in-a-chair/feedback/"
    assert (kept(page, "session"), page.get_by_role("button", name="Keep in my diary").is_visible()) == (None, True)
    click(page, "I touched this by mistake: go back")
    assert page.get_by_role("button", name="Go on", exact=True).is_visible()
    for fragment, title in NOTHING_TO_PLAY.items():
        page.goto("/about/")
        page.goto(f"/do/{fragment}")
        page.get_by_role("heading", name=title).wait_for()


def test_a_hidden_session_of_48_minutes_is_exact_to_a_second(visit):
    """Each walk: 30 seconds to get ready, two rounds of 3 + 240 seconds, 60 seconds of rest between them."""
    page = visit("/about/", keeps=True)
    page.add_init_script(HEARD)
    page.evaluate("localStorage.setItem('hub-kit', JSON.stringify({display: {session: {byItself: true}}}))")
    at_noon(page, "/do/#guides=walking,walking,walking,walking,walking&bones=none")
    assert (slot(page, "clock"), page.evaluate("told.awake")) == ("0:30", 1)
    page.evaluate(HIDE, True)
    assert page.evaluate("told.awake") == 0
    page.clock.fast_forward("20:00")  # the third walk is 48 seconds old
    assert (slot(page, "clock"), slot(page, "count"), slot(page, "round")) == ("3:45", "3 of 5", "Round 1 of 2")
    page.clock.fast_forward("27:59")
    assert (slot(page, "clock"), slot(page, "count")) == ("0:01", "5 of 5")
    page.evaluate(HIDE, False)
    assert page.evaluate("told.awake") == 1
    page.clock.fast_forward(999)
    assert slot(page, "clock") == "0:01"
    page.clock.fast_forward(1)
    page.clock.run_for(250)
    assert (heading(page), page.evaluate("told.awake")) == ("That is all for today", 0)
    assert page.get_by_label("How many minutes?").input_value() == "48"


def test_nothing_moves_for_those_who_want_less_motion_and_nothing_goes_on_by_itself(visit):
    page = visit("/about/", keeps=True, reduced_motion="reduce")
    at_noon(page, PLAYED)
    assert not page.locator("[data-film-button]").is_visible()
    assert page.locator("[data-stage] img").count() == 2
    click(page, "Start", exact=True)
    page.clock.run_for(3000)
    seen = set()
    for _tenth in range(20):
        page.clock.run_for(100)
        seen.add((slot(page, "clock"), page.locator("[data-ring]").get_attribute("stroke-dasharray")))
    assert len(seen) == 3
    click(page, "More time")
    page.clock.fast_forward("01:27")
    assert (slot(page, "clock"), slot(page, "clock-says")) == ("0:01", "left")
    page.clock.fast_forward("30:00")
    assert (slot(page, "clock-says"), slot(page, "round")) == ("time is up", "Round 1 of 2")
    click(page, "Go on", exact=True)
    assert (slot(page, "round"), slot(page, "clock")) == ("Rest", "1:00")


def entries(count):
    at = [(NOON - timedelta(days=2 * place)).strftime("%Y-%m-%dT%H:%M") for place in range(count)]
    return [
        {"id": f"e{place}", "at": at[place], "guides": ["walking"], "titles": {"walking": "Walk"}, "minutes": 5,
         "felt": "hard", "note": "A long note. " * 30, "what": "=Swam"}
        for place in range(count)
    ]  # fmt: skip


def test_diary_is_changed_printed_saved_as_a_file_and_says_when_it_cannot_be_kept(visit):
    page = visit("/about/", keeps=True)
    page.evaluate("(diary) => localStorage.setItem('hub-kit', JSON.stringify({diary}))", entries(20))
    page.clock.install(time=NOON)
    page.goto("/diary/")
    page.get_by_role("button", name="Delete").first.click()
    click(page, "Bring it back")
    page.get_by_role("button", name="Change").first.click()
    page.get_by_label("What did you do?").fill("Danced")
    page.get_by_role("button", name="Keep in my diary").click()
    assert page.locator("[data-entry]").first.inner_text().count("Danced, Walk") == 1
    assert [each["what"] for each in kept(page, "diary")].count("=Swam") == 19
    page.get_by_text("The same as a table").click()
    assert [row.split("\t")[1:] for row in page.locator("[data-list=weeks] tr").all_inner_texts()][-2:] == [
        ["3", "15"],
        ["1", "5"],
    ]
    for paper in ("A4", "Letter"):
        sheet = pypdf.PdfReader(BytesIO(page.pdf(format=paper)))
        assert (len(sheet.pages), "newest 10 of 20" in sheet.pages[0].extract_text()) == (1, True)
    with page.expect_download() as saved:
        click(page, "Save as a file")
    assert saved.value.path().read_text().count(',"\'=Swam, Walk",5,Hard,') == 19
    page.add_init_script(DENIED)
    page.goto("/diary/")
    assert page.locator("[data-slot=said]").inner_text().startswith("Your browser keeps nothing for this site.")
    page.goto(PLAYED)
    begin(page)
    click(page, "Stop")
    click(page, "Keep in my diary")
    assert page.get_by_text("Not kept: your browser keeps nothing for this site.").is_visible()


def test_axe_finds_nothing_and_it_all_fits_in_large_letters(visit):
    page = visit("/do/#guides=march-in-a-chair", width=390, height=844, keeps=True)
    page.get_by_label("Lower back").check()
    for name, looks in (("Go on", LOOKS), ("Check how I am today", COLOURED), ("None of these: start", COLOURED),
                        ("Start", LOOKS), ("Something hurts", LOOKS)):  # fmt: skip
        click(page, name, exact=True)
        page.wait_for_function("document.activeElement.closest('h1, .player')")
        assert [violations(page, rules, look) for rules, look in looks] == [[] for _look in looks]
    page.evaluate("(diary) => localStorage.setItem('hub-kit', JSON.stringify({diary, bones: ['none']}))", entries(3))
    page.goto("/diary/")
    click(page, "Write an entry")
    assert [violations(page, rules, look) for rules, look in LOOKS] == [[], []]
    page.set_viewport_size({"width": 320, "height": 800})
    set_text_size(page, 32)
    assert unfit(page) == []
    page.goto("/do/#guides=march-in-a-chair")
    for name in ("Check how I am today", "None of these: start", "Start"):
        click(page, name, exact=True)
        assert unfit(page) == []
