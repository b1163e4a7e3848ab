"""Keeping guides on the device: by touch, by keyboard, across tabs and devices, without a network; and forgetting."""

import json
import re
from contextlib import contextmanager

import pytest
from django.core.signals import request_started

from guides import editions
from tests.browser.conftest import KIT, ask
from tests.factories import make_edition, publish

pytestmark = pytest.mark.browser

MARCH, STAND, PUMP = "march-in-a-chair", "stand-up-from-a-chair", "pump-your-ankles"
TITLES = {MARCH: "March in a chair", STAND: "Stand up from a chair", PUMP: "Pump your ankles"}
ENTRY = "JSON.parse(localStorage['hub-kit'] ?? '{}')"
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
CACHES = "caches.keys().then((names) => names.sort())"

DENIED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"


def put(page, **parts):
    """Keep something as if the visitor had."""
    for part, value in parts.items():
        script = f"(value) => import('/static/js/kit/store.js').then((kit) => kit.change({{{part}: () => value}}))"
        assert page.evaluate(script, value) == "kept"


def guides(*slugs):
    return [{"slug": slug, "title": TITLES[slug], "edition": 1, "at": 1} for slug in slugs]


def saved(page):
    return page.evaluate(f"({ENTRY}.saved ?? []).map((guide) => guide.slug)")


def shown(page):
    return page.locator("[data-saved-list] [data-open]").all_inner_texts()


def wait_until(page, promised, value):
    """Wait for what a promise in the page gives, which Playwright's own waiting takes for a yes."""
    for _ in range(200):
        if page.evaluate(promised) == value:
            return
        page.wait_for_timeout(50)
    assert page.evaluate(promised) == value


def wait_until_kept(page, path, status=200):
    wait_until(page, f"caches.match('{path}').then((found) => found?.status ?? 0)", status)


@contextmanager
def recorded():
    """What the server is asked for meanwhile, as (method, path, query)."""
    asked = []

    def note(environ, **_):
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]))

    request_started.connect(note)
    yield asked
    request_started.disconnect(note)


def test_saving_from_a_card_by_touch_counts_in_every_tab_and_costs_nothing_before(visit):
    one = visit("/guides/?bones=hip", width=390, keeps=True, has_touch=True)
    other = one.context.new_page()
    other.goto(f"/guides/{PUMP}/")
    assert [one.evaluate(WORKERS), one.evaluate(CACHES)] == [0, []]
    button = one.locator(".card", has_text=TITLES[PUMP]).get_by_role("button")
    assert button.inner_text().split() == ["Save", *TITLES[PUMP].split()]
    assert button.bounding_box()["height"] >= 44
    button.tap()
    assert (button.get_attribute("aria-pressed"), one.url.split("/")[-1]) == ("true", "?bones=hip")
    said = one.locator("[role=status][data-says]")
    assert f"“{TITLES[PUMP]}” is saved on this device. Saved guides: 1." in said.inner_text()
    assert "Your answer about bones is kept with it." in said.inner_text()
    kept = one.evaluate(ENTRY)
    assert (kept["bones"], [{**guide, "at": 1} for guide in kept["saved"]]) == (["hip"], guides(PUMP))
    other.wait_for_function("document.querySelector('[data-saved-link]').textContent === 'Saved (1)'")
    other.get_by_role("button", name=f"Saved {TITLES[PUMP]}").click()
    one.wait_for_function("document.querySelector('[data-saved-link]').textContent === 'Saved'")
    assert (button.get_attribute("aria-pressed"), saved(one)) == ("false", [])


