"""What becomes of a reader after the registration: consent, an officer's look, staff, the wish to be forgotten."""

from typing import TypeVar

from sqlite_utils import Database

from kiosk.values import EntryRef
from sync.protocol.entries import (
    ConsentTold,
    ErasureDeclined,
    ErasureRequested,
    ReaderApproved,
    StaffMarked,
)

from .journal import Writer

Note = ConsentTold | ReaderApproved | StaffMarked | ErasureRequested | ErasureDeclined
NOTES = (ConsentTold, ReaderApproved, StaffMarked, ErasureRequested, ErasureDeclined)
_Any = TypeVar("_Any", bound=Note)


def apply(tx: Database, writer: bytes, note: Note, at: int) -> bool:
    """Take in what device `writer` (16 bytes) noted `at` seconds UTC; False: its reader is unknown here.

    Told again it changes nothing that a later note did not change: they come in the chain's order.
    """
    name = (note.reader_device or writer, note.reader_epoch, note.reader_seq)
    change, values = _change(note, at)
    found = tx.execute(
        f"UPDATE readers SET {change} WHERE device = ? AND epoch = ? AND seq = ?",  # noqa: S608 # our own words
        (*values, *name),
    )
    return found.rowcount == 1


def _change(note: Note, at: int) -> tuple[str, tuple[int, ...]]:
    if isinstance(note, ConsentTold):
        return "consent = ?, consent_text = ?, consented_at = ?", (note.consent, note.consent_text, at)
    if isinstance(note, ReaderApproved):
        return "approved_at = coalesce(approved_at, ?)", (at,)
    if isinstance(note, StaffMarked):
        return "staff = ?", (note.staff,)
    if isinstance(note, ErasureRequested):
        return "erasure_asked_at = coalesce(erasure_asked_at, ?)", (at,)
    return "erasure_asked_at = NULL", ()


def write(
    tx: Database, journal: Writer, own: bytes, kind: type[_Any], reader: tuple[bytes, int, int], **told: int
) -> EntryRef:
    """Write a note of `kind` on a reader, named by their entry (device, epoch, seq). `own`: this device's 16 bytes."""
    device, epoch, seq = reader
    note = kind(
        wall=journal.wall,
        mono=journal.mono,
        boot=journal.boot,
        reader_device=b"" if device == own else device,
        reader_epoch=epoch,
        reader_seq=seq,
        **told,
    )
    apply(tx, own, note, journal.at)
    return journal.write(note)
