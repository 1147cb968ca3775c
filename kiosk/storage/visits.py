"""Visits on disk: each a row of its own and an entry of the journal, in one transaction."""

from datetime import date
from typing import Final, NamedTuple

import msgspec
from sqlite_utils import Database

from kiosk.clock import day_number
from kiosk.values import AgeBand, EntryRef, GroupKind, Method, Purpose, Sex
from sync.protocol.entries import Confidence, PurposeTold, VisitDetailed, VisitRecorded

from .journal import Writer, note_day

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
NO_BOOT: Final = -1
"""The boot of a visit that no clock of ours times: it was written again in another epoch, or entered later."""
INSERT: Final = (
    "INSERT INTO visits (epoch, seq, at, mono, boot, day, method, purpose, age_band, sex, head_count, grouping, "
    "reader, card, confidence, service_point, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BEYOND: Final = (1 << 62, 0)
"""Behind every entry."""
COUNTED: Final = "coalesce(counted, head_count)"
"""Persons a visit counts as now: what an officer made of it, else what was recorded."""


class NewVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit about to be recorded. `reader`: the local number of a known reader, whose entry is `reader_name`;
    `card`: the digest of a well-formed card that nobody here knows. `event`: the local number of what is going on,
    whose entry is `event_name`; `told_at`: seconds UTC of a visit that is entered later, from paper, else 0.
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
    service_point: int = 0
    event: int | None = None
    event_name: tuple[bytes, int, int] = (b"", 0, 0)
    told_at: int = 0


class LastVisit(NamedTuple):
    """When somebody last came. `at`: seconds UTC; `mono`: seconds since boot number `boot` of `epoch`."""

    at: int
    mono: int
    boot: int
    epoch: int


def record(tx: Database, journal: Writer, visit: NewVisit) -> EntryRef:
    """Write one visit and its entry, in the older form where that says all: every province counts it."""
    device, epoch, seq = visit.reader_name
    # Plain integers: sqlite3 looks for an adapter for every subclass, once a value.
    method, purpose, age_band = int(visit.method), int(visit.purpose), int(visit.age_band)
    sex, group = int(visit.sex), int(visit.group)
    if visit.event is not None or visit.service_point or visit.told_at:
        ref = journal.write(_detailed(journal, visit))
    else:
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
    at, boot, confidence = journal.at, journal.boot, journal.confidence
    if visit.told_at:
        at, boot, confidence = visit.told_at, NO_BOOT, int(Confidence.OFFICER)
        note_day(tx, day_number(at), ref)
    tx.conn.execute(
        INSERT,
        (
            ref.epoch,
            ref.seq,
            at,
            journal.mono,
            boot,
            day_number(at),
            method,
            purpose,
            age_band,
            sex,
            visit.head_count,
            group,
            visit.reader,
            visit.card or None,
            confidence,
            visit.service_point,
            visit.event,
        ),
    )
    return ref


def _detailed(journal: Writer, visit: NewVisit) -> VisitDetailed:
    return VisitDetailed(
        wall=journal.wall,
        mono=journal.mono,
        boot=journal.boot,
        method=int(visit.method),
        purpose=int(visit.purpose),
        age_band=int(visit.age_band),
        sex=int(visit.sex),
        head_count=visit.head_count,
        group=int(visit.group),
        reader_device=visit.reader_name[0],
        reader_epoch=visit.reader_name[1],
        reader_seq=visit.reader_name[2],
        card=visit.card,
        service_point=visit.service_point,
        event_device=visit.event_name[0],
        event_epoch=visit.event_name[1],
        event_seq=visit.event_name[2],
        told_at=visit.told_at,
    )


def latest_of_card(tx: Database, card: bytes) -> LastVisit | None:
    """The last visit counted by a card that was not known here. (A known reader's comes with readers.by_card.)"""
    row = tx.conn.execute(
        "SELECT at, mono, boot, epoch FROM visits WHERE card = ? ORDER BY epoch DESC, seq DESC LIMIT 1", (card,)
    ).fetchone()
    return LastVisit(*row) if row else None


def latest_standing(tx: Database, reader: int | None, card: bytes) -> LastVisit | None:
    """The last visit of a reader, or of a card, that nobody has voided since; who came with a group was counted there.

    Slower than the one above: it is asked only before somebody would be turned away.
    """
    row = tx.execute(
        "SELECT at, mono, boot, epoch FROM visits AS v "
        "WHERE (reader = :reader OR (:reader IS NULL AND card = :card)) AND (counted IS NOT 0 OR 7 = (SELECT reason "
        "FROM corrections AS c WHERE device = x'' AND visit_epoch = v.epoch AND visit_seq = v.seq AND reason > 0 "
        "ORDER BY c.epoch DESC, c.seq DESC LIMIT 1)) ORDER BY epoch DESC, seq DESC LIMIT 1",
        {"reader": reader, "card": card},
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
    """Visits (persons) by which the entries `after` < seq <= `upto` of an epoch changed the counts.

    A visit adds what it recorded; a correction adds, or takes away, what it changed.
    """
    (count,) = tx.execute(
        "SELECT (SELECT coalesce(sum(head_count), 0) FROM visits"
        " WHERE epoch = :epoch AND seq > :after AND seq <= :upto) + (SELECT coalesce(sum(delta), 0) FROM corrections"
        " WHERE device = x'' AND epoch = :epoch AND seq > :after AND seq <= :upto)",
        {"epoch": epoch, "after": after, "upto": upto},
    ).fetchone()
    return int(count)


def on_day(tx: Database, day: int) -> list[tuple[int, int, int, int]]:
    """(at, purpose, method, persons) of every visit of a day that counts."""
    return tx.execute(
        f"SELECT at, purpose, method, {COUNTED} FROM visits "  # noqa: S608 # our own words
        "WHERE (epoch, seq) >= (?, ?) AND day = ? AND counted IS NOT 0",
        (*_begin_of(tx, day), day),
    ).fetchall()


def _begin_of(tx: Database, day: int) -> tuple[int, int]:
    """The first entry of a day, or one beyond all.

    Asked for beforehand: beside a subquery SQLite compares only the epoch by the key and looks through all its visits
    (measured beside a million: 300 ms instead of 0.1 ms).
    """
    row = tx.execute("SELECT epoch, seq FROM days WHERE day = ?", (day,)).fetchone()
    return (row[0], row[1]) if row else _BEYOND


def latest_group(tx: Database, day: int, since: int) -> tuple[EntryRef, int, int, int] | None:
    """(visit, at, kind, persons) of the newest group of a day that came at or after `since` (seconds UTC)."""
    row = tx.execute(
        f"SELECT epoch, seq, at, grouping, {COUNTED} FROM visits "  # noqa: S608 # our own words
        "WHERE (epoch, seq) >= (?, ?) AND grouping > 0 AND at >= ? "
        "AND boot >= 0 AND counted IS NOT 0 ORDER BY epoch DESC, seq DESC LIMIT 1",
        (*_begin_of(tx, day), since),
    ).fetchone()
    return (EntryRef(row[0], row[1]), row[2], row[3], row[4]) if row else None


def label_group(tx: Database, visit: EntryRef, label: str) -> None:
    """What the group calls itself; it stays at this kiosk."""
    tx.execute("INSERT OR REPLACE INTO group_labels VALUES (?, ?, ?)", (*visit, label))


def label_of(tx: Database, visit: EntryRef) -> str:
    """What a group calls itself, "" where nobody said."""
    row = tx.execute("SELECT label FROM group_labels WHERE epoch = ? AND seq = ?", visit).fetchone()
    return str(row[0]) if row else ""


def of_reader_since(tx: Database, reader: int, day: date) -> int:
    """How often a reader (their local number) came here since a Vietnamese day."""
    first = day.toordinal() - _EPOCH_DAY
    (count,) = tx.execute(
        "SELECT count(*) FROM visits WHERE reader = ? AND day >= ? AND counted IS NOT 0", (reader, first)
    ).fetchone()
    return int(count)


def recent_labels(tx: Database, kind: int, limit: int) -> list[str]:
    """What groups of a kind called themselves, the newest first, each once."""
    rows = tx.execute(
        "SELECT label FROM group_labels JOIN visits USING (epoch, seq) WHERE grouping = ? "
        "GROUP BY label ORDER BY max(epoch) DESC, max(seq) DESC LIMIT ?",
        (kind, limit),
    )
    return [label for (label,) in rows]


def first_after(tx: Database, epoch: int, seq: int) -> int | None:
    """When (seconds UTC) the first visit after an entry was made, or None."""
    row = tx.execute("SELECT at FROM visits WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT 1", (epoch, seq)).fetchone()
    return int(row[0]) if row else None
