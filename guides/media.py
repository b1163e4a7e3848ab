"""The pictures, photos and video of an edition's document, as templates show them. Older documents have fewer."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from guides import videos
from guides.figures import drawn
from guides.photos import CONTENT_TYPES

BY = "https://creativecommons.org/licenses/by/4.0/"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"


def pictures_of(document):
    """Each picture with its words and its drawing (address, width, height), or None in its place.

    Drawings are shown together or not at all: when one was drawn anew since the sign-off, beside it the others would
    show another movement. Older documents hold their pictures as plain words.
    """
    kept = _kept(document)
    are_shown = _are_as_signed(kept)
    pictures = [_picture(each, each.get("figure") if are_shown else None) for each in kept]
    return [each for each in pictures if each["words"] or each["drawing"]]


def drawings_of(document):
    """The drawings that `pictures_of` shows, as the words and the name of the static file of each."""
    kept = _kept(document)
    are_shown = _are_as_signed(kept)
    return [{"words": each["words"], "file": each["figure"]["file"]} for each in kept if are_shown and "figure" in each]


def _kept(document):
    return [{"words": each} if isinstance(each, str) else each for each in document.get("pictures") or []]


def _are_as_signed(kept):
    return all(drawn.is_as_signed(each["figure"]) for each in kept if "figure" in each)


def _picture(kept, figure):
    words = kept["words"] or (gettext("In between") if figure else "")
    if figure is None:
        return {"words": words, "drawing": None}
    size = {name: figure[name] for name in ("width", "height")}
    return {"words": words, "drawing": {"address": static(figure["file"]), **size}}


def film_of(document):
    """The film of a document as its address; empty without one, or when anything of it was drawn anew."""
    film = document.get("film")
    is_shown = film and drawn.is_as_signed(film) and any(each["drawing"] for each in pictures_of(document))
    return static(film["file"]) if is_shown else ""


def share_image_of(document):
    """The picture that other sites show beside a link, as its address; empty where the guide shows no drawing."""
    drawing = drawn.drawing_of([document["slug"]])
    is_shown = drawing and drawing.get("share") and any(each["drawing"] for each in pictures_of(document))
    return static(drawing["share"]["file"]) if is_shown else ""


def photos_of(document, view="guides:picture"):
    """Each photo with its words, credit, licence (words and address), sources for <picture>, size and count of all.

    `view` names the one that serves the files: the desk has one for photos that are not public yet.
    """
    kept = document.get("photos") or []
    return [_photo(photo, view, is_one_of_several=len(kept) > 1) for photo in kept]


def _photo(photo, view, *, is_one_of_several):
    sources = {ending: _srcset(photo, ending, view) for ending in CONTENT_TYPES}
    largest = {"digest": photo["digest"], "width": photo["sizes"][-1], "ending": "jpg"}
    words, address = licence(photo["licence"])
    return {
        "words": photo["words"],
        "credit": photo["credit"],
        "licence": words,
        "licence_address": address,
        "width": photo["width"],
        "height": photo["height"],
        "src": reverse(view, kwargs=largest),
        "srcset": sources.pop("jpg"),
        "sources": [(CONTENT_TYPES[ending], srcset) for ending, srcset in sources.items()],
        "sizes": "(min-width: 61.25em) 548px, 50vw" if is_one_of_several else "(min-width: 47.5em) 720px, 100vw",
    }


def _srcset(photo, ending, view):
    names = ({"digest": photo["digest"], "width": width, "ending": ending} for width in photo["sizes"])
    return ", ".join(f"{reverse(view, kwargs=name)} {name['width']}w" for name in names)


def licence(key):
    """A photo's licence for the public: its words and where to read it (or an empty address)."""
    return {
        "own": ("CC BY 4.0", BY),
        "cc-by": ("CC BY 4.0", BY),
        "cc0": (gettext("Public domain"), ZERO),
        "permission": (gettext("Shown with permission."), ""),
    }[key]


def video_of(document):
    """The video with its host's name, its player and what a page must allow in frames; None without a video."""
    video = document.get("video")
    if not video:
        return None
    host, key = videos.read(video["address"])
    return video | {
        "name": videos.HOSTS[host].name,
        "player": videos.player_address(host, key),
        "origin": videos.player_origin(host),
    }
