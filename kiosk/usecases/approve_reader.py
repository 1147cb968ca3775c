"""An officer looked at a reader who had registered alone."""

from kiosk.clock import Clock
from kiosk.storage import journal, reader_notes, readers
from kiosk.storage.connection import Store
from sync.protocol.entries import ReaderApproved


def approve_reader(store: Store, number: int, *, clock: Clock) -> None:
    """Let a reader borrow. Told again it changes nothing. Raises Refused(`reader_unknown` | `reader_erased`)."""
    moment = clock()
    with store.writing() as tx:
        reader = readers.present(tx, number)
        if reader.approval and reader.approved_at is None:
            reader_notes.write(tx, journal.Writer(tx, moment), store.keyring.device_id, ReaderApproved, reader.name)
