"""The words search: what it finds, in which order, and that nothing typed can break it."""

import random
import tomllib
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guides.catalogue import SYNONYMS
from guides.words import COMMON, SKIPPED, Text, WordIndex, load_synonyms, stem, words_in

TEXTS = [
    Text("Stand up from a chair", "Strong legs help you rise. getting out of a chair, sofa, squat"),
    Text("March in a chair", "Warms you. Firm chair. Fatigue, low energy"),
    Text("Lift your hips", "Builds the muscles around the hip. Bed. Painful joints"),
    Text("Brace your middle", "Firms the abdominal muscles. Café table"),
    Text("Stand on one leg", "Balance. Wobbly, falls, chair"),
    Text("Squeeze your shoulder blades", "Opens the chest. Shoulders, stretching, posture"),
    Text("Press overhead", "Lifts the arms over the shoulder. Strengthening. Exercise with tins"),
]
STAND_UP, MARCH, HIPS, MIDDLE, ONE_LEG, BLADES, OVERHEAD = range(len(TEXTS))
LAY = {
    "tummy": ["abdominal", "core"],
    "tired": ["fatigue"],
    "sore": ["painful"],
    "getting out of a chair": ["squat"],
    "worn out": ["low energy"],
    "jelly belly": ["nothing says this"],
}
INDEX = WordIndex(TEXTS, LAY)


def positions(bits):
    return [position for position in range(bits.bit_length()) if bits >> position & 1]


def ranks(query, index=INDEX):
    """The positions found, one list a rank: title, text, beginning, guess in the title, guess in the text."""
    return [positions(rank) for rank in index.find(query).ranks]


def found(query, index=INDEX):
    return positions(index.find(query).bits)


# Words as they are


def test_a_word_in_the_title_comes_before_a_word_in_the_body():
    assert ranks("chair") == [[STAND_UP, MARCH], [ONE_LEG], [], [], []]


def test_every_word_must_be_there():
    assert found("chair wobbly") == [ONE_LEG]
    assert found("chair hip") == []


def test_words_count_in_the_title_only_if_all_of_them_are_there():
    assert ranks("squat chair") == [[], [STAND_UP], [], [], []]


@pytest.mark.parametrize("query", ["stand", "stands", "standing", "STAND", "ＳＴＡＮＤ"])
def test_plurals_endings_and_capitals_make_no_difference(query):
    assert ranks(query) == [[STAND_UP, ONE_LEG], [], [], [], []]


@pytest.mark.parametrize("query", ["cafe", "café", "CAFÉS", "cafe\u0301"])
def test_accents_make_no_difference(query):
    assert found(query) == [MIDDLE]


def test_letters_that_do_not_decompose_are_found_by_their_plain_ones():
    assert found("lodz smorgas strasse", WordIndex([Text("Łódź smørgås", "Straße")], {})) == [0]


def test_the_beginning_of_a_word_is_a_weaker_fit_than_the_word():
    index = WordIndex([Text("Strengthening", ""), Text("Your day", "strength")], {})
    assert ranks("strength", index) == [[], [1], [0], [], []]


def test_three_letters_are_not_taken_for_the_beginning_of_a_word():
    assert found("shou") == [BLADES, OVERHEAD]
    assert found("sho") == []


def test_little_words_are_passed_over():
    assert found("what can I do with my chair?") == found("chair")
    assert found("I can't do the squat") == [STAND_UP]


def test_no_is_not_passed_over():
    assert INDEX.find("no chair").unknown == ("no",)


def test_what_every_guide_is_about_counts_only_by_itself():
    assert found("hip exercises") == [HIPS]
    assert found("exercises") == [OVERHEAD]
    assert found("breast cancer exercises") == [OVERHEAD]
    assert found("exercise guide", WordIndex([Text("Exercise", ""), Text("Guide", ""), Text("Walk", "")], {})) == [0, 1]


@pytest.mark.parametrize(
    "same",
    [
        "stretch stretches stretching stretched", "balance balancing balanced", "grip gripping grips",
        "body bodies", "ride riding", "tired tiredness tiring", "dizzy dizziness", "foot feet", "press presses",
        "roll rolling", "press pressing", "breath breathe breathing", "knee knees", "box boxes", "ache aching aches",
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one(same):
    assert len({stem(word) for word in same.split()}) == 1


@pytest.mark.parametrize("word", ["press", "pelvis", "bus", "ring", "string", "bed", "need", "gas", "is"])
def test_a_word_that_only_looks_like_a_form_stays(word):
    assert stem(word) == word


# Typing errors


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("shoudler", "shoulder"), ("sholder", "shoulder"), ("shouldars", "shoulder"), ("houlder", "shoulder"),
        ("chiar", "chair"), ("hcair", "chair"), ("balence", "balance"), ("ballanse", "balance"),
        ("streching", "stretching"), ("wobly", "wobbly"),
    ],
)  # fmt: skip
def test_typing_errors_are_forgiven_and_said(query, understood):
    answer = INDEX.find(query)
    assert answer.looked_for == (understood,)
    assert answer.bits == INDEX.find(understood).bits != 0


