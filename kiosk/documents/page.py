"""The page every paper is drawn on: faces, millimetres, wrapped words, QR codes, one date for all its metadata.

Lengths are millimetres and places are counted from the top left corner, as a ruler lies on paper; sizes of type are
points. reportlab is known to this module alone, and loaded with the first paper.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

from kiosk.text import nfc

A4: Final = (210.0, 297.0)
"""Width and height in mm, upright."""
INK: Final = "#1D2A33"
SOFT: Final = "#5B6B75"
PALE: Final = "#B9B4A8"
LEAF: Final = "#1F7A55"
QUIET_MODULES: Final = 4
"""White that must stay around a QR code on every side, in modules (ISO/IEC 18004)."""

_FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_POINT: Final = 72 / 25.4
_FACES: Final = (
    "BeVietnamPro-Regular",
    "BeVietnamPro-SemiBold",
    "BeVietnamPro-ExtraBold",
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationSerif-Italic",
    "LiberationSerif-BoldItalic",
)


class Type(NamedTuple):
    """How words are set. `face`: a file of assets/fonts; `size`: points; `leading`: a line's height in sizes."""

    face: str
    size: float
    colour: str = INK
    leading: float = 1.3

    @property
    def line(self) -> float:
        """The height of a line in mm."""
        return self.size * self.leading / _POINT


PLAIN: Final = Type("BeVietnamPro-Regular", 9)
STRONG: Final = Type("BeVietnamPro-SemiBold", 9)
SERIF: Final = Type("LiberationSerif-Regular", 12)
SERIF_BOLD: Final = Type("LiberationSerif-Bold", 12)
SERIF_ITALIC: Final = Type("LiberationSerif-Italic", 12)
SERIF_BOLD_ITALIC: Final = Type("LiberationSerif-BoldItalic", 12)

Align = Literal["left", "centre", "right"]
_SHARE: Final[dict[Align, float]] = {"left": 0.0, "centre": 0.5, "right": 1.0}


class Paper:
    """A PDF in the making. The same calls with the same `made_on` give the same bytes."""

    def __init__(self, size: tuple[float, float], *, title: str, made_on: date) -> None:
        from reportlab.pdfgen.canvas import Canvas

        _load_faces()
        self.width, self.height = size
        self._file = io.BytesIO()
        self._canvas = Canvas(
            self._file,
            pagesize=(self.width * _POINT, self.height * _POINT),
            pageCompression=1,
            invariant=1,
            lang="vi-VN",
        )
        self._canvas.setTitle(nfc(title))
        self._canvas.setCreator("Điểm Đọc")
        self._canvas.setDateFormatter(lambda *_now: f"D:{made_on:%Y%m%d}000000+07'00'")

    def words(self, x: float, y: float, text: str, how: Type, align: Align = "left") -> None:
        """One line of `text` with its foot at `y`, beginning, centred or ending at `x`."""
        shown = nfc(text)
        self._canvas.setFont(how.face, how.size)
        self._canvas.setFillColor(how.colour)
        self._canvas.drawString((x - _SHARE[align] * width_of(shown, how)) * _POINT, self._up(y), shown)

    def lines(self, x: float, y: float, texts: Sequence[str], how: Type, align: Align = "left") -> float:
        """Lines one below the other, the first with its head at `y`. Returns where the next line's head would be."""
        for text in texts:
            self.words(x, y + _ascent(how), text, how, align)
            y += how.line
        return y

    def block(self, x: float, y: float, width: float, text: str, how: Type, align: Align = "left") -> float:
        """`text` wrapped into `width`, its head at `y`. Returns the place below it."""
        return self.lines(x + _SHARE[align] * width, y, wrapped(text, how, width), how, align)

    def line(self, x: float, y: float, to: tuple[float, float], *, weight: float = 0.2, colour: str = INK) -> None:
        """A straight line from `x`, `y`; `weight` in mm."""
        self._canvas.setLineWidth(weight * _POINT)
        self._canvas.setStrokeColor(colour)
        self._canvas.line(x * _POINT, self._up(y), to[0] * _POINT, self._up(to[1]))

    def dashes(self, x: float, y: float, to: tuple[float, float], *, dash: float = 1.0, colour: str = PALE) -> None:
        """A fine broken line, to cut along or to write on."""
        self._canvas.saveState()
        self._canvas.setDash(dash * _POINT, dash * _POINT)
        self.line(x, y, to, weight=0.15, colour=colour)
        self._canvas.restoreState()

    def box(
        self, x: float, y: float, size: tuple[float, float], *, fill: str = "", edge: str = INK, weight: float = 0.2
    ) -> None:
        """A rectangle of `size` mm; `fill` or `edge` "" for none."""
        if fill:
            self._canvas.setFillColor(fill)
        if edge:
            self._canvas.setStrokeColor(edge)
            self._canvas.setLineWidth(weight * _POINT)
        width, height = size
        self._canvas.rect(
            x * _POINT,
            self._up(y + height),
            width * _POINT,
            height * _POINT,
            stroke=int(bool(edge)),
            fill=int(bool(fill)),
        )

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """`text` as a QR code of `side` mm, as one path; its quiet zone (QUIET_MODULES) is the caller's to keep."""
        modules = code_modules(text)
        module = side / len(modules) * _POINT
        path = self._canvas.beginPath()
        for row, run, length in _runs(modules):
            path.rect(x * _POINT + run * module, self._up(y) - (row + 1) * module, length * module, module)
        self._canvas.setFillColor("#000000")
        self._canvas.drawPath(path, stroke=0, fill=1)

    def next_page(self) -> None:
        """The page is done; what follows stands on a new one."""
        self._canvas.showPage()

    def finished(self) -> bytes:
        """The PDF with everything up to here."""
        self._canvas.save()
        return self._file.getvalue()

    def _up(self, y: float) -> float:
        return (self.height - y) * _POINT


