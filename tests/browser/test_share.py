"""Passing a guide on: copied, by QR code, and shown to a professional; never with the visitor's answers."""

import io

import pytest
import zxingcpp
from PIL import Image

pytestmark = pytest.mark.browser
GUIDE = "/guides/sway-by-the-sink/?bones=hip"
SHARED = "https://hub.example.org/guides/sway-by-the-sink/"


def test_link_is_copied_without_answers(visit):
    page = visit(GUIDE, width=390, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == SHARED


def test_code_is_read_as_a_phone_reads_it_in_dark_and_without_scripts(visit):
    page = visit(GUIDE, width=390, java_script_enabled=False, color_scheme="dark")
    assert not page.get_by_role("button", name="Copy the link").is_visible()
    page.get_by_text("Show a QR code").click()
    picture = Image.open(io.BytesIO(page.get_by_alt_text("QR code").screenshot()))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [SHARED]


def test_professionals_page_is_reached_with_the_answers_and_fits_a_phone(visit):
    page = visit(GUIDE, width=320)
    page.get_by_role("link", name="Show this to my physiotherapist").click()
    page.wait_for_url("**/guides/sway-by-the-sink/for-professionals/?bones=hip")
    assert page.get_by_text("You told us", exact=True).count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
