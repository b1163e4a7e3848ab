"""The bone table at the desk in a real browser: axe-core, a phone, and a change from first to last by keyboard."""

import pytest
from playwright.sync_api import expect

from guides.models import BoneRule
from tests.browser.conftest import Visitor, ask
from tests.browser.test_pages import COLOURS, LOOKS, RULES, violations
from tests.desk import signed_in
from tests.factories import make_person
from tests.rule_desk import CHANGES, proposal
from tests.rule_desk import RULES as GRID

pytestmark = pytest.mark.browser


def cookie_of(name):
    """Signs a person in and returns the cookie that a browser must send."""
    return signed_in(make_person(name, is_superuser=True)).cookies["sessionid"].value


def sign_in(visitor, cookie):
    visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.site}])


@pytest.fixture(scope="package")
def desk(db):
    """Two people who may change rules, and one proposal of the second."""
    return ask(two_people)


def two_people():
    person = make_person("Ruth", is_superuser=True)
    row = BoneRule.objects.select_related("source").get(site="femur", requires="upper")
    waiting = proposal(row, verdict="ask", proposer=person)
    row = BoneRule.objects.get(site="pelvis", requires="upper")
    cookies = {name: cookie_of(name) for name in ("Ruth", "Sam")}
    return {"rule": row.pk, "waiting": waiting.pk, **cookies}


@pytest.fixture
def sit(desk, site, chromium):
    """Opens a page of the desk for somebody who is signed in."""
    visitors = []

    def sit(name, path, **screen):
        visitor = Visitor(chromium, site, screen.get("width", 1280), 900)
        visitors.append(visitor)
        sign_in(visitor, desk[name])
        visitor.page.goto(path)
        return visitor.page

    sit.complaints = lambda: visitors[0].complaints
    yield sit
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []


PAGES = {
    "grid": lambda desk: GRID,
    "rule": lambda desk: f"{GRID}{desk['rule']}/change/",
    "form": lambda desk: f"{GRID}{desk['rule']}/propose/",
    "form for a new rule": lambda desk: f"{GRID}propose/?site=other&requires=upper",
    "proposals": lambda desk: CHANGES,
    "proposal": lambda desk: f"{CHANGES}{desk['waiting']}/change/",
}


def found_by_axe(page, rules, look):
    """What axe-core has against a page once its colours have come to rest: links at the desk change theirs slowly."""
    page.emulate_media(**LOOKS[look])
    page.evaluate("() => Promise.all(document.getAnimations().map((animation) => animation.finished))")
    return violations(page, rules, look)


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_at_the_desk(sit, desk, page):
    page = sit("Sam", PAGES[page](desk))
    assert sit.complaints() == []
    assert found_by_axe(page, RULES, "light") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert found_by_axe(page, RULES, "dark") == []
    assert found_by_axe(page, COLOURS, "forced") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sit.complaints().clear()  # axe-core reads stylesheets by putting them into the page, which the policy forbids


def test_grid_scrolls_on_a_phone_and_keeps_the_names_in_sight(sit):
    page = sit("Sam", GRID, width=390)
    box = page.get_by_role("region", name="By what an exercise trains")
    box.scroll_into_view_if_needed()
    box.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("columnheader", name="Strength work for the legs")).to_be_in_viewport()
    name = page.get_by_role("rowheader", name="Pelvis").first.bounding_box()
    frame = box.bounding_box()
    assert frame["x"] <= name["x"] <= frame["x"] + 2
    box.evaluate("(box) => box.scrollTo(300, 400)")
    heading = page.get_by_role("columnheader", name="Where cancer is").first.bounding_box()
    assert heading["y"] - box.bounding_box()["y"] <= 2


def press(page, role, name):
    """Reach something with the tab key, as people do who use no mouse, and press Enter."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    wanted.evaluate("(wanted) => { wanted.dataset.wanted = 'yes' }")
    for _ in range(250):
        if page.evaluate("document.activeElement.dataset.wanted") == "yes":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_rule_is_changed_by_two_people_with_the_keyboard_alone(sit, desk):
    page = sit("Ruth", GRID)
    press(page, "link", "Usually suitable (Pelvis: Strength work for the arms and shoulders)")
    press(page, "link", "Propose a change")
    page.get_by_label("Reason in plain words").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("It is still usually suitable.")
    page.get_by_label("Why?").focus()
    page.keyboard.type("Plainer words.")
    press(page, "button", "Show what it would change")
    expect(page.get_by_role("heading", name="What it would do")).to_be_visible()
    press(page, "button", "Send to a second person")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    address = page.url
    second = sit("Sam", address)
    press(second, "button", "Approve: it counts at once")
    expect(second.get_by_text("Approved. The rule counts from now on.")).to_be_visible()
    press(second, "link", "The rule and its record")
    expect(second.get_by_text("It is still usually suitable.").first).to_be_visible()
