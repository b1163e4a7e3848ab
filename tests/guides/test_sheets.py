"""Spreadsheet files: what is written comes back, nothing is worked out, and hostile files are refused with the why."""

import csv
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from guides import sheets
from guides.sheets import Cell, Sheet, UnreadableFile

NASTY = [
    "=1+1", "'=1+1", "''=1+1", "+44", "-5", "@SUM(A1)", "\t=1", " =1", "'tis", "'", "#N/A", "#REF!", "=", "a\r\nb",
    "a,b;c\td", '"quoted"', "x005F_", "_x000D_", "1e5", "TRUE", "2026-01-31", "<b>&amp;</b>", "\u2028",
    "é ß 中 \U0001f600",
    "a\x00b", "\x07", "\ufeffmark", "'-", "' =1", "|", "\x85",
]  # fmt: skip
WRITERS = {"csv": sheets.as_csv, "xlsx": lambda sheet: sheets.as_xlsx([sheet])}


def there_and_back(kind, *texts):
    """The texts of one row after they were written to a file and read again."""
    names = tuple(f"c{place}" for place in range(len(texts)))
    content = WRITERS[kind](Sheet("Guides", ("id", *names), [("row", *texts)]))
    (_header, (number, cells)) = sheets.read(content, "Guides")
    assert number == 2
    found = [cell.text for cell in cells][1:]
    return found + [""] * (len(texts) - len(found))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_nasty_text_comes_back(kind, text):
    assert there_and_back(kind, text) == [sheets.plain(text)]


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text() | st.sampled_from(NASTY), min_size=1, max_size=5))
@example(["'" * 3 + "=x", "", "=\n="])
def test_any_text_comes_back(kind, texts):
    assert there_and_back(kind, *texts) == [sheets.plain(text) for text in texts]


@given(st.text() | st.sampled_from(NASTY))
def test_no_written_text_starts_a_formula(text):
    written = sheets.harmless(sheets.plain(text))
    assert not written.lstrip(" ").startswith(sheets.FORMULA)
    assert sheets.as_meant(written) == sheets.plain(text)


def test_no_cell_of_a_written_file_is_a_formula_or_an_error():
    content = sheets.as_xlsx([Sheet("Guides", ("=1", "#N/A"), [(text, 5) for text in NASTY])])
    page = load_workbook(BytesIO(content))["Guides"]
    types = {cell.data_type for row in page.iter_rows(max_col=1) for cell in row}
    assert types & {"f", "e", "n"} == set()
    text = sheets.as_csv(Sheet("Guides", ("slug",), [(text,) for text in NASTY])).decode("utf-8-sig")
    assert [
        row for row in csv.reader(StringIO(text, newline="")) if row[0].lstrip(" ").startswith(sheets.FORMULA)
    ] == []


def test_text_longer_than_a_cell_is_refused_and_not_cut():
    with pytest.raises(UnreadableFile, match="no cell holds more"):
        sheets.as_csv(Sheet("Guides", ("slug",), [("x" * 32_768,)]))


# Reading what others wrote


def book(*rows, name="Guides", change=None):
    workbook = Workbook()
    page = workbook.active
    page.title = name
    for row in rows:
        page.append(row)
    if change:
        change(page)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def why(content):
    with pytest.raises(UnreadableFile) as refusal:
        sheets.read(content, "Guides")
    return str(refusal.value)


def test_numbers_days_and_ticks_of_spreadsheet_programs_are_read_as_text():
    content = book(["a", "b", "c", "d", "e", "f"], [5.0, 2.5, datetime(2026, 1, 31), date(2026, 1, 31), True, -7])
    assert [cell.text for cell in sheets.read(content, "Guides")[1][1]] == [
        "5", "2.5", "2026-01-31", "2026-01-31", "yes", "-7",
    ]  # fmt: skip


