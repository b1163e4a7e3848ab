"""Videos: which addresses may be linked, what the desk says about the others, and what a page does before a click."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import editions, videos
from guides.models import Video
from tests.desk import desk_of
from tests.factories import make_edition, make_guide, make_photo, make_video, publish
from tests.guides.test_admin import change_page, filled_in, page_of

pytestmark = pytest.mark.django_db

YOUTUBE, VIMEO = ("youtube", "abcdefghi_1"), ("vimeo", "123456789")


# Addresses


@pytest.mark.parametrize(
    ("address", "video"),
    [
        ("https://www.youtube.com/watch?v=abcdefghi_1", YOUTUBE),
        ("https://youtube.com/watch?v=abcdefghi_1&t=42s&list=PL1&si=who-shared-it#x", YOUTUBE),
        ("https://m.youtube.com/watch?feature=share&v=abcdefghi_1", YOUTUBE),
        ("https://youtu.be/abcdefghi_1?si=who-shared-it", YOUTUBE),
        ("https://www.youtube.com/shorts/abcdefghi_1", YOUTUBE),
        ("https://www.youtube.com/embed/abcdefghi_1", YOUTUBE),
        ("  https://WWW.YouTube.com/watch?v=abcdefghi_1\n", YOUTUBE),
        ("https://vimeo.com/123456789", VIMEO),
        ("https://vimeo.com/123456789?share=copy", VIMEO),
        ("https://player.vimeo.com/video/123456789", VIMEO),
    ],
)
def test_address_is_kept_as_host_and_key_alone(address, video):
    assert videos.read(address) == video
    assert videos.read(videos.watch_address(*video)) == video


ELSEWHERE = "Only videos on YouTube or Vimeo can be linked."
NOT_WHOLE = "It starts with https://"
NOT_ONE = "but not of one video"
REFUSED = {
    "http://www.youtube.com/watch?v=abcdefghi_1": NOT_WHOLE,
    "www.youtube.com/watch?v=abcdefghi_1": NOT_WHOLE,
    "javascript:alert(1)//youtube.com/watch?v=abcdefghi_1": NOT_WHOLE,
    "data:text/html,youtube.com": NOT_WHOLE,
    "a video": NOT_WHOLE,
    "https://": NOT_WHOLE,
    "https://[youtube.com/": "This is not an address.",
    "https://youtube.com:port/": "This is not an address.",
    "https://example.org/watch?v=abcdefghi_1": ELSEWHERE,
    "https://youtube.com.example.org/watch?v=abcdefghi_1": ELSEWHERE,
    "https://notyoutube.com/watch?v=abcdefghi_1": ELSEWHERE,
    "https://youtube.com@example.org/watch?v=abcdefghi_1": ELSEWHERE,
    "https://someone@youtube.com/watch?v=abcdefghi_1": ELSEWHERE,
    "https://youtube.com:8443/watch?v=abcdefghi_1": ELSEWHERE,
    "https://www.youtube.com/": NOT_ONE,
    "https://www.youtube.com/watch": NOT_ONE,
    "https://www.youtube.com/watch?v=short": NOT_ONE,
    "https://www.youtube.com/watch?v=abcdefghi_1%22%3E": NOT_ONE,
    "https://www.youtube.com/@somebody": NOT_ONE,
    "https://www.youtube.com/playlist?list=PL123": NOT_ONE,
    "https://vimeo.com/channels/staffpicks": NOT_ONE,
    "https://vimeo.com/123456789/abcdef0123": NOT_ONE,
    "https://vimeo.com/１２３４５６７８９": NOT_ONE,
}


@pytest.mark.parametrize("address", REFUSED)
def test_other_address_is_refused_in_words(address):
    with pytest.raises(videos.UnusableVideo) as refusal:
        videos.read(address)
    assert REFUSED[address] in str(refusal.value)


PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "youtube.com",
        "youtu.be",
        "vimeo.com",
        "@",
        ":",
        "/watch?v=",
        "/",
        "abcdefghi_1",
        "123456789",
        "example.org",
        '"',
        "<script>",
        "?",
        "#",
        "\n",
        "//",
        "\\",
        "%2F",
        "&v=",
    ]
)


@given(st.lists(PIECES, max_size=9).map("".join))
def test_whatever_is_typed_leads_to_an_allowed_host_or_nowhere(address):
    try:
        host, key = videos.read(address)
    except videos.UnusableVideo:
        return
    for made in (videos.watch_address(host, key), videos.player_address(host, key)):
        assert re.fullmatch(
            r"https://(www\.youtube\.com/watch\?v=|www\.youtube-nocookie\.com/embed/)[\w-]{11}"
            r"|https://(vimeo\.com/|player\.vimeo\.com/video/)\d{6,12}(\?dnt=1)?",
            made,
        )


# The desk


@pytest.fixture
def author():
    return desk_of("Ada")


def send(desk, guide, **fields):
    """Fill in the video of a guide and press the button."""
    new = {"address": "https://youtu.be/abcdefghi_1?t=3", "title": "March", "language": "en", "has_captions": "on"}
    new |= {"transcript": "Sit tall.\nLift one knee.\nPut it down."}
    sent = filled_in(desk.get(change_page(guide))) | {"video-TOTAL_FORMS": "1"}
    sent |= {f"video-0-{name}": value for name, value in (new | fields).items() if value is not None}
    return desk.post(change_page(guide), sent)


def test_video_is_kept_by_its_key_and_goes_into_the_next_edition(author):
    guide = make_guide()
    assert send(author, guide).status_code == 302
    assert (guide.video.host, guide.video.key) == YOUTUBE
    assert publish(guide).document["video"] == {
        "host": "youtube",
        "address": "https://www.youtube.com/watch?v=abcdefghi_1",
        "title": "March",
        "language": "en",
        "transcript": "Sit tall.\r\nLift one knee.\r\nPut it down.".replace("\r\n", "\n"),
        "captions": True,
    }
    assert 'value="https://www.youtube.com/watch?v=abcdefghi_1"' in page_of(author.get(change_page(guide)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "https://example.org/film"}, "Only videos on YouTube or Vimeo can be linked."),
        ({"address": "http://youtu.be/abcdefghi_1"}, "It starts with https://"),
        ({"address": "https://www.youtube.com/@somebody"}, "This is a page of YouTube, but not of one video."),
        ({"address": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"transcript": ""}, "This field is required."),
        ({"transcript": "Sit.\n\nLift."}, "Write the transcript in at least three lines."),
        ({"has_captions": None}, "Only a video with captions can be linked: some people cannot hear it."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_desk_says_what_is_wrong_and_keeps_what_was_typed(author, fields, words):
    guide = make_guide()
    typed = {"title": "A film of Ada", "transcript": "One.\nTwo.\nThree."} | fields
    page = page_of(send(author, guide, **typed))
    assert words in page
    for value in filter(None, typed.values()):
        assert value in page
    assert not Video.objects.exists()


def test_video_can_be_changed_and_taken_away(author, client):
    guide = make_guide("March")
    make_video(guide)
    publish(guide)
    sent = filled_in(author.get(change_page(guide))) | {"video-0-address": "https://vimeo.com/123456789"}
    assert author.post(change_page(guide), sent).status_code == 302
    assert (Video.objects.get().host, Video.objects.get().key) == VIMEO
    sent = filled_in(author.get(change_page(guide))) | {"video-0-DELETE": "on"}
    assert author.post(change_page(guide), sent).status_code == 302
    assert not Video.objects.exists()
    assert "https://www.youtube.com/watch?v=abcdefghi_1" in page_of(client.get("/guides/march/"))


# The pages


def frame_sources(response):
    policy = response.headers["Content-Security-Policy"]
    return dict(part.split(" ", 1) for part in policy.split("; ")).get("frame-src")


@pytest.mark.parametrize(
    ("host", "key", "name", "player"),
    [
        ("youtube", "abcdefghi_1", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghi_1"),
        ("vimeo", "123456789", "Vimeo", "https://player.vimeo.com/video/123456789?dnt=1"),
    ],
)
def test_page_links_the_video_and_loads_nothing_of_it(client, host, key, name, player):
    guide = make_guide("March")
    make_video(guide, host=host, key=key)
    publish(guide)
    response = client.get("/guides/march/")
    page = page_of(response)
    link = f'<a class="button button--secondary" href="{videos.watch_address(host, key)}" rel="external noreferrer">'
    assert f"{link}Watch on {name}</a>" in page
    assert f"The video is on {name}. That is another site with its own rules. It may set cookies" in page
    assert "<p>Sit tall.<br>Lift one knee.<br>Put it down.</p>" in page
    assert f'data-video="{player}"' in page
    assert (
        re.findall(r'<(?:iframe|img|script|link|source)[^>]*(?:src|href)="https?://(?!hub\.example\.org)', page) == []
    )
    assert frame_sources(response) == player.split("/embed")[0].split("/video")[0]


def test_only_the_page_with_the_video_may_frame_anything(client):
    guide = make_guide("March")
    make_video(guide)
    publish(guide)
    make_edition("Walk")
    for address in ("/guides/walk/", "/guides/march/print/", "/embed/guides/march/", "/guides/"):
        assert frame_sources(client.get(address)) is None, address
    before, after = (client.get(f"/guides/{slug}/").headers["Content-Security-Policy"] for slug in ("walk", "march"))
    assert after == f"{before}; frame-src https://www.youtube-nocookie.com"
    assert "video.js" not in client.get("/guides/walk/").content.decode()


def test_embedded_guide_has_the_link_and_the_transcript_but_no_player(client):
    guide = make_guide("March")
    make_video(guide)
    publish(guide)
    page = page_of(client.get("/embed/guides/march/"))
    assert "Watch on YouTube" in page
    assert "Lift one knee." in page
    assert "data-video=" not in page


def test_paper_has_the_address_of_the_video(client):
    guide = make_guide("March")
    make_video(guide)
    publish(guide)
    assert "<b>Video:</b> https://www.youtube.com/watch?v=abcdefghi_1" in page_of(client.get("/guides/march/print/"))


def test_words_of_a_video_cannot_break_out_of_the_page(client):
    guide = make_guide("March")
    make_video(guide, title='<img src=x onerror="a">', transcript="<script>a</script>\nb\nc")
    publish(guide)
    raw = client.get("/guides/march/").content.decode()
    assert "&lt;img src=x onerror=&quot;a&quot;&gt;" in raw
    assert "&lt;script&gt;a&lt;/script&gt;" in raw
    assert "<img src=x" not in raw


def test_video_that_is_not_published_yet_is_nowhere(client):
    guide = make_edition("March").guide
    make_video(guide)
    page = page_of(client.get("/guides/march/"))
    assert "youtube" not in page.lower()


def test_withdrawn_guide_links_no_video(client):
    guide = make_guide("March")
    make_video(guide)
    publish(guide)
    editions.withdraw(guide, reason="It hurt.")
    assert "youtube" not in page_of(client.get("/guides/march/"), 410).lower()


def test_photos_and_a_video_cost_a_guide_page_no_query(client, django_assert_max_num_queries):
    guide = make_guide("March")
    make_video(guide)
    make_photo(guide)
    publish(guide)
    with django_assert_max_num_queries(2):
        client.get("/guides/march/")
