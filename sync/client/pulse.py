"""What a scheduler that follows the wall clock does not notice: suspend, a clock that was set, a line that returned."""

import contextlib
import socket
import sys
import time
from enum import StrEnum
from typing import Final, NamedTuple

_NOWHERE: Final = (
    # Addresses for documentation (RFC 5737, RFC 3849): connecting a datagram socket sends nothing, it asks for a route.
    (socket.AF_INET, "192.0.2.1"),
    (socket.AF_INET6, "2001:db8::1"),
)
_STEP: Final = 5.0
"""Seconds by which two clocks may part between two readings; more is a step."""
_LATE: Final = 60.0
"""A reading that comes this late: this process, or the whole machine, stood still."""


class Reading(NamedTuple):
    """What the machine says of itself at one moment.

    Seconds of three clocks: `wall` can be set by anybody, `running` stands still while the machine is suspended,
    `passed` does neither. `address`: this machine's own on its way out, "" without a network.
    """

    wall: float
    running: float
    passed: float
    address: str


class Change(StrEnum):
    """What happened between two readings."""

    SUSPENDED = "suspended"
    STEPPED = "stepped"
    CONNECTED = "connected"


def changes(before: Reading, now: Reading) -> frozenset[Change]:
    """What happened from `before` to `now`, as far as a sync must know."""
    passed = now.passed - before.passed
    found = set()
    if passed - (now.running - before.running) > _STEP or passed > _LATE:
        found.add(Change.SUSPENDED)
    if abs(now.wall - before.wall - passed) > _STEP:
        found.add(Change.STEPPED)
    if now.address and now.address != before.address:
        found.add(Change.CONNECTED)
    return frozenset(found)


def reading() -> Reading:
    """Read this machine's clocks and ask it for a way out."""
    return Reading(time.time(), time.monotonic(), passed_seconds(), own_address())


def passed_seconds() -> float:
    """Seconds of a clock that nobody sets and that suspend does not stop."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


def own_address() -> str:
    """The address from which this machine would go out, "" where there is no route at all. Nothing is sent."""
    for family, address in _NOWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0])
    return ""
