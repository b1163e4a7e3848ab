"""Bone ratings, derived from rules that are data. Pure: nothing here reads the database.

A rule applies to an exercise when all its marks are among the exercise's marks, and the rating is the strictest verdict
that applies. No rule can loosen another, so one more mark or one more bone site can only keep a rating or tighten it.
What no rule covers is rated "ask".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, Self

from django.utils.translation import gettext as _

from guides.terms import BoneSite, Column, Movement, Rating

COLUMNS = frozenset(Column.values)
MARKS = COLUMNS | frozenset(Movement.values)
# "Somewhere else" is many bones at once, so no rule can clear it.
CHARTED_SITES = tuple(site for site in BoneSite if site != BoneSite.OTHER)

ANSWERS: dict[str, tuple[str, ...]] = {
    "none": (),
    "unsure": tuple(BoneSite),
    "hip": (BoneSite.PELVIS, BoneSite.FEMUR),
    **{site.value: (site,) for site in BoneSite},
}


@dataclass(frozen=True)
class Rule:
    """One cell of the site table, or one movement precaution, at one bone site.

    It applies when an exercise has all the marks (Column and Movement values) in `requires`. `inference` means that the
    source does not say it in so many words.
    """

    site: str
    requires: frozenset[str]
    verdict: Rating
    concern: str
    reason: str
    change: str = ""
    source: str = ""
    locator: str = ""
    confidence: str = ""
    version: int = 1
    inference: bool = False


@dataclass(frozen=True)
class Reason:
    """Why a rating is what it is: a sentence for patients, the concern to count it under, and where it comes from."""

    concern: str
    text: str
    source: str = ""
    locator: str = ""
    verdict: Rating = Rating.ASK


NOT_CHECKED = Reason("not-checked", "This exercise is not yet checked for this bone.")
NO_RULE = Reason("no-rule", "No published rule covers this bone.")


@dataclass(frozen=True)
class Derived:
    """How an exercise stands at one bone site. `change` is filled for the rating "change" and empty for the others."""

    rating: Rating
    change: str
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """`{"rating": "ok", "change" or "ask", "change": …, "reasons": [{"concern", "text", "source", "locator"}]}`"""
        reasons = [{key: value for key, value in asdict(reason).items() if key != "verdict"} for reason in self.reasons]
        return {"rating": self.rating.name.lower(), "change": self.change, "reasons": reasons}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`. A rating that is not one of the three raises KeyError."""
        rating = Rating[document["rating"].upper()]
        reasons = tuple(Reason(**reason, verdict=rating) for reason in document["reasons"])
        return cls(rating, document["change"], reasons)


def derive(marks: Iterable[str], site: str, rules: Iterable[Rule]) -> Derived:
    """The rating of an exercise with these marks at this site: the strictest verdict of the rules that apply.

    `rules` may be of all sites, and any objects with the attributes of `Rule`. Their order is the order of the reasons.
    Fails safe: "ask" when the exercise names no column, when a mark is not known, when the site has no rule for one of
    the columns on its own, and always somewhere else.
    """
    marked = {str(mark) for mark in marks}
    here = [rule for rule in rules if rule.site == site]
    applying = [rule for rule in here if _required(rule) <= marked]
    found = [*_gaps(marked, site, here), *(_reason(rule) for rule in applying)]
    rating = max((reason.verdict for reason in found), default=Rating.ASK)
    changes = [rule.change for rule in applying if rating == Rating.CHANGE == _verdict(rule)]
    return Derived(rating, _joined(changes), _without_repeats(reason for reason in found if reason.verdict == rating))


def derive_all(
    marks: Iterable[str], rules: Iterable[Rule], sites: Iterable[str] = tuple(BoneSite.values)
) -> dict[str, Derived]:
    """The rating at each of the seven sites, or at those of `sites`, keyed by the site's value."""
    marks, at_site = list(marks), _by_site(rules)
    return {site: derive(marks, site, at_site[site]) for site in sites}


def _by_site(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {site: [] for site in BoneSite.values}
    for rule in rules:
        found[rule.site].append(rule)
    return found


def strictest(ratings: Mapping[str, Rating | None], sites: Iterable[str]) -> Rating:
    """The strictest of the ratings at these sites. A site without a rating was not checked, and counts as "ask".

    Raises ValueError without any site: a question about no bone has no rating.
    """
    asked = list(sites)
    if not asked:
        raise ValueError("No bone site was named, so there is nothing to rate. Name at least one.")
    return max(_rating_or_ask(ratings.get(site)) for site in asked)


def counts_at_once(derived: Rating, *, signed: Rating, today: Rating) -> bool:
    """Whether the rules' rating takes the place of what the public sees now: only when it is stricter than that, and
    than what the rules gave at sign-off. A clinician's override was decided against the milder rule of then."""
    return derived > max(signed, today)


def sites_meant(values: Iterable[str]) -> frozenset[str]:
    """The bone sites that a visitor's answers to `bones=` name.

    "unsure" means all seven, whatever else is said; "hip" means pelvis and femur; "none", or no answer, means no site.
    Raises ValueError, with a message for the visitor, for "none" beside another answer and for an unknown answer.
    """
    said = set(values)
    if not said <= ANSWERS.keys():
        raise ValueError(_("We do not know one of these bone places. Choose from: %s.") % ", ".join(ANSWERS))
    if "none" in said and len(said) > 1:
        raise ValueError(_("You chose “none” and a place in the bones. Choose one or the other."))
    return frozenset(chain.from_iterable(ANSWERS[value] for value in said))


def _required(rule: Rule) -> set[str]:
    return {str(mark) for mark in rule.requires}


def _verdict(rule: Rule) -> Rating:
    """Nobody can follow a change that is not written down, so such a rule asks."""
    verdict = Rating(rule.verdict)
    return Rating.ASK if verdict == Rating.CHANGE and not rule.change.strip() else verdict


def _reason(rule: Rule) -> Reason:
    return Reason(rule.concern, rule.reason, rule.source, rule.locator, _verdict(rule))


def _gaps(marks: set[str], site: str, rules: list[Rule]) -> list[Reason]:
    columns = marks & COLUMNS
    if not columns or not marks <= MARKS:
        return [NOT_CHECKED]
    if not rules or site not in CHARTED_SITES:
        return [NO_RULE]
    charted = {mark for rule in rules if len(rule.requires) == 1 for mark in _required(rule)}
    return [] if columns <= charted else [NOT_CHECKED]


def _joined(changes: Iterable[str]) -> str:
    """Sentence by sentence, because two rules often share their first one ("Hold on with both hands.")."""
    sentences = chain.from_iterable(re.split(r"(?<=[.!?])\s+", change.strip()) for change in changes)
    return " ".join(dict.fromkeys(sentences))


def _without_repeats(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    first_with: dict[str, Reason] = {}
    for reason in reasons:
        first_with.setdefault(reason.text, reason)
    return tuple(first_with.values())


def _rating_or_ask(rating: Rating | None) -> Rating:
    return Rating(rating) if rating in Rating.values else Rating.ASK
