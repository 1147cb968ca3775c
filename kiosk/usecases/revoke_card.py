"""A card is lost, replaced or withdrawn."""

from kiosk import ids
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import admission
from kiosk.storage import journal, readers
from kiosk.storage.connection import Store


def revoke_card(store: Store, presented: str, *, clock: Clock) -> None:
    """Make a card of this kiosk open nothing any more.

    Raises what admission.recognised() raises, or Refused(`card_unknown`) for a card that is not known here or is
    revoked already.
    """
    code = admission.recognised(presented)
    with store.writing() as tx:
        if not readers.revoke_card(tx, journal.Writer(tx, clock()), ids.card_digest(code)):
            raise Refused("card_unknown")
