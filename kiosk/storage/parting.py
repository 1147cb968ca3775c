"""Two histories under the same numbers: this device parts from the epoch they share and goes on in a new one.

The entries after the last common one leave the old epoch, so that the province's branch fits there, and what they tell
is written again in the new epoch with the names they had (sync.md, guarantee 4). Nothing is lost: their bytes go along.
"""

from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from kiosk.clock import Moment
from kiosk.values import EntryRef
from sync.protocol.entries import (
    BootStarted,
    CardIssued,
    CardRevoked,
    ConsentTold,
    CountingChosen,
    Entry,
    EpochCause,
    ErasureDeclined,
    ErasureRequested,
    EventCancelled,
    EventPlanned,
    PurposeTold,
    ReaderApproved,
    ReaderErased,
    ReaderRegistered,
    Reentered,
    ServicePointNamed,
    StaffMarked,
    VisitConfirmed,
    VisitCorrected,
    VisitDetailed,
    VisitRecorded,
    decode,
    encode,
)

from . import boots, evidence, fold, journal
from .keyring import Keyring

_KEPT = (
    "CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal "
    "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END"
)
_ABOUT_READERS = (
    CardIssued,
    ConsentTold,
    ErasureDeclined,
    ErasureRequested,
    ReaderApproved,
    ReaderErased,
    StaffMarked,
    VisitRecorded,
)
_ABOUT_VISITS = (PurposeTold, VisitConfirmed, VisitCorrected)
_ABOUT_EVENTS = (EventCancelled, VisitDetailed)
_TOLD_AGAIN = (
    *_ABOUT_READERS,
    *_ABOUT_VISITS,
    *_ABOUT_EVENTS,
    CardRevoked,
    CountingChosen,
    EventPlanned,
    ReaderRegistered,
    ServicePointNamed,
)
"""Facts. What tells of the chain or its clock (a boot, clock evidence) belongs to the branch it was told in."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What is to be parted: entries of `epoch` after `common` (None: not even its genesis is shared).

    `into`: the new epoch's number, larger than any known to either side; `nonce`: 16 random bytes for it. `theirs`: the
    nonce under which the other side knows `epoch`.
    """

    epoch: int
    common: int | None
    into: int
    nonce: bytes
    theirs: bytes


def part(tx: Database, keyring: Keyring, moment: Moment, parting: Parting, *, point: str, software: str) -> int:
    """Open the new epoch and write again what the parted entries told; how many there were.

    In the caller's transaction, under the lock of a pass, so that every check-in stands before it or in the new epoch.
    """
    common = parting.common or 0
    suffix = tx.execute(
        "SELECT seq, raw, hash FROM journal WHERE epoch = ? AND seq > ? ORDER BY seq", (parting.epoch, common)
    ).fetchall()
    opening = journal.Opening(
        parting.into,
        parting.nonce,
        EpochCause.FORKED if suffix else EpochCause.RESTORED,
        EntryRef(parting.epoch, common) if parting.common is not None else EntryRef(0, 0),
        (journal.hash_at(tx, parting.epoch, common) or b"") if parting.common is not None else b"",
    )
    _cut(tx, parting.epoch, common)
    fold.open_known_epoch(tx, keyring, parting.epoch, parting.theirs)
    journal.open_epoch(tx, keyring, moment, opening, point=point, software=software)
    writer = journal.Writer(tx, moment)
    moved: dict[tuple[int, int], EntryRef] = {}
    for seq, raw, digest in suffix:
        _tell_again(tx, keyring, writer, moved, (parting.epoch, seq, digest), raw)
    # Evidence in the parted entries no longer holds for what stays.
    evidence.settle(tx, boots.OWN, (parting.epoch, common + 1), (parting.into, 1))
    return len(suffix)


def _cut(tx: Database, epoch: int, common: int) -> None:
    tx.execute("DROP TRIGGER journal_is_never_deleted")
    for (seq,) in tx.execute(
        "SELECT seq FROM journal WHERE epoch = ? AND seq > ? ORDER BY seq DESC", (epoch, common)
    ).fetchall():
        tx.execute("DELETE FROM journal WHERE epoch = ? AND seq = ?", (epoch, seq))
    tx.execute(_KEPT)
    tx.execute("DELETE FROM evidence WHERE device = x'' AND epoch = ? AND seq > ?", (epoch, common))
    for table in ("receipts", "quarantined"):
        tx.execute(f"DELETE FROM {table} WHERE epoch = ? AND seq > ?", (epoch, common))  # noqa: S608 # our own names
    tx.execute("DELETE FROM resends WHERE epoch = ? AND last > ?", (epoch, common))
    tx.execute("DELETE FROM reconciled WHERE epoch = ? AND seq > ?", (epoch, common))