def test_the_order_is_the_visitors_by_keyboard_alone_and_removing_can_be_undone(visit):
    page = visit("/safety/", keeps=True)
    put(page, saved=guides(MARCH, STAND, PUMP), bones=["hip"])
    page.goto("/saved/")
    page.locator("[data-ask-list] [data-open]").wait_for()
    assert shown(page) == [TITLES[MARCH], TITLES[PUMP]]
    assert page.locator("[data-ask-list] .status--ask").inner_text().startswith("Ask your team first: ")
    assert page.locator("[data-saved-list] .status").all_inner_texts()[1] == "Usually suitable"
    page.get_by_role("button", name=f"Down {TITLES[MARCH]}").focus()
    page.keyboard.press("Enter")
    assert saved(page) == [STAND, PUMP, MARCH]
    assert page.evaluate("document.activeElement.innerText").split() == ["Up", *TITLES[MARCH].split()]
    page.keyboard.press("Enter")
    assert saved(page) == [STAND, MARCH, PUMP]
    page.get_by_role("button", name=f"Remove {TITLES[MARCH]}").focus()
    page.keyboard.press("Enter")
    assert saved(page) == [STAND, PUMP]
    assert page.evaluate("document.activeElement.innerText") == "Put it back"
    page.keyboard.press("Enter")
    assert saved(page) == [STAND, MARCH, PUMP]
    assert "Remove" in page.evaluate("document.activeElement.innerText")
    assert page.locator("[data-saved-list] .saved__item").count() == page.locator("[data-saved-list] .notice").count()


