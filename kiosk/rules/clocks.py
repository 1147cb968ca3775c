"""May this clock be believed, and did a contact tell anything new of it? Pure decisions, no storage."""

from typing import Final, NamedTuple

from kiosk import BUILT
from kiosk.clock import Moment
from kiosk.values import Doubt
from sync.protocol.times import SLACK, Footing

LONG: Final = 30 * 86_400
"""Seconds. A clock that moves on by more without evidence is more often wrong than right, so the officer is asked."""
SET_BACK: Final = 600
"""Seconds by which a clock may be set back within a boot without a question: somebody sets it right."""
_NEWS: Final = 2
"""Seconds; less is the rounding of two clocks."""
_FRESH: Final = 12 * 3_600
"""Seconds after which the drift of a boot is measured again."""
_SLOW: Final = 30
"""Seconds. What an exchange that took longer says is better than nothing, and worse than anything else."""


class Standing(NamedTuple):
    """What is known of one boot's clock.

    `trusted`: the last time (seconds UTC) before this boot that is beyond doubt, None where there was none. `doubt`:
    whether the clock could be believed when the boot's first entry was written. `drift`: `wall - mono` at that moment;
    None in a boot that began before the program kept it.
    """

    footing: Footing
    trusted: int | None
    doubt: Doubt
    drift: int | None


def doubt_at_start(wall: int, trusted: int | None) -> Doubt:
    """Whether the clock with which a boot begins can be believed, if nobody has said yet what time it is."""
    if wall < BUILT:
        return Doubt.BEFORE_BUILD
    if trusted is None:
        return Doubt.NONE
    if wall < trusted - SLACK:
        return Doubt.BEHIND
    return Doubt.FAR_AHEAD if wall > trusted + LONG else Doubt.NONE


def doubt_now(standing: Standing, wall: int, mono: int) -> Doubt:
    """Whether the clock of this boot can be believed now. Evidence ends any doubt: then `mono` alone counts."""
    if standing.footing.base is not None:
        return Doubt.NONE
    if standing.doubt is not Doubt.NONE or standing.drift is None:
        return standing.doubt
    step = wall - mono - standing.drift
    if step < -SET_BACK:
        return Doubt.BEHIND
    return Doubt.STEPPED if step > LONG else Doubt.NONE


class Compared(NamedTuple):
    """A contact: the province said `province_at` (seconds UTC) within the `spread` seconds before `received`."""

    province_at: int
    spread: int
    received: Moment


def is_news(contact: Compared, footing: Footing, last_mono: int | None) -> bool:
    """Whether a contact tells more of this boot's clock than is known. An idle line must not fill the journal.

    `footing`: the boot's; `last_mono`: of the last contact of this boot that was kept, None where there was none. A
    province that lives before this program was made has a broken clock of its own.
    """
    if contact.province_at < BUILT:
        return False
    if last_mono is None or footing.base is None:
        return True
    if contact.spread > _SLOW:
        return False
    known = footing.base + contact.received.mono
    agrees = contact.province_at - _NEWS <= known <= contact.province_at + contact.spread + _NEWS
    return not agrees or contact.received.mono - last_mono > _FRESH
