"""«Phiếu xin ý kiến cha mẹ / người đại diện»: under 16 the legal representative consents (Law 91/2025/QH15).

Two slips on an upright A4 page, cut across. The lower strip of each stays with the family; the rest comes back signed,
and the officer scans its code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.documents import page
from kiosk.documents.page import SERIF, SERIF_BOLD, SERIF_BOLD_ITALIC, SERIF_ITALIC, Paper
from kiosk.rules.consent import VERSIONS
from kiosk.text import nfc
from kiosk.values import Point

_TOPS: Final = (3.0, 147.0)
"""Not quite half the sheet for each, since printers leave more white at the foot."""
_FOOT: Final = 119.5
"""mm below a slip's top: what comes back ends here, and the family's strip begins."""
_LEFT: Final = 20.0
_RIGHT: Final = 195.0
_LABELS: Final = 26.0
_SYMBOL: Final = 20.0
_TITLE: Final = SERIF_BOLD._replace(size=13)
_BODY: Final = SERIF._replace(size=11, leading=1.22)
_LABEL: Final = SERIF_BOLD._replace(size=11, leading=1.22)
_NOTE: Final = SERIF_ITALIC._replace(size=9, leading=1.2)
_KEPT: Final = "Phần gia đình giữ"
_LAW: Final = "Theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15."


@dataclass(frozen=True, slots=True)
class ConsentSlip:
    """A child who waits for consent. `number`: the reader's entry as people say it, «1-42»; `code`: ids.slip_code().

    `school_class` and `representative` (who is likely to sign) "" where nobody said.
    """

    number: str
    code: str
    child: str
    birth_year: int
    school_class: str = ""
    representative: str = ""


def consent_slips(slips: Sequence[ConsentSlip], *, point: Point, made_on: date, consent_text: int) -> bytes:
    """Slips (PDF), two on an A4 page, in the order given. Raises ValueError where there is none.

    `consent_text`: the version of the words that are agreed to, as it is journalled with the consent; they are the
    representative's in rules/consent.py.
    """
    if not slips:
        raise ValueError("a page of no slips")
    terms = VERSIONS[consent_text].representative.terms
    paper = Paper(page.A4, title=f"Phiếu xin ý kiến – {point.name}", made_on=made_on)
    for number, slip in enumerate(slips):
        if number and number % 2 == 0:
            paper.next_page()
        top = _TOPS[number % 2]
        if number % 2:
            paper.dashes(5, top + 1, (page.A4[0] - 5, top + 1))
        _draw_slip(paper, top, slip, point, terms)
        text = f"{_LAW} Lời văn: bản {consent_text}. In ngày {made_on:%d/%m/%Y}."
        paper.words(_LEFT, top + _FOOT, text, _NOTE)
    return paper.finished()


def _draw_slip(paper: Paper, top: float, slip: ConsentSlip, point: Point, terms: tuple[tuple[str, str], ...]) -> None:
    y = _draw_head(paper, top, slip, point)
    for label, text in terms:
        below = paper.block(_LEFT, y, _LABELS - 5, label, _LABEL)
        y = max(below, paper.block(_LEFT + _LABELS, y, _RIGHT - _LEFT - _LABELS, text, _BODY)) + 0.8
    _draw_answer(paper, y + 2.5, top + _FOOT, slip)
    _draw_kept_strip(paper, top + _FOOT + 3, slip, point)


def _draw_head(paper: Paper, top: float, slip: ConsentSlip, point: Point) -> float:
    """Whose slip, about whom, its code in the corner. Returns where the terms begin."""
    corner = _RIGHT - _SYMBOL
    width = corner - 6 - _LEFT
    paper.code(corner, top + 8, _SYMBOL, slip.code)
    owner, lines = page.fitted(point.name, SERIF._replace(size=11), width - 34, lines=1, least=7)
    paper.lines(_LEFT, top + 7, lines, owner)
    paper.words(corner - 6, top + 11, f"Phiếu số {slip.number}", SERIF_BOLD._replace(size=11), "right")
    middle = _LEFT + width / 2
    paper.words(middle, top + 20, "PHIẾU XIN Ý KIẾN CHA MẸ / NGƯỜI ĐẠI DIỆN", _TITLE, "centre")
    paper.words(
        middle, top + 25, "về việc lưu thông tin của em để làm thẻ bạn đọc", _NOTE._replace(size=10.5), "centre"
    )
    who = f"Kính gửi cha mẹ hoặc người đại diện của em {slip.child}, sinh năm {slip.birth_year}"
    if slip.school_class:
        who += f", lớp {slip.school_class}"
    how, lines = page.fitted(f"{who}.", SERIF_BOLD._replace(size=11, leading=1.2), _RIGHT - _LEFT, lines=2, least=8)
    return paper.lines(_LEFT, top + 31, lines, how) + 1.5


def _draw_answer(paper: Paper, y: float, foot: float, slip: ConsentSlip) -> None:
    """What the representative fills in, between `y` and `foot`."""
    for x, answer in ((_LEFT, "Tôi đồng ý"), (_LEFT + 40, "Tôi không đồng ý")):
        paper.box(x, y, (4, 4), weight=0.3)
        paper.words(x + 6, y + 3.4, answer, _LABEL._replace(size=11))
    signing = 160.0
    paper.words(signing, y + 3.4, "Ngày ……… tháng ……… năm 20………", SERIF_ITALIC._replace(size=10.5), "centre")
    paper.words(signing, y + 8.2, "Người đại diện ký", _LABEL, "centre")
    until = 118.0
    _draw_blank(paper, y + 12, until, "Họ và tên người ký:", slip.representative)
    _draw_blank(paper, y + 19, until, "Là cha, mẹ, người giám hộ của em:", "")
    paper.words(_RIGHT, foot, "Cán bộ: quét mã khi nhận lại phiếu.", _NOTE, "right")


def _draw_blank(paper: Paper, y: float, until: float, label: str, filled: str) -> None:
    """A label and a line to write on up to `until`, with what is known already unless the line is too short for it."""
    paper.words(_LEFT, y, label, _BODY)
    start = _LEFT + page.width_of(label, _BODY) + 1.5
    paper.dashes(start, y + 0.6, (until, y + 0.6), dash=0.4, colour=page.INK)
    how, lines = page.fitted(filled, _LABEL, until - start, lines=1, least=7)
    if lines == [nfc(filled)]:
        paper.words(start, y, lines[0], how)


def _draw_kept_strip(paper: Paper, y: float, slip: ConsentSlip, point: Point) -> None:
    """What the family keeps: whom to turn to, and with which number."""
    paper.dashes(_LEFT, y, (_RIGHT, y))
    paper.words((_LEFT + _RIGHT) / 2, y + 4, _KEPT, SERIF_BOLD_ITALIC._replace(size=9), "centre")
    text = (
        f"{point.name} đã xin ý kiến về em {slip.child}, phiếu số {slip.number}. Muốn xem, sửa, rút lại sự đồng ý hoặc "
        "xóa thông tin của em: báo cán bộ thư viện, hoặc đưa thẻ của em vào máy ở thư viện rồi chọn «Thẻ của tôi»."
    )
    how, lines = page.fitted(text, SERIF._replace(size=9.5, leading=1.2), _RIGHT - _LEFT, lines=3, least=7)
    paper.lines(_LEFT, y + 5, lines, how)
