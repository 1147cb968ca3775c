"""Papers on a printer: what comes out has the size that was drawn."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter

from kiosk.documents.cards import PrintedCard, card_sheet, single_card
from kiosk.documents.tally_sheet import tally_sheet
from kiosk.errors import Defect, Unavailable
from kiosk.ids import new_card_code
from kiosk.values import CardPaper, Point
from tests.documents.rendering import codes, dark_columns, pages, sizes
from ui.paper.papers import Printed, paper_of, print_paper

pytestmark = pytest.mark.usefixtures("qapp")

POINT = Point("12391", "Thư viện xã Đức Hợp")
MADE_ON = date(2026, 11, 23)
CARDS = [PrintedCard(new_card_code(), "Nguyễn Thị Hường", date(2029, 11, 23), "4A") for _ in range(12)]


def printer_into(file: Path) -> QPrinter:
    """Qt's own printer of files: it draws and spools as for a printer on a cable."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(QSizeF(148, 210), QPageSize.Unit.Millimeter))  # what somebody printed before
    printer.setOutputFileName(str(file))
    return printer


def test_a_card_of_85_6_mm_comes_out_as_85_6_mm(tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    sheet = card_sheet(CARDS, per_page=10, point=POINT, made_on=MADE_ON)
    assert print_paper(sheet, printer_into(out)) == Printed("", 2)
    printed = out.read_bytes()
    assert sizes(printed) == [pytest.approx((210, 297), abs=0.2)] * 2
    first, second = pages(printed, 300)
    for page, top in ((first, 12.0), (second, 12.0)):
        assert dark_columns(page, top - 2.5, 300) == pytest.approx([19.4, 105.0, 190.6], abs=0.1)
    assert [seen.text for page in (first, second) for seen in codes(page, 300)] == [card.code for card in CARDS]
    lowest = codes(first, 300)[-1]
    assert [lowest.left, lowest.top, lowest.side] == pytest.approx([110, 244, 25], abs=0.2)


@pytest.mark.parametrize(
    ("paper", "size"),
    [(CardPaper.CARD, (85.6, 54)), (CardPaper.RECEIPT_80, (80, 112)), (CardPaper.RECEIPT_58, (58, 112))],
)
def test_paper_of_another_size_is_asked_for(tmp_path: Path, paper: CardPaper, size: tuple[float, float]) -> None:
    out = tmp_path / "paper.pdf"
    print_paper(single_card(CARDS[0], paper=paper, point=POINT, made_on=MADE_ON), printer_into(out))
    assert sizes(out.read_bytes()) == [pytest.approx(size, abs=0.2)]
    assert [seen.text for seen in codes(pages(out.read_bytes())[0])] == [CARDS[0].code]


@pytest.mark.parametrize(
    ("width", "height", "paper"),
    [
        (210, 297, CardPaper.A4),
        (148, 210, CardPaper.A4),
        (86, 54, CardPaper.CARD),
        (53.98, 85.6, CardPaper.CARD),
        (58, 210, CardPaper.RECEIPT_58),
        (48, 3_276, CardPaper.RECEIPT_58),
        (80, 200, CardPaper.RECEIPT_80),
        (72, 3_276, CardPaper.RECEIPT_80),
    ],
)
def test_a_card_is_drawn_for_the_paper_that_is_in_the_printer(width: float, height: float, paper: CardPaper) -> None:
    assert paper_of(width, height) is paper


def test_a_lying_page_lies(tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    print_paper(tally_sheet(point=POINT, made_on=MADE_ON), printer_into(out))
    printed = out.read_bytes()
    assert sizes(printed) == [pytest.approx((297, 210), abs=0.2)]
    (page,) = pages(printed, 300)
    edges = dark_columns(page, 148.5, 300)
    assert [edges[0], edges[-1]] == pytest.approx([12, 285], abs=0.2)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says it as well
def test_a_printer_that_takes_nothing_is_told_and_can_be_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    out.mkdir()
    sheet = card_sheet(CARDS, per_page=8, point=POINT, made_on=MADE_ON)
    with pytest.raises(Unavailable, match="paper_not_printed"):
        print_paper(sheet, printer_into(out))
    out.rmdir()
    assert print_paper(sheet, printer_into(out)).pages == 2


def test_what_is_no_paper_is_our_mistake(tmp_path: Path) -> None:
    with pytest.raises(Defect, match="paper_unreadable"):
        print_paper(b"%PDF-1.4 nothing", printer_into(tmp_path / "paper.pdf"))
    assert list(tmp_path.iterdir()) == []
