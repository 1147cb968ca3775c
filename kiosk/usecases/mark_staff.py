"""Who works here is no visitor."""

from kiosk.clock import Clock
from kiosk.storage import journal, reader_notes, readers
from kiosk.storage.connection import Store
from sync.protocol.entries import StaffMarked


def mark_staff(store: Store, number: int, *, staff: bool, clock: Clock) -> None:
    """From now on a reader's scans are greeted and not counted (ISO 2789: staff are no visitors), or counted again.

    What was counted before stays. Told again it changes nothing. Raises Refused(`reader_unknown` | `reader_erased`).
    """
    moment = clock()
    with store.writing() as tx:
        reader = readers.present(tx, number)
        if bool(reader.staff) != staff:
            writer = journal.Writer(tx, moment)
            reader_notes.write(tx, writer, store.keyring.device_id, StaffMarked, reader.name, staff=int(staff))
