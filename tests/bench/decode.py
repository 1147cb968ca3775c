"""Bench `decode`: QR codes in 1280×720 frames beside pyzbar and OpenCV's detectors, and what the screen feels of it.

The set is drawn by photographs.py, which says how each condition is made: 200 frames with a code, and for wrong reads
100 without one and 100 with a code that is damaged. Drawing them is not measured. Each frame is given to the kiosk as a
camera gives it (YUYV), from there on the product's own way is timed: brightness, a quick look, a closer one, the second
attempts in turn. (A kiosk makes one second attempt a frame, as its budget admits; a card held still for half a second
has had all.) The same grey pixels go to the peers, frame by frame in turn with ours, each with one thread, told to
look for nothing but QR codes.

The window is a process of its own (decode_window.py) with the real kiosk in it, its frames coming through Qt's capture
session; the floor is the same window in the same minutes without a frame. Told twice: as the clock saw it, and without
the time in which the kernel gave the GUI's or the looking thread no core: other programs', on a shared machine.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from tests.bench.decode_window import Felt
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import HOUSE, scratch
from tests.bench.photographs import Photograph, damaged, photographs, without_code
from tests.bench.province import POINT, POINT_NAME
from tests.bench.readers import Reading, readers

OURS = "Điểm Đọc"
WITHOUT = 100
DAMAGED = 100
SHARE_GOAL = Goal("at least", 88, of_ratio=False)
MEDIAN_GOAL = Goal("at most", 4, of_ratio=False)
WRONG_GOAL = Goal("at most", 0, of_ratio=False)
BLOCK_GOAL = Goal("at most", 16, of_ratio=False)


@dataclass
class Tally:
    """What one decoder made of the set. `taken`: ms of each frame with a code; `read`: those read, by condition."""

    taken: list[float] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    empty: list[float] = field(default_factory=list)
    wrong: int = 0

    def count(self, photograph: Photograph, reading: Reading) -> None:
        self.wrong += sum(text != photograph.text for text in reading.texts)
        if photograph.condition in ("without a code", "damaged"):
            self.empty.append(reading.milliseconds)
            return
        self.taken.append(reading.milliseconds)
        self.read[photograph.condition] += photograph.text in reading.texts

    @property
    def share(self) -> float:
        """Of the frames with a code, in %."""
        return 100 * self.read.total() / len(self.taken)


def run(_size: Size) -> list[Figure]:
    """Share, median, wrong reads; then the longest gap of the GUI thread, and from a frame to its code."""
    tallies = _tallies()
    felt = _felt()
    ours = tallies.pop(OURS)
    name, best = max(tallies.items(), key=lambda item: item[1].share)
    _tell_apart({OURS: ours} | tallies)
    wrong = max(tally.wrong for tally in tallies.values())
    return [
        Figure(f"codes read, beside {name}", ours.share, "%", best.share, SHARE_GOAL, "peer", digits=1),
        _milliseconds("a frame with a code, median", _median(ours.taken), _median(best.taken), MEDIAN_GOAL, "peer"),
        _milliseconds("… 95th percentile", _at(ours.taken, 0.95), _at(best.taken, 0.95), None, "peer"),
        _milliseconds("a frame without one, every attempt", _median(ours.empty), _median(best.empty), None, "peer"),
        Figure("wrong reads in 400 frames", ours.wrong, "reads", wrong, WRONG_GOAL, "peer", digits=0),
        *_smoothness(felt),
    ]


def _smoothness(felt: Felt) -> list[Figure]:
    to_code = [taken for taken in felt.to_code if taken == taken]  # a card that was not read is not a number
    missed = len(felt.to_code) - len(to_code)
    one_frame = 1000 / 30
    return [
        _milliseconds("longest hold-up of the GUI by decoding", max(felt.busy), max(felt.idle), BLOCK_GOAL),
        _milliseconds("… 99.9th percentile", _at(felt.busy, 0.999), _at(felt.idle, 0.999), None),
        _milliseconds("… longest as the clock saw it", max(felt.busy_raw), max(felt.idle_raw), None),
        _milliseconds("… 99.9th percentile", _at(felt.busy_raw, 0.999), _at(felt.idle_raw, 0.999), None),
        _milliseconds("frame to code_read, median", _median(to_code), one_frame, None),
        _milliseconds("… 95th percentile", _at(to_code, 0.95), one_frame, None),
        Figure("cards not read by the camera", missed, "cards", len(felt.to_code), digits=0),
        Figure("a room where nothing moves", 100 * felt.still_share, "% of a core", 100, digits=1),
    ]


def _milliseconds(what: str, value: float, reference: float, goal: Goal | None, beside: str = "floor") -> Figure:
    return Figure(what, value, "ms", reference, goal, beside, digits=2)


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _tallies() -> dict[str, Tally]:
    """Ours and the peers', over the same frames in turn."""
    with readers() as peers:
        tallies = {name: Tally() for name in (OURS, *peers.names)}
        for photograph in _all_frames():
            tallies[OURS].count(photograph, _read(photograph))
            for name, reading in peers.read(photograph.grey.tobytes()).items():
                tallies[name].count(photograph, reading)
    return tallies


def _all_frames() -> Iterable[Photograph]:
    yield from photographs()
    yield from without_code(WITHOUT)
    yield from damaged(DAMAGED)


def _read(photograph: Photograph) -> Reading:
    """The product's own way, from a camera's frame."""
    from tests.bench.lens import camera_frame
    from ui.scanning.decoder import decode
    from ui.scanning.frames import brightness

    frame = camera_frame(photograph.grey)
    started = time.perf_counter()
    grey = brightness(frame)
    texts = decode(grey) if grey is not None else ()
    return Reading((time.perf_counter() - started) * 1000, texts)


def _tell_apart(tallies: dict[str, Tally]) -> None:
    """What each decoder read of each condition, for a person's eye."""
    for name, tally in tallies.items():
        each = ", ".join(f"{condition} {read}" for condition, read in tally.read.items())
        told = f"{name}: {tally.share:.1f} % in {_median(tally.taken):.1f} ms, {tally.wrong} wrong; of 25: {each}"
        click.echo(told, err=True)


def _felt() -> Felt:
    """The window's report."""
    with scratch("decode") as folder:
        home = str(folder / "kiosk")
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        made = [sys.executable, "main.py", "--home", home, "init", "--point", POINT, "--name", POINT_NAME]
        subprocess.run(made, cwd=HOUSE, env=environment, capture_output=True, check=True)
        window = [sys.executable, "-m", "tests.bench.decode_window", home]
        complaints = folder / "window.txt"
        with complaints.open("w") as written:
            ended = subprocess.run(
                window, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, stderr=written, check=False
            )
        return _report(ended.stdout, complaints)


def _report(said: bytes, complaints: Path) -> Felt:
    lines = said.splitlines()
    if not lines:
        raise RuntimeError(f"the window told nothing: {complaints.read_text()}")
    return Felt(**json.loads(lines[-1]))
