"""One sync at a time on a home, whichever process does it and whichever way it goes: by the line or by a stick."""

import contextlib
from collections.abc import Iterator

import filelock

from kiosk.errors import Unavailable
from kiosk.storage.connection import Store


@contextlib.contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold the home's sync lock. Raises Unavailable(`sync_running`)."""
    lock = filelock.FileLock(store.home.sync_lock, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise Unavailable("sync_running") from None
    try:
        yield
    finally:
        lock.release()
