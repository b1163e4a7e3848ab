"""The hub's own drawings: what documents take of them, and what pages make of a document's."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from guides import documents, editions, media
from guides.figures import drawn
from guides.models import GuideText
from tests.drawings import entry
from tests.factories import make_guide, publish

WORDS = {"start_picture": "She sits.", "end_picture": "She stands."}
SIZE = {"width": 254, "height": 206}


def figure(number, digest="0123456789abcdef", name="stand-in"):
    return {"file": f"figures/{name}-{number}.svg", "digest": digest, **SIZE}


def shown(number, name="stand-in"):
    return {"address": f"/static/figures/{name}-{number}.svg", **SIZE}


# What this release ships


def test_every_file_of_the_manifest_is_there():
    shared = [drawing["share"]["file"] for drawing in drawn.manifest().values() if drawing.get("share")]
    named = [*drawn.shipped(), *shared]
    assert [file for file in named if not (settings.BASE_DIR / "static" / file).exists()] == []


def test_the_running_site_needs_nothing_to_draw_with():
    asked = (
        "import sys; sys.modules |= dict.fromkeys(['numpy', 'shapely']); "  # as if they were not installed
        "import hub.wsgi, hub.urls, guides.admin.figures, guides.sheets; print('runs')"
    )
    environment = {"DEBUG": "yes", "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "hub.settings"}
    call = [sys.executable, "-c", asked]
    said = subprocess.run(call, cwd=settings.BASE_DIR, env=environment, text=True, capture_output=True, check=True)
    assert said.stdout == "runs\n"


def test_a_release_without_a_manifest_has_no_drawings(ship):
    assert (drawn.manifest(), drawn.shipped(), drawn.digest_of("march")) == ({}, {}, "")


def test_the_manifest_is_read_once(ship):
    ship(march=entry())
    drawn.manifest()
    drawn.MANIFEST.write_text(json.dumps({}))
    assert list(drawn.manifest()) == ["march"]


# From the manifest to the document


def document_of(title="March", **text):
    guide = make_guide(title, text=WORDS | text)
    return documents.document_of(guide, GuideText.objects.get(guide=guide))


def pictures_and_film(document):
    return document["pictures"], document["film"]


@pytest.mark.django_db
def test_document_has_words_and_figures_of_start_and_end(ship):
    ship(march=entry(), walk=entry("walk"))
    assert pictures_and_film(document_of("March")) == (
        [{"words": "She sits.", "figure": figure(1)}, {"words": "She stands.", "figure": figure(2)}],
        {"file": "figures/stand-in-film.svg", "digest": "0123456789abcdef", "frames": 9},
    )


@pytest.mark.django_db
def test_document_of_a_guide_that_is_not_drawn_has_words_alone(ship):
    ship(walk=entry())
    assert pictures_and_film(document_of("March")) == ([{"words": "She sits."}, {"words": "She stands."}], None)


@pytest.mark.django_db
def test_middle_frames_have_the_words_of_the_manifest(ship):
    drawing = entry(frames=4, film=False)
    drawing["frames"][1]["words"] = "She leans."
    ship(march=drawing)
    pictures, film = pictures_and_film(document_of("March"))
    assert [picture["words"] for picture in pictures] == ["She sits.", "She leans.", "", "She stands."]
    assert [picture["figure"] for picture in pictures] == [figure(n) for n in (1, 2, 3, 4)]
    assert film is None


@pytest.mark.django_db
def test_a_drawing_without_words_for_start_and_end_is_left_out(ship):
    ship(march=entry())
    assert pictures_and_film(document_of("March", end_picture="")) == ([{"words": "She sits."}], None)


@pytest.mark.django_db
def test_a_renamed_guide_keeps_its_drawing(ship):
    ship(march=entry())
    guide = make_guide("March", text=WORDS)
    editions.rename(guide, "march-on")
    assert [each["figure"] for each in publish(guide).document["pictures"]] == [figure(1), figure(2)]


# From the document to the page


def document(*figures, film=None):
    words = ("She sits.", "She stands.")
    return {
        "slug": "march",
        "film": film,
        "pictures": [{"words": said, "figure": each} for said, each in zip(words, figures, strict=True)],
    }


FILM = {"file": "figures/stand-in-film.svg", "digest": "0123456789abcdef", "frames": 9}
WITHOUT = [{"words": "She sits.", "drawing": None}, {"words": "She stands.", "drawing": None}]


def test_drawings_are_shown_as_they_were_signed(ship):
    ship(march=entry())
    signed = document(figure(1), figure(2), film=FILM)
    assert media.pictures_of(signed) == [
        {"words": "She sits.", "drawing": shown(1)},
        {"words": "She stands.", "drawing": shown(2)},
    ]
    assert media.film_of(signed) == "/static/figures/stand-in-film.svg"


def test_a_file_drawn_anew_since_the_sign_off_is_not_as_signed(ship):
    ship(march=entry())
    assert drawn.is_as_signed(figure(1))
    assert not drawn.is_as_signed(figure(1, digest="fedcba9876543210"))
    assert not drawn.is_as_signed(figure(3))


@pytest.mark.parametrize("place", [0, 1])
def test_one_picture_drawn_anew_takes_all_of_them_away(ship, place):
    ship(march=entry(share={"file": "figures/share/march.png"}))
    figures = [figure(1), figure(2)]
    figures[place]["digest"] = "fedcba9876543210"
    signed = document(*figures, film=FILM)
    assert media.pictures_of(signed) == WITHOUT
    assert (media.film_of(signed), media.share_image_of(signed)) == ("", "")


def test_a_film_drawn_anew_leaves_the_pictures(ship):
    ship(march=entry())
    signed = document(figure(1), figure(2), film=FILM | {"digest": "fedcba9876543210"})
    assert media.film_of(signed) == ""
    assert [each["drawing"] for each in media.pictures_of(signed)] == [shown(1), shown(2)]


def test_old_documents_hold_their_pictures_as_plain_words(ship):
    ship(march=entry())
    old = {"slug": "march", "pictures": ["She sits.", "She stands."]}
    assert media.pictures_of(old) == WITHOUT
    assert (media.film_of(old), media.share_image_of(old)) == ("", "")
    assert media.pictures_of({"slug": "march"}) == []


def test_a_middle_picture_without_words_says_where_it_stands(ship):
    ship(march=entry(frames=3))
    kept = {
        "slug": "march",
        "pictures": [{"words": said, "figure": figure(n)} for n, said in enumerate(["a", "b"], 1)],
    }
    kept["pictures"].insert(1, {"words": "", "figure": figure(3)})
    assert [each["words"] for each in media.pictures_of(kept)] == ["a", "In between", "b"]
    ship(march=entry(frames=2))
    assert [each["words"] for each in media.pictures_of(kept)] == ["a", "b"]


def test_picture_for_sharing_is_that_of_the_manifest(ship):
    ship(march=entry(share={"file": "figures/share/march.png"}))
    assert media.share_image_of(document(figure(1), figure(2))) == "/static/figures/share/march.png"
    ship(march=entry())
    assert media.share_image_of(document(figure(1), figure(2))) == ""


# What a guide is published anew for


def test_digest_changes_with_each_file_and_with_nothing_else(ship):
    digests = []
    other_film = entry()
    other_film["film"]["digest"] = "fedcba9876543210"
    for drawing in (entry(), entry(digest="fedcba9876543210"), other_film, entry(film=False), entry(frames=3)):
        ship(march=drawing)
        digests.append(drawn.digest_of("march"))
    assert len(set(digests)) == 5
    ship(march=entry(share={"file": "figures/share/march.png"}), walk=entry("walk"))
    assert drawn.digest_of("march") == digests[0]
