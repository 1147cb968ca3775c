"""The feed of a point: what its kiosks should hear of each other, in the order of commits.

Positions are given out under the lock of the point's row, which is held until commit. So whoever sees position n sees
every position before it, whatever runs at the same time and on whichever database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from ..protocol import columns
from ..protocol.entries import genesis
from ..protocol.messages import MAX_BATCH_BYTES, Cursor, Page, ReaderKey, Run
from .models import FeedItem

LARGEST_PAGE: Final = 5_000
_LARGEST: Final = 2**53
_ITEMS: Final = 200
_SKIPPED: Final = 64
"""Own items after which a page tells a new cursor and nothing else, so that they are not skipped again each time."""


@dataclass(frozen=True, slots=True)
class _Item:
    position: int
    kind: int
    device: int
    device_id: bytes
    public_key: bytes
    epoch: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Item:
    """What the feed is to tell: entries `first` to `last` of an epoch of `device`, or keys of readers they made."""

    kind: int
    device: int
    epoch: int
    first: int
    last: int


def append(cursor: CursorWrapper, point: int, item: Item, *, now: int) -> None:
    """Add an item inside the caller's transaction. The point's lock is taken last of all, so nobody waits crosswise.

    Positions grow with the clock: a province put back from a backup gives out none that its kiosks have passed.
    """
    cursor.execute(
        "UPDATE province_point SET feed = CASE WHEN feed < %s THEN %s ELSE feed + 1 END WHERE id = %s",
        [now, now, point],
    )
    cursor.execute(
        "INSERT INTO province_feeditem (point_id, position, kind, device_id, epoch, first, last)"
        " SELECT id, feed, %s, %s, %s, %s, %s FROM province_point WHERE id = %s",
        [item.kind, item.device, item.epoch, item.first, item.last, point],
    )


def page_for(device: int, point: int, after: Cursor, limit: int) -> Page | None:
    """At most `limit` entries of the point's other devices after a cursor; None when there is nothing new."""
    if not (0 <= after.position < _LARGEST and 0 <= after.seq < _LARGEST):
        return None  # no cursor of ours; the entries beside it must not suffer for it
    limit = max(1, min(limit, LARGEST_PAGE))
    runs: list[Run] = []
    keys: list[ReaderKey] = []
    left, room = limit, MAX_BATCH_BYTES
    reached, more, skipped = after, False, 0
    for item in _items(point, after):
        if item.device == device and item.kind == FeedItem.ENTRIES:
            reached, skipped = Cursor(item.position, item.last), skipped + 1
            continue
        first = max(item.first, after.seq + 1) if item.position == after.position else item.first
        if first > item.last:
            continue
        if left <= 0 or room <= 0:
            more = True
            break
        if item.kind == FeedItem.KEYS:
            told = keys_of(item.device_id, item.epoch, first, item.last)
            # Its own device has these keys; that one of them was destroyed, a restored one may not know.
            keys.extend(key for key in told if item.device != device or not key.wrapped)
            reached = Cursor(item.position, item.last)
            continue
        run, size = run_of(item, first, min(item.last, first + left - 1), room)
        if run is None or run.last < run.first:
            if runs:
                more = True
                break
            run, size = _after_hole(item, first, left, room)
        if run is None:
            reached = Cursor(item.position, item.last)
            continue
        runs.append(run)
        keys.extend(keys_of(item.device_id, item.epoch, run.first, run.last))
        left, room = left - (run.last - run.first + 1), room - size
        reached = Cursor(item.position, run.last)
        if run.last < item.last:
            more = True
            break
    if not runs and not keys and skipped < _SKIPPED:
        return None
    return Page(runs=tuple(runs), keys=tuple(keys), cursor=reached, more=more)


