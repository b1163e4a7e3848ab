"""All guides at all bone sites as a table to check by eye: what the rules give, and why. Pure."""

import csv
from io import StringIO

from guides import bones
from guides.terms import BoneSite

GUIDE = ("number", "slug", "title", "kind", "level", "columns", "movements")
LONG = (*GUIDE, "site", "rating", "change", "reasons")
GRID = (*GUIDE, *BoneSite.values)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def long_form(drafts, rules):
    """A row for each guide and site, by number and in the order of the sites, after a row of names."""
    yield LONG
    for draft, derived in _rated(drafts, rules):
        for site, result in derived.items():
            reasons = " | ".join(reason.text for reason in result.reasons)
            yield (*_guide(draft), site, result.rating.name.lower(), result.change, reasons)


def grid(drafts, rules):
    """A row for each guide with its rating at each site, after a row of names."""
    yield GRID
    for draft, derived in _rated(drafts, rules):
        yield (*_guide(draft), *(result.rating.name.lower() for result in derived.values()))


def _rated(drafts, rules):
    for draft in sorted(drafts, key=lambda draft: draft.number):
        yield draft, bones.derive_all(draft.marks, rules)


def _guide(draft):
    marks = (" ".join(sorted(draft.columns)), " ".join(sorted(draft.movements)))
    return (draft.number, draft.slug, draft.title, draft.kind, draft.level, *marks)


def as_csv(rows):
    """Rows as comma-separated values. A text that a spreadsheet would read as a formula gets an apostrophe first."""
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows([map(harmless, row) for row in rows])
    return written.getvalue()


def harmless(value):
    """The value as text that no spreadsheet works out."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_markdown(rows):
    """Rows as a table to read, of which the first is the heading."""
    heading, *others = [[_cell(value) for value in row] for row in rows]
    lines = [heading, ["---"] * len(heading), *others]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value):
    return " ".join(str(value).split()).replace("|", "\\|")
