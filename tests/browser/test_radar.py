"""The radar at the desk: for everyone, on a phone, without scripts."""

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_pages import LOOKS, RULES, set_text_size, small_targets, unfit, violations

pytestmark = pytest.mark.browser

RADAR = "/admin/guides/guide/radar/"
PAGES = {
    "radar": RADAR,
    "radar with answers": f"{RADAR}?bones=pelvis&bones=cervical&kit=chair",
    "radar unreadable": f"{RADAR}?bones=knee",
    "cell": f"{RADAR}cell/?level=2&kind=strength&position=standing&bones=pelvis&kit=none",
}


@pytest.fixture
def desk(site, chromium, desk_cookie):
    """Opens a page for somebody at the desk. At the end nothing may have gone wrong in it."""
    visitors = []

    def desk(path, *, width=1280, **wishes):
        visitor = Visitor(chromium, site, width, 800, **wishes)
        visitors.append(visitor)
        visitor.context.add_cookies([desk_cookie])
        visitor.page.goto(path)
        return visitor.page

    yield desk
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []


UNFOLD = "for (const details of document.querySelectorAll('details')) details.open = true"
# Django's own frame around the page is not judged here.
LEAVE_OUT_THE_FRAME = """
for (const part of document.querySelectorAll(
  '.skip-to-content-link, #header, #nav-sidebar, #toggle-nav-sidebar, .breadcrumbs, nav')) part.remove()
"""
SETTLED = "() => Promise.all(document.getAnimations().map((change) => change.finished))"


def found(page, rules, look):
    """What axe-core has against the page once the colours have changed: Django lets links fade from one to another."""
    page.emulate_media(**LOOKS[look])
    page.evaluate(SETTLED)
    return violations(page, rules, look)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_everything_fits(desk, name):
    page = desk(PAGES[name])
    page.evaluate(UNFOLD)
    assert found(page, RULES, "light") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert found(page, RULES, "dark") == []
    page.evaluate(LEAVE_OUT_THE_FRAME)
    assert small_targets(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert unfit(page) == []
    set_text_size(page, 32)
    assert unfit(page) == []


def test_answers_are_counted_without_scripts_and_a_gap_leads_to_what_is_close(desk):
    page = desk(RADAR, width=390, java_script_enabled=False)
    page.get_by_label("Pelvis", exact=True).check()
    page.get_by_label("Firm chair").check()
    page.get_by_role("button", name="Count for these answers").click()
    assert page.url.endswith("/radar/?bones=pelvis&kit=chair")
    assert page.get_by_label("Pelvis", exact=True).is_checked()
    table = page.get_by_role("table", name="Level 1: Seated or lying")
    row = table.get_by_role("row", name="Balance")
    cells = [" ".join(text.split()) for text in row.get_by_role("cell").all_inner_texts()]
    assert cells == ["– Not possible", "✕ None", "✕ None", "– Not possible"]
    row.get_by_role("link", name="None").first.click()
    words = "Nothing for balance, sitting, at level 1, with cancer in the pelvis, with only this: firm chair."
    assert page.get_by_text(words).is_visible()
    page.get_by_role("link", name="The list as patients see it").click()
    assert page.get_by_text("No guide fits all your choices").first.is_visible()
