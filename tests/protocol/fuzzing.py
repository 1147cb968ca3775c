"""Run in a process of its own, which may take only so much memory: what was honest once is changed and decoded.

    python -m tests.protocol.fuzzing SEED CASES

Prints one JSON object: how many of each door's cases were taken and refused, and the slowest of all in seconds.
Whatever a door raises beside its documented words ends the process with a traceback and the bytes that did it.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import msgspec
import zstandard

from sync.protocol import columns, entries, errands, intake, messages, statements, volumes
from sync.protocol.messages import BadMessage, Errand, Push, Receipt, Reply
from tests.protocol import chains
from tests.protocol.mutations import changed
from tests.protocol.samples import ENTRIES, MESSAGES, pushes

MEGABYTES: Final = 256
"""What one case may take at most: two million empty arrays in a frame take 160."""

_compress = zstandard.ZstdCompressor(write_content_size=True).compress
_JOURNAL: Final = chains.Journal(chains.key(1), chains.entries(40))
_PROVINCE: Final = chains.key(2)


@dataclass(frozen=True)
class Door:
    """What bytes come in by, and the only ways in which it may refuse them."""

    honest: tuple[bytes, ...]
    take: Callable[[bytes, Random], object]
    refusals: tuple[type[Exception], ...]


def _message(kind: type[messages.Message]) -> Door:
    honest = tuple(messages.packed(sample) for sample in MESSAGES if isinstance(sample, kind))
    return Door(honest, lambda raw, draw: messages.unpacked(raw, kind), (BadMessage,))


def _frame(raw: bytes, draw: Random) -> object:
    frame = _compress(raw) if draw.random() < 0.8 else changed(_compress(raw), draw)
    return columns.unpacked(frame, draw.choice((0, 1, 39, 40, 41, messages.MAX_BATCH)))


def _verified(raw: bytes, draw: Random) -> object:
    """A push of an enrolled device that has gone mad: half of what it changed it has signed, too."""
    push = messages.unpacked(raw, Push)
    key = _JOURNAL.device
    numbers = (push.epoch, push.first, push.last)
    if draw.random() < 0.7 and all(-(2**63) <= number < 2**64 for number in numbers):
        statement = statements.batch(_JOURNAL.public_key, *numbers, push.before, push.head)
        push = msgspec.structs.replace(push, signature=key.sign(statement))
    known = draw.choice((None, intake.Known(20, _JOURNAL.heads[20], lambda seq: _JOURNAL.heads[seq])))
    return intake.verify(push, _JOURNAL.public_key, known)


def _reply(raw: bytes, draw: Random) -> object:
    errand = b"errand"
    signature = _PROVINCE.sign(statements.reply(_JOURNAL.public_key, errand, raw))
    receipt = Receipt(epoch=1, seq=1, head=bytes(32), at=0, signature=b"", reply=raw, reply_signature=signature)
    asked = msgspec.structs.replace(_PUSH, errand=errand)
    return errands.reply_to(asked, receipt, _JOURNAL.public_key, province_key=statements.public_bytes(_PROVINCE))


def _volume(kind: volumes.Kind, content: type[msgspec.Struct]) -> Callable[[bytes, Random], object]:
    def take(raw: bytes, draw: Random) -> object:
        whole = volumes.wrapped(kind, raw)
        return volumes.content_of(kind, whole if draw.random() < 0.8 else changed(whole, draw), content)

    return take


_PUSH: Final = next(sample for sample in MESSAGES if isinstance(sample, Push))
_BODIES: Final = tuple(
    zstandard.decompress(columns.packed(raws))
    for raws in (chains.entries(40), [*chains.entries(39), b"raw"], [*ENTRIES, *ENTRIES])
)
DOORS: Final[dict[str, Door]] = {
    "Push": _message(Push),
    "Receipt": _message(Receipt),
    "Problem": _message(messages.Problem),
    "EnrolRequest": _message(messages.EnrolRequest),
    "EnrolAnswer": _message(messages.EnrolAnswer),
    "Hello": _message(messages.Hello),
    "Errand": _message(Errand),
    "Reply": _message(Reply),
    "frame": Door(_BODIES, _frame, (BadMessage,)),
    "entry": Door(tuple(ENTRIES), lambda raw, draw: entries.decode(raw), (entries.MalformedEntry,)),
    "plain entry": Door(tuple(ENTRIES), lambda raw, draw: entries.plain(raw), (entries.MalformedEntry,)),
    "push": Door(tuple(messages.packed(push) for push in pushes(_JOURNAL)), _verified, (BadMessage, intake.Rejected)),
    "reply": Door(_message(Reply).honest, _reply, (errands.ReplyInvalid,)),
    "volume of a push": Door(_message(Push).honest, _volume(volumes.Kind.PUSH, Push), (volumes.BadVolume,)),
    "volume of a welcome": Door(
        tuple(msgspec.msgpack.encode(sample) for sample in MESSAGES if isinstance(sample, volumes.Welcome)),
        _volume(volumes.Kind.WELCOME, volumes.Welcome),
        (volumes.BadVolume,),
    ),
    "volume of answers": Door(
        tuple(msgspec.msgpack.encode(sample) for sample in MESSAGES if isinstance(sample, volumes.Answers)),
        _volume(volumes.Kind.ANSWERS, volumes.Answers),
        (volumes.BadVolume,),
    ),
}


def _limited() -> None:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEGABYTES * 1_048_576, resource.RLIM_INFINITY))


def main(seed: int, cases: int) -> None:
    """Try `cases` changed messages, each door in its turn."""
    draw, told, slowest = Random(seed), Counter[str](), 0.0
    _limited()
    doors = list(DOORS.items())
    for number in range(cases):
        name, door = doors[number % len(doors)]
        raw = changed(draw.choice(door.honest), draw)
        before = time.perf_counter()
        try:
            door.take(raw, draw)
            told[f"{name}: taken"] += 1
        except door.refusals:
            told[f"{name}: refused"] += 1
        except BaseException:
            sys.stderr.write(f"{name} {number}: {raw[:2_000].hex()}\n")
            raise
        slowest = max(slowest, time.perf_counter() - before)
    print(json.dumps({"told": told, "slowest": slowest}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
