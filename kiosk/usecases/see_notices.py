"""The officer has read what happened to this kiosk's data."""

from kiosk.clock import Clock
from kiosk.storage import notices
from kiosk.storage.connection import Store


def see_notices(store: Store, *, clock: Clock) -> None:
    """Show no more what is shown now; what happens later is shown again."""
    with store.writing() as tx:
        notices.see(tx, clock().wall)
