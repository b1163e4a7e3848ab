"""What standards for health content ask of a guide, line by line, and what the evidence ledger has on record for it.

The NHS "Standard for creating health content", PIF TICK (2022), and what DISCERN and publishers ask beside these two.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from guides.ledger import reading_grade
from guides.models import Photo

HARDEST_GRADE = 6  # a reading age of 11
YES, PARTLY, NO = "yes", "partly", "no"


@dataclass(frozen=True)
class Line:
    """One thing a standard asks: which, what it asks in short, what is on record, and whether that is all of it."""

    standard: str
    asks: str
    record: str
    is_met: str


def _line(standard, asks, parts):
    """A Line from (what is on record, whether it is there) pairs."""
    there = [bool(is_there) for _text, is_there in parts]
    met = YES if all(there) else PARTLY if any(there) else NO
    return Line(standard, asks, " ".join(text for text, _is_there in parts if text), met)


def _signature(entry):
    if not entry.checked_by:
        return [(gettext("Nobody has signed it."), False)]
    said = {"name": entry.checked_by, "role": entry.checked_as, "day": entry.signed_on, "author": entry.written_by}
    is_real = not entry.live.is_demonstration
    text = gettext("Signed by %(name)s, %(role)s, on %(day)s. Written by %(author)s.") % said
    return [(text if is_real else gettext("Signed for demonstration only."), is_real and entry.checked_as)]


def _sources(entry):
    sources = entry.document["sources"]
    read = [each for each in sources if each.get("checked_on")]
    said = {"all": len(sources), "read": len(read)}
    oldest = min((each["checked_on"] for each in read), default="")
    text = gettext("Sources named: %(all)d, of which with the day they were last read: %(read)d.") % said
    return [(text, sources), (gettext("Longest ago: %s.") % oldest if oldest else "", len(read) == len(sources) > 0)]


def _days(entry):
    said = {"signed": entry.signed_on, "next": entry.review_on}
    if entry.live is None:
        return [(gettext("It is not public."), False)]
    checked = gettext("Last check: %(signed)s.") if entry.signed_on else gettext("Last check: none.")
    return [(checked % said, entry.signed_on), (gettext("Next check: %(next)s.") % said, entry.review_on)]


def _reading(entry):
    years = reading_grade(entry.document)
    if years is None:
        return [(gettext("There are no words."), False)]
    said = {"grade": years, "most": HARDEST_GRADE}
    return [(gettext("Grade %(grade)s; the aim is at most %(most)d.") % said, years <= HARDEST_GRADE)]


def _people(entry):
    who, when = entry.document.get("people_involved"), entry.document.get("people_involved_on")
    return [(who or gettext("Nobody is on record."), who), (when or "", when)]


def _conflicts(entry):
    said = entry.document.get("conflicts")
    if entry.live and entry.live.is_demonstration:  # its words are the form's own: nobody was asked
        return [(gettext("Not declared yet."), False)]
    return [(said or gettext("Not declared yet."), said)]


def _feedback(entry):
    received, answered = entry.feedback
    said = {"received": received, "answered": answered}
    text = gettext("Messages from visitors: %(received)d, of which answered: %(answered)d.") % said
    return [(text, received == answered and entry.live is not None)]


def _for_whom(entry):
    wanted = {
        "for_whom": gettext("Who it is for"),
        "not_for": gettext("Who should leave it out"),
        "stop_signs": gettext("When to stop"),
    }
    return [
        (f"{label}: {gettext('said') if entry.document.get(name) else gettext('missing')}.", entry.document.get(name))
        for name, label in wanted.items()
    ]


def _pictures(entry):
    licences = dict(Photo.Licence.choices)
    photos = entry.document.get("photos") or []
    drawn = entry.document.get("pictures") or []
    words_of = [photo if isinstance(photo, str) else photo["words"] for photo in (*drawn, *photos)]
    parts = [(gettext("Pictures told in words: %d.") % len(words_of), all(words_of))]
    parts += [(f"{photo['credit']}: {licences.get(photo['licence'], photo['licence'])}.", True) for photo in photos]
    if video := entry.document.get("video"):
        parts.append((gettext("Video with captions and transcript."), video["captions"] and video["transcript"]))
    return parts


def _versions(entry):
    notes = sum(bool(edition.change_note) for edition in entry.history)
    said = {"count": len(entry.history), "notes": notes}
    return [(gettext("Editions kept: %(count)d, with a note on what changed: %(notes)d.") % said, entry.history)]


def nhs(entry):
    """Along the NHS "Standard for creating health content"."""
    return [
        _line("NHS 1", gettext("A qualified person approved it, who did not write it"), _signature(entry)),
        _line("NHS 2", gettext("Sources are recorded, and the evidence is checked again"), _sources(entry)),
        _line("NHS", gettext("The last and the next check are shown"), _days(entry)),
        _line("NHS", gettext("It is readable: reading age 9 to 11"), _reading(entry)),
        _line("NHS", gettext("Conflicts and funding are declared"), _conflicts(entry)),
    ]


def pif(entry):
    """Along PIF TICK (2022)."""
    return [
        _line("PIF 4", gettext("Sources are recorded, and the evidence is checked again"), _sources(entry)),
        _line("PIF 5", gettext("Users were involved: who, how, when"), _people(entry)),
        _line("PIF 6", gettext("It is readable: reading age 9 to 11"), _reading(entry)),
        _line("PIF 8", gettext("Feedback is invited and acted on"), _feedback(entry)),
    ]


def beside(entry):
    """What DISCERN and the policies of publishers ask beside these two."""
    return [
        _line("DISCERN", gettext("Who it is for, who should not do it, what to stop for"), _for_whom(entry)),
        _line("–", gettext("Pictures have words, videos captions and transcript, each a licence"), _pictures(entry)),
        _line("–", gettext("Versions are kept, and changes explained"), _versions(entry)),
    ]


def met(line):
    """Whether a Line is complete, in words."""
    return {YES: gettext("Yes"), PARTLY: gettext("In part"), NO: gettext("No")}[line.is_met]
