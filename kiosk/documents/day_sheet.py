"""«Tờ tổng kết ngày»: the day's sums on one page, signed, for the library's folder.

All counts are visits: one person coming in once, a group by its heads (ISO 2789, TCVN 12843).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.documents import page
from kiosk.documents.page import SERIF, SERIF_BOLD, SERIF_ITALIC, Paper
from kiosk.values import Point

_LEFT: Final = 30.0
_RIGHT: Final = 192.0
_COUNTS: Final = 30.0
_ROW: Final = 6.6
_LOWEST: Final = 240.0
_OWNER: Final = SERIF_BOLD._replace(size=12)
_TITLE: Final = SERIF_BOLD._replace(size=15)
_BODY: Final = SERIF._replace(size=12)
_SIGNED: Final = "Người lập"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of one kind: `heading`, then what there was and how many visits, in order."""

    heading: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DaySums:
    """What a day came to. `notes`: whole sentences on what is in the sum and what is not."""

    day: date
    visits: int
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


def day_sheet(sums: DaySums, *, point: Point, made_on: date) -> bytes:
    """An upright A4 page (PDF); a second one where the tables are long."""
    paper = Paper(page.A4, title=f"Tổng kết ngày {sums.day:%d/%m/%Y} – {point.name}", made_on=made_on)
    y = paper.block(_LEFT, 20, _RIGHT - _LEFT, point.name, _OWNER)
    paper.words((_LEFT + _RIGHT) / 2, y + 14, "TỔNG KẾT NGÀY", _TITLE, "centre")
    paper.words((_LEFT + _RIGHT) / 2, y + 21, f"Ngày {sums.day:%d/%m/%Y}", SERIF_ITALIC, "centre")
    y = paper.block(_LEFT, y + 28, _RIGHT - _LEFT, f"Lượt bạn đọc: {_number(sums.visits)}", _OWNER._replace(size=14))
    for note in sums.notes:
        y = paper.block(_LEFT, y + 1, _RIGHT - _LEFT, note, _BODY)
    for table in sums.tables:
        if table.rows:
            y = _draw_table(paper, y + 6, table)
    _draw_signature(paper, y + 10, made_on)
    return paper.finished()


def _draw_table(paper: Paper, y: float, table: Table) -> float:
    """A table, on a new page where this one has no room for all of it. Returns the place below."""
    if y + (len(table.rows) + 1) * _ROW > _LOWEST:
        paper.next_page()
        y = 20
    counts = _RIGHT - _COUNTS
    top = y
    for number, (name, count) in enumerate(((table.heading, None), *table.rows)):
        how = _OWNER if number == 0 else _BODY
        shown, lines = page.fitted(name, how, counts - _LEFT - 4, lines=1, least=7)
        paper.words(_LEFT + 2, y + 4.7, lines[0], shown)
        paper.words(_RIGHT - 2, y + 4.7, "Lượt" if count is None else _number(count), how, "right")
        y += _ROW
        paper.line(_LEFT, y, (_RIGHT, y), weight=0.15)
    paper.line(counts, top, (counts, y), weight=0.15)
    paper.box(_LEFT, top, (_RIGHT - _LEFT, y - top), weight=0.3)
    return y


def _draw_signature(paper: Paper, y: float, made_on: date) -> None:
    middle = _RIGHT - 35
    paper.words(middle, y + 5, f"Ngày {made_on.day} tháng {made_on.month} năm {made_on.year}", SERIF_ITALIC, "centre")
    paper.words(middle, y + 11, _SIGNED, _OWNER, "centre")
    paper.words(middle, y + 16, "(ký, ghi rõ họ tên)", SERIF_ITALIC._replace(size=11), "centre")


def _number(value: int) -> str:
    """1234 → «1.234»."""
    return f"{value:,}".replace(",", ".")
