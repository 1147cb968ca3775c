"""Bench `startup`: process start to first painted kiosk window, beside a bare PySide6 window.

Interleaved pairs, each in a process of its own, the clock running from before the process is made. The kiosk is the
real `main.py kiosk` on an initialised home; nothing in it knows of the bench (first_paint.py).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import HOUSE, scratch
from tests.bench.province import POINT, POINT_NAME, running_province

PAIRS = 15
SETTLE_SECONDS = 8.0
DRIVER = Path(__file__).parent / "first_paint.py"
TIME_GOAL = Goal("at most", 2.0)
MEMORY_GOAL = Goal("at most", 1.6)
SETTLED_GOAL = Goal("at most", 2.5)


@dataclass(frozen=True)
class Seen:
    """`seconds` from before the process was made; `resident` memory in MiB."""

    seconds: float
    resident: float


def run(size: Size) -> list[Figure]:
    """Medians of interleaved pairs, and the kiosk's memory once camera and sync run."""
    with scratch("startup") as folder, running_province(folder / "province") as province:
        kiosk = ["main.py", "--home", str(folder / "kiosk")]
        _quietly([*kiosk, "init", "--point", POINT, "--name", POINT_NAME])
        _quietly([*kiosk, "enrol", f"http://127.0.0.1:{province.port}", province.code])
        bare, ours = [], []
        for _ in range((size.pairs or PAIRS) + 1):
            bare.append(_start(["bare"])[-1])
            ours.append(_start(["program", "0", *kiosk, "kiosk"])[-1])
        settled = _start(["program", str(SETTLE_SECONDS), *kiosk, "kiosk"])[-1]
    # The first pair read everything from the disk.
    seconds = [statistics.median(seen.seconds for seen in side[1:]) for side in (ours, bare)]
    resident = [statistics.median(seen.resident for seen in side[1:]) for side in (ours, bare)]
    return [
        Figure("process start to first painted window", seconds[0], "s", seconds[1], TIME_GOAL),
        Figure("resident memory at first paint", resident[0], "MiB", resident[1], MEMORY_GOAL, digits=1),
        Figure("memory, camera and sync running", settled.resident, "MiB", resident[1], SETTLED_GOAL, digits=1),
    ]


def _environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def _quietly(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=HOUSE, env=_environment(), capture_output=True, check=True)


def _start(arguments: list[str]) -> list[Seen]:
    """Everything the driver reported; it is ended after its last report."""
    expected = 2 if arguments[0] == "program" and float(arguments[1]) else 1
    seen: list[Seen] = []
    started = time.monotonic_ns()
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            [sys.executable, str(DRIVER), *arguments],
            cwd=HOUSE,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process,
    ):
        assert process.stdout
        while len(seen) < expected and (line := process.stdout.readline()):
            told = json.loads(line)
            seen.append(Seen((told["monotonic_ns"] - started) / 1e9, told["resident_kib"] / 1024))
        process.kill()
        if len(seen) < expected:
            complaints.seek(0)
            raise RuntimeError(f"{arguments} ended before its window was painted: {complaints.read()}")
    return seen
