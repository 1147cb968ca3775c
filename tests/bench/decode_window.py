"""Run in a process of its own: a real kiosk window whose camera is shown frames, and what its GUI thread feels of it.

    python decode_window.py HOME            prints one JSON object, see Felt

By turns, frames thirty times a second and none, the same window each time: the gaps between the beats of a timer of one
millisecond. From a gap is taken the time for which the kernel had no core for this thread, nor for the one that looks
and may hold Python's lock meanwhile (`schedstat`): that is what else goes on on the machine. The lock itself, held by a
thread that runs, is not in it and is counted. Then cards come into an
empty room, one after the other, and it is told how long the kiosk takes from a frame's arrival to `code_read`. Last, a
room in which nothing moves, and what looking at it costs.
"""

import itertools
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtMultimedia import QVideoFrame

from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage.connection import open_store
from tests.bench import photographs, scenes
from tests.bench.lens import Lens, camera_frame
from ui.app import build_window, make_application
from ui.scanning.camera import Camera
from ui.shell import Shell
from ui.window.memory import give_back_large_buffers
from ui.wiring import Wiring

TURNS = 4
TURN_MS = 6_000
WARM_UP_MS = 3_000
FRAME_MS = 33
EVERY = 5
"""One in so many photographs, so that all lie in memory beforehand; and as many rooms without a card."""
CARDS = 40
PATIENCE_MS = 5_000
STILL_WARM_UP_MS, STILL_MS = 5_000, 8_000


@dataclass
class Felt:
    """ms. `idle`, `busy`: gaps of the GUI thread, the raw ones and without what the kernel kept; `to_code`: from a
    frame to its code. `still_share`: of one core, for looking at a room in which nothing moves.
    """

    idle_raw: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    busy_raw: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    to_code: list[float] = field(default_factory=list)
    frames: int = 0
    still_share: float = 0.0


class Beats:
    """The gaps between the beats of a timer, of this thread alone. The kernel tells what it kept in ns."""

    def __init__(self) -> None:
        self.raw: list[float] = []
        self.own: list[float] = []
        self._kept_files = [os.open(f"{task}/schedstat", os.O_RDONLY) for task in _threads_concerned()]
        self._last = time.perf_counter_ns()
        self._kept = self._kept_now()
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        for file in self._kept_files:
            os.close(file)

    def _kept_now(self) -> int:
        return sum(int(os.pread(file, 100, 0).split()[1]) for file in self._kept_files)

    def _beat(self) -> None:
        now, kept = time.perf_counter_ns(), self._kept_now()
        gap = (now - self._last) / 1e6
        self.raw.append(gap)
        self.own.append(max(0.0, gap - (kept - self._kept) / 1e6))
        self._last, self._kept = now, kept


def _threads_concerned() -> list[Path]:
    """The GUI's thread and the lookout's, which Qt names after its class; its frames have come already."""
    tasks = Path("/proc/self/task")
    looking = [task for task in tasks.iterdir() if (task / "comm").read_text().strip() == "Lookout"]
    return [tasks / str(os.getpid()), *looking]


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def showing(lens: Lens, frames: Sequence[QVideoFrame]) -> QTimer:
    """Thirty of these frames a second, round and round, until the timer is stopped."""
    turn: Iterator[QVideoFrame] = itertools.cycle(frames)
    timer = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: lens.show(next(turn)))
    timer.start()
    return timer


def feel(lens: Lens, frames: Sequence[QVideoFrame], felt: Felt) -> None:
    for turn in range(2 * TURNS + 1):
        feeding = showing(lens, frames) if turn % 2 else None
        wait(500)
        beats = Beats()
        wait(TURN_MS)
        beats.stop()
        if feeding is not None:
            feeding.stop()
            felt.frames += TURN_MS // FRAME_MS
        (felt.busy_raw if feeding else felt.idle_raw).extend(beats.raw)
        (felt.busy if feeding else felt.idle).extend(beats.own)


def read_cards(lens: Lens, rooms: Sequence[QVideoFrame], felt: Felt) -> None:
    """Each card comes after an empty room, in one frame."""
    chance = random.Random(7)
    for _ in range(CARDS):
        room, text = scenes.room(chance), photographs.card_code(chance)
        scenes.place(room, scenes.card(scenes.modules_of(text), 5.0, turn=chance.uniform(-15, 15)), chance)
        frame = camera_frame(scenes.taken(room, chance))
        feeding = showing(lens, rooms)
        wait(chance.randint(300, 600))
        feeding.stop()
        wait(FRAME_MS)
        felt.to_code.append(_time_to_code(lens, frame, text))


def _time_to_code(lens: Lens, frame: QVideoFrame, text: str) -> float:
    loop, taken = QEventLoop(), [float("nan")]

    def told(milliseconds: float, read: str) -> None:
        if read == text:
            taken[0] = milliseconds
        loop.quit()

    lens.time_to_read(frame, told)
    QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
    loop.exec()
    lens.forget()
    return taken[0]


def still_share(lens: Lens) -> float:
    chance = random.Random(3)
    room = scenes.room(chance)
    feeding = showing(lens, [camera_frame(scenes.grained(room, 3, chance)) for _ in range(5)])
    wait(STILL_WARM_UP_MS)
    began, used = time.monotonic(), time.process_time()
    wait(STILL_MS)
    share = (time.process_time() - used) / (time.monotonic() - began)
    feeding.stop()
    return share


def main(home: Path) -> None:
    application = make_application()
    give_back_large_buffers()
    size = QSize(1366, 768)
    window: Shell = build_window(Wiring(lambda: open_store(Home(home)), system_clock), size)
    camera = Camera(parent=window)
    camera.code_read.connect(window.card_scanned)
    camera.frame_shown.connect(window.frame_shown)
    camera.camera_found.connect(window.camera_found)
    camera.camera_lost.connect(window.camera_lost)
    window.show()
    lens, felt = Lens(camera), Felt()
    rooms = [camera_frame(one.grey) for one in photographs.without_code(200 // EVERY)]
    cards = [camera_frame(one.grey) for one in itertools.islice(photographs.photographs(), 0, None, EVERY)]
    wait(WARM_UP_MS)
    feel(lens, [frame for pair in zip(cards, rooms, strict=True) for frame in pair], felt)
    read_cards(lens, rooms, felt)
    felt.still_share = still_share(lens)
    print(json.dumps(asdict(felt)), flush=True)
    camera.stop()
    window.close()
    application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
