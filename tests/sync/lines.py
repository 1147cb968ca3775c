"""Bad lines between a kiosk and its province: real sockets that lose answers or answer for somebody else."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit


@contextmanager
def answering(status: int, body: bytes, content_type: str = "text/html", **headers: str) -> Iterator[str]:
    """A server that gives everybody the same answer: a captive portal, a broken proxy. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def losing_answers(url: str, lost: int) -> Iterator[str]:
    """A line to `url` whose first `lost` answers never arrive, although the server had the request. Yields its address.

    A request goes through whole, its answer is read and thrown away, the line is cut.
    """
    target = urlsplit(url)
    listening = socket.create_server(("127.0.0.1", 0))
    left = [lost]
    lines: list[socket.socket] = []

    def carry(kiosk: socket.socket) -> None:
        with kiosk, socket.create_connection((target.hostname, target.port)) as province:
            while request := _request(kiosk):
                province.sendall(request)
                answer = message(province)
                if left[0] > 0:
                    left[0] -= 1
                    return
                kiosk.sendall(answer)

    def accept() -> None:
        while True:
            try:
                kiosk, _ = listening.accept()
            except OSError:
                return
            lines.append(kiosk)
            carry(kiosk)

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        # requests closes a line that it keeps only when its pool is collected, which after an error may be late.
        for line in (*lines, listening):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _request(line: socket.socket) -> bytes:
    try:
        return message(line)
    except ConnectionResetError:
        return b""


def _gulp(line: socket.socket) -> bytes:
    return line.recv(65_536)


def message(line: socket.socket, receive: Callable[[socket.socket], bytes] = _gulp) -> bytes:
    """One whole HTTP message with a Content-Length, or b"" if the line ends before it does."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = receive(line)
        if not piece:
            return b""
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    lengths = [row for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < length:
        piece = receive(line)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


@contextmanager
def narrow(url: str, piece: int, pause: float) -> Iterator[str]:
    """A line that takes a kiosk's bytes by `piece`, one each `pause` seconds, and carries one exchange to `url`."""
    target = urlsplit(url)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, piece)  # before listening: lines inherit it
    listening.bind(("127.0.0.1", 0))
    listening.listen()

    def carry() -> None:
        never = threading.Event()

        def sip(line: socket.socket) -> bytes:
            never.wait(pause)
            return line.recv(piece)

        kiosk, _ = listening.accept()
        with kiosk, socket.create_connection((target.hostname, target.port)) as province, suppress(ConnectionError):
            province.sendall(message(kiosk, sip))
            kiosk.sendall(message(province))

    thread = threading.Thread(target=carry)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        thread.join()
        listening.close()
