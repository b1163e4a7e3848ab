"""What each file of the starter library may say, field by field. A mistake reads `field: what is wrong. The cure.`"""

import re
from dataclasses import dataclass

from django.conf import settings

from guides.fieldcheck import Field, address, one_of, passage, several, shown, table, text, whole
from guides.models import BoneRule, Citation, Equipment, Guide, GuideText, Source
from guides.models.guide import RESERVED_SLUGS
from guides.terms import Column, Kind, Level, Movement, Position

LARGEST = 32767  # what a PositiveSmallIntegerField holds in PostgreSQL
SHORT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Known:
    """What a guide may refer to: slugs of equipment, keys of sources, and the level of each guide by its slug (None
    where it cannot be told). Equipment or sources are None when their file cannot be read: then any name will do."""

    equipment: frozenset | None
    sources: frozenset | None
    levels: dict


EQUIPMENT = {
    "name": Field(text(Equipment, "name"), 'name = "Firm chair"'),
    "description": Field(text(Equipment, "description")),
    "substitutes": Field(text(Equipment, "substitutes")),
}
SOURCE = {
    "kind": Field(one_of("a kind of source", Source.Kind.values), 'kind = "trial"'),
    "year": Field(whole(1900, 2100), "year = 2024"),
    "citation": Field(text(Source, "citation"), 'citation = "Who wrote it, what and where."'),
    "doi": Field(address(Source, "doi", r"10\.\d{4,9}/\S+", "10.1038/s41591-024-03143-y")),
    "url": Field(address(Source, "address", r"https?://\S+", "https://example.org/page")),
}
DOSE = {
    "sets": Field(whole(1, LARGEST), "sets = 2"),
    "repetitions": Field(whole(1, LARGEST)),
    "seconds": Field(whole(1, LARGEST)),
    "rest_seconds": Field(whole(0, LARGEST), "rest_seconds = 60"),
    "days_a_week": Field(whole(1, 7), "days_a_week = 2"),
}
PASSAGES = {
    "not_for": passage(most=3),
    "set_up": passage(),
    "steps": passage(bar="may", most=8),
    "tips": passage(),
    "easier": passage(),
    "harder": passage(),
    "watch_for": passage(bar="must"),
    "stop_signs": passage(),
}
# The desk may leave these out of a draft. A file may not: the content standard (DISCERN) asks for both.
REQUIRED = {"for_whom": text(), "not_for": PASSAGES["not_for"]}
WORDING = {
    column.name: Field(
        REQUIRED.get(column.name) or PASSAGES.get(column.name) or text(GuideText, column.name),
        "" if column.blank and column.name not in REQUIRED else f'{column.name} = "In plain words."',
    )
    for column in GuideText._meta.get_fields()
    if column.editable and column.name not in ("id", "guide", "language")
}


def equipment_mistakes(document):
    """Every mistake in what equipment.toml says."""
    if "none" in document:
        yield "none: this is what visitors say when they have nothing. Choose another name."
    for name, thing in document.items():
        yield from name_mistakes(name, name, Equipment, "slug")
        yield from table(EQUIPMENT)(name, thing)


def source_mistakes(document):
    """Every mistake in what sources.toml says."""
    for key, source in document.items():
        yield from name_mistakes(key, key, Source, "key")
        yield from table(SOURCE)(key, source)
        if isinstance(source, dict) and not (source.get("doi") or source.get("url")):
            yield f"{key}: readers cannot look it up. Write a doi or a url."


def rule_mistakes(rule):
    """Where a bone rule, well-formed by `guides.bone_table`, has more words than its columns hold."""
    for column in ("concern", "reason", "change", "locator"):
        look = text(BoneRule, column)
        yield from look(f"{rule.site} with {' + '.join(sorted(rule.requires))}, {column}", getattr(rule, column))


def guide_mistakes(slug, known, document):
    """Every mistake in what the file of the guide `slug` says, given what it may refer to."""
    yield from name_mistakes("file name", slug, Guide, "slug")
    if slug in RESERVED_SLUGS:
        yield f"file name: {shown(slug)} is a page of the hub. Choose another name."
    yield from table(guide_fields(known))("", document)
    yield from _ladder_mistakes(slug, known.levels, document)


