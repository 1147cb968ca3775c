"""Run as a process of its own: another kiosk of the same point, which writes visits and pushes them without an end.

    python -m tests.bench.sister HOME URL CODE

Its point reads them through the feed: each round of the kiosk under test has something to fetch.
"""

import contextlib
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from kiosk.clock import system_clock
from kiosk.errors import Unavailable
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.bench import million, point

VISITS: Final = 20
"""A round. In five minutes that is what a busy point counts in three weeks."""
PAUSE: Final = 1.0
"""Seconds between two rounds."""


def main(home: Path, url: str, code: str) -> None:
    with closing(point.new_kiosk(home)) as store:
        enrol(store, url, code, clock=system_clock)
        while True:
            million.add(store, VISITS, clock=system_clock)
            with contextlib.suppress(Unavailable):
                run_pass(store, clock=system_clock, pull=False)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
