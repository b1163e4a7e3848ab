"""What a changed bone rule would do, worked out before anybody decides. Pure: nothing here reads the database.

A change touches one bone site. There the working copies get another rating by the rules, live editions get stricter at
once or wait for a new sign-off, and the lists for that site shrink or may grow.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from guides import bones
from guides.bones import Derived, Rule
from guides.terms import Rating


@dataclass(frozen=True)
class WorkingCopy:
    """A guide at the desk, as far as the rules look at it. `override` is what a clinician put in place of the rules at
    the site, or None."""

    guide: int
    title: str
    marks: frozenset[str]
    override: Rating | None = None


@dataclass(frozen=True)
class PublicCopy:
    """A live edition at the site: its own marks, what the rules gave at sign-off, and what the public sees today.
    `is_listed` is false for a demonstration edition on a hub that shows none."""

    guide: int
    title: str
    language: str
    marks: frozenset[str]
    signed: Rating
    today: Rating
    is_listed: bool = True


@dataclass(frozen=True)
class Group:
    """The guides for which a change does the same: from a rating to what the rules give then. `before` is what they
    gave until now, where that is known in words; `override` a clinician's rating, which stays."""

    rating: Rating
    after: Derived
    guides: tuple[tuple[int, str], ...]
    before: Derived | None = None
    override: Rating | None = None

    @property
    def count(self) -> int:
        return len(self.guides)

    @property
    def is_stricter(self) -> bool:
        return self.after.rating > self.rating

    @property
    def is_looser(self) -> bool:
        return self.after.rating < self.rating


@dataclass(frozen=True)
class Listed:
    """How many guides a list for the site shows in one language: now, as soon as the change is approved, and when all
    that got looser is signed off anew."""

    language: str
    now: int
    at_once: int
    once_signed: int


@dataclass(frozen=True)
class Preview:
    """All that a change would do. `tightened` and `waiting` are live editions, `desk` are working copies."""

    site: str
    tightened: tuple[Group, ...]
    waiting: tuple[Group, ...]
    desk: tuple[Group, ...]
    listed: tuple[Listed, ...]

    @property
    def digest(self) -> str:
        """The same for the same effect: whoever decides says with it what they saw."""
        return sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def tightened_count(self) -> int:
        return sum(group.count for group in self.tightened)

    @property
    def waiting_count(self) -> int:
        return sum(group.count for group in self.waiting)

    @property
    def desk_count(self) -> int:
        return sum(group.count for group in self.desk)


def place(rule: Rule) -> tuple[str, str]:
    """Where a rule stands in the table; rules are read in this order."""
    return str(rule.site), "+".join(sorted(rule.requires))


def with_cell(rules: Iterable[Rule], site: str, requires: frozenset[str], rule: Rule | None) -> list[Rule]:
    """The rules after one cell was written, or emptied for the rule None, in the order of the table."""
    others = [each for each in rules if (each.site, each.requires) != (site, requires)]
    return sorted([*others, *([rule] if rule else [])], key=place)


def preview(
    site: str,
    before: Iterable[Rule],
    after: Iterable[Rule],
    working: Iterable[WorkingCopy],
    public: Iterable[PublicCopy],
) -> Preview:
    """What happens at `site` when the rules `after` take the place of `before`. Guides keep the order given."""
    then, now = _deriving(site, before), _deriving(site, after)
    working, public = list(working), list(public)
    signable = {copy.guide: _looser_once_signed(copy, then, now) for copy in working}
    tightened, waiting, listed = _Groups(), _Groups(), _Lists()
    for copy in public:
        result, looser = now(copy.marks), signable.get(copy.guide)
        at_once = copy.today
        if bones.counts_at_once(result.rating, signed=copy.signed, today=copy.today):
            at_once = result.rating
            tightened.add(copy, copy.today, result)
        once_signed = at_once
        if looser is not None and looser.rating < at_once:
            once_signed = looser.rating
            waiting.add(copy, at_once, looser)
        listed.add(copy, at_once, once_signed)
    return Preview(site, tightened.all(), waiting.all(), _at_the_desk(working, then, now), listed.all())


def _deriving(site: str, rules: Iterable[Rule]) -> Callable[[frozenset[str]], Derived]:
    """Many guides share their marks, so each set of marks is rated once."""
    here = [rule for rule in rules if rule.site == site]
    return cache(lambda marks: bones.derive(marks, site, here))


def _looser_once_signed(copy, then, now) -> Derived | None:
    """What a new sign-off would give a guide, when the change makes that looser. A clinician's override stays."""
    if copy.override is not None:
        return None
    result = now(copy.marks)
    return result if result.rating < then(copy.marks).rating else None


def _at_the_desk(working, then, now) -> tuple[Group, ...]:
    groups = _Groups()
    for copy in working:
        was, becomes = then(copy.marks), now(copy.marks)
        if was != becomes:
            groups.add(copy, was.rating, becomes, was, copy.override)
    return groups.all()


class _Groups:
    """Collects guides by what happens to them, the strictest outcome first."""

    def __init__(self):
        self.found = {}

    def add(self, copy, *outcome):
        self.found.setdefault(outcome, []).append((copy.guide, copy.title))

    def all(self):
        groups = (Group(rating, after, tuple(guides), *rest) for (rating, after, *rest), guides in self.found.items())
        return tuple(sorted(groups, key=lambda group: (-group.after.rating, group.rating)))


class _Lists:
    """Counts, language by language, what a list for the site shows."""

    def __init__(self):
        self.counts = {}

    def add(self, copy, at_once, once_signed):
        counts = self.counts.setdefault(copy.language, [0, 0, 0])
        for place_in_time, rating in enumerate((copy.today, at_once, once_signed)):
            counts[place_in_time] += copy.is_listed and rating < Rating.ASK

    def all(self):
        return tuple(Listed(language, *counts) for language, counts in sorted(self.counts.items()))
