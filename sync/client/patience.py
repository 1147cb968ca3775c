"""How long to wait after a pass that did not go through. There is no last attempt."""

import random
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from kiosk.errors import KioskError, Unavailable

from .pulse import passed_seconds

_FIRST_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 1_800.0
_NO_HURRY: Final = frozenset({"not_enrolled", "sticks_alone", "sync_running", "budget_spent"})
"""Nothing that a soon second try would change: the next quarter of an hour is early enough."""


def pause_after(failures: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds before the next try: full jitter below 30 s, doubling to half an hour, for ever."""
    return chance() * min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(failures, 10)))


class Patience:
    """When the next pass is due. Times are seconds of a clock that nobody can set and that suspend does not stop.

    Offline, a captive portal, a province that is unwell or a defect of ours: all are tried again alike.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0
        self._wanted = False
        self._again_at: float | None = None
        self._rest_until = float("-inf")

    def tick(self) -> None:
        """A quarter of an hour is over. While passes fail, their own pauses rule instead."""
        if self._again_at is None:
            self._wanted = True

    def ask(self, *, afresh: bool = False) -> None:
        """A pass is wanted now. `afresh`: the world has changed, earlier failures no longer count."""
        self._wanted = True
        if afresh:
            self._failures = 0

    def due_at(self) -> float | None:
        """When to make the next pass (a time that has passed: now), or None as long as nobody asks."""
        if self._wanted:
            return self._rest_until
        return None if self._again_at is None else max(self._again_at, self._rest_until)

    def begin(self) -> None:
        """A pass begins: whoever asks from here on gets another one."""
        self._wanted, self._again_at = False, None

    def succeed(self) -> None:
        """The pass went through."""
        self._failures = 0

    def fail(self, now: float, error: Exception) -> None:
        """The pass did not go through. What the province asked for (`Retry-After`) holds for every later pass."""
        if isinstance(error, KioskError) and error.code in _NO_HURRY:
            return
        asked = _asked_wait(error)
        self._rest_until = now + asked
        self._again_at = now + max(asked, pause_after(self._failures, self._chance))
        self._failures += 1


Result = TypeVar("Result")


def persistently(
    make_pass: Callable[[], Result], *, seconds: float, chance: Callable[[], float] = random.random
) -> Result:
    """Make a pass, again and again until one goes through or `seconds` are over: a machine that was woken at night has
    no network in its first minute, and the kiosk's own window may be syncing just then.

    Raises what the last pass raised; Refused and `budget_spent` at once.
    """
    patience, end = Patience(chance), passed_seconds() + seconds
    while True:
        patience.begin()
        try:
            return make_pass()
        except Unavailable as error:
            now = passed_seconds()
            patience.fail(now, error)
            due = now + _FIRST_PAUSE if error.code == "sync_running" else patience.due_at()
            if due is None or due >= end:
                raise
        threading.Event().wait(due - now)


def _asked_wait(error: Exception) -> int:
    """Seconds the province asked to be left alone (`Retry-After`)."""
    asked = error.details.get("retry_after", 0) if isinstance(error, KioskError) else 0
    return asked if isinstance(asked, int) else 0
