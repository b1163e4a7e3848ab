"""What patients cannot find yet: level by kind by position, for places in the bones and equipment.

Pure over a catalogue (guides.catalogue), and a cell asks the same Selection as the public list: the two counts are one.
The exceptions are `near`, which reads the working copies, and `findings`, which checks them.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext

from guides import checklist, checks, drafts, radar_cells
from guides.catalogue import SITES
from guides.filters import PLACES, Choices
from guides.models import Guide
from guides.selection import Selection, places
from guides.terms import BoneSite, Kind, Level, Position

BONES = ("none", *BoneSite.values, "unsure")
KINDS, LEVELS, POSITIONS = tuple(Kind), tuple(Level), tuple(Position)
TRIAL = (Kind.AEROBIC, Kind.STRENGTH, Kind.BALANCE)  # what the trial's programme was made of


@dataclass(frozen=True)
class Cell:
    """One level, kind and position with a visitor's bone and equipment answers, and how many guides they find.
    `closed` is why no exercise can fill it; empty where one could."""

    choices: Choices
    found: int
    closed: str
    kit: tuple = ()

    level = property(lambda self: Level(self.choices.level[0]))
    kind = property(lambda self: Kind(self.choices.kind[0]))
    position = property(lambda self: Position(self.choices.position[0]))
    key = property(lambda self: (self.level.value, self.kind.value, self.position.value))

    @property
    def state(self):
        """`found`, `empty` (an exercise could fill it) or `closed`. Guides count more than what an entry says."""
        return "found" if self.found else "closed" if self.closed else "empty"

    @property
    def is_empty(self):
        return self.state == "empty"

    @property
    def query(self):
        """Exactly these choices, as the query string of the public list."""
        return self.choices.address()

    @property
    def address(self):
        return reverse("guides:list") + self.query

    @property
    def says(self):
        """The gap in words: "Nothing for balance, sitting, at level 1, with cancer in the pelvis." """
        named = {"kind": self.kind.label.lower(), "position": self.position.label.lower(), "level": self.level.value}
        words = [gettext("Nothing for %(kind)s, %(position)s, at level %(level)s") % named]
        return f"{', '.join([*words, *answers_in_words(self.choices, self.kit)])}."


def answers_in_words(choices, kit):
    """A visitor's bone and equipment answers as ends of a sentence; none where nothing was said. `kit` is the
    catalogue's: (slug, name, substitutes)."""
    if "unsure" in choices.bones:
        yield gettext("not sure where in the bones the cancer is")
    elif "none" in choices.bones:
        yield gettext("with no cancer in the bones")
    else:
        named = [site for site in choices.bones if site in PLACES and site != BoneSite.OTHER]
        if named:
            yield gettext("with cancer in the %s") % places(named)
        if BoneSite.OTHER in choices.bones:
            yield gettext("with cancer in a bone that is not on the list")
    things = [name.lower() for slug, name, *_more in kit if slug in choices.kit]
    if things:
        yield gettext("with only this: %s") % ", ".join(things)
    elif choices.kit:
        yield gettext("with nothing at all")


class Grid:
    """All cells for one set of bone and equipment answers (a Choices with nothing else in it)."""

    def __init__(self, kept, choices, closed):
        self.kept, self.choices, self.closed = kept, choices, closed
        self.cells = {key: cell(kept, choices, closed, *key) for key in product(Level.values, Kind.values, POSITIONS)}

    @cached_property
    def gaps(self):
        """The empty cells, the worst first: kinds without any guide at that level, then the trial's three kinds before
        the others, then gentler levels."""
        whole = {key[:2] for key in self.cells} - {key[:2] for key, each in self.cells.items() if each.found}
        empty = [each for each in self.cells.values() if each.is_empty]
        return sorted(empty, key=lambda each: (each.key[:2] not in whole, each.kind not in TRIAL, each.level))

    @property
    def filled(self):
        """How many cells have guides."""
        return sum(each.found > 0 for each in self.cells.values())

    @cached_property
    def impossible(self):
        """How many cells no exercise can fill."""
        return sum(each.state == "closed" for each in self.cells.values())

    @cached_property
    def mistaken(self):
        """The cells in which there are guides, though an entry says that none can be."""
        return [each for each in self.cells.values() if each.found and each.closed]

    @property
    def tables(self):
        """Level by level the rows of a table: [(level, [(kind, [cell, …]), …]), …]"""
        return [
            (level, [(kind, [self.cells[level.value, kind.value, place] for place in POSITIONS]) for kind in KINDS])
            for level in LEVELS
        ]

    def by_bones(self):
        """For each bone answer with the same equipment: (answer, grid)."""
        return [(answer, Grid(self.kept, replace(self.choices, bones=(answer,)), self.closed)) for answer in BONES]


def cell(kept, choices, closed, level, kind, position):
    """One cell of the grid of `choices`."""
    chosen = replace(choices, level=(level,), kind=(kind,), position=(str(position),), page=1)
    return Cell(chosen, Selection(kept, chosen).count, closed.get((level, kind, str(position)), ""), tuple(kept.kit))


def grid(kept, choices):
    """The grid of a catalogue for bone and equipment answers. No query."""
    return Grid(kept, choices, radar_cells.read())


# Guides that nobody finds