def _tell_again(
    tx: Database,
    keyring: Keyring,
    writer: journal.Writer,
    moved: dict[tuple[int, int], EntryRef],
    old: tuple[int, int, bytes],
    raw: bytes,
) -> None:
    entry = decode(raw)
    again = entry if isinstance(entry, Reentered) else None
    if again is not None:
        entry = decode(again.raw)
    epoch, seq, digest = old
    if isinstance(entry, BootStarted):
        tx.execute("DELETE FROM boots WHERE epoch = ? AND boot = ?", (epoch, entry.boot))
    if not isinstance(entry, _TOLD_AGAIN):
        return
    at, confidence = _when(tx, epoch, seq) or (entry.wall, 0)
    ref = writer.write(
        Reentered(
            wall=writer.wall,
            mono=writer.mono,
            boot=writer.boot,
            old_epoch=again.old_epoch if again else epoch,
            old_seq=again.old_seq if again else seq,
            old_hash=again.old_hash if again else digest,
            at=at,
            confidence=confidence,
            raw=encode(_renamed(entry, keyring.device_id, moved)),
        )
    )
    moved[epoch, seq] = ref
    _move_rows(tx, keyring.device_id, (epoch, seq), ref)


def _move_rows(tx: Database, own: bytes, old: tuple[int, int], ref: EntryRef) -> None:
    """What the parted entry made goes by its new name from now on."""
    tx.execute("UPDATE visits SET epoch = ?, seq = ?, boot = ? WHERE epoch = ? AND seq = ?", (*ref, fold.NO_BOOT, *old))
    tx.execute(
        "UPDATE readers SET epoch = ?, seq = ?, key_kept = 0 WHERE device = ? AND epoch = ? AND seq = ?",
        (*ref, own, *old),
    )
    tx.execute("UPDATE events SET epoch = ?, seq = ? WHERE device = ? AND epoch = ? AND seq = ?", (*ref, own, *old))
    tx.execute("UPDATE group_labels SET epoch = ?, seq = ? WHERE epoch = ? AND seq = ?", (*ref, *old))
    tx.execute("UPDATE corrections SET epoch = ?, seq = ? WHERE device = x'' AND epoch = ? AND seq = ?", (*ref, *old))
    tx.execute(
        "UPDATE corrections SET visit_epoch = ?, visit_seq = ? "
        "WHERE device = x'' AND visit_epoch = ? AND visit_seq = ?",
        (*ref, *old),
    )
    tx.execute(
        "UPDATE corrections SET group_epoch = ?, group_seq = ? "
        "WHERE device = x'' AND group_epoch = ? AND group_seq = ?",
        (*ref, *old),
    )


def _when(tx: Database, epoch: int, seq: int) -> tuple[int, int] | None:
    row = tx.execute("SELECT at, confidence FROM visits WHERE epoch = ? AND seq = ?", (epoch, seq)).fetchone()
    return (row[0], row[1]) if row else None


def _renamed(entry: Entry, own: bytes, moved: dict[tuple[int, int], EntryRef]) -> Entry:
    """The entry with its references to parted entries turned to where those stand now."""
    changes: dict[str, int] = {}
    if isinstance(entry, _ABOUT_VISITS):
        changes |= _there(moved, "visit", entry.visit_epoch, entry.visit_seq)
    if isinstance(entry, VisitCorrected):
        changes |= _there(moved, "group", entry.group_epoch, entry.group_seq)
    if isinstance(entry, _ABOUT_READERS) and entry.reader_device in (b"", own):
        changes |= _there(moved, "reader", entry.reader_epoch, entry.reader_seq)
    if isinstance(entry, _ABOUT_EVENTS) and entry.event_device in (b"", own):
        changes |= _there(moved, "event", entry.event_epoch, entry.event_seq)
    return msgspec.structs.replace(entry, **changes) if changes else entry


def _there(moved: dict[tuple[int, int], EntryRef], what: str, epoch: int, seq: int) -> dict[str, int]:
    there = moved.get((epoch, seq))
    return {f"{what}_epoch": there.epoch, f"{what}_seq": there.seq} if there else {}
