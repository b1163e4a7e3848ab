"""Every kind of page: axe-core, small screens, large text, right to left, targets, focus."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory

from hub import pages
from tests.browser.conftest import Visitor

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
    "collections": "/collections/?bones=lumbar",
    "collection": "/collections/first-steps-seated/",
    "collection with answers": "/collections/strong-legs-for-the-bus/?bones=hip&bones=cervical",
    "collection that is empty": "/collections/walking/?bones=unsure",
    "collection unreadable": "/collections/walking/?level=1",
    "left out of a collection": "/collections/strong-legs-for-the-bus/left-out/?bones=hip&because=bones-hip-load",
    "where in the bones": "/find/bones/?bones=hip&level=1",
    "guide": "/guides/stand-up-from-a-chair/",
    "guide to change": "/guides/march-in-a-chair/?bones=hip",
    "guide to ask about": "/guides/stand-up-from-a-chair/?bones=hip&bones=cervical",
    "guide unreadable": "/guides/march-in-a-chair/?bones=knee",
    "signed guide": "/guides/sway-by-the-sink/?bones=none",
    "saved": "/saved/",
    "offline": "/saved/offline/",
    "feedback": "/guides/stand-up-from-a-chair/feedback/",
    "feedback sent": "/guides/stand-up-from-a-chair/feedback/thanks/#hurt",
    "reading help": "/reading/",
    "for professionals": "/guides/march-in-a-chair/for-professionals/?bones=hip",
    "paper": "/guides/stand-up-from-a-chair/print/?bones=hip",
    "paper with photos": "/guides/sway-by-the-sink/print/",
    "withdrawn": "/guides/twist-and-turn/",
    "not there": "/guides/no-such-guide/",
    "embedded list": "/embed/guides/?level=1&bones=hip",
    "embedded list unreadable": "/embed/guides/?bones=knee",
    "embedded guide": "/embed/guides/walking/",
    "embedded guide with photos": "/embed/guides/sway-by-the-sink/",
    "embedded guide withdrawn": "/embed/guides/twist-and-turn/",
}
FAILURES = {"bad request": pages.bad_request, "forbidden": pages.forbidden, "failure": pages.server_error}


@pytest.fixture(scope="module", params=[*PAGES, *FAILURES])
def page(request, chromium, site):
    """One kind of page with everything in it unfolded, opened once for all tests that take it as they find it."""
    visitor = Visitor(chromium, site, 1280, 800)
    if request.param in FAILURES:
        body = FAILURES[request.param](RequestFactory().get("/")).content
        visitor.page.route("**/failing/", lambda route: route.fulfill(content_type="text/html", body=body))
    visitor.page.goto(PAGES.get(request.param, "/failing/"))
    visitor.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    yield visitor.page
    visitor.leave()


# Accessibility by axe-core

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # the rest is the same in each look
LOOKS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


def violations(page, rules, look):
    """What axe-core has against a page, as pairs of a rule and the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    page.emulate_media(**LOOKS[look])
    answer = page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in answer["violations"]]


def test_axe_finds_nothing_in_any_look(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page, RULES, "light") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page, RULES, "dark") == []
    assert violations(page, COLOURS, "forced") == []


@pytest.mark.parametrize("button", ["Filters", "Menu"])
def test_axe_finds_nothing_in_what_opens_on_a_phone(visit, button):
    page = visit(PAGES["list with answers"], width=390)
    page.get_by_role("button", name=button).click()
    assert violations(page, RULES, "light") == []
    assert violations(page, COLOURS, "forced") == []


# Room

SPILLING = """[...document.querySelectorAll('a, button, summary, label, legend, th, td, dt, dd, .tag, .status')].filter(
  (box) => !box.closest('.visually-hidden, .skip') && box.closest('thead')?.offsetWidth !== 1
    && getComputedStyle(box).display !== 'inline'
    && box.scrollWidth > box.clientWidth + 1).map((box) => box.outerHTML.slice(0, 120))"""
SMALL = """[...document.querySelectorAll('a, button, summary, label, input:not(label input)')].filter((target) => {
  const box = (target.closest('.card') ?? target).getBoundingClientRect();
  const words = target.parentElement.closest('p, li, dd, h1, .prose');
  const alone = !words || words.textContent.trim() === target.textContent.trim();
  return box.width && box.height < 44 && alone && !target.closest('.skip, .visually-hidden');
}).map((target) => target.outerHTML.slice(0, 120))"""
UNFOLD_POPOVER = "(id) => document.getElementById(id)?.showPopover()"


def unfit(page):
    """What does not fit into the width: the whole page, or words in a button, link, row or cell. With open filters."""
    page.evaluate(UNFOLD_POPOVER, "filters")
    wide = page.evaluate("document.documentElement.scrollWidth")
    return ([f"{wide} points wide"] if wide > page.viewport_size["width"] else []) + page.evaluate(SPILLING)


def small_targets(page):
    """Targets outside running text that are too low for a finger: on the page, in its menu and in its filters."""
    small = page.evaluate(SMALL)
    for popover in ("menu", "filters"):
        page.evaluate(UNFOLD_POPOVER, popover)
        small += page.evaluate(SMALL)
    return small


def set_text_size(page, points):
    """As a person does in the browser's settings, where 16 is normal."""
    sizes = {"standard": points, "fixed": points * 13 / 16}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= points


def test_phone_has_large_targets_and_room_for_double_text_in_both_directions(page):
    page.set_viewport_size({"width": 390, "height": 844})
    assert small_targets(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert unfit(page) == []
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert unfit(page) == []
    set_text_size(page, 32)
    assert unfit(page) == []
    page.evaluate("document.documentElement.dir = 'ltr'")
    assert unfit(page) == []
    page.set_viewport_size({"width": 1024, "height": 800})
    assert unfit(page) == []
    set_text_size(page, 16)
    page.keyboard.press("Escape")


# Focus

FOCUS = """(() => {
  const focused = document.activeElement, card = focused.closest('.card__title')?.closest('.card');
  const box = focused.getBoundingClientRect();
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
