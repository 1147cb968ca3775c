"""A kiosk's schedule alone, in a process of its own whose clock or network the test can change.

Prints «pass» for each pass. Ends, closing the schedule, when its stdin ends.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sync.client.rhythm import Rhythm
from sync.client.schedule import Schedule

_ROOT = Path(__file__).parents[2]


def _sync(_stopping: Callable[[], bool]) -> None:
    print("pass", flush=True)


class TickingKiosk:
    """The process from outside."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def wait_for(self, passes: int) -> None:
        """Until so many more passes were made; the suite's own time limit ends a wait for nothing."""
        assert self._process.stdout is not None
        for _ in range(passes):
            line = self._process.stdout.readline()
            assert line == "pass\n", line

    @property
    def number(self) -> int:
        """The process's number."""
        return self._process.pid


@contextmanager
def ticking(
    quarter: float, *, around: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
) -> Iterator[TickingKiosk]:
    """A schedule with a pass every `quarter` seconds, started by `around`; it must end by itself and quickly."""
    process = subprocess.Popen(
        [*around, sys.executable, "-m", "tests.sync.ticking_kiosk", str(quarter)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield TickingKiosk(process)
        process.stdin.close()
        process.stdout.read()
    assert process.returncode == 0


if __name__ == "__main__":
    schedule = Schedule(_sync, device=bytes(16), rhythm=Rhythm(quarter=float(sys.argv[1]), jitter=0.0, beat=0.1))
    schedule.start()
    sys.stdin.read()
    schedule.close()
