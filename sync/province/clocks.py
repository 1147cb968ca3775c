"""Corrected time at the province: what an entry's evidence changes in visits that were counted before it.

A pure function of the chain (protocol/times.py), so it does not matter in which batches or in what order of epochs the
entries came. A contact settles all before it: an ordinary night looks at the visits since the last contact alone.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.backends.utils import CursorWrapper

from ..protocol.entries import Confidence
from ..protocol.times import Evidence, Place
from . import tables
from .projection import Projection, local_day

_BEGINNING: Final[Place] = (0, 0)
_END: Final[Place] = (2**62, 0)
_COLUMNS: Final = "epoch, seq, boot, mono, at, confidence"


def surroundings(cursor: CursorWrapper, device: int, first: Place, last: Place) -> list[Evidence]:
    """The evidence that the times of the entries `first` to `last` depend on and that is known already, in order.

    It reaches from the contact before them to the contact after them, which an epoch that arrives late may find.
    """
    cursor.execute(
        f"SELECT {_COLUMNS} FROM province_evidence WHERE device_id = %s AND (epoch, seq) < (%s, %s)"  # noqa: S608 # our own names
        " AND confidence = %s ORDER BY epoch DESC, seq DESC LIMIT 1",
        [device, *first, int(Confidence.PROVINCE)],
    )
    found = [Evidence(*row) for row in cursor.fetchall()]
    cursor.execute(
        f"SELECT {_COLUMNS} FROM province_evidence WHERE device_id = %s AND (epoch, seq) > (%s, %s)"  # noqa: S608 # our own names
        " ORDER BY epoch, seq",
        [device, *(found[0][:2] if found else _BEGINNING)],
    )
    for row in cursor.fetchall():
        found.append(Evidence(*row))
        if found[-1][:2] > last and found[-1].confidence == Confidence.PROVINCE:
            break
    return found


def settle(cursor: CursorWrapper, device: int, epoch: int, found: Projection) -> None:
    """Correct the visits outside a projected batch whose times depend on its evidence, and move their day's counts.

    Those of the batch itself project() has timed.
    """
    if not found.evidence:
        return
    first, last = (epoch, found.first), (epoch, found.last)
    contacts = [piece[:2] for piece in found.around if piece.confidence == Confidence.PROVINCE]
    before = max((place for place in contacts if place < first), default=_BEGINNING)
    after = min((place for place in contacts if place > last), default=_END)
    timeline = found.timeline()
    changed: list[Sequence[int]] = []
    moved: dict[tuple[int, int, int], list[int]] = {}
    for start, end in ((before, first), (last, after)):
        for place, boot, wall, mono, stood, counted in _visits(cursor, device, start, end):
            at, confidence = timeline.time(place, boot, wall, mono)
            timed = (at, local_day(at), confidence)
            if timed == stood:
                continue
            changed.append((*timed, device, *place))
            if timed[1] != stood[1]:
                _move(moved, stood[1], timed[1], counted)
    if changed:
        cursor.executemany(
            "UPDATE province_visit SET at = %s, day = %s, confidence = %s"
            " WHERE device_id = %s AND epoch = %s AND seq = %s",
            changed,
        )
        tables.add_counts(cursor, device, moved)


def note_ahead(cursor: CursorWrapper, device: int, found: Projection, now: int) -> None:
    """Remember how wrong a kiosk's own clock is, for the people who may mend it.

    A contact tells precisely. Otherwise only what lies in the future tells: that entries are old is no fault.
    """
    if found.ahead is not None:
        cursor.execute("UPDATE province_device SET clock_ahead = %s WHERE id = %s", [found.ahead, device])
        return
    cursor.execute(
        "UPDATE province_device SET clock_ahead = %s WHERE id = %s AND clock_ahead >= 0",
        [max(0, found.newest - now), device],
    )


_Visit = tuple[Place, int, int, int, tuple[int, int, int], tuple[int, int, int]]
"""Place, boot, wall, mono; at, day and confidence as they stand; method, purpose and persons."""


def _visits(cursor: CursorWrapper, device: int, after: Place, before: Place) -> Iterator[_Visit]:
    cursor.execute(
        "SELECT epoch, seq, boot, wall, mono, at, day, confidence, method, purpose,"
        " coalesce(counted, head_count) FROM province_visit"
        " WHERE device_id = %s AND boot >= 0 AND (epoch, seq) > (%s, %s) AND (epoch, seq) < (%s, %s)",
        [device, *after, *before],
    )
    for row in cursor.fetchall():
        yield row[:2], row[2], row[3], row[4], row[5:8], row[8:]


def _move(moved: dict[tuple[int, int, int], list[int]], day: int, to: int, counted: tuple[int, int, int]) -> None:
    method, purpose, heads = counted
    if not heads:
        return
    for there, sign in ((day, -1), (to, 1)):
        count = moved.setdefault((there, method, purpose), [0, 0])
        count[0] += sign
        count[1] += sign * heads
