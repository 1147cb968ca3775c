"""The clock: Vietnamese days whatever the PC's zone, and a difference that does not flicker."""

import time
from datetime import date
from itertools import pairwise

import pytest

from kiosk import BUILT
from kiosk.clock import local_day, local_time, system_clock, year_of_ages
from tests.homes import MORNING


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_local_day_is_vietnamese_in_every_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert local_time(MORNING).isoformat() == "2026-11-23T08:00:00+07:00"
        assert local_day(MORNING - 8 * 3_600) == date(2026, 11, 23)
        assert local_day(MORNING - 8 * 3_600 - 1) == date(2026, 11, 22)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_uptime_and_wall_time_keep_their_difference_between_steps() -> None:
    readings = [system_clock() for _ in range(20_000)]
    differences = {reading.wall - reading.mono for reading in readings}
    assert max(differences) - min(differences) <= 1
    changes = sum(one.wall - one.mono != other.wall - other.mono for one, other in pairwise(readings))
    assert changes <= 1


def test_readings_never_go_back_and_belong_to_one_boot() -> None:
    readings = [system_clock() for _ in range(2_000)]
    assert [reading.mono for reading in readings] == sorted(reading.mono for reading in readings)
    assert {reading.boot for reading in readings} == {readings[0].boot}
    assert len(readings[0].boot) == 16


def test_a_dead_battery_makes_nobody_younger() -> None:
    built = local_day(BUILT).year
    assert year_of_ages(BUILT - 16 * 365 * 86_400) == built
    assert year_of_ages(BUILT + 3 * 366 * 86_400) == built + 3
