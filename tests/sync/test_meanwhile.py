"""One exchange over HTTP, seen from both of its ends."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import pytest

from sync.client.transport import Transport
from sync.protocol.messages import CONTENT_TYPE

PATIENCE = 20.0


@contextmanager
def one_exchange(allowed: threading.Event) -> Iterator[tuple[str, "Future[bytes]"]]:
    """A server that reads one request whole and answers once `allowed` is set. Yields its address and the request."""
    request: Future[bytes] = Future()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve_one, args=(listening, allowed, request))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", request
        finally:
            allowed.set()
            thread.join()


def _serve_one(listening: socket.socket, allowed: threading.Event, request: "Future[bytes]") -> None:
    line, _ = listening.accept()
    with line:
        raw = b""
        while b"\r\n\r\n" not in raw or len(raw.partition(b"\r\n\r\n")[2]) < _length(raw):
            raw += line.recv(65_536)
        request.set_result(raw)
        allowed.wait(PATIENCE)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 3\r\n\r\nyes" % CONTENT_TYPE.encode())


def _length(raw: bytes) -> int:
    head = raw.partition(b"\r\n\r\n")[0].lower()
    return next(int(row.partition(b":")[2]) for row in head.split(b"\r\n") if row.startswith(b"content-length:"))


@pytest.mark.parametrize("size", [1, 16_384, 16_385, 300_000])
def test_the_caller_works_after_the_last_byte_and_before_the_answer(size: int) -> None:
    allowed = threading.Event()
    body = bytes(range(256)) * (size // 256 + 1)
    seen: list[bytes] = []
    with one_exchange(allowed) as (url, request):
        transport = Transport(url)

        def meanwhile() -> None:
            seen.append(request.result(PATIENCE))  # it has arrived whole, and nobody has answered yet
            allowed.set()

        assert transport.post("/sync/v1/push", body[:size], meanwhile=meanwhile) == b"yes"
        transport.close()
    assert [raw.partition(b"\r\n\r\n")[2] for raw in seen] == [body[:size]]
    assert transport.bytes_sent == size


def test_a_defect_of_the_callers_own_work_is_not_taken_for_a_bad_line() -> None:
    def meanwhile() -> None:
        raise ZeroDivisionError

    with one_exchange(threading.Event()) as (url, _):
        transport = Transport(url)
        with pytest.raises(ZeroDivisionError):
            transport.post("/sync/v1/push", b"entries", meanwhile=meanwhile)
        transport.close()
