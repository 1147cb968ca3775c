"""Second histories under numbers that are taken: kept as they came, and never counted twice.

A device that was cloned, or whose disk lost what it had written, tells another story from some entry on. Both stories
are kept; the device parts from the shared epoch and tells its own again in a new one (`Reentered`).
"""

from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ..protocol import columns
from ..protocol.entries import KINDS, MalformedEntry, Reentered, chained, decode
from ..protocol.intake import Intake
from ..protocol.messages import BadMessage, Push

MOST: Final = 100_000
"""Entries of other branches that are kept of one device: years of visits, and still not a way to fill the disk."""
_REENTERED: Final = bytes((next(kind for (kind, _), cls in KINDS.items() if cls is Reentered),))


def keep(device: int, push: Push, *, now: int) -> int:
    """Keep the entries of a signed push that forked, where they differ from what is held; how many are new.

    The caller has checked the signature; entries that do not lead to the signed head are not kept.
    """
    count = push.last - push.first + 1
    try:
        raws = columns.unpacked(push.frame, count) if count > 0 else []
    except BadMessage:
        return 0
    head, rows = push.before, []
    for seq, raw in enumerate(raws, push.first):
        head = chained(head, raw)
        rows.append((device, push.epoch, seq, head, raw, now))
    if head != push.head or not rows:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM province_branch WHERE device_id = %s", [device])
        room = MOST - int(cursor.fetchone()[0])
        main = _held(cursor, device, push)
        other = [row for row in rows if main.get(row[2]) != row[3]][: max(0, room)]
        cursor.executemany(
            "INSERT INTO province_branch (device_id, epoch, seq, hash, raw, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            other,
        )
    return len(other)


def _held(cursor: CursorWrapper, device: int, push: Push) -> dict[int, bytes]:
    cursor.execute(
        "SELECT seq, hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq BETWEEN %s AND %s",
        [device, push.epoch, push.first, push.last],
    )
    return {seq: bytes(digest) for seq, digest in cursor.fetchall()}


def counted_already(cursor: CursorWrapper, device: int, epoch: int, intake: Intake) -> frozenset[int]:
    """The seqs in `intake` whose fact stands here under another name already: the first to arrive counts.

    Either the entry tells again what is held, or it is itself held as told again.
    """
    doubled = set()
    seen: set[tuple[int, int, bytes]] = set()
    for seq, raw in enumerate(intake.raws, intake.first):
        if raw[1:2] == _REENTERED and (old := _old_name(raw)) is not None:
            if old in seen or _is_held(cursor, device, old) or _is_told_again(cursor, device, old):
                doubled.add(seq)
            seen.add(old)
    cursor.execute(
        "SELECT old_seq, old_hash FROM province_reentry WHERE device_id = %s AND old_epoch = %s"
        " AND old_seq BETWEEN %s AND %s",
        [device, epoch, intake.first, intake.last],
    )
    for seq, digest in cursor.fetchall():
        if intake.hashes[seq - intake.first] == bytes(digest):
            doubled.add(seq)
    return frozenset(doubled)


def _old_name(raw: bytes) -> tuple[int, int, bytes] | None:
    try:
        entry = decode(raw)
    except MalformedEntry:
        return None
    if not isinstance(entry, Reentered):
        return None
    fits = 0 <= entry.old_epoch < 2**53 and 0 <= entry.old_seq < 2**53 and len(entry.old_hash) == 32
    return (entry.old_epoch, entry.old_seq, entry.old_hash) if fits else None


def _is_held(cursor: CursorWrapper, device: int, old: tuple[int, int, bytes]) -> bool:
    cursor.execute(
        "SELECT hash FROM province_entry WHERE device_id = %s AND epoch = %s AND seq = %s", [device, *old[:2]]
    )
    row = cursor.fetchone()
    return row is not None and bytes(row[0]) == old[2]


def _is_told_again(cursor: CursorWrapper, device: int, old: tuple[int, int, bytes]) -> bool:
    cursor.execute(
        "SELECT 1 FROM province_reentry WHERE device_id = %s AND old_epoch = %s AND old_seq = %s AND old_hash = %s",
        [device, *old],
    )
    return cursor.fetchone() is not None
