"""Evidence of the time, and what it corrects: visits get the time and day at which they really were (times.py)."""

from typing import Final

from sqlite_utils import Database

from kiosk.clock import day_number
from kiosk.values import EntryRef
from sync.protocol.entries import ClockCompared, Confidence, DateTold, clocks_of
from sync.protocol.times import Footing, Place, Timeline

from . import boots, journal

_OWN_VISITS: Final = """
    SELECT visits.epoch, visits.seq, visits.boot, visits.mono, visits.at, visits.day, visits.confidence, journal.raw
    FROM visits JOIN journal ON journal.epoch = visits.epoch AND journal.seq = visits.seq
    WHERE visits.boot >= 0 AND (visits.epoch, visits.seq) > (:epoch, :seq)
"""
_SISTERS_VISITS: Final = """
    SELECT epoch, seq, boot, mono, at, day, confidence, wall FROM sister_visits
    WHERE device = :device AND boot >= 0 AND (epoch, seq) > (:epoch, :seq)
"""


def keep(tx: Database, device: bytes, place: Place, entry: ClockCompared | DateTold) -> None:
    """Keep what an entry says of the time; told again, it changes nothing. `device`: boots.OWN or a sister's.

    Nothing is corrected yet: settle() does it, once for all entries that came together.
    """
    if isinstance(entry, ClockCompared):
        at, confidence = entry.province_at, Confidence.PROVINCE
    else:
        at, confidence = entry.told_at, Confidence.OFFICER
    tx.execute(
        "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)",
        (device, *place, entry.boot, entry.mono, at, int(confidence)),
    )


def write(tx: Database, writer: journal.Writer, entry: ClockCompared | DateTold) -> EntryRef:
    """Append a new piece of evidence to our own chain, and correct what depends on it."""
    ref = writer.write(entry)
    keep(tx, boots.OWN, ref, entry)
    settle(tx, boots.OWN, ref, ref)
    return ref


def settle(tx: Database, device: bytes, first: Place, last: Place) -> None:
    """Correct every visit of a device whose time depends on its entries `first` to `last`, those themselves included.

    To be called in the transaction that wrote them, after evidence or after visits that are not at the chain's end.
    """
    around = boots.surroundings(tx, device, first, last)
    contacts = [piece[:2] for piece in around if piece.confidence == Confidence.PROVINCE]
    before = max((place for place in contacts if place < first), default=(0, 0))
    after = min((place for place in contacts if place > last), default=None)
    timeline = Timeline(around)
    if device == boots.OWN:
        _settle_ours(tx, timeline, before, after)
        _stand_anew(tx)
    elif timeline:
        _settle_sisters(tx, device, timeline, before, after)


def _settle_ours(tx: Database, timeline: Timeline, before: Place, after: Place | None) -> None:
    changed = []
    for epoch, seq, boot, mono, *stood, raw in tx.execute(_OWN_VISITS, {"epoch": before[0], "seq": before[1]}):
        if after is not None and (epoch, seq) > after:
            break
        at, confidence = timeline.time((epoch, seq), boot, clocks_of(raw)[0], mono)
        if stood != (found := [at, day_number(at), confidence]):
            changed.append((*found, epoch, seq))
    for at, day, confidence, epoch, seq in changed:
        tx.conn.execute(
            "UPDATE visits SET at = ?, day = ?, confidence = ? WHERE epoch = ? AND seq = ?",
            (at, day, confidence, epoch, seq),
        )
        journal.note_day(tx, day, EntryRef(epoch, seq))


def _settle_sisters(tx: Database, device: bytes, timeline: Timeline, before: Place, after: Place | None) -> None:
    changed = []
    names = {"device": device, "epoch": before[0], "seq": before[1]}
    for epoch, seq, boot, mono, *stood, wall in tx.execute(_SISTERS_VISITS, names):
        if after is not None and (epoch, seq) > after:
            break
        at, confidence = timeline.time((epoch, seq), boot, wall, mono)
        if stood != (found := [at, day_number(at), confidence]):
            changed.append((*found, device, epoch, seq))
    tx.conn.executemany(
        "UPDATE sister_visits SET at = ?, day = ?, confidence = ? WHERE device = ? AND epoch = ? AND seq = ?", changed
    )


def _stand_anew(tx: Database) -> None:
    """The newest boot on its new footing; the day of the newest entry is noted by it, for the entries that follow."""
    boots.refresh(tx)
    epoch, seq, _, raw, *_, base, confidence, not_before, _, _, _ = tx.execute(boots.HEAD).fetchone()
    at = Footing(base, confidence, not_before).time(*clocks_of(raw)).at
    journal.note_day(tx, day_number(at), EntryRef(epoch, seq))
