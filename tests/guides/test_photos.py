"""Photos: what comes out of an upload, what the desk says about a bad one, and who may see the files."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from PIL import Image, ImageCms, PngImagePlugin

from guides import editions, photo_files, photos
from guides.models import EditionPhoto, Photo
from guides.page import GuidePage
from tests.desk import desk_of, sign_in
from tests.factories import make_edition, make_guide, make_person, make_photo, picture, publish
from tests.guides.test_admin import change_page, filled_in, page_of

pytestmark = pytest.mark.django_db

PAYLOAD = b"<script>alert('payload-7261')</script>"
DARK, WARM = (20, 40, 60), (200, 120, 60)


def shown(photo, ending="480.jpg"):
    return Image.open(BytesIO(photo.files[ending]))


def is_near(pixel, colour):
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def quarters(image):
    """The colours in the middle of the four quarters, in reading order."""
    w, h = image.size
    return [image.getpixel((int(w * x), int(h * y))) for y in (0.25, 0.75) for x in (0.25, 0.75)]


# What comes out


def test_photo_comes_out_at_each_width_the_original_allows_in_three_formats():
    photo = photos.clean(picture(2000, 1500))
    assert (photo.width, photo.height) == (1600, 1200)
    sizes = {ending: (image.format, image.size) for ending in photo.files for image in [shown(photo, ending)]}
    assert sizes == {
        f"{width}.{ending}": (kind, (width, width * 3 // 4))
        for width in (480, 960, 1600)
        for ending, kind in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG"))
    }


@pytest.mark.parametrize(("width", "widths"), [(480, {480}), (959, {480}), (960, {480, 960}), (1599, {480, 960})])
def test_photo_is_never_made_larger_than_it_was(width, widths):
    photo = photos.clean(picture(width, width // 2))
    assert {int(ending.split(".")[0]) for ending in photo.files} == widths
    assert photo.width == max(widths)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_format_gives_the_same_picture(kind):
    image = shown(photos.clean(picture(640, 480, kind=kind)))
    assert all(map(is_near, quarters(image), [DARK, WARM, WARM, WARM]))


def test_same_photo_has_the_same_name_and_another_has_another():
    assert photos.clean(picture()).digest == photos.clean(picture()).digest
    assert photos.clean(picture()).digest != photos.clean(picture(colour=(1, 2, 3))).digest


def with_place_and_turn(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "Camera-of-Ada"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (59.0, 19.0, 51.0)
    return exif


def all_files(photo):
    return b"".join(photo.files.values())


def test_telephone_photo_is_turned_upright_and_forgets_place_and_camera():
    sent = picture(640, 480, exif=with_place_and_turn(6), comment=b"said-by-Ada")
    assert b"Camera-of-Ada" in sent
    assert b"said-by-Ada" in sent
    assert 0x8825 in Image.open(BytesIO(sent)).getexif()
    photo = photos.clean(sent)
    image = shown(photo)
    assert image.size == (480, 640)
    assert all(map(is_near, quarters(image), [WARM, DARK, WARM, WARM]))
    for ending in photo.files:
        assert dict(shown(photo, ending).getexif()) == {}
    for trace in (b"Exif", b"Camera-of-Ada", b"said-by-Ada", b"GPS"):
        assert trace not in all_files(photo)


def test_text_xmp_and_colour_profile_are_left_out():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "said-by-Ada")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>said-by-Ada</x:xmpmeta>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = picture(640, 480, kind="PNG", pnginfo=notes, icc_profile=profile)
    assert b"said-by-Ada" in sent
    photo = photos.clean(sent)
    assert b"said-by-Ada" not in all_files(photo)
    for ending in photo.files:
        assert not {"icc_profile", "xmp", "exif", "comment"} & shown(photo, ending).info.keys()


def test_colours_are_those_of_the_profile():
    gamma = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = (gamma.index(name) for name in (b"rXYZ", b"gXYZ"))
    swapped = bytearray(gamma)
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    image = shown(photos.clean(picture(640, 480, kind="PNG", icc_profile=bytes(swapped))))
    assert is_near(image.getpixel((400, 300)), (120, 200, 60))


def test_broken_colour_profile_is_passed_over():
    image = shown(photos.clean(picture(640, 480, kind="PNG", icc_profile=b"nonsense" * 20)))
    assert is_near(image.getpixel((400, 300)), WARM)


def test_printers_colours_come_out_as_screen_colours():
    image = shown(photos.clean(picture(640, 480, mode="CMYK", quality=95)))
    assert image.mode == "RGB"
    assert all(map(is_near, quarters(image), [DARK, WARM, WARM, WARM]))


def test_sixteen_bits_are_scaled_and_not_clipped():
    grey = Image.new("I;16", (600, 400), 40_000)
    file = BytesIO()
    grey.save(file, "PNG")
    assert is_near(shown(photos.clean(file.getvalue())).getpixel((100, 100)), (156, 156, 156))


def test_palette_comes_out_in_its_colours():
    file = BytesIO()
    Image.open(BytesIO(picture(640, 480, kind="PNG"))).quantize(4).save(file, "PNG")
    image = shown(photos.clean(file.getvalue()))
    assert all(map(is_near, quarters(image), [DARK, WARM, WARM, WARM]))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(mode):
    image = Image.new(mode, (600, 400))
    file = BytesIO()
    image.save(file, "PNG")
    assert is_near(shown(photos.clean(file.getvalue())).getpixel((100, 100)), (255, 255, 255))


def archive():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("payload.html", PAYLOAD)
    return file.getvalue()


@pytest.mark.parametrize("tail", [PAYLOAD, archive(), b"%PDF-1.7 " + PAYLOAD], ids=["script", "archive", "pdf"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_hidden_behind_a_picture_survives(kind, tail):
    plain, loaded = picture(640, 480, kind=kind), picture(640, 480, kind=kind) + tail
    photo = photos.clean(loaded)
    assert photo == photos.clean(plain)
    for trace in (PAYLOAD, b"payload", b"PK\x03\x04", b"%PDF", b"<script"):
        assert trace not in all_files(photo)


def test_script_inside_the_metadata_does_not_survive():
    assert b"payload" not in all_files(photos.clean(picture(640, 480, comment=PAYLOAD)))


def test_second_picture_of_a_telephone_is_left_out():
    file = BytesIO()
    hidden = Image.new("RGB", (640, 480), (0, 255, 0))
    Image.open(BytesIO(picture(640, 480))).save(file, "MPO", save_all=True, append_images=[hidden])
    assert photos.clean(file.getvalue()).width == 480
    assert is_near(shown(photos.clean(file.getvalue())).getpixel((400, 300)), WARM)


# What is refused, and in which words


def png_chunk(body):
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def claiming(width, height):
    """A tiny PNG whose head claims this many pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"\x00" * 99)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(head) + png_chunk(pixels) + png_chunk(b"IEND")