def test_formula_is_named_and_not_worked_out():
    cells = sheets.read(book(["slug"], ["=1+1"]), "Guides")[1][1]
    assert cells == [Cell("", "this is a formula. Write its result as text.")]


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    content = book(["slug"], [], ["walk"], [None], ["", "  "], ["march"])
    assert [(number, cells[0].text) for number, cells in sheets.read(content, "Guides")] == [
        (1, "slug"), (3, "walk"), (6, "march"),
    ]  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_may_have_other_separators_and_a_mark(separator, mark):
    content = mark + f'slug{separator}tips\r\nwalk{separator}"One;\r\nTwo"\r\n'.encode()
    assert [[cell.text for cell in cells] for _number, cells in sheets.read(content, "Guides")] == [
        ["slug", "tips"], ["walk", "One;\nTwo"],
    ]  # fmt: skip


def test_character_that_cannot_be_shown_is_named():
    cells = sheets.read(b"slug,tips\nwalk,a\x00b\n", "Guides")[1][1]
    assert cells[1].problem == "there is a character that cannot be shown. Type the text anew."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty. Choose the spreadsheet again."),
        (b" \r\n ", "This file is empty. Choose the spreadsheet again."),
        (b"\n\nslug\n", "Row 1 is empty. Put the names of the columns there, as in an export."),
        (b"slug,title\nwalk,caf\xe9\n", "Line 2: this is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX."),
        ("slug\nwalk".encode("utf-16"), "This is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX."),
        (b'slug\n"walk\n', "Line 2: the quotation marks do not match. Save it again, or as XLSX."),
        (b"\xd0\xcf\x11\xe0 old", "This is an old or a protected Excel file. Save it as XLSX without a password."),
        (b"PK\x03\x04 damaged", "This spreadsheet is damaged. Save it again as XLSX, then try once more."),
        (b"x" * 5_000_001, "This file is larger than 5 MB. Split it, then import the parts."),
        (b"slug\n" + b"a\n" * 2001, "There are more than 2,000 rows. Split the file, then import the parts."),
        (b"slug" + b"," * 90 + b"x\n", "Row 1 has too many columns. Start from an export."),
        (b'slug\n"' + b"x" * 140_000 + b'"', "Line 2: the quotation marks do not match. Save it again, or as XLSX."),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else "",
)  # fmt: skip
def test_file_that_cannot_be_read_says_why(content, message):
    assert why(content) == message


def test_wrong_sheet_is_named_with_those_there_are():
    assert why(book(["slug"], name="Plan")) == "There is no sheet called “Guides”. This file has: Plan."


def test_too_many_rows_and_columns_of_a_workbook_are_refused():
    assert why(book(["slug"], *[["a"]] * 2001)).startswith("There are more than 2,000 rows.")
    assert why(book([f"c{place}" for place in range(90)])) == "There are too many columns. Start from an export."
    far = book(["slug"], change=lambda page: page.cell(row=30_000, column=1, value="far away"))
    assert why(far) == "There are more than 20,000 rows, most of them empty. Delete the empty rows."


def packed(parts, like=None):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        if like:
            with zipfile.ZipFile(BytesIO(like)) as source:
                for name in source.namelist():
                    if name not in parts:
                        target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


def test_zip_bomb_is_never_unpacked():
    content = packed({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * 40_000_000})
    assert len(content) < 100_000
    assert why(content) == "This file unpacks to far more than a list of guides. Start from an export."


def test_other_zip_files_are_no_spreadsheet():
    assert why(packed({"a.txt": b"x"})) == "This is not an XLSX spreadsheet, whatever its name says."


@pytest.mark.parametrize(
    "sheet",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" '
        b't="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" '
        b't="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>',
        b"<worksheet><sheetData><row",
        b"\x00\xff",
    ],
    ids=["entities", "file", "cut off", "no XML"],
)  # fmt: skip
def test_hostile_xml_is_refused(sheet):
    content = packed({"xl/worksheets/sheet1.xml": sheet}, like=book(["slug"], ["walk"]))
    assert why(content) == "This spreadsheet is damaged. Save it again as XLSX, then try once more."


def test_row_number_without_end_is_refused():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = packed({"xl/worksheets/sheet1.xml": sheet}, like=book(["slug"], ["walk"]))
    assert why(content).startswith("There are more than 20,000 rows")
