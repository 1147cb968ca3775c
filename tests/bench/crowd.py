"""A thousand kiosks at once, in one thread: each speaks HTTP over a line of its own and keeps what it was answered."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.protocol import messages
from sync.protocol.messages import CONTENT_TYPE, Receipt

_HEAD: Final = (
    f"POST /sync/v1/push HTTP/1.1\r\nHost: province\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: %d\r\n\r\n"
)
_END: Final = b"\r\n\r\n"


@dataclass(slots=True)
class Caller:
    """A kiosk with the pushes it will send, in order; `acknowledged`: how far the province says it holds its chain.

    `loses_an_answer`: it hangs up once before it has read the answer, and sends that push again.
    """

    pushes: Sequence[bytes]
    loses_an_answer: bool = False
    acknowledged: tuple[int, bytes] = (0, b"")


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

    async def whole() -> Night:
        found, started = Night(), time.perf_counter()
        calls = (_call(port, caller, begin, pushes, found) for caller, begin in zip(callers, begins, strict=True))
        await asyncio.gather(*calls)
        found.seconds = time.perf_counter() - started
        return found

    return asyncio.run(whole())


async def _call(port: int, caller: Caller, begin: float, pushes: slice, found: Night) -> None:
    await asyncio.sleep(begin)
    line = _Line(port)
    for number, body in enumerate(caller.pushes[pushes]):
        if number == 1 and caller.loses_an_answer:
            await line.send(body)
            await line.hang_up()
        await _deliver(line, caller, body, found)
    await line.hang_up()


async def _deliver(line: _Line, caller: Caller, body: bytes, found: Night) -> None:
    """Send until a receipt comes: a kiosk has no last attempt."""
    while True:
        started = time.perf_counter()
        try:
            await line.send(body)
            status, content = await line.answer()
        except (OSError, asyncio.IncompleteReadError):
            found.cut += 1
            await line.hang_up()
            continue
        if status == 200:
            receipt = messages.unpacked(content, Receipt)
            caller.acknowledged = (receipt.seq, receipt.head)
            found.answers.append(time.perf_counter() - started)
            return
        found.refused += 1
        await asyncio.sleep(1)
