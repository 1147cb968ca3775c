"""A visitor who wants out: key combinations, the pointer, the window manager, a window before ours. On a real X server,
under the desktop that we ship and under one that would let everybody go.
"""

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any, Final

import pytest

from kiosk.clock import system_clock
from kiosk.ids import new_card_code
from kiosk.usecases.today import today
from tests.homes import KioskHome, opened
from tests.ui.xserver import XServer, running_xserver

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "openbox", "xdotool", "xrandr"))),
        reason="no X server, window manager or xdotool here; installer/test.sh installs them",
    ),
]
ROOT: Final = Path(__file__).parents[2]
OURS: Final = ROOT / "installer" / "units" / "diem-doc-openbox.xml"
_HELD: Final = (
    ("alt", "F4 Tab shift+Tab Escape space F1 F2 F10 Left Return Print"),
    ("ctrl", "q w F4 n o p c v Escape shift+Escape Tab"),
    ("ctrl+alt", "Delete BackSpace Left Right d t"),
    ("super", "d e l F1 Tab"),
    ("shift", "F1 F10"),
)
_ALONE: Final = ("super", "Escape", "F1", "F5", "F10", "F11", "F12", "Menu", "Print")
OUT: Final = (*(f"{held}+{key}" for held, keys in _HELD for key in keys.split()), *_ALONE)
"""Forty-odd ways that lead out of an ordinary window or an ordinary desktop."""


class Guarded:
    """The program under test and what it last said of itself."""

    def __init__(self, screen: XServer, process: "subprocess.Popen[str]") -> None:
        self.screen, self.process = screen, process
        self.state: dict[str, Any] = {}
        self._said: Queue[Any] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._said.put(json.loads(line))

    def until(self, **wanted: object) -> None:
        """Until the window says all of this of itself; what it said at last where it never does."""
        self.answered()
        while not all(self.state.get(name) == value for name, value in wanted.items()):
            said = self._said.get(timeout=20)
            if isinstance(said, dict):
                self.state = said

    def answered(self) -> None:
        """Until everything that came before has been looked at."""
        assert self.process.poll() is None, "the kiosk has ended"
        assert self.process.stdin is not None
        self.process.stdin.write("seen?\n")
        self.process.stdin.flush()
        while (said := self._said.get(timeout=20)) != "seen?":
            self.state = said

    def stands(self) -> None:
        """As a kiosk has to stand: whole, in front, on Welcome, nothing before it."""
        self.until(page="Welcome", visible=True, full=True, active=True, covers=True, dialogs=0, menus=0)

    def run(self, *command: str) -> None:
        self.screen.run("xdotool", *command)


@pytest.fixture(scope="module", params=["our desktop", "any desktop", "no window manager"])
def screen(request: pytest.FixtureRequest) -> Iterator[XServer]:
    manager = {
        "our desktop": ("openbox", "--config-file", str(OURS)),
        "any desktop": ("openbox",),
        "no window manager": (),
    }
    with running_xserver(manager=manager[request.param]) as server:
        yield server


@contextmanager
def guarded(screen: XServer, kiosk: KioskHome) -> Iterator[Guarded]:
    """The kiosk on this screen, standing."""
    program = [sys.executable, "-W", "error", "-m", "tests.ui.guarded_window", str(kiosk.home.path)]
    with subprocess.Popen(
        program, cwd=ROOT, env=screen.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            shown = Guarded(screen, process)
            shown.stands()
            yield shown
        finally:
            process.kill()


@pytest.fixture
def window(screen: XServer, kiosk: KioskHome) -> Iterator[Guarded]:
    with guarded(screen, kiosk) as shown:
        yield shown


def test_no_key_leads_out_and_a_scan_still_counts(window: Guarded, kiosk: KioskHome) -> None:
    assert len(OUT) >= 40
    for combination in OUT:
        window.run("key", combination)
        window.stands()
    visits = 0
    if window.screen.manager != ("openbox",):  # which may still be busy with what those keys start
        window.run("type", "--args", "1", "--delay", "2", new_card_code(), "key", "Return")
        window.until(page="Welcomed")
        visits = 1
    window.process.send_signal(signal.SIGTERM)
    assert window.process.wait(30) == 143
    with opened(kiosk.home) as store:
        assert today(store, clock=system_clock).visits == visits


def test_neither_the_pointer_nor_the_window_manager_nor_another_window_leads_out(window: Guarded) -> None:
    window.run("mousemove", "400", "300", "click", "3")
    window.stands()
    window.run("click", "2")
    window.stands()
    window.run("mousemove", "2", "2", "mousedown", "3", "mousemove", "600", "400", "mouseup", "3")
    window.stands()
    if window.screen.manager:
        window.run("search", "--onlyvisible", "--class", "diem-doc", "windowminimize", "%@")
        window.stands()
    program = [sys.executable, "-m", "tests.ui.intruding_window"]
    with subprocess.Popen(program, cwd=ROOT, env=window.screen.environment, stdout=subprocess.PIPE) as intruder:
        assert intruder.stdout is not None
        intruder.stdout.readline()  # it is there, full and before us
        window.stands()
        intruder.kill()
    window.stands()
