"""«Phiếu đếm lượt bạn đọc»: a day on paper when the kiosk stands still, to be entered late in the same order.

A visit is one person entering once, counted again at every return; a group is one line with its heads (ISO 2789,
TCVN 12843).
"""

from datetime import date
from itertools import pairwise
from typing import Final

from kiosk.documents import page
from kiosk.documents.page import SERIF, SERIF_BOLD, SERIF_ITALIC, Paper
from kiosk.values import AgeBand, GroupKind, Point, Purpose

AGE_BANDS: Final = (
    (AgeBand.CHILD, "Dưới 16 tuổi"),
    (AgeBand.YOUTH, "16–30 tuổi"),
    (AgeBand.ADULT, "31–59 tuổi"),
    (AgeBand.SENIOR, "Từ 60 tuổi"),
)
PURPOSES: Final = (
    (Purpose.READING, "Đọc\ntại chỗ"),
    (Purpose.LENDING, "Mượn\ntrả"),
    (Purpose.INTERNET, "Internet"),
    (Purpose.CLASS_OR_CLUB, "Lớp\nCLB"),
    (Purpose.EVENT, "Sự\nkiện"),
)
GROUPS: Final = ((GroupKind.SCHOOL_CLASS, "Lớp học"), (GroupKind.DELEGATION, "Đoàn"), (GroupKind.CLUB, "Câu lạc bộ"))
HOURS: Final = range(7, 18)
"""Local hours: a row for each, when the caller names none."""

_SIDE: Final = (page.A4[1], page.A4[0])
_LEFT, _RIGHT, _TOP, _FOOT = 12.0, 285.0, 10.0, 199.0
_HOUR_WIDTH: Final = 15.0
_GROUP_LINES: Final = 5
_GROUP_LINE: Final = 6.2
_SQUARE: Final = 3.6
_MOST_HOURS: Final = 18
_TITLE: Final = SERIF_BOLD._replace(size=14)
_WORDS: Final = SERIF._replace(size=10.5)
_HEAD: Final = SERIF_BOLD._replace(size=9.5, leading=1.05)
_SUBHEAD: Final = SERIF._replace(size=8, leading=1.05)
_NOTE: Final = SERIF_ITALIC._replace(size=9.5, leading=1.2)
_TRACED: Final = "#C9C9C9"
_A_VISIT: Final = (
    "Một lượt là một người vào thư viện một lần; ra rồi vào lại thì tính lượt mới; không tính cán bộ đang làm việc "
    "(ISO 2789, TCVN 12843)."
)
_A_GROUP: Final = (
    "Lớp, đoàn đi cùng nhau: ghi một dòng ở bảng dưới kèm số người, không gạch lại ở bảng trên. Ai đã quét thẻ hay tự "
    "bấm trên máy thì không ghi vào phiếu."
)


def tally_sheet(
    *, point: Point, made_on: date, service_point: str = "", by_sex: bool = False, hours: range = HOURS
) -> bytes:
    """A blank A4 sheet (PDF) for one day. Raises ValueError for no hours, or more than 18.

    `service_point`: whose door is counted, "" to be written in; `by_sex`: every box has a half for men and one for
    women; `hours`: the local hours that have a row, 7 for 7–8 h.
    """
    if not 0 < len(hours) <= _MOST_HOURS:
        raise ValueError("a sheet of no hours, or of too many")
    paper = Paper(_SIDE, title=f"Phiếu đếm lượt bạn đọc – {point.name}", made_on=made_on)
    groups = _FOOT - 5 - (_GROUP_LINES + 1) * _GROUP_LINE
    _draw_grid(paper, _draw_head(paper, point, service_point), groups - 6.5, hours, by_sex=by_sex)
    _draw_groups(paper, groups)
    _draw_signature(paper, groups)
    paper.words(_LEFT, _FOOT, f"In ngày {made_on:%d/%m/%Y}. Cán bộ nhập bù phiếu này vào máy rồi lưu giữ phiếu.", _NOTE)
    return paper.finished()


def _draw_head(paper: Paper, point: Point, service_point: str) -> float:
    """Whose day it is, and what is counted how. Returns where the grid begins."""
    paper.words(paper.width / 2, _TOP + 5, "PHIẾU ĐẾM LƯỢT BẠN ĐỌC", _TITLE, "centre")
    place = f"{point.name} · {service_point}" if service_point else f"{point.name} · Nơi đếm: ……………………………"
    how, lines = page.fitted(place, SERIF_BOLD._replace(size=11), 142, lines=1, least=7)
    paper.words(_LEFT, _TOP + 12, lines[0], how)
    paper.words(_RIGHT, _TOP + 12, "Ngày …… / …… / 20……      Người đếm: ………………………………………………", _WORDS, "right")
    y = _TOP + 14
    for text in (_A_VISIT, _A_GROUP):
        y = paper.block(_LEFT, y, _RIGHT - _LEFT, text, _NOTE)
    _draw_strokes(paper, y + 0.8)
    return y + 6.5


def _draw_strokes(paper: Paper, y: float) -> None:
    """How five visits are marked: the four sides of a square, then its diagonal."""
    side = 4.0
    paper.words(_LEFT, y + 3.2, "Mỗi lượt một nét:", _WORDS)
    x = _LEFT + 30
    for strokes in range(1, 6):
        corners = ((x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y), (x + side, y + side))
        for start, end in list(pairwise(corners))[: min(strokes, 4)]:
            paper.line(*start, end, weight=0.35)
        if strokes == 5:
            paper.line(*corners[0], corners[2], weight=0.35)
        paper.words(x + side + 1.5, y + 3.2, f"= {strokes}", _WORDS)
        x += 15
    paper.words(x + 2, y + 3.2, "Hết ô in sẵn thì vẽ thêm ở chỗ trống; cuối ngày ghi số vào dòng «Cộng».", _WORDS)


