"""A page goes straight onto paper, so that no file of it is left lying about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def usual_printer() -> QPrinter | None:
    """The printer that this machine prints to, on A4; None where there is none. Loaded at the first use."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    usual = QPrinterInfo.defaultPrinter()
    if usual.isNull():
        return None
    printer = QPrinter(usual, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer


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
