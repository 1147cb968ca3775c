"""What is compared with the province day by day: counts and hashes of what it has confirmed (sync.md, guarantee 3)."""

import hashlib
from itertools import groupby
from typing import Final, NamedTuple

from sqlite_utils import Database

from kiosk.clock import day_number
from sync.protocol.entries import clocks_of

from . import journal, mirror

PAUSE: Final = 20 * 3_600
"""Seconds between two comparisons: once a night, whatever its hour."""
AGAIN: Final = 30
"""Days after which everything is compared once more, the old days too."""
_DIGEST: Final = 16


class Stretch(NamedTuple):
    """Entries `first` to `last` of an epoch, which the clock put on one day, with what is compared of them.

    `digest`: 16 bytes of SHA-256 over their chain hashes; `visits`: persons that count.
    """

    epoch: int
    first: int
    last: int
    digest: bytes
    visits: int


class Resend(NamedTuple):
    """Entries that the province holds otherwise or not at all, and wants again."""

    epoch: int
    first: int
    last: int


def is_due(tx: Database, now: int) -> bool:
    """Whether it is time to compare: a night has passed, or there is an epoch that was never compared."""
    for epoch in journal.epochs(tx):
        row = tx.execute("SELECT at FROM reconciled WHERE epoch = ?", (epoch.epoch,)).fetchone()
        if row is None or not 0 <= now - row[0] < PAUSE:
            return True
    return False


def stretches(tx: Database, now: int, limit: int) -> list[Stretch]:
    """What to compare, oldest first, at most `limit`: the confirmed entries since the last time, or all once more."""
    found: list[Stretch] = []
    for epoch in journal.epochs(tx):
        confirmed = mirror.confirmed(tx, epoch.epoch)
        if confirmed is None:
            continue
        after = _compared(tx, epoch.epoch, now)
        found.extend(_days(tx, epoch.epoch, after, confirmed.seq, limit - len(found)))
    return found


def _compared(tx: Database, epoch: int, now: int) -> int:
    row = tx.execute("SELECT seq, at FROM reconciled WHERE epoch = ?", (epoch,)).fetchone()
    if row is None or day_number(row[1]) // AGAIN != day_number(now) // AGAIN:
        return 0
    return int(row[0])


def _days(tx: Database, epoch: int, after: int, upto: int, limit: int) -> list[Stretch]:
    rows = tx.execute(
        "SELECT seq, raw, hash FROM journal WHERE epoch = ? AND seq > ? AND seq <= ? ORDER BY seq", (epoch, after, upto)
    )
    found: list[Stretch] = []
    for _, members in groupby(rows, lambda row: day_number(clocks_of(row[1])[0])):
        if len(found) >= limit:
            break
        digest, first, last = hashlib.sha256(), 0, 0
        for seq, _, chained in members:
            first, last = first or seq, seq
            digest.update(chained)
        found.append(Stretch(epoch, first, last, digest.digest()[:_DIGEST], _visits(tx, epoch, first, last)))
    return found


def _visits(tx: Database, epoch: int, first: int, last: int) -> int:
    (count,) = tx.execute(
        "SELECT coalesce(sum(head_count), 0) FROM visits WHERE epoch = :epoch AND seq BETWEEN :first AND :last "
        "AND NOT EXISTS (SELECT 1 FROM quarantined WHERE epoch = visits.epoch AND seq = visits.seq)",
        {"epoch": epoch, "first": first, "last": last},
    ).fetchone()
    return int(count)


def note(tx: Database, compared: list[Stretch], differing: set[Resend], now: int) -> None:
    """Remember how far the two agree, and what is to be sent again."""
    reached = {epoch.epoch: _compared(tx, epoch.epoch, now) for epoch in journal.epochs(tx)}
    stopped: set[int] = set()
    for stretch in compared:
        if Resend(stretch.epoch, stretch.first, stretch.last) in differing:
            stopped.add(stretch.epoch)
            tx.execute("INSERT OR REPLACE INTO resends VALUES (?, ?, ?)", stretch[:3])
        elif (unknown := _not_understood(tx, stretch)) is not None:
            tx.execute("INSERT OR REPLACE INTO resends VALUES (?, ?, ?)", unknown)
        if stretch.epoch not in stopped:
            reached[stretch.epoch] = stretch.last
    for epoch, seq in reached.items():
        tx.execute("INSERT OR REPLACE INTO reconciled VALUES (?, ?, ?)", (epoch, seq, now))


def _not_understood(tx: Database, stretch: Stretch) -> Resend | None:
    """Entries of kinds that the province did not know when they came: it may have been upgraded since."""
    first, last = tx.execute(
        "SELECT min(seq), max(seq) FROM quarantined "
        "WHERE epoch = ? AND seq BETWEEN ? AND ? AND reason = 'unknown_kind'",
        stretch[:3],
    ).fetchone()
    return None if first is None else Resend(stretch.epoch, first, last)


def resends(tx: Database) -> list[Resend]:
    """What the province wants again."""
    return [Resend(*row) for row in tx.execute("SELECT epoch, first, last FROM resends ORDER BY epoch, first")]


def resent(tx: Database, resend: Resend) -> None:
    """It was sent again and confirmed; the next comparison tells whether it helped."""
    tx.execute("DELETE FROM resends WHERE epoch = ? AND first = ?", resend[:2])
