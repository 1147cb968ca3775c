"""A visitor taps why they came."""

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import journal, visits
from kiosk.storage.connection import Store
from kiosk.values import EntryRef, Purpose


def tell_purpose(store: Store, visit: EntryRef, purpose: Purpose, *, clock: Clock) -> None:
    """Amend a visit's purpose; the visit's own entry stays as it was and a new one says so.

    Raises Refused(`visit_unknown`) when there is no such visit.
    """
    with store.writing() as tx:
        if not visits.tell_purpose(tx, journal.Writer(tx, clock()), visit, purpose):
            raise Refused("visit_unknown")
