"""What a damaged database still tells: its newest entries, their readers' keys, and who may enter the console.

The damaged file itself is never opened for writing: a copy of it, with a copy of its log, is. An entry counts when it
continues the chain of the database that is being mended; the first that does not, or cannot be read, is the end.
"""

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kiosk.errors import KioskError
from kiosk.values import Point
from sync.protocol.entries import chained

from . import boots, evidence, fold, journal, point, replacement
from .connection import Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """`entries`: taken from the damaged file; `keys`: of readers who are in none of its backups."""

    entries: int
    keys: int


@contextlib.contextmanager
def remains(damaged: Path) -> Iterator[sqlite3.Connection | None]:
    """A copy of a damaged database, opened as far as SQLite opens it; None where there is nothing."""
    if not damaged.exists():
        yield None
        return
    copy = damaged.with_name(f"{damaged.name}.remains")
    everything = [copy, *(replacement.beside(copy, suffix) for suffix in replacement.LOGS)]
    try:
        shutil.copyfile(damaged, copy)
        if (log := replacement.beside(damaged, "-wal")).exists():
            shutil.copyfile(log, replacement.beside(copy, "-wal"))
        connection = sqlite3.connect(copy)
        try:
            yield connection
        finally:
            connection.close()
    finally:
        for path in everything:
            path.unlink(missing_ok=True)


def salvage(tx: Database, store: Store, damaged: sqlite3.Connection) -> Salvaged:
    """Take into the database behind `tx` (of `store`) what the damaged one knows beyond it."""
    if point.load(tx) is None and (here := _rows(damaged, "SELECT code, name FROM point")):
        point.save(tx, Point(*here[0]))
    for table, columns in (("officers", 4), ("province", 6)):
        for row in _rows(damaged, f"SELECT * FROM {table}"):  # noqa: S608 - our own names
            tx.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * columns)})", row)  # noqa: S608
    entries = 0
    known = {epoch.epoch for epoch in journal.epochs(tx)}
    oldest = max(known, default=0)
    for epoch, nonce in _rows(damaged, "SELECT epoch, nonce FROM epochs WHERE epoch >= ? ORDER BY epoch", oldest):
        if epoch not in known:
            fold.open_known_epoch(tx, store.keyring, epoch, nonce)
        entries += _continued(tx, store, damaged, epoch)
    return Salvaged(entries, _keys(tx, store, damaged))


def salvage_more(tx: Database, store: Store, damaged: sqlite3.Connection) -> Salvaged:
    """Take what lies behind a page that could not be read, now that the province has filled the gap."""
    epochs = [epoch.epoch for epoch in journal.epochs(tx)][:-1]
    entries = sum(_continued(tx, store, damaged, epoch) for epoch in epochs)
    return Salvaged(entries, _keys(tx, store, damaged) if entries else 0)


def has_more(tx: Database, damaged: sqlite3.Connection) -> bool:
    """Whether the damaged file tells of entries that are not in the journal."""
    newest = _rows(damaged, "SELECT epoch, seq FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1")
    return bool(newest) and journal.hash_at(tx, *newest[0]) is None


def _continued(tx: Database, store: Store, damaged: sqlite3.Connection, epoch: int) -> int:
    """Append what continues an epoch; how many entries."""
    last = journal.last_of(tx, epoch)
    digest = journal.hash_at(tx, epoch, last)
    taken = 0
    for seq, raw, stored in _readable(damaged, epoch, last):
        if digest is None or seq != last + 1 or (digest := chained(digest, raw)) != stored:
            _LOG.info("what follows entry %d of epoch %d does not continue it", last, epoch)
            break
        fold.append_own(tx, store.keyring, epoch, raw)
        last, taken = seq, taken + 1
    if taken:
        evidence.settle(tx, boots.OWN, (epoch, last - taken + 1), (epoch, last))
    return taken


def _readable(damaged: sqlite3.Connection, epoch: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The entries after `last`, as far as the pages can be read."""
    statement = "SELECT seq, raw, hash FROM journal WHERE epoch = ? AND seq > ? ORDER BY seq"
    try:
        yield from damaged.execute(statement, (epoch, last))
    except sqlite3.Error as error:
        _LOG.info("epoch %d cannot be read to its end: %s", epoch, error)


def _keys(tx: Database, store: Store, damaged: sqlite3.Connection) -> int:
    """The keys of readers who came since the last backup, where they can be read and opened."""
    found = 0
    for name in tx.execute("SELECT device, epoch, seq FROM readers WHERE wrapped IS NULL").fetchall():
        for wrapped, kept in _rows(
            damaged, "SELECT wrapped, key_kept FROM readers WHERE device = ? AND epoch = ? AND seq = ?", *name
        ):
            with contextlib.suppress(KioskError, TypeError):
                store.keyring.wrapping.unwrap(wrapped)
                fold.keep_key(tx, name, wrapped)
                tx.execute("UPDATE readers SET key_kept = ? WHERE device = ? AND epoch = ? AND seq = ?", (kept, *name))
                found += 1
    return found


def _rows(damaged: sqlite3.Connection, statement: str, *values: object) -> list[Any]:
    try:
        return damaged.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        _LOG.info("cannot be read: %s: %s", statement.split(" WHERE ")[0], error)
        return []


def newest_epoch(old: sqlite3.Connection | None) -> int:
    """The newest epoch that the old database tells of, 0 where it tells none."""
    rows = _rows(old, "SELECT coalesce(max(epoch), 0) FROM epochs") if old is not None else []
    return int(rows[0][0]) if rows else 0
