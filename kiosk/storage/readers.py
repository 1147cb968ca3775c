"""Readers and their cards. Names are sealed at rest; a card is kept as a digest."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlite_utils import Database

from kiosk import sealing
from kiosk.errors import Refused, Unavailable
from kiosk.values import Consent, EntryRef
from sync.protocol.entries import CardIssued, CardRevoked, ReaderRegistered, ReaderRegisteredAwaiting

from .journal import Writer
from .keyring import Keyring
from .named import Named
from .visits import LastVisit

_BY_CARD = """
    SELECT cards.reader, valid_until, revoked_at, staff, device, readers.epoch, readers.seq, sealed, wrapped,
        last.at, last.mono, last.boot, last.epoch
    FROM cards JOIN readers ON readers.number = cards.reader
        LEFT JOIN visits AS last ON last.reader = cards.reader
    WHERE digest = ? ORDER BY last.epoch DESC, last.seq DESC LIMIT 1
"""
"""One statement, since it stands between a scan and its answer; each table is reached by a key or an index."""


class KnownCard(NamedTuple):
    """A card this kiosk knows, with its reader and when they last came here.

    `valid_until`: a day number; `staff`: 1 for who works here; `name`: the reader's entry; `last`: None before the
    first visit.
    """

    reader: int
    valid_until: int
    revoked_at: int | None
    staff: int
    name: tuple[bytes, int, int]
    sealed: bytes
    wrapped: bytes | None
    last: LastVisit | None


class NewReader(NamedTuple):
    """A reader about to be registered. `approval`: an officer is to look before they borrow."""

    personal: sealing.Personal
    consent: Consent
    consent_text: int
    approval: bool = False


def register(tx: Database, journal: Writer, keyring: Keyring, reader: NewReader) -> tuple[int, EntryRef]:
    """Write a reader and their entry, sealed under a fresh key. Returns the local number and the reader's name.

    The entry is of the older form where that says all, so that every province understands it.
    """
    key = sealing.new_key()
    sealed, wrapped = sealing.seal(reader.personal, key), keyring.wrapping.wrap(key)
    awaits_consent = reader.consent is Consent.AWAITED
    told = {"sealed": sealed, "consent": int(reader.consent), "consent_text": reader.consent_text}
    clocks = {"wall": journal.wall, "mono": journal.mono, "boot": journal.boot}
    if reader.approval or awaits_consent:
        ref = journal.write(ReaderRegisteredAwaiting(**clocks, **told, approval=int(reader.approval)))  # type: ignore[arg-type] # as told
    else:
        ref = journal.write(ReaderRegistered(**clocks, **told))  # type: ignore[arg-type] # as told
    number = tx.execute(
        "INSERT INTO readers (device, epoch, seq, sealed, wrapped, consent, consent_text, registered_at, approval, "
        "consented_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            keyring.device_id,
            *ref,
            sealed,
            wrapped,
            int(reader.consent),
            reader.consent_text,
            journal.at,
            int(reader.approval),
            None if awaits_consent else journal.at,
        ),
    ).lastrowid
    assert number is not None  # noqa: S101 - an INSERT into a rowid table always has one
    return number, ref


def issue_card(
    tx: Database, journal: Writer, *, reader: int, name: tuple[bytes, int, int], card: bytes, valid_until: int
) -> EntryRef:
    """Write a card (by its digest) for a reader. `valid_until`: a day number; `name`: their entry (b"": our device)."""
    tx.execute("INSERT INTO cards (digest, reader, valid_until) VALUES (?, ?, ?)", (card, reader, valid_until))
    return journal.write(
        CardIssued(
            wall=journal.wall,
            mono=journal.mono,
            boot=journal.boot,
            reader_device=name[0],
            reader_epoch=name[1],
            reader_seq=name[2],
            card=card,
            valid_until=valid_until,
        )
    )


def by_card(tx: Database, card: bytes, own_device: bytes) -> KnownCard | None:
    """The card with this digest and its reader, or None. The reader's device is b"" when it is `own_device`."""
    row = tx.conn.execute(_BY_CARD, (card,)).fetchone()
    if row is None:
        return None
    reader, valid_until, revoked_at, staff, device, epoch, seq, sealed, wrapped, *last = row
    name = (b"" if device == own_device else device, epoch, seq)
    return KnownCard(
        reader, valid_until, revoked_at, staff, name, sealed, wrapped, None if last[0] is None else LastVisit(*last)
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


class Reader(NamedTuple):
    """A reader as the officer's desk needs them. Times are seconds UTC; `name`: their entry, with the whole device.

    `consent`: Consent; `approval`: an officer was to look first; `cards`: how many of theirs are not revoked.
    """

    number: int
    name: tuple[bytes, int, int]
    sealed: bytes
    wrapped: bytes | None
    consent: int
    consent_text: int
    registered_at: int
    consented_at: int | None
    approval: int
    approved_at: int | None
    staff: int
    erasure_asked_at: int | None
    cards: int


_READERS = """
    SELECT number, device, epoch, seq, sealed, wrapped, consent, consent_text, registered_at, consented_at, approval,
        approved_at, staff, erasure_asked_at,
        (SELECT count(*) FROM cards WHERE cards.reader = number AND revoked_at IS NULL)
    FROM readers
"""


def every(tx: Database, *, waiting: bool = False) -> Iterator[Reader]:
    """All readers whose fields can still be opened, in the order of registration.

    `waiting`: only those who wait for an officer: a consent, an approval, a request for erasure.
    """
    which = (
        "AND (consent = 3 OR approval = 1 AND approved_at IS NULL OR erasure_asked_at IS NOT NULL)" if waiting else ""
    )
    for row in tx.execute(f"{_READERS} WHERE wrapped IS NOT NULL {which} ORDER BY number").fetchall():  # our own words
        yield _reader(row)


def by_number(tx: Database, number: int) -> Reader | None:
    """The reader with this local number, or None."""
    row = tx.execute(f"{_READERS} WHERE number = ?", (number,)).fetchone()
    return _reader(row) if row else None


def by_name(tx: Database, name: tuple[bytes, int, int]) -> Reader | None:
    """The reader whom the entry (device, epoch, seq) registered, or None."""
    row = tx.execute(f"{_READERS} WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone()
    return _reader(row) if row else None


def _reader(row: tuple[Any, ...]) -> Reader:
    number, device, epoch, seq, *rest = row
    return Reader(number, (device, epoch, seq), *rest)


def opened(reader: Reader, keyring: Keyring) -> sealing.Personal | None:
    """A reader's personal fields, or None when their key was destroyed. Raises Unavailable(`sealed_unreadable`)."""
    if reader.wrapped is None:
        return None
    return sealing.unseal(reader.sealed, keyring.wrapping.unwrap(reader.wrapped))


def named(tx: Database, keyring: Keyring, seen: dict[int, Named]) -> list[tuple[int, Named]]:
    """(local number, fields) of every reader, in the order of registration; `seen` keeps what was opened.

    One that does not open is left out: a notice tells of the key (a restored backup without its sheet).
    """
    found = []
    for (number,) in tx.conn.execute("SELECT number FROM readers WHERE wrapped IS NOT NULL ORDER BY number"):
        known = seen.get(number) or _named(tx, keyring, seen, number)
        if known is not None:
            found.append((number, known))
    return found


def _named(tx: Database, keyring: Keyring, seen: dict[int, Named], number: int) -> Named | None:
    sealed, wrapped = tx.conn.execute("SELECT sealed, wrapped FROM readers WHERE number = ?", (number,)).fetchone()
    try:
        known = Named.of(sealing.unseal(sealed, keyring.wrapping.unwrap(wrapped)))
    except Unavailable:
        return None
    seen[number] = known
    return known


def present(tx: Database, number: int) -> Reader:
    """The reader with this local number. Raises Refused(`reader_unknown` | `reader_erased`)."""
    reader = by_number(tx, number)
    if reader is None:
        raise Refused("reader_unknown")
    if reader.wrapped is None:
        raise Refused("reader_erased")
    return reader


_LAST_VISIT = """
    SELECT max(coalesce((SELECT at FROM visits WHERE reader = number AND counted IS NOT 0
                         ORDER BY epoch DESC, seq DESC LIMIT 1), 0),
               coalesce((SELECT at FROM sister_visits WHERE (reader_device, reader_epoch, reader_seq) =
                         (readers.device, readers.epoch, readers.seq) AND counted IS NOT 0
                         ORDER BY at DESC LIMIT 1), 0))
    FROM readers WHERE number = ?
"""
"""The newest entry of each side: a reader's visits are written as they happen, so nothing older needs a look."""


def last_visit(tx: Database, number: int) -> int | None:
    """When (seconds UTC) a reader last came to any kiosk of the point, as far as this one knows."""
    row = tx.conn.execute(_LAST_VISIT, (number,)).fetchone()
    return row[0] or None if row else None


def cards_of(tx: Database, number: int) -> list[tuple[bytes, int]]:
    """(digest, last day of validity) of a reader's cards that are not revoked."""
    return tx.execute(
        "SELECT digest, valid_until FROM cards WHERE reader = ? AND revoked_at IS NULL ORDER BY valid_until DESC",
        (number,),
    ).fetchall()


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
