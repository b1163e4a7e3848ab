"""A real Chromium that a visitor uses: it may ask nobody but the hub, must not complain, and must be left nothing.

The starter library is written once for all tests here and taken away after the last. So the tests only look, and what
they need beside the library stands in `furnish`.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from guides import editions, starter
from guides.models import FormerSlug, Source
from guides.roles import set_roles
from tests.desk import signed_in
from tests.drawings import draw_everything
from tests.factories import (
    make_edition,
    make_guide,
    make_person,
    make_photo,
    make_source_check,
    make_video,
    publish,
)

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-features=PreloadTopChromeWebUI,WebUIReloadButton,InitialWebUI",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""

# What visitors find: the starter library and the guide that `furnish` signs.
GUIDES = len(list((starter.FOLDER / "guides").glob("*.toml"))) + 1


# What every device asks for once it keeps anything, whatever that is (hub/offline.py).
KIT = r"/(saved|saved/offline|plan|do|diary|reading|safety)/|/sw\.js|/manifest\.webmanifest|/static/[\w./-]+"

# Who works here. Each test takes somebody else, since a code works once.
NEWCOMERS = ("Nina", "Noah", "Nora", "Noor")
STAFF = ("Cleo", "Cora", *NEWCOMERS)
PASSWORD = "a long and dull word"


def furnish():
    """The starter library, a guide that two people signed, with a former name, photos and a video, one that was
    withdrawn, and people who sign in at the desk."""
    call_command("load_library", verbosity=0)
    signed = make_guide("Sway by the sink", number=901, level=2, positions=["standing"], movements=["standing"])
    make_photo(signed, colour=(200, 120, 60), order=1)
    make_photo(signed, colour=(60, 120, 200), order=2)
    make_video(signed, title="Sway with Ada")
    publish(signed)
    FormerSlug.objects.create(slug="sway-by-the-basin", guide=signed)
    gone = make_edition("Twist and turn", number=902)
    editions.withdraw(gone.guide, reason="One step was wrong. A clinician found it.")
    set_roles()
    author = Group.objects.get(name="Author")
    for name in STAFF:
        person = make_person(name, email=f"{name.lower()}@example.org", password=make_password(PASSWORD))
        author.user_set.add(person)
    Authenticator.objects.filter(user__first_name__in=NEWCOMERS).delete()
    make_guide("Twist again", number=903, text={"steps": "Twist your trunk."})
    make_source_check(Source.objects.get(key="effect-2024"), "gone")
    make_source_check(Source.objects.get(key="acsm-2019"), "changed")


@pytest.fixture(scope="package")
def drawings(tmp_path_factory):
    """Every guide is drawn: where the hub has no drawing yet, a stand-in shows what one would do to its pages."""
    with draw_everything(tmp_path_factory.mktemp("drawings")):
        yield


@pytest.fixture(scope="package")
def db(drawings, django_db_setup, django_db_blocker):
    """Takes the place of pytest-django's transaction a test, which a server in another thread would not see."""
    with django_db_blocker.unblock():
        furnish()
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="package")
def site(db):
    """The address of the hub, served with everything of `furnish`."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="package")
def desk_cookie(db):
    """The cookie of somebody who may do everything at the desk."""
    client = signed_in(make_person("Desk", is_superuser=True))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "127.0.0.1", "path": "/admin/"}


@pytest.fixture(scope="package")
def chromium(site, desk_cookie):
    """The browser. It starts after the site and ends before it: while Playwright keeps an event loop in this thread,
    Django gives the thread another connection, so nothing here may ask the database."""
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is not there. Name yours with CHROMIUM=/path/to/it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(site, chromium):
    """Opens a page for a new visitor, whose screen and wishes are options of Playwright's contexts, and who may ask
    nobody but the hub and the addresses in `may_ask`; paths in `may_fail` need not be there. At the end of the test
    nothing may have gone wrong and the browser may hold nothing, unless the visitor `keeps` things on the device: then
    that one entry of theirs."""
    visitors = []

    def visit(path="/", *, width=1280, height=800, may_ask=(), may_fail=(), keeps=False, **wishes):
        visitor = Visitor(chromium, site, width, height, may_ask, **wishes)
        visitor.keeps = keeps
        visitor.may_fail = may_fail
        visitors.append(visitor)
        visitor.page.goto(path)
        return visitor.page

    yield visit
    for visitor in visitors:
        visitor.leave()


def ask(question, *args):
    """Ask the database in a thread of its own: Playwright's loop keeps this one from it."""

    def answer():
        try:
            return question(*args)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(answer).result()


class Visitor:
    """A browser of one's own, and what went wrong in it."""

    keeps = False
    may_fail = ()

    def __init__(self, chromium, site, width, height, may_ask=(), **wishes):
        self.site = site
        self.may_ask = (f"{site}/", "data:", *may_ask)
        self.complaints = []
        screen = {"width": width, "height": height}
        self.context = chromium.new_context(base_url=site, locale="en-GB", viewport=screen, **wishes)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", self._note_message)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.context.on("request", self._note_request)
        self.context.on("response", self._note_response)
        self.page = self.context.new_page()

    def _note_request(self, request):
        if not request.url.startswith(self.may_ask):
            self.complaints.append(f"third party: {request.url}")

    def _note_message(self, message):
        page_says_so = message.text.startswith("Failed to load resource: the server responded")  # see _note_response
        if message.type in ("error", "warning") and not page_says_so:
            self.complaints.append(f"{message.type}: {message.text}")

    def _note_response(self, response):
        was_asked_by_a_worker = response.request.service_worker is not None  # which wants to know what is gone
        is_expected = was_asked_by_a_worker or response.url.removeprefix(self.site) in self.may_fail
        if response.status >= 400 and response.request.resource_type != "document" and not is_expected:
            self.complaints.append(f"{response.status}: {response.url}")

    def leave(self):
        kept = self.close()
        names = {each["name"] for origin in kept["origins"] for each in origin["localStorage"]}
        assert kept["cookies"] == []
        assert names <= ({"hub-kit", "hub-kit-unread"} if self.keeps else set())

    def close(self):
        """Close the browser, in which nothing may have gone wrong; what it would keep."""
        kept = self.context.storage_state()
        self.context.close()
        assert self.complaints == []
        return kept
