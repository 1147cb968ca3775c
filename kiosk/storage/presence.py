"""Who has the home open. A database may only be replaced when nobody has: SQLite would go on writing to the old file,
and its write-ahead log would be taken for the new one's.

The lock is the system's own (flock) and ends with its process. Windows does not let an open file be replaced at all, so
nothing is needed there.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.config import Home
from kiosk.errors import Unavailable

if sys.platform != "win32":
    import fcntl


class Presence:
    """One open home, until leave()."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def leave(self) -> None:
        """The home is closed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    __del__ = leave


def enter(home: Home) -> Presence:
    """Open the home beside others. Raises Unavailable(`restore_running`) while somebody replaces its database."""
    return _held(home, "restore_running", shared=True)


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Be the only one who has the home open: no window, no pass, no command. Raises Unavailable(`home_in_use`)."""
    here = _held(home, "home_in_use", shared=False)
    try:
        yield
    finally:
        here.leave()


def _held(home: Home, otherwise: str, *, shared: bool) -> Presence:
    here = Presence(os.open(home.presence, os.O_RDONLY | os.O_CREAT, 0o600))
    if sys.platform != "win32":
        try:
            fcntl.flock(here._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)  # noqa: SLF001
        except BlockingIOError:
            here.leave()
            raise Unavailable(otherwise, home=str(home.path)) from None
    return here
