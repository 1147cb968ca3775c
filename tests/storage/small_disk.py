"""Run in a process of its own: a kiosk counts until its disk is full, and again once there is room.

    python -m tests.storage.small_disk HOME (mounted | limited)

`mounted`: HOME's parent is a small disk with a file `ballast` on it. `limited`: no file may outgrow a limit (for
machines where nobody may mount). Prints one JSON object.
"""

import json
import resource
import sys
from pathlib import Path

from kiosk.config import Home
from kiosk.errors import Unavailable
from kiosk.storage.connection import Store
from kiosk.usecases.tally import tally
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Purpose
from tests.homes import StandingClock, new_home, opened

_LIMIT = 400_000
_MOST = 5_000


def make_room(home: Home, way: str) -> None:
    """Somebody deletes what is not needed."""
    if way == "mounted":
        (home.path.parent / "ballast").unlink()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def counted_until_full(store: Store, clock: StandingClock) -> tuple[int, str]:
    """Visits that were acknowledged, and the word that ended it."""
    for acknowledged in range(_MOST):
        try:
            tally(store, purpose=Purpose.READING, clock=clock)
        except Unavailable as error:
            return acknowledged, error.code
    return _MOST, ""


def main(path: str, way: str) -> None:
    """Fill, look, make room, go on."""
    clock = StandingClock()
    home = new_home(Path(path), clock).home
    if way == "limited":
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LIMIT, resource.RLIM_INFINITY))
    with opened(home) as store:
        acknowledged, code = counted_until_full(store, clock)
        still_full = counted_until_full(store, clock)
        kept = today(store, clock=clock).visits
        sound = verify_journal(store)
        make_room(home, way)
        tally(store, purpose=Purpose.READING, clock=clock)
        after = today(store, clock=clock).visits
    with opened(home) as store:
        reopened = today(store, clock=clock).visits
        verified = verify_journal(store)
    print(
        json.dumps(
            {
                "acknowledged": acknowledged + still_full[0],
                "codes": [code, still_full[1]],
                "kept": kept,
                "sound": sound,
                "after": after,
                "reopened": reopened,
                "verified": verified,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
