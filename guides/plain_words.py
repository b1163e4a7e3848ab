"""Words from the clinic that need an explanation beside them: library/terms.toml. Pure, and English only."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guides.fieldcheck import shown
from guides.reading import sentences

TERMS = Path(__file__).parent / "library" / "terms.toml"


@dataclass(frozen=True)
class Term:
    """A word with its other forms, and the plain words of which one explains it; the first is the best."""

    name: str
    forms: tuple[str, ...]
    pattern: re.Pattern
    plain: tuple[str, ...]
    explanation: re.Pattern


@cache
def read(path=TERMS):
    """The terms of a file, in its order. Raises ValueError that names the entry and the cure."""
    entries = tomllib.loads(path.read_text("utf-8"))["term"]
    if problems := [*_mistakes(entries)]:
        raise ValueError("\n".join(f"{path.name}, {problem}" for problem in problems))
    return tuple(_term(entry["term"], entry.get("also", []), entry["plain"]) for entry in entries)


def _mistakes(entries):
    seen = set()
    for entry in entries:
        if not entry.get("plain"):
            yield f"{entry['term']}: no plain words. Write plain = […]."
        for word in (entry["term"], *entry.get("also", ())):
            if word in seen:
                yield f"{shown(word)} is there twice. Keep one of the two."
            seen.add(word)


def _term(name, also, plain):
    forms = (name, *also)
    return Term(name, tuple(map(str.casefold, forms)), _any_of(forms, end=r"\b"), tuple(plain), _any_of(plain))


def _any_of(words, end=""):
    """The words from their beginning; where `end` is empty with any ending, because "swell" explains as "swelling"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}){end}", re.I)


def unexplained(wording, terms):
    """Each term that a field uses and that neither it nor the beginning of the next field explains, once a field.

    `wording` is a field's name to its text, in the order of the page. Yields the field, the word as written, the Term
    and the sentence.
    """
    texts = [(name, text.replace("|", "\n")) for name, text in wording.items() if text.strip()]
    # Most terms are in no text, and to look for letters once is much quicker than for words in each field.
    folded = "\n".join(text for _name, text in texts).casefold()
    terms = [term for term in terms if any(form in folded for form in term.forms)]
    for place, (name, text) in enumerate(texts):
        near = text
        if place + 1 < len(texts):
            near += "\n" + next(iter(sentences(texts[place + 1][1])), "")
        for term in terms:
            if (found := term.pattern.search(text)) and not term.explanation.search(near):
                yield name, found[0], term, _sentence_with(term, text)


def _sentence_with(term, text):
    return next((each.strip() for each in sentences(text) if term.pattern.search(each)), "")
