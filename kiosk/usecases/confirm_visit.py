"""An officer looked at unusual visits and they are right."""

from collections.abc import Sequence

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import corrections, journal
from kiosk.storage.connection import Store
from kiosk.values import EntryRef


def confirm_visits(store: Store, visits: Sequence[EntryRef], *, clock: Clock) -> None:
    """Write that these visits of this kiosk are right: a whole burst in one transaction, or none of it.

    It changes no count, since they have counted from the start. Raises Refused(`visit_unknown`).
    """
    with store.writing() as tx:
        writer = journal.Writer(tx, clock())
        for visit in visits:
            if corrections.reading_of(tx, visit) is None:
                raise Refused("visit_unknown")
            corrections.confirm(tx, writer, visit)