def found_by_nobody(kept, live):
    """Guides that no answer brings up, as (title, guide id, why). `live` is every live edition of this language
    as (pk, title, guide id, is a demonstration), also those that the lists leave out."""
    names = {pk: (title, guide) for pk, title, guide, _example in live}
    shown = set(kept.pks)
    rows = [(pk, _unlisted(is_example)) for pk, _title, _guide, is_example in live if pk not in shown]
    rows += [(kept.pks[place], why) for place, why in _hidden(kept)]
    return [(*names[pk], why) for pk, why in rows if pk in names]


def _unlisted(is_example):
    if is_example and not settings.SHOW_DEMONSTRATION_EDITIONS:
        return gettext("This site does not show it: nobody has signed it.")
    return gettext("The lists leave it out, as they do when a check is overdue.")


def _hidden(kept):
    everyone = Selection(kept, Choices()).bits
    placed = _union(kept.tagged("position", place) for place in POSITIONS)
    anything = kept.doable_with(frozenset(slug for slug, *_more in kept.kit))
    anywhere = _union(kept.suiting((site,)) for site in SITES)
    for place in range(kept.size):
        if not everyone & placed & (1 << place):
            yield place, gettext("It stands in no position.")
        elif not anything & (1 << place):
            yield place, gettext("It needs something that visitors cannot tick.")
        elif not anywhere & (1 << place):
            yield (
                place,
                gettext("“Ask your team first” at every place: only people without cancer in the bones find it."),
            )


def not_found_with(kept, choices, live):
    """Guides that these bone and equipment answers leave out, as (title, guide id, [why, …])."""
    names = {pk: (title, guide) for pk, title, guide, _example in live}
    out = kept.everything & ~Selection(kept, choices).bits
    doable = kept.doable_with(frozenset(choices.kit)) if choices.kit else kept.everything
    return [
        (*names[kept.pks[place]], list(_why_not(kept, choices.sites, doable, place)))
        for place in range(kept.size)
        if out & (1 << place) and kept.pks[place] in names
    ]


def _why_not(kept, sites, doable, place):
    asks = [site for site in SITES if site in sites and not kept.suiting((site,)) & (1 << place)]
    if asks:
        yield gettext("Ask first: %s.") % ", ".join(str(BoneSite(site).label).lower() for site in asks)
    if not doable & (1 << place):
        yield gettext("It needs other equipment.")


def _union(those):
    bits = 0
    for each in those:
        bits |= each
    return bits


# Words against tags, and whatever else a person should look at

_found: dict = {}  # of this process: by guide its stamp and what is wrong within it
KEPT = f"faults-{settings.RELEASE}"  # what is looked for changes with a release
A_QUERY = 500  # drafts read at once


def findings():
    """Everything that `guides.checks.check` finds over the drafts at the desk, faults first. A process does not read
    the same draft twice. The gaps among them are left out: the grid shows them better."""
    stamps = drafts.stamps()
    for pk in _found.keys() - stamps.keys():
        del _found[pk]
    stale = [pk for pk, stamp in stamps.items() if pk not in _found or _found[pk][0] != stamp]
    for pk, found in within(stale):
        _found[pk] = stamps[pk], found
    _phrases, allowances = checklist.read()
    in_each = (finding for pk in stamps for finding in _found[pk][1])
    return checks.together(in_each, drafts.without_words().values(), allowances, checks.read_drawn())


def forget():
    """Read every draft anew next time. A process has no reason to: stamps tell it what changed."""
    _found.clear()


def within(guides):
    """What is wrong within each of these guides, as (primary key, findings)."""
    phrases, _allowances = checklist.read()
    for first in range(0, len(guides), A_QUERY):
        keys = dict(Guide.objects.filter(pk__in=guides[first : first + A_QUERY]).values_list("slug", "pk"))
        for draft in drafts.at_the_desk(keys.values()):
            yield keys[draft.slug], list(checks.each_draft([draft], phrases))


def contradictions():
    """How many faults there are at the desk: the number for its front page.

    The count of each working copy is kept with its stamp, where all processes find it, so that what was counted is not
    read again. While nothing changes, the whole costs two small queries.
    """
    stamps = drafts.stamps()
    kept = cache.get(KEPT) or {"stamps": None, "counts": {}, "sum": 0}
    if kept["stamps"] != stamps:
        kept = {"stamps": stamps, "counts": counts(stamps, kept)}
        kept["sum"] = sum(kept["counts"].values()) + between()
        cache.set(KEPT, kept, None)
    return kept["sum"]


def counts(stamps, kept):
    """How many faults there are within each guide, by primary key."""
    _phrases, allowances = checklist.read()
    was = kept["stamps"] or {}
    stale = [pk for pk, stamp in stamps.items() if was.get(pk) != stamp]
    fresh = {pk: faults(checks.not_allowed(found, allowances)) for pk, found in within(stale)}
    return {pk: fresh.get(pk, kept["counts"].get(pk, 0)) for pk in stamps}


def between():
    """How many faults show only where drafts stand beside each other, or beside the drawings."""
    _phrases, allowances = checklist.read()
    return faults(checks.together((), drafts.without_words().values(), allowances, checks.read_drawn()))


def faults(found):
    return sum(finding.is_fault for finding in found)
