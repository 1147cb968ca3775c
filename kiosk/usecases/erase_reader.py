"""A reader wants to be forgotten."""

import re
from typing import Final

from sqlite_utils import Database

from kiosk import ids
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import admission
from kiosk.storage import erasures, journal, readers
from kiosk.storage.connection import Store

_NAME: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


def erase_reader(store: Store, presented: str, *, clock: Clock) -> int:
    """Destroy the key to a reader's personal fields for ever, and revoke their cards; how many cards those were.

    Law 91/2025/QH15, right to erasure. Every visit stays counted and the chain still verifies. `presented`: a card of
    theirs, or «epoch-seq» of the entry that registered them at this kiosk. First the erasure is noted outside the
    database, then the key goes, then the log in which it may still stand: killed anywhere, the next opening goes on.

    Raises what admission.recognised() raises, Refused(`reader_unknown` | `reader_erased`), or Unavailable.
    """
    with store.reading() as tx:
        name = _named(tx, store, presented)
    return erase_named(store, name, clock=clock)


def erase_named(store: Store, name: erasures.Erased, *, clock: Clock) -> int:
    """The same for a reader who is known by the entry that registered them, at whichever kiosk of the point."""
    with store.reading() as tx:
        erasures.note(tx, store.home.erasures, [name])
    with store.writing() as tx:
        cards = erasures.erase(tx, journal.Writer(tx, clock()), store.keyring, name)
    store.truncate_log()
    return cards


def _named(tx: Database, store: Store, presented: str) -> erasures.Erased:
    own = store.keyring.device_id
    if named := _NAME.fullmatch(presented.strip()):
        name = erasures.Erased(own, int(named[1]), int(named[2]))
    else:
        known = readers.by_card(tx, ids.card_digest(admission.recognised(presented)), own)
        if known is None:
            raise Refused("reader_unknown")
        device, epoch, seq = known.name
        name = erasures.Erased(device or own, epoch, seq)
    if erasures.is_erased(tx, name):
        raise Refused("reader_erased")
    if not readers.exists(tx, name):
        raise Refused("reader_unknown")
    return name
