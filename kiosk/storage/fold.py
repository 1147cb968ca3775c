"""What was written before and comes back: own entries into their journal, and their facts into the tables.

Whoever lost a part of its journal (a restore, a disk that lied) takes it back from the province, from a stick or from
the remains of a damaged file; each entry must continue the chain, so nothing foreign can slip in.
"""

from typing import Final

from sqlite_utils import Database

from kiosk.clock import day_number
from kiosk.errors import Unavailable
from kiosk.values import EntryRef
from sync.protocol.entries import (
    BootStarted,
    CardIssued,
    CardRevoked,
    ClockCompared,
    Confidence,
    Consent,
    CountingChosen,
    DateTold,
    Entry,
    EventCancelled,
    EventPlanned,
    MalformedEntry,
    PurposeTold,
    ReaderErased,
    ReaderRegistered,
    ReaderRegisteredAwaiting,
    Reentered,
    ServicePointNamed,
    VisitConfirmed,
    VisitCorrected,
    VisitDetailed,
    VisitRecorded,
    chained,
    decode,
    genesis,
    upcast,
)

from . import boots, corrections, evidence, journal, programme, reader_notes, service_points
from . import visits as visits_table
from .keyring import Keyring

NO_BOOT: Final = visits_table.NO_BOOT


class DoesNotContinue(ValueError):
    """An entry that is not the next one of the chain it was offered to."""


def open_known_epoch(tx: Database, keyring: Keyring, epoch: int, nonce: bytes) -> None:
    """Make room for an epoch of this device that is known elsewhere and wholly lost here; its entries follow."""
    start = genesis(keyring.public_key, epoch, nonce)
    tx.execute(
        "INSERT INTO epochs VALUES (?, ?, ?, ?) ON CONFLICT (epoch) DO UPDATE "
        "SET nonce = excluded.nonce, genesis = excluded.genesis WHERE nonce <> excluded.nonce",
        (epoch, keyring.device_id, nonce, start),
    )
    tx.execute("INSERT OR IGNORE INTO boots (epoch, boot, boot_id) VALUES (?, 0, x'')", (epoch,))


def append_own(tx: Database, keyring: Keyring, epoch: int, raw: bytes) -> EntryRef:
    """Append an entry that this device once wrote to `epoch`, with the fact it tells.

    The caller has proved it: its hash leads to a head that the province signed, or it is out of this journal's file.
    """
    last = journal.last_of(tx, epoch)
    before = journal.hash_at(tx, epoch, last)
    if before is None:
        raise DoesNotContinue(f"epoch {epoch} is not open")
    ref = EntryRef(epoch, last + 1)
    tx.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (*ref, raw, chained(before, raw)))
    _take_in(tx, keyring, ref, raw)
    return ref


def _take_in(tx: Database, keyring: Keyring, ref: EntryRef, raw: bytes) -> None:
    """The fact in the tables. An entry of a program newer than this one stays in the journal alone."""
    try:
        entry = decode(raw)
    except MalformedEntry as error:
        raise Unavailable("database_damaged", epoch=ref.epoch, seq=ref.seq) from error
    if entry is None:
        return
    journal.note_day(tx, day_number(entry.wall), ref)
    told_again = entry if isinstance(entry, Reentered) else None
    if told_again is not None:
        inner = decode(told_again.raw)
        if inner is None:
            return
        entry = inner
    _fact(tx, keyring, ref, upcast(entry), told_again)


def _fact(tx: Database, keyring: Keyring, ref: EntryRef, entry: Entry, told_again: Reentered | None) -> None:
    own = keyring.device_id
    if isinstance(entry, VisitRecorded):
        _visit(tx, own, ref, entry, when(entry, told_again))
    elif isinstance(entry, PurposeTold):
        tx.execute(
            "UPDATE visits SET purpose = ? WHERE epoch = ? AND seq = ?",
            (entry.purpose, entry.visit_epoch, entry.visit_seq),
        )
    elif isinstance(entry, BootStarted):
        tx.execute(
            "INSERT OR REPLACE INTO boots (epoch, boot, boot_id) VALUES (?, ?, ?)",
            (ref.epoch, entry.boot, entry.boot_id),
        )
    elif isinstance(entry, ClockCompared | DateTold):
        evidence.keep(tx, boots.OWN, ref, entry)
    elif isinstance(entry, VisitCorrected | VisitConfirmed):
        corrections.apply(tx, corrections.OWN, ref, entry)
    elif not site(tx, own, ref, entry):
        people(tx, own, (own, ref.epoch, ref.seq), entry)


def when(visit: VisitRecorded, told_again: Reentered | None = None) -> tuple[int, int, int]:
    """(at, boot, confidence) of a visit as its own entry has it; what is known of the clock corrects it later."""
    if told_again is not None:
        return told_again.at, NO_BOOT, told_again.confidence
    if isinstance(visit, VisitDetailed) and visit.told_at:
        return visit.told_at, NO_BOOT, int(Confidence.OFFICER)
    return visit.wall, visit.boot, int(Confidence.CLOCK)


