"""Where in the bones: by the list, by the picture, by keyboard, and without a script."""

import re

import pytest

pytestmark = pytest.mark.browser

CHOSEN = """(site) => getComputedStyle(document.querySelector(`.body-map [data-site=${site}] .body-map__bone`)).fill
  !== getComputedStyle(document.querySelector('.body-map [data-site=skull] .body-map__bone')).fill"""


def test_the_picture_ticks_the_list_and_the_list_colours_the_picture(visit):
    page = visit("/find/bones/")
    page.locator('.body-map [data-site="hip"] .body-map__number').click()
    assert page.get_by_label("Pelvis or hip").is_checked()
    assert page.evaluate(CHOSEN, "hip")
    page.get_by_label("Lower back").check()
    assert page.evaluate(CHOSEN, "lower-back")
    assert page.locator("[data-chosen]").inner_text() == "Chosen: 4 Lower back, 7 Pelvis or hip"
    page.locator('.body-map [data-site="hip"] .body-map__number').click()
    assert not page.get_by_label("Pelvis or hip").is_checked()
    page.get_by_role("button", name="Show guides").click()
    assert re.search(r"/guides/\?bones=lumbar$", page.url)


def test_the_question_is_answered_by_keyboard_alone(visit):
    page = visit("/find/bones/?level=1")
    page.get_by_label("Skull").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/guides/\?bones=cervical&level=1$"))


def test_without_a_script_the_picture_still_shows_what_is_ticked(visit):
    page = visit("/find/bones/?bones=humerus", java_script_enabled=False)
    assert page.get_by_label("Shoulder or upper arm").is_checked()
    page.get_by_role("button", name="Show guides").click()
    assert re.search(r"/guides/\?bones=humerus$", page.url)
