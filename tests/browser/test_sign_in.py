"""Signing in at the desk by a real person: password and code, password and passkey, and setting both up."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Visitor
from tests.factories import TOTP_SECRET

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [{"width": 1280}, {"width": 390, "color_scheme": "dark"}]
THIS_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _slow_typists(settings):
    """The half minute may end between reading the code and sending it."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def come(site, chromium):
    """Opens the desk in a browser of one's own. Passkeys know hosts by name, so the hub is asked by its name here. At
    the end nothing may have gone wrong, and every cookie belongs to the desk."""
    people = []

    def come(path="/admin/", *, width=1280, **wishes):
        people.append(Visitor(chromium, site.replace("127.0.0.1", "localhost"), width, 800, **wishes))
        people[-1].page.goto(path)
        return people[-1].page

    yield come
    for each in people:
        assert {cookie["path"] for cookie in each.close()["cookies"]} <= {"/admin/"}


def give_password(page, name):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_now(secret=TOTP_SECRET):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def heading(page):
    return page.get_by_role("heading", level=1)


def is_at_the_desk(page):
    expect(heading(page)).to_have_text("What do you want to work on?")


def give_device(page):
    """A device with a finger on it, which makes and shows passkeys without asking."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": THIS_DEVICE})


def test_person_signs_in_with_password_and_code_and_out_again(come):
    page = come("/admin/guides/guide/")
    give_password(page, "cleo")
    expect(heading(page)).to_have_text("One more step")
    page.get_by_label("Code").fill(code_now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/guides/guide/")
    expect(heading(page)).to_have_text("Select guide to change")
    page.get_by_role("link", name="Your sign-in").click()
    expect(heading(page)).to_have_text("Your sign-in")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto("/admin/guides/guide/")
    expect(heading(page)).to_have_text("Sign in to the desk")


def test_newcomer_sets_up_an_app_keeps_the_codes_and_comes_back_with_one(come):
    page = come()
    give_password(page, "nina")
    expect(page.get_by_text("Until then you can do nothing else here.")).to_be_visible()
    page.goto("/admin/guides/guide/")
    expect(heading(page)).to_have_text("Your sign-in")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Authenticator code").fill(code_now(page.locator(".door__key").inner_text()))
    page.get_by_role("button", name="Set it up").click()
    expect(heading(page)).to_have_text("Your recovery codes")
    codes = page.locator(".door__codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have them. Go to the desk").click()
    is_at_the_desk(page)

    other = come()
    give_password(other, "nina")
    other.get_by_label("Code").fill(codes[3])
    other.get_by_role("button", name="Sign in").click()
    is_at_the_desk(other)


def test_newcomer_adds_a_passkey_and_comes_back_with_it(come):
    page = come()
    give_device(page)
    give_password(page, "noah")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Noah’s laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(heading(page)).to_have_text("Your recovery codes")
    page.goto("/admin/account/")
    expect(page.get_by_text("Remove Noah’s laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, "noah")
    page.get_by_role("button", name="Use a passkey").click()
    is_at_the_desk(page)


def test_device_without_the_passkey_says_that_it_did_not_work(come):
    page = come()
    give_device(page)
    give_password(page, "cora")
    words = page.get_by_role("alert")
    expect(words).to_be_hidden()
    page.get_by_role("button", name="Use a passkey").click()
    expect(words).to_have_text(re.compile("^The passkey did not work."))


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_at_the_door_and_nothing_scrolls_sideways(come, look):
    page = come(**look)
    name = {1280: "noor", 390: "nora"}[look["width"]]
    check(page, "Sign in to the desk")
    page.goto("/admin/account/password/reset/")
    check(page, "Forgot your password?")
    page.goto("/admin/")
    give_password(page, "cora")
    check(page, "One more step")
    page.get_by_role("button", name="Start again").click()
    give_password(page, name)
    check(page, "Your sign-in")
    page.get_by_role("link", name="Add a passkey").click()
    check(page, "Add a passkey")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Set up an app").click()
    check(page, "Set up an authenticator app")


def test_axe_finds_nothing_inside_either(come):
    page = come(width=390)
    give_password(page, "cora")
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in").click()
    is_at_the_desk(page)
    page.get_by_role("link", name="Your sign-in").click()
    check(page, "Your sign-in")
    page.get_by_role("link", name="Change your password").click()
    check(page, "Change your password")
    page.goto("/admin/account/app/remove/")
    check(page, "Is it still you?")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    check(page, "Remove the authenticator app?")
    page.goto("/admin/account/recovery-codes/new/")
    check(page, "Make new recovery codes?")


def check(page, title):
    """The page with this title is accessible and fits."""
    expect(heading(page)).to_have_text(title)
    options = {"runOnly": RULES, "preload": False}  # else it puts styles into the page
    found = Axe().run(page, options=options).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
