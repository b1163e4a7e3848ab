"""The evidence ledger: for each guide what is claimed, by which source, and who checked it when.

It is read from live editions, the public record. A guide that is not public is in it from its working copy, marked as a
draft. Each guide is laid out along what the NHS "Standard for creating health content" and PIF TICK (2022) ask. The
number of a person in a register is never in it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from guides import editions
from guides.models import ContentVersion, Edition, Guide, Photo, Source
from guides.models.text import lines
from guides.reading import grade, words
from guides.sheets import Sheet
from guides.terms import BoneSite, Rating

HARDEST_GRADE = 6  # a reading age of 11
STATEMENTS = ("what", "why", "helps_with", "for_whom", "not_for")
WRITTEN = (
    "title", "summary", "what", "why", "for_whom", "not_for", "helps_with", "set_up", "steps", "tips", "easier",
    "harder", "watch_for", "stop_signs",
)  # fmt: skip
PLAIN = ("title", "summary", "what", "why", "for_whom", "helps_with")
LISTED = ("not_for", "set_up", "tips", "easier", "harder", "stop_signs")
HOW_MUCH = ("effort", "first_week", "build_up", "tired_day")
YES, PARTLY, NO = "yes", "partly", "no"


@dataclass(frozen=True)
class Line:
    """One thing a standard asks: which, what it asks in short, what is on record, and whether that is all of it."""

    standard: str
    asks: str
    record: str
    is_met: str


@dataclass
class Entry:
    """One guide in one language. `document` is that of the live edition, or of the draft when there is none."""

    number: int
    slug: str
    language: str
    document: dict
    live: Edition | None = None
    history: list = field(default_factory=list)
    has_newer_draft: bool = False
    drafted_by: str = ""

    @property
    def title(self):
        return self.document["title"]

    @property
    def state(self):
        if self.live is None:
            withdrawn = self.history and self.history[0].state == Edition.State.WITHDRAWN
            return gettext("Draft: withdrawn from the public") if withdrawn else gettext("Draft: not public")
        said = {"number": self.live.number}
        if self.live.is_demonstration:
            return gettext("Demonstration edition %(number)d: not checked by a clinician") % said
        if self.live.emergency_reason:
            return gettext("Live edition %(number)d: second check pending") % said
        return gettext("Live edition %(number)d") % said

    @property
    def written_by(self):
        return _name(self.live.author) if self.live else self.drafted_by

    @property
    def checked_by(self):
        return _name(self.live.approver) if self.live else ""

    @property
    def checked_as(self):
        return self.live.approver_role if self.live else ""

    @property
    def signed_on(self):
        return _day(self.live.signed_at) if self.live else ""

    @property
    def review_on(self):
        return self.live.review_on.isoformat() if self.live else ""


def _name(person):
    return (person.get_full_name() or person.get_username()) if person else ""


def _day(moment):
    return moment.date().isoformat() if moment else ""


# Reading the record


def entries(guide=None):
    """An Entry for each guide (or for this one) and language, by number. The same few queries whatever the number."""
    chosen = Guide.objects.all() if guide is None else Guide.objects.filter(pk=guide.pk)
    parts = ("texts", "citations__source", "ratings", "photos", "video")
    guides = chosen.select_related("edited_by").prefetch_related(*parts)
    live, history = _editions(chosen)
    found = []
    for each in guides:
        drafts = {text.language: text for text in each.texts.all()}
        languages = dict.fromkeys([*drafts, *(language for pk, language in live if pk == each.pk)])
        for language in languages:
            edition = live.get((each.pk, language))
            found.append(
                Entry(
                    number=each.number,
                    slug=each.slug,
                    language=language,
                    document=edition.document if edition else _draft(each, drafts[language]),
                    live=edition,
                    history=history[each.pk, language],
                    has_newer_draft=bool(edition and _is_newer(each, edition)),
                    drafted_by=_name(each.edited_by),
                )
            )
    return found


def _is_newer(guide, edition):
    return bool(guide.edited_at and guide.edited_at > edition.published_at)


def _editions(guides):
    """Live editions by guide and language, and all of them, the newest first."""
    people = ("author", "approver")
    live = Edition.objects.filter(guide__in=guides, state=Edition.State.LIVE).select_related(*people).defer("words")
    every = Edition.objects.filter(guide__in=guides).select_related(*people).defer("document", "words", "bones")
    history = defaultdict(list)
    for edition in every.order_by("guide", "language", "-number"):
        history[edition.guide_id, edition.language].append(edition)
    return {(edition.guide_id, edition.language): edition for edition in live}, history


def _draft(guide, text):
    """What a ledger reads of a document, from a working copy whose rows were fetched before."""
    ratings = {rating.site: rating for rating in guide.ratings.all()}
    plain = {name: getattr(text, name) for name in PLAIN}
    listed = {name: lines(getattr(text, name)) for name in LISTED}
    video = getattr(guide, "video", None)
    return {
        **plain,
        **listed,
        "steps": [{"action": line, "tip": ""} for line in lines(text.steps)],
        "watch_for": [{"when": line, "do": ""} for line in lines(text.watch_for)],
        "pictures": [{"words": each} for each in (text.start_picture, text.end_picture) if each],
        "photos": [photo.as_document() for photo in guide.photos.all()],
        "dose": {name: getattr(text, name) for name in HOW_MUCH},
        "video": video.as_document() if video else None,
        "bones": {site: editions.effective(ratings.get(site)) for site in BoneSite.values},
        "sources": [
            {
                "key": each.source.key,
                "citation": each.source.citation,
                "link": each.source.link,
                "supports": each.supports,
                "kind": each.source.kind,
                "year": each.source.year,
                "checked_on": each.checked_on.isoformat() if each.checked_on else "",
            }
            for each in guide.citations.all()
        ],
        "people_involved": guide.people_involved,
        "people_involved_on": guide.people_involved_on.isoformat() if guide.people_involved_on else "",
        "conflicts": guide.conflicts if guide.conflicts_declared else "",
    }


def reading_grade(document):
    """The school grade that the words of a document need, as in `guides.reading`; None when it has none."""
    dose = document.get("dose", {})
    text = "\n".join([_flat(document.get(name)) for name in WRITTEN] + [_flat(dose.get(name)) for name in HOW_MUCH])
    return round(grade(text), 1) if words(text) else None


def _flat(value):
    if isinstance(value, dict):
        return "\n".join(map(_flat, value.values()))
    return "\n".join(map(_flat, value)) if isinstance(value, list) else str(value or "")


# What is laid out


STATEMENT_LABELS = {
    "what": lambda: gettext("What it is"),
    "why": lambda: gettext("Why it helps"),
    "helps_with": lambda: gettext("Everyday thing it helps with"),
    "for_whom": lambda: gettext("Who it is for"),
    "not_for": lambda: gettext("Who should leave it out"),
}


def statements(entry):
    """What the guide says of itself, as (label, text)."""
    said = ((STATEMENT_LABELS[name](), _flat(entry.document.get(name))) for name in STATEMENTS)
    return [(label, text) for label, text in said if text]


def claims(entry):
    """What each source supports, as (claim, citation, DOI or address, kind, year, read on)."""
    return [
        (
            each["supports"],
            each["citation"],
            each["link"].removeprefix("https://doi.org/"),
            str(dict(Source.Kind.choices).get(each.get("kind"), "")),
            each.get("year") or "",
            each.get("checked_on", ""),
        )
        for each in entry.document["sources"]
    ]


def ratings(entry):
    """The ratings as they count today, as (site, rating, change, by whom, reasons, sources of the rules)."""
    bones = entry.live.bones if entry.live else entry.document["bones"]
    for site in BoneSite:
        said = bones[site.value]
        by_hand = any(reason["concern"] == "clinician" for reason in said["reasons"])
        sources = (", ".join(filter(None, (r.get("source"), r.get("locator")))) for r in said["reasons"])
        yield (
            str(site.label),
            str(Rating[said["rating"].upper()].label),
            said["change"],
            gettext("a clinician") if by_hand else gettext("the rules"),
            "; ".join(dict.fromkeys(reason["text"] for reason in said["reasons"])),
            "; ".join(dict.fromkeys(filter(None, sources))),
        )


def past(entry):
    """All editions, the newest first, as (number, state, published, written by, checked by, as, signed, next check,
    what changed)."""
    for each in entry.history:
        notes = (each.change_note, each.emergency_reason, each.withdrawn_reason)
        state = each.get_state_display()
        state = gettext("%s (demonstration)") % state if each.is_demonstration else state
        yield (
            each.number,
            str(state),
            _day(each.published_at),
            _name(each.author),
            _name(each.approver),
            each.approver_role,
            _day(each.signed_at),
            each.review_on.isoformat(),
            "; ".join(filter(None, notes)),
        )


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
    return [(gettext("Messages from visitors are not collected in this ledger yet."), False)]


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


# As sheets


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
    said, proven, bones, history, standards = [], [], [], [], {name: [] for name in ("NHS", "PIF TICK", "DISCERN")}
    for entry in found:
        key = (entry.number, entry.title, entry.language, entry.state)
        people = (entry.written_by, entry.checked_by, entry.checked_as, entry.signed_on, entry.review_on)
        said += [(*key, *row) for row in statements(entry)]
        proven += [(*key, *row, *people) for row in claims(entry)]
        bones += [(*key, *row) for row in ratings(entry)]
        history += [(*key[:3], *row) for row in past(entry)]
        for name, rows in (("NHS", nhs), ("PIF TICK", pif), ("DISCERN", beside)):
            standards[name] += [(*key, line.standard, line.asks, line.record, met(line)) for line in rows(entry)]
    asked = (*guide, gettext("Standard"), gettext("It asks"), gettext("On record"), gettext("Complete"))
    return [
        Sheet(gettext("About"), (gettext("Evidence ledger"), ""), about()),
        Sheet(gettext("Claims and sources"), (*guide, *claim_header(), *signed), proven),
        Sheet(gettext("What guides say"), (*guide, gettext("Part"), gettext("Text")), said),
        Sheet(gettext("Bone ratings"), (*guide, *rating_header()), bones),
        Sheet(gettext("Editions"), (*guide[:3], *past_header()), history),
        Sheet(gettext("NHS standard"), asked, standards["NHS"]),
        Sheet("PIF TICK", asked, standards["PIF TICK"]),
        Sheet(gettext("DISCERN and others"), asked, standards["DISCERN"]),
    ]


def met(line):
    """Whether a Line is complete, in words."""
    return {YES: gettext("Yes"), PARTLY: gettext("In part"), NO: gettext("No")}[line.is_met]
