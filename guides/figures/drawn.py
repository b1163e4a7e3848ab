"""The hub's own drawings, as `drawn.json` names the files in static/. The running site reads no more than that: the
engine that draws, and what it imports, stays at home."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

MANIFEST = Path(__file__).parent / "drawn.json"
FIGURE = ("file", "digest", "width", "height")
FILM = ("file", "digest", "frames")


@lru_cache(maxsize=1)
def manifest():
    """What is drawn, by guide: `{slug: {"frames": [...], "film": {...}, "share": {...}}}`. Empty without the file."""
    return json.loads(MANIFEST.read_text("utf-8")) if MANIFEST.exists() else {}


@lru_cache(maxsize=1)
def shipped():
    """The digest of each file that comes with this release."""
    kept = {}
    for drawing in manifest().values():
        films = [drawing["film"]] if drawing.get("film") else []
        kept |= {each["file"]: each["digest"] for each in (*drawing["frames"], *films)}
    return kept


def forget():
    """Read the manifest anew next time. A process has no reason to: the files change with a release."""
    manifest.cache_clear()
    shipped.cache_clear()


def is_as_signed(figure):
    """Whether the file that a document names is the one that was signed. A file drawn anew since was part of no
    sign-off, and pages leave it out."""
    return shipped().get(figure["file"]) == figure["digest"]


def drawing_of(slugs):
    """The drawing under the first of these names that has one, of two or more frames. None when nothing is drawn."""
    named = (manifest().get(slug) for slug in slugs)
    return next((drawing for drawing in named if drawing and len(drawing["frames"]) > 1), None)


def pictures(drawing, start, end):
    """The pictures of a document: words, and the figure where there is one. `drawing` may be None.

    A drawing stands between words for its start and its end. Without both it is left out, for somebody has to hear
    what it shows; the words there are then stand alone.
    """
    if not (drawing and start and end):
        return [{"words": words} for words in (start, end) if words]
    first, *middle, last = drawing["frames"]
    return [
        _picture(start, first),
        *(_picture(frame.get("words", ""), frame) for frame in middle),
        _picture(end, last),
    ]


def _picture(words, frame):
    return {"words": words, "figure": {name: frame[name] for name in FIGURE}}


def film(drawing, start, end):
    """The film of a document; None without one, or where its pictures are left out."""
    moving = drawing and drawing.get("film")
    return {name: moving[name] for name in FILM} if moving and start and end else None


def digest_of(slug):
    """One name for all that documents take from a guide's drawing; empty when nothing is drawn."""
    drawing = drawing_of([slug])
    if drawing is None:
        return ""
    taken = [pictures(drawing, "start", "end"), film(drawing, "start", "end")]
    return sha256(json.dumps(taken, sort_keys=True).encode()).hexdigest()