def moving(kind):
    file = BytesIO()
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def zip_text_bomb():
    """A PNG whose comment unpacks to far more than a picture holds."""
    plain = picture(600, 400, kind="PNG")
    return plain[:33] + png_chunk(b"zTXtComment\x00\x00" + zlib.compress(b"a" * 80_000_000)) + plain[33:]


NOT_OURS = "This is not a JPEG, PNG, WebP or AVIF picture"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">' + PAYLOAD + b"</svg>"
REFUSED = {
    "empty": (lambda: b"", "This file is empty."),
    "too large": (lambda: b"\xff" * 15_000_001, "larger than 15 MB"),
    "bomb": (lambda: claiming(60_000, 60_000), "more than 50 megapixels"),
    "just too many pixels": (lambda: claiming(10_001, 5_000), "more than 50 megapixels"),
    "as many as may be, but not there": (lambda: claiming(10_000, 5_000), "damaged"),
    "text bomb": (zip_text_bomb, "damaged"),
    "cut short": (lambda: picture(1200, 900, quality=95)[:4000], "damaged"),
    "cut short png": (lambda: picture(1200, 900, kind="PNG")[:-600], "damaged"),
    "wrong checksum": (lambda: picture(600, 400, kind="PNG")[:-6] + b"\x00" * 6, "damaged"),
    "text": (lambda: b"Dear clinician,\n", NOT_OURS),
    "svg": (lambda: SVG, NOT_OURS),
    "html": (lambda: b"<!doctype html>" + PAYLOAD, NOT_OURS),
    "pdf": (lambda: b"%PDF-1.7\n" + PAYLOAD, NOT_OURS),
    "gif": (lambda: picture(600, 400, kind="GIF"), NOT_OURS),
    "moving gif": (lambda: moving("GIF"), NOT_OURS),
    "tiff": (lambda: picture(600, 400, kind="TIFF"), NOT_OURS),
    "bmp": (lambda: picture(600, 400, kind="BMP"), NOT_OURS),
    "moving webp": (lambda: moving("WEBP"), "This picture moves."),
    "moving png": (lambda: moving("PNG"), "This picture moves."),
    "moving avif": (lambda: moving("AVIF"), "This picture moves."),
    "heic": (lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 99, "This is an HEIC photo"),
    "narrow": (lambda: picture(479, 600), "only 479 pixels wide"),
    "narrow once upright": (lambda: picture(640, 400, exif=with_place_and_turn(6)), "only 400 pixels wide"),
    "strip": (lambda: picture(1600, 500), "too long and thin"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_refused_in_words(what):
    make, words = REFUSED[what]
    with pytest.raises(photos.UnusablePhoto) as refusal:
        photos.clean(make())
    assert words in str(refusal.value)


def test_every_cut_of_a_picture_is_refused():
    whole = picture(600, 400, kind="WEBP")
    for length in range(1, len(whole) - 1, max(1, len(whole) // 40)):
        with pytest.raises(photos.UnusablePhoto):
            photos.clean(whole[:length])


# Storage


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_files_are_named_by_their_content_and_written_once(media):
    photo = photos.clean(picture(960, 720))
    digest = photo_files.keep(photo)
    expected = sorted(f"pictures/{digest}-{w}.{ending}" for w in (480, 960) for ending in ("avif", "webp", "jpg"))
    assert names(media) == expected
    written = {path: path.stat().st_mtime_ns for path in (media / "pictures").iterdir()}
    assert photo_files.keep(photo) == digest
    assert {path: path.stat().st_mtime_ns for path in (media / "pictures").iterdir()} == written


def test_file_that_was_cut_short_by_a_crash_is_written_again(media):
    photo = photos.clean(picture(480, 360))
    digest = photo_files.keep(photo)
    (media / "pictures" / f"{digest}-480.jpg").write_bytes(b"half")
    photo_files.keep(photo)
    assert photo_files.read(digest, "480.jpg") == photo.files["480.jpg"]
    assert len(names(media)) == 3


def test_nothing_is_stored_when_the_last_file_cannot_be(media, monkeypatch):
    photo = photos.clean(picture(480, 360))
    write = photo_files.write

    def full_disk(path, content):
        if path.endswith("jpg"):
            raise OSError("No space left on device")
        write(path, content)

    monkeypatch.setattr(photo_files, "write", full_disk)
    with pytest.raises(OSError, match="No space"):
        photo_files.keep(photo)
    assert names(media) == []


# The desk

ROW = "photos-0-"


@pytest.fixture
def author():
    return desk_of("Ada")


def sent_with(desk, guide, upload, **fields):
    """What a browser sends for a guide with one new photo."""
    new = {"words": "Ada sits tall.", "credit": "Bo", "licence": "own", "order": "1"}
    new |= {"shows_people": "on", "people_agreed": "on"}
    sent = filled_in(desk.get(change_page(guide))) | {"photos-TOTAL_FORMS": "1"}
    sent |= {f"{ROW}{name}": value for name, value in (new | fields).items() if value is not None}
    return sent | ({f"{ROW}upload": SimpleUploadedFile("photo.jpg", upload, "image/jpeg")} if upload else {})


def send(desk, guide, upload, **fields):
    return desk.post(change_page(guide), sent_with(desk, guide, upload, **fields))


def faults(response):
    """What the page says about the first photo, by field."""
    formset = next(each.formset for each in response.context["inline_admin_formsets"] if each.formset.model is Photo)
    return {name: list(errors) for name, errors in formset.forms[0].errors.items()}


def test_upload_becomes_a_photo_of_the_guide_and_of_its_next_edition(author, client, media):
    guide = make_guide("March")
    assert send(author, guide, picture(960, 720)).status_code == 302
    photo = guide.photos.get()
    assert (photo.words, photo.credit, photo.licence, photo.order) == ("Ada sits tall.", "Bo", "own", 1)
    assert (photo.width, photo.height, photo.uploaded_by) == (960, 720, make_person("Ada"))
    assert len(names(media)) == 6
    edition = publish(guide)
    assert edition.document["photos"] == [
        {
            "digest": photo.digest,
            "words": "Ada sits tall.",
            "credit": "Bo",
            "licence": "own",
            "width": 960,
            "height": 720,
            "sizes": [480, 960],
        }
    ]
    assert client.get(address_of(photo)).status_code == 200


def test_who_uploads_a_photo_is_the_author_and_cannot_sign_it_off(author):
    guide = make_guide("March")
    send(author, guide, picture(480, 360))
    guide.refresh_from_db()
    assert guide.edited_by == make_person("Ada")


@pytest.mark.parametrize("what", ["svg", "bomb", "cut short", "gif", "text", "too large"])
def test_desk_says_on_the_field_what_is_wrong_and_stores_nothing(author, media, what):
    make, words = REFUSED[what]
    guide = make_guide()
    response = send(author, guide, make(), words="Bo lifts a knee.")
    page = page_of(response)
    assert words in faults(response)["upload"][0]
    assert "Bo lifts a knee." in page
    assert (names(media), Photo.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"words": ""}, "words", "This field is required."),
        ({"credit": ""}, "credit", "Say who made the photo."),
        ({"licence": ""}, "licence", "This field is required."),
        ({"people_agreed": None}, "people_agreed", "Tick this only when it is so."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_mistake_beside_a_good_photo_costs_neither_photo_nor_words(author, fields, field, words):
    guide = make_guide()
    response = send(author, guide, picture(480, 360), **fields)
    assert words in faults(response)[field][0]
    assert {*faults(response)} == {field}
    page = page_of(response)
    assert 'class="photo-preview"' in page
    again = filled_in(response)
    again |= {f"{ROW}words": "Bo stands.", f"{ROW}credit": "Bo", f"{ROW}licence": "cc0", f"{ROW}people_agreed": "on"}
    assert author.post(change_page(guide), again).status_code == 302
    photo = guide.photos.get()
    assert (photo.words, photo.width, photo.height) == ("Bo stands.", 480, 360)
    assert photo_files.read(photo.digest, "480.jpg")


def test_photo_is_not_taken_from_a_name_that_the_desk_did_not_sign(author):
    guide = make_guide()
    photo = make_photo(make_guide("Other"))
    response = send(author, guide, None, kept=photo.digest)
    assert faults(response) == {"upload": ["Choose a photo."]}


def test_photo_without_people_needs_nobody_to_agree_and_cc0_no_name(author):
    guide = make_guide()
    fields = {"shows_people": None, "people_agreed": None, "licence": "cc0", "credit": ""}
    assert send(author, guide, picture(480, 360), **fields).status_code == 302
    assert not guide.photos.get().shows_people


def test_same_photo_twice_is_refused_on_its_field(author):
    guide = make_guide()
    make_photo(guide, width=480, height=360)
    sent = filled_in(author.get(change_page(guide)))
    new = {"words": "Again.", "credit": "Bo", "licence": "own", "order": "2", "people_agreed": "on"}
    sent |= {"photos-TOTAL_FORMS": "2"} | {f"photos-1-{name}": value for name, value in new.items()}
    sent["photos-1-upload"] = SimpleUploadedFile("photo.jpg", picture(480, 360))
    page = page_of(author.post(change_page(guide), sent))
    assert "This guide has this photo already." in page
    assert guide.photos.count() == 1


def test_words_change_without_a_new_upload_and_whoever_uploaded_stays(author):
    guide = make_guide()
    make_photo(guide, uploaded_by=make_person("Cleo"))
    sent = filled_in(author.get(change_page(guide))) | {f"{ROW}words": "She stands."}
    assert author.post(change_page(guide), sent).status_code == 302
    photo = guide.photos.get()
    assert (photo.words, photo.uploaded_by) == ("She stands.", make_person("Cleo"))


def test_new_upload_takes_the_place_of_a_photo_and_the_edition_keeps_the_old_one(author, client):
    guide = make_guide("March")
    old = make_photo(guide)
    publish(guide)
    sent = filled_in(author.get(change_page(guide)))
    sent[f"{ROW}upload"] = SimpleUploadedFile("photo.png", picture(480, 360, kind="PNG", colour=(9, 9, 9)))
    assert author.post(change_page(guide), sent).status_code == 302
    assert guide.photos.get().digest != old.digest
    assert client.get(address_of(old)).status_code == 200


def test_guide_takes_at_most_four_photos(author):
    guide = make_guide()
    for place in range(1, 5):
        make_photo(guide, colour=(place * 40, 0, 0), width=480, height=360, order=place)
    sent = filled_in(author.get(change_page(guide)))
    new = {"words": "A fifth.", "credit": "Bo", "licence": "own", "order": "4", "people_agreed": "on"}
    sent |= {"photos-TOTAL_FORMS": "5"} | {f"photos-4-{name}": value for name, value in new.items()}
    sent["photos-4-upload"] = SimpleUploadedFile("photo.jpg", picture(480, 360))
    assert author.post(change_page(guide), sent).status_code == 200
    assert guide.photos.count() == 4
    make_photo(guide, colour=(99, 0, 0), width=480, height=360)
    with pytest.raises(editions.CannotPublish, match="at most four photos"):
        publish(guide)


def test_photo_taken_off_a_guide_stays_in_its_edition(author, client):
    guide = make_guide("March")
    photo = make_photo(guide)
    publish(guide)
    sent = filled_in(author.get(change_page(guide))) | {f"{ROW}DELETE": "on"}
    assert author.post(change_page(guide), sent).status_code == 302
    assert not guide.photos.exists()
    assert client.get(address_of(photo)).status_code == 200
    assert address_of(photo, ending="jpg") in page_of(client.get("/guides/march/"))


def test_guide_whose_photo_is_lost_is_not_published(media):
    guide = make_guide()
    photo = make_photo(guide)
    (media / "pictures" / f"{photo.digest}-480.webp").unlink()
    with pytest.raises(editions.CannotPublish, match=r"Upload it again: A woman sits tall\."):
        publish(guide)


# Who may see a file


def address_of(photo, width=480, ending="avif"):
    return f"/pictures/{photo.digest}-{width}.{ending}"


@pytest.fixture
def photo():
    return make_photo(make_guide("March"))


def test_public_photo_comes_with_its_headers_and_no_cookie(client, photo, django_assert_num_queries):
    publish(photo.guide)
    for ending, kind in (("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")):
        with django_assert_num_queries(1):
            response = client.get(address_of(photo, 960, ending))
        assert response.content == photo_files.read(photo.digest, f"960.{ending}")
        assert {name: response.headers.get(name) for name in PICTURE_HEADERS} == PICTURE_HEADERS | {
            "Content-Type": kind,
            "ETag": f'"{photo.digest}-960.{ending}"',
        }
        assert dict(response.cookies) == {}


PICTURE_HEADERS = {
    "Content-Type": "",
    "ETag": "",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}


def test_photo_costs_one_query_whatever_the_number_of_guides(client, photo, django_assert_num_queries):
    publish(photo.guide)
    for number in range(3):
        guide = make_guide(f"Other {number}")
        make_photo(guide)
        publish(guide)
    with django_assert_num_queries(1):
        assert client.get(address_of(photo)).status_code == 200


def test_browser_that_has_the_file_is_told_so_until_the_guide_is_withdrawn(client, photo):
    publish(photo.guide)
    tag = client.get(address_of(photo)).headers["ETag"]
    response = client.get(address_of(photo), headers={"if-none-match": tag})
    assert (response.status_code, response.content, response.headers["Cache-Control"]) == (304, b"", "no-cache")
    editions.withdraw(photo.guide, reason="It hurt.")
    assert client.get(address_of(photo), headers={"if-none-match": tag}).status_code == 404


def test_photo_of_a_draft_is_not_public(client, photo):
    assert client.get(address_of(photo)).status_code == 404


def test_photo_added_after_publishing_is_not_public(client):
    guide = make_edition("March").guide
    assert client.get(address_of(make_photo(guide))).status_code == 404


def test_photo_that_only_an_older_edition_had_is_not_public(client, photo):
    publish(photo.guide)
    photo.delete()
    publish(photo.guide)
    assert EditionPhoto.objects.filter(digest=photo.digest).count() == 1
    assert client.get(address_of(photo)).status_code == 404


def test_photo_that_the_newer_edition_has_too_stays_public(client, photo):
    publish(photo.guide)
    publish(photo.guide)
    assert client.get(address_of(photo)).status_code == 200


def test_photo_of_a_withdrawn_guide_is_gone_but_not_from_another_guide(client, photo):
    publish(photo.guide)
    other = make_guide("Walk")
    assert make_photo(other).digest == photo.digest
    publish(other)
    editions.withdraw(photo.guide, reason="It hurt.")
    assert client.get(address_of(photo)).status_code == 200
    editions.withdraw(other, reason="It hurt too.")
    assert client.get(address_of(photo)).status_code == 404


def test_photo_of_a_demonstration_is_shown_only_where_those_are(client, photo, settings):
    editions.publish_demonstration(photo.guide)
    assert client.get(address_of(photo)).status_code == 200
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get(address_of(photo)).status_code == 404


def test_public_photo_address_takes_no_notice_of_who_is_signed_in(author, photo):
    assert author.get(address_of(photo)).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "{0}-640.jpg", "{0}-480.png", "{0}-480.svg", "{0}-480.jpg%0A", "{0}-480.jpg/", "x{0}-480.jpg",
        "../pictures/{0}-480.jpg", "%2e%2e/{0}-480.jpg", "{0}", "../../hub.sqlite3",
    ],
)  # fmt: skip
def test_no_other_name_leads_to_a_file(client, photo, name):
    publish(photo.guide)
    assert client.get(f"/pictures/{name.format(photo.digest)}").status_code == 404


def test_photo_whose_file_is_lost_is_not_found(client, media, photo):
    publish(photo.guide)
    (media / "pictures" / f"{photo.digest}-480.avif").unlink()
    assert client.get(address_of(photo)).status_code == 404


def test_photo_address_can_only_be_read(client, photo):
    publish(photo.guide)
    assert client.head(address_of(photo)).status_code == 200
    assert [client.post(address_of(photo)).status_code, client.delete(address_of(photo)).status_code] == [405, 405]


def test_desk_shows_a_photo_before_it_is_public_to_those_with_rights_alone(author, client, photo):
    address = f"/admin/guides/guide{address_of(photo, ending='jpg')}"
    response = author.get(address)
    assert response.content == photo_files.read(photo.digest, "480.jpg")
    assert "no-store" in response.headers["Cache-Control"]
    assert address in page_of(author.get(change_page(photo.guide)))
    assert client.get(address)["Location"] == f"/admin/login/?next={address}"
    sign_in(client, make_person("Dee"))
    assert client.get(address).status_code == 403


# The pages


SURFACES = ["/guides/march/", "/guides/march/print/", "/embed/guides/march/"]


@pytest.mark.parametrize("surface", SURFACES)
def test_photos_stand_in_place_of_the_drawings(client, surface):
    guide = make_guide("March", text={"start_picture": "Drawn start.", "end_picture": "Drawn end."})
    photo = make_photo(guide, words='She sits "tall".', credit="Ada <Berg>")
    publish(guide)
    raw = client.get(surface).content.decode()
    assert 'alt="She sits &quot;tall&quot;."' in raw
    assert "Photo: Ada &lt;Berg&gt;." in raw
    assert f'<source type="image/avif" srcset="{address_of(photo)} 480w, {address_of(photo, 960)} 960w"' in raw
    assert f'src="{address_of(photo, 960, "jpg")}"' in raw
    assert 'width="960" height="720"' in raw
    assert ">CC BY 4.0</a>" in raw
    assert "Drawn start." not in raw


@pytest.mark.parametrize(("surface", "lazy"), [*zip(SURFACES, [2, 0, 2], strict=True)])
def test_photos_further_down_wait_until_they_are_needed_but_not_on_paper(client, surface, lazy):
    guide = make_guide("March")
    for place in range(1, 5):
        make_photo(guide, colour=(place * 40, 0, 0), width=480, height=360, order=place)
    publish(guide)
    raw = client.get(surface).content.decode()
    assert raw.partition('id="share"')[0].count('loading="lazy"') == lazy
    assert raw.count('<img class="photos__picture"') == 4


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("cc0", '<a href="https://creativecommons.org/publicdomain/zero/1.0/" rel="license noreferrer">Public domain'),
        ("permission", "Ada Berg. Shown with permission.</p>"),
    ],
)
def test_licence_stands_under_the_photo(client, licence, words):
    guide = make_guide("March")
    make_photo(guide, licence=licence)
    publish(guide)
    assert words in client.get("/guides/march/").content.decode()


@pytest.mark.parametrize("template", ["guides/guide.html", "guides/guide_print.html", "embeds/guide.html"])
def test_edition_from_before_photos_and_videos_is_shown_as_it_was(template):
    edition = make_edition("March")
    del edition.document["photos"], edition.document["video"]
    page = GuidePage(edition, ())
    assert (page.photos, page.video) == ([], None)
    html = render_to_string(template, {"page": page})
    assert "Feet flat." in html
    assert "media.css" not in html


@pytest.mark.parametrize("count", [0, 1, 4])
def test_photos_cost_a_guide_page_and_the_list_no_query(client, count, django_assert_max_num_queries):
    guide = make_guide("March")
    for place in range(count):
        make_photo(guide, colour=(place * 40, 0, 0), width=480, height=360)
    publish(guide)
    with django_assert_max_num_queries(2):
        client.get("/guides/march/")
    with django_assert_max_num_queries(3):
        client.get("/guides/")
