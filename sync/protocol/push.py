"""The kiosk's half of a push: what to send next, and what an answer means. Knows no socket, no database, no clock."""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from . import columns, statements
from .entries import device_id
from .messages import MAX_BATCH, MAX_BATCH_BYTES, Problem, Push, Receipt

LINK_SECONDS: Final = 5.0
"""A batch should occupy the line about this long, so that a cut costs little."""
FIRST_BATCH: Final = 500
LARGEST_BATCH: Final = MAX_BATCH
"""Each exchange costs a round trip in which the line stands idle."""
_PATIENT_SECONDS: Final = 2 * LINK_SECONDS
"""A batch that took less is not made smaller: two lost packets cost a good line as much, and say little about it."""


class ChainForked(Exception):
    """The province knows another history under the same numbers: nothing may be overwritten, an alarm is due."""


class ReceiptInvalid(Exception):
    """An answer that the pinned province did not sign, or that does not speak of what was sent."""


class Link(NamedTuple):
    """One journalled entry as the chain holds it."""

    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Chain:
    """One epoch of this device's journal, opened for reading.

    `read(first, limit)` gives entries from seq `first` on, at most `limit`. `hash_at(seq)` gives the chain hash of an
    entry, or None where there is none; hash_at(0) is the genesis.
    """

    device_key: bytes
    epoch: int
    nonce: bytes
    read: Callable[[int, int], Sequence[Link]]
    hash_at: Callable[[int], bytes | None]


