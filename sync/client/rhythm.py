"""At which seconds of the wall clock a kiosk syncs: pure arithmetic, the same for ever for each device."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apscheduler.triggers.base import BaseTrigger

from kiosk.clock import VIETNAM

QUARTER: Final = 900
NIGHT_BEGINS: Final = 21
NIGHT_MINUTES: Final = 8 * 60
"""A thousand kiosks spread over the night, each at its own second."""
_DAY: Final = 86_400
_UTC_OFFSET: Final = 7 * 3_600
_1970: Final = datetime(1970, 1, 1, 7, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and how long, in seconds.

    `quarter`: between two passes; `jitter`: added at random; `beat`: between two looks at the clocks, the network and
    the threads; `slack`: by which a tick may be late before its thread is replaced; `closing`: nobody waits longer in
    front of a closing window, and what does not go through by then goes tomorrow.
    """

    quarter: float = QUARTER
    jitter: float = 20.0
    beat: float = 20.0
    slack: float = 60.0
    closing: float = 8.0


class Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Fires where the wall clock, less `phase`, is a multiple of `period` (seconds), and up to `jitter` later.

    What was missed is one firing, however long it was. APScheduler's own triggers walk through every missed one: after
    a flat battery (1970, then the network sets the clock) those are two million, and a thread does nothing else.
    """

    def __init__(
        self, period: float, phase: float, jitter: float = 0.0, chance: Callable[[], float] = random.random
    ) -> None:
        self._period, self._phase, self._jitter, self._chance = period, phase, jitter, chance

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The first firing after `now` and `previous_fire_time`; None at the end of the calendar, the year 9999."""
        after = now.timestamp()
        if previous_fire_time is not None:
            after = max(after, previous_fire_time.timestamp())
        periods = (after - self._phase) // self._period + 1
        at = self._phase + periods * self._period + self._jitter * self._chance()
        try:
            return _1970 + timedelta(seconds=at)  # fromtimestamp knows no time before 1970 on Windows
        except OverflowError:
            return None


def nightly_second(device: bytes) -> int:
    """Seconds after midnight (Vietnam) of a device's nightly pass: the same every night, spread evenly by its id."""
    return (NIGHT_BEGINS * 3_600 + _share(device[:8], NIGHT_MINUTES * 60)) % _DAY


def nightly(device: bytes, jitter: float) -> Every:
    """One pass each night, at this device's second."""
    return Every(_DAY, nightly_second(device) - _UTC_OFFSET, jitter)


def quarterly(device: bytes, rhythm: Rhythm) -> Every:
    """One pass in each quarter of an hour, at this device's second of it: when the power returns to a whole district,
    its kiosks start together and must not stay together.
    """
    return Every(rhythm.quarter, _share(device[8:16], 1_000) / 1_000 * rhythm.quarter, rhythm.jitter)


def _share(part: bytes, of: int) -> int:
    return int.from_bytes(part, "big") % of
