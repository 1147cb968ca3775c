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


class ReaderKey(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The key to one reader's personal fields, wrapped by the point's key: the province keeps it and cannot open it.

    `wrapped` is b"" where the key was destroyed.
    """

    device: bytes
    epoch: int
    seq: int
    wrapped: bytes


class Day(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What the kiosk holds of a stretch of one epoch, mostly a day: to be compared (reconciliation).

    `digest`: the first 16 bytes of SHA-256 over the chain hashes of `first` to `last`; `visits`: persons in them.
    """

    epoch: int
    first: int
    last: int
    digest: bytes
    visits: int


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a kiosk has read its point's feed: up to entry `seq` of the item at `position`; (0, 0) is nothing yet."""

    position: int = 0
    seq: int = 0


class Errand(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What a kiosk wants beside handing over entries.

    `cursor`: the feed after it, at most `limit` entries; None: no feed. `keys`: reader keys to be kept. `days`: to be
    compared. `recall`: (epoch, seq) pairs: entries of its own epochs after seq, which it has lost; (0, 0)
    asks only which epochs there are.
    """

    cursor: Cursor | None = None
    limit: int = 0
    keys: tuple[ReaderKey, ...] = ()
    days: tuple[Day, ...] = ()
    recall: tuple[tuple[int, int], ...] = ()


class Run(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Entries `first` to `last` of an epoch of `device`, packed in a frame.

    `nonce`: the epoch's, so that its genesis can be computed; `before`: the chain hash before `first`.
    """

    device: bytes
    device_key: bytes
    epoch: int
    first: int
    last: int
    nonce: bytes
    before: bytes
    frame: bytes


class Page(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A stretch of the feed in commit order, up to `cursor`. `keys` belong to readers in it, or were changed since."""

    runs: tuple[Run, ...]
    keys: tuple[ReaderKey, ...]
    cursor: Cursor
    more: bool


class Reply(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The answer to an errand.

    `kept`: how many of its keys are kept. `differing`: (epoch, first, last) of days that do not agree. `recalled`: own
    entries that were asked for, as far as they fit. `epochs`: (epoch, seq) of all that is held of this device, told
    when something was recalled. `keys`: of the readers in `recalled`.
    """

    page: Page | None = None
    kept: int = 0
    differing: tuple[tuple[int, int, int], ...] = ()
    recalled: tuple[Run, ...] = ()
    epochs: tuple[tuple[int, int], ...] = ()
    keys: tuple[ReaderKey, ...] = ()


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
    errand: bytes = b""
    errand_signature: bytes = b""


class Receipt(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The province's signed word: it holds `epoch` up to `seq`, whose hash is `head`, at `at` (seconds UTC).

    `quarantined` names entries of this push that are kept but not counted: (seq, reason code). `reply`: a packed Reply
    to the errand, signed over statements.reply, or both b"".
    """

    epoch: int
    seq: int
    head: bytes
    at: int
    signature: bytes
    quarantined: tuple[tuple[int, str], ...] = ()
    reply: bytes = b""
    reply_signature: bytes = b""


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


Message = TypeVar("Message", Push, Receipt, Problem, EnrolRequest, EnrolAnswer, Hello, Errand, Reply)

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
