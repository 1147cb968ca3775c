"""The programme of this point: what is planned, changed and cancelled; visits are tagged with what is going on."""

from typing import Final

from kiosk import text
from kiosk.clock import Clock, day_number
from kiosk.errors import Refused
from kiosk.storage import journal
from kiosk.storage import programme as events
from kiosk.storage.connection import Store
from kiosk.values import EventKind, PlannedEvent
from sync.protocol.entries import EventPlanned

LONGEST_TITLE: Final = 120
"""Characters."""
LONGEST_DAYS: Final = 60
_DAY: Final = 86_400
_VIETNAM: Final = 7 * 3_600


def programme(store: Store, *, clock: Clock) -> tuple[PlannedEvent, ...]:
    """What is planned for the present Vietnamese day and not cancelled, in order."""
    moment = clock()
    with store.reading() as tx:
        start = day_number(journal.present_time(tx, moment)) * _DAY - _VIETNAM
        return tuple(event for event in events.between(tx, start, start + _DAY) if not event.cancelled)


def programme_between(store: Store, start: int, end: int) -> tuple[PlannedEvent, ...]:
    """What runs at any time in `start` <= t < `end` (seconds UTC), cancelled events too, in order."""
    with store.reading() as tx:
        return tuple(events.between(tx, start, end))


def plan_event(
    store: Store, *, title: str, starts_at: int, ends_at: int, clock: Clock, kind: EventKind = EventKind.OTHER
) -> PlannedEvent:
    """Put an event into the programme; times in seconds UTC, `ends_at` exclusive.

    Raises Refused(`title_missing`, most=…) or Refused(`event_times_impossible`, most_days=…).
    """
    said = text.nfc(title)
    if not said or len(said) > LONGEST_TITLE or not text.is_printable(said):
        raise Refused("title_missing", most=LONGEST_TITLE)
    if not 0 < ends_at - starts_at <= LONGEST_DAYS * _DAY:
        raise Refused("event_times_impossible", most_days=LONGEST_DAYS)
    with store.writing() as tx:
        writer = journal.Writer(tx, clock())
        entry = EventPlanned(
            wall=writer.wall,
            mono=writer.mono,
            boot=writer.boot,
            title=said,
            event_kind=int(kind),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        ref = events.plan(tx, writer, store.keyring.device_id, entry)
        planned = events.by_number(tx, events.number_of(tx, (store.keyring.device_id, *ref)))
    store.forget_surroundings()
    assert planned is not None  # noqa: S101 - it was written a line above
    return planned


def cancel_event(store: Store, number: int, *, clock: Clock) -> None:
    """Take an event off the programme; visits that were tagged with it stay so. Raises Refused(`event_unknown`)."""
    with store.writing() as tx:
        event = events.by_number(tx, number)
        if event is None or event.cancelled:
            raise Refused("event_unknown")
        events.cancel(tx, journal.Writer(tx, clock()), store.keyring.device_id, event.name)
    store.forget_surroundings()
