"""The officer's word for the date by keyboard alone, in a real window on a real X server."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Final

import pytest

from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.tally import tally
from kiosk.values import Confidence, Purpose
from tests.homes import MORNING, KioskHome, StandingClock, opened
from tests.ui.xserver import XServer, running_xserver

pytestmark = pytest.mark.alone

ROOT: Final = Path(__file__).parents[2]
YEARS: Final = 6_000 * 86_400


@pytest.fixture(scope="module")
def screen() -> Iterator[XServer]:
    with running_xserver() as server:
        yield server


class Console:
    """The program under test: what it said, line by line."""

    def __init__(self, screen: XServer, process: "subprocess.Popen[str]") -> None:
        self.screen = screen
        self._said: Queue[list[object]] = Queue()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            self._said.put(json.loads(line))

    def hear(self, what: str) -> list[object]:
        """What it says next of this kind; what it says of others before is passed over."""
        while (said := self._said.get(timeout=30))[0] != what:
            pass
        return said[1:]

    def press(self, *keys: str) -> None:
        self.screen.run("xdotool", "key", "--delay", "60", *keys)

    def go_to(self, name: str) -> None:
        """Tab from button to button until the one of this name has the focus."""
        for _ in range(40):
            self.press("Tab")
            if self.hear("at") == [name]:
                return
        raise AssertionError(f"«{name}» is not reached by the keyboard")


@pytest.fixture
def console(screen: XServer, kiosk: KioskHome, clock: StandingClock) -> Iterator[Console]:
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.READING, clock=clock)
    program = [sys.executable, "-W", "error", "-m", "tests.ui.office_window", str(kiosk.home.path)]
    with subprocess.Popen(
        [*program, str(MORNING - YEARS)], cwd=ROOT, env=screen.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            shown = Console(screen, process)
            assert shown.hear("ready") == ["xcb"]
            yield shown
        finally:
            process.terminate()


def test_the_date_is_told_by_keyboard_alone(console: Console, kiosk: KioskHome, clock: StandingClock) -> None:
    assert console.hear("page") == ["Login"]
    console.screen.run("xdotool", "type", "--delay", "60", kiosk.first_password)
    console.press("Return")
    assert console.hear("page") == ["Console"]
    assert console.hear("asked") == ["Máy sẽ ghi bây giờ là 08:00, thứ hai, 23/11/2026."]
    console.go_to("Thêm một ngày")
    console.press("space")
    console.go_to("Đúng, ghi như vậy")
    console.press("space")
    assert console.hear("told") == [MORNING + 86_400]
    assert console.hear("gone") == [[True, True]]
    with opened(kiosk.home) as store:
        clock.wall -= YEARS
        clock.reboot()
        assert clock_standing(store, clock=clock).confidence is Confidence.OFFICER