def _draw_grid(paper: Paper, y: float, foot: float, hours: range, *, by_sex: bool) -> None:
    """A row for each hour, a box for each age band and purpose, and a row of sums that ends at `foot`."""
    columns = len(AGE_BANDS) * len(PURPOSES)
    width = (_RIGHT - _LEFT - _HOUR_WIDTH) / columns
    first = y + (15.0 if by_sex else 11.0)
    _draw_columns(paper, y, width, by_sex=by_sex)
    sums = foot - 7
    height = (sums - first) / len(hours)
    for number, hour in enumerate(hours):
        top = first + number * height
        paper.line(_LEFT, top, (_RIGHT, top), weight=0.15)
        paper.words(_LEFT + _HOUR_WIDTH / 2, top + height / 2 + 1.2, f"{hour}–{hour + 1} h", _HEAD, "centre")
        for box in range(columns * (2 if by_sex else 1)):
            room = width / 2 if by_sex else width
            _draw_squares(paper, _LEFT + _HOUR_WIDTH + box * room, top, (room, height))
    paper.line(_LEFT, sums, (_RIGHT, sums), weight=0.4)
    paper.words(_LEFT + _HOUR_WIDTH / 2, sums + 4.7, "Cộng", _HEAD, "centre")
    for column in range(columns):
        x = _LEFT + _HOUR_WIDTH + column * width
        paper.line(x, y if column % len(PURPOSES) == 0 else y + 5, (x, foot), weight=0.5 if column % 5 == 0 else 0.15)
        if by_sex:
            paper.dashes(x + width / 2, y + 11, (x + width / 2, foot), dash=0.5, colour=page.SOFT)
    paper.box(_LEFT, y, (_RIGHT - _LEFT, foot - y), weight=0.5)


def _draw_columns(paper: Paper, y: float, width: float, *, by_sex: bool) -> None:
    """The headings: age bands, under each its purposes, under those «Nam» and «Nữ» where sexes are told apart."""
    paper.words(_LEFT + _HOUR_WIDTH / 2, y + 7, "Giờ", _HEAD, "centre")
    first = _LEFT + _HOUR_WIDTH
    for band, (_, label) in enumerate(AGE_BANDS):
        left = first + band * len(PURPOSES) * width
        paper.words(left + len(PURPOSES) * width / 2, y + 3.8, label, _HEAD, "centre")
        for place, (_, purpose) in enumerate(PURPOSES):
            middle = left + (place + 0.5) * width
            lines = purpose.split("\n")
            paper.lines(middle, y + (5.1 if len(lines) == 2 else 6.6), lines, _SUBHEAD, "centre")
            if by_sex:
                paper.words(middle - width / 4, y + 14, "Nam", _SUBHEAD._replace(size=7), "centre")
                paper.words(middle + width / 4, y + 14, "Nữ", _SUBHEAD._replace(size=7), "centre")
    paper.line(first, y + 5, (_RIGHT, y + 5), weight=0.15)
    if by_sex:
        paper.line(first, y + 11, (_RIGHT, y + 11), weight=0.15)


def _draw_squares(paper: Paper, x: float, y: float, room: tuple[float, float]) -> None:
    """Pale squares to be traced, as many as there is room for."""
    step = _SQUARE + 0.5
    across, down = int((room[0] - 0.5) / step), int((room[1] - 0.4) / step)
    left = x + (room[0] - across * step + 0.5) / 2
    top = y + 0.8  # the white below is for more
    for row in range(down):
        for column in range(across):
            paper.box(left + column * step, top + row * step, (_SQUARE, _SQUARE), edge=_TRACED, weight=0.12)


def _draw_groups(paper: Paper, y: float) -> None:
    """Groups, a line each: hour, kind, heads, what they call themselves."""
    edges = (_LEFT, _LEFT + 20, _LEFT + 82, _LEFT + 104, _LEFT + 195)
    heads = ("Giờ đến", "Loại (khoanh tròn)", "Số người", "Tên lớp, đoàn; mục đích đến")
    for (left, right), head in zip(pairwise(edges), heads, strict=True):
        paper.words((left + right) / 2, y + 4, head, _HEAD, "centre")
    foot = y + (_GROUP_LINES + 1) * _GROUP_LINE
    for number in range(1, _GROUP_LINES + 1):
        paper.line(edges[0], y + number * _GROUP_LINE, (edges[-1], y + number * _GROUP_LINE), weight=0.15)
        for place, (_, kind) in enumerate(GROUPS):
            middle = edges[1] + (place + 0.5) * (edges[2] - edges[1]) / len(GROUPS)
            paper.words(middle, y + number * _GROUP_LINE + 4.2, kind, _WORDS, "centre")
    for edge in edges[1:-1]:
        paper.line(edge, y, (edge, foot), weight=0.15)
    paper.box(edges[0], y, (edges[-1] - edges[0], foot - y), weight=0.5)
    paper.words(_LEFT, y - 1.4, "Lớp, đoàn (không gạch lại ở bảng trên)", _HEAD)


def _draw_signature(paper: Paper, y: float) -> None:
    middle = _LEFT + 195 + (_RIGHT - _LEFT - 195) / 2
    paper.words(middle, y + 4, "Tổng số lượt cả ngày: ……………………", SERIF_BOLD._replace(size=11), "centre")
    paper.words(middle, y + 11, "Người đếm ký", _HEAD._replace(size=10.5), "centre")
    paper.words(middle, y + 15, "(ghi rõ họ tên)", _NOTE, "centre")
