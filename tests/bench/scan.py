"""Bench `scan`: from the last key of a scan, or from the camera's frame, to the answer on the screen, beside the least
that any program must do for it, one durable commit of three rows on the same disk.

The real `main.py kiosk` stands full screen on an X server of the bench's own (with QT_QPA_PLATFORM=offscreen: in Qt's
own, and the key events are posted). Its home holds a million visits; while it is used, it syncs with a real province
round upon round and an aggregate over all visits runs, both in its own process. A keyboard plugged into the X server
types at the pace of scanners, with Enter, with Tab and without terminator, where the answer also waits for the quiet
that tells the end. After each answer this process commits three rows, which no lock of the kiosk's Python holds up.
"""

import itertools
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

import click

from kiosk.clock import system_clock
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.bench import million, point
from tests.bench.checkin import FLOOR_TABLES, three_rows
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import HOUSE, scratch
from tests.bench.province import enrol_code, running_province
from tests.ui.keyboard import TERMINATORS, plugged_in
from tests.ui.xserver import running_xserver

VISITS: Final = 1_000_000
SCANS: Final = 1_000
FRAMES: Final = 200
WARM_UP: Final = 20
PACES: Final = (1, 2, 5, 10, 30)
"""ms a key."""
EDGE: Final = 100
"""Scans at the beginning and at the end that are compared."""
MEDIAN_GOAL: Final = Goal("at most", 50, of_ratio=False)
TAIL_GOAL: Final = Goal("at most", 120, of_ratio=False)
STEADY_GOAL: Final = Goal("at most", 1.2)
PATIENCE: Final = 60
"""Seconds for an answer; without one the bench ends with an error."""
ELSEWHERE: Final = ("nice", "-n", "19")
"""The province and the other kiosk are other machines: they get what this one leaves."""
DRIVER: Final = Path(__file__).parent / "scan_window.py"

Scan = Callable[[str, int, str], None]
"""Types a card at so many ms a key with a terminator."""
_STAMPS: Final = 1 << 32
"""X11 stamps with 32 bits of ms."""


class Kiosk:
    """The process under test. What it says is read in order; anything unexpected, or silence, ends the bench."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.pid = process.pid
        self._said: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._said.put(line)

    def tell(self, *what: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def hear(self, kind: str) -> list[Any]:
        try:
            heard = json.loads(self._said.get(timeout=PATIENCE))
        except Empty:
            raise RuntimeError(f"the kiosk did not say «{kind}»") from None
        if heard[0] != kind:
            raise RuntimeError(f"waited for «{kind}», heard {heard}")
        return list(heard[1:])

    def answered(self, number: int, *, since: int | None = None) -> float:
        """ms from the last key, or from `since` (ns), until the answer to the reader of that number was painted."""
        at, stamp, sentence, page = self.hear("painted")
        if page != "Welcomed" or str(number) not in sentence:
            raise RuntimeError(f"reader {number} was answered on {page}: {sentence}")
        return float((at / 1e6 - stamp) % _STAMPS if since is None else (at - since) / 1e6)


def run(size: Size) -> list[Figure]:
    """Medians and 99th percentiles over the floor's, in ms; the last scans beside the first."""
    scans = size.pairs or SCANS
    with _used(scans + FRAMES + 2 * WARM_UP) as (kiosk, scan, cards, floor):
        kiosk.tell("busy")
        typed = _typed(kiosk, scan, cards, floor, scans)
        seen, seen_floor = _shown(kiosk, cards, floor, min(FRAMES, scans))
        kiosk.tell("measure")
        passes, failures, aggregates = kiosk.hear("measured")
    click.echo(f"meanwhile: {passes} passes ({failures} failed), {aggregates} aggregates", err=True)
    return [*_figures("scan", *typed), *_figures("camera", seen, seen_floor)]


def _typed(
    kiosk: Kiosk, scan: Scan, cards: Iterator[tuple[int, str]], floor: sqlite3.Connection, scans: int
) -> tuple[list[float], list[float]]:
    manners = itertools.cycle(itertools.product(PACES, TERMINATORS))
    ours, least = [], []
    for (pace, terminator), (number, card) in zip(manners, itertools.islice(cards, scans + WARM_UP), strict=False):
        scan(card, pace, terminator)
        ours.append(kiosk.answered(number))
        least.append(_commit(floor))
    return ours[WARM_UP:], least[WARM_UP:]


def _shown(
    kiosk: Kiosk, cards: Iterator[tuple[int, str]], floor: sqlite3.Connection, frames: int
) -> tuple[list[float], list[float]]:
    ours, least = [], []
    for number, card in itertools.islice(cards, frames + WARM_UP):
        kiosk.tell("hold", card)
        (arrived,) = kiosk.hear("arrived")
        ours.append(kiosk.answered(number, since=arrived))
        least.append(_commit(floor))
    return ours[WARM_UP:], least[WARM_UP:]


