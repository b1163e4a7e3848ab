"""A week of sessions: made, changed, and taken along, on the device alone."""

import io
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from PIL import Image
from pypdf import PdfReader

from tests.browser.conftest import KIT

pytestmark = pytest.mark.browser

WEEK = {"days": [{"weekday": 0, "guides": ["walking", "mini-squat"]}, {"weekday": 3, "guides": ["walking"]}],
        "weeks": 2, "name": ""}  # fmt: skip
CODE = "import('/static/js/kit/plan-code.js')"
MAY_BE_ASKED = KIT + r"|/(collections|guides)/[\w-]+/|/api/v1/((guides|collections)/[\w-]+|editions)/"


def with_kept(visit, path="/plan/", *, parts=(), **wishes):
    """A visitor with something on the device already."""
    page = visit("/safety/", keeps=True, **wishes)
    page.evaluate("(entry) => localStorage.setItem('hub-kit', JSON.stringify(entry))", dict(parts))
    page.goto(path)
    page.locator("[data-part=without]").wait_for(state="hidden")
    return page


def kept(page, part):
    return page.evaluate("(part) => JSON.parse(localStorage.getItem('hub-kit') ?? '{}')[part] ?? null", part)


def link_of(page, plan=WEEK):
    return page.evaluate(f"(plan) => {CODE}.then((code) => code.encode(plan))", plan)


def rows(page, slot):
    """The texts of a slot's children, each on one line."""
    return [" ".join(text.split()) for text in page.locator(f"[data-slot={slot}] > *").all_inner_texts()]


def titles(page):
    """The guides of each day that has any."""
    days = {day.locator("h3 > span").first.inner_text(): day.locator(".plan__guide-title").all_inner_texts()
            for day in page.locator(".plan__day").all()}  # fmt: skip
    return {day: guides for day, guides in days.items() if guides}


