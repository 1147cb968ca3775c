"""The visits of a day as an officer reads them: each with what was made of it since."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from kiosk.rules.glance import Seen
from kiosk.values import AgeBand, Correction, EntryRef, GroupKind, Method, Purpose, Sex, VisitReading
from sync.protocol.entries import Entry, PurposeTold, Reentered, VisitCorrected, VisitDetailed, VisitRecorded, decode

from . import journal
from .visits import COUNTED, NO_BOOT

_SINCE: Final = "(v.epoch, v.seq) >= (?, ?)"
"""Where a day begins is asked for beforehand: beside a subquery SQLite looks through a whole epoch (DECISIONS 51)."""
_PURPOSE_TOLD: Final = bytes((0x98, 21, 1))
"""How the canonical bytes of a PurposeTold begin: an array of eight, its kind, its version."""

_LAST_DAY: Final = 2**62


class Row(NamedTuple):
    """A visit and its surroundings, as they lie on disk. `reader`: the local number; `service_point`: 0 for none."""

    visit: EntryRef
    at: int
    boot: int
    method: int
    heads: int
    reader: int | None
    card: bool
    service_point: int
    event: str | None
    label: str | None
    now: VisitReading


class Amended(NamedTuple):
    """A correction: which entry, of which visit, why (0: it was confirmed), and with which group (0, 0: none)."""

    entry: EntryRef
    visit: EntryRef
    reason: int
    group: EntryRef


def of_day(tx: Database, day: int) -> list[Row]:
    """The visits of a day, in the order of time; those too that count no more."""
    rows = tx.execute(
        f"SELECT v.epoch, v.seq, v.at, v.boot, v.method, v.head_count, v.reader, v.card IS NOT NULL, v.service_point, "  # noqa: S608 # our own words
        f"e.title, l.label, {COUNTED}, v.purpose, v.age_band, v.sex, v.grouping FROM visits AS v "
        "LEFT JOIN events AS e ON e.number = v.event "
        "LEFT JOIN group_labels AS l ON l.epoch = v.epoch AND l.seq = v.seq "
        f"WHERE {_SINCE} AND v.day = ? ORDER BY v.at, v.epoch, v.seq",
        (*_beginning(tx, day, day), day),
    )
    return [_row(row) for row in rows.fetchall()]


def _beginning(tx: Database, first: int, last: int) -> tuple[int, int]:
    """The entry before which there is no visit of the days `first` to `last`; one beyond all where there is none."""
    row = tx.execute(
        "SELECT epoch, seq FROM days WHERE day BETWEEN ? AND ? ORDER BY epoch, seq LIMIT 1", (first, last)
    ).fetchone()
    return (row[0], row[1]) if row else (_LAST_DAY, 0)


def _row(row: tuple[Any, ...]) -> Row:
    epoch, seq, at, boot, method, heads, reader, card, point, event, label, *reading = row
    return Row(
        EntryRef(epoch, seq), at, boot, method, heads, reader, bool(card), point, event, label, _reading(*reading)
    )


def _reading(counted: int, purpose: int, age_band: int, sex: int, group: int) -> VisitReading:
    return VisitReading(
        counted,
        Purpose(purpose) if purpose in set(Purpose) else Purpose.NOT_TOLD,
        AgeBand(age_band) if age_band in set(AgeBand) else AgeBand.UNKNOWN,
        Sex(sex) if sex in set(Sex) else Sex.UNKNOWN,
        GroupKind(group) if group in set(GroupKind) else GroupKind.NONE,
    )


def amendments(tx: Database, visits: list[EntryRef]) -> list[Amended]:
    """All corrections and confirmations of these visits, in the chain's order."""
    found: list[Amended] = []
    for visit in visits:
        rows = tx.execute(
            "SELECT epoch, seq, reason, group_epoch, group_seq FROM corrections "
            "WHERE device = x'' AND visit_epoch = ? AND visit_seq = ? ORDER BY epoch, seq",
            visit,
        )
        found += [Amended(EntryRef(row[0], row[1]), visit, row[2], EntryRef(row[3], row[4])) for row in rows.fetchall()]
    return found