class PushSession:
    """One epoch on its way to the province.

    Call next_push(); send it; tell what came back with receive(), receive_problem() or receive_silence(). Entries count
    as acknowledged only after receive() has verified the province's signature and compared its head with our own.
    """

    def __init__(
        self,
        chain: Chain,
        *,
        sign: Callable[[bytes], bytes],
        province_key: bytes,
        acknowledged: int,
        batch: int = FIRST_BATCH,
        largest: int = LARGEST_BATCH,
    ) -> None:
        self._chain = chain
        self._sign = sign
        self._province_key = province_key
        self._largest = largest
        self._sent: Push | None = None
        self._prepared: tuple[int, Push] | None = None
        self._greeted = False
        self.acknowledged = acknowledged
        self.batch = min(batch, largest)

    def next_push(self) -> Push | None:
        """The next batch; after the last one, and once in any case, an empty push that fetches a receipt; then None."""
        first = self.acknowledged + 1
        push = self._taken_up(first)
        if push is None:
            links = fitting(self._chain.read(first, self.batch))
            if not links and self._greeted:
                return None
            push = self._signed(first, links)
        self._sent = push
        return push

    def contact(self) -> Push:
        """A push without entries after the last acknowledged one: something to carry an errand."""
        self._sent = self._signed(self.acknowledged + 1, [])
        return self._sent

    def prepare(self) -> None:
        """Make the push that would follow the one under way, while the province is at work on that one.

        May be left out and never changes what is sent: next_push() takes it up only where it would make the same one.
        """
        sent = self._sent
        if sent is None or self._prepared is not None:
            return
        links = fitting(self._chain.read(sent.last + 1, self.batch))
        if links:
            self._prepared = self.batch, self._signed(sent.last + 1, links, before=sent.head)

    def receive(self, receipt: Receipt, *, seconds: float) -> None:
        """Take the province's receipt for what was sent last; `seconds` is how long the exchange took.

        Raises ReceiptInvalid when its signature or its range is wrong, ChainForked when its head is not ours.
        """
        sent = self._sent
        if sent is None or receipt.epoch != self._chain.epoch or receipt.seq < sent.last:
            raise ReceiptInvalid("the receipt does not cover what was sent")
        self._ensure_ours(receipt)
        self.acknowledged = receipt.seq
        self._greeted = True
        if sent.last >= sent.first and seconds > 0:
            self.batch = _paced(self.batch, sent.last - sent.first + 1, seconds, self._largest)

    def receive_problem(self, problem: Problem) -> bool:
        """Whether the push can go on: after a gap it resumes from what the province's own receipt says it holds.

        Raises ChainForked when the province knows another history, ReceiptInvalid when its word cannot be verified.
        """
        if problem.code == "fork":
            raise ChainForked
        if problem.code != "gap":
            return False
        held = 0
        if problem.receipt is not None:
            self._ensure_ours(problem.receipt)
            held = problem.receipt.seq
        if held >= self.acknowledged:
            return False
        self.acknowledged = held
        return True

    def receive_silence(self) -> None:
        """No answer came: halve the batch, keep every entry."""
        self.batch = max(1, self.batch // 2)

    def _taken_up(self, first: int) -> Push | None:
        """What was prepared, if it begins with `first` and has the present size; it is used or forgotten."""
        prepared, self._prepared = self._prepared, None
        if prepared is None:
            return None
        batch, push = prepared
        return push if batch == self.batch and push.first == first else None

    def _signed(self, first: int, links: Sequence[Link], *, before: bytes | None = None) -> Push:
        return signed_push(self._chain, first, links, sign=self._sign, before=before)

    def _ensure_ours(self, receipt: Receipt) -> None:
        ensure_confirms(receipt, self._chain, province_key=self._province_key)


def signed_push(
    chain: Chain,
    first: int,
    links: Sequence[Link],
    *,
    sign: Callable[[bytes], bytes],
    before: bytes | None = None,
) -> Push:
    """The push that carries `links`, the entries of `chain` from seq `first` on; without any, a mere contact.

    `before` spares a look-up where the hash before `first` is known. Raises ReceiptInvalid when that entry is missing.
    """
    before = before or chain.hash_at(first - 1)
    if before is None:
        raise ReceiptInvalid(f"entry {first - 1} was acknowledged, but this journal does not hold it")
    last = first + len(links) - 1
    head = links[-1].hash if links else before
    return Push(
        device=device_id(chain.device_key),
        epoch=chain.epoch,
        first=first,
        last=last,
        before=before,
        head=head,
        nonce=chain.nonce if first == 1 else b"",
        frame=columns.packed([link.raw for link in links]) if links else b"",
        signature=sign(statements.batch(chain.device_key, chain.epoch, first, last, before, head)),
    )


def ensure_confirms(receipt: Receipt, chain: Chain, *, province_key: bytes) -> None:
    """The receipt is the pinned province's word on `chain`, and names the hash that we hold there.

    Raises ReceiptInvalid when it is not, ChainForked when the hash is another.
    """
    device = device_id(chain.device_key)
    statement = statements.receipt(device, receipt.epoch, receipt.seq, receipt.head, receipt.at)
    if receipt.epoch != chain.epoch:
        raise ReceiptInvalid("the receipt speaks of another epoch")
    try:
        statements.check(province_key, statement, receipt.signature)
    except statements.BadSignature:
        raise ReceiptInvalid("the receipt is not signed by our province") from None
    if chain.hash_at(receipt.seq) != receipt.head:
        raise ChainForked


def fitting(links: Sequence[Link]) -> Sequence[Link]:
    """As many of `links` as one push may carry in bytes; a single entry always fits."""
    sizes = list(accumulate([len(link.raw) for link in links]))
    return links if not sizes or sizes[-1] <= MAX_BATCH_BYTES else links[: bisect(sizes, MAX_BATCH_BYTES)]


def _paced(batch: int, sent: int, seconds: float, largest: int) -> int:
    """The batch that would have taken LINK_SECONDS, at most twice the present one (a full batch tells the speed)."""
    if sent < batch:
        return batch
    fitting = int(sent * LINK_SECONDS / seconds)
    if seconds > _PATIENT_SECONDS:
        return max(1, fitting)
    return min(largest, max(batch, min(fitting, batch * 2)))
