"""A school's list out of a file: CSV in whatever encoding is clear, or an XLSX's first sheet. Cells become text."""

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from kiosk.errors import Refused

LARGEST: Final = 5_000_000
"""Bytes of the file."""
LARGEST_UNPACKED: Final = 60_000_000
"""Bytes of what an XLSX unpacks to; a school's largest list takes 2 MB."""
MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 60
_LONGEST_CELL: Final = 300
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_SEPARATORS: Final = ";,\t|"


def table_in(file: Path) -> list[list[str]]:
    """The rows of a list, every cell as text, dates as yyyy-mm-dd.

    Raises Refused(`list_missing` | `list_too_large` | `list_of_old_excel` | `list_unreadable`).
    """
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError:
        raise Refused("list_missing") from None
    if len(raw) > LARGEST:
        raise Refused("list_too_large")
    if raw.startswith(_OLD_EXCEL):
        raise Refused("list_of_old_excel")
    rows = _bounded(_sheet(raw) if raw.startswith(_ZIP) else _separated(raw))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _bounded(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    table: list[list[str]] = []
    for row in rows:
        if len(table) >= MOST_ROWS:
            raise Refused("list_too_large")
        table.append([_text(cell)[:_LONGEST_CELL] for cell, _ in zip(row, range(MOST_COLUMNS), strict=False)])
    return table


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _sheet(raw: bytes) -> list[list[object]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                raise Refused("list_too_large")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a size that is not true
            found: list[list[object]] = []
            for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
                found.append(list(row))
                if len(found) > MOST_ROWS:
                    raise Refused("list_too_large")
            return found
        finally:
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        OSError,
        SyntaxError,
    ):
        raise Refused("list_unreadable") from None  # SyntaxError: the XML parser's ParseError is one


def _separated(raw: bytes) -> list[list[str]]:
    text = _decoded(raw)
    if "\x00" in text:
        raise Refused("list_unreadable")
    sample = "\n".join(text.splitlines()[:40])
    separator = max(_SEPARATORS, key=sample.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise Refused("list_unreadable") from None


def _decoded(raw: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so; else Windows' Vietnamese page, whose tones stand apart.

    Older encodings (TCVN3, VNI) decode by that too; rules/school_list.py notices the letters.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            try:
                return unicodedata.normalize("NFC", raw.decode(encoding))
            except UnicodeDecodeError:
                raise Refused("list_unreadable") from None
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))
