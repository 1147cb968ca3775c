"""A window that is killed is open again within seconds, with every visit that was on the disk, once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kiosk.clock import system_clock
from kiosk.ids import new_card_code
from kiosk.rules.falls import MANY, pause_before
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from tests.homes import KioskHome, StandingClock, new_home, opened
from tests.ui.xserver import XServer, running_xserver

_ROOT = Path(__file__).parents[2]
_SESSION = _ROOT / "installer" / "units" / "diem-doc-session"


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskHome:
    return new_home(tmp_path / "diem-doc", StandingClock())


@pytest.fixture
def screen() -> Iterator[XServer]:
    with running_xserver(manager=()) as server:
        yield server


def visits(kiosk: KioskHome) -> int:
    with opened(kiosk.home) as store:
        return today(store, clock=system_clock).visits


def awaited(happened: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Look until it has happened; what other processes do gives no signal to wait for."""
    until = time.monotonic() + seconds
    looking = threading.Event()
    while not happened():
        assert time.monotonic() < until, f"{what} never came"
        looking.wait(0.05)


def window_of(screen: XServer) -> int:
    """The process whose window has the keyboard, 0 where there is none."""
    found = subprocess.run(
        ["xdotool", "getwindowfocus", "getwindowpid"],
        env=screen.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return int(found.stdout) if found.stdout.strip().isdecimal() else 0


def another_window(screen: XServer, than: int) -> bool:
    return window_of(screen) not in (0, than)


def scan(screen: XServer, kiosk: KioskHome, expected: int) -> None:
    """A card at the scanner; again, as people do, until it is on the disk."""
    card = new_card_code()

    def counted() -> bool:
        if visits(kiosk) < expected:
            screen.run("xdotool", "type", "--args", "1", "--delay", "5", card, "key", "Return")
        return visits(kiosk) >= expected

    awaited(counted, "the visit")


def test_a_killed_window_is_back_within_seconds_and_the_visit_is_there_once(screen: XServer, kiosk: KioskHome) -> None:
    environment = {
        **screen.environment,
        "DIEM_DOC_HOUSE": str(_ROOT),
        "XDG_DATA_HOME": str(kiosk.home.path.parent),
        "PYTHONWARNINGS": "error",
    }
    with subprocess.Popen([str(_SESSION)], env=environment, start_new_session=True) as session:
        try:
            awaited(lambda: window_of(screen) > 0, "the window")
            scan(screen, kiosk, 1)
            for fall in range(1, MANY):
                fallen = window_of(screen)
                os.kill(fallen, signal.SIGKILL)
                began = time.monotonic()
                awaited(partial(another_window, screen, fallen), "the window after its fall")
                assert time.monotonic() - began < 10
                assert visits(kiosk) == fall
                scan(screen, kiosk, fall + 1)
            os.kill(window_of(screen), signal.SIGABRT)
            awaited(lambda: notices(kiosk) == ["window_fell"], "the notice", 60)
            scan(screen, kiosk, MANY + 1)
        finally:
            os.killpg(session.pid, signal.SIGTERM)
        assert session.wait(60) != 0
    assert visits(kiosk) == MANY + 1
    with opened(kiosk.home) as store:
        verify_journal(store)


def notices(kiosk: KioskHome) -> list[str]:
    with opened(kiosk.home) as store:
        return [notice.code for notice in sync_status(store).notices]


@pytest.mark.parametrize("code", [0, 2])
def test_an_end_in_order_is_an_end(code: int) -> None:
    program = "import sys; from ui.terminal.watch import Watch; sys.exit(Watch(sys.argv[1:]).keep_open())"
    command = [sys.executable, "-c", program, sys.executable, "-c", f"exit({code})"]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=30, check=False)
    assert ended.returncode == code


def test_what_falls_again_and_again_is_opened_again_with_longer_breaths() -> None:
    assert [pause_before(falls) for falls in range(1, 9)] == [0, 0, 5, 10, 20, 40, 60, 60]


def test_a_home_that_was_never_made_is_not_tried_again(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "main.py", "--home", str(tmp_path / "none"), "watch"],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "Máy này chưa được khởi tạo" in ended.stderr.decode()
