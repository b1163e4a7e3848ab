"""The photos and the video of an edition's document, as templates show them. Older documents have neither."""

from django.urls import reverse
from django.utils.translation import gettext

from guides import videos
from guides.photos import CONTENT_TYPES

BY = "https://creativecommons.org/licenses/by/4.0/"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"


def photos_of(document):
    """Each photo with its words, credit, licence (words and address), sources for <picture>, size and count of all."""
    kept = document.get("photos") or []
    return [_photo(photo, is_one_of_several=len(kept) > 1) for photo in kept]


def _photo(photo, *, is_one_of_several):
    sources = {ending: _srcset(photo, ending) for ending in CONTENT_TYPES}
    largest = {"digest": photo["digest"], "width": photo["sizes"][-1], "ending": "jpg"}
    words, address = licence(photo["licence"])
    return {
        "words": photo["words"],
        "credit": photo["credit"],
        "licence": words,
        "licence_address": address,
        "width": photo["width"],
        "height": photo["height"],
        "src": reverse("guides:picture", kwargs=largest),
        "srcset": sources.pop("jpg"),
        "sources": [(CONTENT_TYPES[ending], srcset) for ending, srcset in sources.items()],
        "sizes": "(min-width: 61.25em) 548px, 50vw" if is_one_of_several else "(min-width: 47.5em) 720px, 100vw",
    }


def _srcset(photo, ending):
    names = ({"digest": photo["digest"], "width": width, "ending": ending} for width in photo["sizes"])
    return ", ".join(f"{reverse('guides:picture', kwargs=name)} {name['width']}w" for name in names)


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
