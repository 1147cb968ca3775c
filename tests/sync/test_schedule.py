"""APScheduler says when; these tests say that it does, whatever happens to clocks, networks and threads."""

import ctypes
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from sync.client.pulse import passed_seconds
from sync.client.rhythm import Rhythm
from sync.client.schedule import Schedule
from tests.sync.ticking_kiosk import TickingKiosk, ticking

_PATIENCE = 20.0
_NEVER = 10**6
_DEVICE = bytes(16)
_HASTY = Rhythm(quarter=0.2, jitter=0.0, beat=0.05, slack=0.3, closing=0.5)
_killing_a_thread = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
_PULSE_ALONE = Rhythm(quarter=_NEVER, jitter=0.0, beat=0.05)


class _Line:
    """Counts passes, and notices two at once. `errors`: what the first passes raise."""

    def __init__(self, *errors: BaseException) -> None:
        self.changed = threading.Condition()
        self.passes = self.at_once = self.most_at_once = 0
        self.open = threading.Event()
        self.open.set()
        self._errors = list(errors)

    def __call__(self, stopping: Callable[[], bool]) -> None:
        with self.changed:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.changed.notify_all()
        self.open.wait(_PATIENCE)
        with self.changed:
            self.at_once -= 1
            self.passes += 1
            self.changed.notify_all()
        if self._errors:
            raise self._errors.pop(0)

    def wait_for(self, passes: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.passes >= passes, _PATIENCE)

    def wait_until_busy(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.at_once > 0, _PATIENCE)


@contextmanager
def _scheduled(line: _Line, rhythm: Rhythm = _PULSE_ALONE) -> Iterator[Schedule]:
    schedule = Schedule(line, device=_DEVICE, chance=lambda: 0.0, rhythm=rhythm)
    schedule.start()
    try:
        assert line.wait_for(1)
        yield schedule
    finally:
        schedule.close()


def test_a_pass_runs_at_start_when_nudged_and_at_closing() -> None:
    line = _Line()
    with _scheduled(line) as schedule:
        schedule.nudge()
        assert line.wait_for(2)
    assert (line.passes, line.most_at_once) == (3, 1)


def test_a_pass_runs_every_quarter_of_an_hour() -> None:
    line = _Line()
    with _scheduled(line, _HASTY):
        assert line.wait_for(4)
    assert line.most_at_once == 1


def test_twenty_nudges_during_a_pass_make_one_more_pass_and_never_two_at_once() -> None:
    line = _Line()
    with _scheduled(line) as schedule:
        line.open.clear()
        schedule.nudge()
        assert line.wait_until_busy()
        for _ in range(20):
            schedule.nudge()
        line.open.set()
        assert line.wait_for(3)
    assert (line.passes, line.most_at_once) == (4, 1)


def test_a_failed_pass_is_tried_again_by_itself() -> None:
    line = _Line(Unavailable("offline"), Unavailable("captive_portal"), Unavailable("province_unwell", status=404))
    with _scheduled(line):
        assert line.wait_for(4)


def test_a_defect_is_logged_and_the_next_pass_comes_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    line = _Line(ZeroDivisionError("a mistake of ours"))
    with _scheduled(line):
        assert line.wait_for(2)
    assert "ZeroDivisionError: a mistake of ours" in caplog.text


@_killing_a_thread
def test_a_worker_that_died_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    line = _Line(SystemExit())  # ends a thread without a word
    with _scheduled(line):
        assert line.wait_for(2)
    assert "the sync worker had died" in caplog.text


@_killing_a_thread
def test_a_scheduler_whose_thread_died_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    line = _Line()
    with _scheduled(line, Rhythm(quarter=2.0, jitter=0.0, beat=0.05, slack=1_000.0)) as schedule:
        first = schedule._ticker._scheduler
        thread: threading.Thread = first._thread
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
        first.wakeup()
        thread.join(_PATIENCE)
        assert line.wait_for(line.passes + 3)
    assert schedule._ticker._scheduler is not first
    assert "a new scheduler begins" in caplog.text


