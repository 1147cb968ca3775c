"""The officer answers «Hôm nay là ngày…?»."""

from typing import Final

from kiosk import BUILT
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import boots, evidence, journal
from kiosk.storage.connection import Store
from kiosk.values import Confidence
from sync.protocol.entries import DateTold
from sync.protocol.times import SLACK

_BELIEVED: Final = 30 * 365 * 86_400
"""Seconds after the program was made; a later date is a slip of the finger."""


def tell_date(store: Store, told_at: int, *, clock: Clock) -> None:
    """Write down the officer's word that it is `told_at` now (seconds UTC); what this boot has counted follows it.

    A second word corrects the first. Raises Refused(`date_impossible`, least=…, most=…) for a time before the last one
    that the province said, or before this program was made; Refused(`clock_confirmed`, at=…) when the province has said
    in this boot what time it is: its word stands.
    """
    now = clock()
    with store.writing() as tx:
        contact = boots.last_contact(tx)
        least = max(BUILT, contact.at - SLACK if contact else 0)
        if not least <= told_at <= BUILT + _BELIEVED:
            raise Refused("date_impossible", least=least, most=BUILT + _BELIEVED)
        writer = journal.Writer(tx, now)
        if writer.confidence == Confidence.PROVINCE:
            raise Refused("clock_confirmed", at=writer.at)
        entry = DateTold(wall=writer.wall, mono=writer.mono, boot=writer.boot, told_at=told_at)
        evidence.write(tx, writer, entry)
