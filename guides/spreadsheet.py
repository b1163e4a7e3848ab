"""Guides as a spreadsheet: one row a guide and language, with a column for each field that a curator writes.

Lists are lines in a cell: needs as `chair/worktop`, ladders as names in the address, sources as `key | what it
supports | read on`. Photos, video, owners and ratings instead of the rules are not in it: those are for the desk.

Pure: nothing here reads the database. Guides are "portable" documents: those of `guides.working_copy`, with slug and
number, and with ladders that name guides by slug (see `guides.importing.portable`).
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext

from guides.fieldcheck import either, meant, one_of
from guides.models import Guide
from guides.models.text import lines
from guides.sheets import EMPTY, Sheet, plain
from guides.starter_fields import WORDING, name_mistakes
from guides.terms import Column, Kind, Level, Movement, Position
from guides.working_fields import TEXTS, Known, number_between, plain_fields, together

SHEET = "Guides"
KEY = ("slug", "language", "number")
OWN = {
    "kind": "kind", "level": "level", "positions": "positions", "minutes": "minutes", "columns": "columns",
    "movements": "movements", "needs": "needs", "sets": "sets", "repetitions": "repetitions", "seconds": "seconds",
    "rest_seconds": "rest_seconds", "days_a_week": "days_a_week", "easier_guides": "easier",
    "harder_guides": "harder", "sources": "sources", "people_involved": "people_involved",
    "people_involved_on": "people_involved_on", "conflicts": "conflicts", "conflicts_declared": "conflicts_declared",
}  # fmt: skip
COLUMNS = (*KEY, *OWN, *WORDING)
LANGUAGES = [code for code, _label in settings.LANGUAGES]
WORDS = ("positions", "columns", "movements")
NUMBERS = ("level", "minutes", "sets", "repetitions", "seconds", "rest_seconds", "days_a_week")
YES, NO = "yes", "no"


# From documents to cells


def table_of(documents):
    """The sheet of these portable documents, by number."""
    rows = []
    for document in sorted(documents, key=lambda document: document["number"]):
        for language in document["texts"]:
            rows.append(tuple(cells_of(document, language).values()))
    return Sheet(SHEET, COLUMNS, rows)


def cells_of(document, language):
    """The values of one row by column."""
    key = (document["slug"], language, document["number"])
    wording = document["texts"].get(language, {})
    return (
        dict(zip(KEY, key, strict=True))
        | {column: _written(name, document[name]) for column, name in OWN.items()}
        | {name: wording.get(name, "") for name in WORDING}
    )


def _written(name, value):
    if name == "needs":
        return "\n".join("/".join(need) for need in value)
    if name == "sources":
        return "\n".join(
            f"{each['key']} | {' '.join(each['supports'].split())} | {each['checked_on']}".strip() for each in value
        )
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else value


def legend():
    """A second sheet that says what may stand in each column."""
    closed = {"kind": Kind, "level": Level, "positions": Position, "columns": Column, "movements": Movement}
    rows = [
        ("slug", gettext("The name in the address. A name the hub does not know makes a new guide.")),
        ("language", ", ".join(LANGUAGES)),
        ("number", gettext("Stays. Leave it empty for a new guide.")),
        *((name, _values(choices)) for name, choices in closed.items()),
        ("needs", gettext("One need a line; what will do instead after a slash: chair/worktop")),
        ("easier_guides, harder_guides", gettext("Names in the address, the nearest first, one a line.")),
        ("sources", gettext("One a line: key | what it supports | day it was read, like 2026-01-31")),
        ("people_involved_on", gettext("A day, like 2026-01-31.")),
        ("conflicts_declared", f"{YES}, {NO}"),
        ("steps", gettext("One a line. After a bar ( | ) a tip for that step.")),
        ("watch_for", gettext("One a line: problem | what to do")),
        ("set_up, tips, easier, harder, stop_signs, not_for", gettext("One a line.")),
        ("'", gettext("An apostrophe before =, +, - or @ keeps a spreadsheet from working it out. It is taken off.")),
    ]  # fmt: skip
    return Sheet(gettext("What to write"), (gettext("Column"), gettext("What to write")), rows)


def _values(choices):
    return ", ".join(f"{value} = {label}" for value, label in choices.choices)


# From cells to documents


@dataclass
class Reading:
    """What a spreadsheet says: portable documents of the guides that are new or changed, how many rows say what is
    there already, and every problem with its row and column."""

    documents: dict = field(default_factory=dict)
    unchanged: int = 0
    problems: list = field(default_factory=list)


def read_guides(rows, current, known, numbers):
    """Compare `rows` (of `sheets.read`) with the portable documents `current`, by slug.

    `known` is what guides may refer to; `numbers` are slugs by the number of every guide there is. A cell that says
    what is there already changes nothing, not even a line end.
    """
    reading = Reading()
    header = _header(rows[0][1], reading.problems)
    if reading.problems:
        return reading
    rows = [(number, dict(zip(header, [*cells, *[EMPTY] * len(header)], strict=False))) for number, cells in rows[1:]]
    known = Known(known.equipment, known.sources, known.guides | {cells["slug"].text for _number, cells in rows})
    check = _RowCheck(reading, current, known, dict(numbers), header)
    for number, cells in rows:
        check.row(number, cells)
    check.finish()
    if not rows:
        reading.problems.append(gettext("There is no row below the names of the columns."))
    return reading


def slugs_in(rows):
    """The slugs that the rows name, right or wrong."""
    names = [cell.text for cell in rows[0][1]]
    place = names.index("slug") if "slug" in names else None
    return [] if place is None else [cells[place].text for _number, cells in rows[1:] if place < len(cells)]


def _header(cells, problems):
    names = [cell.text for cell in cells]
    while names and not names[-1]:
        names.pop()
    for place, name in enumerate(names, start=1):
        if name not in COLUMNS:
            problems.append(_unknown(place, name))
        elif names.index(name) < place - 1:
            problems.append(
                gettext("Row 1, column %(place)d: “%(name)s” is there twice.") % {"place": place, "name": name}
            )
    problems.extend(
        gettext("Row 1: the column “%s” is missing. Start from an export.") % name
        for name in ("slug", "language")
        if name not in names
    )
    return names


def _unknown(place, name):
    said = {"place": place, "name": name}
    if "override" in name.lower() or "rating" in name.lower() or name.lower().startswith("bone"):
        return gettext("Row 1, column %(place)d: “%(name)s” – ratings are set at the desk, never by a file.") % said
    advice = meant(name, COLUMNS) or gettext("Take the column out, or start from an export.")
    return gettext("Row 1, column %(place)d: there is no column “%(name)s”.") % said + f" {advice}"


class _RowCheck:
    """Goes through the rows, one after the other, and remembers what those before said."""

    def __init__(self, reading, current, known, numbers, header):
        self.reading, self.current, self.numbers = reading, current, numbers
        self.header = set(header)
        self.fields = plain_fields(known)
        self.rows = {}  # the row of each guide and language
        self.first = {}  # the first row of each guide, and its cells
        self.documents, self.changed, self.broken = {}, set(), set()

    def row(self, number, cells):
        slug, language = cells["slug"].text, cells["language"].text
        wrong = [*_cell_problems(cells), *_key_mistakes(slug, language)]
        if before := self.rows.setdefault((slug, language), number) != number and self.rows[slug, language]:
            said = {"slug": slug, "language": language, "row": before}
            wrong.append(gettext("slug: %(slug)s in %(language)s is in row %(row)d already. Keep one row.") % said)
        if wrong:
            return self.refuse(number, slug, wrong)
        if slug in self.first:
            wrong += self.contradictions(cells, *self.first[slug])
        else:
            self.first[slug] = number, cells
            wrong += self.open(slug, cells)
        wrong += self.wording(slug, language, cells)
        self.refuse(number, slug, wrong)

    def refuse(self, number, slug, wrong):
        if wrong:
            self.broken.add(slug)
        self.reading.problems += [gettext("Row %d") % number + f", {mistake}" for mistake in wrong]

    def open(self, slug, cells):
        """Start the document of a guide from what is there, and change what the row says of its own fields."""
        there = self.current.get(slug)
        document = self.documents[slug] = deepcopy(there) if there else {"slug": slug, "texts": {}}
        was = cells_of(there, "") if there else {}
        if there is None:
            self.changed.add(slug)
            for name in (name for name in OWN if name not in self.header):
                yield gettext("%s: a new guide needs this column, even when it stays empty.") % name
        yield from self.number(document, there, cells.get("number", EMPTY).text)
        for column in (column for column in OWN if column in self.header):
            if there is None or plain(was[column]) != cells[column].text:
                value = _value(OWN[column], cells[column].text)
                yield from self.fields[OWN[column]].check(column, value)
                document[OWN[column]] = value
                self.changed.add(slug)

    def number(self, document, there, text):
        if there and text not in ("", str(there["number"])):
            yield gettext("number: this guide has %(number)d. Numbers stay: write it, or leave the cell empty.") % there
        elif not there and text:
            value = _whole(text)
            mistakes = [*number_between(1, 32767)("number", value)]
            yield from mistakes
            if not mistakes and value in self.numbers:
                said = {"number": value, "slug": self.numbers[value]}
                yield gettext("number: %(number)d is taken by %(slug)s. Leave the cell empty.") % said
            document["number"] = value
            self.numbers[value] = document["slug"]

    def contradictions(self, cells, first_number, first_cells):
        for column in (column for column in ("number", *OWN) if column in self.header):
            if cells[column].text != first_cells[column].text:
                said = {"column": column, "row": first_number}
                yield gettext("%(column)s: not the same as in row %(row)d, which is the same guide.") % said

    def wording(self, slug, language, cells):
        """What the row says of the words in its language."""
        there = self.current.get(slug, {"texts": {}})["texts"].get(language)
        wording = self.documents[slug]["texts"].setdefault(language, dict(there or {}))
        for name in WORDING:
            text = cells.get(name, EMPTY).text
            if there is None or (name in self.header and plain(there.get(name, "")) != text):
                yield from TEXTS[name].check(name, text)
                wording[name] = text
                self.changed.add(slug)

    def finish(self):
        """Look at each guide as a whole, and give those that are new or changed."""
        for slug, document in self.documents.items():
            if slug in self.broken:
                continue
            if slug in self.changed:
                self.refuse(self.first[slug][0], slug, [*together(slug, document)])
                self.reading.documents[slug] = document
            else:
                self.reading.unchanged += 1


def _cell_problems(cells):
    return [f"{name}: {cell.problem}" for name, cell in cells.items() if cell.problem]


def _key_mistakes(slug, language):
    yield from name_mistakes("slug", slug, Guide, "slug")
    if language not in LANGUAGES:
        yield from one_of("a language of this hub", LANGUAGES, gettext("Use %s.") % either(LANGUAGES))(
            "language", language
        )


def _whole(text):
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _value(name, text):
    """What the text of a cell means; text that means nothing is left for the check to refuse."""
    if name in WORDS or name in ("easier", "harder"):
        return [word for word in re.split(r"[\s,]+", text) if word]
    if name in NUMBERS:
        return _whole(text) if text else None
    if name == "needs":
        return [[thing.strip() for thing in line.split("/") if thing.strip()] for line in lines(text)]
    if name == "sources":
        return [_source(line) for line in lines(text)]
    if name == "conflicts_declared":
        return {YES: True, NO: False, "": False}.get(text.lower(), text)
    return text


def _source(line):
    """`key | what it supports | read on`. What it supports may have bars of its own when the day is there."""
    key, *rest = [part.strip() for part in line.split("|")]
    day = rest.pop() if len(rest) > 1 else ""
    return {"key": key, "supports": " | ".join(rest), "checked_on": day}
