"""The frame of every page: its menu, the way past it, and what of it is on paper."""

import pytest

pytestmark = pytest.mark.browser


def test_menu_opens_and_closes_by_keyboard_without_a_script(visit):
    page = visit("/safety/", width=390, java_script_enabled=False)
    links = page.locator("#menu a")
    assert not links.first.is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert links.all_inner_texts() == [
        "Find movement",
        "All guides",
        "Staying safe",
        "The evidence",
        "For professionals",
        "Saved",
        "My week",
        "Diary",
    ]
    page.keyboard.press("Escape")
    assert not links.first.is_visible()


def test_wide_screen_shows_the_links_and_no_menu_button(visit):
    page = visit("/")
    assert page.locator("#menu a").first.is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()


def test_first_tab_leads_past_the_masthead(visit):
    page = visit("/about/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_pages_print_black_on_white_without_the_masthead(visit):
    page = visit("/safety/", color_scheme="dark")
    page.emulate_media(media="print")
    colours = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.locator(".masthead").is_visible()
