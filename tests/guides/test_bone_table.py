"""The bone rules as they stand in the library, cell by cell, and the mistakes that their file can have."""

import re
import tomllib
from collections import defaultdict

import pytest

from guides.bone_table import CONFIDENCES, RULES_FILE, RuleError, load_rules, load_table, read_rules
from guides.bones import CHARTED_SITES, NO_RULE, NOT_CHECKED, Rule, derive, strictest
from guides.terms import Column, Movement, Rating

TABLE = load_table()
RULES = TABLE.rules
SITES = ["pelvis", "lumbar", "thoracic", "femur", "humerus", "cervical"]
CERTAIN_SITES = SITES[:4]

# Trials 2018, Table 4, for the first four columns of sites; later tables for the last two. A blank cell is "ask".
CELLS = {
    # ______________________ pelvis lumbar thoracic femur humerus cervical
    "upper": "                ok     ok     ok       ok    ask     ok",
    "trunk": "                ok     ask    ask      ok    ok      ask",
    "lower": "                ok     ok     ok       ok    ok      ok",
    "weight-bearing": "       ask    ask    ok       ask   ok      ok",
    "non-weight-bearing": "   ok     ok     ok       ok    ok      ok",
    "stretch": "              ok     ok     ok       ok    ok      ok",
    "trunk-hold": "           ok     change change   ok    ok      change",
    "hand": "                 ok     ok     ok       ok    change  ok",
    "balance": "              change change change   change change change",
    "still": "                ok     ok     ok       ok    ok      ok",
}
# The notes below the table, and one leg together with what makes it harder. A dash means that there is no such rule.
CONJUNCTIONS = {
    # ______________________________ pelvis lumbar thoracic femur humerus cervical
    "upper shoulder-loaded": "        -      -      ask      -      -      ask",
    "upper shoulder-free": "          -      -      change   -      -      change",
    "hand shoulder-loaded": "         -      -      ask      -      -      ask",
    "hand shoulder-free": "           -      -      change   -      -      change",
    "trunk shoulder-loaded": "        -      -      -        -      ask    -",
    "trunk shoulder-free": "          -      -      -        -      change -",
    "trunk-hold shoulder-loaded": "   -      -      -        -      ask    -",
    "trunk-hold shoulder-free": "     -      -      -        -      change -",
    "stretch shoulder-loaded": "      -      -      -        -      ask    -",
    "stretch shoulder-free": "        -      -      -        -      change -",
    "lower hip-loaded": "             ask    -      -        ask    -      -",
    "lower hip-free": "               change -      -        change -      -",
    "lower hip-hold": "               change -      -        change -      -",
    "stretch spine-large": "          -      ask    ask      -      -      ask",
    "stretch spine-small": "          -      change change   -      -      change",
    "one-leg balance": "              ask    -      -        ask    -      -",
    "one-leg hip-loaded": "           ask    -      -        ask    -      -",
}
PRECAUTIONS = {
    # ______________________ pelvis lumbar thoracic femur humerus cervical
    "spine-large": "          -      ask    ask      -      -      ask",
    "overhead": "             -      ask    ask      -      -      ask",
    "twist": "                change ask    ask      change change ask",
    "neck": "                 -      -      change   -      -      ask",
    "hip-loaded": "           ask    -      -        ask    -      -",
    "hip-free": "             change -      -        change -      -",
    "one-leg": "              change change -        change -      -",
    "balance-challenge": "    change change -        change -      -",
    "shoulder-loaded": "      -      -      ask      -      ask    ask",
    "shoulder-free": "        -      -      change   -      change -",
    "whole-body-tensing": "   change change change   change change change",
}
UNCHARTED_MOVEMENTS = {"elbow", "grip", "hip-hold", "spine-small"}


def expected(table):
    return {
        frozenset(marks.split()): {site: word for site, word in zip(SITES, row.split(), strict=True) if word != "-"}
        for marks, row in table.items()
    }


def verdicts(rules):
    found = defaultdict(dict)
    for rule in rules:
        found[rule.requires][rule.site] = rule.verdict.name.lower()
    return dict(found)


def rating(marks, site):
    return derive(marks.split(), site, RULES).rating.name.lower()


def sentences(text):
    return re.split(r"(?<=[.!?])\s+", text)


def test_every_rule_of_the_library_is_one_of_these_and_none_is_missing():
    assert verdicts(RULES) == expected(CELLS) | expected(CONJUNCTIONS) | expected(PRECAUTIONS)


