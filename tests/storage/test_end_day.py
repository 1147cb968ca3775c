"""The facts of a day that ends."""

from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.end_day import end_day
from kiosk.usecases.tally import tally
from kiosk.usecases.void_visit import void_visit
from kiosk.values import AgeBand, Correction, GroupKind, Method, Purpose
from tests.homes import KioskHome, StandingClock, new_reader, opened


def test_a_day_is_summed_by_purpose_method_and_age(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store:
        check_in(store, new_reader(store, clock).code, clock=clock, purpose=Purpose.READING)
        tally(store, purpose=Purpose.CLASS_OR_CLUB, head_count=75, group=GroupKind.SCHOOL_CLASS, clock=clock)
        wrong = tally(store, purpose=Purpose.INTERNET, age_band=AgeBand.SENIOR, clock=clock)
        void_visit(store, wrong.visit, Correction.MISTAKE, clock=clock)
        end = end_day(store, clock=clock)
        assert (end.visits, end.voided, end.late) == (76, 1, 0)
        assert (end.groups, end.in_groups) == (1, 75)
        assert end.by_purpose == {Purpose.READING: 1, Purpose.CLASS_OR_CLUB: 75}
        assert end.by_method == {Method.SCANNED: 1, Method.TALLIED: 75}
        assert end.by_age == {AgeBand.ADULT: 1, AgeBand.UNKNOWN: 75}
        assert [one.persons for one in end.to_look_at] == [75]
        assert (end.status.pending_visits, end.backup_at) == (76, None)
        back_up(store, clock=clock, sticks=list)
        assert end_day(store, clock=clock).backup_at == clock.wall


def test_yesterday_is_not_in_the_sum_of_today(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.READING, clock=clock)
        clock.advance(86_400)
        end = end_day(store, clock=clock)
        assert (end.visits, end.by_purpose) == (0, {})
        assert end.status.pending_visits == 1
