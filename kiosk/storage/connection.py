"""One opened home: its database connection and its keys. A store lives on the one thread that opened it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

import filelock
from sqlite_utils import Database

from kiosk.config import Home
from kiosk.errors import KioskError, Refused, Unavailable

from . import keyring, presence, replacement, soundness
from .migrations import MIGRATIONS
from .named import Named
from .surroundings import Surroundings

_BUSY_MS: Final = 5_000
_LOOKED_THROUGH: Final = 16 * 1_048_576
"""Bytes: some five years of a point, 50 ms. Of a larger file only the journal's tail is looked at when it is opened."""
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else a REPLACE deletes without asking the triggers of the journal
    "PRAGMA synchronous = FULL",  # villages lose power
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
)


class Store:
    """The facts of one kiosk, and the keys they are signed and sealed with."""

    def __init__(self, home: Home, database: Database, keys: keyring.Keyring, here: presence.Presence | None) -> None:
        self.home = home
        self.keyring = keys
        self._database = database
        self._here = here
        self.surroundings: Surroundings | None = None
        self.names: dict[int, Named] = {}

    def writing(self) -> "Transaction":
        """One transaction: all that is written inside is on disk at the end, or nothing is.

        BEGIN IMMEDIATE takes the write lock at once (a deferred one fails with a stale snapshot instead of waiting).
        Raises Unavailable(`disk_full` | `database_busy` | `home_read_only` | `database_damaged` | `disk_failed`).
        """
        return Transaction(self._database, "BEGIN IMMEDIATE", "COMMIT")

    def reading(self) -> "Transaction":
        """One consistent view of the database. Raises Unavailable as writing() does."""
        return Transaction(self._database, "BEGIN", "ROLLBACK")

    def forget_surroundings(self) -> None:
        """A choice or the programme was changed over this store: the next visit looks again."""
        self.surroundings = None

    def truncate_log(self) -> bool:
        """Write the log into the database and cut it to nothing; False while others still read from it.

        After an erasure: a key that was written not long ago stands in the log too.
        """
        try:
            (busy, _, _) = self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise trouble(error) from error
        return not busy

    def close(self) -> None:
        """Close the connection. What was committed is on disk already."""
        self._database.close()
        if self._here is not None:
            self._here.leave()


class Transaction:
    """What `with` holds open. It is surely open, so hot paths inside may use `tx.conn.execute`: what sqlite-utils' own
    execute adds to it is a commit where none is open (measured: 4 µs of a check-in; a generator here would add 3).
    """

    __slots__ = ("_begin", "_database", "_end")

    def __init__(self, database: Database, begin: str, end: str) -> None:
        self._database = database
        self._begin = begin
        self._end = end

    def __enter__(self) -> Database:
        try:
            self._database.conn.execute(self._begin)
        except sqlite3.Error as error:
            raise trouble(error) from error
        return self._database

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection = self._database.conn
        try:
            if kind is None:
                connection.execute(self._end)
        except sqlite3.Error as failure:
            error = failure
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise trouble(error) from error


