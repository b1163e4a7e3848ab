"""Every kind of page about guides: axe-core, small screens, large text, right to left, targets, focus."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
PAGES = {
    "list": "/guides/",
    "list with answers": "/guides/?bones=hip&bones=lumbar&level=1&q=chair",
    "list that is empty": "/guides/?bones=unsure",
    "list past its end": "/guides/?page=9",
    "left out": "/guides/left-out/?bones=lumbar&because=bones-on-feet",
    "guide": "/guides/stand-up-from-a-chair/",
    "guide to ask about": "/guides/stand-up-from-a-chair/?bones=hip",
    "signed guide": "/guides/sway-by-the-sink/?bones=cervical",
    "paper": "/guides/stand-up-from-a-chair/print/?bones=hip",
    "embedded guide": "/embed/guides/walking/",
    "embedded list": "/embed/guides/?level=1",
    "withdrawn": "/guides/twist-and-turn/",
    "unreadable": "/guides/?bones=knee",
    "not found": "/guides/no-such-guide/",
}
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize(("look", "width"), [("light", 390), ("light", 1280), ("dark", 1280), ("forced", 390)])
def test_axe_finds_nothing_on_any_kind_of_page(visit, look, width):
    page = visit(width=width, **LOOKS[look])
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        found[name] = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_nothing_scrolls_sideways_on_a_small_phone_with_large_text_or_right_to_left(visit):
    page = visit(width=320)
    widths = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        normal = page.evaluate(WIDTH)
        page.evaluate("document.documentElement.dir = 'rtl'")
        mirrored = page.evaluate(WIDTH)
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        widths[name] = (normal, mirrored, page.evaluate(WIDTH))
    assert widths == dict.fromkeys(PAGES, (320, 320, 320))


SMALL = """[...document.querySelectorAll('a, button, summary, input, label')].filter(target => {
  const box = target.getBoundingClientRect();
  const inText = target.closest('p, dd, .prose, .skip, .review, .share, .ladder, .verdict, .visually-hidden');
  const part = target.matches('input') && target.closest('label');
  const card = target.closest('.card__title, .embed__title');
  return !inText && !part && !card && box.width && box.height < 44;
}).map(target => target.outerHTML.slice(0, 120))"""


def test_targets_on_a_phone_are_large(visit):
    page = visit(width=390)
    small = {}
    for name in ("list", "list with answers", "left out", "guide", "withdrawn"):
        page.goto(PAGES[name])
        if page.locator("#filters").count():
            page.click("text=Filters")
        small[name] = page.evaluate(SMALL)
    assert {name: targets for name, targets in small.items() if targets} == {}


LOOK = """(({outlineStyle, outlineWidth, boxShadow}) =>
  (outlineStyle !== 'none' && outlineWidth === '3px') || boxShadow !== 'none')
  (getComputedStyle(document.activeElement.closest('.card') ?? document.activeElement))"""


@pytest.mark.parametrize("name", ["list with answers", "guide to ask about"])
def test_focus_is_always_seen(visit, name):
    page = visit(PAGES[name])
    unseen = []
    for _ in range(70):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if not page.evaluate(LOOK):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_a_former_address_leads_to_the_guide(visit):
    page = visit("/guides/sway-by-the-basin/")
    assert page.url.endswith("/guides/sway-by-the-sink/")
