"""When to sync: at start, every quarter of an hour, at night, when the line returns, at closing. APScheduler ticks.

APScheduler knows the wall clock and only that, so it ticks and does nothing else. One worker makes every pass, with a
store of its own: two never run at once and no other thread waits for the network. One pulse looks after both: it feels
what the ticker does not (suspend, a clock that was set, a network that returned) and replaces a thread that died.
"""

import logging
import random
import threading
from collections.abc import Callable

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from kiosk.clock import VIETNAM
from kiosk.errors import KioskError

from .patience import Patience
from .pulse import Change, Reading, changes, passed_seconds, reading
from .rhythm import Rhythm, nightly, quarterly

_LOG = logging.getLogger(__name__)

Sync = Callable[[Callable[[], bool]], object]
"""`sync(stopping)` makes one pass, ends early and cleanly once `stopping()` is true, raises when it fails."""


class Schedule:
    """Decides when `sync` runs, until it is closed."""

    def __init__(
        self, sync: Sync, *, device: bytes, chance: Callable[[], float] = random.random, rhythm: Rhythm | None = None
    ) -> None:
        self._sync, self._device, self._chance = sync, device, chance
        self._rhythm = rhythm or Rhythm()
        self._closed = threading.Event()
        self._pulse = threading.Thread(target=self._watch, args=(reading(),), name="sync-pulse", daemon=True)
        self._worker = self._new_worker()
        self._ticker = _Ticker(self._worker, device, self._rhythm)

    def start(self) -> None:
        """Begin with a pass at once: whatever waited while the machine was off goes first."""
        self._worker.start()
        self._worker.ask()
        self._ticker.start()
        self._pulse.start()

    def nudge(self) -> None:
        """Make a pass as soon as the worker is free: the line returned, or somebody asked."""
        if not self._closed.is_set():
            self._worker.ask(afresh=True)

    def close(self) -> None:
        """Let a running pass end with its present batch, make one short last try, then stop."""
        self._closed.set()
        self._pulse.join()
        self._ticker.stop()
        self._worker.close()

    def _watch(self, last: Reading) -> None:
        while not self._closed.wait(self._rhythm.beat):
            now = reading()
            try:
                self._beat(changes(last, now))
            except Exception:  # noqa: BLE001 # the top of this thread: without it nobody would revive the others
                _LOG.exception("the pulse stumbled and goes on")
            last = now

    def _beat(self, found: frozenset[Change]) -> None:
        if found:
            _LOG.info("%s: syncing now", ", ".join(sorted(found)))
            self._ticker.rearm()
            self._worker.ask(afresh=True)
        self._revive()

    def _revive(self) -> None:
        """Replace what died: passes must come as long as the window is open."""
        if not self._worker.is_alive():
            _LOG.error("the sync worker had died: a new one begins")
            self._worker = self._new_worker()
            self._worker.start()
            self._worker.ask()
            self._ticker.worker = self._worker
        if not self._ticker.is_well():
            _LOG.error("no tick came: a new scheduler begins")
            self._ticker.retire()
            self._worker.ask()
            self._ticker = _Ticker(self._worker, self._device, self._rhythm)
            self._ticker.start()

    def _new_worker(self) -> "_Worker":
        return _Worker(self._sync, Patience(self._chance), self._rhythm.closing)


class _Ticker:
    """APScheduler, ticking at this device's seconds of the quarter and of the night."""

    def __init__(self, worker: "_Worker", device: bytes, rhythm: Rhythm) -> None:
        self.worker = worker
        self._device, self._rhythm = device, rhythm
        self._retired = False
        self._last = passed_seconds()
        self._scheduler = _Scheduler(
            timezone=VIETNAM,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )

    def start(self) -> None:
        self.rearm()
        self._scheduler.start()

    def rearm(self) -> None:
        """Count from the present clock: after a backward step the old times would lie days ahead."""
        self._last = passed_seconds()
        add = self._scheduler.add_job
        add(self._tick, quarterly(self._device, self._rhythm), id="quarter", replace_existing=True)
        add(self._night, nightly(self._device, self._rhythm.jitter), id="night", replace_existing=True)

    def is_well(self) -> bool:
        """Its thread lives, and on a clock that nobody sets the last tick is no longer ago than it may be."""
        patience = self._rhythm.quarter + self._rhythm.jitter + self._rhythm.beat + self._rhythm.slack
        return self._scheduler.lives() and passed_seconds() - self._last < patience

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def retire(self) -> None:
        """Tick no more. A thread that hangs is not waited for."""
        self._retired = True
        if not self._scheduler.lives():
            self.stop()

    def _tick(self) -> None:
        self._last = passed_seconds()
        if not self._retired:
            self.worker.tick()

    def _night(self) -> None:
        if not self._retired:
            self.worker.ask()


class _Scheduler(BackgroundScheduler):  # type: ignore[misc] # APScheduler has no types
    """APScheduler does not say whether its thread lives, and it dies of a wall clock beyond the calendar's end."""

    def lives(self) -> bool:
        thread: threading.Thread | None = self._thread
        return thread is not None and thread.is_alive()


class _Worker(threading.Thread):
    """Makes one pass after another, when they are due; waits on a clock that nobody sets."""

    def __init__(self, sync: Sync, patience: Patience, closing: float) -> None:
        super().__init__(name="sync", daemon=True)
        self._sync, self._patience, self._closing = sync, patience, closing
        self._changed = threading.Condition()
        self._end: float | None = None

    def tick(self) -> None:
        with self._changed:
            self._patience.tick()
            self._changed.notify()

    def ask(self, *, afresh: bool = False) -> None:
        with self._changed:
            self._patience.ask(afresh=afresh)
            self._changed.notify()

    def close(self) -> None:
        """End in time. A transfer that hangs longer is left alone: for the journal that is a power cut, no more."""
        with self._changed:
            self._end = passed_seconds() + self._closing
            self._patience.ask()
            self._changed.notify()
        self.join(self._closing)

    def run(self) -> None:
        while self._wait_until_due():
            self._pass(self._is_closing)
        with self._changed:
            due = self._patience.due_at()
        if due is not None and due <= passed_seconds() and not self._is_over():  # unless the province asked for rest
            self._pass(self._is_over)

    def _wait_until_due(self) -> bool:
        """False: the window is closing."""
        with self._changed:
            while self._end is None:
                due, now = self._patience.due_at(), passed_seconds()
                if due is not None and due <= now:
                    self._patience.begin()
                    return True
                self._changed.wait(None if due is None else due - now)
        return False

    def _pass(self, stopping: Callable[[], bool]) -> None:
        failure: Exception | None = None
        try:
            self._sync(stopping)
        except KioskError as error:
            _LOG.info("sync did not go through: %s", error)
            failure = error
        except Exception as error:  # noqa: BLE001 # the top of this thread: after a defect the next pass comes all the same
            _LOG.exception("a defect in a sync pass; it is tried again")
            failure = error
        with self._changed:
            if failure is None:
                self._patience.succeed()
            else:
                self._patience.fail(passed_seconds(), failure)

    def _is_closing(self) -> bool:
        return self._end is not None

    def _is_over(self) -> bool:
        return self._end is not None and passed_seconds() > self._end
