"""A school's list: read in every clear encoding, looked over row by row, written for the whole class or nobody."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kiosk.documents.school_list import LARGEST, MOST_ROWS, table_in
from kiosk.errors import KioskError, Refused
from kiosk.rules.school_list import Column, understood
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.find_readers import Order, find_readers
from kiosk.usecases.register_class import look_over, register_class
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Consent, Sex
from tests.homes import StandingClock, new_reader

YEAR = 2026
LIST = """Trường Tiểu học Đức Hợp;;;;;
DANH SÁCH HỌC SINH LỚP 4A;;;;;
STT;Họ và tên;Ngày sinh;Giới tính;Phụ huynh;Đồng ý
1;Nguyễn Thị Hường;12/05/2016;Nữ;Nguyễn Văn Hùng;x
2;Phạm Minh Khôi;2016;Nam;Phạm Văn Hòa;
3;Trần Đức Anh;31/02/2016;Nam;;
4;Lê Thảo My;;Nữ;;
;Tổng số: 4 học sinh;;;;
"""


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "lop-4a.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def sheet(folder: Path, rows: list[list[object]], name: str = "lop.xlsx") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(folder / name)
    return folder / name


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=f"^{code}$")


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_in_every_clear_encoding(tmp_path: Path, encoding: str) -> None:
    found = understood(table_in(written(tmp_path, LIST, encoding)), YEAR)
    assert [pupil.full_name for pupil in found.pupils] == ["Nguyễn Thị Hường", "Phạm Minh Khôi"]


def test_windows_vietnamese_page_is_read_with_its_tones(tmp_path: Path) -> None:
    bases = {
        "ễ": "ê\u0303",
        "ị": "i\u0323",
        "ờ": "ơ\u0300",
        "ọ": "o\u0323",
        "ồ": "ô\u0300",
        "ạ": "a\u0323",
        "ả": "a\u0309",
    }
    text = "Họ và tên,Năm sinh\nNguyễn Thị Hường,2016\nPhạm Thảo,2016\n"
    for letter, parts in bases.items():
        text = text.replace(letter, parts)
    found = understood(table_in(written(tmp_path, text, "cp1258")), YEAR)
    assert [pupil.full_name for pupil in found.pupils] == ["Nguyễn Thị Hường", "Phạm Thảo"]


@pytest.mark.parametrize(
    "raw",
    [
        "Hä vµ tªn;N¨m sinh\nNguyÔn ThÞ H\xadêng;2016\nPh¹m Minh Kh«i;2016\n".encode("latin-1"),
        "Hoï vaø teân;Naêm sinh\nNguyeãn Thò Höôøng;2016\nPhaïm Minh Khoâi;2016\n".encode("latin-1"),
    ],
    ids=["TCVN3", "VNI"],
)
def test_older_encodings_are_told_apart_and_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "cu.csv"
    file.write_bytes(raw)
    with refused("list_old_encoding"):
        understood(table_in(file), YEAR)


def test_older_fonts_inside_a_sheet_are_noticed_too(tmp_path: Path) -> None:
    file = sheet(tmp_path, [["Hä vµ tªn", "N¨m sinh"], ["NguyÔn ThÞ Hµ", 2016]])
    with refused("list_old_encoding"):
        understood(table_in(file), YEAR)


def test_a_sheet_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        [
            ["Trường Tiểu học Đức Hợp"],
            [None, "TT", "Họ và tên", None, "Ngày sinh", "Nữ", "Lớp"],
            [None, 1, "Nguyễn Thị", "Hường", date(2016, 5, 12), "x", "4A"],
            [None, 2.0, "Phạm Minh", "Khôi", 2016.0, None, "4A"],
            [None, 3, "Đỗ Tuấn", "Anh", "03/04/16", None, "4B"],
        ],
    )
    found = understood(table_in(file), YEAR)
    assert [(pupil.full_name, pupil.birth_year, pupil.sex, pupil.school_class) for pupil in found.pupils] == [
        ("Nguyễn Thị Hường", 2016, Sex.FEMALE, "4A"),
        ("Phạm Minh Khôi", 2016, Sex.MALE, "4A"),
        ("Đỗ Tuấn Anh", 2016, Sex.MALE, "4B"),
    ]
    assert {Column.FAMILY, Column.GIVEN, Column.GIRL} <= set(found.columns)


@pytest.mark.parametrize(
    "heading",
    [
        "STT,Họ và tên,Ngày tháng năm sinh,Lớp",
        "stt,HỌ TÊN HỌC SINH,Năm sinh,Lớp",
        "TT\tHọ tên\tNgày sinh\tLớp",
        "TT|Tên học sinh|NGÀY SINH|Tên lớp",
        "TT;Họ, tên;Ngày, tháng, năm sinh;Lớp",
    ],
)
def test_headings_are_known_without_marks_however_they_are_written(tmp_path: Path, heading: str) -> None:
    row = "1,Vũ Quỳnh,2015,5A"
    separator = next(sign for sign in "\t|;," if sign in heading)
    [pupil] = understood(table_in(written(tmp_path, f"{heading}\n{row.replace(',', separator)}")), YEAR).pupils
    assert (pupil.full_name, pupil.birth_year, pupil.school_class) == ("Vũ Quỳnh", 2015, "5A")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list_without_names"),
        (b"a;b;c\n1;2;3\n", "list_without_names"),
        ("Họ và tên;Năm sinh\n".encode(), "list_empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "list_of_old_excel"),
        (b"PK\x03\x04" + bytes(100), "list_unreadable"),
        (b"\xff\xfe\x00", "list_unreadable"),
        (bytes(1_000), "list_unreadable"),
        (b"x" * (LARGEST + 1), "list_too_large"),
        (b"a\n" * (MOST_ROWS + 1), "list_too_large"),
    ],
)
def test_what_is_no_list_is_told_as_such(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "danh-sach"
    file.write_bytes(content)
    with refused(code):
        understood(table_in(file), YEAR)


def test_a_list_that_is_not_there_and_one_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    with refused("list_missing"):
        table_in(tmp_path / "khong-co.csv")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(61_000_000))
    with refused("list_too_large"):
        table_in(bomb)


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_file_whatever_is_in_it_brings_the_kiosk_down(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "any"
    for content in (raw, b"PK\x03\x04" + raw, "Họ tên;Năm sinh\n".encode() + raw):
        file.write_bytes(content)
        told = ""
        try:
            understood(table_in(file), YEAR)
        except KioskError as error:
            told = error.code
        assert told == "" or told.startswith("list_")


@pytest.mark.parametrize("spoilt", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_sheet_whose_insides_are_broken_is_refused(tmp_path: Path, spoilt: str) -> None:
    good = sheet(tmp_path, [["Họ và tên", "Năm sinh"], ["Vũ Quỳnh", 2015]])
    bad = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if name == spoilt else old.read(name))
    file = tmp_path / "bad.xlsx"
    file.write_bytes(bad.getvalue())
    with refused("list_unreadable"):
        table_in(file)


# ---- looking over ----------------------------------------------------------------------------------------------------


def test_a_rows_own_fault_is_told_and_the_others_stand(tmp_path: Path) -> None:
    found = understood(table_in(written(tmp_path, LIST)), YEAR)
    assert [(flaw.line, flaw.name, flaw.code) for flaw in found.flaws] == [
        (6, "Trần Đức Anh", "birth_year_not_understood"),
        (7, "Lê Thảo My", "birth_year_missing"),
    ]
    assert found.title_class == "4A"
    assert {pupil.school_class for pupil in found.pupils} == {"4A"}


def test_consent_stands_only_where_the_row_says_so(tmp_path: Path) -> None:
    heading = "Họ và tên;Năm sinh;Phụ huynh;Nhà trường giữ phiếu đồng ý của phụ huynh\n"
    rows = "".join(
        f"Em {letter};{year};Cha {letter};{said}\n"
        for letter, year, said in (
            ("Anh", 2016, "Có"),
            ("Bình", 2016, "x"),
            ("Chi", 2016, ""),
            ("Dũng", 2016, "Không"),
            ("Giang", 2016, "chưa có"),
            ("Hoa", 2005, "có"),
            ("Khánh", 2005, ""),
        )
    )
    found = understood(table_in(written(tmp_path, heading + rows)), YEAR)
    assert [pupil.consent for pupil in found.pupils] == [
        Consent.REPRESENTATIVE,
        Consent.REPRESENTATIVE,
        Consent.AWAITED,
        Consent.AWAITED,
        Consent.AWAITED,
        Consent.READER,
    ]
    assert [flaw.code for flaw in found.flaws] == ["own_consent_missing"]


def test_looking_over_writes_nothing_and_shows_who_is_here_already(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    new_reader(store, clock, full_name="Nguyễn Thị Hường", birth_year=2016)
    entries = verify_journal(store)
    preview = look_over(store, written(tmp_path, LIST + "9;Pham Minh Khoi;2016;Nam;;\n"), clock=clock)
    assert verify_journal(store) == entries
    assert [pupil.full_name for pupil in preview.pupils] == ["Nguyễn Thị Hường", "Phạm Minh Khôi", "Pham Minh Khoi"]
    assert preview.alike == {4, 9}
    assert [pupil.full_name for pupil in preview.chosen(despite_likeness=False)] == ["Phạm Minh Khôi"]
    assert len(preview.chosen(despite_likeness=True)) == 3


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_thirty_five_children_get_their_cards_at_once(store: Store, clock: StandingClock, tmp_path: Path) -> None:
    rows = "".join(f"{n};Nguyễn Văn Bé {n};{2016};Nam;Cha {n};{'x' if n % 5 else ''}\n" for n in range(1, 36))
    file = written(tmp_path, "STT;Họ tên;Năm sinh;Giới tính;Phụ huynh;Đồng ý\n" + rows)
    entries = verify_journal(store)
    cards = register_class(store, look_over(store, file, clock=clock).pupils, clock=clock)
    assert verify_journal(store) == entries + 1 + 2 * 35, "the boot, and two entries for each"
    assert len({card.code for card in cards}) == 35
    assert [card.full_name for card in cards][:2] == ["Nguyễn Văn Bé 1", "Nguyễn Văn Bé 2"]
    waiting = [card for card in cards if card.slip]
    assert [(card.full_name, card.representative) for card in waiting][:1] == [("Nguyễn Văn Bé 5", "Cha 5")]
    assert len(waiting) == 7
    found = find_readers(store, order=Order.NEWEST, most=100).readers
    assert sum(reader.consent is Consent.AWAITED for reader in found) == 7
    assert {reader.representative for reader in found if reader.consent is Consent.AWAITED} == {""}
    assert "Cha 1" in {reader.representative for reader in found}
    assert check_in(store, cards[-1].code, clock=clock).known


def test_one_row_that_cannot_be_written_keeps_the_whole_class_out(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    pupils = list(look_over(store, written(tmp_path, LIST), clock=clock).pupils)
    entries = verify_journal(store)
    broken = [*pupils, type(pupils[0])(9, "", 2016, Sex.MALE, "", "", Consent.AWAITED)]
    with refused("name_missing"):
        register_class(store, broken, clock=clock)
    assert verify_journal(store) == entries
    assert find_readers(store).total == 0
    with refused("list_empty"):
        register_class(store, [], clock=clock)
