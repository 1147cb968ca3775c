"""Comparing stretches of a chain, mostly days, with what the kiosk holds: counts and hashes (sync.md, guarantee 3).

What the kiosk counts and the province does not is mended here where the entries are there; where entries are lost or
spoilt, the kiosk sends that stretch again and `repair` takes it in.
"""

import hashlib
import logging
from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ..protocol.entries import KINDS, chained
from ..protocol.intake import Rejected
from ..protocol.messages import Day
from . import feed, rebuilding, tables
from .ledger import Sender
from .models import FeedItem
from .projection import DEVICE_REVOKED, DOUBLED, UNKNOWN_KIND, project

MOST: Final = 400
"""Stretches of one errand: a year of days and a few."""
_LARGEST: Final = 100_000
_DIGEST: Final = 16

_log = logging.getLogger(__name__)


def differing(sender: Sender, days: Sequence[Day]) -> tuple[tuple[int, int, int], ...]:
    """(epoch, first, last) of the stretches that do not agree, after what can be mended here was mended."""
    asked = [day for day in days[:MOST] if _is_stretch(day)]
    found = [day for day in asked if not _agrees(sender, day)]
    if any(_digest(sender, day) == day.digest for day in found):
        _log.warning("device %s: the counts differ where the entries agree; projecting again", sender.device_id.hex())
        rebuilding.rebuild_device(sender.key)
        found = [day for day in found if not _agrees(sender, day)]
    return tuple((day.epoch, day.first, day.last) for day in found)


def _is_stretch(day: Day) -> bool:
    return 1 <= day.epoch < 2**53 and 1 <= day.first <= day.last < 2**53 and day.last - day.first < _LARGEST


def _agrees(sender: Sender, day: Day) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(head_count), 0) FROM province_visit"
            " WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s",
            [sender.key, day.epoch, day.first, day.last],
        )
        visits = int(cursor.fetchone()[0])
    return visits == day.visits and _digest(sender, day) == day.digest


def _digest(sender: Sender, day: Day) -> bytes | None:
    """The digest of a stretch as it is held, computed from the bytes; None where one is missing or spoilt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, raw, hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s"
            " ORDER BY seq",
            [sender.key, day.epoch, day.first, day.last],
        )
        rows = cursor.fetchall()
    if len(rows) != day.last - day.first + 1:
        return None
    digest, before = hashlib.sha256(), None
    for _, raw, held in rows:
        if before is not None and chained(before, bytes(raw)) != bytes(held):
            return None
        before = bytes(held)
        digest.update(before)
    return digest.digest()[:_DIGEST]


def repair(sender: Sender, epoch: int, first: int, repeated: Sequence[tuple[bytes, bytes]], *, now: int) -> int:
    """Put back entries that the province once held and has lost or spoilt; how many.

    `repeated`: the (bytes, hash) of entries `first`, `first + 1`, …, out of a verified push. They fit when the entry
    after them continues them. Raises Rejected `fork` where it does not.
    """
    device, last = sender.key, first + len(repeated) - 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE province_device SET status = status WHERE id = %s", [device])  # its lock
        cursor.execute(
            "SELECT seq, raw, hash, quarantine FROM province_entry"
            " WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s",
            [device, epoch, first, last],
        )
        stood = {seq: (bytes(raw), bytes(digest), reason) for seq, raw, digest, reason in cursor.fetchall()}
        lost = [
            (seq, raw, digest)
            for seq, (raw, digest) in enumerate(repeated, first)
            if stood.get(seq, (b"", b"", None))[:2] != (raw, digest)
        ]
        if not lost:
            return 0
        _ensure_continued(cursor, sender, epoch, last, repeated[-1][1])
        for seq, raw, digest in lost:
            kind, version, reason = project(device, epoch, seq, [raw]).verdicts[0]
            if seq in stood and stood[seq][2] in (DEVICE_REVOKED, DOUBLED):
                reason = stood[seq][2]  # what its bytes do not tell
            cursor.execute(
                "DELETE FROM province_entry WHERE device_id = %s AND epoch = %s AND seq = %s", [device, epoch, seq]
            )
            tables.insert(cursor, tables.ENTRIES, [(device, epoch, seq, kind, version, raw, digest, now, reason)])
        rebuilding.project_device_again(cursor, device)
        if not sender.is_revoked:  # its sisters were told without them
            item = feed.Item(FeedItem.ENTRIES, device, epoch, lost[0][0], lost[-1][0])
            feed.append(cursor, sender.point, item, now=now)
    _log.warning("device %s: %d entries of epoch %d were put back", sender.device_id.hex(), len(lost), epoch)
    return len(lost)


def judge_what_was_learned(sender: Sender, epoch: int, first: int, last: int) -> bool:
    """Count the device's entries of kinds that this program has learned since they came, if there are any in a stretch.

    A kiosk asks so by sending them again, night after night, until they are counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, version FROM province_entry"
            " WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s AND quarantine = %s",
            [sender.key, epoch, first, last, UNKNOWN_KIND],
        )
        learned = any(key in KINDS for key in cursor.fetchall())
    if learned:
        rebuilding.rebuild_device(sender.key)
    return learned


def _ensure_continued(cursor: CursorWrapper, sender: Sender, epoch: int, last: int, head: bytes) -> None:
    cursor.execute("SELECT seq, head FROM province_chain WHERE device_id = %s AND epoch = %s", [sender.key, epoch])
    held, held_head = cursor.fetchone()
    if last == held:
        fits = head == bytes(held_head)
    else:
        cursor.execute(
            "SELECT raw, hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq = %s",
            [sender.key, epoch, last + 1],
        )
        row = cursor.fetchone()
        fits = row is not None and chained(head, bytes(row[0])) == bytes(row[1])
    if not fits:
        raise Rejected("fork", f"entry {last} is followed by another history")