def _items(point: int, after: Cursor) -> Iterator[_Item]:
    position = after.position
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT item.position, item.kind, item.device_id, device.device_id, device.public_key, item.epoch,"
                " item.first, item.last FROM province_feeditem item"
                " JOIN province_device device ON device.id = item.device_id"
                " WHERE item.point_id = %s AND item.position >= %s ORDER BY item.position LIMIT %s",
                [point, position, _ITEMS],
            )
            rows = cursor.fetchall()
        for row in rows:
            position, kind, device, device_id, public_key, epoch, first, last = row
            yield _Item(position, kind, device, bytes(device_id), bytes(public_key), epoch, first, last)
        if len(rows) < _ITEMS:
            return
        position = rows[-1][0] + 1


def _after_hole(item: _Item, first: int, left: int, room: int) -> tuple[Run | None, int]:
    """What follows entries that the province has lost: they hold up nobody, and are told again once they are put back.

    `before` is b"" where the entry before the run is one of them. None where nothing follows in this item.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(seq) FROM province_entry WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s",
            [item.device, item.epoch, first, item.last],
        )
        (there,) = cursor.fetchone()
    if there is None:
        return None, 0
    bounds = (there, min(item.last, there + left - 1))
    return packed_run(item.device, item.device_id, item.public_key, item.epoch, bounds, room, lost=b"")


def run_of(item: _Item, first: int, last: int, room: int) -> tuple[Run | None, int]:
    """Entries `first` to `last` of an item as far as `room` bytes go, and how many bytes they are before packing."""
    return packed_run(item.device, item.device_id, item.public_key, item.epoch, (first, last), room)


def packed_run(
    device: int,
    device_id: bytes,
    public_key: bytes,
    epoch: int,
    bounds: tuple[int, int],
    room: int,
    *,
    lost: bytes | None = None,
) -> tuple[Run | None, int]:
    """The entries of an epoch within `bounds`, as far as they are held without a hole and `room` bytes go.

    `lost` stands for the hash of the entry before them where that is not held; without it the answer is then None. A
    run without entries (`last` = `first` - 1) where only they are not held.
    """
    first, last = bounds
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonce FROM province_chain WHERE device_id = %s AND epoch = %s", [device, epoch])
        row = cursor.fetchone()
        if row is None:
            return None, 0
        nonce = bytes(row[0])
        before = genesis(public_key, epoch, nonce) if first == 1 else _hash_at(cursor, device, epoch, first - 1)
        cursor.execute(
            "SELECT seq, raw FROM province_entry WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s"
            " ORDER BY seq",
            [device, epoch, first, last],
        )
        raws: list[bytes] = []
        size = 0
        for seq, held in cursor.fetchall():
            raw = bytes(held)
            size += len(raw)
            if seq != first + len(raws) or size > room:
                break
            raws.append(raw)
    before = lost if before is None else before
    if before is None:
        return None, 0
    end = first + len(raws) - 1
    frame = columns.packed(raws) if raws else b""
    return (
        Run(
            device=device_id,
            device_key=public_key,
            epoch=epoch,
            first=first,
            last=end,
            nonce=nonce,
            before=before,
            frame=frame,
        ),
        size,
    )


def _hash_at(cursor: CursorWrapper, device: int, epoch: int, seq: int) -> bytes | None:
    cursor.execute(
        "SELECT hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq = %s", [device, epoch, seq]
    )
    row = cursor.fetchone()
    return bytes(row[0]) if row else None


def keys_of(device_id: bytes, epoch: int, first: int, last: int) -> list[ReaderKey]:
    """The wrapped keys of readers whom entries `first` to `last` registered; b"" for destroyed ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, wrapped FROM province_readerkey"
            " WHERE reader_device = %s AND epoch = %s AND seq BETWEEN %s AND %s ORDER BY seq",
            [device_id, epoch, first, last],
        )
        return [
            ReaderKey(device=device_id, epoch=epoch, seq=seq, wrapped=bytes(wrapped))
            for seq, wrapped in cursor.fetchall()
        ]
