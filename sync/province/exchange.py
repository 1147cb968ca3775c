"""One push and the province's answer, whichever way they travel: over HTTP (wire.py) or on a stick (sticks.py)."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..protocol.intake import Rejected
from ..protocol.messages import Problem, Push, Receipt
from . import alarms, ledger


class Refusal(Exception):
    """An answer that is a problem."""

    def __init__(self, code: str, detail: str = "", receipt: Receipt | None = None) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, detail=detail, receipt=receipt)


def answered(push: Push, *, key: Ed25519PrivateKey, now: int) -> Receipt:
    """Take `push` and sign for all that is held of its epoch. Raises Refusal: nothing was stored."""
    try:
        sender = ledger.sender_of(push)
    except Rejected as rejected:
        raise Refusal(rejected.code, rejected.detail) from None
    try:
        taken = ledger.take(sender, push, now=now)
    except Rejected as rejected:
        if rejected.code in alarms.ALARMING:
            alarms.raise_alarm(sender.key, rejected.code, push.epoch, rejected.detail, now=now)
        holding = _holding(sender, push.epoch, key, now) if rejected.code in ("gap", "fork") else None
        raise Refusal(rejected.code, rejected.detail, holding) from None
    receipt = ledger.receipt_for(sender, push.epoch, taken.seq, taken.head, key=key, now=now)
    return msgspec.structs.replace(receipt, quarantined=taken.quarantined) if taken.quarantined else receipt


def _holding(sender: ledger.Sender, epoch: int, key: Ed25519PrivateKey, now: int) -> Receipt | None:
    held = ledger.held_of(sender, epoch)
    if held is None:
        return None
    return ledger.receipt_for(sender, epoch, held.seq, held.head, key=key, now=now)
