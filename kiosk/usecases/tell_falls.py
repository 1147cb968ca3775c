"""The window fell again and again: an officer must hear of it."""

from kiosk.clock import Clock, day_number
from kiosk.rules import falls
from kiosk.storage import notices
from kiosk.storage.connection import Store


def tell_falls(store: Store, count: int, *, clock: Clock) -> None:
    """Keep a notice, one a day, where `count` falls in ten minutes are too many to be chance."""
    if count < falls.MANY:
        return
    now = clock().wall
    with store.writing() as tx:
        notices.keep(tx, notices.Notice("window_fell", day_number(now), now, str(count)))
