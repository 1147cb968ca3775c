"""From a touch to paper: the store's letterhead, the press, one sentence for the screen."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kiosk.errors import Unavailable
from kiosk.ids import slip_of
from kiosk.storage.connection import open_store
from kiosk.usecases.print_papers import AwaitedChild, NamedCard
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, Consent, EntryRef, IssuedCard, Purpose, Sex
from tests.documents.rendering import codes, pages, words
from tests.homes import POINT, KioskHome, StandingClock, opened
from tests.ui.windows import Open
from ui.background import Worker
from ui.paper import printing
from ui.paper.press import Press
from ui.paper.printing import Printing, Told
from ui.widgets.words import broken


class Room:
    """A kiosk with a printer that prints into a file."""

    def __init__(self, qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, out: Path) -> None:
        self.qtbot, self.out = qtbot, out
        self.has_printer = True
        self.told: list[Told] = []
        self.desk = Worker("storage", lambda: open_store(kiosk.home))
        self.press = Press(self._printer)
        self.printing = Printing(self.desk, self.press, clock, self.press)

    def _printer(self) -> QPrinter | None:
        if not self.has_printer:
            return None
        printer = QPrinter()
        printer.setOutputFileName(str(self.out))
        return printer

    def hears(self, count: int = 1) -> Told:
        self.qtbot.waitUntil(lambda: len(self.told) >= count, timeout=20_000)
        return self.told[-1]


@pytest.fixture
def room(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, tmp_path: Path) -> Iterator[Room]:
    made = Room(qtbot, kiosk, clock, tmp_path / "printed.pdf")
    yield made
    made.desk.close()
    made.printing.close()


def a_card(kiosk: KioskHome, clock: StandingClock, name: str) -> IssuedCard:
    with opened(kiosk.home) as store:
        return register_reader(
            store, full_name=name, birth_year=1990, sex=Sex.FEMALE, consent=Consent.READER, clock=clock
        )


def test_a_new_card_is_printed_with_the_points_name(room: Room, kiosk: KioskHome, clock: StandingClock) -> None:
    issued = a_card(kiosk, clock, "Nguyễn Thị Hường")
    room.printing.print(printing.card(NamedCard(issued, "Nguyễn Thị Hường")), room.told.append)
    assert room.hears() == Told("Đã gửi đến máy in.", done=True)
    (page,) = pages(room.out.read_bytes())
    assert [seen.text for seen in codes(page)] == [issued.code]


def test_a_class_goes_into_a_file_where_there_is_no_printer(
    room: Room, kiosk: KioskHome, clock: StandingClock, tmp_path: Path
) -> None:
    room.has_printer = False
    cards = [
        NamedCard(a_card(kiosk, clock, f"Nguyễn Thị {name}"), f"Nguyễn Thị {name}", "4A") for name in ("Hường", "Ẩn")
    ]
    draw = printing.card_sheet(cards, per_page=10)
    room.printing.print(draw, room.told.append)
    refused = room.hears()
    assert not refused.done
    assert refused.text.startswith("Máy này chưa có máy in.")
    file = tmp_path / "the.pdf"
    room.printing.save(draw, file, room.told.append)
    assert room.hears(2) == Told(f"Đã ghi ra tệp {broken(file)}.", done=True)
    (said,) = words(file.read_bytes())
    assert POINT.name in said
    assert f"In ngày {date(2026, 11, 23):%d/%m/%Y}" in said
    assert [seen.text for seen in codes(pages(file.read_bytes())[0])] == [card.issued.code for card in cards]


def test_a_slip_carries_the_entry_that_registered_the_child(room: Room) -> None:
    child = AwaitedChild(EntryRef(1, 42), "Trần Văn Ẩn", 2016, "4A", "Trần Thị Bé")
    room.printing.print(printing.consent_slips([child]), room.told.append)
    assert room.hears().done
    (seen,) = codes(pages(room.out.read_bytes())[0])
    assert str(slip_of(seen.text)) == "1-42"


def test_a_blank_tally_sheet_is_printed(room: Room) -> None:
    room.printing.print(printing.tally_sheet(service_point="Phòng đọc thiếu nhi", by_sex=True), room.told.append)
    assert room.hears().done
    assert len(pages(room.out.read_bytes())) == 1


def test_whether_there_is_a_printer_is_told(room: Room) -> None:
    with room.qtbot.waitSignal(room.printing.printer_known) as known:
        room.printing.look()
    assert known.args == [True]
    room.has_printer = False
    with room.qtbot.waitSignal(room.printing.printer_known) as known:
        room.printing.look()
    assert known.args == [False]


def test_who_printed_hears_of_a_jam_afterwards(room: Room) -> None:
    room.press.troubled.emit(Unavailable("printer_jammed"))
    assert room.told == []  # nobody has printed anything
    room.printing.print(printing.tally_sheet(), room.told.append)
    room.hears()
    room.press.troubled.emit(Unavailable("printer_jammed"))
    assert not room.told[-1].done
    assert room.told[-1].text.startswith("Máy in kẹt giấy.")


def test_the_window_prints_to_the_end_when_it_is_closed(shown: Open, tmp_path: Path) -> None:
    out = tmp_path / "tally.pdf"
    told: list[Told] = []
    shown.window.printing.save(printing.tally_sheet(), out, told.append)
    shown.settled()
    shown.window.close()
    assert len(pages(out.read_bytes())) == 1


def test_the_days_sheet_is_printed_from_the_officers_page(shown: Open, tmp_path: Path) -> None:
    with opened(shown.kiosk.home) as store:
        tally(store, purpose=Purpose.READING, age_band=AgeBand.CHILD, head_count=35, clock=shown.clock)
    out = tmp_path / "day.pdf"

    def printer() -> QPrinter:
        made = QPrinter()
        made.setOutputFileName(str(out))
        return made

    press = Press(printer, shown.window)
    shown.window.__dict__["printing"] = Printing(shown.window.desk, press, shown.clock, shown.window)
    shown.log_in()
    page = shown.window.office.end_of_day
    doors = shown.window.office.console._doors
    doors.buttons()[-1].click()
    shown.settled()
    assert page.isVisible()
    page.print_sheet.click()
    shown.qtbot.waitUntil(lambda: page.sheet_said.text() == "Đã gửi đến máy in.", timeout=20_000)
    assert page.print_sheet.isEnabled()
    assert len(pages(out.read_bytes())) == 1


def test_the_days_sheet_says_what_the_page_says(shown: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(shown.kiosk.home) as store:
        tally(store, purpose=Purpose.READING, age_band=AgeBand.CHILD, head_count=35, clock=shown.clock)
    file = tmp_path / "tong-ket"
    monkeypatch.setattr("ui.officer.end_of_day.QFileDialog.getSaveFileName", lambda *_words: (str(file), ""))
    shown.log_in()
    page = shown.window.office.end_of_day
    shown.window.office.console._doors.buttons()[-1].click()
    shown.settled()
    page.save_sheet.click()
    shown.qtbot.waitUntil(lambda: page.sheet_said.text().startswith("Đã ghi ra tệp"), timeout=20_000)
    (said,) = words(file.with_suffix(".pdf").read_bytes())
    for told in ("Ngày 23/11/2026", "Lượt bạn đọc: 35", "Đọc tại chỗ 35", "Dưới 16 tuổi 35"):
        assert told in said


def test_a_jam_is_told_to_nobody_where_the_page_is_gone(shown: Open) -> None:
    shown.log_in()
    page = shown.window.office.end_of_day
    shown.window.office.console._doors.buttons()[-1].click()
    shown.settled()
    said: list[Callable[[Told], None]] = []
    shown.window.office.print_wanted.connect(lambda _draw, told: said.append(told))
    page.print_sheet.click()
    (told,) = said
    page.deleteLater()
    shown.qtbot.waitUntil(lambda: not isValid(page))
    told(Told("Máy in kẹt giấy.", done=False))
