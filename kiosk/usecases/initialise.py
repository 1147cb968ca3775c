"""A PC becomes a kiosk, without a line to anywhere."""

import re
from dataclasses import dataclass
from typing import Final

from kiosk import SOFTWARE, passwords, text
from kiosk.clock import Clock
from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.rules import recovery
from kiosk.storage import highwater, journal, notices, point
from kiosk.storage.connection import make_store
from kiosk.values import EntryRef, Point
from sync.protocol.entries import EpochCause

_CODE: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,14}[A-Z0-9])?")
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Initialised:
    """A new kiosk. `device`: its id in hex; `first_password`: shown once, kept only as a hash."""

    point: Point
    device: str
    first_password: str


def initialise(
    home: Home, *, code: str, name: str, nonce: bytes, clock: Clock, recovery_code: str | None = None
) -> Initialised:
    """Make the home, its device key, the first epoch (`nonce`: 16 random bytes) and the officer's first password.

    An init that was cut short is taken up again. Where a kiosk lived whose database is lost, its device goes on in the
    next epoch and takes back from the province what that has. `recovery_code`: off the point's recovery sheet, so that
    this machine opens the names that come back.

    Raises Refused(`already_initialised` | `point_code_invalid` | `point_name_missing` | `keys_exist`) or what
    recovery.key_of() and make_store() raise.
    """
    here = _point(code, name)
    store = make_store(home, recovery.key_of(recovery_code) if recovery_code is not None else None)
    try:
        password = passwords.first_password()
        kept = passwords.hashed(password)
        now = clock()
        with store.writing() as tx:
            if (existing := point.load(tx)) is not None:
                raise Refused("already_initialised", point=existing.code, name=existing.name)
            point.save(tx, here)
            point.save_account(tx, point.Account(kept, 0, 0))
            opening = _opening(home, nonce)
            journal.open_epoch(tx, store.keyring, now, opening, point=here.code, software=SOFTWARE)
            if opening.cause is EpochCause.UNREADABLE:
                lost = f"{opening.previous.epoch}-{opening.previous.seq}"
                notices.keep(tx, notices.Notice("database_unreadable", opening.epoch, now.wall, lost))
        highwater.keep(store)
        return Initialised(here, store.keyring.device_id.hex(), password)
    finally:
        store.close()


def _opening(home: Home, nonce: bytes) -> journal.Opening:
    """The first epoch; after a lost database the one behind the high-water mark, whose entries others may hold."""
    mark = highwater.load(home.high_water)
    if mark is None:
        return journal.Opening(1, nonce, EpochCause.FIRST, EntryRef(0, 0), b"")
    return journal.Opening(mark.epoch + 1, nonce, EpochCause.UNREADABLE, EntryRef(mark.epoch, mark.seq), mark.head)


def _point(code: str, name: str) -> Point:
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Refused("point_code_invalid", given=code[:20])
    name = text.nfc(name)
    if not name or len(name) > _LONGEST_NAME or not text.is_printable(name):
        raise Refused("point_name_missing", most=_LONGEST_NAME)
    return Point(code, name)
