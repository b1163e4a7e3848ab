"""Spreadsheet files as tables of text: XLSX and CSV, written so that no program works anything out, and read with care.

Pure: nothing here reads the database. What `written` gives, `read` gives back, cell for cell, as `plain` text.
"""

import csv
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO

from django.utils.translation import gettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

MOST_BYTES = 5_000_000
MOST_UNPACKED = 30_000_000  # what an XLSX file may become: a zip bomb says more, and is never unpacked
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 80
LAST_ROW = 20_000  # empty rows count here: some programs save thousands of them
LONGEST_CELL = 32_767  # characters that a cell of a spreadsheet program holds
FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML file can hold
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0", b"PK"
WRAPPED, BOLD = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
SEPARATORS = (",", ";", "\t")


class UnreadableFile(ValueError):
    """The file as a whole cannot be read, or a table cannot be written. The message says why, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """One table to write: its name (at most 31 characters), its header and its rows of text and whole numbers."""

    name: str
    header: tuple
    rows: list


@dataclass(frozen=True)
class Cell:
    """One cell as it was read. `problem` says why its text cannot be used."""

    text: str
    problem: str = ""


EMPTY = Cell("")


# Writing


def plain(value):
    """The value as text that both kinds of file hold unchanged: one sort of line end, nothing unprintable, no space
    around it."""
    text = "" if value is None else str(value)
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_formula(text):
    """Whether a spreadsheet could work this text out, or it could be taken for the harmless form of such a text."""
    return text.lstrip(" ").startswith(FORMULA) or (text.startswith("'") and is_formula(text[1:]))


def harmless(text):
    """The text with an apostrophe before it when a spreadsheet would work it out."""
    return f"'{text}" if is_formula(text) else text


def as_meant(text):
    """The inverse of `harmless`."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def _cell(value):
    if type(value) is int:
        return value
    text = harmless(plain(value))
    if len(text) > LONGEST_CELL:
        raise UnreadableFile(
            gettext("“%(start)s…” has more than %(most)d characters, and no cell holds more. Use the library file.")
            % {"start": text[:40], "most": LONGEST_CELL}
        )
    return text


def as_csv(sheet):
    """One table as comma-separated values in UTF-8, with the mark by which spreadsheet programs know it."""
    written = StringIO()
    csv.writer(written).writerows([_cell(value) for value in row] for row in (sheet.header, *sheet.rows))
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(sheets):
    """Tables as one XLSX file. Every text is written as text, whatever it looks like."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "B2"
        for index in range(len(sheet.header)):
            page.column_dimensions[page_column(index)].width = _width(sheet, index)
        page.append([_styled(page, name, BOLD) for name in sheet.header])
        for row in sheet.rows:
            page.append([_styled(page, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def page_column(index):
    """The letters of a column, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _width(sheet, index):
    longest = max((len(str(row[index]).split("\n", 1)[0]) for row in (sheet.header, *sheet.rows[:200])), default=0)
    return min(max(10, longest + 2), 48)


def _styled(page, value, font=None):
    cell = WriteOnlyCell(page, value=_cell(value))
    if type(value) is not int:
        cell.data_type = "s"  # openpyxl takes texts such as #N/A for errors
    cell.alignment = WRAPPED
    if font:
        cell.font = font
    return cell


# Reading


def read(content, name):
    """The rows of the sheet called `name` in an XLSX file, or of a CSV file, as (row number, [Cell]), without empty
    rows. The first is the header, in row 1.

    `content` is bytes, judged by what they are. Raises UnreadableFile for a file that is too large, damaged, of
    another kind, or without that sheet.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(gettext("This file is larger than 5 MB. Split it, then import the parts."))
    if not content.strip():
        raise UnreadableFile(gettext("This file is empty. Choose the spreadsheet again."))
    if content.startswith(OLD_EXCEL):
        raise UnreadableFile(gettext("This is an old or a protected Excel file. Save it as XLSX without a password."))
    rows = _rows_of_xlsx(content, name) if content.startswith(ZIP) else _rows_of_csv(content)
    found = []
    for number, cells in rows:
        if any(cell.text or cell.problem for cell in cells):
            if len(found) > MOST_ROWS:
                raise UnreadableFile(gettext("There are more than 2,000 rows. Split the file, then import the parts."))
            found.append((number, cells))
    if not found or found[0][0] != 1:
        raise UnreadableFile(gettext("Row 1 is empty. Put the names of the columns there, as in an export."))
    return found


def _rows_of_csv(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(gettext("This is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            gettext("Line %d: this is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX.")
            % (content.count(b"\n", 0, error.start) + 1)
        ) from None
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if len(row) > MOST_COLUMNS:
                raise UnreadableFile(gettext("Row %d has too many columns. Start from an export.") % number)
            yield number, [_read_text(cell) for cell in row]
    except csv.Error:
        raise UnreadableFile(
            gettext("Line %d: the quotation marks do not match. Save it again, or as XLSX.") % reader.line_num
        ) from None


def _separator(text):
    """What divides the columns, by the header: programs set to Dutch or German write semicolons."""
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _rows_of_xlsx(content, name):
    _check_packed(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        names = book.sheetnames
        page = book[name] if name in names else None
        rows = [] if page is None else list(_filled_rows(page))
    except UnreadableFile:
        raise
    except Exception as error:  # a hostile file fails in many ways; each means the same to a person
        raise UnreadableFile(_damaged()) from error
    if page is None:
        raise UnreadableFile(
            gettext("There is no sheet called “%(name)s”. This file has: %(names)s.")
            % {"name": name, "names": ", ".join(names)}
        )
    if any(len(cells) > MOST_COLUMNS for _number, cells in rows):
        raise UnreadableFile(gettext("There are too many columns. Start from an export."))
    return rows


def _damaged():
    return gettext("This spreadsheet is damaged. Save it again as XLSX, then try once more.")


def _filled_rows(page):
    page.reset_dimensions()  # what the file says about its own size is not to be trusted
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        if number > LAST_ROW:
            raise UnreadableFile(gettext("There are more than 20,000 rows, most of them empty. Delete the empty rows."))
        if filled := [place for place, cell in enumerate(row, start=1) if cell.value is not None]:
            yield number, [_read_cell(cell) for cell in row[: filled[-1]]]


# What zipfile raises for bytes that are no ZIP file, that end too early, or that are packed in a way it does not know.
NO_ZIP = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)


def _check_packed(content):
    """Raise UnreadableFile for what would grow beyond all measure. No part is read beyond the size it states."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except NO_ZIP:
        raise UnreadableFile(_damaged()) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(gettext("This file unpacks to far more than a list of guides. Start from an export."))
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnreadableFile(gettext("This is not an XLSX spreadsheet, whatever its name says."))


def _read_cell(cell):
    value = cell.value
    if cell.data_type == "f":
        return Cell("", gettext("this is a formula. Write its result as text."))
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, float) and value.is_integer():
        return Cell(str(int(value)))
    if isinstance(value, datetime) and value.time() == time():
        return Cell(value.date().isoformat())
    if isinstance(value, date) and not isinstance(value, datetime):
        return Cell(value.isoformat())
    return _read_text("" if value is None else str(value))


def _read_text(text):
    if UNFIT.search(text):
        return Cell("", gettext("there is a character that cannot be shown. Type the text anew."))
    return Cell(plain(as_meant(text)))
