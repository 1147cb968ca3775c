"""Bench `scan10`: ten scans a second for ten minutes, each of another reader: every one counted, memory as before.

The kiosk and the scanner are those of `scan`, without its burden. Scans come when they are due, answered or not; at the
end the database tells how many were counted. `pairs` is for how many seconds; the first tenth of them is warm-up, after
which memory is read for the first time.
"""

import itertools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, Goal, Size
from tests.bench.scan import Kiosk, Scan, in_use
from tests.ui.keyboard import TERMINATORS

A_SECOND: Final = 10
SECONDS: Final = 600
PACES: Final = (1, 2)
"""ms a key."""
REST: Final = 0.045
"""Seconds between two scans at the least, however late the last one was: no scanner is quicker to look again."""
PATIENCE: Final = 30
"""Seconds in which the last scans must be on disk."""
MISSED_GOAL: Final = Goal("at most", 0, of_ratio=False)
MEMORY_GOAL: Final = Goal("at most", 1.1)


def run(size: Size) -> list[Figure]:
    """Scans that were not counted, and resident memory at the end beside that after a tenth of the time."""
    seconds = size.pairs or SECONDS
    with in_use(seconds * A_SECOND) as (kiosk, scan, cards, home):
        before, started = _counted(home), time.monotonic()
        warm = seconds * A_SECOND // 10
        _scan(scan, itertools.islice(cards, warm))
        first = _resident(kiosk)
        _scan(scan, cards)
        took = time.monotonic() - started
        counted = _counted_at_last(home, before + seconds * A_SECOND) - before
        last = _resident(kiosk)
    scans = seconds * A_SECOND
    return [
        Figure("scans a second", scans / took, "a second", A_SECOND, None, "wanted", digits=1),
        Figure("ten scans a second: scans missed", scans - counted, "of", scans, MISSED_GOAL, "all", digits=0),
        Figure("… resident memory at the end", last, "MiB", first, MEMORY_GOAL, "start", digits=1),
    ]


def _scan(scan: Scan, cards: Iterator[tuple[int, str]]) -> None:
    manners = itertools.cycle(itertools.product(PACES, TERMINATORS))
    due = time.monotonic()
    for (_, card), (pace, terminator) in zip(cards, manners, strict=False):
        time.sleep(max(REST, due - time.monotonic()))
        scan(card, pace, terminator)
        due += 1 / A_SECOND


def _resident(kiosk: Kiosk) -> float:
    status = Path(f"/proc/{kiosk.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _counted(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / 'diem-doc.sqlite3'}?mode=ro", uri=True)) as database:
        (count,) = database.execute("SELECT count(*) FROM visits").fetchone()
        return int(count)


def _counted_at_last(home: Path, expected: int) -> int:
    until = time.monotonic() + PATIENCE
    while (counted := _counted(home)) < expected and time.monotonic() < until:
        time.sleep(0.5)
    return counted