def followers(tx: Database, group: EntryRef) -> Iterator[tuple[EntryRef, list[Amended]]]:
    """Visits that were ever told to have come with `group`, each with all its corrections, in the chain's order."""
    rows = tx.execute(
        "SELECT DISTINCT visit_epoch, visit_seq FROM corrections "
        "WHERE device = x'' AND (epoch, seq) > (?, ?) AND group_epoch = ? AND group_seq = ? "
        "ORDER BY visit_epoch, visit_seq",
        (*group, *group),
    )
    for epoch, seq in rows.fetchall():
        visit = EntryRef(epoch, seq)
        yield visit, [one for one in amendments(tx, [visit]) if one.reason]


def told(tx: Database, visit: EntryRef) -> VisitRecorded | None:
    """What a visit's own entry says; None where this program cannot read it."""
    entry = _entry(tx, visit)
    return entry if isinstance(entry, VisitRecorded) else None


def counted_by(tx: Database, correction: EntryRef) -> int:
    """Persons that a correction let its visit count as; 0 where this program cannot read it."""
    entry = _entry(tx, correction)
    return entry.counted if isinstance(entry, VisitCorrected) else 0


def _entry(tx: Database, ref: EntryRef) -> Entry | None:
    raw = journal.raw_at(tx, *ref)
    entry = decode(raw) if raw is not None else None
    return decode(entry.raw) if isinstance(entry, Reentered) else entry


def is_late(tx: Database, row: Row) -> bool:
    """Whether a visit was entered afterwards from paper."""
    if row.boot != NO_BOOT:
        return False
    entry = told(tx, row.visit)
    return isinstance(entry, VisitDetailed) and entry.told_at > 0


def before(tx: Database, visit: EntryRef, corrected: EntryRef) -> VisitReading | None:
    """How a visit was read before the entry `corrected`, its first correction: as told, with the last purpose told."""
    entry = told(tx, visit)
    if entry is None:
        return None
    purpose = entry.purpose
    rows = tx.execute(
        "SELECT raw FROM journal WHERE (epoch, seq) > (?, ?) AND (epoch, seq) < (?, ?) AND substr(raw, 1, 3) = ?",
        (*visit, *corrected, _PURPOSE_TOLD),
    )
    for (raw,) in rows:
        said = decode(raw)
        if isinstance(said, PurposeTold) and (said.visit_epoch, said.visit_seq) == visit:
            purpose = said.purpose
    return _reading(entry.head_count, purpose, entry.age_band, entry.sex, entry.group)


def seen_since(tx: Database, day: int) -> list[Seen]:
    """Groups and walk-ins since a day as a glance sees them; what was entered later was looked at by who entered it."""
    rows = tx.execute(
        "SELECT v.epoch, v.seq, v.at, v.head_count, v.grouping, v.method, v.boot, "  # noqa: S608 # our own words
        "EXISTS (SELECT 1 FROM corrections AS c WHERE c.device = x'' "
        "AND c.visit_epoch = v.epoch AND c.visit_seq = v.seq) FROM visits AS v "
        f"WHERE {_SINCE} AND v.day >= ? AND (v.grouping > 0 OR v.method = ? AND v.head_count = 1)",
        (*_beginning(tx, day, _LAST_DAY), day, int(Method.SELF_REGISTERED)),
    )
    found = []
    for epoch, seq, at, heads, group, method, boot, settled in rows.fetchall():
        visit = EntryRef(epoch, seq)
        if boot == NO_BOOT:
            entry = told(tx, visit)
            if isinstance(entry, VisitDetailed) and entry.told_at:
                continue
        walk_in = not group and method == Method.SELF_REGISTERED
        found.append(Seen(visit, at, heads, group, walk_in, bool(settled)))
    return found


def reason_of(told: list[Amended]) -> Correction | None:
    """Why a visit was corrected the last time; None where nobody did, or for a reason of a later program."""
    reasons = [one.reason for one in told if one.reason]
    return Correction(reasons[-1]) if reasons and reasons[-1] in set(Correction) else None
