"""Taking a push: verified entries and their projection go to the database in one transaction, exactly once.

The batch is verified before the write lock is asked for, against what was known then; if another push of the same
device came between, it is verified again under the lock. So garbage never costs a lock, and no two pushes mix.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ..protocol import statements
from ..protocol.entries import KINDS, PurposeTold, Reentered, decode, genesis
from ..protocol.intake import Intake, Known, Rejected, verify
from ..protocol.messages import Push, Receipt
from . import branches, clocks, feed, reader_keys, tables
from .models import Device, FeedItem
from .projection import DEVICE_REVOKED, Projection, Row, Told, project

_AMENDING: Final = sorted(kind for (kind, _), cls in KINDS.items() if cls in (PurposeTold, Reentered))
_MARKS: Final = ", ".join(["%s"] * len(_AMENDING))


@dataclass(frozen=True, slots=True)
class Held:
    """What the province holds of one epoch; `nonce` gives its genesis."""

    seq: int
    head: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that a push names."""

    key: int
    device_id: bytes
    public_key: bytes
    point: int
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a push: what is held now, and which of its entries are not counted.

    `repeated`: the (bytes, hash) of its entries that should have been held before.
    """

    seq: int
    head: bytes
    quarantined: tuple[tuple[int, str], ...]
    repeated: list[tuple[bytes, bytes]]


def sender_of(push: Push) -> Sender:
    """Raises Rejected `unknown_device` for a device that was never enrolled here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, public_key, point_id, status FROM province_device WHERE device_id = %s", [push.device]
        )
        row = cursor.fetchone()
    if row is None:
        raise Rejected("unknown_device", "this device is not enrolled here")
    return Sender(row[0], push.device, bytes(row[1]), row[2], row[3] == Device.REVOKED)


def take(sender: Sender, push: Push, *, now: int) -> Taken:
    """Keep and count what is new in `push`; a repeat changes nothing. Raises Rejected, and then nothing is stored."""
    held = held_of(sender, push.epoch)
    intake = verify(push, sender.public_key, _known(sender, push.epoch, held))
    with transaction.atomic(), connection.cursor() as cursor:
        # The first statement locks the device's row (PostgreSQL) or the file (SQLite).
        cursor.execute("UPDATE province_device SET last_contact_at = %s WHERE id = %s", [now, sender.key])
        current = held_of(sender, push.epoch)
        if current != held:
            intake = verify(push, sender.public_key, _known(sender, push.epoch, current))
        return _keep(cursor, sender, push, intake, current, now)


def held_of(sender: Sender, epoch: int) -> Held | None:
    """What is held of an epoch of a device, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, head, nonce FROM province_chain WHERE device_id = %s AND epoch = %s",
            [sender.key, _storable(epoch)],
        )
        row = cursor.fetchone()
    return None if row is None else Held(row[0], bytes(row[1]), bytes(row[2]))


def receipt_for(sender: Sender, epoch: int, seq: int, head: bytes, *, key: Ed25519PrivateKey, now: int) -> Receipt:
    """The province's signed word that it holds `epoch` up to `seq`."""
    signature = key.sign(statements.receipt(sender.device_id, epoch, seq, head, now))
    return Receipt(epoch=epoch, seq=seq, head=head, at=now, signature=signature)


def _storable(number: int) -> int:
    """-1, which no epoch has, for a number that no column holds: it is refused as malformed a moment later."""
    return number if 0 <= number < 2**53 else -1


def _known(sender: Sender, epoch: int, held: Held | None) -> Known | None:
    if held is None:
        return None

    def hash_at(seq: int) -> bytes | None:
        if seq == held.seq:
            return held.head
        if seq == 0:
            return genesis(sender.public_key, epoch, held.nonce)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq = %s",
                [sender.key, epoch, seq],
            )
            row = cursor.fetchone()
        return None if row is None else bytes(row[0])

    return Known(held.seq, held.head, hash_at)


