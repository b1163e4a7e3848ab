"""One guide: its page, its printed sheet, and what its address does when the guide is gone."""

import html
import json
import re

import pytest

from guides import editions
from tests.drawings import entry
from tests.factories import make_edition, make_guide, make_photo, make_rules, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_guide_page_shows_the_whole_guide(client):
    make_edition(
        "March in a chair",
        needs=["chair"],
        minutes=7,
        text={
            "what": "You lift one knee, then the other.",
            "why": "It wakes up your legs.",
            "helps_with": "Climbing stairs",
            "set_up": "Put the chair against a wall.",
            "steps": "Sit tall. | Feet flat.\nLift one knee.",
            "tips": "Go slowly.",
            "easier": "Lift your heel only.",
            "harder": "Swing your arms.",
            "watch_for": "Numb feet | Look at your feet.",
            "stop_signs": "Pain in your groin",
            "first_week": "Do 3 on 2 days.",
            "build_up": "Add one each week.",
            "tired_day": "Do 2. Two is enough.",
        },
    )
    page = page_of(client, "/guides/march-in-a-chair/")
    for words in (
        "<h1>March in a chair</h1>", "Aerobic · Guide no.", "About 7 minutes", "You lift one knee, then the other.",
        "It wakes up your legs.", "Climbing stairs", "Put the chair against a wall.", "Sit tall.", "Feet flat.",
        "Go slowly.", "Lift your heel only.", "Swing your arms.", "Numb feet", "Look at your feet.",
        "Pain in your groin", "Do 3 on 2 days.", "Add one each week.", "Do 2. Two is enough.", "You can still talk.",
        "Written by Ada.", "Checked and signed by Bo (Physiotherapist, HCPC) on", "Next check by", "Edition 1,",
        "CC BY 4.0",
        "It was part of the programme.", "https://doi.org/10.1000/example",
    ):  # fmt: skip
        assert words in page, words


def test_bone_table_has_every_site_with_rating_change_and_reason(client):
    make_edition("March", movements=["hip-free"])
    page = page_of(client, "/guides/march/")
    rows = re.findall(r'rowheader">([^<]*?)\s*</th><td role="cell">.*?<span>([^<]*)</span>', page, re.DOTALL)
    assert rows == [
        ("Pelvis", "Suitable with a change"),
        ("Lower back", "Usually suitable"),
        ("Ribs or middle of the back", "Usually suitable"),
        ("Hip or thigh bone", "Suitable with a change"),
        ("Shoulder or upper arm", "Usually suitable"),
        ("Neck", "Usually suitable"),
        ("Somewhere else", "Ask your team first"),
    ]
    assert "<b>Keep the hip movement small and slow.</b> It moves the hip without a load." in page
    assert "No published rule covers this bone." in page


def test_answers_in_the_address_are_marked_and_summed_up(client):
    make_edition("March", movements=["hip-free"])
    page = page_of(client, "/guides/march/?bones=hip")
    assert page.count("bone-table__row--told") == 2
    assert "You told us: cancer in the pelvis or hip." in page
    assert "verdict--change" in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_a_guide_to_ask_about_says_so_first(client):
    make_edition("Walk", columns=["weight-bearing"])
    page = page_of(client, "/guides/walk/?bones=pelvis")
    assert page.index("verdict--ask") < page.index("What to do")
    assert "Please show this page to your team or physiotherapist before you try it." in page


def test_answers_that_cannot_be_read_show_no_guide(client):
    make_edition("March")
    page = page_of(client, "/guides/march/?bones=knee", status=400)
    assert "We do not know one of these bone places." in page
    assert 'href="/guides/march/"' in page
    assert "What to do" not in page


def test_ladder_links_carry_the_bone_answers_and_leave_out_what_they_rule_out(client):
    harder = make_edition("Walk", columns=["weight-bearing"], level=2).guide
    easier = make_edition("Ankles", columns=["stretch"]).guide
    make_edition("March", easier=[easier], harder=[harder])
    page = page_of(client, "/guides/march/?bones=pelvis")
    assert 'href="/guides/ankles/?bones=pelvis"' in page
    assert "/guides/walk/" not in page
    assert "1 guide is left out here because of your bones. Ask your team first." in page
    assert 'href="/guides/walk/"' in page_of(client, "/guides/march/")


def test_ladder_leaves_out_guides_that_are_not_public(client):
    make_edition("March", harder=[make_guide("Draft")])
    assert "Draft" not in page_of(client, "/guides/march/")


def test_demonstration_edition_says_nobody_checked_it(client):
    editions.publish_demonstration(make_guide("March"))
    page = page_of(client, "/guides/march/")
    assert "Example content: not yet checked by a clinician" in page
    assert "Nobody yet. This is example content" in page
    assert "signed by" not in page
    told = json.loads(re.search(r'ld\+json">(.*?)</script>', page).group(1))
    assert not {"reviewedBy", "lastReviewed"} & told.keys()


