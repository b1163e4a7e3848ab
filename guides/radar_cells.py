"""The cells of the radar that no exercise can fill: library/cells.toml."""

import tomllib
from functools import lru_cache
from itertools import product
from pathlib import Path

from guides.fieldcheck import Field, one_of, several, table, text
from guides.terms import Kind, Level, Position

CLOSED = Path(__file__).parent / "library" / "cells.toml"
AXES = {"level": Level, "kind": Kind, "position": Position}
ENTRY = table(
    {name: Field(several(one_of(f"a {name}", words.values), "Leave the line out.")) for name, words in AXES.items()}
    | {"reason": Field(text(), 'reason = "In plain words."')}
)


@lru_cache(maxsize=4)
def read(path=CLOSED):
    """{(level, kind, position): reason} of every cell that no exercise can fill; the first entry that names it counts.

    Raises ValueError that names the entry and the cure.
    """
    entries = tomllib.loads(path.read_text("utf-8")).get("cell", [])
    problems = [mistake for place, entry in enumerate(entries, 1) for mistake in _mistakes(place, entry)]
    if problems:
        raise ValueError("\n".join(f"{path.name}, {problem}" for problem in problems))
    closed = {}
    for entry in entries:
        for cell in product(*(entry.get(name, words.values) for name, words in AXES.items())):
            closed.setdefault(cell, entry["reason"])
    return closed


def _mistakes(place, entry):
    yield from (f"cell {place}: {mistake}" for mistake in ENTRY("", entry))
    if not AXES.keys() & entry.keys():
        yield f"cell {place}: it names no level, kind or position. Say which cells are meant."
