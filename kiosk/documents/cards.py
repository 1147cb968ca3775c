"""Readers' cards: as a QR code for a telephone's screen; singly and by the sheet on paper."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage

from kiosk.documents import page
from kiosk.documents.card_face import ID_1, RECEIPT_HEIGHT, PrintedCard, code_groups, draw_card, draw_receipt_card
from kiosk.documents.page import Paper, Type
from kiosk.values import CardPaper, Point

__all__ = ["PrintedCard", "card_png", "card_sheet", "card_svg", "code_groups", "single_card"]

_MODULE_PIXELS: Final = 12
_QUIET_MODULES: Final = 4
_RECEIPT_WIDTHS: Final = {CardPaper.RECEIPT_80: 80.0, CardPaper.RECEIPT_58: 58.0}
_FOOT: Final = Type("BeVietnamPro-Regular", 7, page.SOFT)


def _code(text: str) -> "qrcode.QRCode[Any]":
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=_MODULE_PIXELS, border=_QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    return code


def card_png(text: str) -> bytes:
    """The card's QR as a PNG: 12 pixels a module, the standard's quiet zone of 4 modules around it."""
    picture = io.BytesIO()
    _code(text).make_image(image_factory=PilImage).save(picture, "PNG")
    return picture.getvalue()


def card_svg(text: str) -> str:
    """The card's QR as one SVG path, sharp at every size."""
    picture = io.BytesIO()
    _code(text).make_image(image_factory=SvgPathImage).save(picture)
    return picture.getvalue().decode("utf-8")


def card_sheet(cards: Sequence[PrintedCard], *, per_page: Literal[8, 10], point: Point, made_on: date) -> bytes:
    """A4 pages (PDF) of cards with cut marks, in the order of `cards`. Raises ValueError where there is none.

    `per_page`: 10 touch one another and come close to the paper's edge; 8 stand apart and leave wide margins, for
    printers that reach no further.
    """
    if not cards:
        raise ValueError("a sheet of no cards")
    grid = _GRIDS[per_page]
    pages = -(-len(cards) // per_page)
    paper = Paper(page.A4, title=_title(point), made_on=made_on)
    for number in range(pages):
        if number:
            paper.next_page()
        here = cards[number * per_page : (number + 1) * per_page]
        grid.draw_marks(paper, len(here))
        for corner, card in zip(grid.corners(), here, strict=False):
            draw_card(paper, corner, card, point)
        _draw_foot(paper, made_on, f" · Tờ {number + 1}/{pages}")
    return paper.finished()


def single_card(card: PrintedCard, *, paper: CardPaper = CardPaper.A4, point: Point, made_on: date) -> bytes:
    """One card (PDF): in the corner of an A4 page, on a page of a card's size, or on a receipt printer's roll."""
    if paper is CardPaper.A4:
        drawn = Paper(page.A4, title=_title(point), made_on=made_on)
        _ALONE.draw_marks(drawn, 1)
        draw_card(drawn, _ALONE.first, card, point)
        _draw_foot(drawn, made_on, "")
    elif paper is CardPaper.CARD:
        drawn = Paper(ID_1, title=_title(point), made_on=made_on)
        draw_card(drawn, (0, 0), card, point)
    else:
        drawn = Paper((_RECEIPT_WIDTHS[paper], RECEIPT_HEIGHT), title=_title(point), made_on=made_on)
        draw_receipt_card(drawn, card, point)
    return drawn.finished()


class _Grid(NamedTuple):
    """Where the cards of a page stand. `gap`: mm between cards; `first`: the first card's upper left corner."""

    columns: int
    rows: int
    gap: float
    first: tuple[float, float]

    def corners(self) -> Iterator[tuple[float, float]]:
        """The upper left corner of every card, line by line."""
        lefts, tops = self._starts()
        for top in tops:
            for left in lefts:
                yield left, top

    def draw_marks(self, paper: Paper, cards: int) -> None:
        """Broken lines around the first `cards` cards, and a stroke in the margin where every cut begins and ends."""
        width, height = ID_1
        for (x, y), _card in zip(self.corners(), range(cards), strict=False):
            paper.dashes(x, y, (x + width, y))
            paper.dashes(x, y + height, (x + width, y + height))
            paper.dashes(x, y, (x, y + height))
            paper.dashes(x + width, y, (x + width, y + height))
        lefts, tops = self._starts()
        foot, right = tops[-1] + height, lefts[-1] + width
        for x in (edge for left in lefts for edge in (left, left + width)):
            paper.line(x, tops[0] - 4, (x, tops[0] - 1))
            paper.line(x, foot + 1, (x, foot + 4))
        for y in (edge for top in tops for edge in (top, top + height)):
            paper.line(lefts[0] - 4, y, (lefts[0] - 1, y))
            paper.line(right + 1, y, (right + 4, y))

    def _starts(self) -> tuple[list[float], list[float]]:
        lefts = [self.first[0] + column * (ID_1[0] + self.gap) for column in range(self.columns)]
        return lefts, [self.first[1] + row * (ID_1[1] + self.gap) for row in range(self.rows)]


_GRIDS: Final = {10: _Grid(2, 5, 0, (19.4, 12.0)), 8: _Grid(2, 4, 6, (16.4, 28.0))}
_ALONE: Final = _Grid(1, 1, 0, (15.0, 15.0))


def _title(point: Point) -> str:
    return f"Thẻ bạn đọc – {point.name}"


def _draw_foot(paper: Paper, made_on: date, which: str) -> None:
    """How to print the page true to size, where no card is."""
    advice = "In đúng cỡ: chọn «Kích thước thật» hoặc 100 %, không chọn «Vừa trang giấy»."
    paper.words(paper.width / 2, paper.height - 8, f"{advice} In ngày {made_on:%d/%m/%Y}{which}", _FOOT, "centre")