def test_guesses_are_the_last_ranks_with_titles_first():
    assert ranks("shoudler") == [[], [], [], [BLADES], [OVERHEAD]]
    assert ranks("wobbly chiar") == [[], [], [], [], [ONE_LEG]]


def test_nothing_is_guessed_for_a_word_that_is_known():
    index = WordIndex([Text("Bend", ""), Text("Band", "")], {})
    assert found("band", index) == [1]


def test_nearest_words_are_all_looked_for():
    index = WordIndex([Text("Bend", ""), Text("Band", ""), Text("Bond", "band"), Text("Bind", "")], {})
    assert index.find("bnnd").looked_for == ("band", "bend", "bind")


@pytest.mark.parametrize("query", ["hpi", "xhair", "lair", "xyzzyx", "sh0udler", "exercsie chest", "chairwoman"])
def test_what_is_too_short_or_too_far_is_not_guessed(query):
    assert found(query) == []


# Lay words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sore hip", [HIPS]),
        ("tummy", [MIDDLE]),
        ("tired", [MARCH]),
        ("I'm so tired", [MARCH]),
        ("tiredness", [MARCH]),
        ("getting out of a chair", [STAND_UP]),
        ("get out of the chair", [STAND_UP]),
        ("tired of getting out of a chair", []),
        ("worn out", [MARCH]),
    ],
)
def test_lay_words_find_what_the_guides_say(query, expected):
    assert found(query) == expected


def test_lay_words_find_what_says_them_too():
    index = WordIndex([Text("Brace your tummy", ""), Text("Brace", "abdominal"), Text("Walk", "")], LAY)
    assert ranks("tummy", index) == [[0], [1], [], [], []]


def test_a_title_that_says_what_a_lay_phrase_means_comes_first():
    index = WordIndex([Text("Sit", "stand, chair"), Text("Stand up from a chair", "")], {"get up": ["stand chair"]})
    assert ranks("getting up", index) == [[1], [0], [], [], []]


def test_lay_words_are_shown_as_they_are_listed():
    assert INDEX.find("sofa, get out of my chair").looked_for == ("sofa", "getting out of a chair")


def test_lay_words_with_typing_errors_are_understood():
    answer = INDEX.find("geting out of my chiar")
    assert (answer.looked_for, positions(answer.bits)) == (("getting out of a chair",), [STAND_UP])
    assert ranks("tummmy") == [[], [], [], [], [MIDDLE]]


def test_the_longest_lay_phrase_is_tried_first():
    index = WordIndex(TEXTS, {"sore hip": ["squat"], "sore": ["chest"], "sore hip joint": ["bed"]})
    assert found("sore hip joint", index) == [HIPS]
    assert found("sore hip", index) == [STAND_UP]
    assert found("sore", index) == [BLADES]


def test_a_lay_phrase_that_finds_nothing_leaves_its_words_to_be_looked_for():
    index = WordIndex(TEXTS, {"jelly chair": ["nowhere"], "jelly": ["squat"]})
    assert found("jelly chair", index) == [STAND_UP]


def test_two_spellings_of_a_lay_word_keep_both_meanings():
    assert found("tired", WordIndex(TEXTS, {"tired": ["squat"], "tiring": ["bed"]})) == [STAND_UP, HIPS]


# Nothing found


def test_a_word_that_nothing_matches_empties_the_result_and_is_named():
    answer = INDEX.find("zebra chair quux")
    assert (answer.bits, answer.looked_for, answer.unknown) == (0, ("chair",), ("zebra", "quux"))


def test_a_lay_word_whose_meanings_no_text_has_is_unknown():
    assert INDEX.find("jelly").unknown == ("jelly",)


def test_words_that_are_all_known_and_never_together_find_nothing_and_none_is_unknown():
    answer = INDEX.find("squat bed")
    assert (answer.bits, answer.looked_for, answer.unknown) == (0, ("squat", "bed"), ())


@pytest.mark.parametrize(
    ("query", "unknown"), [("the", ("the",)), ("of  my", ("of my",)), ("%%'", ("%%'",)), (" ", ())]
)
def test_a_query_without_a_word_to_look_for_finds_nothing(query, unknown):
    answer = INDEX.find(query)
    assert (answer.bits, answer.looked_for, answer.unknown) == (0, (), unknown)


