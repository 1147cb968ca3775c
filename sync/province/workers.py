"""Several processes that do the same work on one listening socket, and one that replaces whoever dies.

Each worker is forked from a process that has loaded everything, opened no database and started no thread.
"""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Final

CAN_FORK: Final = hasattr(os, "fork")
"""Where this is False (Windows) there can be no more than one worker."""
_LEAVE: Final = (signal.SIGTERM, signal.SIGINT)
_SOON: Final = 1.0
"""Seconds. A worker that lives no longer than this is replaced only after as long a pause: it will die again."""
_GRACE: Final = 15.0
"""Seconds that workers have to end what they are doing once they are asked to leave."""

_log = logging.getLogger(__name__)


def leave_when_told() -> None:
    """From now on SIGTERM and Ctrl-C raise SystemExit(0) in the main thread; a worker was deaf to them until now."""
    for number in _LEAVE:
        signal.signal(number, _leave)
    if CAN_FORK:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _LEAVE)


def keep_working(count: int, work: Callable[[], None], *, begun: Callable[[], None]) -> None:
    """Run `work` in `count` processes until SIGTERM or Ctrl-C, and return when they have ended.

    Whoever dies is replaced. `work` calls leave_when_told() once it has something to leave; it is told to when this
    process is, and when this process is killed. `begun` is called once all are started.
    """
    staff = _Staff(count, work)
    leave_when_told()
    try:
        staff.hire()
        begun()
        while True:
            staff.await_a_death()
            staff.hire()
    except SystemExit:
        pass
    finally:
        for number in _LEAVE:  # once is enough
            signal.signal(number, signal.SIG_IGN)
        staff.dismiss()


class _Staff:
    """The workers of this process."""

    def __init__(self, count: int, work: Callable[[], None]) -> None:
        self._count = count
        self._work = work
        # Nothing is ever written: when this process is gone, however it went, whoever reads comes to the end.
        self._lifeline = os.pipe()
        self._fork = multiprocessing.get_context("fork")
        self._hired: dict[BaseProcess, float] = {}

    def hire(self) -> None:
        """Start as many as are missing."""
        while len(self._hired) < self._count:
            worker = self._fork.Process(target=_begin, args=(self._work, *self._lifeline))
            signal.pthread_sigmask(signal.SIG_BLOCK, _LEAVE)  # neither half hired nor told while it puts its coat on
            try:
                worker.start()
                self._hired[worker] = time.monotonic()
            except OSError as error:  # no memory or no process to be had, for now
                _log.warning("a worker could not be started: %s", error)
                threading.Event().wait(_SOON)
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _LEAVE)

    def await_a_death(self) -> None:
        """Return when a worker has ended; a moment later when it had only just begun."""
        connection.wait([worker.sentinel for worker in self._hired])
        for worker in [worker for worker in self._hired if not worker.is_alive()]:
            lived = time.monotonic() - self._hired.pop(worker)
            _log.warning(
                "worker %s ended with %s after %.0f s; another takes its place", worker.pid, worker.exitcode, lived
            )
            if lived < _SOON:
                threading.Event().wait(_SOON)

    def dismiss(self) -> None:
        """Ask every worker to leave, and wait until they have."""
        for worker in self._hired:
            worker.terminate()
        end = time.monotonic() + _GRACE
        for worker in self._hired:
            worker.join(max(0.0, end - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
        for side in self._lifeline:
            os.close(side)


def _begin(work: Callable[[], None], lifeline: int, writing_end: int) -> None:
    """In the new process."""
    os.close(writing_end)
    threading.Thread(target=_leave_with_parent, args=(lifeline,), name="lifeline", daemon=True).start()
    work()


def _leave_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
