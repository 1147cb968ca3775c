"""A kiosk is opened: what happened to its files meanwhile is noticed before the first visitor is counted."""

import logging
from collections.abc import Callable
from typing import Final

from sqlite_utils import Database

from kiosk import SOFTWARE
from kiosk.clock import Clock
from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import erasures, highwater, journal, notices, point
from kiosk.storage.connection import Store, open_store
from kiosk.values import EntryRef
from sync.protocol.entries import EpochCause

from .use_recovery_code import wrap_anew

NONCE: Final = 16
_CODES: Final = {EpochCause.RESTORED: "database_rolled_back", EpochCause.FORKED: "database_forked"}
_LOG = logging.getLogger(__name__)


def open_home(home: Home, *, clock: Clock, random_bytes: Callable[[int], bytes]) -> Store:
    """Open an initialised home as open_store() does, and set right what its database cannot know by itself.

    A journal that is behind its high-water mark, or beside it, goes on in a new epoch (what the province has of the old
    one is taken back by the next pass), with a notice for the officer. Erasures that the database has not heard of are
    done again. Point keys that were adopted are used for every reader. Raises what open_store() raises.
    """
    mark = highwater.load(home.high_water)  # before the database is looked at: others may be writing both
    store = open_store(home)
    try:
        with store.reading() as tx:
            parted = highwater.difference(tx, mark)
            forgotten = erasures.outstanding(tx, home.erasures)
        if mark is not None and parted is not None:
            with store.writing() as tx:
                _part(tx, store, mark, clock=clock, nonce=random_bytes(NONCE))
            highwater.keep(store)
        if forgotten or (parted is not None and home.erasures.exists()):
            _erase_again(store, clock)
        if store.keyring.former:
            wrap_anew(store)
    except BaseException:
        store.close()
        raise
    return store


def _part(tx: Database, store: Store, mark: highwater.Mark, *, clock: Clock, nonce: bytes) -> None:
    """Open a new epoch after the journal's own last entry, unless another process just did."""
    cause, newest, here = highwater.difference(tx, mark), highwater.head(tx), point.load(tx)
    if cause is None or newest is None:
        return
    if here is None:
        raise Refused("not_initialised", home=str(store.home.path))
    now = clock()
    opening = journal.Opening(mark.epoch + 1, nonce, cause, EntryRef(newest.epoch, newest.seq), newest.head)
    journal.open_epoch(tx, store.keyring, now, opening, point=here.code, software=SOFTWARE)
    detail = f"{mark.epoch}-{mark.seq} {newest.epoch}-{newest.seq}"
    notices.keep(tx, notices.Notice(_CODES[cause], opening.epoch, now.wall, detail))
    _LOG.warning("%s: marked and found %s", _CODES[cause], detail)


def _erase_again(store: Store, clock: Clock) -> None:
    with store.writing() as tx:
        erasures.erase_again(tx, journal.Writer(tx, clock()), store.keyring, store.home.erasures)
    store.truncate_log()
