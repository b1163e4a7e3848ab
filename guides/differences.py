"""What is different between two documents of a guide, for a person to read: safety first, then words, then the rest.

It reads the documents of editions and submissions (`guides.documents.document_of`) and those of working copies
(`guides.working_copy.read`) alike: each field is shown as lines of text, and lines are compared word by word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.models import GuideText
from guides.terms import BoneSite, Column, Kind, Level, Movement, Position, Rating

SAFETY, WORDS, PICTURES, REST = "safety", "words", "pictures", "rest"
PIECE = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """One thing a reader compares: its name in the document, its label, its group, and its lines in a document."""

    name: str
    label: str
    group: str
    lines: Callable


@dataclass(frozen=True)
class Difference:
    """A field that is not the same. `rows` stand side by side: before and after, each a list of (text, is_changed)."""

    name: str
    label: str
    group: str
    before: tuple
    after: tuple

    @property
    def is_safety(self):
        return self.group == SAFETY

    @property
    def rows(self):
        return side_by_side(self.before, self.after)


def _plain(document, name):
    value = document.get(name)
    if value in (None, "", []):
        return []
    if isinstance(value, bool):
        return [gettext("Yes") if value else gettext("No")]
    return [str(each) for each in value] if isinstance(value, list) else str(value).splitlines()


def plain(name):
    return lambda document: _plain(document, name)


def chosen(name, choices):
    """The labels of one or several of a closed list of words."""
    labels = {str(value): str(label) for value, label in choices.choices}

    def lines(document):
        return [labels.get(value, value) for value in _plain(document, name)]

    return lines


def _needs(document):
    for need in document.get("needs") or ():
        yield f" {gettext('or')} ".join(thing if isinstance(thing, str) else thing["name"] for thing in need)


def _dose(name):
    return lambda document: _plain(document.get("dose") or document, name)


def _steps(document):
    for step in document.get("steps") or ():
        yield f"{step['action']} – {step['tip']}" if step["tip"] else step["action"]


def _watch_for(document):
    return [f"{each['when']}: {each['do']}" for each in document.get("watch_for") or ()]


def _bones(document):
    for site in BoneSite:
        rating = (document.get("bones") or {}).get(site.value)
        if rating:
            change = f": {rating['change']}" if rating["change"] else ""
            by_hand = f" ({_reason_by_hand(rating)})" if rating["rating"] != rating["derived"] else ""
            yield f"{site.label}: {Rating[rating['rating'].upper()].label}{change}{by_hand}"


def _reason_by_hand(rating):
    said = {"reason": "; ".join(reason["text"] for reason in rating["reasons"])}
    return gettext("instead of the rules, because: %(reason)s") % said


def _overrides(document):
    for site, said in (document.get("overrides") or {}).items():
        rating = Rating[said["rating"].upper()].label
        change = f", {said['change']}" if said["change"] else ""
        yield f"{BoneSite(site).label}: {rating}{change} – {said['reason']}"


def _sources(document):
    for source in document.get("sources") or ():
        read = f" ({gettext('read on')} {source['checked_on']})" if source.get("checked_on") else ""
        yield f"{source.get('citation') or source['key']} – {source['supports']}{read}"


def _pictures(document):
    return [each["words"] for each in document.get("pictures") or ()]


def _drawings(document):
    figures = [each.get("figure") for each in document.get("pictures") or ()]
    return [f"{figure['file']} [{figure['digest'][:8]}]" for figure in figures if figure]


def _photos(document):
    for photo in document.get("photos") or ():
        yield f"{photo['words']} – {photo['credit']}, {photo['licence']} [{photo['digest'][:8]}]"


def _video(document):
    video = document.get("video")
    if video:
        yield video.get("address") or f"{video['host']} {video['key']}"
        yield video["title"]
        yield from video["transcript"].splitlines()


DOSE = (
    ("sets", _("rounds")),
    ("repetitions", _("times in a round")),
    ("seconds", _("seconds in a round")),
    ("rest_seconds", _("rest between rounds, in seconds")),
    ("days_a_week", _("days a week")),
)
# What may never change as a minor change: level, bones, equipment, steps and stop signs (content standard), and all
# else that tells somebody how much or what to do.
SAFETY_FIELDS = (
    Field("level", _("Level"), SAFETY, chosen("level", Level)),
    Field("positions", _("Positions"), SAFETY, chosen("positions", Position)),
    Field("columns", _("What it trains"), SAFETY, chosen("columns", Column)),
    Field("movements", _("Movement tags"), SAFETY, chosen("movements", Movement)),
    Field("bones", _("Bone ratings"), SAFETY, _bones),
    Field("overrides", _("Ratings instead of the rules"), SAFETY, _overrides),
    Field("needs", _("What it needs"), SAFETY, _needs),
    *(Field(name, label, SAFETY, _dose(name)) for name, label in DOSE),
)
SAFETY_WORDS = (
    Field("not_for", _("Who should leave it out"), SAFETY, plain("not_for")),
    Field("set_up", _("Set-up"), SAFETY, plain("set_up")),
    Field("steps", _("Steps"), SAFETY, _steps),
    Field("stop_signs", _("Stop signs of this exercise"), SAFETY, plain("stop_signs")),
    Field("watch_for", _("What to watch for"), SAFETY, _watch_for),
    Field("effort", _("Effort"), SAFETY, _dose("effort")),
    Field("first_week", _("First week"), SAFETY, _dose("first_week")),
    Field("build_up", _("How to build up"), SAFETY, _dose("build_up")),
    Field("harder", _("Make it harder"), SAFETY, plain("harder")),
)
WORD_FIELDS = (
    Field("title", _("Title"), WORDS, plain("title")),
    Field("summary", _("Summary"), WORDS, plain("summary")),
    Field("what", _("What it is"), WORDS, plain("what")),
    Field("why", _("Why it helps"), WORDS, plain("why")),
    Field("for_whom", _("Who it is for"), WORDS, plain("for_whom")),
    Field("helps_with", _("Everyday thing it helps with"), WORDS, plain("helps_with")),
    Field("tips", _("Tips"), WORDS, plain("tips")),
    Field("easier", _("Make it easier"), WORDS, plain("easier")),
    Field("tired_day", _("On a tired day"), WORDS, _dose("tired_day")),
)
PICTURE_FIELDS = (
    Field("pictures", _("Pictures in words"), PICTURES, _pictures),
    Field("drawings", _("Drawings"), PICTURES, _drawings),
    Field("photos", _("Photos"), PICTURES, _photos),
    Field("video", _("Video"), PICTURES, _video),
)
REST_FIELDS = (
    Field("kind", _("Kind"), REST, chosen("kind", Kind)),
    Field("minutes", _("Minutes"), REST, plain("minutes")),
    Field("easier_guides", _("Easier guides, by number"), REST, plain("easier_guides")),
    Field("harder_guides", _("Harder guides, by number"), REST, plain("harder_guides")),
    Field("sources", _("Sources"), REST, _sources),
    Field("people_involved", _("Who took part in making it"), REST, plain("people_involved")),
    Field("people_involved_on", _("When they took part"), REST, plain("people_involved_on")),
    Field("conflicts", _("Funding and conflicts of interest"), REST, plain("conflicts")),
)
EDITION = (*SAFETY_FIELDS, *SAFETY_WORDS, *WORD_FIELDS, *PICTURE_FIELDS, *REST_FIELDS)

# A working copy keeps its wording by language and as it is typed: a step and its tip are one line there.
WORKING_COPY = (
    *SAFETY_FIELDS,
    *(field for field in PICTURE_FIELDS if field.name not in ("pictures", "drawings")),
    *(field for field in REST_FIELDS if not field.name.endswith("_guides")),
    Field("easier", _("Easier guides, by number"), REST, plain("easier")),
    Field("harder", _("Harder guides, by number"), REST, plain("harder")),
    Field("conflicts_declared", _("Conflicts asked for"), REST, plain("conflicts_declared")),
)
ALL_SAFETY = (*SAFETY_FIELDS, *SAFETY_WORDS)
SAFETY_WORDING = {field.name for field in SAFETY_WORDS}


def compare(before, after, fields=EDITION):
    """The Differences from one document to another, in the order of the fields: safety first. An empty `before` shows
    everything as new."""
    found = []
    for field in fields:
        old, new = tuple(field.lines(before)), tuple(field.lines(after))
        if old != new:
            found.append(Difference(field.name, str(field.label), field.group, old, new))
    return found


def compare_working_copies(before, after):
    """The same for two working copies. A wording's field is named `text.<language>.<field>`."""
    found = compare(before, after, WORKING_COPY)
    for language in {**before.get("texts", {}), **after.get("texts", {})}:
        old, new = (document.get("texts", {}).get(language, {}) for document in (before, after))
        for name in {**old, **new}:
            was, now = (str(text.get(name, "")).splitlines() for text in (old, new))
            if was != now:
                group = SAFETY if name in SAFETY_WORDING else WORDS
                found.append(
                    Difference(f"text.{language}.{name}", label_of(name, language), group, tuple(was), tuple(now))
                )
    return sorted(found, key=lambda difference: not difference.is_safety)


