"""The pages that are only words, in a real browser: axe-core, small screens, large text, keyboard."""

import shutil
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser

PAGES = ["/", "/safety/", "/about/", "/privacy/", "/accessibility/", "/nowhere/"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    with make_server("127.0.0.1", 0, get_wsgi_application(), Server, Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", *quiet])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, address):
    """Opens a page for a visitor with the given screen and wishes."""
    contexts = []

    def visit(path, *, width=1280, **wishes):
        context = browser.new_context(viewport={"width": width, "height": 800}, **wishes)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(visit, path, look):
    found = Axe().run(visit(path, **LOOKS[look]), options={"runOnly": RULES}).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_small_phone_with_large_text(visit, path):
    page = visit(path, width=320)
    normal = page.evaluate(WIDTH)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert (normal, page.evaluate(WIDTH)) == (320, 320)


@pytest.mark.parametrize("path", PAGES)
def test_everything_comes_from_the_hub_and_no_cookie_is_kept(visit, address, path):
    page = visit("/healthz")
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address + path)
    expected = ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    assert ([url for url in asked if not url.startswith(address)], page.context.cookies()) == ([], [])
    assert complaints == (expected if path == "/nowhere/" else [])


SMALL = """[...document.querySelectorAll('a, button, summary, input')].filter(target => {
  const box = target.getBoundingClientRect();
  const alone = !target.closest('p, .prose li, .prose dd, .kind__title, .skip');
  return alone && box.width && (box.height < 44 || box.width < 44);
}).map(target => target.outerHTML)"""


@pytest.mark.parametrize("path", PAGES)
def test_every_target_on_a_phone_is_large_but_links_in_text(visit, path):
    page = visit(path, width=390)
    page.click("text=Menu")
    assert page.evaluate(SMALL) == []


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


def test_focus_is_always_seen(visit):
    page = visit("/")
    for _ in range(20):
        page.keyboard.press("Tab")
        look = page.evaluate(
            "(({outlineWidth, boxShadow}) => [outlineWidth, boxShadow])(getComputedStyle(document.activeElement))"
        )
        assert look[0] == "3px" or look[1] != "none"


def test_pages_print_black_on_white_without_the_masthead(visit):
    page = visit("/safety/", color_scheme="dark")
    page.emulate_media(media="print")
    colours = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.locator(".masthead").is_visible()
