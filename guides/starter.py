"""Reading the starter library: TOML files that people write, checked as a whole before anything of it is loaded.

Pure: nothing here reads the database. Every mistake is one line that names the file, the field and the cure.
"""

import tomllib
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from guides import bone_table
from guides.starter_collections import collection_mistakes
from guides.starter_fields import Known, equipment_mistakes, guide_mistakes, rule_mistakes, source_mistakes
from guides.terms import Level

FOLDER = Path(__file__).parent / "library"


class LibraryError(ValueError):
    """The library has mistakes. `problems` names each: the file, the field and the cure."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class File:
    """One TOML file: its text, the SHA-256 of its bytes, and what it says; `problems` when it cannot be read."""

    name: str
    text: str = ""
    digest: str = ""
    document: dict = field(default_factory=dict)
    problems: tuple = ()

    @property
    def slug(self):
        return self.name.removesuffix(".toml")


@dataclass(frozen=True)
class Library:
    """A library without mistakes. Equipment, sources and collections are tables by name; guides are files, by
    number."""

    equipment: dict
    sources: dict
    rules: tuple
    guides: list
    collections: dict


def read(folder=FOLDER):
    """The library in this folder. Raises LibraryError with every mistake in every file."""
    equipment, sources, rules = (open_file(folder / f"{name}.toml") for name in ("equipment", "sources", "bone_rules"))
    collections = open_file(folder / "collections.toml")
    guides = [open_file(path) for path in sorted((folder / "guides").glob("*.toml"))]
    broken = [*guide_problems(guides, known_to(equipment, sources, guides))]
    problems = [
        *problems_of(equipment, equipment_mistakes),
        *problems_of(sources, source_mistakes),
        *rule_problems(rules, sources),
        *broken,
        *collection_problems(collections, equipment, None if broken else guides),
    ]
    if problems:
        raise LibraryError(problems)
    by_number = sorted(guides, key=lambda guide: guide.document["number"])
    table = bone_table.read_table(rules.text, rules.name, sources.document)
    return Library(equipment.document, sources.document, table.rules, by_number, collections.document)


def open_file(path):
    """The file as it stands. One that is missing, not UTF-8 or not TOML has one problem and an empty document."""
    try:
        content = path.read_bytes()
        written = content.decode("utf-8")
        return File(path.name, written, sha256(content).hexdigest(), tomllib.loads(written))
    except OSError:
        problem = f"cannot be read. Put it into {path.parent}, where the hub may read it."
    except UnicodeDecodeError:
        problem = "not UTF-8 text. Save it as UTF-8."
    except tomllib.TOMLDecodeError as error:
        problem = f"this is not TOML. {error}."
    return File(path.name, problems=(f"{path.name}: {problem}",))


def known_to(equipment, sources, guides):
    """What the guides of these files may refer to."""
    levels = {guide.slug: guide.document.get("level") for guide in guides}
    return Known(
        equipment=None if equipment.problems else frozenset(equipment.document),
        sources=None if sources.problems else frozenset(sources.document),
        levels={
            slug: level if type(level) is int and level in Level.values else None for slug, level in levels.items()
        },
    )


def problems_of(file, mistakes):
    """What is wrong with a file: that it cannot be read, or else each of its `mistakes`."""
    return file.problems or [f"{file.name}, {mistake}" for mistake in mistakes(file.document)]


def rule_problems(rules, sources):
    """What is wrong with the bone rules, each of which may cite only these sources."""
    if rules.problems:
        return rules.problems
    try:
        table = bone_table.read_table(rules.text, rules.name, None if sources.problems else sources.document)
    except bone_table.RuleError as error:
        return error.problems
    return [f"{rules.name}, {mistake}" for rule in table.rules for mistake in rule_mistakes(rule)]


def guide_problems(guides, known):
    """Every mistake in every guide, and the numbers that two of them share."""
    if not guides:
        yield "guides: there is no guide. Put at least one .toml file into this folder."
    for guide in guides:
        yield from problems_of(guide, partial(guide_mistakes, guide.slug, known))
    yield from shared_numbers(guides)


def collection_problems(collections, equipment, guides):
    """What is wrong with the collections, whose filters name equipment; `guides` is None when they have mistakes."""
    things = None if equipment.problems else equipment.document
    known = None if guides is None else {guide.slug: guide.document for guide in guides}
    return problems_of(collections, partial(collection_mistakes, things, known))


def shared_numbers(guides):
    """Each guide whose number an earlier file has."""
    first = {}
    for guide in guides:
        number = guide.document.get("number")
        if type(number) is int and first.setdefault(number, guide) is not guide:
            yield f"{guide.name}, number: {number} is taken by {first[number].name}. Choose another number."
