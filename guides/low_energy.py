"""A low-energy day: what a visitor chose, swapped for what is done sitting or lying, shorter and gentler.

One filter says what that is. It is a filter of the list, so nothing is shown that the list would not show, and the bone
answers stay as they are. Ladders only say which of those guides stands in for which.
"""

from dataclasses import replace
from functools import cached_property
from urllib.parse import quote, urlencode

from guides.catalogue import positions_in
from guides.filters import BONE_ANSWERS, WAS, Choices
from guides.selection import Selection
from guides.terms import Level, Position

POSITIONS = (Position.LYING.value, Position.SEATED.value)
MINUTES = 5
NOTHING_CHOSEN = Choices()


def swapped(choices):
    """The choices for a low-energy day. What can be had, the kind, the words and the bones stay."""
    position = tuple(value for value in choices.position if value in POSITIONS) or POSITIONS
    minutes = min(choices.minutes or MINUTES, MINUTES)
    return replace(choices, level=(Level.SEATED.value,), position=position, minutes=minutes, page=1)


def query(choices):
    """The query string of the list for a low-energy day, which says how to come back; empty when nothing changes."""
    there = swapped(choices)
    if there == replace(choices, page=1):
        return ""
    return f"{there.address()}&{WAS}={quote(urlencode(replace(choices, bones=(), page=1).parameters()))}"


class Gentler(Selection):
    """The guides that stand in for others on a low-energy day. Subclasses say which: `instead(suiting)` gives their
    positions, all of them within `self.gentle` and within `suiting`, the bit set that the bones allow."""

    def __init__(self, catalogue, said, chosen=NOTHING_CHOSEN):
        super().__init__(catalogue, replace(swapped(chosen), bones=said.bones, page=said.page))
        self.gentle = self.others("bones")

    @cached_property
    def positions(self):
        return self.instead(self.fits["bones"])

    @property
    def count(self):
        return len(self.positions)

    def page(self, number, size):
        return self.positions[(number - 1) * size : number * size]

    def counts(self, facet):
        """How many guides each answer about bones would give here; nothing else is asked."""
        return {answer: len(self.instead(self._with_bones(answer))) for answer, _label in BONE_ANSWERS}

    def in_order(self, bits):
        """Positions with the usually suitable ones first, as in the list."""
        changed = self.catalogue.needing_a_change(self.choices.sites)
        return [
            position
            for part in (bits & ~changed, bits & changed)
            for position in positions_in(part, 0, bits.bit_count())
        ]


class InsteadOfGuide(Gentler):
    """The nearest easier version of one guide, no longer than it; else the gentle guides of its kind."""

    def __init__(self, catalogue, edition, said):
        self.edition = edition
        ladder = catalogue.ladder
        self.start = ladder.positions(edition.document["easier_guides"])
        self.itself = ladder.by_number.get(edition.document["number"])
        super().__init__(catalogue, said)

    def easier(self, suiting):
        """The position of the easier version; None when there is none."""
        allowed = self.gentle & suiting & self.catalogue.within(self.edition.minutes)
        return self.catalogue.ladder.nearest(self.start, allowed, self.itself)

    def instead(self, suiting):
        easier = self.easier(suiting)
        return self.in_order(self._of_its_kind & suiting) if easier is None else [easier]

    @property
    def _of_its_kind(self):
        own = 0 if self.itself is None else 1 << self.itself
        return self.gentle & self.catalogue.tagged("kind", self.edition.kind) & ~own

    @cached_property
    def is_easier(self):
        return self.easier(self.fits["bones"]) is not None

    @property
    def is_gentle_already(self):
        """Whether the guide itself is in the list of a low-energy day."""
        return self.itself is not None and bool(self.gentle & self.fits["bones"] & 1 << self.itself)


class InsteadOfCollection(Gentler):
    """Each guide of a collection swapped in its turn. A gentle one stays; one without a stand-in is left out. No more
    equipment is needed than the collection's filter says, and who lies down need not sit up."""

    def __init__(self, catalogue, shown, said):
        self.guides = Selection(catalogue, shown.choices, shown).page(1, catalogue.size)
        super().__init__(catalogue, said, Choices(kit=shown.choices.kit, position=shown.choices.position))

    def swaps(self, suiting):
        """For each guide of the collection, what stands in for it, or None: {position: position}."""
        return {guide: self._swap(guide, self.gentle & suiting) for guide in self.guides}

    def _swap(self, guide, allowed):
        if allowed >> guide & 1:
            return guide
        ladder = self.catalogue.ladder
        allowed &= self.catalogue.within(ladder.minutes.get(guide, 0))
        return ladder.nearest(ladder.easier.get(guide, ()), allowed, guide)

    def instead(self, suiting):
        return list(dict.fromkeys(there for there in self.swaps(suiting).values() if there is not None))
