"""Every kind of page: axe-core, small screens, large text, right to left, targets, focus."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory

from hub import pages

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "safety": "/safety/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "list": "/guides/",
    "list with answers": "/guides/?level=1&kit=chair&minutes=10&bones=hip&bones=lumbar&q=chair",
    "list that is empty": "/guides/?bones=unsure",
    "list without the words": "/guides/?q=xylophone",
    "list past its end": "/guides/?page=9",
    "list unreadable": "/guides/?bones=none&bones=hip",
    "left out": "/guides/left-out/?bones=lumbar&because=bones-on-feet",
    "left out by another choice": "/guides/left-out/?position=seated&because=position-standing",
    "guide": "/guides/stand-up-from-a-chair/",
    "guide to change": "/guides/march-in-a-chair/?bones=hip",
    "guide to ask about": "/guides/stand-up-from-a-chair/?bones=hip&bones=cervical",
    "guide unreadable": "/guides/march-in-a-chair/?bones=knee",
    "signed guide": "/guides/sway-by-the-sink/?bones=none",
    "paper": "/guides/stand-up-from-a-chair/print/?bones=hip",
    "withdrawn": "/guides/twist-and-turn/",
    "not there": "/guides/no-such-guide/",
    "embedded list": "/embed/guides/?level=1&bones=hip",
    "embedded list unreadable": "/embed/guides/?bones=knee",
    "embedded guide": "/embed/guides/walking/",
    "embedded guide withdrawn": "/embed/guides/twist-and-turn/",
}
FAILURES = {"bad request": pages.bad_request, "forbidden": pages.forbidden, "failure": pages.server_error}


def go_to(page, name):
    """Go to a kind of page and unfold everything in it."""
    if name in FAILURES:
        answer = FAILURES[name](RequestFactory().get("/"))
        page.route("**/failing/", lambda route: route.fulfill(content_type="text/html", body=answer.content), times=1)
    page.goto(PAGES.get(name, "/failing/"))
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")


# Accessibility by axe-core

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


def violations(page, looks=tuple(LOOKS)):
    """What axe-core has against a page: (look, rule, places)."""
    page.evaluate(Axe().axe_script)
    found = []
    for look in looks:
        page.emulate_media(**LOOKS[look])
        answer = page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
        found += [(look, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in answer["violations"]]
    return found


@pytest.mark.parametrize("name", [*PAGES, *FAILURES])
def test_axe_finds_nothing_in_any_look(visit, name):
    page = visit("/healthz")
    go_to(page, name)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page, ["light"]) == []


@pytest.mark.parametrize("button", ["Filters", "Menu"])
def test_axe_finds_nothing_in_what_opens_on_a_phone(visit, button):
    page = visit(PAGES["list with answers"], width=390)
    page.get_by_role("button", name=button).click()
    assert violations(page) == []


# Room

WIDTH = "document.documentElement.scrollWidth"
SPILLING = """[...document.querySelectorAll('a, button, summary, label, legend, th, td, dt, dd, .tag, .status')].filter(
  (box) => !box.closest('.visually-hidden, .skip') && box.closest('thead')?.offsetWidth !== 1
    && getComputedStyle(box).display !== 'inline'
    && box.scrollWidth > box.clientWidth + 1).map((box) => box.outerHTML.slice(0, 120))"""


def unfit(page):
    """What does not fit into the width: the whole page, or words in a button, link, row or cell."""
    if page.locator("#filters").count():
        page.evaluate("document.querySelector('#filters').showPopover()")
    wide = page.evaluate(WIDTH)
    return ([f"{wide} points wide"] if wide > page.viewport_size["width"] else []) + page.evaluate(SPILLING)


@pytest.mark.parametrize("text", [16, 32])
def test_nothing_scrolls_sideways_or_spills_on_a_small_phone(visit, text):
    page = visit("/healthz", width=320)
    set_text_size(page, text)
    wrong = {}
    for name in [*PAGES, *FAILURES]:
        go_to(page, name)
        wrong[name, "left to right"] = unfit(page)
        page.evaluate("document.documentElement.dir = 'rtl'")
        wrong[name, "right to left"] = unfit(page)
    assert {kind: what for kind, what in wrong.items() if what} == {}


def test_text_of_double_size_fits_a_desk_too(visit):
    page = visit("/healthz", width=1024)
    set_text_size(page, 32)
    wrong = {}
    for name in ("home", "list with answers", "guide to ask about"):
        go_to(page, name)
        wrong[name] = unfit(page)
    assert {kind: what for kind, what in wrong.items() if what} == {}


def set_text_size(page, points):
    """As a person does in the browser's settings, where 16 is normal."""
    sizes = {"standard": points, "fixed": points * 13 / 16}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    page.goto("/healthz")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == points


# Targets

SMALL = """[...document.querySelectorAll('a, button, summary, label, input:not(label input)')].filter((target) => {
  const box = (target.closest('.card') ?? target).getBoundingClientRect();
  const words = target.parentElement.closest('p, li, dd, h1, .prose');
  const alone = !words || words.textContent.trim() === target.textContent.trim();
  return box.width && box.height < 44 && alone && !target.closest('.skip, .visually-hidden');
}).map((target) => target.outerHTML.slice(0, 120))"""


def test_targets_outside_running_text_are_large_on_a_phone(visit):
    page = visit("/healthz", width=390)
    small = {}
    for name in [*PAGES, *FAILURES]:
        go_to(page, name)
        small[name] = page.evaluate(SMALL)
        for button in page.locator("[popovertarget]:visible").all():
            button.click()
            small[name] += page.evaluate(SMALL)
            page.keyboard.press("Escape")
    assert {kind: targets for kind, targets in small.items() if targets} == {}


# Focus

FOCUS = """(() => {
  const focused = document.activeElement, card = focused.closest('.card'), box = focused.getBoundingClientRect();
  if (focused === document.body) return {end: true};
  const look = getComputedStyle(card ?? focused);
  const outlined = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  return {
    seen: outlined || (look.boxShadow !== 'none' && !matchMedia('(forced-colors: active)').matches),
    uncovered: focused.contains(above) || above?.contains(focused),
    html: focused.outerHTML.slice(0, 120),
  };
})()"""


def unseen_stops(page, least):
    """The tab stops of a page that show no focus or lie under something. There are at least so many stops."""
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if "end" in stop:
            break
        stops.append(stop)
    assert len(stops) >= least
    return [stop for stop in stops if not (stop["seen"] and stop["uncovered"])]


@pytest.mark.parametrize("look", ["light", "forced"])
@pytest.mark.parametrize(("name", "least"), [("list with answers", 60), ("guide to ask about", 20)])
def test_focus_is_seen_on_every_stop(visit, name, least, look):
    assert unseen_stops(visit(PAGES[name], **LOOKS[look]), least) == []


def test_focus_is_not_covered_in_the_filters_of_a_phone(visit):
    page = visit(PAGES["list"], width=390, height=600)
    page.get_by_role("button", name="Filters").click()
    assert unseen_stops(page, 40) == []


def test_a_former_address_leads_to_the_guide(visit):
    page = visit("/guides/sway-by-the-basin/?bones=hip")
    assert page.url.endswith("/guides/sway-by-the-sink/?bones=hip")
