"""Bench `checkin`: the whole use case beside the least that any program must do, one durable commit of three rows.

Both write to the same disk and alternate, so that a disk that slows down slows both. The kiosk has 1,000 readers and
sees 300 visits a day, more than a commune library has on its best one.
"""

import random
import secrets
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from kiosk.clock import Clock, Moment
from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.register_reader import register_reader
from kiosk.values import Consent, Sex
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import scratch

READERS = 1_000
PAIRS = 3_000
WARM_UP = 100
VISITS_A_DAY = 300
OPEN_SECONDS = 8 * 3_600
OPENS_AT = 1_770_080_400  # a morning, 08:00 at +07:00
GOAL = Goal("at most", 1.5)

FLOOR_TABLES = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE visits (seq INTEGER PRIMARY KEY, at INTEGER, reader INTEGER, purpose INTEGER) STRICT;
    CREATE TABLE journal (seq INTEGER PRIMARY KEY, raw BLOB, hash BLOB) STRICT;
    CREATE TABLE cursors (seq INTEGER PRIMARY KEY, at INTEGER) STRICT;
"""


def run(size: Size) -> list[Figure]:
    """Median and 99th percentile, in µs."""
    with scratch("checkin") as folder:
        floor, ours = _alternate(folder, size.pairs or PAIRS)
    return [
        Figure("check-in, median", statistics.median(ours), "µs", statistics.median(floor), GOAL, digits=0),
        Figure("check-in, 99th percentile", _percentile(ours), "µs", _percentile(floor), digits=0),
    ]


def _alternate(folder: Path, pairs: int) -> tuple[list[float], list[float]]:
    moments = _opening_hours()
    with (
        closing(sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)) as bare,
        closing(_kiosk(folder / "home", next(moments))) as store,
    ):
        bare.executescript(FLOOR_TABLES)
        codes = _readers(store, next(moments))
        floor, ours = [], []
        for number in range(pairs + WARM_UP):
            code, clock = codes[number % READERS], _standing(next(moments))
            floor.append(_microseconds(lambda: three_rows(bare)))
            ours.append(_microseconds(lambda code=code, clock=clock: check_in(store, code, clock=clock)))  # type: ignore[misc]
    return floor[WARM_UP:], ours[WARM_UP:]


def _microseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - started) / 1_000


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def three_rows(bare: sqlite3.Connection) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO visits (at, reader, purpose) VALUES (?, ?, ?)", (1_770_080_400, 517, 1))
    bare.execute("INSERT INTO journal (raw, hash) VALUES (?, ?)", (bytes(40), bytes(32)))
    bare.execute("INSERT INTO cursors (at) VALUES (?)", (1_770_080_400,))
    bare.execute("COMMIT")


def _kiosk(path: Path, moment: Moment) -> Store:
    home = Home(path)
    initialise(home, code="HY-001", name="Thư viện xã", nonce=secrets.token_bytes(16), clock=_standing(moment))
    return open_store(home)


def _readers(store: Store, moment: Moment) -> list[str]:
    """The cards of 1,000 readers, in the order in which they come."""
    clock = _standing(moment)
    codes = [
        register_reader(
            store,
            full_name=f"Nguyễn Thị Bạn Đọc {number}",
            birth_year=1945 + number % 60,
            sex=Sex(number % 3),
            consent=Consent.READER,
            clock=clock,
        ).code
        for number in range(READERS)
    ]
    random.Random(2).shuffle(codes)
    return codes


def _opening_hours() -> Iterator[Moment]:
    """One moment a visit, spread over the hours of day after day."""
    boot = bytes(16)
    for visit in range(10**9):
        day, of_day = divmod(visit, VISITS_A_DAY)
        passed = day * 86_400 + of_day * (OPEN_SECONDS // VISITS_A_DAY)
        yield Moment(OPENS_AT + passed, 60 + passed, boot)


def _standing(moment: Moment) -> Clock:
    return lambda: moment
