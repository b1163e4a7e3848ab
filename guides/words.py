"""The words search: an index in memory that forgives typing errors and knows lay words.

It is plain Python, so it finds the same on every database. Text i is bit i of an integer, as in the catalogue.
Endings are English. Other languages get whole words, beginnings of words and typing errors; a script without spaces
between its words (Chinese, Thai) is not divided into words.
"""

import re
import tomllib
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from itertools import chain, pairwise
from operator import and_, or_
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Bounds on the work of one search. A word past the eighth is not looked at, so that more is found, not less.
LETTERS_READ, WORDS_READ, PHRASE_WORDS, BEGINNINGS, GUESSES, LONGEST_GUESSED = 1000, 8, 8, 64, 3, 30

WORD = re.compile(r"[^\W_]+")
VOWEL, DOUBLED, SHORT = map(re.compile, ("[aeiouy]", r"([bdgmnprt])\1$", "[^aeiou][aeiou][^aeiouwxy]"))
LETTERS = str.maketrans("łøđ", "lod", "'’ʼ")  # letters that do not decompose; an apostrophe does not end a word
ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
IRREGULAR = {
    "feet": "foot", "calves": "calf", "women": "woman", "men": "man", "stood": "stand", "sat": "sit", "lying": "lie",
    "aches": "ache", "ached": "ache", "aching": "ache",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """What can be found of one guide. `body` joins everything but the title, with spaces between."""

    title: str
    body: str


@dataclass(frozen=True)
class Found:
    """What a search found.

    `ranks` are integers, bit i for text i, from best fit to least, and no bit is in two of them: every word in the
    title, or what a lay phrase stands for; in the text, or what a lay word stands for; the beginning of a word; a
    guess at a typing error in the title; in the text. `looked_for` are the words as understood, guesses put right.
    `unknown` are the words that nothing matches.
    """

    ranks: tuple[int, ...] = ()
    looked_for: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def bits(self) -> int:
        """All that was found, in one integer."""
        return reduce(or_, self.ranks, 0)


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, without accents, in order. "Don't" is one word, "push-up" is two."""
    if text.isascii():
        return text.replace("'", "").translate(ASCII).split()  # as below, and four times as quick
    text = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return WORD.findall("".join(letter for letter in text if not unicodedata.combining(letter)))


def stem(word: str) -> str:
    """A word without its English plural, -ing, -ed or -ness: "stretches", "stretching" and "stretch" are one.

    It is light: "stronger" stays apart from "strong", and of the irregular forms only a few are known. Both sides of
    a search go through it, so a stem that is no word ("balanc") does no harm.
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    word = word[:-4] if word.endswith("ness") and len(word) > 6 else word
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("xes", "ches", "shes", "sses")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    root = word[:-3] if word.endswith("ing") else word[:-2] if word.endswith("ed") and word[-3:] != "eed" else ""
    if len(root) > 2 and VOWEL.search(root):
        word = DOUBLED.sub(r"\1", root)  # gripping, grip
        if word == root and SHORT.fullmatch(root):
            word += "e"  # riding, ride
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


ARTICLES = frozenset(words_in("a an the my your our their his her this that these those some any"))
# "No" and "without" are not skipped: a search for "no chair" must not answer with chairs.
SKIPPED = ARTICLES | frozenset(
    words_in(
        "and or but if of for to in into on onto at by with from out up down off over as so than i i'm i've i'd me we "
        "you it its it's is are am be been was were do does did don't how what which when where who why can can't "
        "cannot could should would will won't want need have has had not too very really bit lot more much"
    )
)
# What every guide is about tells none apart. These count only when nothing else was asked for.
COMMON = frozenset(
    map(stem, words_in("exercise workout activity physical guide get feel help good best cancer breast"))
)


def load_synonyms(path: Path) -> dict[str, list[str]]:
    """The lay words of a TOML file: under [words], a word or phrase and what the guides may say for it.

    Raises ValueError, naming the file and the entry, for what cannot be read.
    """
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8")).get("words")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name}: cannot be read. {error}.") from error
    if not isinstance(words, dict):
        raise ValueError(f"{path.name}: there is no [words] table.")
    for key, meanings in words.items():
        if not isinstance(meanings, list) or not meanings or not all(isinstance(each, str) for each in meanings):
            raise ValueError(f'{path.name}, "{key}": write a list of words, as in "tummy" = ["abdomen"].')
        if empty := next((each for each in (key, *meanings) if not _telling(each)), None):
            raise ValueError(f'{path.name}, "{key}": the search skips every word of "{empty}". Use one it looks for.')
        if len(_phrase(key)) > PHRASE_WORDS:
            raise ValueError(f'{path.name}, "{key}": longer than {PHRASE_WORDS} words.')
    return words


