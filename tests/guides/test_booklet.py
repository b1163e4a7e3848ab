"""The booklet: a week and its guides as PDF, for whoever asks with slugs and weekdays alone."""

import html
from io import BytesIO

import pytest
from pypdf import PdfReader

from guides import booklet_words, editions, review
from tests.factories import make_edition, make_guide, make_photo, make_rules, publish

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
NOTICE = "Example content: not yet checked by a clinician"


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def ask(client, body, **more):
    return client.post("/plan/booklet/", body, content_type=FORM, **more)


def refused(client, body, **more):
    """The status and what stands in the list of problems."""
    response = ask(client, body, **more)
    listed = response.content.decode().partition("<ul>")[2].partition("</ul>")[0]
    return response.status_code, listed.replace("<li>", "").replace("</li>", "")


def read(response):
    return PdfReader(BytesIO(response.content))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts_of(reader):
    """Each font of each page and whether its file is in the PDF."""
    found = [page["/Resources"].get("/Font", {}) for page in reader.pages]
    fonts = [font.get_object()["/DescendantFonts"][0].get_object() for each in found for font in each.values()]
    return {font["/BaseFont"]: {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].keys() for font in fonts}


def links_of(reader):
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    return [note["/A"]["/URI"] for note in notes]


def test_booklet_has_the_week_and_each_guide_whole(client, media):
    wording = {
        "steps": "Sit tall. | Feet flat.\nGo.",
        "watch_for": "Dizzy | Stop.",
        "stop_signs": "Your knee hurts",
        "first_week": "Start with 2.",
        "build_up": "Then 3.",
        "set_up": "Clear the floor.",
    }
    march = make_guide("March", needs=["chair"], text=wording, columns=["upper"])
    make_photo(march)
    edition = publish(march)
    make_edition("Sway")
    response = ask(client, "0=march&0=sway&3=march")
    assert response.status_code == 200
    assert dict(response.cookies) == {}
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    text = text_of(read(response))
    week = "Monday March Sway Tuesday Rest day Wednesday Rest day Thursday March Friday Rest day"
    said = [
        "Chair.",
        "Clear the floor.",
        "Sit tall. Feet flat.",
        "Dizzy: Stop.",
        "Your knee hurts",
        "First week: Start",
    ]
    said += ["Build up: Then 3.", "Emergency number now (112, 999, 911 or 000)", "new or sharp pain in a bone"]
    said += [
        "Shoulder or upper arm Ask your team first:",
        "Edition 1,",
        "Checked and signed by",
        "The hub was not told.",
    ]
    assert [each for each in [week, *said, edition.document["checked_by"]] if each not in text] == []
    assert NOTICE not in text
    assert [image.image.size for page in read(response).pages for image in page.images] == [(960, 720)]
    assert links_of(read(response)) == [f"https://hub.example.org/guides/{slug}/" for slug in ("march", "sway")]


def test_booklet_can_be_read_by_assistive_technology_with_fonts_of_its_own(client):
    make_edition("Sway")
    reader = read(ask(client, "1=sway"))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], reader.metadata.title) == (True, "en", "My week")
    assert "pdfuaid" in str(reader.xmp_metadata.stream.get_data())
    fonts = fonts_of(reader)
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"AtkinsonHyperlegibleNext", "Literata"}
    assert all(fonts.values())


def test_words_that_no_typeface_has_and_markup_make_a_booklet_too(client):
    make_edition("Sway", text={"what": "-", "summary": '走る "]) #read("/etc/passwd") *a*'})
    reader = read(ask(client, "1=sway"))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert '#read("/etc/passwd") *a*' in text_of(reader)


def test_example_content_says_so_on_the_week_and_on_its_guide(client):
    editions.publish_demonstration(make_guide("Sway"))
    make_edition("March")
    reader = read(ask(client, "0=march&0=sway"))
    titles = ["My week", "March", "Sway"]
    marked = {title: NOTICE in page.extract_text() for page in reader.pages for title in titles
              if page.extract_text().startswith(title)}  # fmt: skip
    assert marked == {"My week": True, "March": False, "Sway": True}


def test_guides_that_may_not_be_shown_are_refused_by_name(client, settings):
    withdrawn = make_edition("Twist").guide
    editions.withdraw(withdrawn, reason="A step was wrong.")
    make_guide("Draft")
    make_edition("Sway")
    assert refused(client, "0=twist&1=sway&2=draft&3=nowhere") == (
        400,
        "The guide “Twist” was withdrawn: A step was wrong.There is no guide “draft”.There is no guide “nowhere”.",
    )
    editions.publish_demonstration(make_guide("Example"))
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert refused(client, "0=example&1=sway") == (400, "There is no guide “example”.")


def test_guide_that_left_the_lists_until_it_is_checked_is_refused(client, time_machine):
    edition = make_edition("Lunge")
    time_machine.move_to(f"{review.leaves_lists_on(edition.review_on)} 09:00Z")
    said = "The guide “Lunge” waits for a check. It is not in the lists until then."
    assert refused(client, "0=lunge") == (400, said)


def test_booklet_holds_twelve_guides_and_asks_once_for_them(client, django_assert_num_queries):
    for number in range(13):
        make_edition(f"Guide {number}")
    twelve = "&".join(f"{number % 7}=guide-{number}" for number in range(12))
    with django_assert_num_queries(1):
        assert ask(client, twelve)["Content-Type"] == "application/pdf"
    assert refused(client, twelve + "&0=guide-12") == (400, "A booklet holds 12 guides at most.")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("&", 400, "There is no guide in this plan."),
        ("7=sway", 400, "This plan names a day that is not in a week."),
        ("0=sway&bones=hip", 400, "This plan names a day that is not in a week."),
        ("0=" + "&0=".join(["sway"] * 2000), 413, "This plan is too long."),
        ("0=%3Cb%3E", 400, "There is no guide “&lt;b&gt;”."),
    ],
)
def test_what_is_no_plan_is_refused(client, body, status, said):
    make_edition("Sway")
    assert refused(client, body) == (status, said)


def test_only_a_form_of_this_site_makes_a_booklet(client):
    make_edition("Sway")
    assert client.get("/plan/booklet/").status_code == 405
    assert client.post("/plan/booklet/", {"0": "sway"}).status_code == 400
    assert refused(client, "0=sway", headers={"sec-fetch-site": "cross-site"})[0] == 403
    assert ask(client, "0=sway", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_words_for_every_guide_are_those_of_the_printed_guide(client):
    make_edition("Sway")
    page = html.unescape(
        client.get("/guides/sway/").content.decode() + client.get("/guides/sway/print/").content.decode()
    )
    said = [*booklet_words.stop_signs(), *(words for tier in booklet_words.tiers() for words in tier)]
    said += [booklet_words.headings()[name] for name in ("sit", "strictest", "stop", "bones", "phone")]
    assert [words for words in said if words not in page] == []