def amid(tx: Database, writer: bytes, visit: VisitRecorded) -> tuple[int, int | None]:
    """(service point, local number of the event or None) of a visit that device `writer` wrote."""
    if not isinstance(visit, VisitDetailed):
        return 0, None
    if not visit.event_epoch:
        return visit.service_point, None
    name = (visit.event_device or writer, visit.event_epoch, visit.event_seq)
    return visit.service_point, programme.number_of(tx, name)


def site(tx: Database, writer: bytes, ref: tuple[int, int], entry: Entry) -> bool:
    """Take in what device `writer` said of the programme and the service points; False: it is about something else."""
    if isinstance(entry, EventPlanned | EventCancelled):
        programme.apply(tx, writer, ref, entry)
    elif isinstance(entry, ServicePointNamed | CountingChosen):
        service_points.apply(tx, entry)
    else:
        return False
    return True


def _visit(tx: Database, own: bytes, ref: EntryRef, visit: VisitRecorded, corrected: tuple[int, int, int]) -> None:
    at, boot, confidence = corrected
    name = (visit.reader_device or own, visit.reader_epoch, visit.reader_seq)
    tx.execute(
        visits_table.INSERT,
        (
            *ref,
            at,
            visit.mono,
            boot,
            day_number(at),
            visit.method,
            visit.purpose,
            visit.age_band,
            visit.sex,
            visit.head_count,
            visit.group,
            reader_number(tx, name),
            visit.card or None,
            confidence,
            *amid(tx, own, visit),
        ),
    )
    if boot == NO_BOOT:
        journal.note_day(tx, day_number(at), ref)


def reader_number(tx: Database, name: tuple[bytes, int, int]) -> int | None:
    """The local number of the reader with this name, or None."""
    row = tx.execute("SELECT number FROM readers WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone()
    return int(row[0]) if row else None


def people(tx: Database, writer: bytes, name: tuple[bytes, int, int], entry: Entry) -> bool:
    """Take in an entry about readers and cards that device `writer` wrote under `name`; False: its reader is unknown.

    Told again, it changes nothing. A card that is revoked anywhere stays revoked.
    """
    if isinstance(entry, ReaderRegistered):
        tx.execute(
            "INSERT OR IGNORE INTO readers "
            "(device, epoch, seq, sealed, consent, consent_text, registered_at, key_kept, approval, consented_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
            (*name, entry.sealed, entry.consent, entry.consent_text, entry.wall, *awaited(entry)),
        )
    elif isinstance(entry, reader_notes.NOTES):
        return reader_notes.apply(tx, writer, entry, entry.wall)
    elif isinstance(entry, CardIssued):
        reader = reader_number(tx, (entry.reader_device or writer, entry.reader_epoch, entry.reader_seq))
        if reader is None:
            return False
        tx.execute(
            "INSERT OR IGNORE INTO cards (digest, reader, valid_until) VALUES (?, ?, ?)",
            (entry.card, reader, entry.valid_until),
        )
        tx.execute(
            "UPDATE cards SET revoked_at = (SELECT at FROM revocations WHERE digest = :card) "
            "WHERE digest = :card AND revoked_at IS NULL",
            {"card": entry.card},
        )
    elif isinstance(entry, CardRevoked):
        tx.execute("INSERT OR IGNORE INTO revocations VALUES (?, ?)", (entry.card, entry.wall))
        tx.execute("UPDATE cards SET revoked_at = ? WHERE digest = ? AND revoked_at IS NULL", (entry.wall, entry.card))
    elif isinstance(entry, ReaderErased):
        erased = (entry.reader_device or writer, entry.reader_epoch, entry.reader_seq)
        tx.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", erased)
        tx.execute(
            "UPDATE readers SET wrapped = NULL, erasure_asked_at = NULL WHERE device = ? AND epoch = ? AND seq = ?",
            erased,
        )
    return True


def awaited(entry: ReaderRegistered) -> tuple[int, int | None]:
    """(whether an officer is to look first, when it was consented or None where that is awaited)."""
    approval = entry.approval if isinstance(entry, ReaderRegisteredAwaiting) else 0
    return approval, None if entry.consent == Consent.AWAITED else entry.wall


def keep_key(tx: Database, name: tuple[bytes, int, int], wrapped: bytes) -> None:
    """Keep a reader's wrapped key that came back, unless the reader was erased; b"" destroys the one that is here."""
    if not wrapped:
        tx.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", name)
        tx.execute("UPDATE readers SET wrapped = NULL WHERE device = ? AND epoch = ? AND seq = ?", name)
        return
    tx.execute(
        "UPDATE readers SET wrapped = ? WHERE device = ? AND epoch = ? AND seq = ? AND NOT EXISTS "
        "(SELECT 1 FROM erased WHERE erased.device = readers.device AND erased.epoch = readers.epoch "
        "AND erased.seq = readers.seq)",
        (wrapped, *name),
    )
