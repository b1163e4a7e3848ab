"""How hard a text is to read, by the Flesch-Kincaid grade (Kincaid and others, 1975), counted by simple rules."""

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def sentences(text):
    """The sentences of a text. Each line ends one, because headings and lists have no full stops."""
    return [part for part in re.split(r"[.!?]+(?=\s|[”\"’)]|$)|\n", text) if WORD.search(part)]


def words(text):
    """The words of a text, with the apostrophes and hyphens inside them."""
    return WORD.findall(text)


@lru_cache(maxsize=20_000)
def syllables(word):
    """About how many syllables a word has: its groups of vowels, less a silent e at the end. Digits have one."""
    letters = word.lower()
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"[^aeiouyl]es?$|[^aeiouytd]ed$", letters) and not re.search(r"([sxz]|[cs]h|[cg])es$", letters)
    return max(1, groups - 1 if silent else groups)


def grade(text):
    """The years of school a reader needs: 0.39 a word of a sentence and 11.8 a syllable of a word, less 15.59."""
    spoken = words(text)
    return 0.39 * len(spoken) / len(sentences(text)) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
