"""The province answered, and so said what time it is."""

from kiosk.clock import Moment
from kiosk.rules import clocks
from kiosk.storage import boots, evidence, journal
from kiosk.storage.connection import Store
from sync.protocol.entries import ClockCompared


def compare_clock(store: Store, province_at: int, *, sent: Moment, received: Moment) -> bool:
    """Write down the province's time if it tells more of this PC's clock than is known; whether it did.

    `province_at`: seconds UTC out of an answer that the pinned province has signed; `sent` and `received`: the kiosk's
    clock around that exchange. What this boot and those before it have counted is corrected in the same transaction.
    """
    if sent.boot != received.boot:
        return False
    contact = clocks.Compared(province_at, max(0, received.mono - sent.mono), received)
    with store.reading() as tx:
        standing = boots.present(tx, received)
        last = boots.last_contact(tx, received)
    if standing is None or not clocks.is_news(contact, standing.footing, last.mono if last else None):
        return False
    with store.writing() as tx:
        writer = journal.Writer(tx, received)
        entry = ClockCompared(
            wall=writer.wall, mono=writer.mono, boot=writer.boot, province_at=province_at, spread=contact.spread
        )
        evidence.write(tx, writer, entry)
    return True
