"""The blank tally sheet: one page, with a box for everything that late entry asks for."""

from datetime import date

import pytest

from kiosk.documents.tally_sheet import AGE_BANDS, GROUPS, PURPOSES, tally_sheet
from kiosk.values import AgeBand, GroupKind, Point, Purpose
from tests.documents.rendering import dark_columns, ink, pages, sizes, words

pytestmark = pytest.mark.usefixtures("qapp")

POINT = Point("12391", "Thư viện xã Nguyễn Lương Bằng – Trung tâm học tập cộng đồng")
MADE_ON = date(2026, 11, 23)


def test_every_age_purpose_and_kind_of_group_that_can_be_told_has_its_place() -> None:
    assert {band for band, _ in AGE_BANDS} == set(AgeBand) - {AgeBand.UNKNOWN}
    assert {purpose for purpose, _ in PURPOSES} == set(Purpose) - {Purpose.NOT_TOLD}
    assert {kind for kind, _ in GROUPS} == set(GroupKind) - {GroupKind.NONE}


def test_a_sheet_says_what_a_visit_is_and_names_hours_ages_and_groups() -> None:
    (said,) = words(tally_sheet(point=POINT, made_on=MADE_ON))
    for label in (
        "PHIẾU ĐẾM LƯỢT BẠN ĐỌC",
        POINT.name,
        "Nơi đếm:",
        "Một lượt là một người vào thư viện một lần",
        "(ISO 2789, TCVN 12843)",
        "không gạch lại ở bảng trên",
        "7–8 h",
        "17–18 h",
        "Người đếm ký",
        *(label for _, label in AGE_BANDS),
    ):
        assert label in said
    assert said.count("Câu lạc bộ") == 5
    assert said.count("Internet") == 4
    assert "18–19 h" not in said


@pytest.mark.parametrize("by_sex", [False, True])
@pytest.mark.parametrize("hours", [range(7, 18), range(6, 24), range(8, 9)])
def test_whatever_is_asked_for_goes_on_one_lying_page(by_sex: bool, hours: range) -> None:
    paper = tally_sheet(point=POINT, made_on=MADE_ON, service_point="Phòng đọc thiếu nhi", by_sex=by_sex, hours=hours)
    assert sizes(paper) == [pytest.approx((297, 210), abs=0.01)]
    (page,) = pages(paper)
    for place, size in (((0, 0), (297, 10)), ((0, 201), (297, 9)), ((0, 0), (11, 210)), ((286, 0), (11, 210))):
        assert ink(page, place, size) == 0
    (said,) = words(paper)
    assert said.count(" h ") == len(hours)
    assert said.count("Nam") == (20 if by_sex else 0)
    assert "Nơi đếm" not in said


def test_twenty_columns_are_equally_wide() -> None:
    (page,) = pages(tally_sheet(point=POINT, made_on=MADE_ON), 300)
    edges = dark_columns(page, 148.5, 300)  # the row of sums, where nothing is printed but its lines
    steps = [right - left for left, right in zip(edges[-21:], edges[-20:], strict=False)]
    assert steps == pytest.approx([258 / 20] * 20, abs=0.3)


@pytest.mark.parametrize("hours", [range(0), range(24)])
def test_no_hours_or_too_many_are_no_sheet(hours: range) -> None:
    with pytest.raises(ValueError, match="hours"):
        tally_sheet(point=POINT, made_on=MADE_ON, hours=hours)
