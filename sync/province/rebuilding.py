"""The proof that what the province shows follows from the entries alone: project them again, and compare."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from . import clocks, ledger, tables
from .models import Device
from .projection import DEVICE_REVOKED, DOUBLED, Projection, project

_CHUNK: Final = 5_000
_COUNTS: Final = "province_daycount"

Received = tuple[int, int, bytes, int, int, str | None]
"""Epoch, seq, bytes, kind, version, quarantine reason."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was projected again, and the tables in which that differed from what stood there."""

    entries: int
    visits: int
    differing: tuple[str, ...]


def rebuild(*, keep: bool) -> Report:
    """Project every entry again, device by device, each in one transaction; with `keep` the new rows stay.

    Entries of a kind that this program has learned since are counted from then on.
    """
    entries = visits = 0
    differing: set[str] = set()
    for device in Device.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic(), connection.cursor() as cursor:
            _lock(cursor, device)
            before = _digests(cursor, device)
            count, judged_anew = project_device_again(cursor, device)
            after = _digests(cursor, device)
            cursor.execute("SELECT coalesce(sum(visits), 0) FROM province_daycount WHERE device_id = %s", [device])
            visits += int(cursor.fetchone()[0])
            transaction.set_rollback(not keep)
        entries += count
        differing.update(name for name in before if before[name] != after[name])
        if judged_anew:
            differing.add(tables.ENTRIES.name)
    return Report(entries, visits, tuple(sorted(differing)))


def rebuild_device(device: int) -> None:
    """Project every entry of one device again, and keep it."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor, device)
        project_device_again(cursor, device)


def _lock(cursor: CursorWrapper, device: int) -> None:
    cursor.execute("UPDATE province_device SET status = status WHERE id = %s", [device])


def project_device_again(cursor: CursorWrapper, device: int) -> tuple[int, bool]:
    """Replace a device's projection, under its lock: how many entries there are, and whether any verdict changed."""
    for table in (*(table.name for table in tables.PROJECTED), _COUNTS):
        cursor.execute(f"DELETE FROM {table} WHERE device_id = %s", [device])  # noqa: S608 # our own names
    return _project_again(cursor, device)


def _project_again(cursor: CursorWrapper, device: int) -> tuple[int, bool]:
    """Write the projection of all entries of a device: how many there are, and whether any verdict changed."""
    count, judged_anew = 0, False
    for (epoch, is_withheld), members in groupby(
        _received(cursor, device), lambda row: (row[0], row[5] == DEVICE_REVOKED)
    ):
        for run in _runs(members):
            withheld = DEVICE_REVOKED if is_withheld else None
            doubled = frozenset(row[1] for row in run if row[5] == DOUBLED)  # which of two came first is not in them
            around = clocks.surroundings(cursor, device, run[0][:2], run[-1][:2])
            raws = [row[2] for row in run]
            found = project(device, epoch, run[0][1], raws, withheld=withheld, doubled=doubled, around=around)
            ledger.write(cursor, device, epoch, found)
            judged_anew |= _judge(cursor, device, run, found)
            count += len(run)
    return count, judged_anew


def _received(cursor: CursorWrapper, device: int) -> Iterator[Received]:
    """The entries of a device in the chain's order, a chunk at a time."""
    after = (0, 0)
    while True:
        cursor.execute(
            "SELECT epoch, seq, raw, kind, version, quarantine FROM province_entry"
            " WHERE device_id = %s AND (epoch, seq) > (%s, %s) ORDER BY epoch, seq LIMIT %s",
            [device, *after, _CHUNK],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        for epoch, seq, raw, kind, version, reason in rows:
            yield epoch, seq, bytes(raw), kind, version, reason
        after = rows[-1][:2]


def _runs(members: Iterator[Received]) -> Iterator[list[Received]]:
    """Entries that follow one another, as far as they are held: a lost one must not give its number to the next."""
    run: list[Received] = []
    for row in members:
        if run and (len(run) == _CHUNK or row[1] != run[-1][1] + 1):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _judge(cursor: CursorWrapper, device: int, run: list[Received], found: Projection) -> bool:
    changed = [
        (*verdict, device, epoch, seq)
        for (epoch, seq, _, *stood), verdict in zip(run, found.verdicts, strict=True)
        if tuple(stood) != verdict
    ]
    if changed:
        cursor.executemany(
            "UPDATE province_entry SET kind = %s, version = %s, quarantine = %s"
            " WHERE device_id = %s AND epoch = %s AND seq = %s",
            changed,
        )
    return bool(changed)


def _digests(cursor: CursorWrapper, device: int) -> dict[str, str]:
    """A digest of the rows of each projected table of a device."""
    found = {
        table.name: _digest(cursor, device, table.name, ", ".join(table.columns), "epoch, seq")
        for table in tables.PROJECTED
    }
    found[_COUNTS] = _digest(cursor, device, _COUNTS, "day, method, purpose, records, visits", "day, method, purpose")
    return found


def _digest(cursor: CursorWrapper, device: int, table: str, columns: str, order: str) -> str:
    cursor.execute(f"SELECT {columns} FROM {table} WHERE device_id = %s ORDER BY {order}", [device])  # noqa: S608 # our own names
    digest = hashlib.sha256()
    while rows := cursor.fetchmany(_CHUNK):
        for row in rows:
            plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            digest.update(repr(plain).encode())
    return digest.hexdigest()