def test_these_tables_name_every_column_and_every_movement():
    assert set(CELLS) == set(Column.values)
    assert set(PRECAUTIONS) | UNCHARTED_MOVEMENTS == set(Movement.values)


@pytest.mark.parametrize("column", CELLS)
def test_a_column_on_its_own_is_rated_as_its_cells(column):
    assert [rating(column, site) for site in SITES] == CELLS[column].split()


@pytest.mark.parametrize(
    ("marks", "ratings"),
    [
        ("upper shoulder-loaded", "ok ok ask ok ask ask"),
        ("upper shoulder-free", "ok ok change ok ask change"),
        ("upper elbow", "ok ok ok ok ask ok"),
        ("hand grip", "ok ok ok ok change ok"),
        ("hand shoulder-loaded", "ok ok ask ok ask ask"),
        ("hand shoulder-free", "ok ok change ok change change"),
        ("trunk shoulder-loaded", "ok ask ask ok ask ask"),
        ("trunk shoulder-free", "ok ask ask ok change ask"),
        ("trunk-hold shoulder-loaded", "ok change ask ok ask ask"),
        ("trunk-hold shoulder-free", "ok change change ok change change"),
        ("trunk trunk-hold", "ok ask ask ok ok ask"),
        ("upper hand", "ok ok ok ok ask ok"),
        ("lower hip-loaded", "ask ok ok ask ok ok"),
        ("lower hip-free", "change ok ok change ok ok"),
        ("lower hip-hold", "change ok ok change ok ok"),
        ("stretch spine-large", "ok ask ask ok ok ask"),
        ("stretch spine-small", "ok change change ok ok change"),
        ("stretch shoulder-loaded", "ok ok ask ok ask ask"),
        ("stretch shoulder-free", "ok ok change ok change ok"),
        ("lower one-leg", "change change ok change ok ok"),
        ("lower one-leg hip-loaded", "ask change ok ask ok ok"),
        ("balance one-leg", "ask change change ask change change"),
    ],
)
def test_a_note_below_the_table_tightens_its_cells(marks, ratings):
    assert [rating(marks, site) for site in SITES] == ratings.split()


@pytest.mark.parametrize("movement", PRECAUTIONS)
def test_a_precaution_holds_in_an_exercise_that_would_else_be_ok(movement):
    wanted = ["ok" if word == "-" else word for word in PRECAUTIONS[movement].split()]
    assert [rating(f"still {movement}", site) for site in SITES] == wanted


@pytest.mark.parametrize("movement", sorted(UNCHARTED_MOVEMENTS))
def test_a_movement_without_a_precaution_changes_nothing_alone(movement):
    assert [rating(f"still {movement}", site) for site in SITES] == ["ok"] * 6


def test_the_strictest_of_the_certain_rows_is_the_printed_row_for_all_regions():
    printed = {column: word for column, word in TABLE.all_regions.items() if column != "left_out"}
    merged = {
        column: strictest({site: derive([column], site, RULES).rating for site in CERTAIN_SITES}, CERTAIN_SITES)
        for column in printed
    }
    assert {column: merged[column].name.lower() for column in merged} == printed
    assert list(printed.items()) == [
        ("upper", "ok"),
        ("trunk", "ask"),
        ("lower", "ok"),
        ("weight-bearing", "ask"),
        ("non-weight-bearing", "ok"),
        ("stretch", "ok"),
    ]


def test_the_notes_of_the_certain_rows_are_the_printed_notes_for_all_regions():
    left_out = defaultdict(set)
    for rule in RULES:
        if rule.site in CERTAIN_SITES and len(rule.requires) == 2 and not rule.inference:
            (column,) = rule.requires & set(Column.values)
            left_out[column] |= rule.requires - {column}
    assert left_out == {column: {mark} for column, mark in TABLE.all_regions["left_out"].items()}
    assert set(left_out) == {"upper", "lower", "stretch"}


def test_the_six_printed_cells_of_a_certain_site_are_of_high_or_good_confidence():
    printed = {frozenset({column}) for column in list(CELLS)[:6]}
    cells = [rule for rule in RULES if rule.requires in printed and rule.site in CERTAIN_SITES]
    good = {(rule.site, *rule.requires) for rule in cells if rule.confidence == "good"}
    assert good == {("thoracic", "trunk"), ("thoracic", "weight-bearing")}
    assert {rule.confidence for rule in cells} == {"good", "high"}
    assert {(rule.source, rule.inference) for rule in cells} == {("galvao-table-2018", False)}


