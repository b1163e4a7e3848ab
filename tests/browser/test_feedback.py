"""Saying how a guide went, with and without scripts, by keyboard, and with mistakes."""

import logging

import pytest

from guides import feedback_form
from tests.browser.test_pages import LOOKS, RULES, set_text_size, unfit, violations

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id || document.activeElement.className"


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(feedback_form, "SOONEST_SECONDS", 0)


@pytest.mark.parametrize("scripts", [True, False])
def test_visitor_says_that_a_guide_hurt_and_learns_what_to_do(visit, scripts, caplog):
    with caplog.at_level(logging.INFO):
        page = visit("/guides/march-in-a-chair/?bones=hip", java_script_enabled=scripts)
        page.get_by_role("link", name="Tell us about this guide").click()
        page.wait_for_url("**/guides/march-in-a-chair/feedback/")
        page.get_by_label("Do you want to say more?").fill("Step 2 <b>hurt</b> my words-77.")
        page.get_by_role("button", name="Send").click()
        problem = page.get_by_role("alert").get_by_role("link", name="Choose one of the three answers.")
        problem.click()
        assert page.get_by_label("Do you want to say more?").input_value() == "Step 2 <b>hurt</b> my words-77."
        page.get_by_label("It hurt").check()
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/guides/march-in-a-chair/feedback/thanks/#hurt")
    assert page.get_by_role("heading", name="Thank you").is_visible()
    assert page.get_by_role("heading", name="If it hurt: please stop this exercise").is_visible()
    assert page.get_by_text("Call your emergency number now").is_visible()
    assert [word for word in ("hurt", "words-77", "bones=") if word in caplog.text] == []


def test_keyboard_alone_comes_from_the_mistakes_to_the_answers_and_sends(visit):
    page = visit("/guides/pump-your-ankles/feedback/", width=390)
    page.get_by_role("button", name="Send").press("Enter")
    page.get_by_role("alert").wait_for()
    assert "feedback__problems" in page.evaluate(FOCUSED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "id_verdict_0"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "id_text"
    page.keyboard.type("Too fast.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guides/pump-your-ankles/feedback/thanks/")


def test_field_for_machines_is_hidden_from_everyone(visit):
    page = visit("/guides/pump-your-ankles/feedback/")
    assert not page.locator("[name=homepage]").is_visible()
    assert "homepage" not in page.locator("main").aria_snapshot()
    assert "Leave this empty" not in page.locator("main").aria_snapshot()


def test_page_with_mistakes_is_clean_and_fits(visit):
    page = visit("/guides/pump-your-ankles/feedback/")
    page.get_by_label("Do you want to say more?").fill("x" * 1203)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Your text is 203 characters too long.").wait_for()
    for look in LOOKS:
        assert violations(page, RULES, look) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert unfit(page) == []
    set_text_size(page, 32)
    assert unfit(page) == []
