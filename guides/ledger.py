"""The evidence ledger: for each guide what is claimed, by which source, and who checked it when.

It is read from live editions, the public record. A guide that is not public is in it from its working copy, marked as a
draft. Each guide is laid out along what the NHS "Standard for creating health content" and PIF TICK (2022) ask. The
number of a person in a register is never in it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext

from guides import documents
from guides.models import Edition, Feedback, Guide, Source
from guides.models.text import lines
from guides.reading import grade, words
from guides.terms import BoneSite, Rating

STATEMENTS = ("what", "why", "helps_with", "for_whom", "not_for")
WRITTEN = (
    "title", "summary", "what", "why", "for_whom", "not_for", "helps_with", "set_up", "steps", "tips", "easier",
    "harder", "watch_for", "stop_signs",
)  # fmt: skip
PLAIN = ("title", "summary", "what", "why", "for_whom", "helps_with")
A_QUERY = 1000  # guides whose parts are read at once: SQLite refuses to be asked for 10,000
LISTED = ("not_for", "set_up", "tips", "easier", "harder", "stop_signs")
HOW_MUCH = ("effort", "first_week", "build_up", "tired_day")


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
    feedback: tuple = (0, 0)  # messages from visitors, and how many of them were answered

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
    return str(person) if person else ""


def _day(moment):
    return moment.date().isoformat() if moment else ""


# Reading the record


def entries(guide=None):
    """An Entry for each guide (or for this one) and language, by number. The same few queries whatever the number."""
    chosen = Guide.objects.all() if guide is None else Guide.objects.filter(pk=guide.pk)
    parts = ("texts", "citations__source", "ratings", "photos", "video")
    guides = chosen.select_related("edited_by").prefetch_related(*parts)
    live, history = _editions(chosen)
    messages = _messages(chosen)
    found = []
    for each in guides.iterator(chunk_size=A_QUERY):
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
                    feedback=messages.get(each.pk, (0, 0)),
                )
            )
    return found


def _messages(guides):
    """How many messages visitors sent about each guide, and how many of them the desk answered."""
    answered = Count("pk", filter=Q(state=Feedback.State.ANSWERED))
    about = Feedback.objects.genuine().filter(edition__guide__in=guides).order_by().values("edition__guide")
    counted = about.annotate(received=Count("pk"), answered=answered)
    return {row["edition__guide"]: (row["received"], row["answered"]) for row in counted}


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
        "bones": {site: documents.effective(ratings.get(site)) for site in BoneSite.values},
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
