"""A PC becomes a kiosk, without a line to anywhere."""

import re
from dataclasses import dataclass
from typing import Final

from kiosk import SOFTWARE, passwords, text
from kiosk.clock import Clock
from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import journal, point
from kiosk.storage.connection import make_store
from kiosk.values import Point

_CODE: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,14}[A-Z0-9])?")
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Initialised:
    """A new kiosk. `device`: its id in hex; `first_password`: shown once, kept only as a hash."""

    point: Point
    device: str
    first_password: str


def initialise(home: Home, *, code: str, name: str, nonce: bytes, clock: Clock) -> Initialised:
    """Make the home, its device key, the first epoch (`nonce`: 16 random bytes) and the officer's first password.

    An init that was cut short is taken up again. Raises Refused(`already_initialised` | `point_code_invalid` |
    `point_name_missing`) or what make_store() raises.
    """
    here = _point(code, name)
    store = make_store(home)
    try:
        password = passwords.first_password()
        kept = passwords.hashed(password)
        now = clock()
        with store.writing() as tx:
            if (existing := point.load(tx)) is not None:
                raise Refused("already_initialised", point=existing.code, name=existing.name)
            point.save(tx, here)
            point.save_account(tx, point.Account(kept, 0, 0))
            journal.open_first_epoch(tx, store.keyring, now, nonce=nonce, point=here.code, software=SOFTWARE)
        return Initialised(here, store.keyring.device_id.hex(), password)
    finally:
        store.close()


def _point(code: str, name: str) -> Point:
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Refused("point_code_invalid", given=code[:20])
    name = text.nfc(name)
    if not name or len(name) > _LONGEST_NAME or not text.is_printable(name):
        raise Refused("point_name_missing", most=_LONGEST_NAME)
    return Point(code, name)