def test_structured_data_names_the_reviewer_of_a_signed_guide_and_cannot_break_out(client):
    make_edition("March", text={"summary": "A </script><b> & more"})
    raw = client.get("/guides/march/").content.decode()
    told = json.loads(re.search(r'ld\+json">(.*?)</script>', raw).group(1))
    assert told["reviewedBy"] == {"@type": "Person", "name": "Bo"}
    assert told["description"] == "A </script><b> & more"
    assert raw.count("</script>") == raw.count("<script")


def test_stop_signs_in_three_tiers_are_on_page_and_paper(client):
    make_edition("March", text={"stop_signs": "Pain in your groin"})
    for address in ("/guides/march/", "/guides/march/print/"):
        page = page_of(client, address)
        for words in ("Pain in your groin", "new or sharp pain in a bone", "chest pain", "fever", "Rest, or"):
            assert words in page, (address, words)


def test_printed_sheet_has_address_edition_and_bone_table(client, settings):
    make_edition("March", movements=["hip-free"])
    page = page_of(client, "/guides/march/print/?bones=pelvis")
    assert f"{settings.PUBLIC_URL}/guides/march/ · CC BY 4.0" in page
    assert "Edition 1," in page
    assert page.count("Suitable with a change") == 3


def test_page_and_printed_sheet_say_when_to_leave_it_out(client):
    make_edition(
        "March", text={"for_whom": "If you sit a lot.", "not_for": "If a knee is sore.\nIf you feel <b>dizzy</b>."}
    )
    page = page_of(client, "/guides/march/")
    assert "<b>Who it is for:</b> If you sit a lot." in page
    assert "<li>If a knee is sore.</li>" in page
    sheet = client.get("/guides/march/print/").content.decode()
    said = "<p><b>Leave it out:</b> If a knee is sore. If you feel &lt;b&gt;dizzy&lt;/b&gt;.</p>"
    assert sheet.index(said) < sheet.index("What to do")


def test_withdrawn_guide_answers_410_with_the_reason_and_ways_on(client):
    edition = make_edition("March")
    editions.withdraw(edition.guide, reason="A step was wrong.")
    for address in ("/guides/march/", "/guides/march/print/"):
        page = page_of(client, address, status=410)
        assert "A step was wrong." in page
        assert "/guides/?kind=aerobic&level=1" in page
        assert "You move a little." not in page


def test_a_guide_published_again_after_withdrawal_is_back(client):
    edition = make_edition("March")
    editions.withdraw(edition.guide, reason="A step was wrong.")
    publish(edition.guide)
    page_of(client, "/guides/march/")


def test_renamed_guide_redirects_for_good_with_the_answers(client):
    edition = make_edition("March")
    editions.rename(edition.guide, "march-on")
    response = client.get("/guides/march/?bones=pelvis")
    assert (response.status_code, response.headers["Location"]) == (301, "/guides/march-on/?bones=pelvis")
    assert client.get("/guides/march/print/").headers["Location"] == "/guides/march-on/print/"
    page_of(client, "/guides/march-on/")


def test_unknown_and_unpublished_guides_are_not_found(client):
    make_guide("Draft")
    page_of(client, "/guides/draft/", status=404)
    page_of(client, "/guides/never-was/", status=404)


def test_demonstration_editions_are_not_found_where_the_operator_did_not_ask_for_them(client, settings):
    guide = make_guide("March")
    editions.publish_demonstration(guide)
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    page_of(client, "/guides/march/", status=404)
    editions.withdraw(guide, reason="An example.")
    page_of(client, "/guides/march/", status=404)


@pytest.mark.parametrize("rungs", [0, 1, 3])
def test_a_guide_costs_at_most_two_queries(client, rungs, django_assert_max_num_queries):
    make_edition("March", harder=[make_edition(f"Harder {n}").guide for n in range(rungs)])
    with django_assert_max_num_queries(2):
        client.get("/guides/march/?bones=pelvis")


def test_sitemap_lists_live_guides_only(client):
    make_edition("March")
    make_guide("Draft")
    editions.withdraw(make_edition("Gone").guide, reason="Wrong.")
    page = page_of(client, "/sitemap.xml")
    assert re.findall(r"<loc>[^<]*(/guides/[^<]+)</loc>", page) == ["/guides/march/"]


def test_demonstration_guides_are_kept_from_search_engines(client):
    editions.publish_demonstration(make_guide("March"))
    assert '<meta name="robots" content="noindex">' in page_of(client, "/guides/march/")


# Pictures

WORDS = {"start_picture": "She sits & rests.", "end_picture": "She stands."}