def _keep(cursor: CursorWrapper, sender: Sender, push: Push, intake: Intake, held: Held | None, now: int) -> Taken:
    if not intake.raws:
        if held is None:
            _open_chain(cursor, sender, push, 0, intake.genesis)
            return Taken(0, intake.genesis, (), [])
        aside = _held_aside(cursor, sender, push.epoch, push.first, push.last)
        return Taken(held.seq, held.head, aside, intake.repeated)
    head = intake.hashes[-1]
    if held is None:
        _open_chain(cursor, sender, push, intake.last, head)
    else:
        cursor.execute(
            "UPDATE province_chain SET seq = %s, head = %s WHERE device_id = %s AND epoch = %s",
            [intake.last, head, sender.key, push.epoch],
        )
    withheld = _withheld(cursor, sender)
    doubled = branches.counted_already(cursor, sender.key, push.epoch, intake)
    around = clocks.surroundings(cursor, sender.key, (push.epoch, intake.first), (push.epoch, intake.last))
    found = project(
        sender.key, push.epoch, intake.first, intake.raws, withheld=withheld, doubled=doubled, around=around
    )
    _keep_entries(cursor, sender, push.epoch, intake, found, now)
    write(cursor, sender.key, push.epoch, found)
    clocks.note_ahead(cursor, sender.key, found, now)
    if withheld is None:
        reader_keys.destroy(cursor, sender.point, sender.device_id, found.erasures, now=now)
        item = feed.Item(FeedItem.ENTRIES, sender.key, push.epoch, intake.first, intake.last)
        feed.append(cursor, sender.point, item, now=now)
    reasons = enumerate((reason for _, _, reason in found.verdicts), intake.first)
    fresh = tuple((seq, reason) for seq, reason in reasons if reason is not None)
    aside = _held_aside(cursor, sender, push.epoch, push.first, intake.first - 1)
    return Taken(intake.last, head, aside + fresh, intake.repeated)


def held_aside(sender: Sender, epoch: int, first: int, last: int) -> tuple[tuple[int, str], ...]:
    """(seq, reason) of the held entries `first` to `last` that are not counted."""
    with connection.cursor() as cursor:
        return _held_aside(cursor, sender, epoch, first, last)


def _held_aside(
    cursor: CursorWrapper, sender: Sender, epoch: int, first: int, last: int
) -> tuple[tuple[int, str], ...]:
    """The verdicts on entries that were held before: a repeat is answered like the first."""
    if last < first:
        return ()
    cursor.execute(
        "SELECT seq, quarantine FROM province_entry"
        " WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s AND quarantine IS NOT NULL ORDER BY seq",
        [sender.key, epoch, first, last],
    )
    return tuple(cursor.fetchall())


def _open_chain(cursor: CursorWrapper, sender: Sender, push: Push, seq: int, head: bytes) -> None:
    cursor.execute(
        "INSERT INTO province_chain (device_id, epoch, nonce, seq, head) VALUES (%s, %s, %s, %s, %s)",
        [sender.key, push.epoch, push.nonce, seq, head],
    )


def _withheld(cursor: CursorWrapper, sender: Sender) -> str | None:
    cursor.execute("SELECT status FROM province_device WHERE id = %s", [sender.key])
    return DEVICE_REVOKED if cursor.fetchone() == (Device.REVOKED,) else None


def _keep_entries(
    cursor: CursorWrapper, sender: Sender, epoch: int, intake: Intake, found: Projection, now: int
) -> None:
    device = sender.key
    tables.insert(
        cursor,
        tables.ENTRIES,
        [
            (device, epoch, seq, kind, version, raw, digest, now, reason)
            for seq, raw, digest, (kind, version, reason) in zip(
                range(intake.first, intake.last + 1), intake.raws, intake.hashes, found.verdicts, strict=True
            )
        ],
    )


def write(cursor: CursorWrapper, device: int, epoch: int, found: Projection) -> None:
    """Add a projection to the tables, inside the caller's transaction and under the device's lock."""
    tables.insert(cursor, tables.VISITS, found.visits)
    tables.insert(cursor, tables.READERS, found.readers)
    tables.insert(cursor, tables.CARDS, found.cards)
    tables.insert(cursor, tables.REVOCATIONS, found.revocations)
    tables.insert(cursor, tables.EVIDENCE, found.evidence)
    tables.insert(cursor, tables.ERASURES, found.erasures)
    tables.insert(cursor, tables.REENTRIES, found.reentries)
    tables.insert(cursor, tables.CORRECTIONS, found.corrections)
    tables.insert(cursor, tables.READER_NOTES, found.reader_notes)
    tables.insert(cursor, tables.EVENTS, found.events)
    tables.insert(cursor, tables.CANCELLATIONS, found.cancellations)
    tables.insert(cursor, tables.SITE_NOTES, found.site_notes)
    tables.add_counts(cursor, device, found.counts)
    for told in found.told:
        _tell(cursor, device, epoch, told)
    for row in found.corrections:
        _correct(cursor, device, epoch, Corrected.of(row))
    if found.visits:
        _tell_from_later_epochs(cursor, device, epoch)
    clocks.settle(cursor, device, epoch, found)


