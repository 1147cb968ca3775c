"""Single questions to the province, for the connection doctor: who are you, what time is it, do you know me."""

from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from typing import Final

from kiosk.errors import KioskError, Unavailable
from kiosk.storage import journal, mirror
from kiosk.storage.connection import Store
from sync.protocol import statements
from sync.protocol.errands import ReplyInvalid, carrying, reply_to
from sync.protocol.messages import BadMessage, Errand, Hello, Push, Receipt, packed, unpacked
from sync.protocol.push import ChainForked, PushSession, ReceiptInvalid

from .chains import chain_of
from .probes import Address, ProbeFailed, unverified
from .runner import PATH
from .transport import ProvinceRefused, Transport

_HELLO: Final = "/sync/v1/hello"
_LARGEST_HELLO: Final = 1_024
_SHUT_OUT: Final = "device_revoked"
_BY_STATUS: Final[Mapping[object, str]] = {404: "not_our_door", 413: "too_large"}
_ILL: Final = frozenset({"province_unwell", "province_busy", "province_server_fault"})
_SAME: Final = {
    "captive_portal": "captive_portal",
    "receipt_invalid": "receipt_invalid",
    "reply_invalid": "receipt_invalid",
    "chain_forked": "history_differs",
    "province_unknown_device": "unknown_device",
    "province_device_revoked": "device_revoked",
    "province_too_large": "too_large",
}

Found = tuple[str, Mapping[str, object]]
"""A finding's code and the values of its sentence."""


def hello(url: str, nonce: bytes, stall: float) -> Hello:
    """Whoever answers at `url`. Raises ProbeFailed for an answer that is not of this protocol."""
    transport = Transport(url, stall=stall)
    try:
        return unpacked(transport.get(f"{_HELLO}?nonce={nonce.hex()}"), Hello)
    except BadMessage:
        raise ProbeFailed("captive_portal") from None
    except Unavailable as error:
        raise as_probe(error, silent="answer_silent") from error
    finally:
        transport.close()


def is_from(province: mirror.Province, nonce: bytes, said: Hello) -> bool:
    """Whether the pinned province signed this hello."""
    try:
        statements.check(province.public_key, statements.hello(nonce, said.at), said.signature)
    except statements.BadSignature:
        return False
    return True


def proven_time(url: str, province: mirror.Province, nonce: bytes, stall: float) -> int | None:
    """The province's time (seconds UTC) where its certificate is not accepted: its own signature proves it."""
    address = Address.of(url)
    line = HTTPSConnection(address.host, address.port, timeout=stall, context=unverified())
    try:
        line.request("GET", f"{_HELLO}?nonce={nonce.hex()}")
        said = unpacked(line.getresponse().read(_LARGEST_HELLO), Hello)
    except (OSError, HTTPException, BadMessage):
        return None
    finally:
        line.close()
    return said.at if is_from(province, nonce, said) else None


def recognised(store: Store, url: str, province: mirror.Province, stall: float) -> Found:
    """What the province says to a push without entries. Raises ProbeFailed where it does not want this device.

    It takes the entries of a device that was shut out, but does not run its errands; a province that never ran one
    (of the first release) says so only by its verdict on an entry.
    """
    with store.reading() as tx:
        newest = journal.epochs(tx)[-1]
        confirmed = mirror.confirmed(tx, newest.epoch)
        runs_errands = mirror.has_compared(tx)
    own, sign = store.keyring.public_key, store.keyring.sign
    session = PushSession(
        chain_of(store, newest),
        sign=sign,
        province_key=province.public_key,
        acknowledged=confirmed.seq if confirmed else 0,
    )
    push = carrying(session.contact(), Errand(recall=((0, 0),)), own, sign=sign)
    try:
        receipt = _receipt(url, push, stall)
        session.receive(receipt, seconds=0)
        reply = reply_to(push, receipt, own, province_key=province.public_key)
    except (BadMessage, ReceiptInvalid, ReplyInvalid):
        raise ProbeFailed("receipt_invalid") from None
    except ChainForked:
        return "parted", {}
    if is_shut_out(store) or (reply is None and runs_errands):
        raise ProbeFailed("device_revoked")
    return "known", {"number": province.number, "held": receipt.seq}


def is_shut_out(store: Store) -> bool:
    """Whether the province set aside the last entry it confirmed because this device was shut out."""
    with store.reading() as tx:
        newest = journal.epochs(tx)[-1]
        confirmed = mirror.confirmed(tx, newest.epoch)
        return confirmed is not None and mirror.verdict(tx, newest.epoch, confirmed.seq) == _SHUT_OUT


def _receipt(url: str, push: Push, stall: float) -> Receipt:
    transport = Transport(url, stall=stall)
    try:
        return unpacked(transport.post(PATH, packed(push)), Receipt)
    except ProvinceRefused as refusal:
        if refusal.problem.code in ("gap", "fork"):
            raise ChainForked from None
        raise as_probe(refusal, silent="answer_silent") from refusal
    except Unavailable as error:
        raise as_probe(error, silent="answer_silent") from error
    finally:
        transport.close()


def as_probe(error: KioskError, *, silent: str) -> ProbeFailed:
    """What went wrong in an exchange, as a finding. `silent`: what no answer means at this hop."""
    status, reason = error.details.get("status", 0), error.code.removeprefix("province_")
    if error.code == "offline":
        return ProbeFailed(silent)
    if error.code in _ILL:
        return ProbeFailed(_BY_STATUS.get(status, "province_unwell"), status=status or reason)
    if error.code in _SAME:
        return ProbeFailed(_SAME[error.code])
    return ProbeFailed("refused" if reason != error.code else "not_sent", reason=reason)
