"""A booklet as PDF in large print: the week with boxes to tick, then each guide as its page says it.

Tagged, with its language and title, so that a screen reader can go through it. Nothing of it is kept.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from guides import booklet_words, media, photo_files
from guides.page import GuidePage
from guides.review import Standing

TEMPLATE = Path(__file__).with_name("booklet.typ")
FONTS = Path(__file__).with_name("fonts")
STANDARD = "ua-1"
PHOTO_WIDTH = 960
DARK_LOOK = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}")
HALO = re.compile(r"(?<=\.h\{fill:)#[0-9a-f]+")


@lru_cache(maxsize=1)
def _fonts():
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def as_pdf(booklet):
    """The PDF of a guides.booklet.Booklet as bytes. It states PDF/UA-1; words in a script that no typeface here has
    make it an ordinary tagged PDF, because a standard does not allow missing letters.

    typst reads photos from a folder only. For as long as it works, those of the guides lie in one, and nothing else.
    """
    with TemporaryDirectory() as folder:
        inputs = {"booklet": json.dumps(_document(booklet, Path(folder)))}
        setting = {"format": "pdf", "root": folder, "sys_inputs": inputs, "font_paths": _fonts()}
        try:
            return typst.compile(TEMPLATE.read_bytes(), pdf_standards=[STANDARD], **setting)
        except typst.TypstError:
            return typst.compile(TEMPLATE.read_bytes(), **setting)


def _document(booklet, folder):
    pages = [GuidePage(edition, ()) for edition in booklet.editions]
    titles = {page.edition.guide.slug: page.document["title"] for page in pages}
    return {
        "title": gettext("My week"),
        "hub": gettext("Physical Activity Resource Hub"),
        "language": (get_language() or "en").split("-")[0],
        "demonstration": gettext("Example content: not yet checked by a clinician") if booklet.is_demonstration else "",
        "words": booklet_words.headings(),
        "days": [_day(WEEKDAYS[day], [titles[slug] for slug in booklet.week.get(day, ())]) for day in WEEKDAYS],
        "bones": booklet_words.bones(),
        "tiers": booklet_words.tiers(),
        "guides": [_guide(page, folder) for page in pages],
    }


def _day(name, titles):
    return {"name": str(name), "titles": titles}


def _guide(page, folder):
    document, edition = page.document, page.edition
    facts = [page.kind.label, gettext("Guide no. %(number)s") % {"number": document["number"]}, page.level.label]
    facts.append(gettext("About %(minutes)s minutes") % {"minutes": document["minutes"]})
    return {
        "title": document["title"],
        "facts": " · ".join(map(str, facts)),
        "marks": [*_marks(page)],
        "summary": document["summary"],
        "pictures": _pictures(document, folder),
        "needs": [*_needs(document["needs"])] or [gettext("Nothing but yourself.")],
        "not_for": document.get("not_for", []),
        "set_up": document["set_up"],
        "steps": [[step["action"], step["tip"]] for step in document["steps"]],
        "dose": [*_dose(page.dose)],
        "watch_for": [[line["when"], line["do"]] for line in document["watch_for"]],
        "stop_signs": [*document["stop_signs"], *booklet_words.stop_signs()],
        "bones": [[str(row["site"].label), str(row["rating"].label), row["print_words"]] for row in page.bone_rows],
        "foot": [*_foot(page, edition)],
        "address": f"{settings.PUBLIC_URL}{page.address}",
    }


def _marks(page):
    """What must be seen before anything else: nobody checked it, one person did, it is due."""
    if page.edition.is_demonstration:
        yield gettext("Example content: not yet checked by a clinician")
    elif page.edition.emergency_reason:
        yield gettext("Second check still to come: one clinician published this in an emergency.")
    if page.standing == Standing.DUE:
        said = {"day": _long(page.edition.review_on)}
        yield gettext("This guide was due to be checked by %(day)s. Nobody has checked it since.") % said


def _pictures(document, folder):
    """The photos, put into the folder, or else the drawings; each with its words."""
    photos = [_photo(photo, folder) for photo in document.get("photos") or []]
    drawings = [{"words": each["words"], "drawing": _on_paper(each["file"])} for each in media.drawings_of(document)]
    return [photo for photo in photos if photo] or drawings


def _photo(photo, folder):
    """A photo as its file and words; None when storage has lost it."""
    name = f"{photo['digest']}-{min(photo['sizes'][-1], PHOTO_WIDTH)}.jpg"
    content = photo_files.read(photo["digest"], name.rpartition("-")[2])
    if content is None:
        return None
    (folder / name).write_bytes(content)
    return {"words": photo["words"], "photo": f"/{name}"}


@lru_cache(maxsize=512)
def _on_paper(file):
    """A drawing as text, without the colours of dark screens and panels."""
    return HALO.sub("#fff", DARK_LOOK.sub("", Path(finders.find(file)).read_text("utf-8")))


def _needs(needs):
    for need in needs:
        for place, thing in enumerate(need):
            words = gettext("or:") + " " + thing["name"] if place else thing["name"]
            at_home = f" {gettext('At home:')} {thing['substitutes']}" if thing["substitutes"] else ""
            yield f"{words}.{at_home}"


def _dose(dose):
    """The dose as pairs of a word and what it says, like the guide's page."""
    if dose["repetitions"]:
        yield gettext("Repeat"), ngettext("%s time", "%s times", dose["repetitions"]) % dose["repetitions"]
    if dose["seconds"]:
        yield gettext("Each for") if dose["repetitions"] else gettext("Do it for"), _time(dose)
    yield gettext("Rounds"), str(dose["sets"])
    if dose["sets"] > 1 and dose["rest_seconds"]:
        yield gettext("Rest between rounds"), gettext("%s seconds") % dose["rest_seconds"]
    if dose["days_a_week"]:
        yield gettext("Each week"), ngettext("%s day", "%s days", dose["days_a_week"]) % dose["days_a_week"]
    said = {
        gettext("How hard"): dose["effort"],
        gettext("First week"): dose["first_week"],
        gettext("Build up"): dose["build_up"],
        gettext("On a tired day"): dose["tired_day"],
    }
    yield from ((name, words) for name, words in said.items() if words)


def _time(dose):
    if dose["minutes"]:
        return ngettext("%s minute", "%s minutes", dose["minutes"]) % dose["minutes"]
    return gettext("%s seconds") % dose["seconds"]


def _foot(page, edition):
    if edition.is_demonstration:
        yield gettext("Nobody has checked this guide yet.")
    elif edition.emergency_reason:
        yield gettext("Second check still to come.")
    else:
        said = {"approver": page.document["checked_by"], "day": _long(edition.signed_at)}
        yield gettext("Checked and signed by %(approver)s on %(day)s.") % said
    said = {"number": edition.number, "day": _long(edition.published_at)}
    yield gettext("Edition %(number)s, %(day)s.") % said
    if page.standing == Standing.CURRENT:
        yield gettext("Next check by %(day)s.") % {"day": _long(edition.review_on)}


def _long(day):
    return date_format(day, "j F Y")
