"""The table of all guides at all bone sites, as `export_ratings` writes it."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from guides import bones, drafts, rating_table
from guides.models import Guide
from guides.terms import BoneSite
from tests.factories import make_guide, make_rules
from tests.libraries import load

SPINE = ("lumbar", "thoracic", "cervical")


def export(**options):
    said = StringIO()
    call_command("export_ratings", stdout=said, **options)
    return said.getvalue()


def rows(text):
    return list(csv.DictReader(StringIO(text)))


def test_every_guide_of_the_library_is_in_the_table_at_every_site_as_the_rules_rate_it():
    guides, rules = drafts.in_library()
    table = rows(export(library=True))
    assert [(row["slug"], row["site"]) for row in table] == [(each.slug, site) for each in guides for site in BoneSite]
    for each in guides:
        derived = bones.derive_all(each.marks, rules)
        for row in (row for row in table if row["slug"] == each.slug):
            result = derived[row["site"]]
            reasons = " | ".join(reason.text for reason in result.reasons)
            assert (row["rating"], row["change"]) == (result.rating.name.lower(), result.change)
            assert row["reasons"] == reasons != ""
            assert {*row["columns"].split(), *row["movements"].split()} == each.marks


def test_seated_twist_is_ask_for_every_site_of_the_spine():
    table = rows(export(library=True))
    twist = {row["site"]: row["rating"] for row in table if row["slug"] == "turn-in-a-chair"}
    assert {site: twist[site] for site in SPINE} == dict.fromkeys(SPINE, "ask")


def test_grid_has_one_row_a_guide_and_says_the_same_as_the_long_form():
    table, grid = rows(export(library=True)), rows(export(library=True, grid=True))
    assert [*grid[0]] == ["number", "slug", "title", "kind", "level", "columns", "movements", *BoneSite.values]
    assert {(row["slug"], site): row[site] for row in grid for site in BoneSite.values} == {
        (row["slug"], row["site"]): row["rating"] for row in table
    }


@pytest.mark.django_db
def test_table_of_the_desk_is_that_of_the_files_after_a_load_and_always_the_same():
    load()
    assert export() == export() == export(library=True)
    assert export(grid=True, format="markdown") == export(library=True, grid=True, format="markdown")


@pytest.mark.django_db
def test_table_of_the_desk_follows_the_tags_there():
    make_rules()
    guide = make_guide("Cycle")
    Guide.objects.filter(pk=guide.pk).update(movements=["twist", "spine-large"])
    ratings = {row["site"]: row["rating"] for row in rows(export())}
    assert {site: ratings[site] for site in SPINE} == dict.fromkeys(SPINE, "ask")


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_no_cell_is_a_formula_to_a_spreadsheet(start):
    make_rules()
    make_guide("Cycle", text={"title": f"{start}HYPERLINK(1)"})
    titles = {row["title"] for row in rows(export())}
    assert titles == {f"'{start}HYPERLINK(1)"}


def test_plain_cells_stay_as_they_are():
    assert [rating_table.harmless(value) for value in ("Walk", "a-b", 7, "")] == ["Walk", "a-b", "7", ""]


def test_markdown_is_a_table_to_read():
    text = rating_table.as_markdown([("slug", "reasons"), ("walk", "One | two\nthree")])
    assert text == "| slug | reasons |\n| --- | --- |\n| walk | One \\| two three |\n"


def test_table_can_be_written_to_a_file(tmp_path):
    path = tmp_path / "ratings.csv"
    said = export(library=True, output=path)
    assert path.read_text() == export(library=True)
    assert said == f"{path}: {len(drafts.in_library()[0])} guides.\n"
    with pytest.raises(CommandError, match=r"cannot be written: .* Name another file\."):
        export(library=True, output=tmp_path / "no" / "ratings.csv")
