"""Which days of the province's plan are near and not yet in the programme."""

from datetime import date, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk import text
from kiosk.clock import Clock, day_number
from kiosk.rules import plan_days
from kiosk.storage import journal
from kiosk.storage import programme as events
from kiosk.storage.connection import Store
from kiosk.values import SuggestedEvent

_FIRST_DAY: Final = date(1970, 1, 1)
_DAY: Final = 86_400
_VIETNAM: Final = 7 * 3_600
_AROUND_DAYS: Final = 14
"""A movable week that was planned some days off is planned."""


def suggest_events(store: Store, *, clock: Clock) -> tuple[SuggestedEvent, ...]:
    """Days of the next two months that a point may want to keep; an officer plans them, with other dates where needed.

    (The province's own calendar will come with a later issue and tell the dates of the movable week.)
    """
    moment = clock()
    with store.reading() as tx:
        today = _FIRST_DAY + timedelta(days=day_number(journal.present_time(tx, moment)))
        coming = plan_days.coming(today)
        return tuple(one for one in coming if text.folded(one.title) not in _planned(tx, one))


def _planned(tx: Database, suggested: SuggestedEvent) -> set[str]:
    first = _start(suggested.first - timedelta(days=_AROUND_DAYS))
    last = _start(suggested.last + timedelta(days=_AROUND_DAYS))
    return {text.folded(event.title) for event in events.between(tx, first, last) if not event.cancelled}


def _start(day: date) -> int:
    return (day - _FIRST_DAY).days * _DAY - _VIETNAM
