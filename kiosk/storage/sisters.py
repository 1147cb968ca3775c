"""What the point's other kiosks wrote, as the province's feed tells it: their visits, readers and cards.

Written by sync alone, a page and its cursor in one transaction. Their readers and cards lie in the same tables as ours,
their visits in a table of their own, since each kiosk counts by its own chain.
"""

from typing import NamedTuple

from sqlite_utils import Database

from kiosk.clock import day_number
from sync.protocol.entries import (
    KINDS,
    ClockCompared,
    DateTold,
    Entry,
    MalformedEntry,
    PurposeTold,
    Reentered,
    VisitConfirmed,
    VisitCorrected,
    VisitRecorded,
    decode,
    upcast,
)

from . import corrections, evidence, fold


class Name(NamedTuple):
    """An entry of any device: the name of the record that it made."""

    device: bytes
    epoch: int
    seq: int


def cursor(tx: Database) -> tuple[int, int]:
    """(position, seq) up to which the feed was read; its beginning again once this program knows more kinds."""
    row = tx.execute("SELECT position, seq, kinds FROM feed").fetchone()
    return (row[0], row[1]) if row and row[2] == len(KINDS) else (0, 0)


def move_cursor(tx: Database, position: int, seq: int) -> None:
    """The feed was read up to here; in the transaction that wrote what it said."""
    tx.execute("INSERT OR REPLACE INTO feed VALUES (1, ?, ?, ?)", (position, seq, len(KINDS)))


def head_of(tx: Database, device: bytes, epoch: int) -> tuple[int, bytes] | None:
    """(seq, chain hash) of the newest entry that was read of a sister's epoch."""
    row = tx.execute("SELECT seq, head FROM sister_chains WHERE device = ? AND epoch = ?", (device, epoch)).fetchone()
    return (row[0], row[1]) if row else None


def move_head(tx: Database, newest: Name, head: bytes) -> None:
    """A sister's epoch was read up to here. Read again from its beginning, it never falls back."""
    tx.execute(
        "INSERT INTO sister_chains VALUES (?, ?, ?, ?) ON CONFLICT (device, epoch) DO UPDATE "
        "SET seq = excluded.seq, head = excluded.head WHERE excluded.seq >= sister_chains.seq",
        (*newest, head),
    )


def take(tx: Database, name: Name, raw: bytes) -> None:
    """Take in one entry of a sister. What is no entry, or of a later program, is passed over and stops nothing."""
    try:
        entry = decode(raw)
        if isinstance(entry, Reentered):
            again, entry = entry, decode(entry.raw)
            if isinstance(entry, VisitRecorded):
                _visit(tx, name, entry, fold.when(entry, again))
                return
    except MalformedEntry:
        return
    if entry is not None:
        _take(tx, name, upcast(entry), raw)


def _take(tx: Database, name: Name, entry: Entry, raw: bytes) -> None:
    if isinstance(entry, VisitRecorded):
        _visit(tx, name, entry, fold.when(entry))
    elif isinstance(entry, PurposeTold):
        tx.execute(
            "UPDATE sister_visits SET purpose = ? WHERE device = ? AND epoch = ? AND seq = ?",
            (entry.purpose, name.device, entry.visit_epoch, entry.visit_seq),
        )
    elif isinstance(entry, ClockCompared | DateTold):
        evidence.keep(tx, name.device, name[1:], entry)
    elif isinstance(entry, VisitCorrected | VisitConfirmed):
        corrections.apply(tx, name.device, name[1:], entry)
    elif fold.site(tx, name.device, name[1:], entry):
        pass
    elif not fold.people(tx, name.device, name, entry):
        tx.execute("INSERT OR IGNORE INTO unclaimed VALUES (?, ?, ?, ?)", (*name, raw))


def claim(tx: Database) -> None:
    """Cards whose reader has been heard of since find them."""
    for device, epoch, seq, raw in tx.execute("SELECT device, epoch, seq, raw FROM unclaimed").fetchall():
        entry = decode(raw)
        if isinstance(entry, Reentered):
            entry = decode(entry.raw)
        name = Name(device, epoch, seq)
        if entry is None or fold.people(tx, device, name, upcast(entry)):
            tx.execute("DELETE FROM unclaimed WHERE device = ? AND epoch = ? AND seq = ?", name)


def _visit(tx: Database, name: Name, visit: VisitRecorded, corrected: tuple[int, int, int]) -> None:
    at, boot, confidence = corrected
    tx.execute(
        "INSERT OR IGNORE INTO sister_visits (device, epoch, seq, at, wall, mono, boot, day, method, purpose, "
        "age_band, sex, head_count, grouping, reader_device, reader_epoch, reader_seq, card, confidence, "
        "service_point, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *name,
            at,
            visit.wall,
            visit.mono,
            boot,
            day_number(at),
            visit.method,
            visit.purpose,
            visit.age_band,
            visit.sex,
            visit.head_count,
            visit.group,
            visit.reader_device or name.device,
            visit.reader_epoch,
            visit.reader_seq,
            visit.card or None,
            confidence,
            *fold.amid(tx, name.device, visit),
        ),
    )


def on_day(tx: Database, day: int) -> list[tuple[int, int, int, int]]:
    """(at, purpose, method, head_count) of the sisters' visits of a day."""
    return tx.execute(
        "SELECT at, purpose, method, coalesce(counted, head_count) FROM sister_visits "
        "WHERE day = ? AND counted IS NOT 0",
        (day,),
    ).fetchall()


def last_visit_of(tx: Database, reader: tuple[bytes, int, int], card: bytes) -> int | None:
    """When (seconds UTC) a reader, or a card that nobody here knows, last came to another kiosk of the point."""
    if card:
        row = tx.execute("SELECT max(at) FROM sister_visits WHERE card = ? AND counted IS NOT 0", (card,)).fetchone()
    else:
        row = tx.execute(
            "SELECT max(at) FROM sister_visits WHERE reader_device = ? AND reader_epoch = ? AND reader_seq = ? "
            "AND counted IS NOT 0",
            reader,
        ).fetchone()
    return None if row[0] is None else int(row[0])


def visits_total(tx: Database) -> int:
    """Visits (persons) that the point's other kiosks counted, as far as the feed was read."""
    (count,) = tx.execute("SELECT coalesce(sum(coalesce(counted, head_count)), 0) FROM sister_visits").fetchone()
    return int(count)
