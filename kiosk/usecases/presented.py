"""Which card is held before the reader: a library card, or an identity card that its reader linked."""

from sqlite_utils import Database

from kiosk import ids
from kiosk.errors import Refused
from kiosk.rules import admission, identity
from kiosk.storage import identity_links, settings
from kiosk.storage.connection import Store


def card_of(tx: Database, store: Store, presented: str) -> bytes:
    """The digest of what was presented; whether anybody has it is another question.

    Raises what admission.recognised() raises; where identity cards serve, Refused(`identity_card_damaged` |
    `identity_card_unlinked`) too.
    """
    code = ids.spelled(presented)
    if ids.has_card_shape(code):
        return ids.card_digest(code)
    if settings.is_on(tx, "identity_cards") and len(presented) <= admission.LONGEST_CODE:
        number = identity.number_in(presented)
        if number is not None:
            card = identity_links.find(tx, store.keyring, number)
            if card is None:
                raise Refused("identity_card_unlinked")
            return card
    return ids.card_digest(admission.recognised(presented))
