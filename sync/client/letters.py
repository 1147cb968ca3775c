"""Enrolment without a network: the request goes on a stick, the province's answer comes back on it.

Meanwhile the key that was derived from the typed code lies in the home, so that the answer is checked as on the line.
"""

import contextlib
import json
from pathlib import Path
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.storage.files import write_whole
from sync.protocol import volumes
from sync.protocol.enrolment import EnrolmentCode
from sync.protocol.messages import packed
from sync.protocol.volumes import BadVolume, Kind, Welcome
from sync.stick import Stick, StickTrouble

from . import enrolment

_FILE: Final = "enrolling.json"


def ask(store: Store, stick: Stick, typed_code: str, url: str = "") -> None:
    """Leave this device's request on the stick. `url`: the province's address for the day when there is a network.

    Raises Refused(`enrolment_code_mistyped` | `address_invalid`) or StickTrouble.
    """
    code, address = enrolment.code_of(typed_code), enrolment.address_of(url) if url else ""
    stick.make()
    pending = {"code_id": code.code_id, "key": code.key.hex(), "url": address}
    write_whole(_place(store), json.dumps(pending).encode())
    own, request = store.keyring.device_id, enrolment.request_for(store, code)
    stick.remove(volumes.other_name(Kind.WELCOME, own))  # the answer to an earlier code
    stick.write(volumes.other_name(Kind.ENROLMENT, own), volumes.wrapped(Kind.ENROLMENT, packed(request)))


def is_waiting(store: Store) -> bool:
    """Whether a request is under way."""
    return _place(store).exists()


def take_welcome(store: Store, stick: Stick, *, clock: Clock) -> mirror.Province | None:
    """Pin the province if its answer lies on the stick; None where nothing was asked or answered yet.

    Raises Refused(`enrolment_code_refused` | `point_differs` | `stick_file_damaged`),
    Unavailable(`province_not_proven`) or StickTrouble.
    """
    own, name = store.keyring.device_id, volumes.other_name(Kind.WELCOME, store.keyring.device_id)
    waiting = _waiting(store)
    if waiting is None or name not in stick.names():
        return None
    code, address = waiting
    try:
        welcome = volumes.content_of(Kind.WELCOME, stick.read(name, volumes.most_of(Kind.WELCOME)), Welcome)
    except BadVolume as bad:
        raise Refused("stick_file_damaged", file=name, reason=bad.code) from None
    if welcome.answer is None:
        _place(store).unlink()  # the code is of no more use; what else is on the stick may be
        raise Refused("enrolment_code_refused", reason=welcome.code)
    province = enrolment.pin(store, welcome.answer, code, address, clock=clock)
    _place(store).unlink()
    with contextlib.suppress(StickTrouble):  # a locked stick has told us all the same
        for kind in (Kind.ENROLMENT, Kind.WELCOME):
            stick.remove(volumes.other_name(kind, own))
    return province


def _waiting(store: Store) -> tuple[EnrolmentCode, str] | None:
    try:
        fields = json.loads(_place(store).read_bytes())
        return EnrolmentCode(fields["code_id"], bytes.fromhex(fields["key"])), str(fields["url"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _place(store: Store) -> Path:
    return store.home.path / _FILE
