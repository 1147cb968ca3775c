"""The point's key goes on paper, once."""

from kiosk.clock import Clock, local_day
from kiosk.documents.recovery import recovery_sheet
from kiosk.errors import Refused
from kiosk.storage import point
from kiosk.storage.connection import Store


def print_recovery_sheet(store: Store, *, clock: Clock, form: str) -> bytes:
    """The sheet with this machine's point key as a file. `form`: "PDF" or "PNG". Raises Refused(`not_initialised`)."""
    with store.reading() as tx:
        here = point.load(tx)
    if here is None:
        raise Refused("not_initialised")
    return recovery_sheet(store.keyring.point_key, here, local_day(clock().wall), form)
