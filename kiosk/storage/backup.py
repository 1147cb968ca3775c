"""Copies of the database: made while the kiosk counts, looked through before they bear a name, rotated.

keys.json is never among them. A backup may lie on a stick in a drawer: with the point's key beside it, it would tell
every reader's name; without, names stay sealed, and nobody can write entries in this device's name. Whoever lost the
keys with the PC has the recovery sheet and the province.
"""

import errno
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlite_utils import Database

from kiosk.clock import VIETNAM, local_time
from kiosk.errors import KioskError, Refused, Unavailable

from . import files, highwater, journal, soundness
from .connection import trouble
from .keyring import Keyring

PART: Final = ".part"
"""The end of a name that is not yet a backup's."""
_NAME: Final = re.compile(r"diem-doc-([0-9a-f]{8})-(\d{4}-\d\d-\d\d-\d{6})-(\d+)-(\d+)\.sqlite3")
_TIME: Final = "%Y-%m-%d-%H%M%S"
_PAGES: Final = 128
"""Half a megabyte a step: what a disk of a village PC writes while nobody notices."""
_CACHE: Final = "PRAGMA cache_size = -256"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup by its name. `at`: seconds UTC, by the clock of then; `epoch`, `seq`: its newest entry."""

    path: Path
    at: int
    epoch: int
    seq: int


class Contents(NamedTuple):
    """What a database holds: its newest entry, visits (persons) and readers."""

    head: highwater.Mark | None
    visits: int
    readers: int


def name_of(device: bytes, at: int, head: highwater.Mark) -> str:
    """The name of a backup: whose, when (Vietnamese time), and up to which entry."""
    return f"diem-doc-{device.hex()[:8]}-{local_time(at).strftime(_TIME)}-{head.epoch}-{head.seq}.sqlite3"


def named(path: Path, device: bytes) -> Backup | None:
    """The backup that this name tells of, or None for something else, or another device's."""
    told = _NAME.fullmatch(path.name)
    if told is None or told[1] != device.hex()[:8]:
        return None
    try:
        at = datetime.strptime(told[2], _TIME).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
    return Backup(path, int(at.timestamp()), int(told[3]), int(told[4]))


def listed(folder: Path, device: bytes) -> list[Backup]:
    """This device's backups in a folder, in no order. Empty where the folder cannot be read."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [found for path in paths if (found := named(path, device)) is not None]


def contents(tx: Database) -> Contents:
    """What the database holds now."""
    (visits,) = tx.execute("SELECT coalesce(sum(coalesce(counted, head_count)), 0) FROM visits").fetchone()
    (readers,) = tx.execute("SELECT count(*) FROM readers").fetchone()
    return Contents(highwater.head(tx), visits, readers)


def copy(tx: Database, draft: Path, pause: Callable[[], None]) -> None:
    """Copy what `tx` sees to `draft`, on disk and as one file, however much is written meanwhile.

    The view of `tx` stands still, so a check-in neither waits nor makes SQLite begin again; between the steps `pause()`
    lets the disk breathe. Raises sqlite3.Error or OSError.
    """
    tx.execute("SELECT 1 FROM epochs").fetchone()  # from here on, this is what is seen
    target = sqlite3.connect(draft)
    descriptor = os.open(draft, os.O_RDWR)

    def step(_state: int, _left: int, _all: int) -> None:
        os.fsync(descriptor)  # little by little: one large sync at the end would hold up a check-in's own
        pause()

    try:
        for pragma in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", _CACHE):
            target.execute(pragma)
        tx.conn.backup(target, pages=_PAGES, progress=step)
    finally:
        os.close(descriptor)
        target.close()
    alone(draft)


def alone(database: Path) -> None:
    """Make a closed database one file that needs no log beside it, and have it on disk."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    files.sync_file(database)


@contextmanager
def read_only(path: Path) -> Iterator[Database]:
    """A database that nobody writes, opened without a trace beside it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        yield Database(connection, execute_plugins=False)
    finally:
        connection.close()


def examined(path: Path, keyring: Keyring, *, wholly: bool = False) -> Contents:
    """Open a backup and look: it is ours, whole, of this device, its chain sound (`wholly`: from its first entry on).

    Raises Refused(`backup_foreign` | `database_newer`) or Unavailable(`backup_damaged` | `backup_missing`).
    """
    if not path.is_file():
        raise Unavailable("backup_missing", file=path.name)
    try:
        with read_only(path) as database:
            if not soundness.is_ours(database):
                raise Unavailable("backup_damaged", file=path.name)
            soundness.ensure_known(database)
            soundness.ensure_whole(database)
            soundness.ensure_sound_tail(database)
            devices = {device for (device,) in database.execute("SELECT DISTINCT device FROM epochs")}
            if devices != {keyring.device_id}:
                raise Refused("backup_foreign", file=path.name)
            if wholly and journal.first_break(database, keyring) is not None:
                raise Unavailable("backup_damaged", file=path.name)
            return contents(database)
    except sqlite3.Error as error:
        raise Unavailable("backup_damaged", file=path.name) from error
    except KioskError as error:
        code = {"database_damaged": "backup_damaged", "database_foreign": "backup_foreign"}.get(error.code, error.code)
        raise type(error)(code, file=path.name) from error


def in_our_words(error: Exception, path: Path) -> KioskError:
    """What stopped a copy."""
    if isinstance(error, sqlite3.Error):
        return trouble(error)
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return Unavailable("disk_full" if full else "backup_not_written", place=str(path))
