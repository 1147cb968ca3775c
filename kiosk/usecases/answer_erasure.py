"""An officer answers a request to be forgotten, after checking who asks."""

from kiosk.clock import Clock
from kiosk.storage import journal, reader_notes, readers
from kiosk.storage.connection import Store
from kiosk.storage.erasures import Erased
from kiosk.usecases.erase_reader import erase_named
from kiosk.values import Declined
from sync.protocol.entries import ErasureDeclined


def carry_out_erasure(store: Store, number: int, *, clock: Clock) -> int:
    """Destroy a reader's fields for ever; how many cards were revoked. Law 91/2025/QH15: within 15 days of the asking.

    Whether somebody asked on the screen, on paper or by word of mouth is the same. Raises Refused(`reader_unknown` |
    `reader_erased`), or Unavailable.
    """
    with store.reading() as tx:
        name = Erased(*readers.present(tx, number).name)
    store.names.pop(number, None)
    return erase_named(store, name, clock=clock)


def decline_erasure(store: Store, number: int, reason: Declined, *, clock: Clock) -> None:
    """Record why a request is not carried out: withdrawn, or somebody else had asked. Without a request: nothing.

    Raises Refused(`reader_unknown` | `reader_erased`).
    """
    moment = clock()
    with store.writing() as tx:
        reader = readers.present(tx, number)
        if reader.erasure_asked_at is not None:
            writer = journal.Writer(tx, moment)
            own = store.keyring.device_id
            reader_notes.write(tx, writer, own, ErasureDeclined, reader.name, reason=int(reason))
