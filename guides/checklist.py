"""What the checks of the library look for, and what they leave alone: library/checks.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guides.fieldcheck import either, shown
from guides.terms import Column, Movement

CHECKLIST = Path(__file__).parent / "library" / "checks.toml"
READING, SENTENCE, TERM, LADDER, PICTURE = "reading age", "long sentence", "unexplained term", "ladder", "picture"


@dataclass(frozen=True)
class Phrase:
    """Words that tell a patient to move in one way, and the tags of which the guide then needs one."""

    name: str
    pattern: re.Pattern
    tags: frozenset[str]


@dataclass(frozen=True)
class Allowance:
    """One finding that is right as it is: in this guide, of this check, in text with these words, for this reason."""

    guide: str
    check: str
    words: str
    reason: str

    def covers(self, finding):
        return (self.guide, self.check) == (finding.guide, finding.check) and self.words in finding.words


def read(path=CHECKLIST):
    """The phrases and the allowances of a checklist. Raises ValueError that names the entry and the cure."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path, _written_at):
    document = tomllib.loads(path.read_text("utf-8"))
    phrases = [
        Phrase(each["name"], re.compile(each["pattern"], re.I), frozenset(each["tags"])) for each in document["phrase"]
    ]
    allowances = [Allowance(**{"words": ""} | each) for each in document.get("exception", ())]
    problems = [*_strange_tags(phrases), *_strange_allowances(phrases, allowances)]
    if problems:
        raise ValueError("\n".join(f"{path.name}, {problem}" for problem in problems))
    return phrases, allowances


def _strange_tags(phrases):
    known = {*Movement.values, *Column.values}
    for phrase in phrases:
        yield from (f"{phrase.name}: {shown(tag)} is no tag. Use one of terms.py." for tag in phrase.tags - known)


def _strange_allowances(phrases, allowances):
    checks = {READING, SENTENCE, TERM, LADDER, PICTURE, *(phrase.name for phrase in phrases)}
    for each in allowances:
        if each.check not in checks:
            yield f"exception for {each.guide}: {shown(each.check)} is no check. Use {either(sorted(checks))}."
        if not each.reason.strip():
            yield f"exception for {each.guide}: no reason. Say why the text is right."
