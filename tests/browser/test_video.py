"""A guide with photos and a video: nothing is asked of another site before a click, and then only of the named one."""

import pytest

pytestmark = pytest.mark.browser

GUIDE = "/guides/sway-by-the-sink/"
PLAYER = "https://www.youtube-nocookie.com/embed/abcdefghi_1"


def elsewhere(page, site):
    """Collects what the page asks of other sites, and answers in their place."""
    asked = []

    def answer(route):
        asked.append((route.request.url, route.request.headers.get("referer")))
        route.fulfill(content_type="text/html", body="<!doctype html><title>Player</title><p>Player</p>")

    page.context.route(lambda url: not url.startswith((f"{site}/", "data:")), answer)
    return asked


def test_nothing_leaves_before_a_click_and_then_only_to_the_named_host(visit, site):
    page = visit("/about/", may_ask=[PLAYER])
    asked = elsewhere(page, site)
    page.goto(f"{GUIDE}?bones=hip")
    page.wait_for_load_state("networkidle")
    page.locator(".photos__picture").first.scroll_into_view_if_needed()
    page.get_by_text("Read what is said and shown").click()
    assert page.get_by_text("Lift one knee.").is_visible()
    page.get_by_role("button", name="Show the video from YouTube here").hover()
    assert asked == []
    assert page.locator("iframe").count() == 0

    page.get_by_role("button", name="Show the video from YouTube here").click()
    page.frame_locator("iframe").get_by_text("Player").wait_for()
    assert asked == [(PLAYER, f"{site}/")]  # the site, and neither the page nor the answers
    frame = page.locator("iframe")
    told = {name: frame.get_attribute(name) for name in ("src", "title", "allow", "sandbox")}
    assert told == {
        "src": PLAYER,
        "title": "Sway with Ada",
        "allow": "fullscreen",
        "sandbox": "allow-scripts allow-same-origin allow-presentation",
    }
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_without_scripts_there_are_a_link_and_the_transcript(visit):
    page = visit(GUIDE, java_script_enabled=False)
    assert page.get_by_role("button", name="Show the video").count() == 0
    link = page.get_by_role("link", name="Watch on YouTube")
    assert link.get_attribute("href") == "https://www.youtube.com/watch?v=abcdefghi_1"
    page.get_by_text("Read what is said and shown").click()
    assert page.get_by_text("Lift one knee.").is_visible()


@pytest.mark.parametrize(("width", "file"), [(1280, "960.avif"), (390, "480.avif")])
def test_photos_come_as_small_as_the_screen_allows(visit, width, file):
    page = visit(GUIDE, width=width)
    page.wait_for_load_state("networkidle")
    shown = page.locator(".photos__picture").evaluate_all(
        "(all) => all.map((one) => [one.complete && one.naturalWidth > 0, one.currentSrc.split('-').pop()])"
    )
    assert shown == [[True, file], [True, file]]


def test_photos_are_on_paper_and_in_frames(visit):
    for address in (f"{GUIDE}print/", f"/embed{GUIDE}"):
        page = visit(address)
        page.wait_for_load_state("networkidle")
        assert page.locator(".photos__picture").evaluate_all("(all) => all.map((one) => one.naturalWidth > 0)") == [
            True,
            True,
        ]
