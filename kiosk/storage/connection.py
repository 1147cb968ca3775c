"""One opened home: its database connection and its keys. A store lives on the one thread that opened it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final

import filelock
from sqlite_utils import Database

from kiosk.config import Home
from kiosk.errors import KioskError, Refused, Unavailable
from sync.protocol.entries import chained

from . import keyring
from .migrations import MIGRATIONS, STEPS

APPLICATION_ID: Final = 0x44694444  # «DiĐĐ», so that `file` and we ourselves know our own database
_BUSY_MS: Final = 5_000
_TAIL: Final = 64
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

    def __init__(self, home: Home, database: Database, keys: keyring.Keyring) -> None:
        self.home = home
        self.keyring = keys
        self._database = database

    def writing(self) -> "Transaction":
        """One transaction: all that is written inside is on disk at the end, or nothing is.

        BEGIN IMMEDIATE takes the write lock at once (a deferred one fails with a stale snapshot instead of waiting).
        Raises Unavailable(`disk_full` | `database_busy` | `home_read_only` | `database_damaged` | `disk_failed`).
        """
        return Transaction(self._database, "BEGIN IMMEDIATE", "COMMIT")

    def reading(self) -> "Transaction":
        """One consistent view of the database. Raises Unavailable as writing() does."""
        return Transaction(self._database, "BEGIN", "ROLLBACK")

    def close(self) -> None:
        """Close the connection. What was committed is on disk already."""
        self._database.close()


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
    `keys_missing` | `keys_damaged` | `home_read_only` | …). Nothing is overwritten in any of these cases.
    """
    with _blamed(home):
        if not home.database.exists():
            raise Refused("not_initialised", home=str(home.path))
        with _closed_on_error(_connected(home)) as database:
            if not _is_ours(database):
                raise Refused("not_initialised", home=str(home.path))
            _ensure_current(home, database)
            _ensure_whole(home, database)
            _ensure_initialised(home, database)
            _ensure_sound_tail(database)
            keys = keyring.load(home.keys)
            _keep_write_ahead_log(database)
            return Store(home, database, keys)


def make_store(home: Home) -> Store:
    """Make what a new home lacks: its folder, its keys and an empty database. For the use case initialise() alone."""
    with _blamed(home):
        home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = keyring.load_or_make(home.keys)
        with _closed_on_error(_connected(home)) as database:
            _is_ours(database)
            _keep_write_ahead_log(database)
            _ensure_current(home, database)
            return Store(home, database, keys)


@contextmanager
def _blamed(home: Home) -> Iterator[None]:
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


def _connected(home: Home) -> Database:
    # Plug-ins of sqlite-utils are looked for among all that is installed; a kiosk neither wants nor waits for them.
    database = Database(sqlite3.connect(home.database), execute_plugins=False)
    with _closed_on_error(database):
        for pragma in _PRAGMAS:
            database.execute(pragma)
    return database


def _keep_write_ahead_log(database: Database) -> None:
    """Only once the file is known to be ours: it changes the file's header."""
    database.execute("PRAGMA journal_mode = WAL")


def _is_ours(database: Database) -> bool:
    """Whether a kiosk made this database; an empty one may still become ours. Raises Refused(`database_foreign`)."""
    (mark,) = database.execute("PRAGMA application_id").fetchone()
    if mark == APPLICATION_ID:
        return True
    if mark or database.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise Refused("database_foreign")
    return False


def _ensure_initialised(home: Home, database: Database) -> None:
    if database.execute("SELECT 1 FROM point").fetchone() is None:
        raise Refused("not_initialised", home=str(home.path))


def _ensure_current(home: Home, database: Database) -> None:
    """Apply missing migrations under a lock; refuse a database that a newer program wrote."""
    known = {migration.name for migration in MIGRATIONS.pending(database)}
    applied = {migration.name for migration in MIGRATIONS.applied(database)}
    ours = set(STEPS)
    if applied - ours:
        raise Refused("database_newer", step=sorted(applied - ours)[-1])
    if not known:
        return
    with filelock.FileLock(home.schema_lock):
        if MIGRATIONS.pending(database):
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(database)


def _ensure_whole(home: Home, database: Database) -> None:
    """A file that lost pages can look sound until one of them is needed: look at all, while that takes a moment."""
    if home.database.stat().st_size <= _LOOKED_THROUGH:
        (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise Unavailable("database_damaged", found=str(answer)[:200])


def _ensure_sound_tail(database: Database) -> None:
    """The last entries of the journal must continue one another: the cheap check that every start can afford."""
    rows = database.execute("SELECT epoch, seq, raw, hash FROM journal ORDER BY epoch DESC, seq DESC LIMIT ?", (_TAIL,))
    later: tuple[int, int, bytes, bytes] | None = None
    for epoch, seq, raw, digest in rows:
        if later is not None and later[0] == epoch and chained(digest, later[2]) != later[3]:
            raise Unavailable("database_damaged", epoch=epoch, seq=later[1])
        later = (epoch, seq, raw, digest)
