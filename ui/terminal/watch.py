"""The command that keeps the window open: it starts the kiosk and starts it again whenever it falls.

For systemd and for machines without it alike (installer/units/README.md). It knows no Qt, so what fells the window does
not fell it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from kiosk.rules import falls

from . import Desk

FALLS = "DIEM_DOC_FALLS"
"""The variable in which the window hears how often it fell in the last ten minutes."""
_BREATH_S = 0.5
_STOPPED = 128 + signal.SIGTERM
_ENDS = (0, 2)
"""The officer chose the end; a person has to mend something first (no home, a window is open already)."""


@click.command()
@click.pass_obj
def watch(desk: Desk) -> None:
    """Mở màn hình bạn đọc và mở lại mỗi khi nó tự tắt. Chỉ thôi khi cán bộ chọn «Đóng phần mềm»."""
    sys.exit(Watch(command_of(desk.path)).keep_open())


def remembered_falls() -> int:
    """How often this window fell lately, as whoever watches it has told."""
    told = os.environ.get(FALLS, "")
    return int(told) if told.isdecimal() else 0


def command_of(home: Path | None) -> list[str]:
    """The program itself, on the same home."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, *_warnings(), sys.argv[0]]
    return [*program, *(["--home", str(home)] if home is not None else [])]


def _warnings() -> list[str]:
    return [f"-W{option}" for option in sys.warnoptions]


class Watch:
    """Keeps `command` running."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._asked_to_stop = threading.Event()
        self._window: subprocess.Popen[bytes] | None = None
        self._falls: list[float] = []

    def keep_open(self) -> int:
        """Until the window ends in order; its exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        while True:
            code = self._open()
            if self._asked_to_stop.is_set():
                return _STOPPED
            if code in _ENDS:
                return code
            pause = falls.pause_before(self._remembered())
            click.echo(f"Màn hình tự tắt (mã {code}), mở lại sau {pause} giây.", err=True)
            if self._asked_to_stop.wait(max(_BREATH_S, pause)):
                return _STOPPED

    def _open(self) -> int:
        environment = {**os.environ, FALLS: str(len(self._falls))}
        with subprocess.Popen(self._command, env=environment) as self._window:  # noqa: S603 - ourselves
            if self._asked_to_stop.is_set():
                self._window.terminate()
            return self._window.wait()

    def _remembered(self) -> int:
        now = time.monotonic()
        self._falls = [*(at for at in self._falls if now - at < falls.REMEMBERED), now]
        return len(self._falls)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """We are asked to stop: so is the window."""
        self._asked_to_stop.set()
        if self._window is not None and self._window.poll() is None:
            self._window.terminate()