def label_of(name, language):
    return f"{str(GuideText._meta.get_field(name).verbose_name).capitalize()} ({language})"


def changes_safety(before, after):
    """Whether full approval is needed: anything that a patient's safety can hang on is different."""
    return any(difference.is_safety for difference in compare(before, after, ALL_SAFETY))


def side_by_side(before, after):
    """Rows of two cells, each a list of (text, is_changed) pieces; a cell is empty where the other side has a line
    of its own. Lines that resemble each other stand beside each other."""
    rows = []
    for tag, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        old, new = before[a:b], after[c:d]
        if tag == "equal":
            rows += [([(line, False)], [(line, False)]) for line in old]
            continue
        for position in range(max(len(old), len(new))):
            left, right = (side[position] if position < len(side) else None for side in (old, new))
            rows.append(_pieces(left, right))
    return rows


def _pieces(left, right):
    """Two lines as pieces of text, those that differ marked."""
    if left is None or right is None:
        return ([(left, True)] if left is not None else [], [(right, True)] if right is not None else [])
    old, new = PIECE.findall(left), PIECE.findall(right)
    cells = ([], [])
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        for cell, text in zip(cells, ("".join(old[a:b]), "".join(new[c:d])), strict=True):
            if text:
                cell.append((text, tag != "equal"))
    return cells
