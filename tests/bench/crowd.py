"""A thousand kiosks at once, in one thread: each speaks HTTP over a line of its own and keeps what it was answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from sync.protocol import messages, statements
from sync.protocol.messages import CONTENT_TYPE, Cursor, Errand, Push, Receipt, Reply
from tests.province.kiosks import Kiosk

PAGE = 500
"""Entries of the feed that a kiosk asks for at once."""

_HEAD: Final = (
    f"POST /sync/v1/push HTTP/1.1\r\nHost: province\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: %d\r\n\r\n"
)
_END: Final = b"\r\n\r\n"


@dataclass(slots=True)
class Caller:
    """A kiosk with the pushes it will send, in order, each with an errand for its point's feed.

    `acknowledged`: how far the province says it holds its chain. `heard`: device, first and last seq of what the feed
    told. `loses_an_answer`: it hangs up once before it has read the answer, and sends that push again.
    """

    kiosk: Kiosk
    pushes: Sequence[Push]
    loses_an_answer: bool = False
    acknowledged: tuple[int, bytes] = (0, b"")
    heard: list[tuple[bytes, int, int]] = field(default_factory=list)
    has_heard_all: bool = False
    _cursor: Cursor = field(default_factory=Cursor)

    def asking(self, push: Push) -> bytes:
        """The push with its errand, packed."""
        errand = messages.packed(Errand(cursor=self._cursor, limit=PAGE))
        signature = self.kiosk.key.sign(statements.errand(self.kiosk.public_key, errand))
        return messages.packed(msgspec.structs.replace(push, errand=errand, errand_signature=signature))

    def receive(self, content: bytes) -> None:
        """Keep what a receipt says."""
        receipt = messages.unpacked(content, Receipt)
        self.acknowledged = max(self.acknowledged, (receipt.seq, receipt.head))
        page = messages.unpacked(receipt.reply, Reply).page if receipt.reply else None
        self.has_heard_all = page is None
        if page is not None:
            self._cursor = page.cursor
            self.heard += [(run.device, run.first, run.last) for run in page.runs]


@dataclass(slots=True)
class Night:
    """What the callers experienced: seconds of each answer, answers other than a receipt, lines cut on them."""

    answers: list[float] = field(default_factory=list)
    refused: int = 0
    cut: int = 0
    seconds: float = 0.0


class _Line:
    """One connection that is opened when it is needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, body: bytes) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        writer = self._streams[1]
        writer.write((_HEAD % len(body)).encode() + body)
        await writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Status and body."""
        assert self._streams is not None
        reader = self._streams[0]
        head = (await reader.readuntil(_END)).decode("ascii").lower()
        length = int(head.partition("content-length:")[2].split("\r\n", 1)[0])
        return int(head.split(" ", 2)[1]), await reader.readexactly(length)

    async def hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()
            self._streams = None


def night(port: int, callers: Sequence[Caller], begins: Sequence[float], pushes: slice) -> Night:
    """Let each caller come after its `begins` seconds and send these of its pushes, one after the other."""
    return asyncio.run(_gathered(callers, begins, lambda caller, found: _bring(port, caller, pushes, found)))


def last_contacts(port: int, callers: Sequence[Caller]) -> Night:
    """Let each caller come once more, with nothing new, until it has heard all that the feed tells."""
    return asyncio.run(_gathered(callers, [0.0] * len(callers), lambda caller, found: _listen(port, caller, found)))


async def _gathered(
    callers: Sequence[Caller], begins: Sequence[float], act: Callable[[Caller, Night], Awaitable[None]]
) -> Night:
    found, started = Night(), time.perf_counter()

    async def one(caller: Caller, begin: float) -> None:
        await asyncio.sleep(begin)
        await act(caller, found)

    await asyncio.gather(*(one(caller, begin) for caller, begin in zip(callers, begins, strict=True)))
    found.seconds = time.perf_counter() - started
    return found


async def _bring(port: int, caller: Caller, pushes: slice, found: Night) -> None:
    line = _Line(port)
    for number, push in enumerate(caller.pushes[pushes]):
        if number == 1 and caller.loses_an_answer:
            await line.send(caller.asking(push))
            await line.hang_up()
        await _deliver(line, caller, push, found)
    await line.hang_up()


async def _listen(port: int, caller: Caller, found: Night) -> None:
    line, contact = _Line(port), caller.kiosk.push(1, 0)
    caller.has_heard_all = False
    while not caller.has_heard_all:
        await _deliver(line, caller, contact, found)
    await line.hang_up()


async def _deliver(line: _Line, caller: Caller, push: Push, found: Night) -> None:
    """Send until a receipt comes: a kiosk has no last attempt."""
    while True:
        started = time.perf_counter()
        try:
            await line.send(caller.asking(push))
            status, content = await line.answer()
        except (OSError, asyncio.IncompleteReadError):
            found.cut += 1
            await line.hang_up()
            continue
        if status == 200:
            found.answers.append(time.perf_counter() - started)
            caller.receive(content)
            return
        found.refused += 1
        await asyncio.sleep(1)
