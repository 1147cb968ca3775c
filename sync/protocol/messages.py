"""What travels: one positional msgpack array a message. PROTOCOL.md says which field means what.

Unknown trailing fields are ignored and new ones have defaults, so that an old kiosk and a new server understand one
another for ever.
"""

from typing import Final, TypeVar

import msgspec

MAX_BODY: Final = 1_048_576
"""Bytes of one HTTP body, compressed as it travels."""
MAX_BATCH: Final = 5_000
"""Entries of one push."""
MAX_BATCH_BYTES: Final = 786_432
"""Bytes of all entries of one push before packing: even where nothing can be compressed, they fit in MAX_BODY."""

CONTENT_TYPE: Final = "application/x-msgpack"


class BadMessage(ValueError):
    """Bytes that are not the message they should be."""


class Push(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Entries `first` to `last` of one epoch of a device. `last == first - 1`: nothing new, only a contact.

    `device`: 16 bytes. `before`, `head`: chain hashes around the batch, 32 bytes each. `nonce`: the epoch's 16 random
    bytes when `first` is 1, else b"". `frame`: the entries, see columns.py. `signature`: over statements.batch.
    """

    device: bytes
    epoch: int
    first: int
    last: int
    before: bytes
    head: bytes
    nonce: bytes
    frame: bytes
    signature: bytes


class Receipt(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The province's signed word: it holds `epoch` up to `seq`, whose hash is `head`, at `at` (seconds UTC).

    `quarantined` names entries of this push that are kept but not counted: (seq, reason code).
    """

    epoch: int
    seq: int
    head: bytes
    at: int
    signature: bytes
    quarantined: tuple[tuple[int, str], ...] = ()


class Problem(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A refusal. `code` is a stable word; `receipt` says what the province does hold, where it can tell."""

    code: str
    detail: str = ""
    receipt: Receipt | None = None


class Certificate(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The province's word that a key is device `number` of a point."""

    device_key: bytes
    point: str
    number: int
    issued_at: int
    signature: bytes


class EnrolRequest(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A device asks to be certified. `proof`: HMAC under the code's secret; `signature`: by the device's own key."""

    code_id: str
    device_key: bytes
    proof: bytes
    signature: bytes
    software: str = ""


class EnrolAnswer(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The certificate, the province's key to pin, and a proof that whoever answers knows the code."""

    certificate: Certificate
    province_key: bytes
    proof: bytes
    point_name: str
    at: int


class Hello(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The province is there: its time (seconds UTC) and its signature over the caller's nonce."""

    at: int
    signature: bytes


Message = TypeVar("Message", Push, Receipt, Problem, EnrolRequest, EnrolAnswer, Hello)

_encode = msgspec.msgpack.Encoder().encode


def packed(message: msgspec.Struct) -> bytes:
    """The bytes of a message."""
    return _encode(message)


def unpacked(raw: bytes, kind: type[Message]) -> Message:
    """The message in `raw`. Raises BadMessage for anything else, an HTML page for one."""
    try:
        return msgspec.msgpack.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from None
