"""A device, a province and their chain, small enough to be joined in memory."""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol import statements
from sync.protocol.entries import BootStarted, Entry, VisitRecorded, chained, device_id, encode, genesis
from sync.protocol.intake import Known, Rejected, verify
from sync.protocol.messages import Problem, Push, Receipt, packed, unpacked
from sync.protocol.push import Chain, Link

NONCE: Final = bytes(range(16))


def key(number: int) -> Ed25519PrivateKey:
    """A key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def a_visit(number: int) -> VisitRecorded:
    """Visits as a day brings them: mostly readers, some walk-ins, now and then a class."""
    walk_in = number % 5 == 0
    return VisitRecorded(
        wall=1_795_395_600 + 97 * number,
        mono=3_600 + 97 * number,
        boot=1,
        method=3 if walk_in else 1,
        purpose=number % 6,
        age_band=number % 5,
        sex=number % 3,
        head_count=35 if number % 50 == 0 else 1,
        group=1 if number % 50 == 0 else 0,
        reader_device=b"",
        reader_epoch=0 if walk_in else 1,
        reader_seq=0 if walk_in else 2 + number % 300,
        card=b"",
    )


def entries(count: int) -> list[bytes]:
    """`count` canonical entries, a boot first and every hundredth time."""
    made: list[Entry] = [
        BootStarted(wall=5 + i, mono=5, boot=i // 100 + 1, boot_id=bytes([i % 251] * 16))
        if i % 100 == 0
        else a_visit(i)
        for i in range(count)
    ]
    return [encode(entry) for entry in made]


@dataclass
class Journal:
    """A device's chain in memory."""

    device: Ed25519PrivateKey
    raws: list[bytes]
    epoch: int = 1
    nonce: bytes = NONCE
    heads: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.public_key = statements.public_bytes(self.device)
        self.heads = [genesis(self.public_key, self.epoch, self.nonce)]
        for raw in self.raws:
            self.heads.append(chained(self.heads[-1], raw))

    def hash_at(self, seq: int) -> bytes | None:
        return self.heads[seq] if 0 <= seq < len(self.heads) else None

    def read(self, first: int, limit: int) -> list[Link]:
        chosen = range(first, min(first + limit, len(self.raws) + 1))
        return [Link(self.raws[seq - 1], self.heads[seq]) for seq in chosen]

    def chain(self) -> Chain:
        return Chain(self.public_key, self.epoch, self.nonce, self.read, self.hash_at)


@dataclass
class Province:
    """The province's half in memory: it keeps what intake lets through and signs receipts. One device, one epoch."""

    device_key: bytes
    key: Ed25519PrivateKey
    raws: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    now: int = 1_795_400_000

    def take(self, body: bytes) -> Receipt | Problem:
        """Answer a push as it travels."""
        push = unpacked(body, Push)
        self.now += 1
        try:
            intake = verify(push, self.device_key, self._known())
        except Rejected as rejected:
            receipt = self.receipt() if rejected.code in ("gap", "fork") and self.heads else None
            return Problem(code=rejected.code, detail=rejected.detail, receipt=receipt)
        if not self.heads:
            self.heads.append(intake.genesis)
        assert intake.first == len(self.raws) + 1
        self.raws += intake.raws
        self.heads += intake.hashes
        return self.receipt()

    def receipt(self, epoch: int = 1) -> Receipt:
        """Its signed word of what it holds."""
        seq, head, device = len(self.raws), self.heads[-1], device_id(self.device_key)
        signature = self.key.sign(statements.receipt(device, epoch, seq, head, self.now))
        return Receipt(epoch=epoch, seq=seq, head=head, at=self.now, signature=signature)

    def is_restored_to(self, seq: int) -> None:
        """A backup is put back: what came after `seq` is gone, and with 0 even the chain."""
        del self.raws[seq:], self.heads[seq + 1 if seq else 0 :]

    def _known(self) -> Known | None:
        if not self.heads:
            return None
        return Known(len(self.raws), self.heads[-1], lambda seq: self.heads[seq] if seq < len(self.heads) else None)


def sent(push: Push) -> bytes:
    """A push's bytes on the wire."""
    return packed(push)
