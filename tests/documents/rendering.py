"""Papers as another program shows them: QtPdf draws the pages and tells their words, zxing reads their codes."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import zxingcpp
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

DOTS = 200
"""An inch, unless a test says otherwise: less than any printer's, so that what is read here is read on paper."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
_INKED = bytes(int(value < 140) for value in range(256))


@dataclass(frozen=True, slots=True)
class Seen:
    """A QR code on a page: what it says and where it is, in mm from the page's upper left corner."""

    text: str
    left: float
    top: float
    side: float


@contextmanager
def opened_paper(paper: bytes) -> Iterator[QPdfDocument]:
    """The PDF, opened by QtPdf."""
    data = QBuffer()
    data.setData(QByteArray(paper))
    data.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(data)
    assert document.status() is QPdfDocument.Status.Ready
    try:
        yield document
    finally:
        document.close()


def pages(paper: bytes, dots: int = DOTS) -> list[QImage]:
    """Every page on white, grey, at `dots` an inch."""
    with opened_paper(paper) as document:
        return [_page(document, number, dots) for number in range(document.pageCount())]


def _page(document: QPdfDocument, number: int, dots: int) -> QImage:
    points = document.pagePointSize(number)
    size = QSize(round(points.width() * dots / 72), round(points.height() * dots / 72))
    drawn = QImage(size, QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawImage(0, 0, document.render(number, size))
    painter.end()
    return drawn.convertToFormat(QImage.Format.Format_Grayscale8)


def sizes(paper: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in mm."""
    with opened_paper(paper) as document:
        points = [document.pagePointSize(number) for number in range(document.pageCount())]
    return [(size.width() / 72 * 25.4, size.height() / 72 * 25.4) for size in points]


def codes(page: QImage, dots: int = DOTS) -> list[Seen]:
    """Every QR code on the page, line by line as they are read."""
    found = [_seen(code, 25.4 / dots) for code in zxingcpp.read_barcodes(page, formats=_QR)]
    return sorted(found, key=lambda seen: (round(seen.top), seen.left))


def _seen(code: zxingcpp.Barcode, dot: float) -> Seen:
    first, across = code.position.top_left, code.position.top_right
    return Seen(code.text, first.x * dot, first.y * dot, (across.x - first.x) * dot)


def words(paper: bytes) -> list[str]:
    """What can be searched for and copied from each page, in one line."""
    with opened_paper(paper) as document:
        texts = [document.getAllText(number).text() for number in range(document.pageCount())]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    return [" ".join(text.split()) for text in texts]


def ink(page: QImage, place: tuple[float, float], size: tuple[float, float], dots: int = DOTS) -> int:
    """How many dots of a part of the page are darker than a pale line; places and sizes in mm."""
    left, top, width, height = (round(length * dots / 25.4) for length in (*place, *size))
    part = page.copy(QRect(left, top, width, height).intersected(page.rect()))
    rows, step = bytes(part.constBits()), part.bytesPerLine()
    return sum(rows[row * step : row * step + part.width()].translate(_INKED).count(1) for row in range(part.height()))


def dark_columns(page: QImage, y: float, dots: int) -> list[float]:
    """Where the row at `y` mm is inked: the middle of every stretch, in mm."""
    row = round(y * dots / 25.4)
    inked = {x for x in range(page.width()) if page.pixelColor(x, row).value() < 140}
    starts = sorted(x for x in inked if x - 1 not in inked)
    ends = sorted(x for x in inked if x + 1 not in inked)
    return [(start + end + 1) / 2 * 25.4 / dots for start, end in zip(starts, ends, strict=True)]
