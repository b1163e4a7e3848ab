"""Words from the clinic that a text must explain, and how the desk measures a wording."""

from dataclasses import replace

import pytest

from guides import checklist, checks, measuring, plain_words
from guides.drafts import Draft

TERMS = plain_words.read()


def found(**wording):
    return [(field, word) for field, word, _term, _sentence in plain_words.unexplained(wording, TERMS)]


def test_list_has_about_eighty_terms_or_more():
    assert len(TERMS) >= 80


def test_unexplained_word_is_found_in_each_field_once():
    assert found(why="It helps your gait. A good gait is steady.", tips="Mind your gaits and your gait.") == [
        ("why", "gait"),
        ("tips", "gait"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It helps your gait, the way you walk.",
        "The way you walk is called gait.",
        "It helps your gait.\nThat is the way you walk.",
        "It helps your gait | It is the way you walk.",
    ],
)
def test_plain_words_in_the_same_field_explain(text):
    assert found(why=text) == []


def test_first_sentence_of_the_next_field_explains():
    assert found(what="It trains your gait.", why="The way you walk matters. It helps.") == []
    assert found(what="It trains your gait.", why="It helps. The way you walk matters.") == [("what", "gait")]
    assert found(what="The way you walk matters.", why="It trains your gait.") == [("why", "gait")]


def test_other_forms_count_and_parts_of_words_do_not():
    assert found(why="Metastases and oedema.") == [("why", "Metastases"), ("why", "oedema")]
    assert found(why="Collateral, absent and gaiters.") == []


def test_suggestion_is_the_first_of_the_plain_words():
    (finding,) = checks.hard_to_read(draft(why="Your gait gets better."))
    assert str(finding) == ("sit, why: “gait” is not explained. Say “way you walk” instead, or beside it.")


def draft(**wording):
    return Draft("sit", 1, "aerobic", 1, ("seated",), ("stretch",), (), wording=wording)


def test_exception_with_a_reason_excuses_a_term():
    (finding,) = checks.hard_to_read(draft(why="Your gait gets better."))
    allowed = checklist.Allowance("sit", "unexplained term", "Your gait", "A class of that name.")
    assert allowed.covers(finding)
    assert not replace(allowed, guide="other").covers(finding)


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ('[[term]]\nterm = "gait"\nplain = []\n', "gait: no plain words. Write plain = […]."),
        (
            '[[term]]\nterm = "gait"\nplain = ["walk"]\n[[term]]\nterm = "gaits"\nalso = ["gait"]\nplain = ["walk"]\n',
            "“gait” is there twice. Keep one of the two.",
        ),
    ],
)
def test_mistake_in_the_list_names_the_entry_and_the_cure(tmp_path, entries, problem):
    path = tmp_path / "terms.toml"
    path.write_text(entries)
    with pytest.raises(ValueError, match=r"terms\.toml") as refusal:
        plain_words.read(path)
    assert str(refusal.value) == f"terms.toml, {problem}"


# Measuring

LONG = "Sit down on a firm chair and put both of your feet flat on the floor as wide apart as your hips are."


def test_measuring_finds_long_sentences_and_terms_by_field():
    measured = measuring.measure("sit", {"steps": LONG, "why": "It helps your gait.", "lay_words": "gait"}, "en")
    assert {name: [mark.sentence for mark in marks] for name, marks in measured.fields.items()} == {
        "steps": [LONG.rstrip(".")],
        "why": ["It helps your gait"],
    }
    assert (measured.long, measured.terms) == (1, 1)


def test_reading_age_is_the_grade_and_the_years_before_school():
    measured = measuring.measure("sit", {"what": "You sit tall. You lift one foot. " * 5}, "en")
    assert (measured.grade, measured.age, measured.is_easy) == (0, 5, True)
    measured = measuring.measure("sit", {"what": f"{LONG} Then lift one heel. {LONG}"}, "en")
    assert (round(measured.grade, 1), measured.age) == (3.2, 8)


def test_few_words_have_no_grade():
    measured = measuring.measure("sit", {"what": "You sit tall. You lift one foot. " * 4}, "en")
    assert (measured.grade, measured.age, measured.is_too_short) == (None, None, True)


def test_nothing_written_has_no_grade():
    measured = measuring.measure("sit", {"what": "  ", "why": "!"}, "en")
    assert (measured.grade, measured.age, measured.fields) == (None, None, {})


def test_other_languages_are_measured_by_their_sentences_alone():
    measured = measuring.measure("sit", {"what": f"Gait. {LONG}"}, "nl")
    assert (measured.grade, measured.long, measured.terms) == (None, 1, 0)
