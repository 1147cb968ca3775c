"""A line to a province that does one named harm to each exchange: real sockets between a real kiosk and a real server.

with bad_line(province.url) as line:
    line.harm(cut_answer(17))      # the next exchange; those after it are good
    line.harm(stalled_answer(0), redirected)
"""

import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tests.sync.lines import message

_PATIENCE: Final = 0.3
"""Seconds for an answer to a request that was spoiled: the server may wait for ever for what will not come."""
_AT_ONCE: Final = struct.pack("ii", 1, 0)


@dataclass
class Exchange:
    """A whole request of a kiosk that is on its way. `earlier`: the answers that this line has carried before."""

    kiosk: socket.socket
    address: tuple[str, int]
    request: bytes
    earlier: list[bytes]

    def asked(self, request: bytes, *, patience: float | None = None) -> bytes:
        """The province's answer to `request`; b"" if it hangs up or says nothing for `patience` seconds."""
        with socket.create_connection(self.address) as province:
            province.settimeout(patience)
            try:
                province.sendall(request)
                return message(province)
            except (TimeoutError, ConnectionError):
                return b""

    def answer(self) -> bytes:
        """The province's answer to what the kiosk sent."""
        return self.asked(self.request)

    def until_hung_up(self) -> None:
        """Stand still until the kiosk gives up."""
        with suppress(OSError):
            while self.kiosk.recv(65_536):
                pass


Harm = Callable[[Exchange], None]
"""What becomes of one exchange. The line is hung up after it."""


def cut_request(at: int, *, rudely: bool = False) -> Harm:
    """Only the first `at` bytes of the request arrive. `rudely`: both ends are reset instead of closed."""

    def harm(exchange: Exchange) -> None:
        with socket.create_connection(exchange.address) as province:
            province.sendall(exchange.request[:at])
            if rudely:
                _reset_on_close(province, exchange.kiosk)

    return harm


def cut_answer(at: int, *, rudely: bool = False) -> Harm:
    """The province has the request; only the first `at` bytes of its answer arrive."""

    def harm(exchange: Exchange) -> None:
        exchange.kiosk.sendall(exchange.answer()[:at])
        if rudely:
            _reset_on_close(exchange.kiosk)

    return harm


def stalled_request(at: int) -> Harm:
    """The first `at` bytes of the request arrive, then the line stands still."""

    def harm(exchange: Exchange) -> None:
        with socket.create_connection(exchange.address) as province:
            province.sendall(exchange.request[:at])
            exchange.until_hung_up()

    return harm


def stalled_answer(at: int) -> Harm:
    """The first `at` bytes of the answer arrive, then the line stands still."""

    def harm(exchange: Exchange) -> None:
        exchange.kiosk.sendall(exchange.answer()[:at])
        exchange.until_hung_up()

    return harm


def trickled(size: int, pause: float) -> Harm:
    """The answer arrives whole, `size` bytes at a time with `pause` seconds between."""

    def harm(exchange: Exchange) -> None:
        never = threading.Event()
        answer = exchange.answer()
        exchange.kiosk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(answer), size):
            exchange.kiosk.sendall(answer[start : start + size])
            never.wait(pause)

    return harm


def doubled(exchange: Exchange) -> None:
    """The province gets the request twice, one after the other; the second answer arrives."""
    exchange.answer()
    exchange.kiosk.sendall(exchange.answer())


def doubled_at_once(exchange: Exchange) -> None:
    """The province gets the request twice at the same time; both answers must serve, the first one arrives."""
    with socket.create_connection(exchange.address) as one, socket.create_connection(exchange.address) as other:
        one.sendall(exchange.request)
        other.sendall(exchange.request)
        answers = message(one), message(other)
        assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
        exchange.kiosk.sendall(answers[0])


def outrun(exchange: Exchange) -> None:
    """The answer to an earlier request arrives in place of this one's."""
    answer = exchange.answer()
    exchange.kiosk.sendall(exchange.earlier[-1] if exchange.earlier else answer[:-1])


def repeating(requests: list[bytes]) -> Harm:
    """The province gets all these old requests again before this one, whose answer is lost."""

    def harm(exchange: Exchange) -> None:
        for request in (*requests, exchange.request):
            exchange.asked(request)

    return harm


def spoiled_request(at: int, flip: int) -> Harm:
    """Byte `at` of the request arrives with the bits of `flip` turned."""

    def harm(exchange: Exchange) -> None:
        exchange.kiosk.sendall(exchange.asked(_flipped(exchange.request, at, flip), patience=_PATIENCE))

    return harm


def spoiled_answer(at: int, flip: int) -> Harm:
    """Byte `at` of the answer arrives with the bits of `flip` turned; then the line is hung up."""

    def harm(exchange: Exchange) -> None:
        exchange.kiosk.sendall(_flipped(exchange.answer(), at, flip))

    return harm


def answered(status: str, body: bytes, *, heard: bool, **headers: str) -> Harm:
    """Somebody answers in the province's place: `heard` after the province has had the request, else before."""

    def harm(exchange: Exchange) -> None:
        if heard:
            exchange.answer()
        rows = {"Content-Length": str(len(body)), **{name.replace("_", "-"): text for name, text in headers.items()}}
        head = "".join(f"{name}: {text}\r\n" for name, text in rows.items())
        exchange.kiosk.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return harm


class BadLine:
    """A listening line. Harms are done in the order they were asked for; an exchange without one is good."""

    def __init__(self, target: str) -> None:
        self.lead_to(target)
        self.requests: list[bytes] = []
        self.answers: list[bytes] = []
        self._harms: deque[Harm] = deque()
        self._lines: dict[socket.socket, threading.Thread] = {}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def lead_to(self, target: str) -> None:
        """From now on the province is at `target`, as after its restart."""
        parts = urlsplit(target)
        self._address = (parts.hostname or "", parts.port or 0)

    def harm(self, *harms: Harm) -> None:
        """Do these to the exchanges that come."""
        self._harms.extend(harms)

    def forgive(self) -> int:
        """Let everything that comes be good; how many harms had found no exchange."""
        left = len(self._harms)
        self._harms.clear()
        return left

    def close(self) -> None:
        """Hang up on everybody."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        for line, thread in self._lines.items():
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                kiosk, _ = self._listening.accept()
            except OSError:
                return
            # A thread each: after an error requests closes the line before only when its pool is collected.
            thread = threading.Thread(target=self._carry, args=(kiosk,))
            self._lines = {line: carrier for line, carrier in self._lines.items() if carrier.is_alive()}
            self._lines[kiosk] = thread
            thread.start()

    def _carry(self, kiosk: socket.socket) -> None:
        with kiosk, suppress(ConnectionError, TimeoutError):
            while request := message(kiosk):
                if not self._is_carried(kiosk, request):
                    return

    def _is_carried(self, kiosk: socket.socket, request: bytes) -> bool:
        """Whether the line is still good after this exchange."""
        self.requests.append(request)
        exchange = Exchange(kiosk, self._address, request, self.answers)
        if self._harms:
            self._harms.popleft()(exchange)
            return False
        answer = exchange.answer()
        self.answers.append(answer)
        kiosk.sendall(answer)
        return True


@contextmanager
def bad_line(target: str) -> Iterator[BadLine]:
    """A line to the province at `target`, hung up at the end."""
    line = BadLine(target)
    try:
        yield line
    finally:
        line.close()


def _flipped(raw: bytes, at: int, flip: int) -> bytes:
    """With byte `at` changed; in what is shorter, counted on from its beginning."""
    if not raw:
        return raw
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :]


def _reset_on_close(*lines: socket.socket) -> None:
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
