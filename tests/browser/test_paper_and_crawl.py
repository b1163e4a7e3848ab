"""Guides on paper, and a walk over the whole site."""

import io
import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from pypdf import PdfReader

from tests.browser.conftest import GUIDES

pytestmark = pytest.mark.browser

QUERIES = 2  # every address is asked for, but not every list there can be
OF_A_KIND = 6  # nor of each guide those pages that are made like their neighbours
ALIKE = re.compile(r"^/guides/[^/]+/(feedback|feedback/thanks|for-professionals|gentler)/$")


def guides_in_sitemap(page):
    return re.findall(r"<loc>[^<]*(/guides/[^<]+/)</loc>", page.request.get("/sitemap.xml").text())


def words_on(page, address):
    return page.request.get(address).text()


def test_the_longest_guides_print_on_one_or_two_pages_with_address_edition_and_stop_signs(visit):
    page = visit()
    addresses = [f"{address}print/?bones=unsure" for address in guides_in_sitemap(page)]
    assert len(addresses) == GUIDES
    addresses.sort(key=lambda address: len(words_on(page, address)))
    wrong = {}
    for address in {*addresses[-6:], "/guides/sway-by-the-sink/print/?bones=unsure"}:
        page.goto(address)
        for paper in ("A4", "Letter"):
            sheets = PdfReader(io.BytesIO(page.pdf(format=paper))).pages
            text = " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)
            needed = (address.split("print/")[0], "Edition 1,", "Stop if you feel", "Emergency number")
            missing = [words for words in needed if words not in text]
            if len(sheets) > 2 or missing:
                wrong[address, paper] = (len(sheets), missing)
    assert wrong == {}


def test_no_page_sets_a_cookie_or_loads_anything_from_elsewhere(visit, site):
    page = visit()
    guides = guides_in_sitemap(page)
    waiting, seen = ["/", "/guides/?bones=hip", "/embed/guides/", *guides], Counter()
    while waiting:
        path = waiting.pop()
        address = path.partition("?")[0]
        alike = ALIKE.sub(r"\1", address)
        if seen[path] or seen[address] == QUERIES or (alike != address and seen[alike] == OF_A_KIND):
            continue
        seen.update({path, address, alike})
        answer = page.request.get(path, max_redirects=3)
        headers = answer.headers
        assert answer.status < 400, path
        assert "set-cookie" not in headers, path
        if "text/html" not in headers["content-type"]:
            continue
        assert "unsafe-inline" not in headers["content-security-policy"], path
        assert headers["referrer-policy"] == "same-origin", path
        html = answer.text()
        loaded = re.findall(r'<(?:script|img|iframe|use)[^>]+(?:src|href)="([^"]+)"', html)
        loaded += re.findall(r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="([^"]+)"', html)
        assert [
            name for name in loaded if not name.startswith(("/static/", "/pictures/", path.partition("?")[0]))
        ] == [], path
        links = {urlsplit(urljoin(site + path, link)) for link in re.findall(r'<a[^>]+href="([^"#]*)', html)}
        ours = [f"{link.path}?{link.query}".rstrip("?") for link in links if link.netloc == urlsplit(site).netloc]
        waiting += [link.replace("&amp;", "&") for link in ours if not link.startswith("/admin/") and "q=" not in link]
    assert {
        *guides,
        *(f"{guide}print/" for guide in guides),
        "/guides/left-out/",
        "/collections/walking/",
        "/safety/",
    } <= {*seen}
