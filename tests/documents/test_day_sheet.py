"""A day's sums on one page."""

from datetime import date

import pytest

from kiosk.documents.day_sheet import DaySums, Table, day_sheet
from kiosk.values import Point
from tests.documents.rendering import ink, pages, sizes, words

pytestmark = pytest.mark.usefixtures("qapp")

POINT = Point("12391", "Thư viện xã Nguyễn Lương Bằng – Trung tâm học tập cộng đồng")
DAY = date(2026, 11, 22)
MADE_ON = date(2026, 11, 23)
PURPOSES = Table("Đến để làm gì", (("Đọc tại chỗ", 1_234), ("Mượn – trả", 30)))


def test_a_day_is_told_in_figures_and_words() -> None:
    note = "Trong đó có 1 đoàn hoặc lớp, 35 người."
    empty = Table("Tuổi", ())
    paper = day_sheet(DaySums(DAY, 1_264, (PURPOSES, empty), (note,)), point=POINT, made_on=MADE_ON)
    assert sizes(paper) == [pytest.approx((210, 297), abs=0.01)]
    (said,) = words(paper)
    for told in (POINT.name, "Ngày 22/11/2026", "Lượt bạn đọc: 1.264", note, "Đọc tại chỗ 1.234", "Mượn – trả 30"):
        assert told in said
    assert "Ngày 23 tháng 11 năm 2026 Người lập" in said
    assert "Tuổi" not in said


def test_margins_are_those_of_administrative_papers() -> None:
    paper = day_sheet(DaySums(DAY, 1_264, (PURPOSES,), ()), point=POINT, made_on=MADE_ON)
    (page,) = pages(paper)
    for place, size in (((0, 0), (210, 20)), ((0, 277), (210, 20)), ((0, 0), (29.5, 297)), ((192.5, 0), (17, 297))):
        assert ink(page, place, size) == 0


def test_long_tables_go_on_a_second_page_whole() -> None:
    long = Table("Ghi bằng cách nào", tuple((f"Cách thứ {number}", number) for number in range(18)))
    first, second = words(day_sheet(DaySums(DAY, 9, (long, long), ()), point=POINT, made_on=MADE_ON))
    assert first.count("Cách thứ") == second.count("Cách thứ") == 18
    assert "Người lập" in second
