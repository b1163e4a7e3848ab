"""The finder and a low-energy day: by touch, by keyboard alone, and without a script."""

from urllib.parse import urlsplit

import pytest

from tests.browser.test_pages import COLOURS, RULES, small_targets, unfit, violations

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
QUESTIONS = [
    "/find/?level=1&level=2",
    "/find/told/?bones=hip",
    "/find/kit/?told=yes",
    "/find/kit/?kit=chair",
    "/find/time/?minutes=10",
    "/find/team/",
    "/guides/walking/gentler/?bones=lumbar",
    "/collections/strong-legs-for-the-bus/gentler/",
]


def answers_in(page):
    """The path of the address, and its answers in the order of the alphabet."""
    address = urlsplit(page.url)
    return address.path, sorted(address.query.split("&"))


def question(page):
    return page.locator("h1").inner_text().replace("\n", " ")


def go_on(page, words="Continue"):
    follow(page, words, "button")


def follow(page, words, role="link"):
    with page.expect_navigation():
        page.get_by_role(role, name=words).tap()


def press_until(page, key, wanted, most=40):
    """Press a key until the element that has the focus fits; that many times at most."""
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} did not reach {wanted}")


def test_finder_and_a_change_of_mind_by_touch(visit):
    page = visit("/", **PHONE)
    follow(page, "Find guides that suit you")
    assert question(page) == "How do you feel today?"
    page.get_by_text("I am not sure").tap()
    go_on(page)
    page.get_by_text("Yes", exact=True).tap()
    go_on(page)
    page.locator('.body-map [data-site="hip"] .body-map__number').tap()
    page.get_by_label("Lower back").tap()
    go_on(page)
    page.get_by_text("Firm chair").tap()
    page.get_by_text("Bed", exact=True).tap()
    go_on(page)
    page.get_by_text("10 minutes or less").tap()
    go_on(page, "Show guides")
    answers = ["bones=hip", "bones=lumbar", "kit=bed", "kit=chair", "level=1", "minutes=10"]
    assert answers_in(page) == ("/guides/", answers)
    assert page.locator(".card").count() > 0
    assert page.locator(".status--ask").count() == 0
    follow(page, "Answer the questions again")
    go_on(page)
    assert page.get_by_label("Yes").is_checked()
    page.get_by_text("No", exact=True).tap()
    go_on(page)
    assert (question(page), page.get_by_label("Firm chair").is_checked()) == ("What do you have at hand?", True)
    go_on(page)
    go_on(page, "Show guides")
    assert answers_in(page) == ("/guides/", ["bones=none", *answers[2:]])


def test_finder_by_keyboard_alone(visit):
    page = visit("/find/")
    press_until(page, "Tab", "[name=level]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/told/?level=2")
    press_until(page, "Tab", "[name=told]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/bones/?**")
    press_until(page, "Tab", "[name=bones][value=humerus]")
    page.keyboard.press("Space")
    press_until(page, "Tab", "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/kit/?**")
    press_until(page, "Tab", "a[href^='/find/time/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/time/?**")
    press_until(page, "Tab", "main form a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guides/?level=2&bones=humerus")


def test_finder_without_a_script(visit):
    page = visit("/find/", java_script_enabled=False, **PHONE)
    follow(page, "Skip this question")
    page.get_by_text("Yes", exact=True).tap()
    go_on(page)
    go_on(page)
    assert page.get_by_role("alert").inner_text() == "Choose at least one place, or “I do not know which bones”."
    page.get_by_label("Neck").tap()
    go_on(page)
    follow(page, "Back")
    assert page.get_by_label("Neck").is_checked()
    go_on(page)
    go_on(page)
    go_on(page, "Show guides")
    assert answers_in(page) == ("/guides/", ["bones=cervical"])
    page.goto("/find/told/")
    page.get_by_text("I was told my bones are unstable").tap()
    go_on(page)
    assert question(page) == "Talk with your team first"
    assert not page.get_by_role("button", name="Print this page").is_visible()


def test_low_energy_day_is_one_tap_away_and_the_way_back_too(visit):
    page = visit("/guides/?level=3&bones=lumbar", **PHONE)
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="A low-energy day?").tap()
    page.wait_for_url("**/guides/?level=1&**")
    page.get_by_role("link", name="Back to what I chose before").tap()
    page.wait_for_url("**/guides/?level=3&bones=lumbar")
    assert page.evaluate("window.sameDocument")
    page.goto("/guides/stand-on-one-leg/?bones=hip")
    follow(page, "A low-energy day?")
    assert page.locator(".card__title").all_inner_texts() == ["Pump your ankles"]
    follow(page, "Back to “Stand on one leg”")
    assert page.url.endswith("/guides/stand-on-one-leg/?bones=hip")


def test_words_to_take_along_come_out_on_paper(visit):
    page = visit("/find/team/")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="Back").is_visible()
    assert page.locator(".take-along__questions li").count() == 7


def test_each_question_is_clean_and_fits(visit):
    page = visit("/find/")
    for address in QUESTIONS:
        page.goto(address)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        page.set_viewport_size({"width": 390, "height": 844})
        assert violations(page, RULES, "light") == [], address
        assert violations(page, COLOURS, "dark") == [], address
        assert small_targets(page) == [], address
        page.set_viewport_size({"width": 320, "height": 800})
        assert unfit(page) == [], address
        page.evaluate("document.documentElement.dir = 'rtl'; document.documentElement.style.fontSize = '225%'")
        assert unfit(page) == [], address
