"""Each mistake that a file of the starter library can have is named with its cure, and then nothing is loaded."""

import pytest
from django.core.management import CommandError

from guides.models import BoneRule, Edition, Equipment, Guide, Source
from tests.factories import make_guide
from tests.libraries import MARCH, SQUAT, change, everything, load, small_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return small_library(tmp_path)


def mistakes(folder):
    """What the command refuses the library for, line by line."""
    with pytest.raises(CommandError) as refused:
        load(folder)
    return str(refused.value).splitlines()


FOR_WHOM = 'for_whom = "It may suit you if you like to sit."\n'
NOT_FOR = 'not_for = "If a hip is sore today. Rest instead."\n'
FOUR_LINES = "Not today.\n" * 4
TWO_LINES = "Sit tall. | Feet flat.\nLift one foot.\n"
MISTAKES = [
    (
        'kind = "aerobic"',
        'kind = "areobic"',
        "kind: “areobic” is not a kind. Use aerobic, strength, balance, flexibility or breathing.",
    ),
    (
        "minutes = 5",
        "minuts = 5",
        ["minuts: not known here. Did you mean minutes?", "minutes: missing. Write it like this: minutes = 5"],
    ),
    ("minutes = 5", 'minutes = "5"', "minutes: “5” is not a whole number. Write digits without quotes."),
    ("minutes = 5", "minutes = 500", "minutes: 500 is not between 1 and 240. Choose a number that is."),
    ("level = 1", "level = 5", "level: 5 is not between 1 and 4. Choose a number that is."),
    ("level = 1", "level = true", "level: “True” is not a whole number. Write digits without quotes."),
    ('positions = ["seated"]', 'positions = "seated"', "positions: “seated” is not a list. Write it between [ and ]."),
    ('positions = ["seated"]', "positions = []", "positions: empty. Name at least one."),
    (
        'positions = ["seated"]',
        'positions = ["sitting"]',
        "positions: “sitting” is not a position. Use lying, seated, standing or moving.",
    ),
    ('positions = ["seated"]', 'positions = ["seated", "seated"]', "positions: “seated” is there twice. Take one out."),
    ('needs = [["chair"]]', 'needs = [["chiar"]]', "needs: “chiar” is not known. Did you mean chair?"),
    (
        'needs = [["chair"]]',
        'needs = [["trampoline"]]',
        "needs: “trampoline” is not known. Use a name from equipment.toml, or add it there.",
    ),
    ('needs = [["chair"]]', "needs = [[]]", "needs: empty. Name at least one thing in every inner list."),
    ('needs = [["chair"]]\n', "", 'needs: missing. Write it like this: needs = [["chair"]]'),
    ('columns = ["non-weight-bearing"]', "columns = []", "columns: empty. Name what it trains."),
    (
        'movements = ["hip-free"]',
        'movements = [["hip-free"]]',
        "movements: “['hip-free']” is not a movement tag. Use shoulder-loaded, shoulder-free, elbow, grip, hip-loaded, "
        "hip-free, hip-hold, spine-large, spine-small, twist, neck, overhead, one-leg, balance-challenge "
        "or whole-body-tensing.",
    ),
    ('movements = ["hip-free"]\n', "", 'movements: missing. Write it like this: movements = ["hip-loaded"]'),
    ('harder = ["mini-squat"]', 'harder = ["minisquat"]', "harder: “minisquat” is not known. Did you mean mini-squat?"),
    (
        'harder = ["mini-squat"]',
        'harder = ["swim"]',
        "harder: “swim” is not known. Use the name of a file in guides, without .toml.",
    ),
    (
        'harder = ["mini-squat"]',
        'harder = ["march-in-a-chair"]',
        "harder: no guide is harder than itself. Take “march-in-a-chair” out.",
    ),
    (
        "easier = []",
        'easier = ["mini-squat"]',
        [
            "easier: “mini-squat” has level 3, above 1. Name a guide of level 1 or lower.",
            "harder: “mini-squat” is under easier too. Keep one of the two.",
        ],
    ),
    (
        'key = "effect-2024"',
        'key = "effect-2023"',
        "sources 1.key: “effect-2023” is not known. Did you mean effect-2024?",
    ),
    (
        'sources = [{ key = "effect-2024", supports = "The programme had it." }]',
        "sources = []",
        "sources: empty. Name at least one source, and what it supports.",
    ),
    (
        'supports = "The programme had it." }',
        'supports = "A." }, { key = "effect-2024", supports = "B." }',
        "sources: “effect-2024” is there twice. Say all that it supports in one entry.",
    ),
    ('supports = "The programme had it."', 'supports = " "', "sources 1.supports: empty. Write it in plain words."),
    (
        'edition = "demonstration"',
        'edition = "signed"',
        "edition: a file cannot carry a sign-off. Write demonstration; clinicians sign at the desk.",
    ),
    (
        "repetitions = 5\n",
        "",
        "dose: neither repetitions nor seconds. Write, for example, repetitions = 10 or seconds = 30.",
    ),
    ("repetitions = 5", "repetitions = 0", "dose.repetitions: 0 is not between 1 and 32767. Choose a number that is."),
    (
        "days_a_week = 2",
        'days_a_week = 2\neffort = "You can talk."',
        "dose.effort: not known here. Use sets, repetitions, seconds, rest_seconds or days_a_week.",
    ),
    ("[text.en]", "[text.fr]", ["text.fr: not known here. Use en.", "text.en: missing. Write it like this: [text.en]"]),
    ('title = "March in a chair"\n', "", 'text.en.title: missing. Write it like this: title = "In plain words."'),
    ('"March in a chair"', f'"{"M" * 81}"', "text.en.title: 81 characters, and only 80 fit. Make it shorter."),
    ('"Gets you moving."', f'"{"M" * 121}"', "text.en.summary: 121 characters, and only 120 fit. Make it shorter."),
    (FOR_WHOM, "", 'text.en.for_whom: missing. Write it like this: for_whom = "In plain words."'),
    (FOR_WHOM, 'for_whom = " "\n', "text.en.for_whom: empty. Write it in plain words."),
    (NOT_FOR, "", 'text.en.not_for: missing. Write it like this: not_for = "In plain words."'),
    (NOT_FOR, 'not_for = ""\n', "text.en.not_for: 0 lines. Write between one and 3."),
    (NOT_FOR, f'not_for = """{FOUR_LINES}"""\n', "text.en.not_for: 4 lines. Write between one and 3."),
    (
        NOT_FOR,
        'not_for = "Sore | Rest."\n',
        "text.en.not_for, line 1: a bar ( | ) splits no line here. Write a sentence without it.",
    ),
    ('"Gets you moving."', "3", "text.en.summary: “3” is not text. Write it between quotes."),
    (TWO_LINES, "", "text.en.steps: 0 lines. Write between one and 8."),
    (TWO_LINES, "Lift.\n" * 9, "text.en.steps: 9 lines. Write between one and 8."),
    (TWO_LINES, "Sit tall.\n\nLift one foot.\n", "text.en.steps, line 2: empty. Take the line out."),
    (
        TWO_LINES,
        "Sit tall. | Feet flat. | Smile.\n",
        "text.en.steps, line 1: more than one bar ( | ). Write: step | tip.",
    ),
    (
        TWO_LINES,
        "Sit tall. |\n",
        "text.en.steps, line 1: nothing on one side of the bar ( | ). Write both parts, or take the bar out.",
    ),
    (
        '"Dizzy | Sit back."',
        '"Dizzy"',
        "text.en.watch_for, line 1: not one problem and one answer. Write: problem | what to do.",
    ),
    (
        '"Go slowly."',
        '"Go slowly. | Breathe."',
        "text.en.tips, line 1: a bar ( | ) splits no line here. Write a sentence without it.",
    ),
    ('"Go slowly."', "3", "text.en.tips: “3” is not text. Write it between three quotes, one a line."),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_mistake_in_a_guide_is_named_with_its_cure_and_nothing_is_loaded(folder, old, new, message):
    change(folder / MARCH, old, new)
    messages = [message] if isinstance(message, str) else message
    count = "1 mistake" if len(messages) == 1 else f"{len(messages)} mistakes"
    assert mistakes(folder) == [
        f"Nothing was loaded. The library has {count}:",
        *(f"march-in-a-chair.toml, {one}" for one in messages),
    ]
    assert not any(model.objects.exists() for model in (Guide, Equipment, Source, BoneRule, Edition))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            SQUAT,
            "number = 15",
            "number = 8",
            "mini-squat.toml, number: 8 is taken by march-in-a-chair.toml. Choose another number.",
        ),
        (
            SQUAT,
            "level = 3\n",
            "level = 3\nedition = 1\n",
            "mini-squat.toml: this is not TOML. Cannot overwrite a value (at line 13, column 26).",
        ),
        (
            SQUAT,
            'easier = ["march-in-a-chair"]\nharder = []',
            'easier = []\nharder = ["march-in-a-chair"]',
            "mini-squat.toml, harder: “march-in-a-chair” has level 1, below 3. Name a guide of level 3 or higher.",
        ),
        (
            MARCH,
            'kind = "aerobic"',
            "kind = ",
            "march-in-a-chair.toml: this is not TOML. Invalid value (at line 2, column 8).",
        ),
        (
            "equipment.toml",
            'name = "Firm chair"\n',
            "",
            'equipment.toml, chair.name: missing. Write it like this: name = "Firm chair"',
        ),
        (
            "equipment.toml",
            "[towel]",
            "[none]",
            "equipment.toml, none: this is what visitors say when they have nothing. Choose another name.",
        ),
        (
            "equipment.toml",
            "[towel]",
            "[Hand_towel]",
            "equipment.toml, Hand_towel: not a short name. Use small letters, digits and single hyphens, at most 40.",
        ),
        (
            "equipment.toml",
            "[chair]",
            "steps = 3\n[chair]",
            "equipment.toml, steps: not a table of fields. Use name, description or substitutes.",
        ),
        (
            "sources.toml",
            'kind = "trial"',
            'kind = "study"',
            "sources.toml, effect-2024.kind: “study” is not a kind of source. "
            "Use trial, guideline, review, table or advice.",
        ),
        (
            "sources.toml",
            'doi = "10.1038/s41591-024-03143-y"\n',
            "",
            "sources.toml, effect-2024: readers cannot look it up. Write a doi or a url.",
        ),
        (
            "sources.toml",
            '"10.1038/s41591-024-03143-y"',
            '"s41591"',
            "sources.toml, effect-2024.doi: “s41591” cannot be opened. Write it like 10.1038/s41591-024-03143-y",
        ),
        (
            "sources.toml",
            '"https://pmc',
            '"javascript:pmc',
            "sources.toml, who-2020.url: “javascript:pmc.ncbi.nlm.nih.gov/articles/PMC7719906/” cannot be opened. "
            "Write it like https://example.org/page",
        ),
        (
            "bone_rules.toml",
            "version = 1",
            "version = 0",
            "bone_rules.toml, field version: missing or not a whole number above 0. Write version = 1.",
        ),
    ],
)
def test_mistake_in_another_file_is_named_with_its_cure(folder, name, old, new, message):
    change(folder / name, old, new)
    assert mistakes(folder) == ["Nothing was loaded. The library has 1 mistake:", message]


