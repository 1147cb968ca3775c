"""A real X server of the tests' own, with a window manager, and a keyboard that presses keys by their place."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class XServer:
    """A running Xvfb. `environment` makes a program a client of it; `manager`: what manages its windows."""

    display: str
    manager: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def run(self, *command: str) -> str:
        """Run an X client to its end and give what it printed."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout


@contextmanager
def running_xserver(size: str = "1366x768x24", *, manager: tuple[str, ...] = ("openbox",)) -> Iterator[XServer]:
    """Start Xvfb on a free display and a window manager in it (none: nobody manages them); stop both."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as answers:
                number = answers.readline().strip()  # Xvfb writes it when it is ready, and closes when it fails
            if not number:
                raise RuntimeError("Xvfb did not start")
            screen = XServer(f":{number}", manager)
            with _managed(screen):
                yield screen
        finally:
            server.terminate()


@contextmanager
def _managed(screen: XServer) -> Iterator[None]:
    if not screen.manager:
        yield
        return
    with subprocess.Popen(screen.manager, env=screen.environment, stderr=subprocess.DEVNULL) as manager:
        try:
            yield
        finally:
            manager.terminate()
