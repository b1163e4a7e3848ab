"""What a person should look at in the library: words that contradict tags, ladders, sources, reading age, pictures.

Pure: each check takes drafts and yields findings. What it looks for, and the texts it leaves alone for a written
reason, stand in library/checks.toml.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from guides import plain_words
from guides.checklist import CHECKLIST, LADDER, PICTURE, READING, SENTENCE, TERM
from guides.fieldcheck import either, shown
from guides.reading import grade, sentences, words
from guides.terms import Kind, Level, Position

DRAWN = Path(__file__).parent / "figures" / "drawn.json"
HARDEST_GRADE, LONGEST_SENTENCE, FEWEST_FRAMES = 6, 20, 2

# What a patient is told to do. What to watch for and the stop signs are answers to trouble, and often refusals.
TOLD = (
    "title",
    "summary",
    "what",
    "set_up",
    "steps",
    "tips",
    "easier",
    "harder",
    "first_week",
    "build_up",
    "tired_day",
)
UNREAD = ("lay_words", "reading_reason", "language")  # to search with or for the desk: no visitor reads them
REFUSAL = re.compile(r"\b(not|never|no|nothing|without|avoid|leave out|instead of|rather than|don['’]t)\b", re.I)
CONDITION = re.compile(r"\bif\b[^,]*", re.I)
CLAUSE = re.compile(r"[:;–]|,? but ")


@dataclass(frozen=True)
class Finding:
    """Something to look at: the guide (empty for the library), the field, what is wrong and the cure. Information is
    no fault. `check` and `words` are what an exception can name."""

    guide: str
    field: str
    wrong: str
    cure: str
    check: str = ""
    words: str = ""
    is_fault: bool = True

    def __str__(self):
        return ", ".join(part for part in (self.guide, self.field) if part) + f": {self.wrong} {self.cure}".rstrip()


def check(drafts, phrases, allowances, drawn):
    """Every finding about these drafts, faults first. `drawn` is what `read_drawn` gives,
    phrases and allowances what `guides.checklist.read` gives."""
    drafts = list(drafts)
    return [*together(each_draft(drafts, phrases), drafts, allowances, drawn), *empty_cells(drafts)]


def together(in_each, drafts, allowances, drawn):
    """What was found in each draft with what shows only beside the others, less what is allowed; faults first. Of
    `drafts` their slugs, levels and ladders count here."""
    found = [*in_each, *ladders(drafts), *pictures(drafts, drawn)]
    faults = not_allowed(found, allowances)
    unused = [each for each in allowances if not any(each.covers(finding) for finding in found)]
    faults.sort(key=lambda finding: not finding.is_fault)
    return [*faults, *map(_unused, unused)]


def not_allowed(found, allowances):
    return [finding for finding in found if not any(each.covers(finding) for each in allowances)]


def _unused(allowance):
    wrong = f"the exception {shown(allowance.check)} excuses nothing."
    return Finding(allowance.guide, CHECKLIST.name, wrong, "Take it out.", is_fault=False)


def each_draft(drafts, phrases):
    """What is wrong within one guide, guide by guide."""
    for draft in drafts:
        yield from contradictions(draft, phrases)
        yield from hard_to_read(draft)
        yield from unsupported(draft)
        yield from pictures_without_words(draft)


# Words against tags


def told(text):
    """What a text tells somebody to do: its sentences without conditions and without what follows a refusal."""
    for sentence in sentences(text.replace("|", "\n")):
        for clause in CLAUSE.split(CONDITION.sub("", sentence)):
            yield REFUSAL.split(clause, maxsplit=1)[0]


def contradictions(draft, phrases):
    """Where a patient is told to move in a way that no tag of the guide stands for."""
    for field in TOLD:
        for clause in told(draft.wording.get(field, "")):
            for phrase in phrases:
                found = phrase.pattern.search(clause)
                if found and not phrase.tags & draft.marks:
                    yield _contradiction(draft, field, phrase, found[0], clause.strip())


def _contradiction(draft, field, phrase, found, clause):
    wrong = f"{shown(found)} tells people to {phrase.name}, and no tag says so."
    cure = "No guide may. Change the words."
    if phrase.tags:
        cure = f"Add the tag {either(sorted(phrase.tags))}, or change the words."
    return Finding(draft.slug, field, wrong, cure, phrase.name, clause)


# Reading


def hard_to_read(draft):
    """A reading age above grade 6, each sentence over 20 words, and each unexplained term."""
    wording = {name: text for name, text in draft.wording.items() if name not in UNREAD}
    text = "\n".join(wording.values()).replace("|", "\n")
    if not words(text):
        yield Finding(draft.slug, "wording", "there is none.", "Write it in plain words.")
        return
    if (years := grade(text)) > HARDEST_GRADE:
        wrong = f"reads at grade {years:.1f}, above {HARDEST_GRADE}."
        yield Finding(draft.slug, "wording", wrong, "Use shorter words and sentences.", READING)
    for field, written in wording.items():
        for sentence in sentences(written.replace("|", "\n")):
            if (count := len(words(sentence))) > LONGEST_SENTENCE:
                yield _long(draft, field, sentence.strip(), count)
    for field, word, term, sentence in plain_words.unexplained(wording, plain_words.read()):
        yield _unexplained(draft, field, word, term, sentence)


def _long(draft, field, sentence, count):
    wrong = f"{shown(sentence[:40] + '…')} has {count} words, above {LONGEST_SENTENCE}."
    return Finding(draft.slug, field, wrong, "Make two sentences of it.", SENTENCE, sentence)


def _unexplained(draft, field, word, term, sentence):
    wrong = f"{shown(word)} is not explained."
    cure = f"Say {shown(term.plain[0])} instead, or beside it."
    return Finding(draft.slug, field, wrong, cure, TERM, sentence)


# Sources and pictures


def unsupported(draft):
    """A guide without a source, and a source that nobody can look up."""
    if not draft.sources:
        yield Finding(draft.slug, "sources", "there is none.", "Name one, and what it supports.")
    for key, link in draft.sources:
        if not link:
            yield Finding(draft.slug, "sources", f"{shown(key)} has no DOI and no link.", "Give it one of them.")


def pictures_without_words(draft):
    """A start or an end that nobody who cannot see it hears about."""
    for field in ("start_picture", "end_picture"):
        if not draft.wording.get(field, "").strip():
            cure = "Say who, in which position, what moves and what they hold."
            yield Finding(draft.slug, field, "there are no words for this picture.", cure, PICTURE)


def read_drawn(path=DRAWN):
    """How many frames are drawn of each guide, by slug; None when there is no file of drawings."""
    return _read_drawn(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=2)
def _read_drawn(path, _written_at):
    drawings = json.loads(path.read_text("utf-8"))
    return {slug: len(drawing["frames"]) for slug, drawing in drawings.items()}


def pictures(drafts, drawn):
    """The guides without a drawing of at least two frames. Without any drawings that is said once."""
    if drawn is None:
        wrong = f"there is no {DRAWN.parent.name}/{DRAWN.name}, so no guide has a drawing."
        yield Finding("", "pictures", wrong, "Draw the guides.", PICTURE, is_fault=False)
        return
    for draft in drafts:
        frames = drawn.get(draft.slug, 0)
        if frames < FEWEST_FRAMES:
            wrong = f"{frames} of at least {FEWEST_FRAMES} frames are drawn."
            yield Finding(draft.slug, "pictures", wrong, f"Draw them, so that they are in {DRAWN.name}.", PICTURE)


# Ladders


def ladders(drafts):
    """Ladders that lead nowhere, the wrong way, in a ring, or one way only.

    Whoever went up must find the way down again, so a harder guide that does not lead back is a fault. An easier guide
    need not lead up to all that fall back on it: that is information.
    """
    by_slug = {draft.slug: draft for draft in drafts}
    for way, back in (("easier", "harder"), ("harder", "easier")):
        yield from _rings(by_slug, way)
        for draft in drafts:
            for slug in getattr(draft, way):
                if other := by_slug.get(slug):
                    yield from _wrong_rungs(draft, way, other, back)
                else:
                    wrong = f"{shown(slug)} is no guide here."
                    yield Finding(draft.slug, way, wrong, "Name another, or take it out.", LADDER, slug)


def _wrong_rungs(draft, way, other, back):
    climbs = other.level - draft.level
    if (way == "easier" and climbs > 0) or (way == "harder" and climbs < 0):
        wrong = f"{shown(other.slug)} has level {other.level}, and this guide {draft.level}."
        yield Finding(draft.slug, way, wrong, f"Move it to {back}, or take it out.", LADDER, other.slug)
    elif draft.slug not in getattr(other, back):
        wrong = f"{shown(other.slug)} does not lead back under {back}."
        cure = f"Add {shown(draft.slug)} to {back} of {other.slug}."
        yield Finding(draft.slug, way, wrong, cure, LADDER, other.slug, is_fault=way == "harder")


def _rings(by_slug, way):
    """Each ring once, at its first guide by name."""
    for start in sorted(_in_reach_of_themselves(by_slug, way)):
        ring = _way_back(by_slug, way, start)
        if ring and start == min(ring):
            wrong = f"the ladder goes round: {', '.join((*ring, start))}."
            yield Finding(start, way, wrong, "Take one step out.", LADDER, start)


def _in_reach_of_themselves(by_slug, way):
    """The slugs that can be part of a ring: without the ends of ladders, without the ends of what is left, and so on.
    To ask every guide for its way back would take the square of the library's size."""
    steps = {slug: {other for other in getattr(draft, way) if other in by_slug} for slug, draft in by_slug.items()}
    below = {slug: set() for slug in by_slug}
    for slug, others in steps.items():
        for other in others:
            below[other].add(slug)
    ends = [slug for slug, others in steps.items() if not others]
    while ends:
        end = ends.pop()
        del steps[end]
        for slug in below[end]:
            steps[slug].discard(end)
            if not steps[slug]:
                ends.append(slug)
    return steps


def _way_back(by_slug, way, start):
    """The shortest way along a ladder from a guide back to itself; nothing when there is none."""
    waiting, seen = [(start,)], set()
    while waiting:
        path = waiting.pop(0)
        for slug in getattr(by_slug[path[-1]], way):
            if slug == start:
                return path
            if slug in by_slug and slug not in seen:
                seen.add(slug)
                waiting.append((*path, slug))
    return ()


# Gaps


def empty_cells(drafts):
    """For each kind and level, the positions in which there is no guide. Not every cell can be filled."""
    there = {(draft.kind, draft.level, position) for draft in drafts for position in draft.positions}
    for kind, level in product(Kind, Level):
        empty = [str(place.label).lower() for place in Position if (kind.value, level.value, place.value) not in there]
        if empty:
            wrong = f"{kind.label}, level {level.value}: no guide {', '.join(empty)}."
            yield Finding("", "gaps", wrong, "", is_fault=False)
