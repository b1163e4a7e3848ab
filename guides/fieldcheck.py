"""Checks of what a person wrote into a TOML file.

A check is a function of a field's name and its value. It yields each mistake as `field: what is wrong. What to do.`
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Field:
    """How the value of a field is checked. A field that must be there has an example: its line, or the heading of its
    section."""

    check: Callable
    example: str = ""


def shown(value):
    """A value in quotation marks, as messages show it."""
    return f"“{value}”"


def either(words):
    """`a, b or c`"""
    *most, last = map(str, words)
    return f"{', '.join(most)} or {last}" if most else last


def meant(word, words):
    """What to do about an unknown word: the one it resembles, or else nothing."""
    close = get_close_matches(str(word), [str(one) for one in words], n=1, cutoff=0.75)
    return f"Did you mean {close[0]}?" if close else ""


def whole(low, high):
    """A whole number from `low` to `high`. True and false are none."""

    def look(name, value):
        if type(value) is not int:
            yield f"{name}: {shown(value)} is not a whole number. Write digits without quotes."
        elif not low <= value <= high:
            yield f"{name}: {value} is not between {low} and {high}. Choose a number that is."

    return look


def yes_or_no(name, value):
    """True or false."""
    if type(value) is not bool:
        yield f"{name}: {shown(value)} is neither yes nor no. Write true or false, without quotes."


def one_of(noun, allowed, cure=""):
    """One of the values `allowed`, which are all named unless there is another `cure`."""

    def look(name, value):
        if type(value) not in (int, str) or value not in allowed:
            advice = meant(value, allowed) or cure if cure else f"Use {either(allowed)}."
            yield f"{name}: {shown(value)} is not {noun}. {advice}"

    return look


def several(check, when_empty=""):
    """A list of different values that each pass `check`. It may be empty unless there are words for that."""

    def look(name, value):
        if not isinstance(value, list):
            yield f"{name}: {shown(value)} is not a list. Write it between [ and ]."
            return
        if when_empty and not value:
            yield f"{name}: empty. {when_empty}"
        for place, item in enumerate(value):
            yield from check(f"{name} {place + 1}" if isinstance(item, dict) else name, item)
            if item in value[:place] and not isinstance(item, dict):
                yield f"{name}: {shown(item)} is there twice. Take one out."

    return look


def table(fields):
    """A table with these fields and no others."""

    def look(name, value):
        if not isinstance(value, dict):
            yield f"{name}: not a table of fields. Use {either(fields)}."
            return
        inside = f"{name}." if name else ""
        for key in (key for key in value if key not in fields):
            yield f"{inside}{key}: not known here. {meant(key, fields) or f'Use {either(fields)}.'}"
        for key, field in fields.items():
            if key in value:
                yield from field.check(f"{inside}{key}", value[key])
            elif field.example:
                yield f"{inside}{key}: missing. Write it like this: {field.example}"

    return look


def text(model=None, column=""):
    """Words for this column of a model: not empty unless the column may be, and no longer than it holds."""
    field = model and model._meta.get_field(column)

    def look(name, value):
        if not isinstance(value, str):
            yield f"{name}: {shown(value)} is not text. Write it between quotes."
        elif not value.strip() and not (field and field.blank):
            yield f"{name}: empty. Write it in plain words."
        elif field and field.max_length and len(value) > field.max_length:
            yield f"{name}: {len(value)} characters, and only {field.max_length} fit. Make it shorter."

    return look


def address(model, column, pattern, example):
    """Text for a column that also looks like the `example`: nobody can open anything else."""
    words = text(model, column)

    def look(name, value):
        mistakes = list(words(name, value))
        yield from mistakes
        if not mistakes and value and not re.fullmatch(pattern, value):
            yield f"{name}: {shown(value)} cannot be opened. Write it like {example}"

    return look


def passage(bar="no", most=None):
    """Lines of text, at most `most`. A bar in a line splits it in two: `bar` says whether it must, may or cannot."""

    def look(name, value):
        if not isinstance(value, str):
            yield f"{name}: {shown(value)} is not text. Write it between three quotes, one a line."
            return
        lines = value.strip("\n").split("\n") if value.strip() else []
        if most and not 1 <= len(lines) <= most:
            yield f"{name}: {len(lines)} lines. Write between one and {most}."
        for number, line in enumerate(lines, start=1):
            yield from (f"{name}, line {number}: {mistake}" for mistake in _mistakes_in_line(line, bar))

    return look


def _mistakes_in_line(line, bar):
    parts = [part.strip() for part in line.split("|")]
    if not line.strip():
        yield "empty. Take the line out."
    elif bar == "no" and len(parts) > 1:
        yield "a bar ( | ) splits no line here. Write a sentence without it."
    elif bar == "must" and len(parts) != 2:
        yield "not one problem and one answer. Write: problem | what to do."
    elif len(parts) > 2:
        yield "more than one bar ( | ). Write: step | tip."
    elif not all(parts):
        yield "nothing on one side of the bar ( | ). Write both parts, or take the bar out."
