"""One exchange over HTTP: short headers, a body that may move slowly, and an answer that is not believed by itself."""

import io
import logging
import socket
from collections.abc import Callable
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from kiosk.errors import Unavailable
from sync.protocol.messages import CONTENT_TYPE, MAX_BODY, BadMessage, Problem, unpacked

CONNECT_SECONDS: Final = 10.0
STALL_SECONDS: Final = 60.0
"""How long the line may stand still. A transfer that moves, however slowly, is never cut."""

LONGEST_WAIT: Final = 3_600
"""Seconds. Whatever a server asks, an hour later we try again."""

_LOG = logging.getLogger(__name__)
_PIECE: Final = 16_384
_SIZES: Final = ("Content-Length", "Transfer-Encoding")
_SENT_AHEAD: Final = 32_768
"""Bytes that the system may hold for the line. By itself it takes megabytes at once, and then the minutes in which a
slow line carries them look like a line that stands still."""


class ProvinceRefused(Unavailable):
    """The province answered with a problem of its own protocol."""

    def __init__(self, problem: Problem, *, retry_after: int = 0) -> None:
        super().__init__(f"province_{problem.code}", detail=problem.detail, retry_after=retry_after)
        self.problem = problem


class _Patience(HTTPAdapter):
    """A body leaves this program as the line carries it, and each piece of it may wait `stall` seconds for the line.

    urllib3 itself sends under the connect timeout, and sets the read timeout only once all is sent.
    """

    def __init__(self, stall: float) -> None:
        self._stall = stall
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        ahead = (socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD)
        super().init_poolmanager(*args, **options, socket_options=[*HTTPConnection.default_socket_options, ahead])
        stall = self._stall

        class Http(HTTPConnection):
            def send(self, data: Any) -> None:
                if self.sock is not None:
                    self.sock.settimeout(stall)
                super().send(data)

        class Https(Http, HTTPSConnection):
            pass

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

        self.poolmanager.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}


class Transport:
    """A line to one province. `bytes_sent` and `bytes_received` count bodies only."""

    def __init__(self, url: str, *, connect: float = CONNECT_SECONDS, stall: float = STALL_SECONDS) -> None:
        self._url = url.rstrip("/")
        self._timeouts = (connect, stall)
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Patience(stall))
        self._session.trust_env = False  # a stray proxy variable must not decide where readers' data goes
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": "diem-doc", "Accept-Encoding": "identity"})
        self.bytes_sent = 0
        self.bytes_received = 0

    def post(self, path: str, body: bytes, *, meanwhile: Callable[[], None] = lambda: None) -> bytes:
        """Send `body` and return the answer's body; `meanwhile` is called once all is sent, while the province works.

        Raises ProvinceRefused for a problem that the province itself states, else Unavailable: `offline` (no line, no
        answer, a stall), `captive_portal` (somebody else's page came), `province_unwell` (the server is there but ill).
        """
        # A file-like body lets each piece take the stall time; plain bytes would be cut at the connect time in total.
        return self._exchange("POST", path, _Body(body, meanwhile), len(body))

    def get(self, path: str) -> bytes:
        """Fetch `path`. Raises as post() does."""
        return self._exchange("GET", path, None, 0)

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def _exchange(self, method: str, path: str, body: io.BytesIO | None, size: int) -> bytes:
        headers = {"Content-Type": CONTENT_TYPE} if body else {}
        try:
            with self._session.request(
                method,
                self._url + path,
                data=body,
                headers=headers,
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as answer:
                self.bytes_sent += size
                raw = _limited(answer)
                self.bytes_received += len(raw)
                return _accepted(answer, raw)
        except requests.RequestException as error:
            _LOG.info("no answer from the province: %s", type(error).__name__)
            raise Unavailable("offline") from error


class _Body(io.BytesIO):
    """A request's body that tells when its last byte has been handed over: who sends it then asks for more in vain."""

    def __init__(self, raw: bytes, at_end: Callable[[], None]) -> None:
        super().__init__(raw)
        self._at_end: Callable[[], None] | None = at_end

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece and self._at_end is not None:
            at_end, self._at_end = self._at_end, None
            at_end()
        return piece


def _limited(answer: requests.Response) -> bytes:
    raw = b""
    for piece in answer.iter_content(_PIECE):
        raw += piece
        if len(raw) > MAX_BODY:
            raise Unavailable("captive_portal")
    return raw


def _accepted(answer: requests.Response, raw: bytes) -> bytes:
    if answer.status_code == 200 and not raw and not any(answer.headers.get(name) for name in _SIZES):
        raise Unavailable("offline")  # the line broke inside the answer's head, which then looks like a short answer
    spoken = answer.headers.get("Content-Type", "").partition(";")[0].strip() == CONTENT_TYPE
    if answer.status_code == 200 and spoken:
        return raw
    wait = _retry_after(answer)
    if spoken:
        try:
            raise ProvinceRefused(unpacked(raw, Problem), retry_after=wait)
        except BadMessage:
            raise Unavailable("province_unwell", status=answer.status_code, retry_after=wait) from None
    if answer.status_code >= 500 or answer.status_code in (404, 408, 413, 429):
        raise Unavailable("province_unwell", status=answer.status_code, retry_after=wait)
    raise Unavailable("captive_portal")


def _retry_after(answer: requests.Response) -> int:
    """Seconds the server asks us to wait, 0 if it does not say; its other form, a date, needs a clock that is right."""
    asked = answer.headers.get("Retry-After", "")
    return min(int(asked), LONGEST_WAIT) if asked.isascii() and asked.isdigit() else 0
