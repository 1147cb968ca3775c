"""When to sync: at start, every quarter of an hour, at night, when the line returns, at closing. APScheduler ticks.

Every pass runs on the scheduler's single worker thread with a store of its own, so two never run at once and no other
thread waits for the network.
"""

import contextlib
import logging
import random
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from kiosk.clock import VIETNAM
from kiosk.errors import KioskError

INTERVAL: Final = timedelta(minutes=15)
NIGHT_BEGINS: Final = 21
NIGHT_MINUTES: Final = 8 * 60
"""A thousand kiosks spread over the night, each at its own minute."""
CLOSING: Final = 8.0
_JITTER: Final = 60
_FIRST_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 1_800.0
_PULSE: Final = 20.0
_STEP: Final = 5.0
_NOWHERE: Final = ("192.0.2.1", 9)  # TEST-NET-1: connecting a datagram socket sends nothing, it only asks for a route

_LOG = logging.getLogger(__name__)


def nightly_minute(device: bytes) -> tuple[int, int]:
    """(hour, minute) of a device's nightly pass: the same every night, spread evenly by its id."""
    minutes = NIGHT_BEGINS * 60 + int.from_bytes(device[:8], "big") % NIGHT_MINUTES
    return minutes // 60 % 24, minutes % 60


def pause_after(failures: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds before the next try: full jitter below 30 s, doubling to half an hour, and no last attempt."""
    return chance() * min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(failures, 10)))


class Schedule:
    """Decides when `sync` runs.

    `sync(stopping)` does one pass on the worker thread, ends early and cleanly once `stopping()` is true, and raises
    KioskError when it did not go through.
    """

    def __init__(
        self,
        sync: Callable[[Callable[[], bool]], object],
        *,
        device: bytes,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._sync = sync
        self._chance = chance
        self._device = device
        self._failures = 0
        self._closed = threading.Event()
        self._pulse = threading.Thread(target=self._feel, name="sync-pulse", daemon=True)
        self._scheduler = BackgroundScheduler(
            timezone=VIETNAM,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin: one pass at once, then every quarter of an hour and at this device's minute of the night."""
        hour, minute = nightly_minute(self._device)
        self._add(IntervalTrigger(seconds=int(INTERVAL.total_seconds()), jitter=_JITTER), "interval")
        self._add(CronTrigger(hour=hour, minute=minute, timezone=VIETNAM), "nightly")
        self._scheduler.start()
        self.nudge()
        self._pulse.start()

    def nudge(self) -> None:
        """Run a pass as soon as the worker is free: the line returned, or somebody asked."""
        if not self._closed.is_set():
            self._add(DateTrigger(datetime.now(VIETNAM)), "now")

    def close(self) -> None:
        """Let a running pass end with its present batch, make one short last try, then stop.

        Nobody waits long in front of a closing window: what does not go through in CLOSING seconds goes tomorrow.
        """
        self._closed.set()
        # Without jobs the scheduler's thread hands nothing more to a worker that is being shut down.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=True)
        end = time.monotonic() + CLOSING
        with contextlib.suppress(KioskError):
            self._sync(lambda: time.monotonic() > end)

    def _add(self, trigger: Any, name: str) -> None:
        self._scheduler.add_job(self._run, trigger, id=name, replace_existing=True)

    def _run(self) -> None:
        try:
            self._sync(self._closed.is_set)
        except KioskError as error:
            _LOG.info("sync did not go through: %s", error)
            if error.code in ("not_enrolled", "sync_running") or self._closed.is_set():
                return
            pause = max(pause_after(self._failures, self._chance), _asked_wait(error))
            self._failures += 1
            self._add(DateTrigger(datetime.now(VIETNAM) + timedelta(seconds=pause)), "again")
        else:
            self._failures = 0

    def _feel(self) -> None:
        """Notice what the scheduler does not: a route that came back, a suspended machine, a stepped wall clock."""
        routed, gap = _has_route(), _gap()
        while not self._closed.wait(_PULSE):
            was_routed, routed = routed, _has_route()
            was_gap, gap = gap, _gap()
            if (routed and not was_routed) or abs(gap - was_gap) > _STEP:
                _LOG.info("the line returned or the clock stepped: syncing now")
                self._failures = 0
                self._scheduler.wakeup()
                self.nudge()


def _asked_wait(error: KioskError) -> float:
    """Seconds the province asked to be left alone (`Retry-After`)."""
    asked = error.details.get("retry_after", 0)
    return asked if isinstance(asked, int) else 0


def _gap() -> float:
    """Seconds between wall time and the time this thread lived through; suspend and clock steps change it."""
    return time.time() - time.monotonic()


def _has_route() -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return False
        return True
