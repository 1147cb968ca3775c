"""Copies of everything but the keys: on the kiosk's own disk, on a second one, on a stick that is plugged in."""

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import filelock

from kiosk.clock import Clock, day_number
from kiosk.config import Home
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.rules import retention
from kiosk.storage import backup, files, highwater, places, replacement
from kiosk.storage.connection import Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup was made. `visits`, `readers`: what is in it. `copies`: where else it lies; `missed`: the places that
    could not take it, with the code why.
    """

    path: Path
    visits: int
    readers: int
    copies: tuple[Path, ...]
    missed: tuple[tuple[Path, str], ...]


def _no_pause() -> None:
    """At full speed: nobody is being counted."""


def back_up(
    store: Store,
    *,
    clock: Clock,
    pause: Callable[[], None] = _no_pause,
    sticks: Callable[[], Sequence[Path]] = places.sticks,
) -> BackedUp:
    """Copy the database while the kiosk counts, look through the copy, and drop copies too many or too old.

    `pause()` is called between steps of half a megabyte. A second place that fails is told, and stops nothing. Raises
    Unavailable(`backup_running` | `backup_damaged` | `backup_not_written` | `disk_full` | …): then nothing has changed.
    """
    home = store.home
    with _one_at_a_time(home):
        now = clock().wall
        with _in_our_words(home.backups):
            home.backups.mkdir(exist_ok=True, mode=0o700)
            for left in home.backups.glob(f"*{backup.PART}*"):
                left.unlink()  # by a backup that was killed
        made, found, chosen = _written(store, now, pause)
        highwater.keep(store)
        _rotate(home.backups, store.keyring.device_id, now)
        for old in replacement.set_aside_before(home, now - retention.LONGEST):
            old.unlink(missing_ok=True)
        wanted = [*([chosen] if chosen else []), *sticks()]
        copies, missed = _spread(made, wanted, store, found, now)
    return BackedUp(made, found.visits, found.readers, tuple(copies), tuple(missed))


def back_up_when_due(store: Store, *, clock: Clock, pause: Callable[[], None] = _no_pause) -> BackedUp | None:
    """The daily backup: made when there is none of today yet."""
    newest = _newest(store)
    if newest is not None and day_number(newest.at) == day_number(clock().wall):
        return None
    return back_up(store, clock=clock, pause=pause)


def back_up_at_closing(store: Store, *, clock: Clock) -> BackedUp | None:
    """The backup of a day's end: made when something was written since the last one."""
    with store.reading() as tx:
        head = highwater.head(tx)
    newest = _newest(store)
    if newest is not None and head is not None and (newest.epoch, newest.seq) == head[:2]:
        return None
    return back_up(store, clock=clock)


def choose_backup_folder(store: Store, folder: Path | None) -> None:
    """Let every later backup lie in `folder` too (another disk); None: no longer. Raises Refused(`folder_missing`)."""
    if folder is not None and not folder.is_dir():
        raise Refused("folder_missing", folder=str(folder))
    with store.writing() as tx:
        places.choose(tx, folder.resolve() if folder is not None else None)


def backup_folder(store: Store) -> Path | None:
    """The folder on another disk where every backup lies too, or None."""
    with store.reading() as tx:
        return places.chosen(tx)


def _newest(store: Store) -> backup.Backup | None:
    found = retention.newest_first(backup.listed(store.home.backups, store.keyring.device_id))
    return found[0] if found else None


def _written(store: Store, now: int, pause: Callable[[], None]) -> tuple[Path, backup.Contents, Path | None]:
    """The backup on the kiosk's own disk, what is in it, and the second place that was chosen."""
    draft = store.home.backups / f"home{backup.PART}"
    with _in_our_words(store.home.backups), _gone_on_error(draft):
        with store.reading() as tx:
            backup.copy(tx, draft, pause)
            seen, chosen = backup.contents(tx), places.chosen(tx)
        found = backup.examined(draft, store.keyring)
        if seen != found or seen.head is None:
            raise Unavailable("backup_damaged", file=draft.name)
        made = store.home.backups / backup.name_of(store.keyring.device_id, now, seen.head)
        draft.replace(made)
        files.sync_folder(made.parent)
    return made, found, chosen


def _spread(
    made: Path, wanted: Sequence[Path], store: Store, found: backup.Contents, now: int
) -> tuple[list[Path], list[tuple[Path, str]]]:
    copies: list[Path] = []
    missed: list[tuple[Path, str]] = []
    for place in dict.fromkeys(wanted):
        draft = place / f"{made.name}{backup.PART}"
        try:
            with _in_our_words(place), _gone_on_error(draft):
                shutil.copyfile(made, draft)
                files.sync_file(draft)
                if backup.examined(draft, store.keyring) != found:
                    raise Unavailable("backup_damaged", file=draft.name)
                draft.replace(place / made.name)
                files.sync_folder(place)
                _rotate(place, store.keyring.device_id, now)
            copies.append(place / made.name)
        except KioskError as error:
            _LOG.warning("no backup in %s: %s", place, error)
            missed.append((place, error.code))
    return copies, missed


def _rotate(folder: Path, device: bytes, now: int) -> None:
    with _in_our_words(folder):
        for old in retention.superfluous(backup.listed(folder, device), now):
            old.path.unlink(missing_ok=True)


@contextlib.contextmanager
def _one_at_a_time(home: Home) -> Iterator[None]:
    lock = filelock.FileLock(home.backup_lock, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise Unavailable("backup_running") from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _in_our_words(place: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise backup.in_our_words(error, place) from error


@contextlib.contextmanager
def _gone_on_error(draft: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
