"""Reads the bone rules from their file, and names every mistake in it: where it is and how to mend it."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from typing import Any

from guides.bones import CHARTED_SITES, NO_RULE, NOT_CHECKED, Rule
from guides.terms import BoneSite, Column, Movement, Rating

RULES_FILE = Path(__file__).parent / "library" / "bone_rules.toml"
CONFIDENCES = ("high", "good", "medium-low", "low")

# How a site reads in a sentence, and the name of its row in the tables cited.
PLACES = {
    "pelvis": ("the pelvis", "Pelvis"),
    "lumbar": ("the lower back", "Lumbar spine"),
    "thoracic": ("the ribs or middle of the back", "Thoracic spine/ribs"),
    "femur": ("the hip or thigh bone", "Proximal femur"),
    "humerus": ("the shoulder or upper arm", "Proximal humerus"),
    "cervical": ("the neck", "Cervical spine"),
}


class RuleError(ValueError):
    """The file of bone rules has mistakes. `problems` names each: the file, the rule, the field and the cure."""

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Table:
    """What the file of bone rules says.

    A concern's phrase completes "6 guides …", and "1 guide …" in the second mapping. `all_regions` is the row that the
    source prints for all sites together; it only serves to check the rules.
    """

    version: int
    rules: tuple[Rule, ...]
    concerns: Mapping[str, str]
    concerns_of_one: Mapping[str, str]
    all_regions: Mapping[str, Any]


def load_rules(path: Path = RULES_FILE) -> list[Rule]:
    """The rules of a file, one per site. Raises RuleError."""
    return list(load_table(path).rules)


def load_table(path: Path = RULES_FILE) -> Table:
    """The whole file. The sources it may cite are the keys of `sources.toml` beside it. Raises RuleError."""
    sources = tomllib.loads(path.with_name("sources.toml").read_text(encoding="utf-8"))
    return read_table(path.read_text(encoding="utf-8"), path.name, sources)


def read_rules(text: str, name: str, sources: Collection[str] | None = None) -> list[Rule]:
    """The rules in this TOML text, one per site. `name` is what mistakes call the file. Raises RuleError."""
    return list(read_table(text, name, sources).rules)


def read_table(text: str, name: str, sources: Collection[str] | None = None) -> Table:
    """The whole file from its text. Without `sources`, any source may be cited. Raises RuleError with every mistake."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError([f"{name}: this is not TOML. {error}."]) from error
    _refuse(name, chain(_mistakes_at_the_top(document), _mistakes_in_rules(document, sources)))
    numbered = [(number, rule) for number, entry in _entries(document) for rule in _expand(entry, document["version"])]
    _refuse(name, chain(_repeats(numbered), _missing_cells(numbered)))
    return Table(
        version=document["version"],
        rules=tuple(rule for _number, rule in numbered),
        concerns=document["concerns"],
        concerns_of_one=document["concerns_of_one"],
        all_regions=document.get("all_regions", {}),
    )


TOP_FIELDS = {"version", "concerns", "concerns_of_one", "all_regions", "rule"}
LISTS, TEXTS = ("sites", "requires"), ("verdict", "concern", "reason", "confidence")
OPTIONAL_TEXTS = ("change", "source", "locator")
FIELDS = {*LISTS, *TEXTS, *OPTIONAL_TEXTS, "inference"}
VERDICTS = tuple(rating.name.lower() for rating in Rating)


def _refuse(name: str, problems: Iterable[str]) -> None:
    if named := [f"{name}, {problem}" for problem in problems]:
        raise RuleError(named)


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate(document["rule"], start=1)


def _mistakes_at_the_top(document: Mapping[str, Any]) -> Iterator[str]:
    for field in sorted(document.keys() - TOP_FIELDS):
        yield f"field {field}: not known here. Use {_either(sorted(TOP_FIELDS))}."
    if not _is_version(document.get("version")):
        yield "field version: missing or not a whole number above 0. Write version = 1."
    for field in ("concerns", "concerns_of_one"):
        phrases = document.get(field)
        if not isinstance(phrases, dict) or not all(_is_text(phrase) for phrase in phrases.values()):
            yield f"field {field}: must be a table of phrases. Write [{field}] and one phrase a line."
    many, one = _table(document, "concerns"), _table(document, "concerns_of_one")
    for concern in sorted({NOT_CHECKED.concern, NO_RULE.concern} - many.keys()):
        yield f"field concerns: “{concern}” is missing. Add a phrase for it."
    for concern in sorted(many.keys() ^ one.keys()):
        yield f"field concerns_of_one: “{concern}” is in one table only. Give it a phrase in concerns and here."


