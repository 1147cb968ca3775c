"""What waits for an officer's glance: large groups, and many walk-ins at once."""

from kiosk.clock import Clock, day_number
from kiosk.rules import choices, glance
from kiosk.storage import daybook, journal, settings, visits
from kiosk.storage.connection import Store
from kiosk.values import GroupKind, ToLookAt


def visits_to_look_at(store: Store, *, clock: Clock) -> tuple[ToLookAt, ...]:
    """Unusual visits of the last 14 days that nobody has confirmed or corrected, oldest first (rules/glance.py).

    All of them are counted already, and go on being counted if nobody ever looks.
    """
    moment = clock()
    with store.reading() as tx:
        chosen = choices.parsed(settings.every(tx))
        first = day_number(journal.present_time(tx, moment)) - glance.DAYS + 1
        found = glance.found(daybook.seen_since(tx, first), large_group=chosen.large_group, burst=chosen.burst)
        return tuple(
            ToLookAt(
                burst=one.why is glance.Why.BURST,
                visits=tuple(seen.visit for seen in one.visits),
                first=one.visits[0].at,
                last=one.visits[-1].at,
                persons=sum(seen.heads for seen in one.visits),
                kind=GroupKind(one.visits[0].group),
                label=visits.label_of(tx, one.visits[0].visit),
            )
            for one in found
        )