def _tell(cursor: CursorWrapper, device: int, epoch: int, told: Told) -> None:
    """Amend an earlier visit; the latest word in the chain's order stands, whichever arrived first."""
    key = [device, told.visit_epoch, told.visit_seq]
    cursor.execute(
        "SELECT day, method, purpose, coalesce(counted, head_count), told_epoch, told_seq FROM province_visit"
        " WHERE device_id = %s AND epoch = %s AND seq = %s",
        key,
    )
    row = cursor.fetchone()
    if row is None:
        return
    day, method, purpose, heads, *last = row
    if (epoch, told.seq) <= tuple(last):
        return
    cursor.execute(
        "UPDATE province_visit SET purpose = %s, told_epoch = %s, told_seq = %s"
        " WHERE device_id = %s AND epoch = %s AND seq = %s",
        [told.purpose, epoch, told.seq, *key],
    )
    _recount(cursor, device, (day, method, purpose, heads), (day, method, told.purpose, heads))


def _recount(
    cursor: CursorWrapper, device: int, before: tuple[int, int, int, int], after: tuple[int, int, int, int]
) -> None:
    """Let the day counts follow a visit: (day, method, purpose, persons) as it was and is. Nobody is no record."""
    moved: dict[tuple[int, int, int], list[int]] = {}
    for (day, method, purpose, heads), sign in ((before, -1), (after, 1)):
        if heads:
            count = moved.setdefault((day, method, purpose), [0, 0])
            count[0] += sign
            count[1] += sign * heads
    tables.add_counts(cursor, device, {key: count for key, count in moved.items() if count != [0, 0]})


@dataclass(frozen=True, slots=True)
class Corrected:
    """A row of the corrections, as far as it changes a visit. `reason` 0: it only says that the visit is right."""

    seq: int
    visit_epoch: int
    visit_seq: int
    counted: int
    purpose: int
    age_band: int
    sex: int
    group: int
    reason: int

    @classmethod
    def of(cls, row: Row) -> "Corrected":
        _, _, seq, visit_epoch, visit_seq, counted, purpose, age_band, sex, group, _, _, reason = row
        return cls(seq, visit_epoch, visit_seq, counted, purpose, age_band, sex, group, reason)  # type: ignore[arg-type] # integers all


def _correct(cursor: CursorWrapper, device: int, epoch: int, told: Corrected) -> None:
    """Read an earlier visit as it was corrected; the latest word in the chain's order stands, whichever came first."""
    if not told.reason:
        return
    key = [device, told.visit_epoch, told.visit_seq]
    cursor.execute(
        "SELECT day, method, purpose, coalesce(counted, head_count), told_epoch, told_seq,"
        " coalesce(corrected_epoch, 0), coalesce(corrected_seq, 0) FROM province_visit"
        " WHERE device_id = %s AND epoch = %s AND seq = %s",
        key,
    )
    row = cursor.fetchone()
    here = (epoch, told.seq)
    if row is None or here <= tuple(row[6:]):
        return
    day, method, purpose, heads, *purpose_told = row[:6]
    newest, by = (told.purpose, here) if here > tuple(purpose_told) else (purpose, tuple(purpose_told))
    cursor.execute(
        "UPDATE province_visit SET counted = %s, purpose = %s, told_epoch = %s, told_seq = %s, age_band = %s, sex = %s,"
        " group_kind = %s, corrected_epoch = %s, corrected_seq = %s WHERE device_id = %s AND epoch = %s AND seq = %s",
        [told.counted, newest, *by, told.age_band, told.sex, told.group, *here, *key],
    )
    _recount(cursor, device, (day, method, purpose, heads), (day, method, newest, told.counted))


def _tell_from_later_epochs(cursor: CursorWrapper, device: int, epoch: int) -> None:
    """An epoch that arrives after its successor finds there what was told of its visits since."""
    cursor.execute("SELECT max(epoch) FROM province_chain WHERE device_id = %s", [device])
    if cursor.fetchone()[0] == epoch:
        return
    cursor.execute(
        f"SELECT epoch, seq, raw FROM province_entry WHERE device_id = %s AND epoch > %s AND kind IN ({_MARKS})"  # noqa: S608 # our own words
        " AND quarantine IS NULL ORDER BY epoch, seq",
        [device, epoch, *_AMENDING],
    )
    for later, seq, raw in cursor.fetchall():
        entry = decode(bytes(raw))
        if isinstance(entry, Reentered):
            entry = decode(entry.raw)
        if isinstance(entry, PurposeTold) and entry.visit_epoch == epoch:
            _tell(cursor, device, later, Told(epoch, entry.visit_seq, entry.purpose, seq))
    cursor.execute(
        f"SELECT {', '.join(tables.CORRECTIONS.columns)} FROM province_correction"  # noqa: S608 # our own words
        " WHERE device_id = %s AND epoch > %s AND visit_epoch = %s ORDER BY epoch, seq",
        [device, epoch, epoch],
    )
    for row in cursor.fetchall():
        _correct(cursor, device, row[1], Corrected.of(row))
