"""Bench `badlink`: a year's backlog over 64 kbit/s with a round trip of 600 ms and a loss of 5 %.

A real `main.py sync` in one network namespace, a real province in another, joined by such a line: from the start of
the command to its end, handshakes, lost packets and the program's own start included. Every seed loses other packets
and has a new province. What is compared beside it is the least the line could do: the same bytes at its rate.
"""

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage.connection import open_store
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.bench import line, point
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import HOUSE, free_port, scratch
from tests.bench.province import new_province, serving
from tests.bench.slow_proxy import slow_proxy

VISITS = 20_000
VISITS_A_DAY = 67  # of some 300 days: a year
VILLAGE = line.Quality(rate=64_000, round_trip=0.6, loss=0.05)
SEEDS = 7
SECONDS_GOAL = Goal("at most", 40, of_ratio=False)
_PORT = 8_733


@dataclass(frozen=True)
class Carried:
    """One backlog: wall seconds, and bytes of HTTP bodies both ways."""

    seconds: float
    bodies: int

    @property
    def least(self) -> float:
        """Seconds that the bodies alone fill the line."""
        return self.bodies * 8 / VILLAGE.rate


def run(size: Size) -> list[Figure]:
    """Median and worst of several seeds; `pairs` is how many."""
    lack = line.missing()
    seeds = range(1, (size.pairs or SEEDS) + 1)
    with scratch("badlink") as folder:
        _prepare(folder)
        if lack is None:
            try:
                found = [_over_namespaces(folder, seed) for seed in seeds]
            except line.NoLine:
                lack = "permission for network namespaces"
        if lack is not None:
            click.echo(f"   no {lack}: a shaping proxy in user space plays the line, without real TCP", err=True)
            found = [_over_proxy(folder, seed) for seed in seeds]
    found.sort(key=lambda carried: carried.seconds)
    middle = statistics.median(carried.seconds for carried in found)
    by = "namespaces" if lack is None else "proxy"
    what = f"{VISITS:,} visits over {VILLAGE.rate / 1000:g} kbit/s by {by}, median of {len(found)}"
    return [
        Figure(what, middle, "s", found[0].least, SECONDS_GOAL, digits=1),
        Figure("… the worst of them", found[-1].seconds, "s", found[-1].least, SECONDS_GOAL, digits=1),
    ]


def _prepare(folder: Path) -> None:
    """A province and a kiosk that is enrolled there, whose readers are known there, and a year's visits on its disk."""
    code = new_province(folder / "province")
    with closing(point.new_kiosk(folder / "kiosk")) as store:
        with point.not_durable(store):
            cards = point.readers(store)
        with serving(folder / "province") as url:
            enrol(store, url, code, clock=system_clock)
            run_pass(store, clock=point.timeless_clock)
        with point.not_durable(store):
            point.visits(store, cards, VISITS, a_day=VISITS_A_DAY)


@contextmanager
def _copies(folder: Path, url: str) -> Iterator[tuple[Path, Path]]:
    """The prepared kiosk and province, to be used up; the kiosk finds its province at `url`."""
    kiosk, province = folder / "kiosk-now", folder / "province-now"
    shutil.copytree(folder / "kiosk", kiosk)
    shutil.copytree(folder / "province", province)
    with closing(open_store(Home(kiosk))) as store, store.writing() as tx:
        tx.execute("UPDATE province SET url = ?", (url,))
    try:
        yield kiosk, province
    finally:
        shutil.rmtree(kiosk)
        shutil.rmtree(province)


def _over_namespaces(folder: Path, seed: int) -> Carried:
    url = f"http://{line.PROVINCE_ADDRESS}:{_PORT}"
    with (
        _copies(folder, url) as (kiosk, province),
        line.bad_line(replace(VILLAGE, seed=seed)) as ends,
        serving(province, inside=ends.province, host=line.PROVINCE_ADDRESS, port=_PORT),
    ):
        return _synced(kiosk, ends.kiosk)


def _over_proxy(folder: Path, seed: int) -> Carried:
    port = free_port()
    with (
        slow_proxy(port, replace(VILLAGE, seed=seed)) as near,
        _copies(folder, f"http://127.0.0.1:{near}") as (kiosk, province),
        serving(province, port=port),
    ):
        return _synced(kiosk, [])


def _synced(kiosk: Path, inside: list[str]) -> Carried:
    command = [*inside, sys.executable, "main.py", "--home", str(kiosk), "sync", "--json"]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["confirmed"] >= VISITS, told
    click.echo(f"   {seconds:.1f} s, {told['pushes']} pushes, {told['bytes_sent']} bytes", err=True)
    return Carried(seconds, told["bytes_sent"] + told["bytes_received"])