def test_a_scheduler_that_no_longer_ticks_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    line = _Line()
    with _scheduled(line, _HASTY) as schedule:
        schedule._ticker._scheduler.pause()
        assert line.wait_for(line.passes + 5)
    assert "a new scheduler begins" in caplog.text


def test_a_closed_schedule_no_longer_listens() -> None:
    line = _Line()
    with _scheduled(line) as schedule:
        pass
    after = line.passes
    schedule.nudge()
    assert line.passes == after


def test_a_transfer_that_hangs_does_not_keep_the_window_open() -> None:
    line = _Line()
    with _scheduled(line, _HASTY):
        line.open.clear()
        assert line.wait_until_busy()
        before = passed_seconds()
    assert passed_seconds() - before < _PATIENCE / 2
    line.open.set()
    assert line.wait_for(2)


def test_a_province_that_asked_for_rest_is_not_asked_again_at_closing() -> None:
    line = _Line(Unavailable("province_unwell", status=503, retry_after=_NEVER))
    with _scheduled(line) as schedule:
        schedule.nudge()
    assert line.passes == 1


# ---- clocks that are set, with libfaketime ----


@pytest.fixture
def faketime() -> Path:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        pytest.skip("no libfaketime here; installer/test.sh installs it")
    return found[0]


@contextmanager
def _with_a_clock(faketime: Path, path: Path, quarter: float) -> Iterator[tuple[TickingKiosk, Callable[[str], None]]]:
    """A ticking kiosk, and how to set its wall clock: by how much it is ahead («+3d») or behind («-3d») of ours."""

    def set_clock(ahead: str) -> None:
        beside = path.with_suffix(".new")
        beside.write_text(ahead + "\n", encoding="ascii")
        beside.replace(path)

    set_clock("+0")
    settings = {
        "LD_PRELOAD": str(faketime),
        "FAKETIME_TIMESTAMP_FILE": str(path),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with ticking(quarter, environment=settings) as kiosk:
        kiosk.wait_for(1)
        yield kiosk, set_clock


@pytest.mark.parametrize("ahead", ["-2h", "-3d", "-20y", "+2h", "+3d", "+20y"])
def test_a_clock_that_is_set_brings_a_pass_at_once(faketime: Path, tmp_path: Path, ahead: str) -> None:
    with _with_a_clock(faketime, tmp_path / "clock", _NEVER) as (kiosk, set_clock):
        set_clock(ahead)
        kiosk.wait_for(1)


@pytest.mark.parametrize("ahead", ["-3d", "+3d", "-50y"])
def test_the_quarters_go_on_after_the_clock_was_set(faketime: Path, tmp_path: Path, ahead: str) -> None:
    """APScheduler alone would wait until the old time comes again."""
    with _with_a_clock(faketime, tmp_path / "clock", 0.4) as (kiosk, set_clock):
        kiosk.wait_for(2)
        set_clock(ahead)
        kiosk.wait_for(5)
        set_clock("+0")
        kiosk.wait_for(5)


# ---- a network that goes and returns ----


def test_a_network_that_returns_brings_a_pass_at_once() -> None:
    """In a network of its own: the process begins without any, then gets a line with a route."""
    around = ("unshare", "--net", "--map-root-user")
    try:
        able = subprocess.run([*around, "ip", "tuntap", "add", "dev", "out", "mode", "tun"], check=False)
    except FileNotFoundError:
        pytest.skip("no unshare or ip here")
    if able.returncode:
        pytest.skip("no network of its own can be made here")
    with ticking(_NEVER, around=around) as kiosk:
        kiosk.wait_for(1)
        for command in (
            "tuntap add dev out mode tun",
            "addr add 198.51.100.7/24 dev out",
            "link set out up",
            "route add default via 198.51.100.1",
        ):
            inside = ("nsenter", f"--target={kiosk.number}", "--user", "--net", "--preserve-credentials")
            subprocess.run([*inside, "ip", *command.split()], check=True)
        kiosk.wait_for(1)
