"""The evidence ledger as tables, for a spreadsheet and for paper."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from guides import standards
from guides.ledger import claims, past, ratings, statements
from guides.models import ContentVersion
from guides.sheets import Sheet


def claim_header():
    said = (gettext("What is claimed"), gettext("Source"), gettext("DOI or address"))
    return (*said, gettext("Kind"), gettext("Year"), gettext("Read on"))


def rating_header():
    said = (gettext("Bone site"), gettext("Rating"), gettext("Change to make"), gettext("Decided by"))
    return (*said, gettext("Reasons"), gettext("Sources of the rules"))


def past_header():
    said = (gettext("Edition"), gettext("State"), gettext("Published"), gettext("Written by"), gettext("Checked by"))
    return (
        *said,
        gettext("Profession and register"),
        gettext("Signed"),
        gettext("Next check"),
        gettext("What changed"),
    )


def about():
    """Where and when the ledger was written, as (label, value)."""
    return [
        (gettext("Hub"), settings.PUBLIC_URL),
        (gettext("Written on"), timezone.now().date().isoformat()),
        (gettext("Content version"), ContentVersion.objects.values_list("number", flat=True).first() or 0),
        (
            gettext("What it is"),
            gettext(
                "What each guide claims, by which source, and who checked it when. Live editions are the public "
                "record; drafts are marked. “Yes” means that it is on record, not that anybody has certified it."
            ),
        ),
    ]


def as_sheets(found):
    """The ledger as tables, for `guides.sheets.as_xlsx`."""
    guide = (gettext("No."), gettext("Guide"), gettext("Language"), gettext("State"))
    who = (gettext("Written by"), gettext("Checked by"), gettext("Profession and register"))
    signed = (*who, gettext("Signed on"), gettext("Next check"))
    said, proven, bones, history, asked_for = [], [], [], [], {name: [] for name in ("NHS", "PIF TICK", "DISCERN")}
    for entry in found:
        key = (entry.number, entry.title, entry.language, entry.state)
        people = (entry.written_by, entry.checked_by, entry.checked_as, entry.signed_on, entry.review_on)
        said += [(*key, *row) for row in statements(entry)]
        proven += [(*key, *row, *people) for row in claims(entry)]
        bones += [(*key, *row) for row in ratings(entry)]
        history += [(*key[:3], *row) for row in past(entry)]
        for name, rows in (("NHS", standards.nhs), ("PIF TICK", standards.pif), ("DISCERN", standards.beside)):
            asked_for[name] += [
                (*key, line.standard, line.asks, line.record, standards.met(line)) for line in rows(entry)
            ]
    asked = (*guide, gettext("Standard"), gettext("It asks"), gettext("On record"), gettext("Complete"))
    return [
        Sheet(gettext("About"), (gettext("Evidence ledger"), ""), about()),
        Sheet(gettext("Claims and sources"), (*guide, *claim_header(), *signed), proven),
        Sheet(gettext("What guides say"), (*guide, gettext("Part"), gettext("Text")), said),
        Sheet(gettext("Bone ratings"), (*guide, *rating_header()), bones),
        Sheet(gettext("Editions"), (*guide[:3], *past_header()), history),
        Sheet(gettext("NHS standard"), asked, asked_for["NHS"]),
        Sheet("PIF TICK", asked, asked_for["PIF TICK"]),
        Sheet(gettext("DISCERN and others"), asked, asked_for["DISCERN"]),
    ]
