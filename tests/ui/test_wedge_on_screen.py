"""A real window on a real X server, fed by real key codes."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Final

import pytest

from kiosk.ids import new_card_code
from sync.protocol.codes import with_checks
from tests.ui.keyboard import Keyboard, plugged_in
from tests.ui.xserver import XServer, running_xserver

pytestmark = pytest.mark.alone

ROOT: Final = Path(__file__).parents[2]
KEYCODES: Final = {
    character: 8 + first + place
    for first, row in ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
    for place, character in enumerate(row)
}
SHIFT, ENTER = "50", "36"


class Window:
    """The program under test: what it said, line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._said: Queue[list[object]] = Queue()
        self._reader = threading.Thread(target=self._read, args=(process,))
        self._reader.start()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            self._said.put(json.loads(line))

    def hear(self, what: str) -> list[object]:
        """Wait for the next saying of that kind; anything else that comes before it is a failure."""
        heard = self._said.get(timeout=30)
        assert heard[0] == what, heard
        return heard[1:]


@pytest.fixture(scope="module")
def screen() -> Iterator[XServer]:
    with running_xserver() as server:
        yield server


@pytest.fixture
def window(screen: XServer) -> Iterator[Window]:
    screen.run("setxkbmap", "us")
    program = [sys.executable, "-W", "error", "-m", "tests.ui.wedge_window"]
    with subprocess.Popen(
        program, cwd=ROOT, env={**screen.environment, "QT_IM_MODULE": "ibus"}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            opened = Window(process)
            assert opened.hear("ready") == ["xcb", []]  # neither ibus, which is asked for, nor Qt's Compose
            yield opened
        finally:
            process.terminate()


@pytest.fixture
def scanner(screen: XServer) -> Iterator[Keyboard]:
    with plugged_in(screen.display) as keyboard:
        yield keyboard


@pytest.mark.parametrize("terminator", ["enter", "tab", ""])
@pytest.mark.parametrize("pace", [0, 1, 12, 30])
def test_a_card_typed_by_a_scanner_is_read_while_the_password_field_has_the_focus(
    screen: XServer, scanner: Keyboard, window: Window, pace: int, terminator: str
) -> None:
    """The X server keeps the pace. It stamps what comes within one ms alike, and then Qt takes a character that comes
    twice for a key held down: this is how a scan at 1 ms a key was lost now and then on a busy machine.
    """
    for body in ("TB0C1G2H3K4L5M6N7", "TB99BBB0011CCG888"):
        scanner.scan(card := with_checks(body), pace=pace, terminator=terminator)
        assert window.hear("code") == [card]
        assert window.hear("report")[0] == 19
    screen.run("xdotool", "key", "--delay", "200", "a")
    assert window.hear("field") == ["a"]


@pytest.mark.parametrize("payload", ["https://thuvien.vn/?a=1&b=2#c", "001099012345||NGUYEN VAN A|01021999|Nam"])
def test_other_payloads_arrive_whole(screen: XServer, window: Window, payload: str) -> None:
    screen.run("xdotool", "type", "--args", "1", "--delay", "8", payload, "key", "Return")
    assert window.hear("code") == [payload]


def test_the_line_feed_key_ends_a_scan_too(screen: XServer, window: Window) -> None:
    card = new_card_code()
    screen.run("xdotool", "type", "--delay", "8", card + "\n")
    assert window.hear("code") == [card]
    assert window.hear("report")[2] == "enter"


def test_a_person_types_a_password(screen: XServer, window: Window) -> None:
    screen.run("xdotool", "type", "--delay", "120", "Mat khau 9")
    screen.run("xdotool", "key", "Return")
    for end in range(1, 11):
        assert window.hear("field") == ["Mat khau 9"[:end]]
    assert window.hear("entered") == ["Mat khau 9"]


@pytest.mark.parametrize("layout", ["us", "vn", "fr"])
@pytest.mark.parametrize("caps_lock", [False, True])
def test_key_codes_are_true_under_any_layout_and_caps_lock(
    screen: XServer, window: Window, layout: str, caps_lock: bool
) -> None:
    screen.run("setxkbmap", layout)
    card = new_card_code()
    keys = [
        step
        for character in card
        for step in (
            ["key", str(KEYCODES[character])]
            if character.isdigit()
            else ["keydown", SHIFT, "key", str(KEYCODES[character]), "keyup", SHIFT]
        )
    ]
    lock = ["key", "66"] if caps_lock else []
    screen.run("xdotool", *lock, *_quickly(keys), "key", "--delay", "0", ENTER, *lock)
    assert window.hear("code") == [card]


def _quickly(steps: list[str]) -> list[str]:
    return [part for step in steps for part in ((step, "--delay", "1") if step.startswith("key") else (step,))]