def _worth_reading(query: str) -> Iterator[str]:
    """The words of a query up to the eighth that tells something. The little words of phrases are kept."""
    telling = 0
    for word in words_in(query[:LETTERS_READ])[: WORDS_READ * 4]:
        telling += word not in SKIPPED
        if telling > WORDS_READ:
            return
        if word not in ARTICLES:
            yield word


def _telling(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_in(text) if word not in SKIPPED)


def _phrase(text: str) -> tuple[str, ...]:
    """The stems of a phrase. Its little words stay, "out of breath" is not "breath"; only articles go."""
    return tuple(stem(word) for word in words_in(text) if word not in ARTICLES)


@dataclass(frozen=True)
class _Part:
    """One word or phrase of a query: the bits it finds at each rank, each with those before it; and how to show it."""

    tiers: tuple[int, ...]
    shown: tuple[str, ...]
    is_common: bool = False


def _tiers(title: int, text: int, more: int, is_guess: bool) -> tuple[int, ...]:
    return (0, 0, 0, title, text) if is_guess else (title, text, more, more, more)


class WordIndex:
    """Finds texts by words. Made once for a content version; `synonyms` are lay words and what texts say for them."""

    def __init__(self, texts: Iterable[Text], synonyms: Mapping[str, Sequence[str]]):
        self.size = 0
        self._titles: dict[str, array] = defaultdict(partial(array, "I"))
        self._texts: dict[str, array] = defaultdict(partial(array, "I"))
        for text in texts:
            titles = words_in(text.title)
            self._note(self._titles, titles)
            self._note(self._texts, chain(titles, words_in(text.body)))
            self.size += 1
        self._lay: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for key, meanings in synonyms.items():
            self._lay[_phrase(key)] += map(_telling, meanings)
        self._phrases = {_phrase(key): " ".join(key.split()) for key in synonyms}
        self._words = sorted({*self._texts, *chain.from_iterable(map(words_in, synonyms))} - SKIPPED)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._stems[stem(word)].append(word)
        # Every stem and word that a guess may hit, with the word to show for it.
        self._shown = {each: words[0] for each, words in self._stems.items()} | {word: word for word in self._words}
        self._forms = list(self._shown)
        # Kept as bits only while asked for: all of them would be a hundred times the size of the lists.
        self._in_titles = lru_cache(maxsize=256)(lambda each: self._bits(self._titles, each))
        self._in_texts = lru_cache(maxsize=512)(lambda each: self._bits(self._texts, each))
        self._guesses = lru_cache(maxsize=2048)(self._guess)

    def _note(self, lists: dict[str, array], words: Iterable[str]) -> None:
        for word in set(words) - SKIPPED:
            lists[word].append(self.size)

    def _bits(self, lists: dict[str, array], sought: str) -> int:
        octets = bytearray(self.size // 8 + 1)
        for position in chain.from_iterable(lists.get(word, ()) for word in self._stems.get(sought, ())):
            octets[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(octets, "little")

    def find(self, query: str) -> Found:
        """The texts that have every word of `query`, or what texts say for it. Never raises, whatever was typed.

        The first eight words or phrases count. A word that nothing matches empties the result, and so does a query
        of little words only. Words that fit every guide are passed over; by themselves, any of them will do.
        """
        parts = list(self._parts(list(_worth_reading(query))))
        found = [part for part in parts if part.tiers[-1]]
        telling = [part for part in parts if not part.is_common]
        join, parts = (and_, telling) if telling else (or_, found or parts)
        unknown = tuple(part.shown[0] for part in parts if not part.tiers[-1])
        looked_for = tuple(dict.fromkeys(chain.from_iterable(part.shown for part in found if part in parts)))
        if unknown or not parts:
            return Found((), looked_for, unknown or tuple(filter(None, [" ".join(query[:100].split())])))
        fits = [reduce(join, tier) for tier in zip(*(part.tiers for part in parts), strict=True)]
        return Found(tuple(fit & ~better for better, fit in pairwise([0, *fits])), looked_for)

    def _parts(self, words: list[str]) -> Iterator[_Part]:
        """What each word means, or the longest lay phrase that starts with it and finds something."""
        readings = [self._read(word) for word in words]
        stems = [stem(reading[0]) for reading in readings]
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + PHRASE_WORDS), start + 1, -1):
                part = self._phrase_part(words[start:end], tuple(stems[start:end]))
                if part and part.tiers[-1]:
                    yield part
                    start = end
                    break
            else:
                if words[start] not in SKIPPED:
                    yield self._word_part(words[start], readings[start])
                start += 1

    def _phrase_part(self, words: list[str], key: tuple[str, ...]) -> _Part | None:
        if key not in self._lay:
            return None
        telling = [each for word, each in zip(words, key, strict=True) if word not in SKIPPED]
        # One telling word is not the phrase: "getting out of a chair" is not every guide that needs a chair.
        title = reduce(and_, map(self._in_titles, telling)) if len(telling) > 1 else 0
        text = reduce(and_, map(self._in_texts, telling)) if len(telling) > 1 else 0
        title |= self._meant_by(key, self._in_titles)
        text |= self._meant_by(key)
        return _Part(_tiers(title, text, text, key != tuple(map(stem, words))), (self._phrases[key],))

    def _word_part(self, word: str, reading: tuple[str, ...]) -> _Part:
        stems = [stem(each) for each in reading]
        title = reduce(or_, map(self._in_titles, stems))
        text = reduce(or_, (self._in_texts(each) | self._meant_by((each,)) for each in stems))
        longer = {stem(each) for each in self._beginning_with(word)}
        more = reduce(or_, (self._in_texts(each) | self._meant_by((each,)) for each in longer), text)
        return _Part(_tiers(title, text, more, stem(word) not in stems), reading, stem(word) in COMMON)

    def _meant_by(self, key: tuple[str, ...], those_with: Callable[[str], int] | None = None) -> int:
        """The texts, or titles, that say one of the things that a lay word or phrase stands for."""
        meanings = filter(None, self._lay.get(key, ()))
        return reduce(or_, (reduce(and_, map(those_with or self._in_texts, meaning)) for meaning in meanings), 0)

    def _beginning_with(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        start = bisect_left(self._words, word)
        return [each for each in self._words[start : start + BEGINNINGS] if each.startswith(word)]

    def _read(self, word: str) -> tuple[str, ...]:
        """The word itself if it or its beginning is known, else the known words most like it, else the word."""
        is_known = word in SKIPPED or stem(word) in self._stems or self._beginning_with(word)
        return (word,) if is_known else self._guesses(word) or (word,)

    def _guess(self, word: str) -> tuple[str, ...]:
        """Up to three known words nearest to a word with a typing error.

        One letter missing, added, wrong or swapped with its neighbour in four or five letters, two from six on; fewer
        letters are too much alike. The first letter is rarely missed and tells most ("sore" is not "core"), so it may
        be wrong only as the one mistake of a longer word, or by a swap with the second.
        """
        if not word.isalpha() or not 4 <= len(word) <= LONGEST_GUESSED or stem(word) in COMMON:
            return ()
        near = set()
        for typed, furthest in {stem(word): len(stem(word)) > 3, word: 1 if len(word) < 6 else 2}.items():
            close = process.extract(typed, self._forms, scorer=OSA.distance, score_cutoff=furthest, limit=None)
            near |= {(distance, form[0] != word[0], form) for form, distance, _at in close if distance}
        swapped = {(1, False, form) for distance, _differs, form in near if distance == 1 and form[:2] == word[1::-1]}
        near = {each for each in near if not each[1] or (each[0] == 1 and len(word) > 5)} | swapped
        best = [(form, self._shown[form]) for *how, form in sorted(near) if how == list(min(near)[:2])]
        best.sort(key=lambda each: (-self._in_texts(stem(each[1])).bit_count(), each[0] != each[1]))
        guesses: dict[str, str] = {}
        for _form, shown in best:
            guesses.setdefault(stem(shown), shown)
        return tuple(guesses.values())[:GUESSES]
