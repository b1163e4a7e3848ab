"""The live editions' tags in memory: one bit an edition, one Python integer a tag.

A list with a count beside each of forty options is forty SQL queries, or forty ANDs of integers. Each process keeps
one catalogue for a content version and a day and makes it anew, in one query, when the version in the database or the
day has moved on: an overdue guide leaves the lists at midnight UTC without anybody doing anything. At 10,000 guides
that takes about a quarter of a second once per publish, day and process (`manage.py benchmark`).
"""

import json
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils.translation import get_language

from guides import review
from guides.ladder import Ladder
from guides.models import ContentVersion, Edition
from guides.models.edition import can_do
from guides.terms import BoneSite, Rating
from guides.words import Text, WordIndex, load_synonyms

SYNONYMS = Path(__file__).parent / "library" / "synonyms.toml"
SITES = tuple(BoneSite.values)  # each `.values` builds its list anew, which is felt once per guide
CHUNK_BYTES = 512


class Bits:
    """Collects positions for one tag and gives them as an integer whose bit i stands for position i."""

    __slots__ = ("octets",)

    def __init__(self, size):
        self.octets = bytearray(size // 8 + 1)

    def add(self, position):
        self.octets[position >> 3] |= 1 << (position & 7)

    def integer(self):
        return int.from_bytes(self.octets, "little")


def positions_in(bits, start, count):
    """The `start`-th to `start + count`-th set bits of an integer, lowest first, as a list of positions."""
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    found = []
    for offset in range(0, len(octets), CHUNK_BYTES):
        chunk = int.from_bytes(octets[offset : offset + CHUNK_BYTES], "little")
        inside = chunk.bit_count()
        if inside <= start:
            start -= inside
            continue
        while chunk:
            lowest = chunk & -chunk
            chunk ^= lowest
            if start:
                start -= 1
                continue
            found.append(offset * 8 + lowest.bit_length() - 1)
            if len(found) == count:
                return found
    return found


class Catalogue:
    """Everything a list needs to filter, count and order the editions of one language that are listed on one day.

    Bit i stands for the i-th edition by level, then title, then age: the order of lists.
    """

    def __init__(self, stamp, kit, collections, language, today):
        self.content_stamp = stamp
        self.stamp = review.dated(stamp, today)
        self.today = today
        self.language = language
        self.kit = [tuple(thing) for thing in json.loads(kit)]
        self.collections = _to_show(json.loads(collections), today)
        rows = sorted(
            Edition.objects.listed(today)
            .filter(language=language)
            .order_by()
            .values_list(
                *("pk", "title", "level", "kind", "positions", "minutes", "needs", "words", "concerns"),
                *("is_demonstration", "guide_id"),
                *(f"bone_{site}" for site in SITES),
            ),
            key=lambda row: (row[2], row[1].casefold(), row[0]),
        )  # fmt: skip
        self.pks = [row[0] for row in rows]
        self.size = len(rows)
        self.everything = (1 << self.size) - 1
        self.by = {}
        for position, row in enumerate(rows):
            self._note(position, *row[2:7], row[8], row[11:])
        self.by = {key: bits.integer() for key, bits in self.by.items()}
        self.needs = {key[1]: bits for key, bits in self.by.items() if key[0] == "needs"}
        self.doable_with = lru_cache(maxsize=1024)(self._doable_with)
        self.minutes = sorted((key[1], bits) for key, bits in self.by.items() if key[0] == "minutes")
        self.concerns = {key[1:]: bits for key, bits in self.by.items() if key[0] == "concern"}
        self.has_demonstrations = any(row[9] for row in rows)
        named = {key for collection in self.collections.values() for key in collection["guides"]}
        self.place_of = {row[10]: position for position, row in enumerate(rows) if row[10] in named}
        self._texts = [Text(title=row[1], body=row[7]) for row in rows]
        self._words = None
        self.form_class = None  # of the filters, made by the first list

    def _note(self, position, level, kind, positions, minutes, needs, concerns, ratings):
        keys = [("level", level), ("kind", kind), ("minutes", minutes), ("needs", needs)]
        keys += [("position", value) for value in positions.split()]
        keys += [(site, rating) for site, rating in zip(SITES, ratings, strict=True)]
        keys += _concern_keys(concerns)
        for key in keys:
            bits = self.by.get(key)
            if bits is None:
                bits = self.by[key] = Bits(self.size)
            bits.add(position)

    def tagged(self, facet, value):
        """The editions with this value of `level`, `kind` or `position`."""
        return self.by.get((facet, value), 0)

    def rated(self, site, rating):
        """The editions with this rating at this site."""
        return self.by.get((site, rating), 0)

    def suiting(self, sites):
        """The editions that no rating says to ask about at any of `sites`."""
        bits = self.everything
        for site in sites:
            bits &= self.rated(site, Rating.OK) | self.rated(site, Rating.CHANGE)
        return bits

    def needing_a_change(self, sites):
        """The editions rated *change* at any of `sites`."""
        bits = 0
        for site in sites:
            bits |= self.rated(site, Rating.CHANGE)
        return bits

    def _doable_with(self, kit):
        """The editions all of whose needs are met by `kit`, a frozenset of equipment slugs."""
        bits = 0
        for needs, those in self.needs.items():
            if can_do(needs, kit):
                bits |= those
        return bits

    def within(self, minutes):
        """The editions that take at most so many minutes."""
        bits = 0
        for value, those in self.minutes:
            if value > minutes:
                break
            bits |= those
        return bits

    @cached_property
    def ladder(self):
        """The easier guides of each guide, from one query when somebody first asks."""
        return Ladder(self)

    def title_at(self, position):
        return self._texts[position].title

    def find(self, query):
        """What the words search finds: see guides.words.WordIndex.find."""
        if self._words is None:
            self._words = WordIndex(self._texts, load_synonyms(SYNONYMS))
        return self._words.find(query)


def _to_show(collections, today):
    """The collections by slug, in their order, less the demonstrations where the operator shows none, and less those
    whose check is overdue for longer than the grace period. A demonstration of the library has no day of a check."""
    oldest = review.oldest_listed(today).isoformat()
    return {
        collection["slug"]: collection
        for collection in collections
        if (settings.SHOW_DEMONSTRATION_EDITIONS or not collection["is_demonstration"])
        and (not collection["review_on"] or collection["review_on"] >= oldest)
    }


@lru_cache(maxsize=4096)
def _concern_keys(text):
    """`lumbar:spine-load,trunk femur:walking` as ("concern", site, concern) keys."""
    sites = [part.split(":") for part in text.split()]
    return tuple(("concern", site, concern) for site, concerns in sites for concern in concerns.split(","))


_lock = Lock()
_kept = {}


def current(request=None):
    """The catalogue of today and the content version in the database now, in the active language. A request that has
    read the version already (guides.pagecache) is not made to read it again."""
    version, today = getattr(request, "content_version", None) or ContentVersion.current(), review.today()
    stamp = review.dated(version[0], today)
    key = (get_language(), settings.SHOW_DEMONSTRATION_EDITIONS)
    kept = _kept.get(key)
    if kept is None or kept.stamp != stamp:
        with _lock:
            kept = _kept.get(key)
            if kept is None or kept.stamp != stamp:
                kept = _kept[key] = Catalogue(*version, key[0], today)
    return kept
