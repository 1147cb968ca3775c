"""Papers go onto paper as they are drawn: 85.6 mm come out as 85.6 mm, whatever the printer would like to fit.

No screen waits for it: ui/paper/press.py does all of this on a thread of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from kiosk.errors import Defect, Unavailable
from kiosk.values import CardPaper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

_FINEST: Final = 600
"""Dots an inch: what finer printers are given, since four times the dots bring nothing that an eye sees on a card."""
_STRIP: Final = 512
"""Rows that are drawn at once: 10 MB for A4 at 600 dots an inch, where a whole page would take 139."""
_POINTS: Final = 72


class Printed(NamedTuple):
    """A paper that the printer's queue has taken. `printer`: its name, "" where it is a file."""

    printer: str
    pages: int


def usual_printer() -> QPrinter | None:
    """The printer that this machine prints to, on A4; None where there is none. Loaded at the first use."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    usual = QPrinterInfo.defaultPrinter()
    if usual.isNull():
        return None
    printer = QPrinter(usual, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer


def card_paper(printer: QPrinter) -> CardPaper:
    """What a single card should be drawn for on this printer, by the paper that its driver usually has in it."""
    from PySide6.QtPrintSupport import QPrinterInfo

    usual = QPrinterInfo(printer).defaultPageSize()
    if not usual.isValid():
        return CardPaper.A4
    size = usual.size(QPageSize.Unit.Millimeter)
    return paper_of(size.width(), size.height())


def paper_of(width: float, height: float) -> CardPaper:
    """What a card is drawn for on paper of this size in mm: rolls are narrow, whatever length their driver names."""
    narrow, long = sorted((width, height))
    if narrow <= 55 and long <= 90:
        return CardPaper.CARD
    if narrow <= 60:
        return CardPaper.RECEIPT_58
    return CardPaper.RECEIPT_80 if narrow <= 83 else CardPaper.A4


def print_paper(paper: bytes, printer: QPrinter) -> Printed:
    """Put a PDF onto `printer`, every page true to size and without the printer's own margins.

    Raises Unavailable(`printer_stopped`) where the printer says that it stands still, Unavailable(`paper_not_printed`)
    when it does not take the paper, and Defect(`paper_unreadable`). Nothing is lost then: it can be printed again.
    """
    from PySide6.QtPdf import QPdfDocument

    data = QBuffer()
    data.setData(QByteArray(paper))
    data.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(data)
    try:
        if document.status() is not QPdfDocument.Status.Ready:
            raise Defect("paper_unreadable")
        _ensure_running(printer)
        return Printed(printer.printerName(), _put(document, printer))
    finally:
        document.close()


def _ensure_running(printer: QPrinter) -> None:
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    stopped = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    if not printer.outputFileName() and QPrinterInfo(printer).state() in stopped:
        raise Unavailable("printer_stopped")


def _put(document: QPdfDocument, printer: QPrinter) -> int:
    """Draw all pages, and say how many."""
    if printer.resolution() > _FINEST:
        printer.setResolution(_FINEST)
    printer.setFullPage(True)
    painter = QPainter()
    try:
        taken = _draw_pages(document, painter, printer)
    finally:
        ended = painter.isActive() and painter.end()
    if not (taken and ended):
        raise Unavailable("paper_not_printed")
    return document.pageCount()


def _draw_pages(document: QPdfDocument, painter: QPainter, printer: QPrinter) -> bool:
    """Whether the printer took every page. What it had taken of a paper that it breaks off is thrown away."""
    for page in range(document.pageCount()):
        _lay_out(printer, document.pagePointSize(page))
        if not (printer.newPage() if page else painter.begin(printer)):
            printer.abort()
            return False
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _draw_page(document, page, painter, printer.resolution())
    return True


def _lay_out(printer: QPrinter, points: QSizeF) -> None:
    """Paper of the page's own size, lying where the page lies."""
    lying = points.width() > points.height()
    size = QPageSize(points.transposed() if lying else points, QPageSize.Unit.Point)
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def _draw_page(document: QPdfDocument, page: int, painter: QPainter, resolution: int) -> None:
    points = document.pagePointSize(page)
    whole = QSize(round(points.width() * resolution / _POINTS), round(points.height() * resolution / _POINTS))
    for strip in _strips(whole):
        painter.drawImage(strip.topLeft(), _drawn(document, page, whole, strip))


def _strips(whole: QSize) -> Iterator[QRect]:
    for top in range(0, whole.height(), _STRIP):
        yield QRect(0, top, whole.width(), min(_STRIP, whole.height() - top))


def _drawn(document: QPdfDocument, page: int, whole: QSize, strip: QRect) -> QImage:
    """A strip of a page on white; grey where nothing in it is coloured, which is a quarter of the bytes."""
    from PySide6.QtPdf import QPdfDocumentRenderOptions

    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    # QtPdf takes right() and bottom() of this rectangle for its ends, so it draws a strip of h rows (h-1)/h high
    options.setScaledClipRect(strip.adjusted(0, 0, 1, 1))
    ink = document.render(page, strip.size(), options)
    drawn = QImage(strip.size(), QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawImage(0, 0, ink)
    painter.end()
    return drawn.convertToFormat(QImage.Format.Format_Grayscale8) if drawn.allGray() else drawn


def print_page(picture: bytes, printer: QPrinter) -> bool:
    """Print one page (PNG of an A4 sheet) as large as the paper allows. False when the printer does not take it."""
    from PySide6.QtPrintSupport import QPrinter

    page = QImage.fromData(picture)
    painter = QPainter()
    if page.isNull() or not painter.begin(printer):
        return False
    there = printer.pageRect(QPrinter.Unit.DevicePixel).toRect()
    size = page.size()
    size.scale(there.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect((there.width() - size.width()) // 2, 0, size.width(), size.height()), page)
    return painter.end()
