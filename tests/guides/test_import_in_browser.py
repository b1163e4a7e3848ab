"""Import as a curator does it, in a real browser: a file with mistakes, then the same file put right."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from playwright.sync_api import sync_playwright

from guides import importing, sheets
from guides.models import Guide, Revision
from tests.browser.conftest import CHROMIUM, QUIET, REPORT_VIOLATIONS
from tests.desk import signed_in
from tests.factories import make_edition, make_guide, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def cookie_of(person):
    """The session of somebody who may import, made before the browser starts: it needs the database."""
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_guide", "import_guide", "export_guide"]))
    return signed_in(person).cookies["sessionid"].value


def file_of(name, **changes):
    sheet = importing.export_sheet()
    row = tuple({**dict(zip(sheet.header, sheet.rows[0], strict=True)), **changes}.values())
    rows = [row, *sheet.rows[1:]]
    return {
        "name": name,
        "mimeType": "application/octet-stream",
        "buffer": sheets.as_xlsx([sheets.Sheet("Guides", sheet.header, rows)]),
    }


def faults_of(page):
    found = Axe().run(page, options={"runOnly": RULES, "preload": False}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_import_with_errors_and_then_put_right(live_server, scheme):
    make_edition("March")
    make_guide("Walk")
    wrong = file_of("wrong.xlsx", minutes=0, level=7, needs="trampoline")
    right = file_of("right.xlsx", minutes=9, title="March on", stop_signs="Your knee hurts.")
    session, complaints = cookie_of(make_person("Ida")), []
    address = live_server.url.replace("localhost", "127.0.0.1")  # the browser asks nobody for names
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(base_url=address, color_scheme=scheme, locale="en-GB")
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"{address}/admin/"}])
        page = context.new_page()
        page.goto("/admin/guides/guide/")
        page.get_by_role("link", name="Import…").click()
        page.get_by_label("File").set_input_files(wrong)
        page.get_by_role("button", name="Look at the changes").click()
        problems = page.locator(".import-problems li").all_inner_texts()
        assert problems == [
            "Row 2, level: 7 is too many. Write 1 to 4.",
            "Row 2, minutes: 0 is too few. Write 1 to 240.",
            "Row 2, needs: “trampoline” is not a thing of this hub. Add the equipment at the desk first.",
        ]
        assert faults_of(page) == []

        page.get_by_label("File").set_input_files(right)
        page.get_by_role("button", name="Look at the changes").click()
        page.get_by_role("heading", name="Import: look at every change").wait_for()
        assert page.locator(".import-counts dd").all_inner_texts() == ["0", "1", "1"]
        assert page.locator(".import-guide ins").all_inner_texts() == ["Your knee hurts.", "9", " on"]
        assert faults_of(page) == []

        page.get_by_role("button", name="Import as drafts").click()
        page.locator(".messagelist .success").wait_for()
        assert page.locator(".messagelist").inner_text() == (
            "Landed as drafts: 0 new guides and 1 changed guide. What the public sees did not change."
        )
        page.goto("/guides/march/")
        assert page.locator("h1").inner_text() == "March"
        browser.close()
    assert [text for text in complaints if "status of 422" not in text] == []
    guide = Guide.objects.get(slug="march")
    assert (guide.minutes, guide.texts.get().title) == (9, "March on")
    assert Revision.objects.filter(cause="imported").count() == 1
