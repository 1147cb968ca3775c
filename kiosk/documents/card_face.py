"""What a reader's card looks like: on 85.6 × 54 mm, and on a receipt printer's roll."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.documents import page
from kiosk.documents.page import Paper, Type
from kiosk.text import nfc
from kiosk.values import Point

ID_1: Final = (85.6, 54.0)
"""A bank card's width and height in mm (ISO/IEC 7810), so that it goes into every purse and every plastic sleeve."""
RECEIPT_HEIGHT: Final = 112.0

_SYMBOL: Final = 25.0
"""mm. A card's code takes 25 modules: 1 mm each, so its quiet zone is 4 mm wide."""
_ROLL_SYMBOL: Final = 37.5
"""1.5 mm a module, since a worn thermal head loses lines; with its quiet zone just what goes on a roll of 58 mm."""
_ROLL_WORDS: Final = 46.0
_TITLE: Final = "THẺ BẠN ĐỌC"
_LABEL: Final = Type("BeVietnamPro-SemiBold", 6.5, page.LEAF)
_OWNER: Final = Type("BeVietnamPro-SemiBold", 9)
_NAME: Final = Type("BeVietnamPro-ExtraBold", 13, leading=1.25)
_NAME_SIZES: Final = ((13.0, 1, 10.5), (12.0, 2, 8.5), (8.0, 3, 6.5))
"""Points, lines and smallest points, tried in this order."""
_FACT: Final = Type("BeVietnamPro-Regular", 8.5)
_SMALL: Final = Type("BeVietnamPro-Regular", 7, page.SOFT)
_SPELLED: Final = Type("BeVietnamPro-SemiBold", 10, leading=1.3)


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on a card. `code`: as ids.new_card_code() made it; `name`: in full, it is the reader's own card.

    `school_class`: «4A», to hand out the cards of a class; "" for none.
    """

    code: str
    name: str
    valid_until: date
    school_class: str = ""


def draw_card(paper: Paper, corner: tuple[float, float], card: PrintedCard, point: Point) -> None:
    """A card with its upper left corner at `corner`."""
    x, y = corner
    paper.words(x + 5, y + 6.2, _TITLE, _LABEL)
    owner, lines = page.fitted(point.name, _OWNER, ID_1[0] - 10, lines=1, least=6)
    paper.lines(x + 5, y + 6.9, lines, owner)
    paper.code(x + 5, y + 16, _SYMBOL, card.code)
    _draw_facts(paper, (x + 35, y + 14.5), card)
    small, lines = page.fitted(_lost(point), _SMALL, ID_1[0] - 10, lines=2, least=5)
    paper.lines(x + 5, y + 45.4, lines, small)


def draw_receipt_card(paper: Paper, card: PrintedCard, point: Point) -> None:
    """A card from the top of a roll's page, in the middle of it."""
    middle = paper.width / 2
    paper.words(middle, 7, _TITLE, _LABEL._replace(size=8, colour="#000000"), "centre")
    owner, lines = page.fitted(point.name, _OWNER._replace(size=10), _ROLL_WORDS, lines=2, least=7)
    paper.lines(middle, 8.5, lines, owner, "centre")
    paper.code(middle - _ROLL_SYMBOL / 2, 25, _ROLL_SYMBOL, card.code)
    name, lines = _name_lines(card.name, _ROLL_WORDS)
    y = paper.lines(middle, 69, lines, name, "centre")
    fact, lines = page.fitted(_facts(card), _FACT, _ROLL_WORDS, lines=2, least=6)
    y = paper.lines(middle, y + 1, lines, fact, "centre")
    y = paper.lines(middle, y + 1, _spelled_lines(card.code), _SPELLED, "centre")
    small = _SMALL._replace(size=7.5, colour="#000000")
    lost, lines = page.fitted(_lost(point), small, _ROLL_WORDS, lines=3, least=6)
    paper.lines(middle, y + 1, lines, lost, "centre")


def code_groups(code: str) -> list[str]:
    """A card's characters in groups of four, as they are read out and typed: TB0B 3PVB 70B1 BCGH KLM."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def _draw_facts(paper: Paper, corner: tuple[float, float], card: PrintedCard) -> None:
    """Name, class and validity beside the code; its characters at the foot, on the line where the code ends."""
    x, y = corner
    width = ID_1[0] - 35 - 5
    name, lines = _name_lines(card.name, width)
    below = paper.lines(x, y, lines, name)
    fact, lines = page.fitted(_facts(card), _FACT, width, lines=1, least=5.5)
    paper.lines(x, below + 0.6, lines, fact)
    paper.lines(x, y + 18, _spelled_lines(card.code), _SPELLED)


def _name_lines(name: str, width: float) -> tuple[Type, list[str]]:
    """On one line where that leaves it large; a word is not sent to a second line for the sake of a little size."""
    for size, count, least in _NAME_SIZES:
        how, lines = page.fitted(name, _NAME._replace(size=size), width, lines=count, least=least)
        if " ".join(lines) == nfc(name):
            break
    return how, lines


def _spelled_lines(code: str) -> list[str]:
    groups = code_groups(code)
    return [" ".join(groups[:2]), " ".join(groups[2:])]


def _facts(card: PrintedCard) -> str:
    valid = f"Hạn dùng {card.valid_until:%d/%m/%Y}"
    return f"Lớp {card.school_class} · {valid}" if card.school_class else valid


def _lost(point: Point) -> str:
    return f"Nhặt được thẻ, xin trả về {point.name}."