def test_a_file_carries_everything_to_another_device_and_takes_nothing_away(visit, tmp_path):
    diary = [{"id": "a", "at": "2026-11-01T10:00", "guides": [MARCH], "done": [MARCH], "minutes": 5}]
    page = visit("/safety/", keeps=True)
    put(page, saved=guides(MARCH, STAND), bones=["hip"], diary=diary)
    page.goto("/saved/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    file = tmp_path / "kept.json"
    download.value.save_as(file)
    told = json.loads(file.read_text())
    assert (told["file"], told["version"]) == ("physical-activity-resource-hub", 1)

    clean = visit("/safety/", keeps=True)
    put(clean, saved=guides(PUMP, STAND), bones=["none"])
    clean.goto("/saved/")
    box, says = clean.locator("[data-import]"), clean.locator("[data-file-says]")
    before = clean.evaluate(ENTRY)
    for wrong, words in (
        ("{", "This is not a file from the hub, or it is damaged. Nothing was changed."),
        (json.dumps(told | {"saved": [{"slug": "../x", "title": "X"}]}), "This is not a file from the hub"),
        (json.dumps(told | {"version": 99}), "This file comes from a newer version of the hub."),
    ):
        box.set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": wrong.encode()})
        says.get_by_text(words).wait_for()
        assert clean.evaluate(ENTRY) == before
    box.set_input_files(file)
    says.get_by_text("The file was read. New guides: 1. New diary entries: 1.").wait_for()
    assert "Your own answer about bones stays." in says.inner_text()
    after = clean.evaluate(ENTRY)
    assert ([guide["slug"] for guide in after["saved"]], after["bones"]) == ([PUMP, STAND, MARCH], ["none"])
    assert after["diary"] == diary


def test_kept_guides_work_without_a_network_and_a_withdrawal_counts_at_once(visit):
    nod = ask(lambda: make_edition("Nod at the door", number=904).guide)
    page = visit("/guides/nod-at-the-door/", keeps=True)
    page.get_by_role("button", name="Save Nod at the door").click()
    wait_until_kept(page, "/api/v1/guides/nod-at-the-door/")
    page.context.set_offline(True)
    page.goto("/saved/")
    page.locator(".card__facts:visible").wait_for()
    assert shown(page) == ["Nod at the door"]
    page.get_by_role("link", name="Nod at the door").first.click()
    page.locator("[data-says]", has_text="You are reading the copy on this device").wait_for()
    assert page.locator(".steps li").count() == 3
    page.goto("/safety/")
    assert page.locator("h1").inner_text() == "Staying safe"
    page.goto("/guides/walking/?bones=hip")
    assert page.locator("h1").inner_text() == "You are offline"
    assert page.locator("[data-here] a").all_inner_texts() == ["Nod at the door"]

    page.goto("/saved/")
    ask(publish, nod)
    page.context.set_offline(False)
    page.locator("[data-says]", has_text="“Nod at the door” has a newer edition.").wait_for()
    page.get_by_text("Updated since you saved it.").wait_for()
    assert page.evaluate(f"{ENTRY}.saved[0].edition") == 2
    ask(lambda: editions.withdraw(nod, reason="A step was wrong."))
    page.goto("/guides/nod-at-the-door/")
    assert page.locator("h1").inner_text() == "“Nod at the door” was withdrawn"
    page.locator("[data-says]", has_text="A step was wrong.").wait_for()
    wait_until_kept(page, "/guides/nod-at-the-door/", 410)
    wait_until_kept(page, "/api/v1/guides/nod-at-the-door/", 410)
    page.context.set_offline(True)
    page.goto("/saved/")
    page.get_by_text("Withdrawn. Please do not use it any more. Why: A step was wrong.").wait_for()
    page.goto("/guides/nod-at-the-door/")
    assert page.locator("h1").inner_text() == "“Nod at the door” was withdrawn"


def test_a_browser_that_keeps_nothing_says_so(visit):
    page = visit()
    page.add_init_script(DENIED)
    page.goto(f"/guides/{MARCH}/")
    page.get_by_role("button", name=f"Save {TITLES[MARCH]}").click()
    assert "Your browser keeps nothing for this site" in page.locator("[data-says]").inner_text()
    page.goto("/saved/")
    assert "Your browser keeps nothing for this site" in page.locator("[data-trouble]").inner_text()
    assert page.evaluate(WORKERS) == 0


ALLOWED = re.compile(KIT + r"|/(guides/([-\w]+/)?|api/v1/guides/[-\w]+/|api/v1/editions/|pictures/.+)")


def test_nothing_kept_is_told_to_the_server_and_all_of_it_is_forgotten_in_one_tap(visit):
    with recorded() as asked:
        page = visit("/guides/", keeps=True)
        page.locator(".card", has_text=TITLES[MARCH]).get_by_role("button").click()
        put(page, diary=[{"id": "a", "at": "2026-11-01T10:00", "guides": [MARCH], "note": "sore"}])
        wait_until_kept(page, f"/api/v1/guides/{MARCH}/")
        page.goto("/saved/")
        page.get_by_text("Where is cancer in your bones?").first.click()
        page.get_by_label("Pelvis or hip").check()
        page.get_by_role("button", name="Keep my answer").click()
        page.get_by_text("Suitable with a change").wait_for()
        page.get_by_text("Ready to use without a network.").wait_for()
        page.get_by_role("button", name="Forget everything now").click()
        gone = page.locator("[data-forgotten]")
        gone.get_by_text("Forgotten.").wait_for()
        assert gone.locator("li").all_inner_texts() == [
            "Saved guides: 1",
            "Your answer about bones",
            "Diary entries: 1",
        ]
        assert page.evaluate("Object.keys(localStorage)") == []
        page.goto("/safety/")
        assert [page.evaluate(WORKERS), page.evaluate(CACHES)] == [0, []]
    assert [each for each in asked if each[0] != "GET" or each[2] or not ALLOWED.fullmatch(each[1])] == []
    guides_asked = {path for _method, path, _query in asked if path.startswith("/guides/") and path != "/guides/"}
    assert guides_asked == {f"/guides/{MARCH}/"}


def test_a_new_release_takes_the_place_of_the_old_one_when_no_page_is_in_use(visit, settings):
    page = visit("/saved/", keeps=True)
    first = settings.RELEASE
    put(page, saved=guides(MARCH))
    wait_until(page, CACHES, ["hub-guides", f"hub-pages-{first}"])
    wait_until_kept(page, f"/api/v1/guides/{MARCH}/")
    settings.RELEASE = "next"
    page.evaluate("navigator.serviceWorker.ready.then((found) => found.update())")
    wait_until(page, "navigator.serviceWorker.ready.then((found) => found.waiting?.state)", "installed")
    assert page.evaluate(CACHES) == ["hub-guides", f"hub-pages-{first}", "hub-pages-next"]
    for _ in range(20):  # browsers take their time to call a page out of use
        page.goto("about:blank")
        page.wait_for_timeout(250)
        page.goto("/saved/")
        if page.evaluate(CACHES) == ["hub-guides", "hub-pages-next"]:
            break
    wait_until(page, CACHES, ["hub-guides", "hub-pages-next"])