def test_every_rule_for_the_upper_arm_and_the_neck_that_rests_on_a_table_is_an_extension():
    printed = {frozenset({column}) for column in list(CELLS)[:6]}
    cells = [rule for rule in RULES if rule.requires in printed and rule.site in ("humerus", "cervical")]
    assert len(cells) == 12
    assert all(rule.reason.endswith("This extends the published table and is less certain.") for rule in cells)
    assert {(rule.site, rule.confidence) for rule in cells} == {("humerus", "medium-low"), ("cervical", "low")}
    assert all(rule.inference for rule in cells)


def test_every_source_of_a_rule_is_in_the_library_of_sources():
    sources = tomllib.loads(RULES_FILE.with_name("sources.toml").read_text(encoding="utf-8"))
    assert {rule.source for rule in RULES} - {""} <= sources.keys()


def test_only_stillness_and_tensing_rest_on_no_source():
    unsourced = {mark for rule in RULES if not rule.source for mark in rule.requires}
    assert unsourced == {"still", "whole-body-tensing"}


def test_every_concern_is_used_by_a_rule_or_by_the_code():
    used = {rule.concern for rule in RULES} | {NOT_CHECKED.concern, NO_RULE.concern, "clinician"}
    assert TABLE.concerns.keys() == used == TABLE.concerns_of_one.keys()
    assert TABLE.concerns["hip-load"] == "work the hip against a load"
    assert TABLE.concerns_of_one["hip-load"] == "works the hip against a load"


def test_words_for_patients_are_short_and_promise_nothing():
    texts = [text for rule in RULES for text in (rule.reason, rule.change) if text]
    texts += TABLE.concerns.values()
    assert [line for text in texts for line in sentences(text) if len(line.split()) > 20] == []
    barred = re.compile(r"\b(safe|safely|safety|fight|battle|fracture|must|never|danger|dangerous)\b", re.IGNORECASE)
    assert [text for text in texts if barred.search(text)] == []


def test_a_sentence_ends_every_reason_and_change_and_no_placeholder_is_left():
    texts = [text for rule in RULES for text in (rule.reason, rule.change, rule.locator) if text]
    assert [text for text in texts if "{" in text] == []
    assert [rule for rule in RULES if not rule.reason.endswith(".")] == []
    assert [rule for rule in RULES if bool(rule.change) != (rule.verdict == Rating.CHANGE)] == []
    assert [rule for rule in RULES if rule.change and not rule.change.endswith(".")] == []


def test_no_site_has_two_rules_for_the_same_marks():
    assert len({(rule.site, rule.requires) for rule in RULES}) == len(RULES)
    assert {rule.site for rule in RULES} == set(SITES) == set(CHARTED_SITES)
    assert {rule.confidence for rule in RULES} == set(CONFIDENCES)


# Reading the file

TEXT = RULES_FILE.read_text(encoding="utf-8")
FIRST_RULE = """\
[[rule]]
sites = ["pelvis", "lumbar", "femur"]
requires = ["upper"]
verdict = "ok"
concern = "included"
reason = "It is strength work for the arms. The published programme includes this when cancer is in {site}."
source = "galvao-table-2018"
locator = "Table 4, row {row}, column Upper"
confidence = "high"
"""


def problems(text, **options):
    with pytest.raises(RuleError) as caught:
        read_rules(text, "bone_rules.toml", **options)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def changed(old, new, text=TEXT):
    assert old in text
    return text.replace(old, new, 1)


def first_rule_with(old, new):
    return changed(FIRST_RULE, changed(old, new, FIRST_RULE))


def test_one_entry_becomes_one_rule_for_each_site_with_its_place_in_words():
    assert load_rules()[2] == Rule(
        site="femur",
        requires=frozenset({"upper"}),
        verdict=Rating.OK,
        concern="included",
        reason="It is strength work for the arms. "
        "The published programme includes this when cancer is in the hip or thigh bone.",
        source="galvao-table-2018",
        locator="Table 4, row Proximal femur, column Upper",
        confidence="high",
    )