def figures(page):
    """Each picture in the pair as (what is shown, its words)."""
    rows = re.findall(r'<figure class="pair__frame[^>]*>.*?(?:src="([^"]+)"|#([a-z]+)").*?<span>([^<]*)</span>', page)
    return [(address or sign, words) for address, sign, words in rows]


def images(page):
    """Each drawing as its attributes."""
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', image)) for image in re.findall(r'<img class="figure[^>]*>', page)]


DRAWN = [
    ("/static/figures/stand-in-1.svg", "She sits & rests."),
    ("/static/figures/stand-in-2.svg", "She stands."),
]
SIGNS = [("seated", "She sits & rests."), ("seated", "She stands.")]


def test_guide_page_shows_its_drawings_with_words_and_film(client, ship):
    ship(march=entry())
    make_edition("March", kind="strength", text=WORDS)
    page = page_of(client, "/guides/march/")
    assert figures(page) == DRAWN
    shared = {"class": "figure", "width": "254", "height": "206", "decoding": "async"}
    assert images(page) == [
        shared | {"src": "/static/figures/stand-in-1.svg", "alt": "She sits & rests."},
        shared | {"src": "/static/figures/stand-in-2.svg", "alt": "She stands.", "loading": "lazy"},
    ]
    assert page.count("panel--strength") == 2
    assert re.findall(r'data-film="([^"]*)"', page) == ["/static/figures/stand-in-film.svg"]
    assert re.findall(r"<button[^>]*hidden data-film-button[^>]*>.*?<span>([^<]*)", page) == ["Play the movement"]
    assert "js/film.js" in page


def test_guide_page_shows_more_than_two_frames_and_those_who_lie_whole(client, ship):
    ship(march=entry(frames=3, film=False))
    make_edition("March", positions=["lying"], text=WORDS)
    page = page_of(client, "/guides/march/")
    assert [words for _picture, words in figures(page)] == ["She sits & rests.", "In between", "She stands."]
    assert [image["class"] for image in images(page)] == ["figure figure--wide"] * 3
    assert "film" not in page.replace("film__", "").partition("<main")[2]
    assert "js/film.js" not in page


def test_guide_page_shows_signs_where_nothing_is_drawn(client, ship):
    make_edition("March", text=WORDS)
    page = page_of(client, "/guides/march/")
    assert (figures(page), images(page)) == (SIGNS, [])
    assert "film.js" not in page


def test_guide_page_shows_no_drawing_that_was_drawn_anew_since_the_sign_off(client, ship):
    ship(march=entry(digest="00000000000000aa", share={"file": "figures/share/march.png"}))
    make_edition("March", text=WORDS)
    ship(march=entry(digest="00000000000000bb", share={"file": "figures/share/march.png"}))
    for address in ("/guides/march/", "/guides/march/print/", "/embed/guides/march/"):
        page = page_of(client, address)
        assert ("/figures/" in page, "film.js" in page) == (False, False)
    assert figures(page_of(client, "/guides/march/")) == SIGNS


def test_guide_page_shows_photos_before_drawings(client, ship, media):
    ship(march=entry())
    guide = make_guide("March", text=WORDS)
    make_photo(guide)
    publish(guide)
    for address in ("/guides/march/", "/guides/march/print/", "/embed/guides/march/"):
        page = page_of(client, address)
        assert ("/figures/" in page, "photos__picture" in page, "film.js" in page) == (False, True, False)


def test_sheet_shows_the_drawings_at_once_and_no_film(client, ship):
    ship(march=entry())
    make_edition("March", text=WORDS)
    page = page_of(client, "/guides/march/print/")
    assert figures(page) == DRAWN
    assert ("lazy" in page, "film" in page) == (False, False)


def test_sheet_of_a_guide_that_is_not_drawn_has_no_pictures(client, ship):
    make_edition("March", text=WORDS)
    assert "pair" not in page_of(client, "/guides/march/print/")


def shared(page):
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[a-z]+)" content="([^"]*)">', page))


def test_guide_page_tells_other_sites_what_it_is_without_the_answers(client, ship, settings):
    ship(march=entry(share={"file": "figures/share/march.png"}), walk=entry("walk"))
    make_edition("March", text=WORDS)
    make_edition("Walk", text=WORDS)
    told = {
        "og:type": "article",
        "og:title": "Walk",
        "og:description": "About walk.",
        "og:url": f"{settings.PUBLIC_URL}/guides/walk/",
    }
    assert shared(page_of(client, "/guides/walk/?bones=pelvis")) == told
    assert shared(page_of(client, "/guides/march/")) == {
        "og:type": "article",
        "og:title": "March",
        "og:description": "About march.",
        "og:url": f"{settings.PUBLIC_URL}/guides/march/",
        "og:image": f"{settings.PUBLIC_URL}/static/figures/share/march.png",
        "twitter:card": "summary_large_image",
    }
