"""What a working copy that comes from a file may say, field by field, whichever kind of file it is.

A mistake reads `field: what is wrong. The cure.`, as in the starter library. Nothing here reads the database.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext

from guides.fieldcheck import Field, one_of, several, shown, table, text, whole, yes_or_no
from guides.models import Citation, Guide, GuideText, Photo, Video
from guides.models.photo import MOST_PHOTOS
from guides.models.text import lines, pairs
from guides.models.video import FEWEST_LINES
from guides.starter_fields import LARGEST, WORDING, name_mistakes
from guides.terms import Column, Kind, Level, Movement, Position
from guides.working_copy import PLAIN

ITS_OWN = (*PLAIN, "people_involved_on", "needs", "sources", "easier", "harder")


@dataclass(frozen=True)
class Known:
    """What a guide may refer to: slugs of equipment, keys of sources and slugs of guides."""

    equipment: frozenset
    sources: frozenset
    guides: frozenset


def _empty_or(check, empty):
    def look(name, value):
        if value != empty or type(value) is not type(empty):
            yield from check(name, value)

    return look


def day(name, value):
    """A day as ISO text."""
    try:
        parsed = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        parsed = None
    if parsed is None:
        yield gettext("%(name)s: %(value)s is not a day. Write it like 2026-01-31.") % {
            "name": name,
            "value": shown(value),
        }


def number_between(low, high):
    """A whole number from `low` to `high`, with words for those who type it into a cell."""

    def look(name, value):
        said = {"name": name, "value": value, "low": low, "high": high}
        if value is None:
            yield gettext("%(name)s: empty. Write %(low)d to %(high)d.") % said
        elif type(value) is not int:
            said["value"] = shown(value)
            yield gettext("%(name)s: %(value)s is not a whole number. Write %(low)d to %(high)d.") % said
        elif value < low:
            yield gettext("%(name)s: %(value)d is too few. Write %(low)d to %(high)d.") % said
        elif value > high:
            yield gettext("%(name)s: %(value)d is too many. Write %(low)d to %(high)d.") % said

    return look


def _ticked(name, value):
    if isinstance(value, str):  # typed into a cell
        yield gettext("%(name)s: %(value)s is neither yes nor no. Write yes or no.") % {
            "name": name,
            "value": shown(value),
        }
    else:
        yield from yes_or_no(name, value)


def _steps(name, value):
    yield from text(GuideText, "steps")(name, value)
    if isinstance(value, str) and value.strip() and len(lines(value)) > 8:
        yield gettext("%s: write between one and eight steps, one a line.") % name


def _watch_for(name, value):
    yield from text(GuideText, "watch_for")(name, value)
    if isinstance(value, str):
        for first in (first for first, second in pairs(value) if not second):
            yield gettext("%(name)s: say what to do, after a bar, for: %(problem)s") % {"name": name, "problem": first}


def _unique(check, key, noun):
    """A list that passes `check`, and has each `key` once."""

    def look(name, value):
        yield from check(name, value)
        entries = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        names = [each[key] for each in entries if isinstance(each.get(key), str)]
        for each in dict.fromkeys(each for each in names if names.count(each) > 1):
            yield f"{name}: {noun} {shown(each)} is there twice. Keep one."

    return look


def _citations(sources):
    fields = {
        "key": Field(one_of("a source of this hub", sources, "Add the source at the desk first."), "key"),
        "supports": Field(text(Citation, "supports"), "supports"),
        "checked_on": Field(_empty_or(day, "")),
    }
    return _unique(several(table(fields)), "key", "the source")


def _photos(name, value):
    fields = {
        "digest": Field(_digest, "digest"),
        "order": Field(whole(1, MOST_PHOTOS), "order"),
        "words": Field(text(Photo, "words"), "words"),
        "credit": Field(text(Photo, "credit"), "credit"),
        "licence": Field(one_of("a licence", Photo.Licence.values), "licence"),
        "shows_people": Field(yes_or_no, "shows_people"),
        "people_agreed": Field(yes_or_no, "people_agreed"),
    }
    yield from _unique(several(table(fields)), "digest", "the photo")(name, value)
    photos = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    if len(photos) > MOST_PHOTOS:
        yield f"{name}: a guide shows at most four photos."
    for place, photo in enumerate(photos, start=1):
        if photo.get("shows_people") is not False and photo.get("people_agreed") is not True:
            yield f"{name} {place}: a photo can be used only when everyone in it agreed to be shown."
        if photo.get("licence") != Photo.Licence.CC0 and not photo.get("credit"):
            yield f"{name} {place}: say who made it. Only CC0 or public domain needs no name."


def _digest(name, value):
    if not (isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value)):
        yield f"{name}: {shown(value)} names no photo."


VIDEO = {
    "host": Field(one_of("a host", ("youtube", "vimeo")), "host"),
    "key": Field(text(Video, "key"), "key"),
    "title": Field(text(Video, "title"), "title"),
    "language": Field(one_of("a language", [code for code, _label in settings.LANGUAGES]), "language"),
    "transcript": Field(text(Video, "transcript"), "transcript"),
    "has_captions": Field(yes_or_no, "has_captions"),
}


def _video(name, value):
    yield from table(VIDEO)(name, value)
    if isinstance(value, dict) and value.get("has_captions") is not True:
        yield f"{name}: only a video with captions can be linked: some people cannot hear it."
    if isinstance(value, dict) and len(lines(str(value.get("transcript", "")))) < FEWEST_LINES:
        yield f"{name}: write the transcript in at least three lines."


TEXTS = {name: Field({"steps": _steps, "watch_for": _watch_for}.get(name) or text(GuideText, name)) for name in WORDING}
SMALL = number_between(1, LARGEST)


def plain_fields(known):
    """How each field of a guide's own is checked: those that a spreadsheet has too."""
    thing = one_of("a thing of this hub", known.equipment, "Add the equipment at the desk first.")
    guides = several(one_of("a guide", known.guides, "Write the name in its address."))
    return {
        "kind": Field(one_of("a kind", Kind.values), "kind"),
        "level": Field(number_between(min(Level.values), max(Level.values)), "level"),
        "positions": Field(several(one_of("a position", Position.values), "Name at least one."), "positions"),
        "minutes": Field(number_between(1, 240), "minutes"),
        "columns": Field(several(one_of("a column", Column.values), "Name what it trains."), "columns"),
        "movements": Field(several(one_of("a movement tag", Movement.values)), "movements"),
        "sets": Field(SMALL, "sets"),
        "repetitions": Field(_empty_or(SMALL, None)),
        "seconds": Field(_empty_or(SMALL, None)),
        "rest_seconds": Field(number_between(0, LARGEST), "rest_seconds"),
        "days_a_week": Field(number_between(1, 7), "days_a_week"),
        "people_involved": Field(text(Guide, "people_involved")),
        "people_involved_on": Field(_empty_or(day, "")),
        "conflicts": Field(text(Guide, "conflicts"), "conflicts"),
        "conflicts_declared": Field(_ticked),
        "needs": Field(several(several(thing, "Name at least one thing.")), "needs"),
        "easier": Field(guides, "easier"),
        "harder": Field(guides, "harder"),
        "sources": Field(_citations(known.sources), "sources"),
    }


def guide_mistakes(slug, document, known):
    """Every mistake in one guide of a library file, whose ladders name guides by slug."""
    yield from name_mistakes("slug", slug, Guide, "slug") if isinstance(slug, str) else [f"slug: {shown(slug)}"]
    languages = {code: Field(table(TEXTS)) for code, _label in settings.LANGUAGES}
    fields = plain_fields(known) | {
        "slug": Field(text()),
        "number": Field(whole(1, LARGEST), "number"),
        "photos": Field(_photos, "photos"),
        "video": Field(_empty_or(_video, None), "video"),
        "texts": Field(table(languages), "texts"),
    }
    wrong = [*table(fields)("", document)]
    yield from wrong
    if not wrong:
        yield from together(slug, document)


def together(slug, document):
    """What is wrong between the fields of a document whose fields are each right. Ladders name guides by slug."""
    if not (document["repetitions"] or document["seconds"]):
        yield gettext("repetitions: say how many times, or for how many seconds.")
    for way in ("easier", "harder"):
        if slug in document[way]:
            yield gettext("%s: a guide cannot be easier or harder than itself.") % way
    for both in sorted({*document["easier"]} & {*document["harder"]}):
        yield gettext("harder: %s is under easier too. Keep one of the two.") % shown(both)
