"""What visitors come for, with and without scripts, by mouse and by keyboard alone."""

import logging
import re

import pytest

from guides.listing import CARDS_A_PAGE
from tests.browser.conftest import GUIDES

pytestmark = pytest.mark.browser

COUNT = "[data-count]"
SECOND_PAGE = min(GUIDES - CARDS_A_PAGE, CARDS_A_PAGE)
GUIDE_WITH_ANSWERS = re.compile(r"/guides/(?!left-out)[a-z-]+/\?bones=hip$")


def titles(page):
    return page.locator(".card__title a").all_inner_texts()


def count_becomes(page, pattern):
    page.locator(COUNT).filter(has_text=re.compile(pattern)).wait_for()


def test_list_updates_in_place_and_keeps_focus_and_history(visit):
    page = visit("/guides/")
    page.evaluate("window.sameDocument = true")
    page.evaluate("document.querySelector('[data-count]').mine = true")
    count_becomes(page, f"of {GUIDES}")

    page.get_by_label("Pelvis or hip").check()
    page.wait_for_url("**/guides/?bones=hip")
    assert page.evaluate("document.activeElement.id") == "choose-bones-hip"
    assert "cancer in the pelvis or hip" in page.locator(".told").inner_text()

    page.get_by_label("I need to sit or lie down").check()
    page.wait_for_url("**/guides/?level=1&bones=hip")
    page.get_by_label("Firm chair").check()
    page.wait_for_url("**/guides/?level=1&bones=hip&kit=chair")
    assert page.evaluate("window.sameDocument && document.querySelector('[data-count]').mine")
    chosen = titles(page)
    assert "March in a chair" in chosen

    page.get_by_role("link", name="Remove: Firm chair").click()
    page.wait_for_url("**/guides/?level=1&bones=hip")
    assert not page.get_by_label("Firm chair").is_checked()
    page.go_back()
    page.wait_for_url("**kit=chair")
    page.get_by_role("link", name="Remove: Firm chair").wait_for()
    assert titles(page) == chosen
    assert page.get_by_label("Firm chair").is_checked()

    page.locator(".chip--clear").click()
    page.wait_for_url("**/guides/")
    count_becomes(page, f"of {GUIDES}")
    assert page.evaluate("window.sameDocument")


def test_pages_of_the_list_come_in_place_and_go_back(visit):
    page = visit("/guides/")
    page.evaluate("window.sameDocument = true")
    first = titles(page)
    page.get_by_role("link", name="More guides").click()
    page.wait_for_url("**/guides/?page=2")
    second = titles(page)
    assert (len(first), len(second), {*first} & {*second}) == (CARDS_A_PAGE, SECOND_PAGE, set())
    assert page.evaluate("document.activeElement.id") == "results"
    assert page.evaluate("document.querySelector('#results').getBoundingClientRect().top >= -1")
    page.go_back()
    page.get_by_role("link", name=first[0], exact=True).wait_for()
    assert titles(page) == first
    assert page.evaluate("window.sameDocument")


def test_answers_are_one_step_away_on_a_phone(visit):
    page = visit("/guides/?bones=lumbar", width=390)
    page.get_by_role("link", name="Change my answers").click()
    page.wait_for_url("**/guides/?bones=lumbar#choose")
    press_until(page, "Tab", "[popovertarget=filters]", most=3)
    page.keyboard.press("Enter")
    page.get_by_label("Lower back").uncheck()
    page.wait_for_url("**/guides/")
    page.get_by_role("button", name="Close").click()
    assert page.get_by_role("heading", name="Has cancer spread to your bones?").is_visible()


def test_easier_guide_keeps_the_answers_and_one_to_ask_about_is_left_out(visit):
    page = visit("/guides/march-in-a-chair/?bones=hip")
    assert page.get_by_text("1 guide is left out here because of your bones.").is_visible()
    page.get_by_role("link", name="Pump your ankles").click()
    page.wait_for_url("**/guides/pump-your-ankles/?bones=hip")
    assert "Usually suitable, if your team agrees" in page.locator(".verdict").inner_text()
    page.get_by_role("link", name="Guides for you").click()
    page.wait_for_url("**/guides/?bones=hip")