def trouble(error: sqlite3.Error) -> KioskError:
    """What an SQLite error means for the people in front of the kiosk."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for start, code in (
        ("SQLITE_FULL", "disk_full"),
        ("SQLITE_IOERR_SHMSIZE", "disk_full"),  # the shared index beside the log found no room
        ("SQLITE_IOERR", "disk_failed"),
        ("SQLITE_BUSY", "database_busy"),
        ("SQLITE_LOCKED", "database_busy"),
        ("SQLITE_READONLY", "home_read_only"),
        ("SQLITE_CANTOPEN", "home_read_only"),
        ("SQLITE_CORRUPT", "database_damaged"),
        ("SQLITE_NOTADB", "database_damaged"),
    ):
        if name.startswith(start):
            return Unavailable(code)
    raise error


def open_store(home: Home) -> Store:
    """Open an initialised home.

    Raises Refused(`not_initialised` | `database_newer` | `database_foreign`) or Unavailable(`database_damaged` |
    `database_missing` | `keys_missing` | `keys_damaged` | `home_read_only` | `restore_running` | …). Nothing is
    overwritten in any of these cases.
    """
    with said_in_our_words(home):
        if not home.was_made:
            raise Refused("not_initialised", home=str(home.path))
        with _left_on_error(_entered(home)) as here:
            if not home.database.exists():
                raise Unavailable("database_missing", home=str(home.path))
            with _closed_on_error(_connected(home.database)) as database:
                _ensure_made(home, database)
                _ensure_current(home, database)
                if home.database.stat().st_size <= _LOOKED_THROUGH:
                    # A file that lost pages can look sound until one of them is needed.
                    soundness.ensure_whole(database)
                _ensure_initialised(home, database)
                soundness.ensure_sound_tail(database)
                keys = keyring.load(home.keys)
                _keep_write_ahead_log(database)
                return Store(home, database, keys, here)


def make_store(home: Home, point_key: bytes | None = None) -> Store:
    """Make what a new home lacks: its folder, its keys and an empty database. For the use case initialise() alone.

    `point_key`: 32 bytes off a recovery sheet, where the point has a key already.
    """
    with said_in_our_words(home):
        home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _left_on_error(_entered(home)) as here:
            keys = keyring.load_or_make(home.keys, point_key)
            with _closed_on_error(_connected(home.database)) as database:
                soundness.is_ours(database)
                _keep_write_ahead_log(database)
                _ensure_current(home, database)
                return Store(home, database, keys, here)


def open_draft(home: Home, draft: Path, keys: keyring.Keyring) -> Store:
    """Open a database that is to take the place of the present one, made current; nobody else knows of it.

    Raises as open_store() does.
    """
    with said_in_our_words(home), _closed_on_error(_connected(draft)) as database:
        soundness.is_ours(database)
        _ensure_current(home, database)
        return Store(home, database, keys, None)


def _entered(home: Home) -> presence.Presence:
    """Open the home beside others, once a restore that was cut short has been carried to its end."""
    while True:
        here = presence.enter(home)
        if not home.prepared.exists():
            return here
        here.leave()
        with presence.alone(home):
            if home.prepared.exists():
                replacement.finish(home)


@contextmanager
def _left_on_error(here: presence.Presence) -> Iterator[presence.Presence]:
    try:
        yield here
    except BaseException:
        here.leave()
        raise


@contextmanager
def said_in_our_words(home: Home) -> Iterator[None]:
    """What the system says about the home's files, in our words."""
    try:
        yield
    except sqlite3.Error as error:
        raise trouble(error) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Unavailable("disk_full" if full else "home_read_only", home=str(home.path)) from error


@contextmanager
def _closed_on_error(database: Database) -> Iterator[Database]:
    try:
        yield database
    except BaseException:
        database.close()
        raise


def _connected(path: Path) -> Database:
    # Plug-ins of sqlite-utils are looked for among all that is installed; a kiosk neither wants nor waits for them.
    database = Database(sqlite3.connect(path), execute_plugins=False)
    with _closed_on_error(database):
        for pragma in _PRAGMAS:
            database.execute(pragma)
    return database


def _keep_write_ahead_log(database: Database) -> None:
    """Only once the file is known to be ours: it changes the file's header."""
    database.execute("PRAGMA journal_mode = WAL")


def _ensure_made(home: Home, database: Database) -> None:
    """An emptied file of an old kiosk looks like an init that was cut short; the high-water mark tells them apart."""
    if soundness.is_ours(database):
        return
    if home.high_water.exists():
        raise Unavailable("database_damaged", found="empty")
    raise Refused("not_initialised", home=str(home.path))


def _ensure_initialised(home: Home, database: Database) -> None:
    if database.execute("SELECT 1 FROM point").fetchone() is None:
        raise Refused("not_initialised", home=str(home.path))


def _ensure_current(home: Home, database: Database) -> None:
    """Apply missing migrations under a lock; refuse a database that a newer program wrote."""
    if not soundness.ensure_known(database):
        return
    with filelock.FileLock(home.schema_lock):
        if MIGRATIONS.pending(database):
            database.execute(f"PRAGMA application_id = {soundness.APPLICATION_ID}")
            MIGRATIONS.apply(database)
