"""What a visitor's choices give: the guides in order, a count beside every option, and what was left out and why."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from itertools import chain
from operator import and_, or_

from django.utils.translation import gettext, ngettext

from guides import bone_table, bones
from guides.catalogue import SITES, positions_in
from guides.filters import BONE_ANSWERS, PLACES, Choices
from guides.terms import Kind, Level, Position

FACETS = ("level", "kind", "position", "kit", "minutes", "bones", "q")
MINUTES = (5, 10, 15, 20, 30)
PHRASES = bone_table.load_table()


@dataclass(frozen=True)
class LeftOut:
    """Guides that one answer leaves out: how many, which, why in words, and the key of the page that shows them."""

    key: str
    bits: int
    say: Callable[[int], str]
    sites: tuple[str, ...] = ()

    @property
    def count(self):
        return self.bits.bit_count()

    @property
    def says(self):
        """What the guides do, after their number: "work the hip against a load"."""
        return self.say(self.count)

    @property
    def says_of_one(self):
        """The same of a single guide, as a sentence: "It works the hip against a load."."""
        return gettext("It %s.") % self.say(1)

    @property
    def is_about_bones(self):
        return self.key.startswith("bones-")

    @property
    def where(self):
        """The bone sites in words: "lower back and pelvis"."""
        return places(self.sites) if self.sites else ""


class Selection:
    """One visitor's choices against one catalogue. Bit sets are integers, bit i for the catalogue's i-th edition.

    A `collection` (guides.collection.ShownCollection) can narrow them to its own guides, and says which come first.
    """

    def __init__(self, catalogue, choices: Choices, collection=None):
        self.catalogue = catalogue
        self.choices = choices
        self.collection = collection
        self.found = catalogue.find(choices.q) if choices.q else None
        self.fits = {facet: self._fitting(facet, choices) for facet in FACETS}
        if collection and collection.is_closed:
            self.fits["collection"] = reduce(or_, collection.first, 0)

    def _fitting(self, facet, choices):
        """The editions that fit one facet of `choices`, whatever the others say."""
        kept = self.catalogue
        chosen = getattr(choices, facet)
        if not chosen:
            return kept.everything
        match facet:
            case "level" | "kind" | "position":
                return reduce(lambda bits, value: bits | kept.tagged(facet, value), chosen, 0)
            case "kit":
                return kept.doable_with(frozenset(chosen))
            case "minutes":
                return kept.within(chosen)
            case "bones":
                return kept.suiting(choices.sites)
            case _:
                return self.found.bits

    def others(self, facet):
        """The editions that fit all choices but those of `facet`."""
        return reduce(and_, (bits for name, bits in self.fits.items() if name != facet), self.catalogue.everything)

    @cached_property
    def bits(self):
        return reduce(and_, self.fits.values())

    @cached_property
    def count(self):
        return self.bits.bit_count()

    def counts(self, facet):
        """For each option of a facet, how many guides it gives with all other choices kept: {value: count}."""
        others, kept = self.others(facet), self.catalogue
        match facet:
            case "level" | "kind" | "position":
                values = {"level": Level, "kind": Kind, "position": Position}[facet].values
                return {value: (others & kept.tagged(facet, value)).bit_count() for value in values}
            case "minutes":
                return {value: (others & kept.within(value)).bit_count() for value in MINUTES}
            case "kit":
                return {
                    slug: (others & self._with_kit(slug)).bit_count() for slug in ("none", *(k[0] for k in kept.kit))
                }
            case _:
                return {answer: (others & self._with_bones(answer)).bit_count() for answer, _label in BONE_ANSWERS}

    def _with_kit(self, slug):
        return self.catalogue.doable_with(frozenset((slug,) if slug == "none" else (*self.choices.kit, slug)))

    def _with_bones(self, answer):
        """The editions left if this answer is given too. "No" and "not sure" are answers by themselves."""
        alone = answer in ("none", "unsure") or "none" in self.choices.bones
        said = {answer} if alone else {*self.choices.bones, answer}
        return self.catalogue.suiting(bones.sites_meant(said))

    def page(self, number, size):
        """The positions of one page in order: best fit first (words, then bones), then what the collection puts first,
        then level, then title."""
        changed = self.catalogue.needing_a_change(self.choices.sites)
        ranks = self.found.ranks if self.found else (self.catalogue.everything,)
        start, positions = (number - 1) * size, []
        buckets = (self.bits & rank & fit for rank in ranks for fit in (~changed, changed))
        for bucket in chain.from_iterable(map(self._runs, buckets)):
            inside = bucket.bit_count()
            if inside > start and len(positions) < size:
                positions += positions_in(bucket, start, size - len(positions))
            start = max(0, start - inside)
        return positions

    def _runs(self, bucket):
        """A bit set as the bit sets to show after each other: what the collection puts first, one by one, and the
        rest."""
        for bit in self.collection.first if self.collection else ():
            yield bucket & bit
            bucket &= ~bit
        yield bucket

    # What was left out and why

    @cached_property
    def left_out_by_bones(self):
        """The guides that fit everything but the bone choices, each counted once, under its first reason."""
        remaining = self.others("bones") & ~self.fits["bones"]
        named = self.choices.sites
        sites = [site for site in SITES if site in named]
        rows = []
        for concern in self._concerns(sites):
            where = tuple(site for site in sites if remaining & self.catalogue.concerns.get((site, concern), 0))
            bits = reduce(lambda found, site: found | self.catalogue.concerns[site, concern], where, 0) & remaining
            if bits:
                rows.append(LeftOut(f"bones-{concern}", bits, partial(concern_says, concern), where))
            remaining &= ~bits
        if remaining:  # rated *ask* without a concern on record: never drop it silently
            rows.append(LeftOut("bones-unknown", remaining, partial(concern_says, "not-checked"), tuple(sites)))
        return sorted(rows, key=lambda row: (row.key == "bones-no-rule", -row.count, row.key))

    def _concerns(self, sites):
        """The concerns on record at these sites. Movement comes before "nobody has looked", which says least."""
        known = [concern for site, concern in self.catalogue.concerns if site in sites]
        last = {"clinician": 1, "not-checked": 2, "no-rule": 3}
        order = list(PHRASES.concerns)
        return sorted(set(known), key=lambda c: (last.get(c, 0), order.index(c) if c in order else len(order), c))

    @cached_property
    def left_out_by_choice(self):
        """The guides that fit everything but one other choice, by the answer that would bring them back. The filter of
        a collection is no choice of the visitor's."""
        return (
            []
            if self.collection
            else [
                row
                for facet in ("level", "position", "kit", "minutes", "kind", "q")
                for row in self._left_out_by(facet)
            ]
        )

    def _left_out_by(self, facet):
        if not getattr(self.choices, facet):
            return
        out = self.others(facet) & ~self.fits[facet]
        for value, bits, say in self._causes(facet, out):
            if bits:
                yield LeftOut(f"{facet}-{value}", bits, say)

    def _causes(self, facet, out):
        """For one facet: each answer not chosen, the guides it would bring back, and how to say their number."""
        kept, chosen = self.catalogue, getattr(self.choices, facet)
        if facet == "kit":
            for slug, name, _substitutes in kept.kit:
                if slug not in chosen:
                    yield slug, out & self._with_kit(slug), partial(kit_says, name)
            several = out & ~reduce(lambda bits, thing: bits | self._with_kit(thing[0]), kept.kit, 0)
            yield "several", several, partial(kit_says, "")
        elif facet == "minutes":
            yield "more", out, partial(minutes_says, chosen)
        elif facet == "q":
            yield "words", out, partial(words_says, chosen)
        else:
            labels = {"level": Level, "position": Position, "kind": Kind}[facet]
            for value in labels.values:
                if value not in chosen:
                    yield value, out & kept.tagged(facet, value), partial(tag_says, facet, labels(value))

    @cached_property
    def left_out(self):
        return [*self.left_out_by_bones, *self.left_out_by_choice]

    def because(self, key):
        """The row of the left-out panel with this key, or None when these choices leave nothing out for it."""
        return next((row for row in self.left_out if row.key == key), None)

    def lifted(self, row):
        """The choices that would bring the guides of a left-out row into the list; None for bones, where only the
        visitor's team can lift anything."""
        facet, _dash, value = row.key.partition("-")
        if facet == "bones":
            return None
        empty = Choices()
        if facet in ("minutes", "q") or value == "several":
            return replace(self.choices, **{facet: getattr(empty, facet)}, page=1)
        value = int(value) if facet == "level" else value
        return replace(self.choices, **{facet: (*getattr(self.choices, facet), value)}, page=1)


