"""How far the journal once was, in a file beside the keys: an older database in its place is noticed by it.

A disk that lied, a copy put back by hand and an emptied file all look sound to SQLite. The mark never falls back within
an epoch, so whoever opens the home can tell (sync.md, guarantee 4).
"""

import json
import logging
from pathlib import Path
from typing import NamedTuple

import filelock
from sqlite_utils import Database

from kiosk.config import Home
from sync.protocol.entries import EpochCause

from . import files, journal
from .connection import Store

_LOG = logging.getLogger(__name__)


class Mark(NamedTuple):
    """An entry of this device that was on disk: its name and the chain's hash there (32 bytes)."""

    epoch: int
    seq: int
    head: bytes


def load(path: Path) -> Mark | None:
    """The mark in `path`; None where there is none, or none that can be read: then nothing is compared."""
    try:
        fields = json.loads(path.read_bytes())
        return Mark(int(fields["epoch"]), int(fields["seq"]), bytes.fromhex(fields["head"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _LOG.warning("the high-water mark cannot be read: %s", error)
        return None


def keep(store: Store) -> None:
    """Raise the mark to the journal's newest entry."""
    with store.reading() as tx:
        newest = head(tx)
    if newest is not None:
        raise_to(store.home, newest)


def raise_to(home: Home, newest: Mark) -> None:
    """Raise the mark to this entry, which is on disk.

    Two processes never overtake each other, and an entry that is behind the mark leaves it as it is. When the disk does
    not take it, the old one stands: it only tells less.
    """
    with filelock.FileLock(home.high_water_lock):
        known = load(home.high_water)
        if known is None or newest[:2] > known[:2]:
            fields = {"epoch": newest.epoch, "seq": newest.seq, "head": newest.head.hex()}
            try:
                files.write_whole(home.high_water, json.dumps(fields).encode())
            except OSError as error:
                _LOG.warning("the high-water mark cannot be written: %s", error)


def head(tx: Database) -> Mark | None:
    """The newest entry of the journal, or None before the first."""
    row = tx.execute("SELECT epoch, seq, hash FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1").fetchone()
    return Mark(*row) if row else None


def difference(tx: Database, mark: Mark | None) -> EpochCause | None:
    """How the journal contradicts the mark: RESTORED when it is behind, FORKED when it has another entry there.

    None when it does not, or has gone on to a later epoch since.
    """
    newest = head(tx)
    if mark is None or newest is None or newest.epoch > mark.epoch:
        return None
    there = journal.hash_at(tx, mark.epoch, mark.seq)
    if there == mark.head:
        return None
    return EpochCause.RESTORED if there is None else EpochCause.FORKED
