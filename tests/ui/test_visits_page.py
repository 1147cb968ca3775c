"""«Lượt đến»: a day's visits are found, put right, confirmed, and everything can be undone."""

from datetime import date

import pytest

from kiosk.ids import new_card_code
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, Correction, GroupKind, Method, Purpose
from tests.homes import new_reader, opened
from tests.ui.windows import Open
from ui.officer.visits import VisitsPage
from ui.widgets.roll import Row


@pytest.fixture
def page(shown: Open) -> VisitsPage:
    """A reader, a stranger's card, a class, and three children at play."""
    with opened(shown.kiosk.home) as store:
        choose(store, burst=3, large_group=30)
        check_in(store, new_reader(store, shown.clock, full_name="Nguyễn Thị Lan").code, clock=shown.clock)
        shown.clock.advance(60)
        check_in(store, new_card_code(), clock=shown.clock)
        shown.clock.advance(60)
        tally(
            store,
            purpose=Purpose.CLASS_OR_CLUB,
            clock=shown.clock,
            head_count=35,
            group=GroupKind.SCHOOL_CLASS,
            label="Lớp 5A",
        )
        shown.clock.advance(3_600)
        for _ in range(3):
            tally(
                store,
                purpose=Purpose.READING,
                clock=shown.clock,
                age_band=AgeBand.CHILD,
                method=Method.SELF_REGISTERED,
            )
    shown.log_in()
    shown.open_room("Lượt đến")
    return shown.window.office.visits


def titles(page: VisitsPage) -> list[str]:
    return [row.title for row in page.roll.rows]


def row_of(page: VisitsPage, title: str) -> Row:
    return next(row for row in page.roll.rows if row.title == title)


def open_sheet(page: VisitsPage, title: str) -> None:
    page.roll.row_chosen.emit(titles(page).index(title))


def test_the_list_says_who_how_and_how_many_and_is_searched_filtered_and_sorted(page: VisitsPage) -> None:
    assert page.title.text() == "Lượt đến · 40"
    assert titles(page) == [*["Khách không thẻ"] * 3, "Lớp 5A", "Thẻ của điểm khác", "Bạn đọc Lan"]
    assert (row_of(page, "Lớp 5A").lead, row_of(page, "Lớp 5A").figure) == ("08:02", "35")
    assert row_of(page, "Lớp 5A").note == "Lớp – câu lạc bộ · đếm từng người"
    assert row_of(page, "Khách không thẻ").note == "Đọc tại chỗ · dưới 16 tuổi · tự ghi trên màn hình"

    page.search.setText("lop 5a")
    assert titles(page) == ["Lớp 5A"]
    page.search.setText("không có ai tên này")
    assert titles(page) == []
    assert page.empty.isVisible()
    page.search.clear()
    page.tests["cards"].click()
    assert titles(page) == ["Thẻ của điểm khác", "Bạn đọc Lan"]
    page.order.click()
    assert titles(page) == ["Bạn đọc Lan", "Thẻ của điểm khác"]
    page.tests["all"].click()
    page.order.click()
    assert titles(page)[0] == "Lớp 5A"


def test_another_day_says_that_nobody_came(shown: Open, page: VisitsPage) -> None:
    page.day_step.before.click()
    shown.settled()
    assert (page.roll.isVisible(), page.empty.isVisible()) == (False, True)
    assert page.shown_day == date(2026, 11, 22)
    page.day_step.after.click()
    shown.settled()
    assert len(titles(page)) == 6
    assert not page.day_step.after.isEnabled()


def test_a_number_is_amended_and_shown_old_and_new(shown: Open, page: VisitsPage) -> None:
    open_sheet(page, "Lớp 5A")
    assert page.sheet.isVisible()
    for _ in range(3):
        page.sheet.persons.less.click()
    page.sheet.save.click()
    shown.settled()
    assert page.sheet.state.text() == "35 → 32 người"
    assert not page.sheet.save.isEnabled()
    page.sheet.back.click()
    assert (row_of(page, "Lớp 5A").figure, row_of(page, "Lớp 5A").mark) == ("32", "35 → 32 người")
    assert shown.today().visits == 37
    page.tests["touched"].click()
    assert titles(page) == ["Lớp 5A"]


def test_a_visit_is_voided_with_a_reason_counted_again_and_gets_another_purpose(shown: Open, page: VisitsPage) -> None:
    open_sheet(page, "Bạn đọc Lan")
    page.sheet.reasons[Correction.STAFF].click()
    shown.settled()
    assert page.sheet.state.text() == "Không tính: là cán bộ đang làm việc"
    assert shown.today().visits == 39
    assert not page.sheet.amending.isVisible()
    page.sheet.again.click()
    shown.settled()
    assert shown.today().visits == 40
    assert page.sheet.amending.isVisible()
    assert not page.sheet.ages[AgeBand.CHILD].isVisible()
    assert not page.sheet.persons.isVisible()
    page.sheet.purposes[Purpose.INTERNET].click()
    page.sheet.save.click()
    shown.settled()
    assert page.sheet.state.text() == "Không nói rõ → Internet"
    assert shown.today().by_purpose[Purpose.INTERNET] == 1


def test_what_waits_is_told_on_both_pages_and_confirmed(shown: Open, page: VisitsPage) -> None:
    assert page.glances.heading.text() == "Chờ xem lại: 2 việc"
    assert "2 việc" in shown.window.office.day.waiting.text()
    right = next(b for b in page.glances.lines[0].findChildren(type(page.paper)) if b.text().strip() == "Đúng")
    right.click()
    shown.settled()
    assert page.glances.heading.text() == "Chờ xem lại: 1 việc"
    assert row_of(page, "Lớp 5A").mark == "Đã xem, đúng"
    right = next(b for b in page.glances.lines[0].findChildren(type(page.paper)) if b.text().strip() == "Đúng")
    right.click()
    shown.settled()
    assert not page.glances.isVisible()
    assert not shown.window.office.day.waits.isVisible()
    assert shown.today().visits == 40


def test_a_large_group_is_looked_into_on_its_own_and_a_burst_as_a_list(shown: Open, page: VisitsPage) -> None:
    look = next(b for b in page.glances.lines[0].findChildren(type(page.paper)) if b.text() == "Xem lại")
    look.click()
    shown.settled()
    assert page.sheet.heading.text() == "08:02 · Lớp 5A · 35 người"
    page.sheet.confirm.click()
    shown.settled()
    assert not page.sheet.confirm.isVisible()
    page.sheet.back.click()
    assert page.glances.heading.text() == "Chờ xem lại: 1 việc"
    look = next(b for b in page.glances.lines[0].findChildren(type(page.paper)) if b.text() == "Xem lại")
    look.click()
    shown.settled()
    assert titles(page) == ["Khách không thẻ"] * 3
    page.tests["all"].click()
    assert len(titles(page)) == 6


def test_leaving_the_console_forgets_what_was_searched_and_the_list_follows_each_scan(
    shown: Open, page: VisitsPage
) -> None:
    open_sheet(page, "Bạn đọc Lan")
    page.sheet.back.click()
    page.search.setText("lan")
    page.day_step.before.click()
    shown.settled()
    shown.window.office.console.leave.click()
    shown.log_in()
    shown.open_room("Lượt đến")
    assert page.search.text() == ""
    assert len(titles(page)) == 6
    shown.scan(new_card_code())
    assert page.title.text() == "Lượt đến · 41"
    assert titles(page)[0] == "Thẻ của điểm khác"
