"""Bench `ingest`: pushes taken into PostgreSQL, beside the same rows copied to a temporary table and inserted from it.

Ours: unfold a push, check signature and chain, project, write every table, one commit a push; no HTTP. Floor: the rows
that came of it, known beforehand, by psycopg alone: COPY to a temporary table, INSERT … ON CONFLICT DO NOTHING into the
same tables, one commit for the rows of a push. Both on one durable cluster, in turn, each time for devices of its own.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import click
import psycopg

from sync.protocol import messages
from sync.protocol.messages import Push
from tests.bench.figures import Figure, Goal, Size
from tests.bench.pushes import kiosk_with, pushes_of
from tests.postgresql import running_cluster, server_programs
from tests.province.kiosks import Kiosk

if TYPE_CHECKING:
    from sync.province.tables import Table

BATCH = 1_000
KIOSKS = 10
ROUNDS = 3
LARGE = 10_000_000
GOAL = Goal("at least", 0.5)
_NOW: Final = 1_800_000_000
_ELSEWHERE: Final = 1_000_000
"""Added to a device's key for the floor's rows: the same rows, of devices that nobody has."""
_DISK: Final = Path("/var/tmp")  # noqa: S108 # a disk that the server's own user may reach; /tmp may be memory
_FILLING: Final = """
INSERT INTO province_entry (device_id, epoch, seq, kind, version, raw, hash, received_at)
SELECT device, 1, seq, 20, 1, substr(sha256(int8send(seq)) || sha256(int8send(device)), 1, 38),
 sha256(int8send(seq * 1000 + device)), 1700000000
FROM generate_series(1, {each}) seq, generate_series(2000001, 2000104) device;
INSERT INTO province_visit (device_id, epoch, seq, day, wall, method, purpose, age_band, sex, head_count, group_kind,
 reader_device, reader_epoch, reader_seq, card, told_epoch, told_seq, at, mono, boot, confidence)
SELECT device_id, epoch, seq, 19000 + seq / 100, 1641600000 + seq * 600, 1, seq % 6, 0, 0, 1, 0, '', 1, seq % 500, '',
 0, 0, 1641600000 + seq * 600, seq, 1, 0
FROM province_entry WHERE device_id BETWEEN 2000001 AND 2000104 AND seq % 5 <> 0
"""

_numbers = count(1)

Row = tuple[object, ...]
Batch = list[tuple["Table", list[Row]]]
"""The rows that one push wrote, by table."""


def run(size: Size) -> list[Figure]:
    """Entries per second into empty tables; with `size.large` then beside ten million entries too."""
    with _province() as url:
        figures = [_figure("entries ingested", url, size)]
        if size.large:
            _fill(url)
            figures.append(_figure(f"entries ingested beside {LARGE:,}", url, size))
        return figures


def _figure(what: str, url: str, size: Size) -> Figure:
    rounds = [_round(url, size.records, next(_numbers)) for _ in range(size.pairs or ROUNDS)]
    ours, floor = (median(rates) for rates in zip(*rounds, strict=True))
    return Figure(what, ours, "entries/s", floor, GOAL, digits=0)


@contextmanager
def _province() -> Iterator[str]:
    """A province on a PostgreSQL of its own, opened in this process; the address of its database."""
    programs = server_programs()
    if programs is None:
        raise click.ClickException("no PostgreSQL server programs here; installer/test.sh installs them")
    with (
        running_cluster(programs, parent=_DISK, durable=True) as cluster,
        cluster.database() as url,
        tempfile.TemporaryDirectory() as home,
    ):
        from sync.province.home import ProvinceHome
        from sync.province.settings import configure

        configure(ProvinceHome(Path(home)), url)
        from django.db import connections

        from sync.province.database import migrate

        migrate(ProvinceHome(Path(home)))
        try:
            yield url
        finally:
            connections.close_all()


def _round(url: str, records: int, number: int) -> tuple[float, float]:
    """Entries per second, ours and the floor's, of kiosks at a point of their own."""
    chance, point = random.Random(number), f"P-{number}"
    kiosks = [kiosk_with(records // KIOSKS, point=point, chance=chance) for _ in range(KIOSKS)]
    entries = sum(kiosk.seq for kiosk in kiosks)
    pushes = [messages.packed(push) for kiosk in kiosks for push in pushes_of(kiosk, BATCH)]
    _know(kiosks, point)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        ours = entries / _seconds(lambda: _take(pushes))
        batches = [batch for kiosk in kiosks for batch in _written(connection, kiosk)]
        connection.execute("CHECKPOINT")
    with psycopg.connect(url) as connection:
        _make_temporary(connection)
        floor = entries / _seconds(lambda: _copy(connection, batches))
    return ours, floor


def _seconds(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _know(kiosks: list[Kiosk], code: str) -> None:
    """Enrolment is not what is measured."""
    from sync.province import registry
    from sync.province.models import Device

    point = registry.add_point(code, "Thư viện xã", now=_NOW)
    for number, kiosk in enumerate(kiosks, 1):
        Device.objects.create(
            device_id=kiosk.device, public_key=kiosk.public_key, point=point, number=number, enrolled_at=_NOW
        )


def _take(pushes: list[bytes]) -> None:
    from sync.province import ledger

    for body in pushes:
        push = messages.unpacked(body, Push)
        ledger.take(ledger.sender_of(push), push, now=_NOW)


def _tables() -> "tuple[Table, ...]":
    from sync.province import tables

    return (tables.ENTRIES, *tables.PROJECTED)


def _written(connection: psycopg.Connection, kiosk: Kiosk) -> Iterator[Batch]:
    """What each push of a kiosk came to, under the key of a device that nobody has."""
    for first in range(1, kiosk.seq + 1, BATCH):
        batch: Batch = []
        for table in _tables():
            columns = ", ".join(f"e.{column}" for column in table.columns[1:])
            found = connection.execute(
                f"SELECT e.device_id + {_ELSEWHERE}, {columns} FROM {table.name} e"  # noqa: S608 # our own names
                " JOIN province_device d ON d.id = e.device_id WHERE d.device_id = %s AND seq BETWEEN %s AND %s",
                [kiosk.device, first, first + BATCH - 1],
                binary=True,
            ).fetchall()
            if found:
                batch.append((table, found))
        yield batch


def _make_temporary(connection: psycopg.Connection) -> None:
    for table in _tables():
        connection.execute(f"CREATE TEMPORARY TABLE fresh_{table.name} (LIKE {table.name}) ON COMMIT DELETE ROWS")
    connection.commit()


def _copy(connection: psycopg.Connection, batches: list[Batch]) -> None:
    with connection.cursor() as cursor:
        for batch in batches:
            for table, rows in batch:
                columns = ", ".join(table.columns)
                with cursor.copy(f"COPY fresh_{table.name} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute(
                    f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM fresh_{table.name}"  # noqa: S608 # our own names
                    " ON CONFLICT DO NOTHING"
                )
            connection.commit()


def _fill(url: str) -> None:
    """Years of a province, made by the database itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _FILLING.format(each=LARGE // 104).split(";"):
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE")
