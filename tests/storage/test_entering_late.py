"""A day on paper comes in afterwards: on its day, marked for ever, all of a sheet or nothing."""

from datetime import date

import pytest

from kiosk.errors import Refused
from kiosk.storage.connection import Store
from kiosk.usecases.enter_late import MOST_DAYS, enter_late
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.name_service_point import name_service_point
from kiosk.usecases.programme import plan_event
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.usecases.visits_to_look_at import visits_to_look_at
from kiosk.values import AgeBand, GroupKind, LateLine, Method, Purpose, Sex
from tests.homes import MORNING, StandingClock

YESTERDAY = date(2026, 11, 22)
HOUR = 3_600
DAY = 24 * HOUR


def lines(*persons: int) -> list[LateLine]:
    return [LateLine(persons=number, purpose=Purpose.READING) for number in persons]


def test_a_sheet_counts_on_its_own_day_and_not_today(store: Store, clock: StandingClock) -> None:
    sheet = [
        LateLine(persons=12, hour=8, purpose=Purpose.READING, age_band=AgeBand.CHILD, sex=Sex.FEMALE),
        LateLine(persons=3, purpose=Purpose.INTERNET, age_band=AgeBand.SENIOR),
        LateLine(persons=35, hour=14, purpose=Purpose.CLASS_OR_CLUB, group=GroupKind.SCHOOL_CLASS, label=" Lớp  5A "),
    ]
    tally(store, purpose=Purpose.READING, clock=clock)
    assert enter_late(store, YESTERDAY, sheet, clock=clock).head_count == 50
    assert today(store, clock=clock).visits == 1
    day = list_visits(store, YESTERDAY, clock=clock)
    assert (day.counted, day.late) == (50, 50)
    midnight = MORNING - 8 * HOUR - DAY
    told = [(one.at - midnight, one.heads, one.method, one.late, one.label) for one in day.visits]
    assert told == [
        (8 * HOUR + HOUR // 2, 12, Method.TALLIED, True, ""),
        (12 * HOUR, 3, Method.TALLIED, True, ""),
        (14 * HOUR + HOUR // 2, 35, Method.TALLIED, True, "Lớp 5A"),
    ]
    assert list_visits(store, clock=clock).late == 0


def test_an_estimate_says_that_it_is_one_and_a_scan_cannot_be_written_on_paper(
    store: Store, clock: StandingClock
) -> None:
    enter_late(store, YESTERDAY, lines(40), clock=clock, method=Method.ESTIMATED)
    assert list_visits(store, YESTERDAY, clock=clock).visits[0].method is Method.ESTIMATED
    with pytest.raises(Refused, match="method_impossible"):
        enter_late(store, YESTERDAY, lines(1), clock=clock, method=Method.SCANNED)


@pytest.mark.parametrize(("back", "possible"), [(-1, False), (0, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)])
def test_a_sheet_is_of_today_or_of_the_last_sixty_days(
    store: Store, clock: StandingClock, back: int, possible: bool
) -> None:
    day = date.fromordinal(date(2026, 11, 23).toordinal() - back)
    if possible:
        enter_late(store, day, lines(2), clock=clock)
        assert list_visits(store, day, clock=clock).counted == 2
        return
    with pytest.raises(Refused) as caught:
        enter_late(store, day, lines(2), clock=clock)
    assert (caught.value.code, caught.value.details["last"]) == ("late_day_impossible", date(2026, 11, 23))
    assert verify_journal(store) == 1


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ([], "sheet_empty"),
        (lines(2, 0), "head_count_out_of_range"),
        (lines(2, 501), "head_count_out_of_range"),
        ([*lines(2), LateLine(persons=1, hour=24)], "hour_impossible"),
        ([*lines(2), LateLine(persons=1, group=GroupKind.CLUB, label="x" * 61)], "label_too_long"),
        ([*lines(2), LateLine(persons=1, service_point=3)], "service_point_unknown"),
    ],
)
def test_one_line_that_cannot_be_refuses_the_whole_sheet(
    store: Store, clock: StandingClock, sheet: list[LateLine], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        enter_late(store, YESTERDAY, sheet, clock=clock)
    assert verify_journal(store) == 1
    assert list_visits(store, YESTERDAY, clock=clock).visits == ()


def test_of_today_nothing_lies_in_the_future(store: Store, clock: StandingClock) -> None:
    clock.advance(10 * 60)  # 08:10
    enter_late(store, date(2026, 11, 23), [LateLine(persons=2, hour=8), LateLine(persons=1)], clock=clock)
    assert [one.at for one in list_visits(store, clock=clock).visits] == [clock.wall, clock.wall]
    with pytest.raises(Refused, match="hour_impossible"):
        enter_late(store, date(2026, 11, 23), [LateLine(persons=2, hour=9)], clock=clock)


def test_a_late_line_is_tagged_with_what_ran_in_its_hour(store: Store, clock: StandingClock) -> None:
    start = MORNING - DAY
    plan_event(store, title="Ngày hội đọc sách", starts_at=start, ends_at=start + 2 * HOUR, clock=clock)
    sheet = [
        LateLine(persons=5, hour=9, purpose=Purpose.READING),
        LateLine(persons=6, hour=11, purpose=Purpose.EVENT),
        LateLine(persons=7, purpose=Purpose.EVENT),
        LateLine(persons=8, purpose=Purpose.READING),
    ]
    enter_late(store, YESTERDAY, sheet, clock=clock)
    events = {one.heads: one.event for one in list_visits(store, YESTERDAY, clock=clock).visits}
    assert events == {5: "Ngày hội đọc sách", 6: "", 7: "Ngày hội đọc sách", 8: ""}


def test_a_late_line_stands_at_its_service_point(store: Store, clock: StandingClock) -> None:
    number = name_service_point(store, "Phòng đọc", clock=clock)
    enter_late(store, YESTERDAY, [LateLine(persons=4, service_point=number)], clock=clock)
    assert list_visits(store, YESTERDAY, clock=clock).visits[0].service_point == "Phòng đọc"


def test_a_large_late_group_waits_for_nobodys_glance(store: Store, clock: StandingClock) -> None:
    enter_late(store, YESTERDAY, [LateLine(persons=120, group=GroupKind.DELEGATION)], clock=clock)
    assert visits_to_look_at(store, clock=clock) == ()


def test_a_word_about_the_date_moves_what_was_counted_and_not_what_was_told_from_paper(
    store: Store, clock: StandingClock
) -> None:
    tally(store, purpose=Purpose.READING, clock=clock, head_count=2)
    enter_late(store, YESTERDAY, lines(9), clock=clock)
    tell_date(store, clock.wall + 3 * DAY, clock=clock)
    counts = [list_visits(store, date(2026, 11, day), clock=clock).counted for day in (22, 23, 24, 25, 26)]
    assert counts == [9, 0, 0, 0, 2]
