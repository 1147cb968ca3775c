"""Does the journal still prove itself?"""

from kiosk.errors import Unavailable
from kiosk.storage import journal
from kiosk.storage.connection import Store


def verify_journal(store: Store) -> int:
    """Walk every chain from its genesis; returns the number of sound entries.

    Raises Unavailable(`database_damaged`, epoch=…, seq=…) at the first entry that does not continue its predecessor.
    """
    with store.reading() as tx:
        broken = journal.first_break(tx, store.keyring)
        entries = journal.length(tx)
    if broken is not None:
        raise Unavailable("database_damaged", epoch=broken.epoch, seq=broken.seq)
    return entries
