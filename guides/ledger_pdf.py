"""The evidence ledger as PDF, tagged so that a screen reader can go through its headings and tables.

typst was chosen over WeasyPrint because its wheel brings everything, fonts too: a bare machine can run the hub. It
cannot read the woff2 files of the site, so the paper has the typeface that comes with it.
"""

import json
from pathlib import Path

import typst
from django.utils.translation import get_language, gettext

from guides import ledger, ledger_sheets, standards

TEMPLATE = Path(__file__).with_name("ledger.typ")
STANDARD = "ua-1"


def as_pdf(entries):
    """The PDF of these Entries as bytes. It states PDF/UA-1; words in a script that the typeface lacks make it an
    ordinary tagged PDF, because a standard does not allow missing letters."""
    inputs = {"ledger": json.dumps(_document(entries))}
    source = TEMPLATE.read_bytes()
    try:
        return typst.compile(
            source, format="pdf", sys_inputs=inputs, ignore_system_fonts=True, pdf_standards=[STANDARD]
        )
    except typst.TypstError:
        return typst.compile(source, format="pdf", sys_inputs=inputs, ignore_system_fonts=True)


def _document(entries):
    about = ledger_sheets.about()
    return {
        "title": gettext("Evidence ledger"),
        "hub": about[0][1],
        "language": (get_language() or "en").split("-")[0],
        "about": [[label, str(value)] for label, value in about],
        "words": {"contents": gettext("Guides"), "nothing": gettext("Nothing is on record.")},
        "overview_header": [
            gettext("No."), gettext("Guide"), gettext("State"), gettext("Checked by"), gettext("Signed on"),
            gettext("Next check"),
        ],
        "overview": [
            [str(each.number), each.title, each.state, each.checked_by, each.signed_on, each.review_on]
            for each in entries
        ],
        "guides": [_guide(entry) for entry in entries],
    }  # fmt: skip


def _guide(entry):
    return {
        "title": f"{entry.number}. {entry.title} ({entry.language})",
        "state": entry.state,
        "is_draft": entry.live is None,
        "lines": [*_lines(entry)],
        "parts": [*_parts(entry)],
    }


def _lines(entry):
    said = {
        "author": entry.written_by or "–",
        "checker": ", ".join(filter(None, (entry.checked_by, entry.checked_as))) or "–",
        "signed": entry.signed_on or "–",
        "next": entry.review_on or "–",
    }
    yield gettext("Written by %(author)s. Checked by %(checker)s, signed on %(signed)s. Next check: %(next)s.") % said
    if entry.has_newer_draft:
        yield gettext("The working copy was changed since: what changed is not in this ledger.")


def _parts(entry):
    asked = (gettext("Standard"), gettext("It asks"), gettext("On record"), gettext("Complete"))
    said = (gettext("Part"), gettext("Text"))
    yield _part(
        gettext("What is claimed, and by which source"),
        ledger_sheets.claim_header(),
        ledger.claims(entry),
        (6, 6, 4, 2, 1, 2),
    )
    yield _part(gettext("What the guide says"), said, ledger.statements(entry), (1, 5))
    yield _part(gettext("Bone ratings"), ledger_sheets.rating_header(), ledger.ratings(entry), (3, 3, 4, 2, 7, 4))
    for name, rows in (
        (gettext("NHS “Standard for creating health content”"), standards.nhs),
        (gettext("PIF TICK"), standards.pif),
        (gettext("DISCERN and others"), standards.beside),
    ):
        found = [(line.standard, line.asks, line.record, standards.met(line)) for line in rows(entry)]
        yield _part(name, asked, found, (1, 4, 7, 1))
    yield _part(gettext("All editions"), ledger_sheets.past_header(), ledger.past(entry), (1, 2, 2, 2, 2, 3, 2, 2, 5))


def _part(name, header, rows, widths):
    return {
        "name": name,
        "header": list(header),
        "rows": [[str(cell) for cell in row] for row in rows],
        "widths": widths,
    }
