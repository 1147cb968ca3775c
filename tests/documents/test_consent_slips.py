"""The slip for a child's parents: read back by the officer's scanner, whole in what it must say."""

from datetime import date

import pytest

from kiosk.documents.consent_slip import ConsentSlip, consent_slips
from kiosk.ids import slip_code, slip_of
from kiosk.rules.consent import LATEST, VERSIONS
from kiosk.values import Point
from tests.documents.rendering import codes, ink, pages, sizes, words

pytestmark = pytest.mark.usefixtures("qapp")

POINT = Point("12391", "Thư viện xã Nguyễn Lương Bằng – Trung tâm học tập cộng đồng")
MADE_ON = date(2026, 11, 23)
LONGEST = "Công Tằng Tôn Nữ Hoàng Thị Bích Phượng Thúy Nguyễn Lê Trần Phạm Hồ Võ Đỗ Ngô Dương Lý"


def some_slips(count: int, child: str = "Nguyễn Thị Hường", representative: str = "") -> list[ConsentSlip]:
    return [
        ConsentSlip(f"1-{number}", slip_code(bytes(16), 1, number), child, 2015, "4A", representative)
        for number in range(42, 42 + count)
    ]


def test_a_class_that_nobody_told_is_not_written() -> None:
    slip = ConsentSlip("1-42", slip_code(bytes(16), 1, 42), "Nguyễn Thị Hường", 2015)
    (said,) = words(printed([slip]))
    assert "sinh năm 2015, lớp" not in said


def printed(slips: list[ConsentSlip]) -> bytes:
    return consent_slips(slips, point=POINT, made_on=MADE_ON, consent_text=LATEST)


def test_slips_stand_two_on_a_page_and_every_code_is_read() -> None:
    slips = some_slips(5)
    paper = printed(slips)
    assert sizes(paper) == [pytest.approx((210, 297), abs=0.01)] * 3
    found = [seen for page in pages(paper) for seen in codes(page)]
    assert [str(slip_of(seen.text)) for seen in found] == [slip.number for slip in slips]
    assert all(seen.side == pytest.approx(20, abs=0.4) for seen in found)


def test_a_slip_says_what_is_kept_why_how_long_and_what_may_be_asked() -> None:
    (said,) = words(printed(some_slips(1, representative="Nguyễn Văn Ẩn")))
    for promise in (
        "PHIẾU XIN Ý KIẾN CHA MẸ / NGƯỜI ĐẠI DIỆN",
        "Kính gửi cha mẹ hoặc người đại diện của em Nguyễn Thị Hường, sinh năm 2015, lớp 4A.",
        "Họ tên, năm sinh, giới tính, lớp của em",
        "rút lại sự đồng ý, yêu cầu xóa",
        "trả lời trong 2 ngày làm việc và xóa xong trong 15 ngày",
        "91/2025/QH15",
        "Tôi đồng ý",
        "Tôi không đồng ý",
        "Họ và tên người ký: Nguyễn Văn Ẩn",
        f"Lời văn: bản {LATEST}. In ngày 23/11/2026.",
        "Phần gia đình giữ",
    ):
        assert promise in said
    for heading, sentences in VERSIONS[LATEST].representative.terms:
        assert heading.split()[0] in said
        assert sentences in said
    assert said.count("Phiếu số 1-42") == 1
    assert said.count("phiếu số 1-42") == 1


def test_the_longest_names_stay_between_the_margins() -> None:
    paper = printed(some_slips(2, LONGEST, LONGEST))
    (page,) = pages(paper)
    assert words(paper)[0].count(LONGEST) == 4  # whom it is about, and what the family keeps
    assert words(paper)[0].count("Họ và tên người ký: Là cha") == 2  # no name is cut: it is left to the pen
    for place, size in (((0, 0), (210, 9)), ((0, 288), (210, 9)), ((196, 0), (14, 297))):
        assert ink(page, place, size) == 0
    assert ink(page, (119, 100), (20, 15)) == 0  # the lines to fill in end before the place for the signature


def test_the_same_slips_are_the_same_bytes() -> None:
    assert printed(some_slips(2)) == printed(some_slips(2))


def test_there_is_no_page_of_no_slips() -> None:
    with pytest.raises(ValueError, match="no slips"):
        printed([])