def test_words_are_searched_in_place_and_wrong_spelling_is_forgiven(visit):
    page = visit("/guides/")
    page.get_by_label("Search the guides").fill("getting out of a chiar")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=getting*")
    page.locator(".card__title", has_text="Stand up from a chair").wait_for()
    assert page.evaluate("document.activeElement.id") == "q"


def test_no_cancer_and_a_place_are_never_both_ticked(visit):
    page = visit("/guides/?bones=none")
    page.get_by_label("Lower back").check()
    page.wait_for_url("**/guides/?bones=lumbar")
    assert not page.get_by_label("No cancer in my bones").is_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_left_out_guides_are_reached_labelled_and_a_guide_keeps_the_answers(visit, scripts, caplog):
    with caplog.at_level(logging.INFO):
        page = visit("/guides/?bones=hip&level=2&level=3", java_script_enabled=scripts)
        page.locator(".left-out summary").click()
        page.locator(".left-out__link").first.click()
        page.wait_for_url("**/guides/left-out/**")
        assert page.locator(".status--ask").count() == page.locator(".card").count() > 0
        page.get_by_role("link", name="Back to the guides that fit").click()
        page.locator(".card__title a").first.click()
        page.wait_for_url(GUIDE_WITH_ANSWERS)
        assert page.locator(".bone-table__told").count() == 2
        page.get_by_role("link", name="Print").click()
        page.wait_for_url("**/print/?bones=hip")
        page.get_by_role("link", name="Back to the guide").click()
        page.wait_for_url(GUIDE_WITH_ANSWERS)
        page.goto("/guides/no-such-guide/?bones=hip")  # errors are logged with their address
        page.goto("/guides/twist-and-turn/?bones=hip")
        page.goto("/guides/?bones=hip&bones=none")
    assert "no-such-guide" in caplog.text
    assert "bones=" not in caplog.text


def test_list_works_without_scripts(visit):
    page = visit("/guides/", java_script_enabled=False)
    page.get_by_label("Lower back").check()
    page.get_by_label("Pelvis or hip").check()
    page.get_by_label("I need to sit or lie down").check()
    page.get_by_role("button", name="Show guides").click()
    page.wait_for_url("**level=1**bones=lumbar**")
    assert page.get_by_label("Lower back").is_checked()
    assert "cancer in the lower back and pelvis or hip" in page.locator(".told").inner_text()
    page.get_by_role("link", name="Remove: Lower back").click()
    page.wait_for_url("**/guides/?level=1&bones=hip")
    page.get_by_label("Search the guides").fill("chair")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**q=chair**")
    page.locator(".chip--clear").click()
    page.get_by_role("link", name="More guides").click()
    page.wait_for_url("**page=2")
    assert len(titles(page)) == SECOND_PAGE


def press_until(page, key, arrived, most=120):
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"document.activeElement.matches({arrived!r})"):
            return
    raise AssertionError(f"The keyboard never came to {arrived}.")


def test_keyboard_alone_chooses_and_opens_a_guide(visit):
    page = visit("/guides/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "#choose-bones-hip")
    page.keyboard.press("Space")
    page.wait_for_url("**/guides/?bones=hip")
    assert page.evaluate("document.activeElement.id") == "choose-bones-hip"
    press_until(page, "Tab", ".card a")
    page.keyboard.press("Enter")
    page.wait_for_url(GUIDE_WITH_ANSWERS)
    assert page.locator(".bone-table__told").count() == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_keyboard_alone_uses_the_filters_on_a_phone(visit, scripts):
    page = visit("/guides/", width=390, java_script_enabled=scripts)
    filters = page.locator("#filters")
    assert not filters.is_visible()
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    assert filters.is_visible()
    press_until(page, "Tab", "#choose-level-1")
    page.keyboard.press("Space")
    if scripts:
        page.wait_for_url("**/guides/?level=1")
        assert page.evaluate("document.activeElement.id") == "choose-level-1"
        assert filters.is_visible()
        page.keyboard.press("Escape")
        assert not filters.is_visible()
        assert page.evaluate("document.activeElement.innerText") == "Filters"
    else:
        page.get_by_role("button", name="Show guides").press("Enter")
        page.wait_for_url("**level=1**")
    assert page.get_by_role("link", name="Remove: Seated or lying").is_visible()