def test_words_after_the_eighth_are_not_looked_at():
    assert found("chair chair chair chair chair chair chair wobbly zebra") == [ONE_LEG]


def test_an_index_of_nothing_finds_nothing():
    assert WordIndex([], {}).find("chair").unknown == ("chair",)


# The file of lay words


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("[words", "lay.toml: cannot be read. Expected"),
        ("[other]", "lay.toml: there is no [words] table."),
        ("words = 3", "lay.toml: there is no [words] table."),
        ('[words]\ntummy = "core"', 'lay.toml, "tummy": write a list of words'),
        ("[words]\ntummy = []", 'lay.toml, "tummy": write a list of words'),
        ("[words]\ntummy = [3]", 'lay.toml, "tummy": write a list of words'),
        ('[words]\ntummy = ["the"]', 'lay.toml, "tummy": the search skips every word of "the".'),
        ('[words]\n"can" = ["tin"]', 'lay.toml, "can": the search skips every word of "can".'),
        ('[words]\n"b c d e f g h j k" = ["tin"]', 'lay.toml, "b c d e f g h j k": longer than 8 words.'),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path, written, complaint):
    path = tmp_path / "lay.toml"
    path.write_text(written)
    with pytest.raises(ValueError) as error:
        load_synonyms(path)
    assert str(error.value).startswith(complaint)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"lay\.toml: cannot be read"):
        load_synonyms(tmp_path / "lay.toml")


def starter_text(path):
    wording = tomllib.loads(path.read_text(encoding="utf-8"))["text"]["en"]
    return Text(wording["title"], " ".join(wording[field] for field in ("summary", "helps_with", "lay_words")))


STARTER = [starter_text(path) for path in sorted((SYNONYMS.parent / "guides").glob("*.toml"))]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("sore hip", "Lift your hips"),
        ("tummy", "Brace your tummy"),
        ("getting out of a chair", "Stand up from a chair"),
        ("tired", "Go for a short walk"),
        ("shoudler", "Squeeze your shoulder blades"),
        ("balence", "Stand on one leg"),
    ],
)
def test_the_starter_library_is_found_by_lay_words(query, title):
    assert title in [STARTER[at].title for at in found(query, WordIndex(STARTER, load_synonyms(SYNONYMS)))]


# Whatever is typed

a_text = st.builds(Text, st.text(max_size=60), st.text(max_size=60))
some_typing = st.text(max_size=120) | st.text("abcehirst '%\"\\\0-_", max_size=60)


def telling(text):
    return [word for word in words_in(text) if word not in SKIPPED]


@given(some_typing)
@example("\0'\"%;--\ud800")
@example("x" * 10_000)
@example("chair " * 2_000)
@example("ﷺ" * 10_000)
def test_nothing_typed_breaks_it_and_no_bit_is_foreign_or_twice(query):
    answer = INDEX.find(query)
    assert answer.bits >> len(TEXTS) == 0
    assert all(one & other == 0 for one, other in combinations(answer.ranks, 2))
    assert not (answer.bits and answer.unknown)


@given(st.lists(a_text, min_size=1, max_size=6), st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8))))
def test_each_text_is_found_first_by_its_own_title(texts, lay):
    index = WordIndex(texts, lay)
    for position, text in enumerate(texts):
        if telling(text.title):
            assert index.find(text.title).ranks[0] >> position & 1


@given(st.text())
def test_words_are_the_same_with_and_without_a_letter_beyond_ascii(text):
    plain = text.encode("ascii", "ignore").decode()
    assert words_in(f"{plain} é") == [*words_in(plain), "e"]


def test_two_thousand_texts_are_found_as_by_reading_each_of_them():
    chance = random.Random(5)
    vocabulary = [first + vowel + last for first in "bdfgklmnprtv" for vowel in "aiou" for last in ("b", "k", "m", "x")]
    vocabulary = [word for word in vocabulary if word not in SKIPPED and stem(word) not in COMMON]
    texts = [
        Text(" ".join(chance.choices(vocabulary, k=3)), " ".join(chance.choices(vocabulary, k=20))) for _ in range(2000)
    ]
    index = WordIndex(texts, {})
    for _ in range(300):
        asked = chance.sample(vocabulary, chance.randint(1, 3))
        in_title = {at for at, text in enumerate(texts) if {*asked} <= {*text.title.split()}}
        anywhere = {at for at, text in enumerate(texts) if {*asked} <= {*text.title.split(), *text.body.split()}}
        assert ranks(" ".join(asked), index) == [sorted(in_title), sorted(anywhere - in_title), [], [], []]
