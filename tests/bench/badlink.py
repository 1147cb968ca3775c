"""Bench `badlink`: a year's backlog over 64 kbit/s with a round trip of 600 ms and a loss of 5 %.

A real `main.py sync` in one network namespace, a real province in another, joined by such a line: from the start of
the command to its end, handshakes, lost packets and the program's own start included. Every seed loses other packets
and has a new province. What is compared beside it is the least the line could do: the same bytes at its rate.

Where namespaces cannot be had (they need root, iproute2 and /dev/net/tun), a shaping proxy in user space plays the
line, and the figures say so.
"""

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
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
from tests.bench.measure import HOUSE, scratch
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
    found: list[Carried] = []
    with scratch("badlink") as folder:
        prepare(folder, VISITS, a_day=VISITS_A_DAY)
        for seed in range(1, (size.pairs or SEEDS) + 1):
            with joined(folder, replace(VILLAGE, seed=seed)) as joint:
                found.append(_synced(joint))
                click.echo(f"   {found[-1].seconds:.1f} s, {found[-1].bodies} bytes, by {joint.by}", err=True)
    found.sort(key=lambda carried: carried.seconds)
    middle = statistics.median(carried.seconds for carried in found)
    what = f"{VISITS:,} visits over {VILLAGE.rate / 1000:g} kbit/s by {joint.by}, median of {len(found)}"
    return [
        Figure(what, middle, "s", found[0].least, SECONDS_GOAL, digits=1),
        Figure("… the worst of them", found[-1].seconds, "s", found[-1].least, SECONDS_GOAL, digits=1),
    ]


def prepare(folder: Path, visits: int, *, a_day: int, readers: int = point.READERS) -> None:
    """Make a province and a kiosk in `folder`: enrolled, its readers known there, its visits only on its disk."""
    code = new_province(folder / "province")
    with closing(point.new_kiosk(folder / "kiosk")) as store:
        with point.not_durable(store):
            cards = point.readers(store, readers)
        with serving(folder / "province") as url:
            enrol(store, url, code, clock=system_clock)
            run_pass(store, clock=point.timeless_clock)
        with point.not_durable(store):
            point.visits(store, cards, visits, a_day=a_day)


@dataclass(frozen=True)
class Joint:
    """Copies of the prepared homes, `kiosk` and `province`, at the two ends of a line; the province is being served.

    `inside`: what runs a command at the kiosk's end. `by`: "namespaces", or "proxy" where the machine refuses them.
    """

    kiosk: Path
    province: Path
    inside: list[str]
    by: str


@contextmanager
def joined(folder: Path, quality: line.Quality) -> Iterator[Joint]:
    """Join copies of what was prepared in `folder` by such a line; they are gone afterwards."""
    kiosk, province = folder / "kiosk-now", folder / "province-now"
    with ExitStack() as stack:
        for original, copy in ((folder / "kiosk", kiosk), (folder / "province", province)):
            stack.callback(shutil.rmtree, copy)
            shutil.copytree(original, copy)
        ends = None
        if line.missing() is None:
            with suppress(line.NoLine):
                ends = stack.enter_context(line.bad_line(quality))
        if ends is not None:
            host = line.PROVINCE_ADDRESS
            url = stack.enter_context(serving(province, inside=ends.province, host=host, port=_PORT))
        else:
            far = stack.enter_context(serving(province))
            url = f"http://127.0.0.1:{stack.enter_context(slow_proxy(far, quality))}"
        with closing(open_store(Home(kiosk))) as store, store.writing() as tx:
            tx.execute("UPDATE province SET url = ?", (url,))
        inside, by = (ends.kiosk, "namespaces") if ends is not None else ([], "proxy")
        yield Joint(kiosk, province, inside, by)


def sync_command(joint: Joint) -> list[str]:
    """The real command, at the kiosk's end."""
    return [*joint.inside, sys.executable, "main.py", "--home", str(joint.kiosk), "sync", "--json"]


def _synced(joint: Joint) -> Carried:
    started = time.perf_counter()
    done = subprocess.run(sync_command(joint), cwd=HOUSE, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["confirmed"] >= VISITS, told
    return Carried(seconds, told["bytes_sent"] + told["bytes_received"])