def concern_says(concern, count):
    """What guides with one concern do, after their number: "work the hip against a load"."""
    phrases = PHRASES.concerns_of_one if count == 1 else PHRASES.concerns
    return gettext(phrases.get(concern, phrases["not-checked"]))


def kit_says(name, count):
    if not name:
        return ngettext("needs several things you did not choose", "need several things you did not choose", count)
    return ngettext("needs this: %s", "need this: %s", count) % name.lower()


def minutes_says(minutes, count):
    return ngettext("takes more than %s minutes", "take more than %s minutes", count) % minutes


def words_says(words, count):
    return ngettext("does not match “%s”", "do not match “%s”", count) % words


def tag_says(facet, tag, count):
    """What guides with one level, position or kind do, after their number."""
    words = str(tag.label).lower()
    if facet == "level":
        says = ngettext("is at level %(n)s: %(words)s", "are at level %(n)s: %(words)s", count)
        return says % {"n": tag.value, "words": words}
    if facet == "kind":
        return ngettext("is another kind: %s", "are another kind: %s", count) % words
    return {
        "lying": ngettext("needs lying down", "need lying down", count),
        "seated": ngettext("needs sitting", "need sitting", count),
        "standing": ngettext("needs standing", "need standing", count),
        "moving": ngettext("needs moving about", "need moving about", count),
    }[tag.value]


def places(sites):
    """Bone sites or answers in words, for a sentence: "neck, lower back and pelvis"."""
    names = [str(PLACES[site]).split(",")[0].lower() for site in sites]
    return gettext(" and ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
