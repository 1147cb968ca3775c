"""Visits that are put right afterwards: the visit's own entry stays, a new one says how it must be read."""

from sqlite_utils import Database

from kiosk.values import Correction, EntryRef
from sync.protocol.entries import VisitConfirmed, VisitCorrected

from .journal import Writer

OWN = b""
"""How corrections name this device."""


def apply(tx: Database, device: bytes, ref: tuple[int, int], entry: VisitCorrected | VisitConfirmed) -> bool:
    """Take in a correction that `device` (OWN, or a sister) wrote as its entry `ref`; False: there is no such visit.

    Told again it changes nothing; one that a later one has overtaken changes nothing but the record of it.
    """
    table = "visits" if device == OWN else "sister_visits"
    whose, key = ("", ()) if device == OWN else ("device = ? AND ", (device,))
    visit = (entry.visit_epoch, entry.visit_seq)
    counted = tx.execute(
        f"SELECT coalesce(counted, head_count) FROM {table} WHERE {whose}epoch = ? AND seq = ?",  # noqa: S608 # our own words
        (*key, *visit),
    ).fetchone()
    if counted is None:
        return False
    if isinstance(entry, VisitConfirmed):
        _keep(tx, device, ref, visit, (0, 0, 0, 0))
        return True
    overtaken = tx.execute(
        "SELECT 1 FROM corrections WHERE device = ? AND visit_epoch = ? AND visit_seq = ? AND (epoch, seq) > (?, ?) "
        "AND reason > 0",
        (device, *visit, *ref),
    ).fetchone()
    delta = 0 if overtaken else entry.counted - counted[0]
    is_news = _keep(tx, device, ref, visit, (delta, entry.reason, entry.group_epoch, entry.group_seq))
    if is_news and not overtaken:
        tx.execute(
            f"UPDATE {table} SET counted = ?, purpose = ?, age_band = ?, sex = ?, grouping = ? "  # noqa: S608 # our own words
            f"WHERE {whose}epoch = ? AND seq = ?",
            (entry.counted, entry.purpose, entry.age_band, entry.sex, entry.group, *key, *visit),
        )
    return True


def _keep(
    tx: Database, device: bytes, ref: tuple[int, int], visit: tuple[int, int], told: tuple[int, int, int, int]
) -> bool:
    kept = tx.execute(
        "INSERT OR IGNORE INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (device, *ref, *visit, *told)
    )
    return kept.rowcount == 1


class Reading:
    """How a visit is read now; correct() writes another reading of it. All are plain integers of the journal."""

    __slots__ = ("age_band", "counted", "group", "head_count", "purpose", "sex")

    def __init__(self, head_count: int, counted: int, purpose: int, age_band: int, sex: int, group: int) -> None:
        self.head_count, self.counted, self.purpose = head_count, counted, purpose
        self.age_band, self.sex, self.group = age_band, sex, group


def reading_of(tx: Database, visit: EntryRef) -> Reading | None:
    """How a visit of this kiosk is read now, or None where there is no such visit."""
    row = tx.execute(
        "SELECT head_count, coalesce(counted, head_count), purpose, age_band, sex, grouping FROM visits "
        "WHERE epoch = ? AND seq = ?",
        visit,
    ).fetchone()
    return Reading(*row) if row else None


def correct(
    tx: Database, journal: Writer, visit: EntryRef, reading: Reading, reason: Correction, group: EntryRef | None = None
) -> EntryRef:
    """Write that `visit` must be read as `reading` says. `group`: the group's visit that it came with."""
    entry = VisitCorrected(
        wall=journal.wall,
        mono=journal.mono,
        boot=journal.boot,
        visit_epoch=visit.epoch,
        visit_seq=visit.seq,
        counted=reading.counted,
        purpose=reading.purpose,
        age_band=reading.age_band,
        sex=reading.sex,
        group=reading.group,
        group_epoch=group.epoch if group else 0,
        group_seq=group.seq if group else 0,
        reason=int(reason),
    )
    ref = journal.write(entry)
    apply(tx, OWN, ref, entry)
    return ref


def confirm(tx: Database, journal: Writer, visit: EntryRef) -> EntryRef:
    """Write that an officer looked at `visit` and it is right."""
    entry = VisitConfirmed(
        wall=journal.wall, mono=journal.mono, boot=journal.boot, visit_epoch=visit.epoch, visit_seq=visit.seq
    )
    ref = journal.write(entry)
    apply(tx, OWN, ref, entry)
    return ref


def standing_of(tx: Database, visit: EntryRef) -> tuple[int, bool]:
    """(reason of the newest correction or 0, whether somebody confirmed the visit)."""
    rows = tx.execute(
        "SELECT reason FROM corrections WHERE device = x'' AND visit_epoch = ? AND visit_seq = ? ORDER BY epoch, seq",
        visit,
    ).fetchall()
    reasons = [reason for (reason,) in rows]
    return next((reason for reason in reversed(reasons) if reason), 0), 0 in reasons