def test_week_is_made_by_touch_and_what_is_removed_comes_back(visit):
    page = visit("/collections/steady-on-your-feet/", keeps=True, width=320, has_touch=True)
    page.get_by_role("link", name="Plan a week with these guides").tap()
    form = page.locator("[data-form=make]")
    page.get_by_text("This plan is not checked for your bones.").wait_for()
    page.get_by_label("Pelvis or hip").tap()
    page.get_by_role("button", name="Check my plan").tap()
    left_out = form.locator("[data-slot=make-left-out] b")
    left_out.first.wait_for()
    assert "Stand on one leg" in left_out.all_inner_texts()
    assert form.get_by_label("Stand on one leg").count() == 0
    assert "Suitable with a change: Hold on with both hands." in rows(page, "choices")[0]
    make = page.get_by_role("button", name="Make my week")
    make.tap()
    assert page.get_by_text("Choose a day or more for rest.").is_visible()
    for day in ("Tuesday", "Thursday", "Saturday", "Sunday"):
        form.get_by_label(day).tap()
    make.tap()
    assert page.get_by_text("Choose a guide or more.").is_visible()
    form.get_by_label("Shift your weight").tap()
    form.get_by_label("Stand heel to toe").tap()
    make.tap()
    page.get_by_text("Your week is made.").wait_for()
    both = ["Shift your weight", "Stand heel to toe"]
    assert titles(page) == {"Monday": both, "Wednesday": both, "Friday": both}
    assert rows(page, "balance")[:3] == ["Aerobic none 0", "Strength none 0", "Balance 30 minutes 3"]
    assert "First week:" in rows(page, "build-up")[0]
    plan = kept(page, "plan")
    page.get_by_role("button", name="Take “Shift your weight” out of my week").tap()
    undo = page.get_by_role("button", name="Undo")
    assert undo.evaluate("(button) => button === document.activeElement")
    assert titles(page) == dict.fromkeys(("Monday", "Wednesday", "Friday"), both[1:])
    undo.tap()
    page.get_by_text("It is back.").wait_for()
    assert (kept(page, "plan"), kept(page, "bones")) == (plan, ["hip"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_week_is_made_and_changed_by_keyboard_alone(visit):
    saved = [{"slug": slug, "title": slug, "edition": 1, "at": 1} for slug in ("walking", "row-with-a-band")]
    page = with_kept(visit, parts={"saved": saved, "bones": ["none"]})
    page.locator("[data-form=make]").wait_for()

    def press(control, key="Space"):
        """Go on by Tab until the focus is there."""
        for _ in range(80):
            if control.evaluate("(element) => element === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press(key)

    form = page.locator("[data-form=make]")
    press(form.get_by_label("Wednesday"))
    press(form.get_by_label("Sunday"))
    press(page.get_by_role("button", name="Make my week"), "Enter")
    page.get_by_text("Your week is made.").wait_for()
    assert [day["weekday"] for day in kept(page, "plan")["days"]] == [0, 1, 3, 4, 5]
    monday = page.locator(".plan__edit").filter(has_text="Go for a short walk").get_by_label("Sunday")
    press(monday)
    page.wait_for_function(
        "document.activeElement.checked && JSON.parse(localStorage['hub-kit']).plan.days.length === 6"
    )
    assert monday.evaluate("(element) => element === document.activeElement")
    assert titles(page)["Sunday"] == ["Go for a short walk"]
    other = page.context.new_page()
    other.goto("/plan/")
    other.get_by_role("button", name="Remove my week").click()
    form.wait_for()
    other.get_by_role("button", name="Undo").click()
    form.wait_for(state="hidden")
    assert len(titles(page)) == 6


def test_link_opens_on_a_clean_profile_without_bones_and_is_kept_when_asked(visit):
    owner = with_kept(visit, parts={"plan": WEEK, "bones": ["cervical"]})
    link = owner.locator("[data-slot-value=link]").input_value()
    assert (link.partition("#")[2], "cervical" in link) == (f"p={link_of(owner)}", False)
    page = visit(link, keeps=True)
    page.get_by_role("heading", name="This plan came in a link").wait_for()
    both = ["Go for a short walk", "Do a mini squat"]
    assert list(titles(page).values()) == [both, both[:1]]
    assert page.locator(".plan__guide").get_by_text("Not checked for your bones").count() == 3
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Pelvis or hip").check()
    page.get_by_role("button", name="Check my plan").click()
    page.get_by_text("Left out of your week").wait_for()
    assert [row.split(" Ask your team first:")[0] for row in rows(page, "left-out")] == both
    page.get_by_role("button", name="Change").click()
    page.get_by_label("No cancer in my bones").check()
    assert not page.get_by_label("Pelvis or hip").is_checked()
    page.get_by_role("button", name="Check my plan").click()
    page.get_by_role("button", name="Keep this plan on my device").click()
    page.get_by_text("The plan is kept on this device.").wait_for()
    assert (kept(page, "plan"), kept(page, "bones"), page.evaluate("location.hash")) == (WEEK, ["none"], "")


def test_link_that_is_no_plan_is_refused_and_loses_nothing(visit):
    page = with_kept(visit, parts={"plan": WEEK, "bones": ["none"]})
    good = link_of(page)
    body = good.rpartition(".")[0]
    hostile = [good[:-1], good.replace("walking", "walkinh"), body, "", "1", "1.4", "1.4.walking.00.x", "%", "." * 400]
    hostile += ["<img src=x onerror=alert(1)>", "__proto__", good + ".0", good.replace(".2.", ".99."), "1" + good]
    decoded = page.evaluate(
        f"(texts) => {CODE}.then((code) => texts.map(code.decode))", [*hostile, "2.x.y", "a" * 1501]
    )
    assert decoded == [{"problem": "damaged"}] * len(hostile) + [{"problem": "newer"}, {"problem": "long"}]
    for weeks, days in ((0, [0]), (13, [0]), (1, []), (1, [7]), (1, [0, 0]), (1.5, [1])):
        plan = {"days": [{"weekday": day, "guides": ["walking"]} for day in days], "weeks": weeks}
        assert page.evaluate(f"(plan) => {CODE}.then((code) => code.isPlan(plan))", plan) is False
    every = {"days": [{"weekday": day, "guides": [f"guide-{(day * 5 + step) % 12}" for step in range(7)]}
                      for day in range(7)], "weeks": 12, "name": ""}  # fmt: skip
    assert page.evaluate(f"(text) => {CODE}.then((code) => code.decode(text))", link_of(page, every)) == {"plan": every}
    slugs = [f"{'long-' * 10}{number}" for number in range(12)]
    page.evaluate(
        """async ([slugs, part]) => {
          const take = await import('/static/js/kit/plan-take.js');
          const plan = {days: [{weekday: 0, guides: slugs}], weeks: 1};
          take.showTake(document.querySelector(part), plan, new Map(slugs.map((slug) => [slug, {slug}])));
        }""",
        [slugs, "[data-part=take]"],
    )
    assert page.locator("[data-slot=qr]").text_content() == "This plan is too long for a QR code. Use the link."
    for fragment, said in ((good[:-1], "is not whole"), ("2.x", "is from a newer hub"), ("a" * 1501, "is too long")):
        page.evaluate("(fragment) => { location.hash = `p=${fragment}`; }", fragment)
        page.get_by_text(f"This link {said}").wait_for()
        assert (list(titles(page)), kept(page, "plan")) == (["Monday", "Thursday"], WEEK)


def saved_calendar(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the calendar file").click()
    assert download.value.suggested_filename == "sessions.ics"
    content = download.value.path().read_bytes()
    lines = content.split(b"\r\n")
    assert (max(map(len, lines)) <= 75, b"\n" in b"".join(lines)) == (True, False)
    return Calendar.from_ical(content)


def test_calendar_file_is_read_by_a_calendar_and_says_little(visit):
    page = with_kept(visit, parts={"plan": WEEK, "bones": ["none"]}, accept_downloads=True, timezone_id="Pacific/Apia")
    page.get_by_label("First day").fill("2026-12-29")  # a Tuesday
    first, second = saved_calendar(page).walk("VEVENT")
    assert (first.decoded("DTSTART"), second.decoded("DTSTART")) == (
        datetime(2027, 1, 4, 10),
        datetime(2026, 12, 31, 10),
    )
    assert [dict(event["RRULE"]) for event in (first, second)] == [{"FREQ": ["WEEKLY"], "COUNT": [2]}] * 2
    assert [str(event["SUMMARY"]) for event in (first, second)] == ["Session"] * 2
    assert (second.decoded("DURATION"), first["UID"] != second["UID"]) == (timedelta(minutes=10), True)
    assert (first.decoded("DTSTAMP").utcoffset(), first.walk("VALARM")) == (timedelta(0), [])
    page.get_by_label("Remind me 15 minutes before").check()
    page.get_by_label("Write the names of the guides.").check()
    page.get_by_label("Time", exact=True).fill("07:05")
    named = saved_calendar(page).walk("VEVENT")[0]
    assert (str(named["SUMMARY"]), named.decoded("DTSTART").time().isoformat()) == (
        "Go for a short walk, Do a mini squat",
        "07:05:00",
    )
    alarm = named.walk("VALARM")[0]
    assert (alarm.decoded("TRIGGER"), str(alarm["DESCRIPTION"])) == (timedelta(minutes=-15), "Session")


def test_nothing_of_a_plan_is_asked_of_the_hub_but_its_guides_and_the_booklet(visit):
    asked = []
    page = visit("/safety/", keeps=True, accept_downloads=True, color_scheme="dark")
    page.context.on("request", lambda request: asked.append((request.method, request.url, request.post_data)))
    page.evaluate("(plan) => localStorage.setItem('hub-kit', JSON.stringify({plan}))", WEEK)
    page.goto("/plan/#collection=walking")
    page.get_by_label("Neck").check()
    page.get_by_role("button", name="Check my plan").click()
    page.get_by_role("button", name="Keep my week as it is").click()
    page.get_by_text("Show it as a QR code").click()
    code = page.get_by_role("img", name="QR code with the link to this plan")
    picture = Image.open(io.BytesIO(code.screenshot()))
    link = page.locator("[data-slot-value=link]").input_value()
    assert [each.text for each in zxingcpp.read_barcodes(picture)] == [link]
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the booklet").click()
    assert download.value.suggested_filename == "week.pdf"
    text = PdfReader(download.value.path()).pages[0].extract_text()
    assert re.findall(r"Monday|Go for a short walk|Do a mini squat|Thursday", text) == [
        "Monday", "Go for a short walk", "Do a mini squat", "Thursday", "Go for a short walk",
    ]  # fmt: skip
    site = page.evaluate("location.origin")
    sent = [(url.removeprefix(site).partition("#")[0], body) for method, url, body in asked if method == "POST"]
    assert [(path, parse_qsl(body)) for path, body in sent] == [
        ("/plan/booklet/", [("0", "walking"), ("0", "mini-squat"), ("3", "walking")])
    ]
    others = {url.removeprefix(site).partition("#")[0] for method, url, _body in asked if method == "GET"}
    assert [url for url in others if not re.fullmatch(MAY_BE_ASKED, url)] == []


def test_without_storage_a_plan_lasts_as_long_as_the_page(visit):
    for failure, said in (("QuotaExceededError", "Your device has no room"), ("SecurityError", "Your browser keeps")):
        page = visit("/safety/")
        page.add_init_script(f"Storage.prototype.setItem = () => {{ throw new DOMException('', '{failure}'); }};")
        page.goto("/plan/#p=" + link_of(page))
        page.get_by_label("No cancer in my bones").check()
        page.get_by_role("button", name="Check my plan").click()
        page.get_by_role("button", name="Keep this plan on my device").click()
        page.get_by_text(said).wait_for()
        page.locator(".plan__edit").filter(has_text="Do a mini squat").get_by_label("Thursday").check()
        page.wait_for_function("document.querySelectorAll('.plan__guide').length === 4")
        more = [WEEK["days"][0], {"weekday": 3, "guides": ["walking", "mini-squat"]}]
        link = page.locator("[data-slot-value=link]").input_value()
        assert link.partition("#p=")[2] == link_of(page, WEEK | {"days": more})


def test_page_is_accessible_prints_on_one_page_and_leaves_out_what_was_withdrawn(visit):
    plan = WEEK | {"days": [*WEEK["days"], {"weekday": 5, "guides": ["twist-and-turn"]}]}
    page = with_kept(visit, parts={"plan": plan, "bones": ["humerus"]})
    assert rows(page, "left-out") == [
        "twist and turn This guide was withdrawn: One step was wrong. A clinician found it."
    ]
    assert "twist" not in page.locator("[data-slot-value=link]").input_value()
    for paper in ("A4", "Letter"):
        sheet = PdfReader(io.BytesIO(page.pdf(format=paper))).pages
        text = " ".join(sheet[0].extract_text().split())
        assert (len(sheet), "twist" in text, "Checked against the bones you named: Shoulder" in text) == (
            1,
            False,
            True,
        )
    page.get_by_text("Show it as a QR code").click()
    page.get_by_role("button", name="Change", exact=True).click()
    page.evaluate(Axe().axe_script)
    for path in ("", "#collection=walking"):
        page.evaluate("(hash) => { location.hash = hash; }", path)
        page.locator(f"[data-{'form=make' if path else 'part=week'}]").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
            assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    small = "els => els.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    assert page.locator(".plan :is(button, summary, select, label, .start)").evaluate_all(small) == []
    bare = visit("/plan/", java_script_enabled=False)
    assert bare.get_by_role("heading", name="Planning needs JavaScript").is_visible()
    assert bare.locator(".plan :is(button, form):visible").count() == 0
