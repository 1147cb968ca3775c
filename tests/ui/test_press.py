"""The press: papers are printed and saved beside the window, and a printer in trouble is told in words."""

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from kiosk.documents.cards import PrintedCard, card_sheet
from kiosk.errors import KioskError
from kiosk.ids import new_card_code
from kiosk.values import CardPaper, Point
from tests.documents.rendering import codes, pages
from ui.paper.papers import Printed
from ui.paper.press import Press, Standing, standing, trouble_in
from ui.texts import sentence

CARDS = [PrintedCard(new_card_code(), "Nguyễn Thị Hường", date(2029, 11, 23)) for _ in range(3)]
SHEET = card_sheet(CARDS, per_page=8, point=Point("12391", "Thư viện xã Đức Hợp"), made_on=date(2026, 11, 23))
ATTRIBUTES = (
    "copies=1 device-uri=usb://x job-cancel-after=10800 printer-info='Máy in' printer-is-accepting-jobs=true "
    "printer-state=4 printer-state-change-time=1795408165 printer-state-reasons={} printer-type=131076"
)
"""What `lpoptions -p` of CUPS 2.4 says, shortened."""


def drawn(paper: CardPaper) -> bytes:
    assert paper is CardPaper.A4
    return SHEET


class Desk:
    """A screen that uses the press, and what it heard."""

    def __init__(self, qtbot: QtBot, tmp_path: Path) -> None:
        self.out, self.qtbot = tmp_path / "printed.pdf", qtbot
        self.has_printer = True
        self.heard: list[object] = []
        self.press = Press(self.printer, look_every=20)
        self.press.troubled.connect(self.heard.append)

    def printer(self) -> QPrinter | None:
        if not self.has_printer:
            return None
        printer = QPrinter()
        printer.setOutputFileName(str(self.out))
        return printer

    def hears(self, count: int = 1) -> list[object]:
        self.qtbot.waitUntil(lambda: len(self.heard) >= count, timeout=20_000)
        return self.heard


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.press.close()


def code(heard: object) -> str:
    assert isinstance(heard, KioskError)
    return heard.code


def test_a_paper_is_printed_while_the_window_lives(desk: Desk) -> None:
    desk.press.print(drawn, desk.heard.append, desk.heard.append)
    assert desk.heard == []
    assert desk.hears() == [Printed("", 1)]
    assert [seen.text for seen in codes(pages(desk.out.read_bytes())[0])] == [card.code for card in CARDS]


def test_papers_are_printed_one_after_the_other_and_to_the_end_when_the_press_is_closed(desk: Desk) -> None:
    desk.press.print(drawn, desk.heard.append, desk.heard.append)
    desk.press.close()
    assert [seen.text for seen in codes(pages(desk.out.read_bytes())[0])] == [card.code for card in CARDS]


def test_without_a_printer_the_screen_is_told_and_the_paper_goes_into_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.has_printer = False
    desk.press.look(desk.heard.append)
    desk.press.print(drawn, desk.heard.append, desk.heard.append)
    found, refusal = desk.hears(2)
    assert found is False
    assert code(refusal) == "no_printer"
    file = tmp_path / "the-ban-doc.pdf"
    desk.press.save(drawn, file, desk.heard.append, desk.heard.append)
    assert desk.hears(3)[2] == file
    assert file.read_bytes() == SHEET
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_printer_that_is_there_is_found(desk: Desk) -> None:
    desk.press.look(desk.heard.append)
    assert desk.hears() == [True]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says it as well
def test_nothing_is_lost_when_the_printer_takes_nothing(desk: Desk) -> None:
    desk.out.mkdir()
    desk.press.print(drawn, desk.heard.append, desk.heard.append)
    assert code(desk.hears()[0]) == "paper_not_printed"
    desk.out.rmdir()
    desk.press.print(drawn, desk.heard.append, desk.heard.append)
    assert desk.hears(2)[1] == Printed("", 1)


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left_lying(desk: Desk, tmp_path: Path) -> None:
    desk.press.save(drawn, tmp_path / "not there" / "the.pdf", desk.heard.append, desk.heard.append)
    (refusal,) = desk.hears()
    assert code(refusal) == "paper_not_saved"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("reasons", "meant"),
    [
        ("none", ""),
        ("media-empty-error", "printer_empty"),
        ("media-needed", "printer_empty"),
        ("media-empty-error,media-jam-error", "printer_jammed"),
        ("toner-empty-error", "printer_inkless"),
        ("toner-low-report", ""),
        ("media-empty-warning", ""),
        ("cover-open-report", "printer_open"),
        ("offline-report", "printer_away"),
        ("connecting-to-device", "printer_away"),
        ("paused", "printer_stopped"),
    ],
)
def test_what_a_printer_says_of_itself_is_told_in_words(reasons: str, meant: str) -> None:
    assert trouble_in(ATTRIBUTES.format(reasons)) == meant
    if meant:
        assert "Mã lỗi" not in str(sentence(KioskError(meant)))


def test_a_server_that_says_nothing_of_reasons_is_taken_as_it_is() -> None:
    assert trouble_in("") == ""
    assert trouble_in("printer-state=5") == "printer_stopped"
    assert trouble_in("printer-state=4") == ""


class Cups:
    """CUPS' own two commands as programs on the PATH, saying what was recorded of a real server."""

    def __init__(self, folder: Path) -> None:
        self.attributes, self.queue = folder / "attributes", folder / "queue"
        for name, told in (("lpoptions", self.attributes), ("lpstat", self.queue)):
            program = folder / name
            program.write_text(f'#!/bin/sh\ncat "{told}"\n', encoding="utf-8")
            program.chmod(0o755)
        self.says("none", "mayin-2  root  1110016  Mon Nov 23 04:29:25 2026\n")

    def says(self, reasons: str, queue: str) -> None:
        self.attributes.write_text(ATTRIBUTES.format(reasons), encoding="utf-8")
        self.queue.write_text(queue, encoding="utf-8")


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    folder = tmp_path / "cups"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return Cups(folder)


def test_a_printer_that_runs_out_of_paper_afterwards_is_told_once(desk: Desk, cups: Cups) -> None:
    cups.says("media-empty-error", "mayin-2  root  1110016  Mon Nov 23 04:29:25 2026\n")
    desk.press.watch("mayin")
    assert [code(heard) for heard in desk.hears()] == ["printer_empty"]
    cups.says("none", "")
    desk.qtbot.waitUntil(lambda: not desk.press.watching, timeout=20_000)
    assert len(desk.heard) == 1


@pytest.mark.usefixtures("desk")
def test_a_printer_is_asked_for_its_trouble_and_its_queue(cups: Cups) -> None:
    assert standing("mayin") == Standing("", waiting=True)
    cups.says("media-jam-error", "")
    assert standing("mayin") == Standing("printer_jammed", waiting=False)


@pytest.mark.usefixtures("desk")
def test_without_cups_qt_alone_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert standing("mayin") == Standing("printer_stopped", waiting=True)  # there is no such printer
