"""A bad line in user space, where namespaces are not to be had: a proxy that carries a stream as slowly and as late.

As a program (`python -m tests.bench.slow_proxy PORT '{…}'`, run by slow_proxy()) until its stdin ends. Nothing is lost
on loopback, so a loss is played: the segment and all behind it wait a round trip, which is what a fast retransmission
costs a stream. Handshakes cost a round trip; a congestion window, timeouts and lost handshakes are not played.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from urllib.parse import urlsplit

from tests.bench.line import Quality

SEGMENT = 1_348
"""Bytes of TCP payload in a packet of 1,400 bytes."""
HEADERS = 52


@contextmanager
def slow_proxy(url: str, quality: Quality) -> Iterator[int]:
    """Such a line to the server at `url` on this machine until the end of the `with`: the port to connect to."""
    target_port = urlsplit(url).port
    command = [sys.executable, "-m", "tests.bench.slow_proxy", str(target_port), json.dumps(asdict(quality))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


class _Way:
    """One direction, shared by all connections as a line is."""

    def __init__(self, quality: Quality, seed: int) -> None:
        self._quality = quality
        self._chance = random.Random(seed)
        self._free_at = 0.0

    async def carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Carry a stream to its end; what is under way is bounded by the queue."""
        flying: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(max(1, self._quality.queue // SEGMENT))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliver(flying, sink))
            with suppress(ConnectionError):
                while segment := await source.read(SEGMENT):
                    await flying.put((self._arrival(len(segment)), segment))
            await flying.put((0.0, b""))

    def _arrival(self, size: int) -> float:
        quality = self._quality
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + (size + HEADERS) * 8 / quality.rate
        again = quality.round_trip if self._chance.random() < quality.loss else 0.0
        return self._free_at + quality.round_trip / 2 + again

    async def _deliver(self, flying: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while True:
            at, segment = await flying.get()
            if not segment:
                break
            await asyncio.sleep(at - loop.time())
            with suppress(ConnectionError):
                sink.write(segment)
                await sink.drain()
        with suppress(OSError):
            if sink.can_write_eof():
                sink.write_eof()


async def _serve(target_port: int, quality: Quality) -> None:
    there, back = _Way(quality, quality.seed), _Way(quality, quality.seed + 1_000)

    async def connected(kiosk: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        await asyncio.sleep(quality.round_trip)  # the handshake, which loopback did at once
        replies, province = await asyncio.open_connection("127.0.0.1", target_port)
        await asyncio.gather(there.carry(kiosk, province), back.carry(replies, answers))
        province.close()
        answers.close()

    # A small limit: what a kiosk has handed over to loopback is not yet on the line.
    listener = await asyncio.start_server(connected, "127.0.0.1", 0, limit=SEGMENT)
    print(listener.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Quality(**json.loads(sys.argv[2]))))
