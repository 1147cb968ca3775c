"""A line that is paid by the byte: the officer says so, and how much a day may cost."""

from typing import Final

from kiosk.clock import Clock, day_number
from kiosk.errors import Refused
from kiosk.storage import settings, traffic
from kiosk.storage.connection import Store
from kiosk.values import MeteredLink

LEAST_DAILY: Final = 100_000
MOST_DAILY: Final = 1_000_000_000
USUAL_DAILY: Final = 1_000_000
"""Bytes. A busy day of a point is some thousand entries, and a thousand entries are some ten kilobytes."""
_METERED: Final = "metered"
_DAILY: Final = "daily_bytes"


def metered_link(store: Store, *, clock: Clock) -> MeteredLink:
    """Whether the line is metered, what a day may cost, and what today has cost so far."""
    with store.reading() as tx:
        spent = traffic.of_day(tx, day_number(clock().wall))
        return MeteredLink(
            metered=settings.is_on(tx, _METERED),
            daily_bytes=settings.whole(tx, _DAILY, USUAL_DAILY),
            spent_today=spent.sent + spent.received,
        )


def change_metered_link(store: Store, *, metered: bool, daily_bytes: int) -> None:
    """Choose. On a metered line the kiosk only hands over, within `daily_bytes` a day, and fetches nothing.

    Raises Refused(`daily_bytes_out_of_range`, least=…, most=…), and then nothing is changed.
    """
    if not LEAST_DAILY <= daily_bytes <= MOST_DAILY:
        raise Refused("daily_bytes_out_of_range", least=LEAST_DAILY, most=MOST_DAILY)
    with store.writing() as tx:
        settings.put(tx, _METERED, metered)
        settings.put(tx, _DAILY, daily_bytes)