def guide_fields(known):
    """The fields of a guide's file. None may be left out: a forgotten `movements` would loosen ratings, and a
    forgotten `needs` would offer the guide to people who lack what it needs. An empty list says that there is none."""
    thing = _known(known.equipment, "Use a name from equipment.toml, or add it there.")
    source = _known(known.sources, "Use a key from sources.toml, or add it there.")
    guides = several(_known(known.levels, "Use the name of a file in guides, without .toml."))
    return {
        "number": Field(whole(1, LARGEST), "number = 8"),
        "kind": Field(one_of("a kind", Kind.values), 'kind = "strength"'),
        "level": Field(whole(min(Level.values), max(Level.values)), "level = 2"),
        "positions": Field(
            several(one_of("a position", Position.values), "Name at least one."), 'positions = ["seated"]'
        ),
        "needs": Field(several(several(thing, "Name at least one thing in every inner list.")), 'needs = [["chair"]]'),
        "minutes": Field(whole(1, 240), "minutes = 5"),
        "columns": Field(several(one_of("a column", Column.values), "Name what it trains."), 'columns = ["lower"]'),
        "movements": Field(several(one_of("a movement tag", Movement.values)), 'movements = ["hip-loaded"]'),
        "easier": Field(guides, 'easier = ["march-in-a-chair"]'),
        "harder": Field(guides, 'harder = ["mini-squat"]'),
        "sources": Field(_citations(source), 'sources = [{ key = "effect-2024", supports = "What it says." }]'),
        "edition": Field(_edition, 'edition = "demonstration"'),
        "dose": Field(_dose, "[dose]"),
        "text": Field(_wordings, f"[text.{settings.LANGUAGE_CODE}]"),
    }


def name_mistakes(field, name, model, column):
    """What is wrong with a name that becomes part of an address."""
    longest = model._meta.get_field(column).max_length
    if not SHORT_NAME.fullmatch(name) or len(name) > longest:
        yield f"{field}: not a short name. Use small letters, digits and single hyphens, at most {longest}."


def _known(names, cure):
    return text() if names is None else one_of("known", names, cure)


def _citations(source):
    fields = {
        "key": Field(source, 'key = "effect-2024"'),
        "supports": Field(text(Citation, "supports"), 'supports = "What it says."'),
    }
    look_at_each = several(table(fields), "Name at least one source, and what it supports.")

    def look(name, value):
        yield from look_at_each(name, value)
        entries = value if isinstance(value, list) else []
        keys = [entry["key"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("key"), str)]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            yield f"{name}: {shown(key)} is there twice. Say all that it supports in one entry."

    return look


def _edition(name, value):
    if value != "demonstration":
        yield f"{name}: a file cannot carry a sign-off. Write demonstration; clinicians sign at the desk."


def _dose(name, value):
    yield from table(DOSE)(name, value)
    if isinstance(value, dict) and not value.keys() & {"repetitions", "seconds"}:
        yield f"{name}: neither repetitions nor seconds. Write, for example, repetitions = 10 or seconds = 30."


def _wordings(name, value):
    main = settings.LANGUAGE_CODE
    wording = Field(table(WORDING))
    languages = {code: wording for code, _label in settings.LANGUAGES} | {
        main: Field(wording.check, f"[{name}.{main}]")
    }
    return table(languages)(name, value)


def _ladder_mistakes(slug, levels, document):
    easier, harder = (_words(document.get(way)) for way in ("easier", "harder"))
    for way, others in (("easier", easier), ("harder", harder)):
        for other in others:
            yield from _rung_mistakes(slug, levels, way, other)
    for other in easier:
        if other in harder:
            yield f"harder: {shown(other)} is under easier too. Keep one of the two."


def _rung_mistakes(slug, levels, way, other):
    here, there = levels.get(slug), levels.get(other)
    if slug == other:
        yield f"{way}: no guide is {way} than itself. Take {shown(other)} out."
    elif here is None or there is None:
        return
    elif way == "easier" and there > here:
        yield f"{way}: {shown(other)} has level {there}, above {here}. Name a guide of level {here} or lower."
    elif way == "harder" and there < here:
        yield f"{way}: {shown(other)} has level {there}, below {here}. Name a guide of level {here} or higher."


def _words(value):
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
