"""An errand on its way: signed by the device that sends it, its reply believed only when the province signed it."""

from collections.abc import Callable

import msgspec

from . import statements
from .messages import BadMessage, Errand, Problem, Push, Receipt, Reply, packed, unpacked


class ReplyInvalid(Exception):
    """A reply that the pinned province did not sign, or that answers another errand."""


def carrying(push: Push, errand: Errand, device_key: bytes, *, sign: Callable[[bytes], bytes]) -> Push:
    """`push` with the errand beside its entries."""
    said = packed(errand)
    return msgspec.structs.replace(push, errand=said, errand_signature=sign(statements.errand(device_key, said)))


def reply_to(push: Push, answer: Receipt | Problem, device_key: bytes, *, province_key: bytes) -> Reply | None:
    """The reply to the push's errand; None where there is nothing to say, or a province of the first release answered.

    A push whose entries do not fit (gap, fork) has its reply too, in the receipt of what is held. Raises ReplyInvalid.
    """
    receipt = answer.receipt if isinstance(answer, Problem) else answer
    if receipt is None or not receipt.reply:
        return None
    try:
        statement = statements.reply(device_key, push.errand, receipt.reply)
        statements.check(province_key, statement, receipt.reply_signature)
        return unpacked(receipt.reply, Reply)
    except (statements.BadSignature, BadMessage) as error:
        raise ReplyInvalid(repr(error)) from None
