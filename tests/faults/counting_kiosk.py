"""Run in a process of its own: a kiosk that counts and tells each visit once it is on disk, until it is killed.

    python -m tests.faults.counting_kiosk HOME CARD WALL COUNT

Every third scan is the known CARD, the others are cards from elsewhere; each is eleven minutes after the one before.
"""

import os
import sys
from pathlib import Path

from kiosk.clock import Moment
from kiosk.config import Home
from kiosk.ids import new_card_code
from kiosk.usecases.check_in import check_in
from tests.homes import opened

_BETWEEN = 660


def main(home: str, card: str, wall: int, count: int) -> None:
    """Check in `count` times from `wall` (seconds UTC) on, in a boot of this process's own."""
    boot = os.urandom(16)
    with opened(Home(Path(home))) as store:
        for number in range(count):
            now = Moment(wall + number * _BETWEEN, 20 + number * _BETWEEN, boot)
            presented = card if number % 3 == 0 else new_card_code()
            visit = check_in(store, presented, clock=lambda now=now: now).visit  # type: ignore[misc] # a bound default
            os.write(1, b"%d %d %d\n" % (visit.epoch, visit.seq, now.wall))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
