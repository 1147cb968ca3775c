"""The list of readers that an officer looked for, as a table for another program."""

import csv
import io
from pathlib import Path
from typing import Final

from kiosk.clock import local_day
from kiosk.storage.connection import Store
from kiosk.usecases.find_readers import FoundReader, Order, find_readers
from kiosk.usecases.save_paper import save_paper
from kiosk.values import Consent, Sex

_HEADINGS: Final = (
    "Họ và tên",
    "Năm sinh",
    "Giới tính",
    "Lớp",
    "Tình trạng",
    "Ngày đăng ký",
    "Đến gần nhất",
    "Thẻ đến",
)
_SEXES: Final = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ", Sex.UNKNOWN: ""}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_ALL: Final = 1_000_000


def export_readers(store: Store, wanted: str, order: Order, file: Path) -> int:
    """Write all readers who are looked for into `file`, and say how many.

    CSV in UTF-8 with the mark and the semicolons by which a spreadsheet in Vietnamese knows it; no cell is a formula.
    For its owner's eyes alone. Raises Unavailable(`paper_not_saved`).
    """
    found = find_readers(store, wanted, order=order, most=_ALL).readers
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";", lineterminator="\r\n")
    rows.writerow(_HEADINGS)
    rows.writerows([_harmless(cell) for cell in _cells(reader)] for reader in found)
    save_paper(table.getvalue().encode("utf-8-sig"), file)
    return len(found)


def _cells(reader: FoundReader) -> tuple[str, ...]:
    standing = (
        ("đã xin xóa", reader.erasure_asked_at is not None),
        ("chờ duyệt", not reader.approved),
        ("chờ phụ huynh", reader.consent is Consent.AWAITED),
        ("cán bộ", reader.staff),
    )
    return (
        reader.full_name,
        str(reader.birth_year or ""),
        _SEXES[reader.sex],
        reader.school_class,
        ", ".join(word for word, holds in standing if holds),
        f"{local_day(reader.registered_at):%d/%m/%Y}",
        "" if reader.last_visit is None else f"{local_day(reader.last_visit):%d/%m/%Y}",
        "" if reader.valid_until is None else f"{reader.valid_until:%d/%m/%Y}",
    )


def _harmless(cell: str) -> str:
    """A name that begins like a formula is text all the same."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
