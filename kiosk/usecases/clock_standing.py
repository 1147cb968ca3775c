"""Is this PC's clock believed, and if not, what is the officer to be asked?"""

from kiosk import BUILT
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import clocks
from kiosk.storage import boots
from kiosk.storage.connection import Store
from kiosk.values import ClockStanding, Confidence


def clock_standing(store: Store, *, clock: Clock) -> ClockStanding:
    """How the clock stands now. Cheap enough to be asked with every look at the day's figures.

    The proposed answer is the PC's own time where that is possible at all, else the last trusted one.
    Raises Refused(`not_initialised`).
    """
    now = clock()
    with store.reading() as tx:
        standing = boots.present(tx, now)
    if standing is None:
        raise Refused("not_initialised")
    at, confidence = standing.footing.time(now.wall, now.mono)
    earliest = max(BUILT, standing.trusted or 0)
    return ClockStanding(
        doubt=clocks.doubt_now(standing, now.wall, now.mono),
        now=at,
        confidence=Confidence(confidence),
        wall=now.wall,
        trusted=standing.trusted,
        proposed=max(at, earliest),
    )
