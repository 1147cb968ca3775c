"""Readers' keys, wrapped by the key of their point: kept for its kiosks, destroyed on their word, never opened here."""

from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ..protocol.messages import ReaderKey
from . import feed
from .models import FeedItem
from .projection import Row

LONGEST: Final = 256
"""Bytes of one wrapped key; today's have 60."""
MOST: Final = 1_000
"""Keys of one errand."""


def keep(point: int, keys: Sequence[ReaderKey], *, now: int) -> int:
    """Keep what a device of `point` hands in, and tell its sisters; how many were taken.

    A key that was destroyed stays destroyed. What is not this point's is passed over.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # In one order for everybody, so that two kiosks that hand in the same keys never wait for each other crosswise.
        wanted = sorted(filter(_is_key, keys[:MOST]), key=lambda key: (key.device, key.epoch, key.seq))
        changed = [key for key in wanted if _put(cursor, point, key)]
        _announce(cursor, point, changed, now)
    return min(len(keys), MOST)


def destroy(cursor: CursorWrapper, point: int, own: bytes, erasures: Sequence[Row], *, now: int) -> None:
    """Destroy the keys of erased readers and tell the point's kiosks, in the transaction that took the erasure."""
    for *_, device, epoch, seq in erasures:
        if not (isinstance(device, bytes) and isinstance(epoch, int) and isinstance(seq, int)):
            continue  # no row of this table is like that
        key = ReaderKey(device=device or own, epoch=epoch, seq=seq, wrapped=b"")
        if _put(cursor, point, key):
            _announce(cursor, point, [key], now)


def _is_key(key: ReaderKey) -> bool:
    numbers = 1 <= key.epoch < 2**53 and 1 <= key.seq < 2**53
    return numbers and len(key.device) == 16 and 0 < len(key.wrapped) <= LONGEST


def _put(cursor: CursorWrapper, point: int, key: ReaderKey) -> bool:
    """Write a key unless it is another point's, destroyed, or there already; whether anything changed."""
    cursor.execute("SELECT point_id FROM province_device WHERE device_id = %s", [key.device])
    if cursor.fetchone() != (point,):
        return False
    cursor.execute(
        "INSERT INTO province_readerkey (reader_device, epoch, seq, point_id, wrapped) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (reader_device, epoch, seq) DO UPDATE SET wrapped = excluded.wrapped"
        " WHERE province_readerkey.wrapped <> excluded.wrapped AND length(province_readerkey.wrapped) > 0",
        [key.device, key.epoch, key.seq, point, key.wrapped],
    )
    return bool(cursor.rowcount == 1)


def _announce(cursor: CursorWrapper, point: int, keys: Sequence[ReaderKey], now: int) -> None:
    """One item for each epoch that the keys' readers were registered in, from the first of them to the last."""
    told: dict[tuple[bytes, int], list[int]] = {}
    for key in keys:
        told.setdefault((key.device, key.epoch), []).append(key.seq)
    for (device_id, epoch), seqs in sorted(told.items()):
        cursor.execute("SELECT id FROM province_device WHERE device_id = %s", [device_id])
        item = feed.Item(FeedItem.KEYS, cursor.fetchone()[0], epoch, min(seqs), max(seqs))
        feed.append(cursor, point, item, now=now)
