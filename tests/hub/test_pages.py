import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

PAGES = ["home", "safety", "about", "privacy", "accessibility"]


def words(client, name):
    """The page's text as a person reads it, without the tags and with single spaces."""
    html = client.get(reverse(name)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]).split())


FACTS = [
    ("home", "357 people with metastatic breast cancer"),
    ("home", "about 7 in 10 had cancer in their bones. People with unstable bones did not take part"),
    ("home", "6 countries: five in Europe, and Australia"),
    ("home", "The gains were small but real."),
    ("home", "Exercise at home, from a guide, is not the same."),
    ("safety", "Call your emergency number (112 in Europe, 999 in the UK, 911 in the US, 000 in Australia)"),
    ("safety", "No exercise. Ring your cancer team today"),
    ("safety", "Rest, or choose something gentle"),
    ("safety", "We have no list of guides for this."),
    ("safety", "Usually suitable, if your team agrees."),
    ("safety", "It filters guides. It does not choose for you"),
    ("safety", "They have not yet been checked by a clinician."),
    ("about", "−5.3 points −10.0 to −0.6 A little less tired"),
    ("about", "+4.8 points 2.2 to 7.4 A little better"),
    ("about", "+24.3 watts 15.5 to 33.1"),
    ("about", "+34.2 kg 23.0 to 45.5"),
    ("about", "+0.3 kg −0.3 to 0.9 No clear difference"),
    ("about", "Germany, the Netherlands, Poland, Spain, Sweden and Australia"),
    ("about", "Nobody was scanned at 9 months."),
    ("about", "Two figures were published: 73.9% and 67.2%."),
    ("about", "People. Some men took part."),
    ("about", "A library of guides for home is not the same."),
    ("about", "have not reviewed or approved this hub"),
    ("about", "Not yet. It is planned."),
    ("privacy", "We set no cookie on these pages."),
    ("privacy", "Your browser keeps a history of addresses."),
    ("privacy", "The part with your answers is cut off first."),
    ("privacy", "We keep the answer you chose, your words, the guide and the time."),
    ("privacy", "It never writes what you tell us about a guide."),
    ("accessibility", "Web Content Accessibility Guidelines (WCAG) 2.2, level AA"),
    ("accessibility", "No people with disabilities and no patients have tested the hub yet."),
]


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_page_says(client, name, fact):
    assert fact in words(client, name)


@pytest.mark.parametrize("name", PAGES)
def test_page_makes_no_claim_that_the_evidence_does_not_carry(client, name):
    # Two phrases hold such words rightly: what the trial does not show, and the title of a guideline.
    claims = r"is safe\b|safe for|live longer(?!, or makes)|battle|fight|warrior|survivor(?!s: an)|you must exercise"
    assert re.findall(claims, words(client, name), re.IGNORECASE) == []


@pytest.mark.parametrize("name", ["home", "safety", "privacy", "accessibility"])
def test_page_for_patients_has_short_sentences(client, name):
    html = client.get(reverse(name)).content.decode()
    blocks = re.split(r"</(?:p|li|h[1-6]|dt|span)>", html[html.index("<main") : html.index("</main>")])
    texts = [" ".join(re.sub(r"<[^>]+>", " ", block).split()) for block in blocks]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?:]) ", text)]
    without_numbers = [re.sub(r"\(112 .*?\)", "", sentence) for sentence in sentences]
    assert [sentence for sentence in without_numbers if len(sentence.split()) > 20] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_starts_its_outline_with_one_heading_and_skips_no_level(client, name):
    html = client.get(reverse(name)).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])", html[html.index("<main") :])]
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_names_its_public_address(client, name):
    html = client.get(reverse(name) + "?bones=pelvis").content.decode()
    assert re.findall(r'<link rel="canonical" href="(.*?)">', html) == [f"https://hub.example.org{reverse(name)}"]


@pytest.mark.parametrize(
    ("name", "marked"),
    [("home", "/"), ("safety", "/safety/"), ("about", "/about/"), ("privacy", None), ("accessibility", None)],
)
def test_masthead_marks_the_page_one_is_on(client, name, marked):
    html = client.get(reverse(name)).content.decode()
    header = html[html.index("<header") : html.index("</header>")]
    assert re.findall(r'href="([^"]*)" aria-current="page"', header) == ([marked] if marked else [])


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_hub_leads_somewhere(client, name):
    html = client.get(reverse(name)).content.decode()
    for address in re.findall(r'href="([/#][^"]*)"', html):
        parts = urlsplit(address)
        path = parts.path or reverse(name)
        if path.startswith("/static/"):
            continue
        assert resolve(path)
        if parts.fragment and path != "/guides/":
            assert f'id="{parts.fragment}"' in client.get(path).content.decode(), address


@pytest.mark.parametrize("name", PAGES)
def test_links_to_other_sites_are_secure(client, name):
    assert [
        link
        for link in re.findall(r'href="(\w+:[^"]*)"', client.get(reverse(name)).content.decode())
        if link[:8] != "https://"
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_is_only_read(client, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
def test_home_and_masthead_lead_to_the_finder(client):
    html = client.get("/").content.decode()
    assert re.findall(r'class="(\S+)" href="/find/"', html) == ["masthead__link", "button"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "?level=1&minutes=5",
        "?level=1&level=2&minutes=10",
        "?level=3&level=4",
        "?kind=aerobic",
        "?kind=strength",
        "?kind=balance",
        "?kind=flexibility",
        "?kind=breathing",
    ],
)
def test_ways_in_from_home_are_choices_that_the_list_can_read(client, path):
    assert f'href="/guides/{path.replace("&", "&amp;")}"' in client.get("/").content.decode()
    assert client.get(f"/guides/{path}").status_code == 200


def test_every_address_is_in_its_own_folder():
    assert [reverse(name) for name in PAGES] == ["/", "/safety/", "/about/", "/privacy/", "/accessibility/"]
