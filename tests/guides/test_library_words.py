"""The wording of the starter library: easy to read, with no word that hurts and no movement left out on purpose."""

import re
from graphlib import TopologicalSorter

import pytest

from guides.starter import FOLDER, open_file
from guides.terms import Column
from tests.readability import grade, sentences, syllables, words

GUIDES = [open_file(path) for path in sorted((FOLDER / "guides").glob("*.toml"))]
UNREAD = "lay_words"  # words to search with, which nobody reads
NEGATION = re.compile(r"\b(not|never|no|without|avoid|leave out)\b", re.IGNORECASE)

every_guide = pytest.mark.parametrize("guide", GUIDES, ids=[guide.slug for guide in GUIDES])


def patient_text(guide):
    """All that patients read of a guide, one field or line a line."""
    wording = guide.document["text"]["en"]
    return "\n".join(value for name, value in wording.items() if name != UNREAD).replace("|", "\n")


def first_step(guide):
    return guide.document["text"]["en"]["steps"].splitlines()[0]


def sentences_with(pattern, guide):
    return [sentence.strip() for sentence in sentences(patient_text(guide)) if re.search(pattern, sentence, re.I)]


def told_to_do(pattern, guide):
    """The sentences that match and say no word of refusal."""
    return [sentence for sentence in sentences_with(pattern, guide) if not NEGATION.search(sentence)]


@every_guide
def test_guide_reads_at_primary_school_level(guide):
    assert grade(patient_text(guide)) <= 6


@every_guide
def test_guide_has_no_sentence_over_twenty_words(guide):
    assert [sentence for sentence in sentences(patient_text(guide)) if len(words(sentence)) > 20] == []


@every_guide
def test_guide_uses_no_word_that_hurts_or_promises(guide):
    unkind = r"\b(fight\w*|battl\w*|war|warriors?|journeys?|surviv\w*|brave\w*|beat(ing)? (the |your )?cancer|cures?)\b"
    promise = r"\bsafe(ly|r|st)?\b|\bno risk\b|\brisk-free\b|\bwill (help|heal|make you)\b|\bguarantee\w*"
    guilt = r"\b(lazy|no excuses?|you (must|should have))\b"
    assert sentences_with(f"{unkind}|{promise}|{guilt}", guide) == []


# What nobody with cancer in the bones is asked to do (ACSM 2019, Table 5; Trials 2018, Table 4)
LEFT_OUT = {
    "jumping": r"\b(jump|hop|leap)(s|p?ing)?\b",
    "running": r"\b(run|jog)(s|n?ing|g?ing)?\b",
    "skipping": r"\bskip(s|ping)?\b",
    "sit-ups": r"\bsit-?ups?\b|\bcrunch(es)?\b",
    "toe touches": r"\btouch(es)? (your |the )?(toes|floor|ground)\b",
    "lifting heavy things": r"\bdead-?lifts?\b|\bheavy weights?\b|\blift(s|ing)? (\w+ ){0,3}heavy\b",
    "burpees": r"\bburpees?\b",
    "contact sport": r"\b(boxing|tackles?|contact sport)\b",
    "holding the breath": r"\b(hold|holds|holding|keep) (your |the |a )?breath\b",
    "bouncing": r"\bbounc(e|es|ing)\b|\bjerk(s|ing)?\b",
}


@pytest.mark.parametrize("pattern", LEFT_OUT.values(), ids=LEFT_OUT)
def test_library_asks_nobody_for_what_is_left_out_on_purpose(pattern):
    assert {guide.slug: told_to_do(pattern, guide) for guide in GUIDES if told_to_do(pattern, guide)} == {}


def test_no_guide_turns_the_trunk_against_a_load():
    against_a_load = {Column.UPPER, Column.TRUNK, Column.LOWER}
    turning = [guide for guide in GUIDES if "twist" in guide.document["movements"]]
    assert [guide.slug for guide in turning if against_a_load & {*guide.document["columns"]}] == []


@pytest.mark.parametrize("reason", ["PICC", "open wound", "low counts", "radiotherapy"])
def test_first_step_of_a_pool_guide_says_who_stays_out(reason):
    # Printed sheets and embeds leave out what to watch for, so a step has to say it.
    pool = [guide for guide in GUIDES if any("pool" in need for need in guide.document["needs"])]
    assert pool
    assert [guide.slug for guide in pool if reason not in first_step(guide)] == []


def test_no_ladder_leads_back_to_where_it_began():
    easier_than = {guide.slug: set(guide.document["easier"]) for guide in GUIDES}
    for guide in GUIDES:
        for harder in guide.document["harder"]:
            easier_than[harder].add(guide.slug)
    assert {*TopologicalSorter(easier_than).static_order()} == {guide.slug for guide in GUIDES}


# The measure itself


def test_grade_of_a_short_sentence_is_low_and_of_a_long_one_high():
    assert round(grade("The cat sat on the mat."), 2) == -1.45
    assert (
        grade("Individuals experiencing musculoskeletal complications necessitate multidisciplinary evaluation.") > 20
    )


@pytest.mark.parametrize(
    ("word", "count"), [("chair", 1), ("breathe", 1), ("table", 2), ("places", 2), ("used", 1), ("wanted", 2), ("8", 1)]
)
def test_syllables_of_everyday_words_are_counted(word, count):
    assert syllables(word) == count


def test_lines_and_full_stops_end_sentences_but_decimals_do_not():
    assert [part.strip() for part in sentences("Sit tall. Lift 0.5 kilos!\nRest")] == [
        "Sit tall",
        "Lift 0.5 kilos",
        "Rest",
    ]
