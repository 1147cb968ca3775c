"""Run in a process of its own: a kiosk that is made, counts, syncs, is closed and opened; it tells what is done.

    python -m tests.faults.unplugged_kiosk FOLDER VISITS [URL CODE POINT]

Lines in FOLDER/told: `initialised`, `visit EPOCH SEQ`, `confirmed VISITS`.
"""

import os
import sys
from pathlib import Path

from kiosk.config import Home
from kiosk.ids import new_card_code
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.open_home import open_home
from kiosk.usecases.sync_status import sync_status
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import POINT, StandingClock, new_reader

_OPEN_FOR = 7
"""Visits between an opening and a closing of the early days; afterwards it stays open until its log is folded in."""


def main(folder: Path, visits: int, url: str = "", code: str = "", point: str = POINT.code) -> None:
    """Live through `visits` visits, a third of them of one known card."""
    clock, home = StandingClock(), Home(folder / "home")
    with (folder / "told").open("ab", buffering=0) as told:
        initialise(home, code=point, name=POINT.name, nonce=bytes(16), clock=clock)
        told.write(b"initialised\n")
        store = open_home(home, clock=clock, random_bytes=os.urandom)
        if url:
            enrol(store, url, code, clock=clock)
        card = new_reader(store, clock).code
        for number in range(visits):
            clock.advance(700)
            ref = check_in(store, card if number % 3 == 0 else new_card_code(), clock=clock).visit
            told.write(b"visit %d %d\n" % (ref.epoch, ref.seq))
            if number % _OPEN_FOR == 0 and number < 8 * _OPEN_FOR:
                if url:
                    run_pass(store, clock=clock, largest=4)
                    told.write(b"confirmed %d\n" % sync_status(store).confirmed_visits)
                store.close()
                store = open_home(home, clock=clock, random_bytes=os.urandom)
        store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
