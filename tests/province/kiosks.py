"""A kiosk reduced to what the province can see: a key, a chain of entries, and signed pushes."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol import columns, enrolment, statements
from sync.protocol.entries import (
    AgeBand,
    BootStarted,
    Entry,
    EpochOpened,
    GroupKind,
    Method,
    Purpose,
    PurposeTold,
    Sex,
    VisitRecorded,
    chained,
    device_id,
    encode,
    genesis,
)
from sync.protocol.messages import EnrolRequest, Push


@dataclass
class Kiosk:
    """One device and one epoch of it; `raws` and `hashes` start at seq 1."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    epoch: int = 1
    nonce: bytes = field(default_factory=lambda: os.urandom(16))
    raws: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)

    @property
    def public_key(self) -> bytes:
        return statements.public_bytes(self.key)

    @property
    def device(self) -> bytes:
        return device_id(self.public_key)

    @property
    def seq(self) -> int:
        return len(self.raws)

    def hash_at(self, seq: int) -> bytes:
        return self.hashes[seq - 1] if seq else genesis(self.public_key, self.epoch, self.nonce)

    def write(self, entry: Entry | bytes) -> int:
        """Append an entry, or any bytes, to the chain; its seq."""
        raw = entry if isinstance(entry, bytes) else encode(entry)
        self.hashes.append(chained(self.hash_at(self.seq), raw))
        self.raws.append(raw)
        return self.seq

    def open(self, point: str, wall: int) -> None:
        """The two entries that begin every epoch."""
        self.write(
            EpochOpened(
                wall=wall,
                mono=0,
                boot=0,
                point=point,
                software="test",
                previous_epoch=0,
                previous_seq=0,
                previous_hash=b"",
                cause=1,
            )
        )
        self.write(BootStarted(wall=wall, mono=0, boot=1, boot_id=bytes(16)))

    def visit(
        self,
        wall: int,
        *,
        method: int = Method.SCANNED,
        purpose: int = Purpose.NOT_TOLD,
        head_count: int = 1,
        reader: tuple[bytes, int, int] = (b"", 0, 0),
        card: bytes = b"",
    ) -> int:
        return self.write(
            VisitRecorded(
                wall=wall,
                mono=wall % 100_000,
                boot=1,
                method=method,
                purpose=purpose,
                age_band=AgeBand.UNKNOWN,
                sex=Sex.UNKNOWN,
                head_count=head_count,
                group=GroupKind.NONE if head_count == 1 else GroupKind.SCHOOL_CLASS,
                reader_device=reader[0],
                reader_epoch=reader[1],
                reader_seq=reader[2],
                card=card,
            )
        )

    def tell(self, visit_seq: int, purpose: int, wall: int, *, visit_epoch: int | None = None) -> int:
        return self.write(
            PurposeTold(
                wall=wall,
                mono=wall % 100_000,
                boot=1,
                visit_epoch=self.epoch if visit_epoch is None else visit_epoch,
                visit_seq=visit_seq,
                purpose=purpose,
            )
        )

    def push(self, first: int = 1, last: int | None = None, *, raws: Sequence[bytes] | None = None) -> Push:
        """A signed push of `first` to `last` (default: to the end). `raws` travel in the frame instead, if given."""
        end = self.seq if last is None else last
        before, head = self.hash_at(first - 1), self.hash_at(end)
        statement = statements.batch(self.public_key, self.epoch, first, end, before, head)
        carried = self.raws[first - 1 : end] if raws is None else raws
        return Push(
            device=self.device,
            epoch=self.epoch,
            first=first,
            last=end,
            before=before,
            head=head,
            nonce=self.nonce if first == 1 else b"",
            frame=columns.packed(carried) if carried else b"",
            signature=self.key.sign(statement),
        )

    def enrol_request(self, typed_code: str) -> EnrolRequest:
        code = enrolment.parsed(typed_code)
        statement = statements.enrolment(code.code_id, self.public_key)
        return EnrolRequest(
            code_id=code.code_id,
            device_key=self.public_key,
            proof=enrolment.proof(code.key, statement),
            signature=self.key.sign(statement),
            software="test 1",
        )
