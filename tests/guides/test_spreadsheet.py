"""Guides through a spreadsheet: there and back changes nothing; what changes is shown, checked, and all or nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import importing, sheets, signing, spreadsheet, working_copy
from guides.models import Edition, FormerSlug, Guide, GuideText, Revision, Submission
from tests.factories import (
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_photo,
    make_ready_guide,
    make_rules,
    make_source,
)
from tests.guides.test_sheets import NASTY, book
from tests.libraries import LIBRARY_SIZE, load

pytestmark = pytest.mark.django_db


def table(**changes):
    """The export as a list of rows by column, with changes to the one guide it has."""
    sheet = importing.export_sheet()
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    rows[0] |= changes
    return rows


def as_csv(rows, columns=None):
    columns = columns or list(rows[0])
    return sheets.as_csv(
        sheets.Sheet("Guides", columns, [tuple(row.get(name, "") for name in columns) for row in rows])
    )


def plan(rows, columns=None):
    return importing.plan_spreadsheet(as_csv(rows, columns))


def problems(*rows, header=None, **changes):
    found = plan(list(rows) or table(**changes), header)
    assert found.guides == []
    return found.problems


def bring_in(rows, by="Ida", header=None):
    content = as_csv(rows, header)
    seen = importing.plan_spreadsheet(content)
    assert seen.problems == []
    return importing.confirm(lambda: importing.plan_spreadsheet(content), seen=seen.fingerprint, by=make_person(by))


NEW = {
    "slug": "sway", "language": "en", "kind": "balance", "level": 2, "positions": "standing", "minutes": 5,
    "columns": "balance", "sets": 1, "seconds": 30, "rest_seconds": 60, "days_a_week": 3,
    "needs": "chair/worktop\nmat", "easier_guides": "march-in-a-chair", "conflicts": "None declared.",
    "sources": "effect-2024 | It was part of the programme. | 2026-02-01", "title": "Sway", "summary": "You sway.",
    "what": "You sway a little.", "why": "It trains balance.", "steps": "Stand. | Feet apart.\nSway.",
    "effort": "You can talk.",
}  # fmt: skip


# There and back


@pytest.mark.parametrize("write", [sheets.as_csv, lambda sheet: sheets.as_xlsx([sheet, spreadsheet.legend()])])
def test_export_brought_in_again_changes_nothing(write):
    walk = make_guide("Walk", needs=["chair", ("mat", "rug")], movements=["twist", "neck"])
    march = make_guide("March", easier=[walk], text={"tips": "Slowly.\r\nGently.\r\n", "helps_with": "=1+1"})
    make_guide("Sit", easier=[march], harder=[walk], people_involved="- Four women", conflicts_declared=True)
    found = importing.plan_spreadsheet(write(importing.export_sheet()))
    assert (found.problems, found.guides, found.unchanged) == ([], [], 3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_characters="\x00", codec="utf-8"))), st.data())
def test_export_of_any_wording_brought_in_again_changes_nothing(texts, data):
    guide = Guide.objects.first() or make_guide()
    wording = {name: data.draw(st.sampled_from(texts)) for name in ("tips", "set_up", "why")} if texts else {}
    GuideText.objects.filter(guide=guide).update(**{name: text.replace("\x00", "") for name, text in wording.items()})
    for write in (sheets.as_csv, lambda sheet: sheets.as_xlsx([sheet])):
        found = importing.plan_spreadsheet(write(importing.export_sheet()))
        assert (found.problems, found.guides, found.unchanged) == ([], [], 1)


def test_starter_library_goes_through_a_spreadsheet_unchanged():
    load()
    found = importing.plan_spreadsheet(sheets.as_xlsx([importing.export_sheet(), spreadsheet.legend()]))
    assert (found.problems, found.guides, found.unchanged) == ([], [], LIBRARY_SIZE)


def test_cell_that_was_not_touched_keeps_its_line_ends():
    guide = make_guide(text={"tips": "Slowly.\r\nGently."})
    bring_in(table(minutes=7))
    assert GuideText.objects.get(guide=guide).tips == "Slowly.\r\nGently."
    assert Guide.objects.get().minutes == 7


# What changes


def test_every_change_is_shown_before_and_after_with_safety_first():
    make_guide(needs=["chair"])
    make_equipment("mat")
    found = plan(table(title="March on", needs="chair/mat\nmat", minutes=9, stop_signs="It hurts."))
    (guide,) = found.changed
    assert [(each.name, each.before, each.after) for each in guide.differences] == [
        ("needs", ("chair",), ("chair or mat", "mat")),
        ("text.en.stop_signs", (), ("It hurts.",)),
        ("minutes", ("5",), ("9",)),
        ("text.en.title", ("March in a chair",), ("March on",)),
    ]
    assert (found.new, found.unchanged) == ([], 0)


def test_import_lands_in_the_working_copy_and_nothing_public_changes(client):
    edition = make_edition("March", needs=["chair"])
    before = client.get("/guides/march/").content
    bring_in(table(title="March on", level=3, needs=""))
    guide = Guide.objects.get()
    assert (guide.level, guide.needs.count(), guide.texts.get().title) == (3, 0, "March on")
    assert guide.edited_by == make_person("Ida")
    assert list(Revision.objects.filter(guide=guide).values_list("number", "cause")) == [(1, "imported"), (0, "first")]
    assert list(Edition.objects.values_list("pk", "state", "level")) == [(edition.pk, "live", 1)]
    assert client.get("/guides/march/").content == before


def test_ratings_follow_changed_tags_and_overrides_stay():
    make_rules()
    said = {"override": 0, "override_reason": "Checked by hand."}
    guide = make_guide(columns=["upper"], ratings={"pelvis": said})
    lumbar = guide.ratings.get(site="lumbar").derived
    bring_in(table(columns="trunk", movements="spine-large twist"))
    assert guide.ratings.get(site="lumbar").derived == 2 > lumbar
    assert guide.ratings.get(site="pelvis").override_reason == "Checked by hand."


def test_whoever_waits_for_a_sign_off_must_send_it_anew():
    guide = make_ready_guide(movements=["hip-free"])
    make_person("Rita", is_superuser=True)
    submission = signing.submit(guide, person=make_person("Ada"))
    bring_in(table(minutes=8))
    assert Submission.objects.get(pk=submission.pk).state == "overtaken"


def test_new_guide_is_a_draft_with_the_next_number(client):
    make_guide(number=41)
    for slug in ("chair", "worktop", "mat"):
        make_equipment(slug)
    found = bring_in([NEW], header=spreadsheet.COLUMNS)
    assert [(guide.slug, guide.number, guide.is_new) for guide in found.guides] == [("sway", 42, True)]
    document = working_copy.read(Guide.objects.get(slug="sway"))
    assert (document["needs"], document["easier"]) == ([["chair", "worktop"], ["mat"]], [41])
    assert document["sources"] == [
        {"key": "effect-2024", "supports": "It was part of the programme.", "checked_on": "2026-02-01"}
    ]
    assert not Edition.objects.exists()
    assert client.get("/guides/sway/").status_code == 404
    assert Guide.objects.get(slug="sway").edited_by == make_person("Ida")


def test_new_guides_may_lead_to_each_other():
    make_source()
    rows = [
        NEW | {"needs": "", "easier_guides": "", "harder_guides": "lean"},
        NEW | {"slug": "lean", "needs": "", "easier_guides": "sway", "harder_guides": ""},
    ]
    bring_in(rows, header=spreadsheet.COLUMNS)
    sway, lean = (Guide.objects.get(slug=slug) for slug in ("sway", "lean"))
    assert sway.rungs.get().leads_to == lean
    assert lean.rungs.get().leads_to == sway


def test_columns_that_are_left_out_stay_as_they_are():
    guide = make_guide(movements=["twist"], text={"tips": "Slowly."})
    row = {"slug": guide.slug, "language": "en", "minutes": 9}
    bring_in([row])
    guide.refresh_from_db()
    assert (guide.minutes, guide.movements, guide.texts.get().tips) == (9, ["twist"], "Slowly.")


def test_photos_video_and_people_who_look_after_it_stay(media):
    guide = make_guide(owner=make_person("Olga"))
    make_photo(guide)
    bring_in(table(minutes=9))
    guide.refresh_from_db()
    assert (guide.photos.count(), guide.owner) == (1, make_person("Olga"))


# Problems, by row and column, all at once


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"minutes": 0}, "minutes: 0 is too few. Write 1 to 240."),
        ({"minutes": 241}, "minutes: 241 is too many. Write 1 to 240."),
        ({"minutes": "five"}, "minutes: “five” is not a whole number. Write 1 to 240."),
        ({"minutes": "2.5"}, "minutes: “2.5” is not a whole number. Write 1 to 240."),
        ({"minutes": ""}, "minutes: empty. Write 1 to 240."),
        ({"level": 5}, "level: 5 is too many. Write 1 to 4."),
        ({"number": 9999}, "number: this guide has {number}. Numbers stay: write it, or leave the cell empty."),
        (
            {"kind": "aerobics"},
            "kind: “aerobics” is not a kind. Use aerobic, strength, balance, flexibility or breathing.",
        ),
        ({"positions": ""}, "positions: empty. Name at least one."),
        ({"columns": ""}, "columns: empty. Name what it trains."),
        ({"repetitions": "", "seconds": ""}, "repetitions: say how many times, or for how many seconds."),
        ({"needs": "chiar"}, "needs: “chiar” is not a thing of this hub. Did you mean chair?"),
        ({"needs": "/"}, "needs: empty. Name at least one thing."),
        ({"easier_guides": "nowhere"}, "easier_guides: “nowhere” is not a guide. Write the name in its address."),
        ({"easier_guides": "march-in-a-chair"}, "easier: a guide cannot be easier or harder than itself."),
        (
            {"sources": "no-one | It helps. |"},
            "sources 1.key: “no-one” is not a source of this hub. Add the source at the desk first.",
        ),
        ({"sources": "effect-2024"}, "sources 1.supports: empty. Write it in plain words."),
        (
            {"sources": "effect-2024 | a |\neffect-2024 | b |"},
            "sources: the source “effect-2024” is there twice. Keep one.",
        ),
        (
            {"sources": "effect-2024 | It helps. | 31/01/2026"},
            "sources 1.checked_on: “31/01/2026” is not a day. Write it like 2026-01-31.",
        ),
        (
            {"people_involved_on": "yesterday"},
            "people_involved_on: “yesterday” is not a day. Write it like 2026-01-31.",
        ),
        (
            {"people_involved_on": "2026-02-30"},
            "people_involved_on: “2026-02-30” is not a day. Write it like 2026-01-31.",
        ),
        ({"conflicts_declared": "perhaps"}, "conflicts_declared: “perhaps” is neither yes nor no. Write yes or no."),
        ({"title": ""}, "title: empty. Write it in plain words."),
        ({"title": "x" * 81}, "title: 81 characters, and only 80 fit. Make it shorter."),
        ({"steps": "\n".join("123456789")}, "steps: write between one and eight steps, one a line."),
        ({"watch_for": "Dizzy"}, "watch_for: say what to do, after a bar, for: Dizzy"),
        ({"language": "tlh"}, "language: “tlh” is not a language of this hub. Use {languages}."),
        ({"slug": "No slug!"}, "slug: not a short name. Use small letters, digits and single hyphens, at most 60."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_mistake_names_row_and_column(changes, problem):
    guide = make_guide(needs=["chair"])
    languages = spreadsheet.either(spreadsheet.LANGUAGES) if len(spreadsheet.LANGUAGES) > 1 else "en"
    assert problems(**changes) == [f"Row 2, {problem.format(number=guide.number, languages=languages)}"]


def test_all_mistakes_are_told_at_once():
    make_guide()
    make_guide("Walk")
    rows = table(minutes=0, level=9)
    rows[1] |= {"title": "", "kind": "fun"}
    assert [problem.split(":")[0] for problem in problems(*rows)] == [
        "Row 2, level", "Row 2, minutes", "Row 3, kind", "Row 3, title",
    ]  # fmt: skip


def test_duplicate_row_is_named_with_the_first():
    make_guide()
    rows = table() * 2
    assert problems(*rows) == ["Row 3, slug: march-in-a-chair in en is in row 2 already. Keep one row."]


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (["slug"], "Row 1: the column “language” is missing. Start from an export."),
        (["language"], "Row 1: the column “slug” is missing. Start from an export."),
        (["slug", "language", "minuts"], "Row 1, column 3: there is no column “minuts”. Did you mean minutes?"),
        (
            ["slug", "language", "zzz"],
            "Row 1, column 3: there is no column “zzz”. Take the column out, or start from an export.",
        ),
        (["slug", "language", "slug"], "Row 1, column 3: “slug” is there twice."),
        (
            ["slug", "language", "override_pelvis"],
            "Row 1, column 3: “override_pelvis” – ratings are set at the desk, never by a file.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_missing_and_unknown_columns_are_named(columns, problem):
    make_guide()
    assert problems(*table(), header=columns) == [problem]


def test_rows_of_one_guide_in_two_languages_must_agree(monkeypatch):
    monkeypatch.setattr(spreadsheet, "LANGUAGES", ["en", "nl"])
    make_guide()
    (row,) = table()
    other = row | {"language": "nl", "title": "Marcheren", "minutes": 9}
    assert problems(row, other) == ["Row 3, minutes: not the same as in row 2, which is the same guide."]
    found = plan([row, other | {"minutes": 5}])
    assert found.problems == []
    texts = found.guides[0].after["texts"]
    assert {language: wording["title"] for language, wording in texts.items()} == {
        "en": "March in a chair", "nl": "Marcheren",
    }  # fmt: skip


def test_new_language_needs_its_words(monkeypatch):
    monkeypatch.setattr(spreadsheet, "LANGUAGES", ["en", "nl"])
    make_guide()
    (row,) = table()
    assert problems({"slug": row["slug"], "language": "nl", "title": "Marcheren"}) == [
        f"Row 2, {name}: empty. Write it in plain words." for name in ("summary", "what", "why", "steps", "effort")
    ]


def test_new_guide_needs_every_column_even_when_it_stays_empty():
    make_guide()
    make_source()
    columns = [name for name in spreadsheet.COLUMNS if name not in ("movements", "needs")]
    assert problems(NEW, header=columns) == [
        "Row 2, movements: a new guide needs this column, even when it stays empty.",
        "Row 2, needs: a new guide needs this column, even when it stays empty.",
    ]


def test_number_of_another_guide_is_refused():
    make_guide(number=41)
    found = problems(NEW | {"needs": "", "number": 41}, header=spreadsheet.COLUMNS)
    assert found == ["Row 2, number: 41 is taken by march-in-a-chair. Leave the cell empty."]


def test_former_name_of_a_guide_makes_no_new_one():
    guide = make_guide()
    FormerSlug.objects.create(slug="sway", guide=guide)
    assert problems(NEW | {"needs": ""}, header=spreadsheet.COLUMNS) == [
        "sway is called march-in-a-chair today. Write the new name into the column slug."
    ]


def test_formula_in_a_cell_is_named():
    make_guide()
    found = importing.plan_spreadsheet(book(["slug", "language", "title"], ["march-in-a-chair", "en", "=A1"]))
    assert found.problems == ["Row 2, title: this is a formula. Write its result as text."]


def test_header_alone_brings_nothing_in():
    assert importing.plan_spreadsheet(b"slug,language\n").problems == [
        "There is no row below the names of the columns."
    ]


# All or nothing


def test_one_refusal_of_the_database_leaves_nothing_behind():
    make_guide()
    make_guide("Walk")
    rows = table(minutes=9)
    rows[1]["minutes"] = 9
    content = as_csv(rows)

    def broken():
        found = importing.plan_spreadsheet(content)
        found.guides[-1].after["level"] = 7
        return found

    with pytest.raises(importing.ImportRefused) as refusal:
        importing.confirm(broken, seen=broken().fingerprint, by=make_person("Ida"))
    assert refusal.value.problems[0].startswith("walk, level: ")
    assert set(Guide.objects.values_list("minutes", "revision")) == {(5, 0)}
    assert not Revision.objects.exists()


def test_change_since_the_preview_is_refused():
    guide = make_guide()
    content = as_csv(table(minutes=9))
    seen = importing.plan_spreadsheet(content).fingerprint
    working_copy.keep(guide, by=make_person("Ada"))
    with pytest.raises(importing.ChangedMeanwhile):
        importing.confirm(lambda: importing.plan_spreadsheet(content), seen=seen, by=make_person("Ida"))
    assert Guide.objects.get().minutes == 5


def test_unknown_rows_cost_nothing_but_known_guides_are_read_once(django_assert_num_queries):
    make_guide()
    content = as_csv(table() + [{"slug": f"x{number}", "language": "en"} for number in range(300)])
    with django_assert_num_queries(13):
        assert len(importing.plan_spreadsheet(content).problems) > 300
