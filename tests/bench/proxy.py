"""A TCP proxy that counts bytes both ways: what a client and a server really put on the wire, above TCP.

It is a process of its own, so that it never waits for the interpreter lock of what is measured.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 256 * 1024


@dataclass(frozen=True)
class Traffic:
    """Bytes of TCP payload: `sent` by the client, `received` by it."""

    sent: int
    received: int

    @property
    def total(self) -> int:
        return self.sent + self.received

    def since(self, earlier: "Traffic") -> "Traffic":
        return Traffic(self.sent - earlier.sent, self.received - earlier.received)


class CountingProxy:
    """A running proxy: connect to `port` of 127.0.0.1 in place of the server."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self._ask("port"))

    def _ask(self, question: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def traffic(self) -> Traffic:
        """All bytes that have passed until now."""
        return Traffic(**json.loads(self._ask("traffic")))


@contextmanager
def counting_proxy(target_port: int) -> Iterator[CountingProxy]:
    """Listen on a free port and pass everything on to `target_port` of 127.0.0.1."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.proxy", str(target_port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield CountingProxy(process)
        finally:
            process.terminate()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, count: Callable[[int], None]) -> None:
    with suppress(ConnectionError):
        while data := await source.read(CHUNK):
            count(len(data))
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()


async def _serve(target_port: int) -> None:
    counts = {"sent": 0, "received": 0}

    def counter(way: str) -> Callable[[int], None]:
        def count(size: int) -> None:
            counts[way] += size

        return count

    async def connected(client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        replies, server = await asyncio.open_connection("127.0.0.1", target_port, limit=CHUNK)
        await asyncio.gather(
            _pump(client, server, counter("sent")),
            _pump(replies, answers, counter("received")),
        )
        server.close()
        answers.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, limit=CHUNK)
    port: int = listener.sockets[0].getsockname()[1]
    while question := (await asyncio.to_thread(sys.stdin.readline)).strip():
        print(port if question == "port" else json.dumps(counts), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
