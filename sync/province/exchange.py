"""One push and the province's answer, whichever way they travel: over HTTP (wire.py) or on a stick (sticks.py)."""

import dataclasses

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..protocol.intake import Rejected
from ..protocol.messages import Problem, Push, Receipt
from . import alarms, branches, errands, ledger, reconciling
from .projection import UNKNOWN_KIND


class Refusal(Exception):
    """An answer that is a problem."""

    def __init__(self, code: str, detail: str = "", receipt: Receipt | None = None) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, detail=detail, receipt=receipt)


def answered(push: Push, *, key: Ed25519PrivateKey, now: int) -> Receipt:
    """Take `push`, sign for all that is held of its epoch, and run its errand. Raises Refusal: nothing was stored.

    An errand is run even where the entries beside it do not fit: a kiosk that lost something asks so for what it lost.
    """
    try:
        sender = ledger.sender_of(push)
    except Rejected as rejected:
        raise Refusal(rejected.code, rejected.detail) from None
    try:
        taken = _taken(sender, push, now)
    except Rejected as rejected:
        raise _refusal(sender, push, rejected, key, now) from None
    receipt = ledger.receipt_for(sender, push.epoch, taken.seq, taken.head, key=key, now=now)
    if taken.quarantined:
        receipt = msgspec.structs.replace(receipt, quarantined=taken.quarantined)
    return _with_reply(receipt, sender, push, key, now)


def _taken(sender: ledger.Sender, push: Push, now: int) -> ledger.Taken:
    taken = ledger.take(sender, push, now=now)
    if not taken.repeated:
        return taken
    repaired = reconciling.repair(sender, push.epoch, push.first, taken.repeated, now=now)
    unknown = any(reason == UNKNOWN_KIND for _, reason in taken.quarantined)
    learned = unknown and reconciling.judge_what_was_learned(sender, push.epoch, push.first, push.last)
    if repaired or learned:
        aside = ledger.held_aside(sender, push.epoch, push.first, push.last)
        return dataclasses.replace(taken, quarantined=aside)
    return taken


def _refusal(sender: ledger.Sender, push: Push, rejected: Rejected, key: Ed25519PrivateKey, now: int) -> Refusal:
    if rejected.code in alarms.ALARMING:
        alarms.raise_alarm(sender.key, rejected.code, push.epoch, rejected.detail, now=now)
    if rejected.code == "fork":
        branches.keep(sender.key, push, now=now)
    holding = _holding(sender, push, key, now) if rejected.code in ("gap", "fork") else None
    return Refusal(rejected.code, rejected.detail, holding)


def _holding(sender: ledger.Sender, push: Push, key: Ed25519PrivateKey, now: int) -> Receipt | None:
    held = ledger.held_of(sender, push.epoch)
    if held is None:
        return None
    receipt = ledger.receipt_for(sender, push.epoch, held.seq, held.head, key=key, now=now)
    return _with_reply(receipt, sender, push, key, now)


def _with_reply(receipt: Receipt, sender: ledger.Sender, push: Push, key: Ed25519PrivateKey, now: int) -> Receipt:
    reply, signature = errands.answered(sender, push, key=key, now=now)
    return msgspec.structs.replace(receipt, reply=reply, reply_signature=signature) if reply else receipt
