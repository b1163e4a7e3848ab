"""The movement of a guide: it plays when asked, slowly, and never for those who want less motion."""

import pytest

from guides import starter
from guides.figures import drawn

pytestmark = pytest.mark.browser

FILM = "[data-film] svg[role=img]"
BUTTON = "[data-film-button]"
PLACE = """(one) => {
  const [box, panel] = [one.getBoundingClientRect(), one.closest("figure").getBoundingClientRect()];
  return [box.x - panel.x, box.y - panel.y, box.width, box.height];
}"""


@pytest.fixture
def guide():
    """The address of a guide with a film."""
    slugs = sorted(path.stem for path in (starter.FOLDER / "guides").glob("*.toml"))
    return next(f"/guides/{slug}/" for slug in slugs if drawn.manifest()[slug].get("film"))


def frame(page):
    """The number of the frame that is to be seen; None while the still picture stands there. There is only one."""
    shown = page.locator(f"{FILM} [data-frame]:not([visibility=hidden])").evaluate_all(
        "(all) => all.map((one) => Number(one.dataset.frame))"
    )
    assert len(shown) <= 1
    return shown[0] if shown else None


def frames_within(page, seconds):
    """The frames to be seen in so many seconds of the page's clock, and how often each way was gone."""
    seen = []
    for _step in range(seconds * 10):
        page.clock.run_for(100)
        seen.append(frame(page))
    return seen


def words(page):
    return page.locator(BUTTON).inner_text()


def stills(page):
    """The still pictures that stand side by side."""
    boxes = [picture.bounding_box() for picture in page.locator("[data-film] img").all()]
    return [box["width"] > 100 and box["y"] == boxes[0]["y"] for box in boxes]


def test_nothing_moves_or_is_asked_for_by_itself(visit, guide):
    page = visit("/about/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(guide)
    page.wait_for_load_state("networkidle")
    assert words(page) == "Play the movement"
    assert (frame(page), page.locator("animate, video, canvas").count()) == (None, 0)
    assert [url for url in asked if "film.svg" in url] == []
    assert page.evaluate("document.getAnimations().length") == 0


def test_film_goes_there_and_back_three_times_and_leaves_the_still_picture(visit, guide):
    page = visit("/about/")
    page.clock.install(time=0)
    page.goto(guide)
    page.clock.pause_at(3_600_000)  # from here on only the test moves it
    page.locator(BUTTON).click()
    page.locator(FILM).wait_for()
    assert words(page) == "Pause"
    last = page.locator(f"{FILM} [data-frame]").count() - 1
    once = frames_within(page, 4)
    assert (max(once[15:25]), min(once[35:])) == (last, 0)
    assert once[:18] == sorted(once[:18])  # only forward on the way there
    assert once[22:39] == sorted(once[22:39], reverse=True)
    assert max(frames_within(page, 7)) == last
    assert set(frames_within(page, 3)[15:]) == {None}
    assert (words(page), stills(page)) == ("Play the movement", [True, True])


def test_film_plays_and_pauses_by_keyboard_and_escape_ends_it(visit, guide):
    page = visit(guide)
    page.locator(BUTTON).focus()
    page.keyboard.press("Enter")
    page.locator(FILM).wait_for()
    page.locator(f"{FILM} [data-frame='0'][visibility=hidden]").wait_for(state="attached")
    page.keyboard.press("Space")
    held = frame(page)
    page.wait_for_timeout(700)
    assert (frame(page), words(page)) == (held, "Play the movement")
    page.keyboard.press("Space")
    assert words(page) == "Pause"
    page.keyboard.press("Escape")
    assert (frame(page), words(page), stills(page)) == (None, "Play the movement", [True, True])
    assert page.evaluate("document.activeElement.matches('[data-film-button]')")


def test_film_says_what_it_shows_and_covers_the_picture(visit, guide):
    page = visit(guide)
    start, end = (page.locator("[data-film] img").nth(n).get_attribute("alt") for n in (0, 1))
    still = page.locator("[data-film] img").first.evaluate(PLACE)
    page.locator(BUTTON).click()
    page.locator(FILM).wait_for()
    assert page.locator(FILM).get_attribute("aria-label") == f"A moving picture, from “{start}” to “{end}” and back."
    assert page.locator(FILM).evaluate(PLACE) == still
    assert page.locator(f"{FILM} [style], {FILM} style, {FILM} script").count() == 0


def test_button_is_large_and_on_screen_at_every_width(visit, guide):
    for width in (320, 390, 1280):
        page = visit(guide, width=width)
        box = page.locator(BUTTON).bounding_box()
        assert box["height"] >= 56
        assert 0 <= box["x"] <= width - box["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_who_plays_it_sees_the_film_and_the_button_that_pauses_it(visit, width):
    page = visit("/guides/lift-a-stick-lying-down/", width=width)
    page.locator(BUTTON).click()
    page.locator(FILM).wait_for()
    for box in (page.locator(BUTTON).bounding_box(), page.locator(FILM).bounding_box()):
        assert -1 < box["y"] < 801 - box["height"]  # pages scroll by whole pixels


def test_there_is_no_button_for_those_who_want_less_motion(visit, guide):
    page = visit(guide, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    assert not page.locator(BUTTON).is_visible()
    assert stills(page) == [True, True]


def test_film_ends_when_less_motion_is_asked_for_while_it_plays(visit, guide):
    page = visit(guide)
    page.locator(BUTTON).click()
    page.locator(FILM).wait_for()
    page.emulate_media(reduced_motion="reduce")
    page.locator(FILM).wait_for(state="detached")
    assert (page.locator(BUTTON).is_visible(), stills(page)) == (False, [True, True])
    page.emulate_media(reduced_motion="no-preference")
    page.locator(BUTTON).wait_for()
    assert (frame(page), words(page)) == (None, "Play the movement")


def test_without_scripts_both_pictures_stand_side_by_side_and_no_button(visit, guide):
    page = visit(guide, java_script_enabled=False)
    assert not page.locator(BUTTON).is_visible()
    assert stills(page) == [True, True]


ANSWERS = ["Promise.reject(new TypeError())"]
ANSWERS += [f"Promise.resolve(new Response('<svg/>', {{ status: {status} }}))" for status in (200, 404)]


@pytest.mark.parametrize("answer", ANSWERS, ids=["no answer", "no film in it", "not found"])
def test_film_that_cannot_be_had_leaves_the_pictures_and_says_so(visit, guide, answer):
    page = visit(guide)
    page.evaluate(f"window.had = window.fetch; window.fetch = () => {answer}; void 0")
    page.locator(BUTTON).click()
    said = page.get_by_role("status").get_by_text("The movement could not be loaded.")
    said.wait_for()
    assert (words(page), stills(page)) == ("Play the movement", [True, True])
    page.evaluate("window.fetch = window.had; void 0")
    page.locator(BUTTON).click()
    page.locator(FILM).wait_for()
    assert not said.is_visible()