def _commit(floor: sqlite3.Connection) -> float:
    started = time.perf_counter_ns()
    three_rows(floor)
    return (time.perf_counter_ns() - started) / 1e6


def _figures(what: str, ours: Sequence[float], least: Sequence[float]) -> list[Figure]:
    edge = min(EDGE, len(ours) // 4)
    median, tail = statistics.median(least), _percentile(least)
    first, last = statistics.median(ours[:edge]), statistics.median(ours[-edge:])
    return [
        Figure(f"{what}, median over the floor", statistics.median(ours) - median, "ms", median, MEDIAN_GOAL, digits=1),
        Figure("… 99th percentile over the floor's", _percentile(ours) - tail, "ms", tail, TAIL_GOAL, digits=1),
        Figure(f"… the last {edge}, median", last, "ms", first, STEADY_GOAL, "first", digits=1),
    ]


def _percentile(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


@contextmanager
def _used(readers: int) -> Iterator[tuple[Kiosk, Scan, Iterator[tuple[int, str]], sqlite3.Connection]]:
    """A kiosk in use that has something to sync without an end, and a bare database for the floor."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("scan"))
        province = stack.enter_context(running_province(folder / "province", inside=ELSEWHERE))
        url = f"http://127.0.0.1:{province.port}"
        floor = stack.enter_context(closing(sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)))
        floor.executescript(FLOOR_TABLES)
        cards = _home(folder / "kiosk", readers, url, province.code)
        kiosk, scan = stack.enter_context(_on_screen(folder / "kiosk"))
        stack.enter_context(_sister(folder / "sister", url, enrol_code(folder / "province")))
        yield kiosk, scan, iter(enumerate(cards)), floor


@contextmanager
def in_use(readers: int) -> Iterator[tuple[Kiosk, Scan, Iterator[tuple[int, str]], Path]]:
    """The kiosk alone on its screen, a scanner beside it, readers by number with their cards, and its home."""
    with scratch("scan") as folder:
        home = folder / "kiosk"
        cards = _home(home, readers)
        with _on_screen(home) as (kiosk, scan):
            yield kiosk, scan, iter(enumerate(cards)), home


@contextmanager
def _on_screen(home: Path) -> Iterator[tuple[Kiosk, Scan]]:
    with _screen() as (environment, scan), _running(home, environment) as kiosk:
        yield kiosk, scan or _posting(kiosk)


def _home(path: Path, readers: int, url: str = "", code: str = "") -> list[str]:
    """A home with a million visits of such readers, which the province at `url` holds too; the readers' cards."""
    started = time.monotonic()
    with closing(point.new_kiosk(path)) as store:
        with point.not_durable(store):
            cards = point.readers(store, readers)
        million.fill(store, VISITS, before=system_clock().wall - million.DAY)
        if url:
            enrol(store, url, code, clock=system_clock)
            run_pass(store, clock=system_clock)
    click.echo(f"{VISITS:,} visits made in {time.monotonic() - started:.0f} s", err=True)
    return cards


@contextmanager
def _sister(home: Path, url: str, code: str) -> Iterator[None]:
    """Another kiosk of the point: what it writes comes down with each pass."""
    with subprocess.Popen(
        [*ELSEWHERE, sys.executable, "-m", "tests.bench.sister", str(home), url, code], cwd=HOUSE
    ) as process:
        try:
            yield
        finally:
            process.kill()


@contextmanager
def _screen() -> Iterator[tuple[dict[str, str], Scan | None]]:
    """What makes a program show itself, and a scanner there; None: key events must be posted to it."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        yield dict(os.environ), None
        return
    with running_xserver() as server, plugged_in(server.display) as keyboard:
        yield server.environment, lambda card, pace, end: keyboard.scan(card, pace=pace, terminator=end)


def _posting(kiosk: Kiosk) -> Scan:
    return lambda card, pace, terminator: kiosk.tell("type", card, pace, TERMINATORS[terminator])


@contextmanager
def _running(home: Path, environment: dict[str, str]) -> Iterator[Kiosk]:
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            [sys.executable, str(DRIVER), str(home)],
            cwd=HOUSE,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process,
    ):
        try:
            kiosk = Kiosk(process)
            kiosk.hear("ready")
            yield kiosk
        except RuntimeError as error:
            process.kill()
            process.wait()
            complaints.seek(0)
            raise RuntimeError(f"{error}; its stderr: {complaints.read()}") from error
        finally:
            process.kill()
