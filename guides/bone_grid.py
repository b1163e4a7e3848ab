"""The bone rules as a grid to read beside the paper: a row for each bone site, a column for each thing an exercise
trains. Pure: it arranges rows of BoneRule, each in exactly one place.

A rule for one column on its own is that cell. A rule for one column together with movement tags is an exception in the
same cell, as the notes below the paper's table are. Rules for one movement tag are a second table, and what names
several columns, or several movements alone, stands at the end of its row there.
"""

from dataclasses import dataclass, field

from guides.bones import COLUMNS
from guides.terms import BoneSite, Column, Movement

# The columns that the paper prints (Trials 2018, Table 4). The others are the hub's own.
PUBLISHED = (
    Column.UPPER, Column.TRUNK, Column.LOWER, Column.WEIGHT_BEARING, Column.NON_WEIGHT_BEARING, Column.STRETCH,
)  # fmt: skip
LABELS = {choice.value: choice.label for choice in (*Column, *Movement)}


@dataclass
class Cell:
    """One site and one mark: its rule, or None where nothing covers it, and the rules that except movements.
    `proposed` is the number of a proposal to fill an empty cell."""

    site: str
    requires: str
    rule: object = None
    exceptions: list = field(default_factory=list)
    proposed: int | None = None

    @property
    def place(self):
        """Where it is in words, for a link that is read alone."""
        return f"{BoneSite(self.site).label}: {LABELS[self.requires]}"


@dataclass
class Line:
    """One bone site: its cells in the order of the columns, and the rules that fit into none of them."""

    site: BoneSite
    cells: list
    together: list = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """Both tables. `movements` are the columns of the second: the movement tags that some rule concerns."""

    columns: list
    lines: list
    movements: list
    precautions: list

    @property
    def has_together(self):
        return any(line.together for line in self.precautions)


def grid(rows, proposed=None):
    """The grid of these rows of BoneRule. `proposed` gives the number of the waiting proposal for a cell."""
    rows, proposed = sorted(rows, key=lambda row: (row.site, row.requires)), proposed or {}
    movements = [tag for tag in Movement if any(row.requires == tag for row in rows)]
    lines = [line(site, Column) for site in BoneSite]
    precautions = [line(site, movements) for site in BoneSite]
    table = {(cell.site, cell.requires): cell for each in (*lines, *precautions) for cell in each.cells}
    rest = {each.site: each.together for each in precautions}
    for row in rows:
        put(row, table, rest)
    for place, cell in table.items():
        cell.proposed = proposed.get(place)
    return Grid(list(Column), lines, movements, precautions)


def line(site, marks):
    return Line(site, [Cell(site.value, mark.value) for mark in marks])


def put(row, table, rest):
    """Give a rule its one place."""
    columns = [mark for mark in row.requires.split("+") if mark in COLUMNS]
    if (row.site, row.requires) in table:
        table[row.site, row.requires].rule = row
    elif len(columns) == 1:
        table[row.site, columns[0]].exceptions.append(row)
    else:
        rest[row.site].append(row)


def words(requires):
    """Marks such as `lower+hip-free` in words, what is trained first."""
    marks = sorted(requires.split("+"), key=lambda mark: (mark not in COLUMNS, mark))
    return " + ".join(str(LABELS.get(mark, mark)) for mark in marks)


def movement_words(requires):
    """The movement tags among the marks, in words: what is excepted in a cell."""
    return words("+".join(mark for mark in requires.split("+") if mark not in COLUMNS))
