"""Readers and their cards. Names are sealed at rest; a card is kept as a digest."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from kiosk import sealing
from kiosk.values import Consent, EntryRef
from sync.protocol.entries import CardIssued, CardRevoked, ReaderRegistered

from .journal import Writer
from .keyring import Keyring
from .visits import LastVisit

_BY_CARD = """
    SELECT cards.reader, valid_until, revoked_at, device, readers.epoch, readers.seq, sealed, wrapped,
        last.at, last.mono, last.boot, last.epoch
    FROM cards JOIN readers ON readers.number = cards.reader
        LEFT JOIN visits AS last ON last.reader = cards.reader
    WHERE digest = ? ORDER BY last.epoch DESC, last.seq DESC LIMIT 1
"""
"""One statement, since it stands between a scan and its answer; each table is reached by a key or an index."""


class KnownCard(NamedTuple):
    """A card this kiosk knows, with its reader and when they last came here.

    `valid_until`: a day number; `name`: the reader's entry; `last`: None before the first visit.
    """

    reader: int
    valid_until: int
    revoked_at: int | None
    name: tuple[bytes, int, int]
    sealed: bytes
    wrapped: bytes | None
    last: LastVisit | None


def register(
    tx: Database, journal: Writer, keyring: Keyring, personal: sealing.Personal, consent: Consent, consent_text: int
) -> tuple[int, EntryRef]:
    """Write a reader and their entry, sealed under a fresh key. Returns the local number and the reader's name."""
    key = sealing.new_key()
    sealed, wrapped = sealing.seal(personal, key), keyring.wrapping.wrap(key)
    ref = journal.write(
        ReaderRegistered(
            wall=journal.wall,
            mono=journal.mono,
            boot=journal.boot,
            sealed=sealed,
            consent=consent,
            consent_text=consent_text,
        )
    )
    number = tx.execute(
        "INSERT INTO readers (device, epoch, seq, sealed, wrapped, consent, consent_text, registered_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (keyring.device_id, ref.epoch, ref.seq, sealed, wrapped, consent, consent_text, journal.at),
    ).lastrowid
    assert number is not None  # noqa: S101 - an INSERT into a rowid table always has one
    return number, ref


def issue_card(
    tx: Database, journal: Writer, *, reader: int, name: EntryRef, card: bytes, valid_until: int
) -> EntryRef:
    """Write a card (by its digest) for a reader of this chain. `valid_until`: a day number."""
    tx.execute("INSERT INTO cards (digest, reader, valid_until) VALUES (?, ?, ?)", (card, reader, valid_until))
    return journal.write(
        CardIssued(
            wall=journal.wall,
            mono=journal.mono,
            boot=journal.boot,
            reader_device=b"",
            reader_epoch=name.epoch,
            reader_seq=name.seq,
            card=card,
            valid_until=valid_until,
        )
    )


def by_card(tx: Database, card: bytes, own_device: bytes) -> KnownCard | None:
    """The card with this digest and its reader, or None. The reader's device is b"" when it is `own_device`."""
    row = tx.conn.execute(_BY_CARD, (card,)).fetchone()
    if row is None:
        return None
    reader, valid_until, revoked_at, device, epoch, seq, sealed, wrapped, *last = row
    name = (b"" if device == own_device else device, epoch, seq)
    return KnownCard(
        reader, valid_until, revoked_at, name, sealed, wrapped, None if last[0] is None else LastVisit(*last)
    )


def personal_of(card: KnownCard, keyring: Keyring) -> sealing.Personal | None:
    """The card holder's personal fields, or None when their key was destroyed (erasure)."""
    if card.wrapped is None:
        return None
    return sealing.unseal(card.sealed, keyring.wrapping.unwrap(card.wrapped))


def revoke_card(tx: Database, journal: Writer, card: bytes) -> bool:
    """Revoke a known card that is not revoked yet; whether there was one."""
    changed = tx.execute(
        "UPDATE cards SET revoked_at = ? WHERE digest = ? AND revoked_at IS NULL", (journal.at, card)
    ).rowcount
    if changed:
        journal.write(CardRevoked(wall=journal.wall, mono=journal.mono, boot=journal.boot, card=card))
    return bool(changed)


def exists(tx: Database, name: tuple[bytes, int, int]) -> bool:
    """Whether there is a reader who was registered by this entry (device, epoch, seq)."""
    row = tx.execute("SELECT 1 FROM readers WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone()
    return row is not None


class UnkeptKey(NamedTuple):
    """A reader's wrapped key that the province has not said it keeps. `number`: the local one."""

    number: int
    epoch: int
    seq: int
    wrapped: bytes


def unkept_keys(tx: Database, own: bytes, upto: EntryRef, limit: int) -> list[UnkeptKey]:
    """Keys of this device's readers, registered by the entry `upto` at the latest, that are not known to be kept."""
    rows = tx.execute(
        "SELECT number, epoch, seq, wrapped FROM readers WHERE key_kept = 0 AND wrapped IS NOT NULL AND device = ? "
        "AND (epoch, seq) <= (?, ?) ORDER BY number LIMIT ?",
        (own, *upto, limit),
    )
    return [UnkeptKey(*row) for row in rows]


def keys_kept(tx: Database, keys: Iterable[UnkeptKey]) -> None:
    """The province keeps these keys. One that was wrapped anew meanwhile is sent again."""
    for key in keys:
        tx.execute("UPDATE readers SET key_kept = 1 WHERE number = ? AND wrapped = ?", (key.number, key.wrapped))
