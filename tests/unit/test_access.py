"""Wrong passwords: five, then a wait that doubles and ends at an hour."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.access import LONGEST_WAIT, tries_left, wait_after


def test_five_wrong_passwords_are_allowed() -> None:
    assert [tries_left(failures) for failures in range(7)] == [5, 4, 3, 2, 1, 0, 0]


def test_the_wait_begins_with_a_minute_and_doubles_to_an_hour() -> None:
    assert [wait_after(failures) for failures in range(13)] == [0, 0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600]


@given(st.integers(0, 10**9))
def test_no_number_of_failures_closes_the_door_for_longer_than_an_hour(failures: int) -> None:
    assert 0 <= wait_after(failures) <= LONGEST_WAIT
    assert (wait_after(failures) == 0) is (tries_left(failures) > 0)
