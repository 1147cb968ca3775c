"""The province's half of a push, without its database: does this batch continue the chain that is known?

Only bytes that fail the chain or the signature stop a device. What an entry *says* is never judged here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import columns, statements
from .entries import HASH_SIZE, NONCE_SIZE, chained, genesis
from .messages import MAX_BATCH, BadMessage, Push

_LARGEST: Final = 2**53


class Rejected(ValueError):
    """A push that the province does not take. `code` is a stable word of PROTOCOL.md."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Known:
    """What the province holds of one epoch of a device: up to `seq` with chain hash `head`.

    `hash_at(seq)` gives the hash of an earlier entry it holds, or None; hash_at(0) is the genesis.
    """

    seq: int
    head: bytes
    hash_at: Callable[[int], bytes | None]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a verified push adds: entries `first`, `first + 1`, … with their chain hashes; nothing on a repeat.

    `genesis` is h₀ when the push opens an epoch, else b"". `repeated`: the (bytes, hash) of its entries before
    `first`, which should be held already.
    """

    first: int
    raws: list[bytes]
    hashes: list[bytes]
    genesis: bytes
    repeated: list[tuple[bytes, bytes]]

    @property
    def last(self) -> int:
        """The seq of the last new entry; `first - 1` when there is none."""
        return self.first + len(self.raws) - 1


def verify(push: Push, device_key: bytes, known: Known | None) -> Intake:
    """What `push` adds to `known` (None: nothing of this epoch yet).

    A repeat after a lost answer, whole or overlapping, adds only what is new. Raises Rejected with `bad_message`,
    `bad_signature`, `broken_chain` (the entries do not lead from `before` to `head`), `gap` (entries before `first` are
    missing here) or `fork` (another history is known under the same numbers).
    """
    _ensure_well_formed(push)
    _ensure_signed(push, device_key)
    if push.first == 1 and push.before != genesis(device_key, push.epoch, push.nonce):
        raise Rejected("broken_chain", "the first hash is not the genesis of this device and epoch")
    seq = known.seq if known else 0
    if push.first > seq + 1:
        raise Rejected("gap", f"entries up to {seq} are known; {push.first} came")
    if known and not _agrees(known, push.first - 1, push.before):
        raise Rejected("fork", f"entry {push.first - 1} is known with another hash")
    raws, hashes = _chain(push)
    overlap = min(push.last, seq)
    if known and overlap >= push.first and not _agrees(known, overlap, hashes[overlap - push.first]):
        raise Rejected("fork", f"entry {overlap} is known with another hash")
    fresh = max(0, seq + 1 - push.first)
    return Intake(
        first=push.first + fresh,
        raws=raws[fresh:],
        hashes=hashes[fresh:],
        genesis=push.before if push.first == 1 and known is None else b"",
        repeated=list(zip(raws[:fresh], hashes[:fresh], strict=True)),
    )


def _agrees(known: Known, seq: int, digest: bytes) -> bool:
    """Whether what is known does not speak against this hash. An entry that was lost speaks for nobody: it is put back
    when the entries around it agree.
    """
    held = known.hash_at(seq)
    return held is None or held == digest


def _ensure_well_formed(push: Push) -> None:
    count = push.last - push.first + 1
    if not (1 <= push.epoch < _LARGEST and 1 <= push.first < _LARGEST and 0 <= count <= MAX_BATCH):
        raise Rejected("bad_message", f"epoch {push.epoch}, entries {push.first} to {push.last}")
    if len(push.before) != HASH_SIZE or len(push.head) != HASH_SIZE:
        raise Rejected("bad_message", "a chain hash has 32 bytes")
    if len(push.nonce) != (NONCE_SIZE if push.first == 1 else 0):
        raise Rejected("bad_message", "the nonce goes with the first entry of an epoch, and has 16 bytes")


def _ensure_signed(push: Push, device_key: bytes) -> None:
    statement = statements.batch(device_key, push.epoch, push.first, push.last, push.before, push.head)
    try:
        statements.check(device_key, statement, push.signature)
    except statements.BadSignature:
        raise Rejected("bad_signature", "the batch is not signed by this device") from None


def _chain(push: Push) -> tuple[list[bytes], list[bytes]]:
    count = push.last - push.first + 1
    try:
        raws = columns.unpacked(push.frame, count) if count else []
    except BadMessage as error:
        raise Rejected("bad_message", str(error)) from None
    hashes: list[bytes] = []
    head = push.before
    for raw in raws:
        head = chained(head, raw)
        hashes.append(head)
    if head != push.head:
        raise Rejected("broken_chain", "the entries do not lead to the signed head")
    return raws, hashes
