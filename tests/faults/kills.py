"""kill -9 before one chosen step of an act, so that every step can be tried in turn."""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from types import FrameType
from typing import Final

from tests.faults.cases import tried

STEPS: Final = frozenset(
    (
        "connect",
        "execute",
        "executemany",
        "flock",
        "fsync",
        "link",
        "mkdir",
        "open",
        "recv_into",
        "rename",
        "replace",
        "send",
        "sendall",
        "unlink",
    )
)
"""Calls into the system or SQLite; between two of them nothing reaches a disk or a line."""


def killed_before(
    step: int, act: Callable[[], object], *, steps: frozenset[str] = STEPS, calls: frozenset[str] = frozenset()
) -> bool:
    """Do `act` in a forked process that kills itself before its step number `step`; False when it came to its end.

    `steps` are functions of C and `calls` functions of Python: psycopg's own C is not seen by the profiler.
    """
    child = os.fork()
    if child == 0:
        taken = count(1)

        def look(frame: FrameType, event: str, called: object) -> None:
            is_step = (event == "c_call" and getattr(called, "__name__", "") in steps) or (
                event == "call" and frame.f_code.co_name in calls
            )
            if is_step and next(taken) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(look)
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    tried("kills", was_killed)
    return was_killed