def test_the_version_of_the_file_is_on_every_rule():
    assert {rule.version for rule in read_rules(changed("version = 1", "version = 7"), "bone_rules.toml")} == {7}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"pelvis", ', '"skull", ', "sites: “skull” is not known. Use pelvis, lumbar,"),
        ('"pelvis", ', '"other", ', "sites: “other” is not known. Use pelvis, lumbar,"),
        ('["upper"]', '["uper"]', "requires: “uper” is not known. Use upper, trunk,"),
        ('["upper"]', "[]", "requires: missing, empty or not a list of words. Write requires = […]."),
        ('["upper"]', '"upper"', "requires: missing, empty or not a list of words. Write requires = […]."),
        ('"ok"', '"maybe"', "verdict: “maybe” is not known. Use ok, change, ask."),
        ('verdict = "ok"\n', "", "verdict: missing or empty. Write it between quotes."),
        ('"ok"', '"change"', "change: missing. Say what to change, as an instruction."),
        ('"ok"', '"ok"\nchange = "Sit."', "change: only a rule with the verdict change has one. Leave it out."),
        ('"ok"', '"ok"\nchange = 3', "change: not a text. Write it between quotes."),
        ('"included"', '"weather"', "concern: “weather” is not known. Use included, extension,"),
        ("{site}", "{place}", "reason: a placeholder is not known. Use {site} or {row}."),
        (
            'source = "galvao-table-2018"\n',
            "",
            "source: missing. Name a key of sources.toml, or write inference = true.",
        ),
        ("galvao-table-2018", "a-blog", "source: “a-blog” is not known. Use galvao-table-2018, acsm-2019."),
        ("Table 4, row {row}, column Upper", "", "locator: missing. Say where in the source, such as the table and"),
        ('"high"', '"sure"', "confidence: “sure” is not known. Use high, good, medium-low, low."),
        ('"high"', '"high"\ninference = "yes"', "inference: neither true nor false. Write true without quotes,"),
        ('"high"', '"high"\nnote = "?"', "note: not known here. Use change, concern,"),
    ],
)
def test_a_mistake_in_a_rule_names_the_file_the_rule_the_field_and_the_cure(old, new, field):
    others = TEXT.split(FIRST_RULE)[1]
    text = changed(others, "", first_rule_with(old, new))
    found = problems(text, sources=["galvao-table-2018", "acsm-2019"])
    assert len(found) == 1
    assert found[0].startswith(f"bone_rules.toml, rule 1, field {field}")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("version = 1", "", "field version: missing or not a whole number above 0. Write version = 1."),
        ("version = 1", "version = true", "field version: missing or not a whole number above 0. Write version = 1."),
        ("version = 1", "version = 1\nnotes = 2", "field notes: not known here. Use all_regions, concerns,"),
        (
            "[concerns_of_one]",
            "[concerns_of_one]\nrain = 'is wet'",
            "field concerns_of_one: “rain” is in one table only.",
        ),
        ('tensing = "tense the whole body"', "tensing = 4", "field concerns: must be a table of phrases."),
        (FIRST_RULE, "", "field rule: no cell for pelvis and upper. Add a rule with requires"),
    ],
)
def test_a_mistake_in_the_file_names_the_file_and_the_cure(old, new, problem):
    assert problems(changed(old, new))[0].startswith(f"bone_rules.toml, {problem}")


def test_the_words_for_what_is_not_checked_cannot_be_left_out():
    text = re.sub(r"^not-checked = .*\n", "", TEXT, flags=re.MULTILINE)
    assert problems(text) == ["bone_rules.toml, field concerns: “not-checked” is missing. Add a phrase for it."]


def test_a_file_without_rules_is_a_mistake():
    text = TEXT.split("[[rule]]")[0]
    assert problems(text) == [
        "bone_rules.toml, field rule: missing or not a list of tables. Write [[rule]] above each rule."
    ]


def test_what_is_not_toml_is_a_mistake():
    (problem,) = problems("version = = 1")
    assert problem.startswith("bone_rules.toml: this is not TOML. Invalid value (at line 1")


def test_two_rules_for_the_same_marks_and_site_are_a_mistake():
    repeated = changed('"pelvis", "lumbar", "femur"', '"lumbar"', FIRST_RULE)
    last = TEXT.count("[[rule]]\n") + 1
    assert problems(TEXT + "\n" + repeated) == [
        f"bone_rules.toml, rule {last}, field requires: upper at lumbar is already in rule 1. Keep one of the two."
    ]


def test_a_file_with_two_mistakes_tells_both():
    text = changed('verdict = "ok"', 'verdict = "maybe"', first_rule_with('"high"', '"sure"'))
    assert [problem.split(":")[0] for problem in problems(text)] == [
        "bone_rules.toml, rule 1, field verdict",
        "bone_rules.toml, rule 1, field confidence",
    ]


def test_a_loaded_file_may_cite_only_the_sources_beside_it(tmp_path):
    (tmp_path / "rules.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sources.toml").write_text("[galvao-table-2018]\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"rules.toml, rule 3, field source: “effect-protocol-2022” is not known"):
        load_rules(tmp_path / "rules.toml")
