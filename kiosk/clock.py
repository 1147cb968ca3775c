"""Time as an argument: wall seconds, seconds since boot, and which boot that was."""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kiosk import BUILT

VIETNAM = timezone(timedelta(hours=7), "+07:00")
"""The local day is always +07:00 whatever the PC's zone says (sync.md, guarantee 5)."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SECOND = 1_000_000_000
_VIETNAM_SECONDS = 7 * 3_600
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class Moment(NamedTuple):
    """One reading of the clock.

    `wall`: integer seconds UTC. `mono`: integer seconds that only ever advance within one boot, suspend included
    (CLOCK_BOOTTIME on Linux). `boot`: 16 bytes naming that boot.
    """

    wall: int
    mono: int
    boot: bytes


Clock = Callable[[], Moment]


@lru_cache(maxsize=1)
def _boot() -> bytes:
    try:
        return bytes.fromhex(_BOOT_ID.read_text().replace("-", ""))
    except (OSError, ValueError):
        # No boot id on this system: the start of this process stands for it.
        return os.urandom(16)


def _uptime_ns() -> int:
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


def system_clock() -> Moment:
    """Read this machine's clocks.

    The uptime is rounded so that `wall - mono` stays the same number between two steps of the wall clock: two readings
    floored each for itself would flip by one second and cost the wire a bit in every entry.
    """
    wall_ns, uptime_ns = time.time_ns(), _uptime_ns()
    wall = wall_ns // _SECOND
    offset = (wall_ns - uptime_ns + _SECOND // 2) // _SECOND
    return Moment(wall, max(0, wall - offset), _boot())


def local_time(wall: int) -> datetime:
    """The Vietnamese local time of `wall` (seconds UTC)."""
    return datetime.fromtimestamp(wall, VIETNAM)


def day_number(wall: int) -> int:
    """The Vietnamese day of `wall` (seconds UTC), counted from 1970-01-01."""
    return (wall + _VIETNAM_SECONDS) // 86_400


def year_of_ages(wall: int) -> int:
    """The Vietnamese calendar year of `wall` (seconds UTC) for telling ages, never one before this program was built.

    A clock whose battery died would make children of adults, and refuse every child born since its year.
    """
    return max(_YEAR_BUILT, _year_of(day_number(wall)))


@lru_cache(maxsize=8)
def _year_of(day: int) -> int:
    return date.fromordinal(_EPOCH_DAY + day).year


_YEAR_BUILT = _year_of(day_number(BUILT))


def local_day(wall: int) -> date:
    """The Vietnamese calendar day of `wall` (seconds UTC)."""
    return local_time(wall).date()
