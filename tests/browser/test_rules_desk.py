"""The bone table at the desk in a real browser: axe-core, a phone, and a change from first to last by keyboard."""

import pytest
from django.test import Client

from guides.models import BoneRule
from tests.browser.conftest import Visitor
from tests.browser.test_pages import COLOURS, RULES, violations
from tests.factories import make_person
from tests.rule_desk import CHANGES, proposal
from tests.rule_desk import RULES as GRID

pytestmark = pytest.mark.browser


def cookie_of(name):
    """Signs a person in and returns the cookie that a browser must send."""
    client = Client()
    client.force_login(make_person(name, is_superuser=True))
    return client.cookies["sessionid"].value


def sign_in(visitor, cookie):
    visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.site}])


@pytest.fixture(scope="package")
def desk(db):
    """Two people who may change rules, and one proposal of the second, made before the browser starts."""
    person = make_person("Ruth", is_superuser=True)
    row = BoneRule.objects.select_related("source").get(site="femur", requires="upper")
    waiting = proposal(row, verdict="ask", proposer=person)
    row = BoneRule.objects.get(site="pelvis", requires="upper")
    cookies = {name: cookie_of(name) for name in ("Ruth", "Sam")}
    yield {"rule": row.pk, "waiting": waiting.pk, **cookies}


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


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_at_the_desk(sit, desk, page):
    page = sit("Sam", PAGES[page](desk))
    assert violations(page, RULES, "light") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page, RULES, "dark") == []
    assert violations(page, COLOURS, "forced") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_grid_scrolls_on_a_phone_and_keeps_the_names_in_sight(sit):
    page = sit("Sam", GRID, width=390)
    box = page.get_by_role("region", name="By what an exercise trains")
    box.scroll_into_view_if_needed()
    box.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.rule-grid').scrollLeft > 200")
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
    page.wait_for_load_state()


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
    assert page.get_by_role("heading", name="What it would do").is_visible()
    press(page, "button", "Send to a second person")
    assert page.get_by_role("button", name="Take it back").is_visible()
    address = page.url
    second = sit("Sam", address)
    press(second, "button", "Approve: it counts at once")
    assert second.get_by_text("Approved. The rule counts from now on.").is_visible()
    press(second, "link", "The rule and its record")
    assert second.get_by_text("It is still usually suitable.").first.is_visible()