def test_bone_rule_with_more_words_than_fit_is_named_at_every_site(folder):
    reason = "It turns the trunk while you sit. A small turn is kinder to {site}."
    change(folder / "bone_rules.toml", reason, reason + " Slowly." * 40)
    assert mistakes(folder)[1:] == [
        f"bone_rules.toml, {site} with twist, reason: {length} characters, and only 300 fit. Make it shorter."
        for site, length in (("pelvis", 391), ("femur", 402), ("humerus", 406))
    ]


def test_mistakes_in_several_files_are_all_named(folder):
    change(folder / MARCH, "minutes = 5", "minutes = 0")
    change(folder / SQUAT, 'needs = [["chair"]]', 'needs = ["chair"]')
    (folder / "sources.toml").write_text("[effect-2024")
    assert mistakes(folder) == [
        "Nothing was loaded. The library has 3 mistakes:",
        "sources.toml: this is not TOML. Expected ']' at the end of a table declaration (at end of document).",
        "march-in-a-chair.toml, minutes: 0 is not between 1 and 240. Choose a number that is.",
        "mini-squat.toml, needs: “chair” is not a list. Write it between [ and ].",
    ]


def test_file_name_that_cannot_be_an_address_is_refused(folder):
    (folder / MARCH).rename(folder / "guides" / "March.toml")
    change(folder / SQUAT, 'easier = ["march-in-a-chair"]', "easier = []")
    assert mistakes(folder)[1:] == [
        "March.toml, file name: not a short name. Use small letters, digits and single hyphens, at most 60."
    ]


