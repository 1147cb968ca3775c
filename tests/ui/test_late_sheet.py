"""«Nhập bù từ phiếu»: a day on paper comes in box by box and is saved as a whole."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.name_service_point import name_service_point
from kiosk.values import AgeBand, GroupKind, Method, Purpose, Sex
from tests.homes import opened
from tests.ui.windows import Open
from ui.app import make_application
from ui.officer.late import LateSheet
from ui.theme import Theme

YESTERDAY = date(2026, 11, 22)


@pytest.fixture
def late(shown: Open) -> LateSheet:
    with opened(shown.kiosk.home) as store:
        name_service_point(store, "Phòng đọc", clock=shown.clock)
    shown.log_in()
    shown.open_room("Lượt đến")
    shown.window.office.visits.paper.click()
    late = shown.window.office.visits.late
    late.day_step.before.click()
    shown.settled()
    return late


@pytest.fixture
def sheet(qtbot: QtBot) -> LateSheet:
    """The sheet without a window around it."""
    make_application()
    sheet = LateSheet(Theme())
    qtbot.addWidget(sheet)
    sheet.show_today(date(2026, 11, 23))
    return sheet


def press(late: LateSheet, *digits: int) -> None:
    for digit in digits:
        late.keypad.digit_pressed.emit(digit)


def test_a_sheet_goes_in_with_its_boxes_hours_groups_and_room(shown: Open, late: LateSheet) -> None:
    late.row_step.more.click()  # from «Cả ngày» to 5–6 h
    for _ in range(3):
        late.row_step.more.click()
    press(late, 1, 2)
    late.grid.boxes[AgeBand.SENIOR, Purpose.INTERNET].click()
    press(late, 3)
    late.groups.kinds[GroupKind.SCHOOL_CLASS].click()
    press(late, 3, 5)
    late.groups.label.setText("Lớp 5A")
    late.groups.add.click()
    late.rooms[1].click()
    assert late.total.text() == "Cả phiếu: 50 lượt"
    assert late.save.text() == "Ghi 50 lượt · 22/11/2026"
    late.save.click()
    late.save.click()
    shown.settled()
    assert late.said.text() == "Đã ghi 50 lượt vào Chủ nhật, 22/11/2026."
    assert not late.save.isEnabled()
    assert late.entered_before.text().startswith("Đã nhập bù trước đây cho ngày này: 50 lượt.")
    with opened(shown.kiosk.home) as store:
        day = list_visits(store, YESTERDAY, clock=shown.clock)
    told = {(one.now.age_band, one.now.purpose, one.now.group, one.heads, one.label) for one in day.visits}
    assert told == {
        (AgeBand.CHILD, Purpose.READING, GroupKind.NONE, 12, ""),
        (AgeBand.SENIOR, Purpose.INTERNET, GroupKind.NONE, 3, ""),
        (AgeBand.UNKNOWN, Purpose.CLASS_OR_CLUB, GroupKind.SCHOOL_CLASS, 35, "Lớp 5A"),
    }
    assert {(one.service_point, one.late, one.method) for one in day.visits} == {("Phòng đọc", True, Method.TALLIED)}
    late.back.click()
    shown.settled()
    page = shown.window.office.visits
    assert page.title.text() == "Lượt đến · 0"  # the present day; the sheet's own is a step away
    page.day_step.before.click()
    shown.settled()
    assert {row.mark for row in page.roll.rows} == {"Nhập bù"}


def test_sums_beside_their_hours_are_not_taken(sheet: LateSheet) -> None:
    press(sheet, 9)
    sheet.row_step.more.click()
    press(sheet, 9)
    assert "Chỉ nhập một trong hai" in sheet.said.text()
    assert not sheet.save.isEnabled()
    sheet.keypad.cleared.emit()
    assert sheet.save.isEnabled()
    assert sheet.total.text() == "Cả phiếu: 9 lượt"


def test_men_and_women_stand_in_columns_of_their_own(shown: Open, late: LateSheet) -> None:
    late.sexes[Sex.MALE].click()
    press(late, 4)
    late.sexes[Sex.FEMALE].click()
    press(late, 6)
    late.methods[Method.ESTIMATED].click()
    late.save.click()
    shown.settled()
    with opened(shown.kiosk.home) as store:
        day = list_visits(store, YESTERDAY, clock=shown.clock)
    assert {(one.now.sex, one.heads, one.method) for one in day.visits} == {
        (Sex.MALE, 4, Method.ESTIMATED),
        (Sex.FEMALE, 6, Method.ESTIMATED),
    }


def test_the_keys_begin_a_box_anew_and_stop_at_five_hundred(sheet: LateSheet) -> None:
    box = sheet.grid.boxes[AgeBand.CHILD, Purpose.READING]
    press(sheet, 9, 9, 9, 9)
    assert box.text() == "500"
    sheet.grid.boxes[AgeBand.YOUTH, Purpose.READING].click()
    press(sheet, 7)
    box.click()
    press(sheet, 8)
    assert box.text() == "8"
    sheet.keypad.erased.emit()
    assert box.text() == "–"


def test_a_group_needs_heads_and_a_kind_and_can_be_taken_back(sheet: LateSheet) -> None:
    sheet.groups.heads.click()
    press(sheet, 2, 0)
    assert not sheet.groups.add.isEnabled()
    sheet.groups.kinds[GroupKind.CLUB].click()
    press(sheet, 2, 0)
    sheet.groups.add.click()
    assert sheet.total.text() == "Cả phiếu: 20 lượt"
    sheet.groups.dropped.emit(0)
    assert sheet.total.text() == "Cả phiếu: 0 lượt"


def test_what_was_typed_outlives_the_lock(shown: Open, late: LateSheet) -> None:
    press(late, 4, 1)
    shown.window.office.console.lock.click()
    shown.log_in()
    shown.open_room("Lượt đến")
    shown.window.office.visits.paper.click()
    assert late.total.text() == "Cả phiếu: 41 lượt"
    assert late.day_step.day == YESTERDAY


def test_a_blank_sheet_goes_into_a_file(qtbot: QtBot, shown: Open, late: LateSheet, tmp_path: Path) -> None:
    file = tmp_path / "phieu.pdf"
    late.file_chosen.emit(file, "Phòng đọc", True)
    qtbot.waitUntil(late.paper_said.isVisible)
    assert file.read_bytes().startswith(b"%PDF")
    assert "phieu.pdf" in late.paper_said.text()
