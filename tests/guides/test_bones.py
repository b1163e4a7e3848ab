"""How a bone rating is derived, what fails safe, and what holds for all exercises, sites and rules."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides.bone_table import load_rules
from guides.bones import ANSWERS, COLUMNS, MARKS, Derived, Reason, Rule, derive, derive_all, sites_meant
from guides.bones import strictest as strictest_of
from guides.terms import BoneSite, Column, Movement, Rating

RULES = load_rules()
ALL_SITES = {"pelvis", "lumbar", "thoracic", "femur", "humerus", "cervical", "other"}
OK, CHANGE, ASK = Rating.OK, Rating.CHANGE, Rating.ASK


def make_rule(requires, verdict=OK, site="pelvis", **fields):
    written = {"concern": "hip-load", "reason": f"{requires}.", "change": "Slow down." if verdict == CHANGE else ""}
    return Rule(site=site, requires=frozenset(requires.split()), verdict=verdict, **(written | fields))


def ratings(marks):
    return {site: derived.rating.name.lower() for site, derived in derive_all(marks.split(), RULES).items()}


# Exercises of the starter library, worked out by hand


@pytest.mark.parametrize(
    ("exercise", "marks", "expected"),
    [
        ("walking", "weight-bearing", "ask ask ok ask ok ok ask"),
        ("seated toe taps", "non-weight-bearing", "ok ok ok ok ok ok ask"),
        ("seated air punches", "non-weight-bearing shoulder-free", "ok ok change ok change ok ask"),
        ("step-ups", "weight-bearing lower hip-loaded one-leg", "ask ask ok ask ok ok ask"),
        ("sit-to-stand", "lower hip-loaded", "ask ok ok ask ok ok ask"),
        ("heel raises", "lower balance-challenge", "change change ok change ok ok ask"),
        ("seated knee extension", "lower", "ok ok ok ok ok ok ask"),
        ("hamstring curl", "lower one-leg", "change change ok change ok ok ask"),
        ("bridge", "lower trunk hip-loaded spine-large", "ask ask ask ask ok ask ask"),
        ("buttock squeeze", "lower hip-hold", "change ok ok change ok ok ask"),
        ("biceps curl", "upper elbow", "ok ok ok ok ask ok ask"),
        ("overhead press", "upper shoulder-loaded overhead", "ok ask ask ok ask ask ask"),
        ("hand squeeze", "hand grip", "ok ok ok ok change ok ask"),
        ("tummy brace", "trunk", "ok ask ask ok ok ask ask"),
        ("tall posture", "trunk-hold", "ok change change ok ok change ask"),
        ("one-leg stand", "balance one-leg", "ask change change ask change change ask"),
        ("tai chi", "balance weight-bearing balance-challenge spine-small", "ask ask change ask change change ask"),
        ("neck turns", "stretch neck", "ok ok change ok ok ask ask"),
        ("seated twist", "stretch spine-large twist", "change ask ask change change ask ask"),
        ("hip-hinge stretch", "stretch hip-free spine-small", "change change change change ok change ask"),
        ("tummy breathing", "still", "ok ok ok ok ok ok ask"),
        ("relaxing muscles in turn", "still whole-body-tensing", "change change change change change change ask"),
    ],
)
def test_an_exercise_has_these_seven_ratings(exercise, marks, expected):
    sites = ["pelvis", "lumbar", "thoracic", "femur", "humerus", "cervical", "other"]
    assert ratings(marks) == dict(zip(sites, expected.split(), strict=True)), exercise


# Reasons and changes, in words


def test_an_ask_says_what_the_exercise_does_and_what_the_programme_leaves_out():
    assert derive(["weight-bearing"], "pelvis", RULES).as_json() == {
        "rating": "ask",
        "change": "",
        "reasons": [
            {
                "concern": "on-feet",
                "text": "It is aerobic work on your feet. "
                "The published programme leaves this out when cancer is in the pelvis.",
                "source": "galvao-table-2018",
                "locator": "Table 4, row Pelvis, column Weight-bearing",
            }
        ],
    }


def test_an_ask_gives_every_reason_to_ask_in_the_order_of_the_rules():
    assert [reason.text for reason in derive(["lower", "hip-loaded"], "femur", RULES).reasons] == [
        "It works the hip against a load. "
        "The published programme leaves this out when cancer is in the hip or thigh bone.",
        "Working the hip against a load puts strain on the hip or thigh bone.",
    ]


def test_a_change_says_a_shared_instruction_once():
    derived = derive(["balance", "one-leg"], "lumbar", RULES)
    assert derived.change == "Hold on with both hands. Keep the time on one leg short."
    assert [reason.text for reason in derived.reasons] == [
        "It trains balance. The published table has no rule for this, so a firm hold comes first.",
        "You stand on one leg, so a fall is more likely.",
    ]


def test_an_ok_says_what_the_programme_includes():
    (reason,) = derive(["stretch"], "pelvis", RULES).reasons
    text = "It is a stretch, held still. The published programme includes this when cancer is in the pelvis."
    assert (reason.text, reason.verdict) == (text, OK)


def test_the_same_sentence_from_two_rules_is_one_reason():
    derived = derive(["lower", "hip-free"], "pelvis", RULES)
    assert [reason.text for reason in derived.reasons] == [
        "It moves the hip without a load. Hip movement needs care when cancer is in the pelvis."
    ]
    assert derived.change == "Keep the hip movement small and slow."


def test_reasons_and_changes_of_milder_rules_are_left_out():
    rules = [make_rule("lower"), make_rule("hip-free", CHANGE), make_rule("twist", ASK, reason="It turns.")]
    derived = derive(["lower", "hip-free", "twist"], "pelvis", rules)
    assert derived == Derived(ASK, "", (Reason("hip-load", "It turns."),))


def test_a_rating_survives_the_way_to_json_and_back():
    for marks in (["still"], ["balance"], ["trunk", "overhead"], []):
        for derived in derive_all(marks, RULES).values():
            assert Derived.from_json(derived.as_json()) == derived


def test_a_document_with_an_unknown_rating_is_refused():
    with pytest.raises(KeyError):
        Derived.from_json({"rating": "fine", "change": "", "reasons": []})


# What fails safe


def not_checked(marks, site="pelvis", rules=RULES):
    return [reason.concern for reason in derive(marks, site, rules).reasons if reason.concern != "hip-load"]


@pytest.mark.parametrize("site", sorted(ALL_SITES))
def test_an_exercise_without_any_mark_is_not_checked(site):
    reason = Reason("not-checked", "This exercise is not yet checked for this bone.")
    assert derive([], site, RULES) == Derived(ASK, "", (reason,))


def test_an_exercise_with_movements_but_no_column_is_not_checked():
    assert not_checked(["elbow"]) == ["not-checked"]


def test_one_unknown_mark_makes_an_exercise_not_checked():
    assert not_checked(["still", "juggling"]) == ["not-checked"]


def test_a_word_in_place_of_a_list_of_marks_is_not_checked():
    assert not_checked("still") == ["not-checked"]


def test_a_column_without_its_cell_is_not_checked():
    assert not_checked(["lower", "still"], rules=[make_rule("lower")]) == ["not-checked"]


def test_a_rule_of_two_marks_is_not_a_cell():
    assert not_checked(["lower", "elbow"], rules=[make_rule("lower elbow")]) == ["not-checked"]


def test_a_cell_of_another_site_is_no_cell_here():
    assert not_checked(["still"], rules=[make_rule("still", site="femur")]) == ["no-rule"]


def test_a_site_without_rules_asks_and_says_so():
    reason = Reason("no-rule", "No published rule covers this bone.")
    assert derive(["still"], "other", RULES) == Derived(ASK, "", (reason,))


def test_somewhere_else_asks_even_when_someone_writes_a_rule_for_it():
    assert not_checked(["still"], "other", [make_rule("still", site="other")]) == ["no-rule"]


def test_a_place_that_does_not_exist_asks():
    assert not_checked(["still"], "skull", [make_rule("still", site="skull")]) == ["no-rule"]


def test_no_rules_at_all_ask_everywhere():
    assert {derived.rating for derived in derive_all(["still"], []).values()} == {ASK}


def test_a_change_that_nobody_wrote_down_asks():
    rules = [make_rule("still"), make_rule("twist", CHANGE, change=" ")]
    assert derive(["still", "twist"], "pelvis", rules).rating == ASK


def test_rules_from_elsewhere_with_plain_values_derive_the_same():
    rows = [
        SimpleNamespace(
            site=str(rule.site),
            requires=sorted(rule.requires),
            verdict=int(rule.verdict),
            concern=rule.concern,
            reason=rule.reason,
            change=rule.change,
            source=rule.source,
            locator=rule.locator,
        )
        for rule in RULES
    ]
    marks = [Column.LOWER, Movement.ONE_LEG]
    assert derive_all(marks, (row for row in rows)) == derive_all(["lower", "one-leg"], RULES)


def test_derive_all_rates_seven_sites_by_their_values():
    assert derive_all(["still"], RULES).keys() == ALL_SITES


# Several sites


def test_several_sites_give_the_strictest_rating():
    rated = {"pelvis": OK, "lumbar": CHANGE, "femur": ASK}
    assert strictest_of(rated, ["pelvis", "lumbar"]) == CHANGE
    assert strictest_of(rated, ["pelvis", "lumbar", "femur"]) == ASK


@pytest.mark.parametrize("rated", [{}, {"pelvis": OK}, {"pelvis": OK, "neck": OK, "lumbar": None}, {"lumbar": 9}])
def test_a_site_that_was_not_checked_counts_as_ask(rated):
    assert strictest_of(rated, [BoneSite.PELVIS, BoneSite.LUMBAR]) is ASK


def test_a_question_about_no_site_has_no_rating():
    with pytest.raises(
        ValueError, match=r"^No bone site was named, so there is nothing to rate\. Name at least one\.$"
    ):
        strictest_of({"pelvis": OK}, [])


# What a visitor's answers mean


@pytest.mark.parametrize(
    ("values", "sites"),
    [
        ([], set()),
        (["none"], set()),
        (["none", "none"], set()),
        (["unsure"], ALL_SITES),
        (["unsure", "pelvis"], ALL_SITES),
        (["hip"], {"pelvis", "femur"}),
        (["hip", "cervical"], {"pelvis", "femur", "cervical"}),
        (["lumbar"], {"lumbar"}),
        (["other", "humerus"], {"other", "humerus"}),
    ],
)
def test_answers_name_these_sites(values, sites):
    assert sites_meant(values) == sites


@pytest.mark.parametrize("values", [["none", "pelvis"], ["unsure", "none"]])
def test_none_beside_another_answer_is_refused(values):
    with pytest.raises(ValueError, match=r"^You chose “none” and a place in the bones\. Choose one or the other\.$"):
        sites_meant(values)


@pytest.mark.parametrize("values", [["skull"], ["unsure", "skull"], [""], ["PELVIS"], "pelvis"])
def test_an_answer_that_is_not_in_the_list_is_refused(values):
    choices = "none, unsure, hip, pelvis, lumbar, thoracic, femur, humerus, cervical, other"
    with pytest.raises(ValueError, match=rf"^We do not know one of these bone places\. Choose from: {choices}\.$"):
        sites_meant(values)


# What holds for every exercise, every site and every set of rules

examples = settings(max_examples=200, deadline=None, database=None)
mark_sets = st.frozensets(st.sampled_from(sorted(MARKS)))
tagged = st.builds(lambda column, others: others | {column}, st.sampled_from(sorted(COLUMNS)), mark_sets)
sites = st.sampled_from(list(BoneSite))
site_sets = st.frozensets(sites, min_size=1)
any_rules = st.lists(
    st.builds(
        Rule,
        site=sites,
        requires=st.frozensets(st.sampled_from(sorted(MARKS)), min_size=1, max_size=3),
        verdict=st.sampled_from(Rating),
        concern=st.just("any"),
        reason=st.just("It moves."),
        change=st.sampled_from(["", "Go slowly."]),
    ),
    max_size=20,
)
library_or_any_rules = st.one_of(st.just(RULES), any_rules, st.lists(st.sampled_from(RULES), max_size=60))
answers = st.frozensets(st.sampled_from(sorted(ANSWERS.keys() - {"none"})))


@examples
@given(mark_sets, sites, library_or_any_rules)
def test_the_rating_is_the_strictest_of_the_rules_that_apply(marks, site, rules):
    applying = [rule.verdict for rule in rules if rule.site == site and rule.requires <= marks]
    derived = derive(marks, site, rules)
    assert derived.rating >= max(applying, default=ASK)
    assert derived.reasons
    assert {reason.verdict for reason in derived.reasons} == {derived.rating}
    assert bool(derived.change) == (derived.rating == CHANGE)


@examples
@given(tagged, sites)
def test_with_the_library_the_rating_is_exactly_the_strictest_verdict(marks, site):
    applying = [rule.verdict for rule in RULES if rule.site == site and rule.requires <= marks]
    assert derive(marks, site, RULES).rating == max(applying, default=ASK)


@examples
@given(tagged, mark_sets, sites, library_or_any_rules)
def test_one_more_mark_never_loosens(marks, more, site, rules):
    """From an exercise with a column; without one it is not checked, and naming the column is what checks it."""
    assert derive(marks | more, site, rules).rating >= derive(marks, site, rules).rating


@examples
@given(mark_sets, st.text(), sites, library_or_any_rules)
def test_an_unknown_mark_always_asks(marks, word, site, rules):
    unknown = f"not-{word}"
    assert derive(marks | {unknown}, site, rules).rating == ASK


@examples
@given(st.frozensets(st.sampled_from(Movement.values)), sites, library_or_any_rules)
def test_an_exercise_without_a_column_always_asks(marks, site, rules):
    assert derive(marks, site, rules).rating == ASK


@examples
@given(mark_sets, library_or_any_rules)
def test_somewhere_else_always_asks(marks, rules):
    assert derive(marks, "other", rules).rating == ASK


@examples
@given(mark_sets, sites, any_rules)
def test_rules_beside_the_library_never_loosen(marks, site, rules):
    assert derive(marks, site, [*RULES, *rules]).rating >= derive(marks, site, RULES).rating


@examples
@given(mark_sets, sites, st.sampled_from(RULES))
def test_a_rule_made_stricter_never_loosens(marks, site, rule):
    stricter = [replace(each, verdict=ASK) if each == rule else each for each in RULES]
    assert derive(marks, site, stricter).rating >= derive(marks, site, RULES).rating


@examples
@given(mark_sets, st.sampled_from([rule for rule in RULES if rule.requires <= COLUMNS]))
def test_an_exercise_whose_cell_is_taken_away_asks(marks, cell):
    rules = [rule for rule in RULES if rule != cell]
    assert derive(marks | cell.requires, cell.site, rules).rating == ASK


@examples
@given(mark_sets, sites, st.permutations(RULES))
def test_the_order_of_the_rules_does_not_change_the_rating(marks, site, shuffled):
    assert derive(marks, site, shuffled).rating == derive(marks, site, RULES).rating


@examples
@given(mark_sets, site_sets, site_sets)
def test_one_more_site_never_loosens(marks, named, more):
    rated = {site: derived.rating for site, derived in derive_all(marks, RULES).items()}
    assert strictest_of(rated, named | more) >= strictest_of(rated, named)


@examples
@given(st.dictionaries(sites, st.sampled_from([None, *Rating])), site_sets)
def test_the_strictest_is_ok_only_when_every_site_is(rated, named):
    assert (strictest_of(rated, named) == OK) == all(rated.get(site) == OK for site in named)


@examples
@given(mark_sets)
def test_not_sure_is_never_looser_than_any_other_answer(marks):
    rated = {site: derived.rating for site, derived in derive_all(marks, RULES).items()}
    assert strictest_of(rated, sites_meant(["unsure"])) == ASK


@examples
@given(answers, answers)
def test_one_more_answer_never_names_fewer_sites(said, more):
    assert sites_meant(said) <= sites_meant(said | more)