def width_of(text: str, how: Type) -> float:
    """The width of one line of `text` in mm."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    _load_faces()
    return float(stringWidth(nfc(text), how.face, how.size)) / _POINT


def wrapped(text: str, how: Type, width: float) -> list[str]:
    """`text` in lines of at most `width` mm, broken between words. A single longer word stands alone on its line."""
    from reportlab.lib.utils import simpleSplit

    _load_faces()
    return [str(line) for line in simpleSplit(nfc(text), how.face, how.size, width * _POINT)]


def fitted(text: str, how: Type, width: float, *, lines: int, least: float) -> tuple[Type, list[str]]:
    """`text` as large as `lines` lines of `width` mm take it, from its own size down to `least` points.

    What does not go in even then ends in «…».
    """
    size = how.size
    while True:
        tried = how._replace(size=size)
        broken = wrapped(text, tried, width)
        if len(broken) <= lines and all(width_of(line, tried) <= width for line in broken):
            return tried, broken
        if size <= least:
            return tried, _cut(broken[:lines], tried, width, more=len(broken) > lines)
        size = max(least, size - 0.5)


def code_modules(text: str) -> list[list[bool]]:
    """The dark and light modules of the QR code of `text`, error correction Q, without its quiet zone."""
    code: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _cut(lines: list[str], how: Type, width: float, *, more: bool) -> list[str]:
    """Lines that keep within `width`, whatever has to go."""
    last = len(lines) - 1
    return [
        line if width_of(line, how) <= width and not (more and number == last) else _shortened(line, how, width)
        for number, line in enumerate(lines)
    ]


def _shortened(line: str, how: Type, width: float) -> str:
    while line and width_of(f"{line}…", how) > width:
        line = line[:-1].rstrip()
    return f"{line}…"


def _runs(modules: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Row, first module and length of every stretch of dark modules."""
    for row, line in enumerate(modules):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:
                yield row, start, end - start
            start = end + 1


def _ascent(how: Type) -> float:
    """How far below its head a line's foot stands, in mm: the marks of «Ễ» stay inside the line."""
    return how.size * (how.leading / 2 + 0.36) / _POINT


@cache
def _load_faces() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for face in _FACES:
        registerFont(TTFont(face, str(_FONTS / f"{face}.ttf")))
