"""Where this kiosk stands."""

from kiosk.errors import Refused
from kiosk.storage import point
from kiosk.storage.connection import Store
from kiosk.values import Point


def point_of(store: Store) -> Point:
    """The point's code and name. Raises Refused(`not_initialised`)."""
    with store.reading() as tx:
        here = point.load(tx)
    if here is None:
        raise Refused("not_initialised")
    return here
