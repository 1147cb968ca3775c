"""Which copies may go: never the last ones, never one too many, none kept for ever, whatever the clock says."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import day_number
from kiosk.rules.retention import DAYS, LAST, LONGEST, newest_first, superfluous
from tests.homes import MORNING

DAY = 86_400


@dataclass(frozen=True)
class Made:
    at: int
    epoch: int
    seq: int


def kept(copies: list[Made], now: int) -> list[Made]:
    gone = superfluous(copies, now)
    return [copy for copy in newest_first(copies) if copy not in gone]


def test_of_a_month_of_daily_backups_a_week_is_kept() -> None:
    copies = [Made(MORNING + day * DAY, 1, 100 * (day + 1)) for day in range(30)]
    assert kept(copies, copies[-1].at) == list(reversed(copies[-DAYS:]))


def test_of_a_days_many_backups_the_last_three_are_kept_and_one_of_each_day_before() -> None:
    copies = [Made(MORNING + day * DAY + hour * 3_600, 1, 100 * day + hour) for day in range(3) for hour in range(5)]
    assert [(copy.seq // 100, copy.seq % 100) for copy in kept(copies, copies[-1].at)] == [
        (2, 4),
        (2, 3),
        (2, 2),
        (1, 4),
        (0, 4),
    ]


def test_after_a_long_holiday_what_is_over_fifteen_days_old_goes_even_if_nothing_else_is_there() -> None:
    copies = [Made(MORNING, 1, 5), Made(MORNING + 10 * DAY, 1, 9)]
    assert kept(copies, MORNING + 16 * DAY) == [copies[1]]
    assert kept(copies, MORNING + 30 * DAY) == []


def test_a_copy_from_the_future_leaves_with_its_turn() -> None:
    strange = Made(MORNING + 5_000 * DAY, 1, 50)
    copies = [strange, *(Made(MORNING + day * DAY, 1, 100 * (day + 1)) for day in range(2))]
    assert strange in kept(copies, MORNING + 2 * DAY)
    copies.append(Made(MORNING + 2 * DAY, 1, 300))
    assert strange not in kept(copies, MORNING + 2 * DAY)


def test_a_clock_that_fell_back_to_its_birth_does_not_delete_the_last_ones() -> None:
    copies = [Made(MORNING + day * DAY, 1, 100 * (day + 1)) for day in range(7)]
    assert kept(copies, 0) == list(reversed(copies[-LAST:]))


@given(
    st.lists(
        st.builds(Made, st.integers(MORNING - 40 * DAY, MORNING + 40 * DAY), st.integers(1, 3), st.integers(1, 50)),
        max_size=30,
        unique=True,
    )
)
def test_never_too_many_and_never_too_old(copies: list[Made]) -> None:
    left = kept(copies, MORNING)
    assert len(left) <= LAST + DAYS
    assert all(MORNING - copy.at <= LONGEST for copy in left)
    young = [copy for copy in newest_first(copies)[:LAST] if MORNING - copy.at <= LONGEST]
    assert set(young) <= set(left)
    week = {day_number(copy.at) for copy in copies if 0 <= day_number(MORNING) - day_number(copy.at) < DAYS}
    assert week <= {day_number(copy.at) for copy in left}