def test_file_name_of_a_page_of_the_hub_is_refused(folder):
    (folder / SQUAT).rename(folder / "guides" / "left-out.toml")
    change(folder / MARCH, 'harder = ["mini-squat"]', "harder = []")
    assert mistakes(folder)[1:] == ["left-out.toml, file name: “left-out” is a page of the hub. Choose another name."]


def test_folder_without_a_library_is_refused(tmp_path):
    assert mistakes(tmp_path) == [
        "Nothing was loaded. The library has 5 mistakes:",
        *(
            f"{name}.toml: cannot be read. Put it into {tmp_path}, where the hub may read it."
            for name in ("equipment", "sources", "bone_rules")
        ),
        "guides: there is no guide. Put at least one .toml file into this folder.",
        f"collections.toml: cannot be read. Put it into {tmp_path}, where the hub may read it.",
    ]


def test_file_that_is_not_utf8_is_refused(folder):
    (folder / MARCH).write_bytes(b'title = "caf\xe9"')
    assert mistakes(folder)[1:] == ["march-in-a-chair.toml: not UTF-8 text. Save it as UTF-8."]


def test_number_of_another_guide_in_the_database_is_refused(folder):
    make_guide("Wave", number=8)
    before = everything()
    assert mistakes(folder)[1:] == [
        "march-in-a-chair.toml, number: 8 is taken by wave in the database. Choose another number."
    ]
    assert everything() == before


def test_number_of_a_guide_stays_for_good(folder):
    load(folder)
    change(folder / MARCH, "number = 8", "number = 9")
    assert mistakes(folder)[1:] == [
        "march-in-a-chair.toml, number: this guide has 8 in the database. Write 8: numbers stay."
    ]
