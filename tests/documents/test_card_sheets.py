"""Cards on paper: another program reads every code of every sheet, at its true size."""

import unicodedata
from datetime import date
from typing import Literal

import pytest
from PySide6.QtPdf import QPdfDocument

from kiosk.documents.cards import PrintedCard, card_sheet, code_groups, single_card
from kiosk.ids import new_card_code
from kiosk.values import CardPaper, Point
from tests.documents.rendering import codes, dark_columns, ink, opened_paper, pages, sizes, words

pytestmark = pytest.mark.usefixtures("qapp")

POINT = Point("12391", "Thư viện xã Nguyễn Lương Bằng – Trung tâm học tập cộng đồng")
MADE_ON = date(2026, 11, 23)
NAMES = (
    "Nguyễn Thị Hường",
    "Lê Vũ Ngọc Ẵm Ễnh Ặc",
    "Công Tằng Tôn Nữ Hoàng Thị Bích Phượng Thúy Nguyễn Lê Trần Phạm Hồ Võ Đỗ Ngô Dương Lý",
    "Bùi An",
)
LEFTS = {10: (19.4, 105.0), 8: (16.4, 108.0)}
TOPS = {10: (12.0, 66.0, 120.0, 174.0, 228.0), 8: (28.0, 88.0, 148.0, 208.0)}
PER_PAGE = pytest.mark.parametrize("per_page", [8, 10])


def some_cards(count: int) -> list[PrintedCard]:
    return [
        PrintedCard(new_card_code(), NAMES[number % len(NAMES)], date(2029, 11, 23), "4A" if number % 3 else "")
        for number in range(count)
    ]


@PER_PAGE
def test_every_card_of_a_class_of_35_is_read_at_200_dots_an_inch(per_page: Literal[8, 10]) -> None:
    cards = some_cards(35)
    drawn = pages(card_sheet(cards, per_page=per_page, point=POINT, made_on=MADE_ON))
    assert len(drawn) == -(-35 // per_page)
    assert [seen.text for page in drawn for seen in codes(page)] == [card.code for card in cards]


@PER_PAGE
def test_codes_are_25_mm_wide_with_their_quiet_zone_inside_the_card(per_page: Literal[8, 10]) -> None:
    page = pages(card_sheet(some_cards(per_page), per_page=per_page, point=POINT, made_on=MADE_ON))[0]
    corners = [(left, top) for top in TOPS[per_page] for left in LEFTS[per_page]]
    for seen, (left, top) in zip(codes(page), corners, strict=True):
        assert seen.side == pytest.approx(25, abs=0.4)
        assert seen.left - left == pytest.approx(5, abs=0.3)
        assert seen.top - top == pytest.approx(16, abs=0.3)
        for x, y, size in ((1, 12, (3.9, 33)), (30.1, 12, (3.9, 33)), (5, 12, (25, 3.9)), (5, 41.1, (25, 3.9))):
            assert ink(page, (left + x, top + y), size) == 0


@PER_PAGE
def test_cut_marks_stand_where_a_card_of_85_6_mm_begins_and_ends(per_page: Literal[8, 10]) -> None:
    page = pages(card_sheet(some_cards(3), per_page=per_page, point=POINT, made_on=MADE_ON), 600)[0]
    wanted = sorted({round(edge, 2) for left in LEFTS[per_page] for edge in (left, left + 85.6)})
    assert dark_columns(page, TOPS[per_page][0] - 2.5, 600) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", ["Thư viện xã Đức Hợp", POINT.name, "Ẵ" * 200])
def test_nothing_comes_near_the_edge_of_a_card(name: str, place: str) -> None:
    card = PrintedCard(new_card_code(), name, date(2029, 11, 23), "5 chất lượng cao – Trường THCS Nguyễn Lương Bằng")
    page = pages(single_card(card, paper=CardPaper.CARD, point=Point("1", place), made_on=MADE_ON))[0]
    for corner, size in (((0, 0), (85.6, 3)), ((0, 51.5), (85.6, 2.5)), ((0, 0), (4, 54)), ((81.5, 0), (4.1, 54))):
        assert ink(page, corner, size) == 0
    assert [seen.text for seen in codes(page)] == [card.code]
    assert ink(page, (34, 30.2), (50, 2)) == 0  # the name and the facts end above the code's characters


def test_words_can_be_searched_and_copied_with_all_their_marks() -> None:
    cards = some_cards(10)
    (said,) = words(card_sheet(cards, per_page=10, point=POINT, made_on=MADE_ON))
    for card in cards:
        assert card.name in said
        assert " ".join(code_groups(card.code)) in said
    assert said.count("Hạn dùng 23/11/2029") == 10
    assert said.count(f"Nhặt được thẻ, xin trả về {POINT.name}.") == 10
    assert said.count("Lớp 4A · ") == sum(card.school_class == "4A" for card in cards)


def test_a_name_that_came_decomposed_is_printed_composed() -> None:
    card = PrintedCard(new_card_code(), unicodedata.normalize("NFD", "Nguyễn Thị Hường"), date(2029, 11, 23))
    assert "Nguyễn Thị Hường" in words(single_card(card, point=POINT, made_on=MADE_ON))[0]


@pytest.mark.parametrize(
    ("paper", "size"),
    [
        (CardPaper.A4, (210, 297)),
        (CardPaper.CARD, (85.6, 54)),
        (CardPaper.RECEIPT_80, (80, 112)),
        (CardPaper.RECEIPT_58, (58, 112)),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_single_card_is_read_on_every_paper(paper: CardPaper, size: tuple[float, float], name: str) -> None:
    card = PrintedCard(new_card_code(), name, date(2029, 11, 23), "4A")
    printed = single_card(card, paper=paper, point=POINT, made_on=MADE_ON)
    assert sizes(printed) == [pytest.approx(size, abs=0.01)]
    (seen,) = codes(pages(printed)[0])
    assert seen.text == card.code
    assert seen.side >= 24.6
    assert name in words(printed)[0]


def test_a_roll_of_58_mm_keeps_clear_of_what_its_printer_cannot_reach() -> None:
    card = PrintedCard(new_card_code(), NAMES[2], date(2029, 11, 23), "4A")
    page = pages(single_card(card, paper=CardPaper.RECEIPT_58, point=POINT, made_on=MADE_ON))[0]
    assert ink(page, (0, 0), (5, 112)) == ink(page, (53, 0), (5, 112)) == ink(page, (0, 106), (58, 6)) == 0


def test_the_same_cards_on_the_same_day_are_the_same_bytes() -> None:
    cards = some_cards(3)
    first = card_sheet(cards, per_page=8, point=POINT, made_on=MADE_ON)
    assert card_sheet(cards, per_page=8, point=POINT, made_on=MADE_ON) == first
    assert card_sheet(cards, per_page=8, point=POINT, made_on=date(2026, 11, 24)) != first
    with opened_paper(first) as document:
        made = document.metaData(QPdfDocument.MetaDataField.CreationDate)
        assert document.metaData(QPdfDocument.MetaDataField.Title) == f"Thẻ bạn đọc – {POINT.name}"
    assert made.toString("yyyy-MM-dd hh:mm") == "2026-11-23 00:00"


def test_there_is_no_sheet_of_no_cards() -> None:
    with pytest.raises(ValueError, match="no cards"):
        card_sheet([], per_page=10, point=POINT, made_on=MADE_ON)
