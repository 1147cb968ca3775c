"""The registrar's two buttons: a card and a slip on paper, where there is a printer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from kiosk.ids import slip_of
from kiosk.usecases.register_reader import register_reader
from kiosk.values import Consent, Sex
from tests.documents.rendering import codes, pages
from tests.homes import opened
from tests.ui.windows import Open
from ui.paper.press import Press
from ui.paper.printing import Printing
from ui.reception.registrar import NewCard
from ui.visitor.card_shown import CardShown
from ui.visitor.register_form import Application

CHILD = Application("Trần Văn Ẩn", 2016, Sex.MALE, Consent.AWAITED, "", despite_likeness=True)


class Paper:
    """The kiosk's printer, which prints into a file; taken away and put back by a test."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.here = True

    def printer(self) -> QPrinter | None:
        if not self.here:
            return None
        printer = QPrinter()
        printer.setOutputFileName(str(self.out))
        return printer


@pytest.fixture
def paper(shown: Open, tmp_path: Path) -> Iterator[Paper]:
    """The window's way to a printer leads to this one."""
    made = Paper(tmp_path / "printed.pdf")
    press = Press(made.printer, shown.window)
    shown.window.__dict__["printing"] = Printing(shown.window.desk, press, shown.clock, shown.window)
    yield made
    press.close()


def registered(shown: Open) -> NewCard:
    with opened(shown.kiosk.home) as store:
        issued = register_reader(
            store,
            full_name=CHILD.full_name,
            birth_year=CHILD.birth_year,
            sex=CHILD.sex,
            consent=CHILD.consent,
            clock=shown.clock,
        )
    return NewCard(issued, CHILD)


def begin(shown: Open) -> None:
    with shown.qtbot.waitSignal(shown.window.printing.printer_known):
        shown.window.reception.registration_chosen.emit()
    shown.settled()


def test_a_printer_is_offered_only_where_there_is_one(shown: Open, paper: Paper) -> None:
    assert not shown.window.registrar.can_print
    begin(shown)
    assert shown.window.registrar.can_print
    paper.here = False
    begin(shown)
    assert not shown.window.registrar.can_print


def test_card_and_slip_of_a_child_are_printed_and_told_beside_the_code(shown: Open, paper: Paper) -> None:
    begin(shown)
    new = registered(shown)
    shown.window.registrar._show(new)
    page = shown.window.registrar.page
    assert isinstance(page, CardShown)
    page.card.click()
    shown.qtbot.waitUntil(lambda: page.told.text() == "Đã gửi đến máy in.", timeout=20_000)
    assert [seen.text for seen in codes(pages(paper.out.read_bytes())[0])] == [new.issued.code]
    paper.out.unlink()
    page.say("")
    page.slip.click()
    shown.qtbot.waitUntil(lambda: page.told.text() == "Đã gửi đến máy in.", timeout=20_000)
    (seen,) = codes(pages(paper.out.read_bytes())[0])
    slip = slip_of(seen.text)
    assert slip is not None
    assert (slip.epoch, slip.seq) == new.issued.reader


def test_a_printer_that_went_away_is_told_beside_the_code(shown: Open, paper: Paper) -> None:
    begin(shown)
    shown.window.registrar._show(registered(shown))
    page = shown.window.registrar.page
    assert isinstance(page, CardShown)
    paper.here = False
    page.card.click()
    shown.qtbot.waitUntil(lambda: page.told.text().startswith("Máy này chưa có máy in."), timeout=20_000)
    assert not paper.out.exists()
