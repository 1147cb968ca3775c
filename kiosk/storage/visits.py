"""Visits on disk: each a row of its own and an entry of the journal, in one transaction."""

from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from kiosk.clock import day_number
from kiosk.values import AgeBand, EntryRef, GroupKind, Method, Purpose, Sex
from sync.protocol.entries import PurposeTold, VisitRecorded

from .journal import Writer


class NewVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit about to be recorded. `reader`: the local number of a known reader, whose entry is `reader_name`;
    `card`: the digest of a well-formed card that nobody here knows.
    """

    method: Method
    purpose: Purpose
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    head_count: int = 1
    group: GroupKind = GroupKind.NONE
    reader: int | None = None
    reader_name: tuple[bytes, int, int] = (b"", 0, 0)
    card: bytes = b""


class LastVisit(NamedTuple):
    """When somebody last came. `at`: seconds UTC; `mono`: seconds since boot number `boot` of `epoch`."""

    at: int
    mono: int
    boot: int
    epoch: int


def record(tx: Database, journal: Writer, visit: NewVisit) -> EntryRef:
    """Write one visit and its entry."""
    device, epoch, seq = visit.reader_name
    # Plain integers: sqlite3 looks for an adapter for every subclass, once a value.
    method, purpose, age_band = int(visit.method), int(visit.purpose), int(visit.age_band)
    sex, group = int(visit.sex), int(visit.group)
    ref = journal.write(
        VisitRecorded(
            wall=journal.wall,
            mono=journal.mono,
            boot=journal.boot,
            method=method,
            purpose=purpose,
            age_band=age_band,
            sex=sex,
            head_count=visit.head_count,
            group=group,
            reader_device=device,
            reader_epoch=epoch,
            reader_seq=seq,
            card=visit.card,
        )
    )
    tx.conn.execute(
        "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ref.epoch,
            ref.seq,
            journal.at,
            journal.mono,
            journal.boot,
            day_number(journal.at),
            method,
            purpose,
            age_band,
            sex,
            visit.head_count,
            group,
            visit.reader,
            visit.card or None,
            journal.confidence,
        ),
    )
    return ref


def latest_of_card(tx: Database, card: bytes) -> LastVisit | None:
    """The last visit counted by a card that was not known here. (A known reader's comes with readers.by_card.)"""
    row = tx.conn.execute(
        "SELECT at, mono, boot, epoch FROM visits WHERE card = ? ORDER BY epoch DESC, seq DESC LIMIT 1", (card,)
    ).fetchone()
    return LastVisit(*row) if row else None


def tell_purpose(tx: Database, journal: Writer, visit: EntryRef, purpose: Purpose) -> bool:
    """Amend the purpose of a visit by a new entry; whether there is such a visit."""
    changed = tx.execute(
        "UPDATE visits SET purpose = ? WHERE epoch = ? AND seq = ?", (purpose, visit.epoch, visit.seq)
    ).rowcount
    if changed:
        journal.write(
            PurposeTold(
                wall=journal.wall,
                mono=journal.mono,
                boot=journal.boot,
                visit_epoch=visit.epoch,
                visit_seq=visit.seq,
                purpose=purpose,
            )
        )
    return bool(changed)


def counted_between(tx: Database, epoch: int, after: int, upto: int) -> int:
    """Visits (persons) in the entries `after` < seq <= `upto` of an epoch."""
    (count,) = tx.execute(
        "SELECT coalesce(sum(head_count), 0) FROM visits WHERE epoch = ? AND seq > ? AND seq <= ?",
        (epoch, after, upto),
    ).fetchone()
    return int(count)


def on_day(tx: Database, day: int) -> list[tuple[int, int, int, int]]:
    """(at, purpose, method, head_count) of every visit of a day."""
    return tx.execute(
        "SELECT at, purpose, method, head_count FROM visits "
        "WHERE (epoch, seq) >= (SELECT epoch, seq FROM days WHERE day = ?) AND day = ?",
        (day, day),
    ).fetchall()


def first_after(tx: Database, epoch: int, seq: int) -> int | None:
    """When (seconds UTC) the first visit after an entry was made, or None."""
    row = tx.execute("SELECT at FROM visits WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT 1", (epoch, seq)).fetchone()
    return int(row[0]) if row else None
