"""Collections as visitors meet them: what a collection's filter may say, and which guides it shows to whom."""

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from guides import filters
from guides.filters import TRACKING, Choices, GuideFilter
from guides.models import Edition
from guides.models.edition import can_do
from guides.terms import Kind, Level, Position

OF_FILTER = ("level", "kind", "position", "kit", "minutes")
OF_VISITOR = ("bones", "page")
OF_OVERVIEW = ("bones",)


def filter_problems(text, kit, *, is_closed=False):
    """Why a query string cannot be the filter of a collection, a sentence each; nothing when it can.

    `kit` is the equipment as pairs of a slug and a name. Only a closed collection may have no filter.
    """
    parameters = QueryDict(text)
    strange = [name for name in parameters if name not in OF_FILTER]
    if strange:
        known = ", ".join(OF_FILTER)
        return [gettext("A filter cannot say “%(name)s”. It knows %(known)s.") % {"name": strange[0], "known": known}]
    empty = [name for name, values in parameters.lists() if "" in values]
    if empty:
        return [gettext("“%s” has no value, so it would let every guide in. Write one, or take it out.") % empty[0]]
    if not parameters and not is_closed:
        return [gettext("Without a filter every guide is in it. Write one, or say that only the named guides are.")]
    return read_filter(parameters, kit).problems


def read_filter(parameters, kit):
    """The list's own FilterSet over this equipment, already asked whether it is valid. It needs no database."""
    asked = GuideFilter(parameters, SimpleNamespace(kit=kit, form_class=None), Edition.objects.none())
    asked.is_valid()
    return asked


def fits(guide, choices):
    """Whether a guide, as a file of the library says it, fits the choices of a filter."""
    needs = " ".join("/".join(need) for need in guide["needs"])
    return (
        (not choices.level or guide["level"] in choices.level)
        and (not choices.kind or guide["kind"] in choices.kind)
        and (not choices.position or not set(choices.position).isdisjoint(guide["positions"]))
        and (not choices.kit or can_do(needs, frozenset(choices.kit)))
        and (not choices.minutes or guide["minutes"] <= choices.minutes)
    )


@dataclass(frozen=True)
class ShownCollection:
    """A collection in one catalogue. `choices` are those of its filter; `first` are bit sets of one guide each.
    `review` says who stands behind it, as CollectionEdition.as_page_says_it but with dates; `review_on` is the day of
    the next check, None for an example of the library."""

    slug: str
    title: str
    words: str
    is_demonstration: bool
    is_closed: bool
    choices: Choices
    first: tuple[int, ...]
    review: dict
    review_on: date | None

    @property
    def address(self):
        return reverse("guides:collection", args=[self.slug])

    def with_answers(self, said):
        """The collection's filter together with what the visitor said about bones, and the page asked for."""
        return replace(self.choices, bones=said.bones, page=said.page)


def find(kept, slug):
    """The collection of this name in a catalogue; None when it has none, or one whose filter cannot be read (any
    more): a filter that cannot be read never lists everything."""
    row = kept.collections.get(slug)
    if row is None or filter_problems(row["filter"], kept.kit, is_closed=row["is_closed"]):
        return None
    asked = read_filter(QueryDict(row["filter"]), kept.kit)
    first = tuple(1 << kept.place_of[key] for key in row["guides"] if key in kept.place_of)
    kinds = (row[name] for name in ("slug", "title", "words", "is_demonstration", "is_closed"))
    review = {name: _day(value) if name.endswith("_on") else value for name, value in row.get("review", {}).items()}
    return ShownCollection(*kinds, asked.choices, first, review, _day(row["review_on"]))


def _day(text):
    return date.fromisoformat(text) if text else None


def every(kept):
    """All collections of a catalogue that can be read, in their order."""
    return [collection for slug in kept.collections if (collection := find(kept, slug))]


def answers(parameters, kept, names=OF_VISITOR):
    """What a visitor may add in the address of a collection, as the list's FilterSet, and the names that it may not."""
    strange = [name for name in parameters if name not in names and not name.startswith(TRACKING)]
    allowed = QueryDict(mutable=True)
    for name in names:
        allowed.setlist(name, parameters.getlist(name))
    return filters.read(allowed, kept), strange


def rule_says(choices, kit):
    """The filter in words, to complete "It shows guides …": "at the level “Seated or lying”, that need nothing"."""
    parts = []
    if choices.level:
        parts.append(gettext("at the level %s") % _any(Level(value).label for value in choices.level))
    if choices.kind:
        parts.append(gettext("of the kind %s") % _any(Kind(value).label for value in choices.kind))
    if choices.position:
        parts.append(gettext("in the position %s") % _any(Position(value).label for value in choices.position))
    if choices.minutes:
        parts.append(gettext("that take %s minutes or less") % choices.minutes)
    if choices.kit:
        parts.append(_kit_says(choices.kit, {slug: name for slug, name, _uses in kit}))
    return ", ".join(parts)


def _kit_says(chosen, names):
    things = [names[slug].lower() for slug in chosen if slug in names]
    if not things:
        return gettext("that need nothing")
    return gettext("that need no more than this: %s") % gettext(" and ").join(
        [", ".join(things[:-1]), things[-1]] if len(things) > 1 else things
    )


def _any(labels):
    return gettext(" or ").join(f"“{label}”" for label in labels)