def _mistakes_in_rules(document: Mapping[str, Any], sources: Collection[str] | None) -> Iterator[str]:
    entries = document.get("rule")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield "field rule: missing or not a list of tables. Write [[rule]] above each rule."
        return
    concerns = _table(document, "concerns")
    for number, entry in _entries(document):
        mistakes = list(_mistakes_of_kind(entry)) or _mistakes_of_value(entry, concerns, sources)
        yield from (f"rule {number}, field {mistake}" for mistake in mistakes)


def _mistakes_of_kind(entry: Mapping[str, Any]) -> Iterator[str]:
    for field in sorted(entry.keys() - FIELDS):
        yield f"{field}: not known here. Use {_either(sorted(FIELDS))}."
    for field in LISTS:
        if not _is_list_of_texts(entry.get(field)):
            yield f"{field}: missing, empty or not a list of words. Write {field} = […]."
    for field in TEXTS:
        if not _is_text(entry.get(field)):
            yield f"{field}: missing or empty. Write it between quotes."
    for field in OPTIONAL_TEXTS:
        if not isinstance(entry.get(field, ""), str):
            yield f"{field}: not a text. Write it between quotes."
    if not isinstance(entry.get("inference", False), bool):
        yield "inference: neither true nor false. Write true without quotes, or leave it out."


def _mistakes_of_value(
    entry: Mapping[str, Any], concerns: Collection[str], sources: Collection[str] | None
) -> Iterator[str]:
    yield from _unknown("sites", entry["sites"], [site.value for site in CHARTED_SITES])
    yield from _unknown("requires", entry["requires"], [*Column.values, *Movement.values])
    yield from _unknown("verdict", [entry["verdict"]], VERDICTS)
    yield from _unknown("confidence", [entry["confidence"]], CONFIDENCES)
    yield from _unknown("concern", [entry["concern"]], concerns)
    yield from _mistakes_in_source(entry, sources)
    changes, written = entry["verdict"] == "change", bool(entry.get("change", "").strip())
    if changes and not written:
        yield "change: missing. Say what to change, as an instruction."
    if written and not changes:
        yield "change: only a rule with the verdict change has one. Leave it out."
    for field in ("reason", "change", "locator"):
        if re.search(r"[{}]", _filled(entry.get(field, ""), BoneSite.PELVIS)):
            yield f"{field}: a placeholder is not known. Use {{site}} or {{row}}."


def _mistakes_in_source(entry: Mapping[str, Any], sources: Collection[str] | None) -> Iterator[str]:
    source = entry.get("source", "")
    if not source and not entry.get("inference"):
        yield "source: missing. Name a key of sources.toml, or write inference = true."
    if source and not entry.get("locator", "").strip():
        yield "locator: missing. Say where in the source, such as the table and the row."
    if source and sources is not None:
        yield from _unknown("source", [source], sources)


def _unknown(field: str, values: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for value in values:
        if value not in known:
            yield f"{field}: “{value}” is not known. Use {_either(known)}."


def _repeats(numbered: Iterable[tuple[int, Rule]]) -> Iterator[str]:
    first: dict[tuple[str, frozenset[str]], int] = {}
    for number, rule in numbered:
        earlier = first.setdefault((rule.site, rule.requires), number)
        if earlier != number:
            cell = f"{' + '.join(sorted(rule.requires))} at {rule.site}"
            yield f"rule {number}, field requires: {cell} is already in rule {earlier}. Keep one of the two."


def _missing_cells(numbered: Iterable[tuple[int, Rule]]) -> Iterator[str]:
    cells = {(rule.site, *rule.requires) for _number, rule in numbered if len(rule.requires) == 1}
    for site, column in product(CHARTED_SITES, Column):
        if (site, column) not in cells:
            yield f'field rule: no cell for {site} and {column}. Add a rule with requires = ["{column}"] for this site.'


def _expand(entry: Mapping[str, Any], version: int) -> Iterator[Rule]:
    for site in dict.fromkeys(entry["sites"]):
        yield Rule(
            site=site,
            requires=frozenset(entry["requires"]),
            verdict=Rating[entry["verdict"].upper()],
            concern=entry["concern"],
            reason=_filled(entry["reason"], site),
            change=_filled(entry.get("change", ""), site),
            source=entry.get("source", ""),
            locator=_filled(entry.get("locator", ""), site),
            confidence=entry["confidence"],
            version=version,
            inference=entry.get("inference", False),
        )


def _filled(text: str, site: str) -> str:
    place, row = PLACES[site]
    return text.replace("{site}", place).replace("{row}", row)


def _table(document: Mapping[str, Any], field: str) -> dict[str, Any]:
    return document[field] if isinstance(document.get(field), dict) else {}


def _is_version(value: object) -> bool:
    return type(value) is int and value > 0


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(word) for word in value)


def _either(words: Iterable[str]) -> str:
    return ", ".join(words)
