"""APScheduler says when; these tests say that it does, and that two passes never meet."""

import os
import threading
from collections import Counter
from collections.abc import Callable

from kiosk.errors import Unavailable
from sync.client.schedule import NIGHT_BEGINS, NIGHT_MINUTES, Schedule, _asked_wait, nightly_minute, pause_after

_PATIENCE = 20.0


class _Line:
    """Counts passes, and notices two at once."""

    def __init__(self, *, failing: int = 0) -> None:
        self.changed = threading.Condition()
        self.passes = self.at_once = self.most_at_once = 0
        self._failing = failing

    def __call__(self, stopping: Callable[[], bool]) -> None:
        with self.changed:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        with self.changed:
            self.at_once -= 1
            self.passes += 1
            self.changed.notify_all()
        if self.passes <= self._failing:
            raise Unavailable("offline")

    def wait_for(self, passes: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.passes >= passes, _PATIENCE)


def test_every_device_has_its_own_minute_of_the_night_and_keeps_it() -> None:
    device = os.urandom(16)
    assert nightly_minute(device) == nightly_minute(device)
    minutes = Counter(nightly_minute(os.urandom(16)) for _ in range(5_000))
    assert len(minutes) > 0.9 * NIGHT_MINUTES
    assert all(hour >= NIGHT_BEGINS or hour < (NIGHT_BEGINS + NIGHT_MINUTES // 60) % 24 for hour, _ in minutes)


def test_pauses_grow_to_half_an_hour_and_there_is_no_last_attempt() -> None:
    longest = [pause_after(failures, lambda: 1.0) for failures in range(40)]
    assert longest[:3] == [30.0, 60.0, 120.0]
    assert set(longest[6:]) == {1_800.0}
    assert pause_after(40, lambda: 0.0) == 0.0


def test_a_pass_runs_at_start_when_nudged_and_at_closing() -> None:
    line = _Line()
    schedule = Schedule(line, device=bytes(16))
    schedule.start()
    assert line.wait_for(1)
    schedule.nudge()
    assert line.wait_for(2)
    schedule.close()
    assert line.passes == 3
    assert line.most_at_once == 1


def test_twenty_nudges_never_make_two_passes_at_once() -> None:
    line = _Line()
    schedule = Schedule(line, device=bytes(16))
    schedule.start()
    assert line.wait_for(1)
    for _ in range(20):
        schedule.nudge()
    assert line.wait_for(2)
    schedule.close()
    assert line.most_at_once == 1


def test_a_province_that_asks_for_rest_gets_it() -> None:
    assert _asked_wait(Unavailable("province_unwell", status=503, retry_after=40)) == 40
    assert _asked_wait(Unavailable("offline")) == 0


def test_a_failed_pass_is_tried_again_by_itself() -> None:
    line = _Line(failing=1)
    schedule = Schedule(line, device=bytes(16), chance=lambda: 0.0)
    schedule.start()
    assert line.wait_for(2)
    schedule.close()


def test_a_closed_schedule_no_longer_listens() -> None:
    line = _Line()
    schedule = Schedule(line, device=bytes(16))
    schedule.start()
    assert line.wait_for(1)
    schedule.close()
    after = line.passes
    schedule.nudge()
    assert line.passes == after
