"""The province behind a production WSGI server: waitress takes slow bodies whole before a thread is spent on them."""

import gc
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from django.core.wsgi import get_wsgi_application
from django.db import connections
from waitress import wasyncore
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher
from whitenoise import WhiteNoise

from ..protocol.messages import MAX_BODY
from .database import migrate
from .home import ProvinceHome
from .settings import configure
from .workers import keep_working, leave_when_told

ASSETS: Final = Path(__file__).parents[2] / "assets"
_STATIC: Final = Path(__file__).parent / "static"
_PROXY_HEADERS: Final = "x-forwarded-for x-forwarded-host x-forwarded-proto"
_THREADS: Final = 4
_WAITRESS: Final[dict[str, Any]] = {
    "ident": None,  # no Server header: bytes on a 2G line
    "connection_limit": 1_000,
    "asyncore_use_poll": True,
    # Our own cap answers in the protocol's words; this one cuts off whoever ignores it.
    "max_request_body_size": 2 * MAX_BODY,
    "inbuf_overflow": 2 * MAX_BODY,
    # A 2G line may stall for 60 s and live (sync.md); three such stalls are a dead line.
    "channel_timeout": 180,
}


@dataclass(frozen=True)
class RunningServer:
    """A province that answers at `url`, in a thread of this process, until stop()."""

    url: str
    _server: Any
    _thread: threading.Thread

    def stop(self) -> None:
        """Close the door, let requests under way end, and return when the thread has ended."""
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(lambda: _close(self._server))  # in the server's own thread
        self._thread.join()

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen. Port 0 takes a free one. `trusted_proxy`: address of a proxy that ends TLS in front of us."""

    host: str = "127.0.0.1"
    port: int = 0
    trusted_proxy: str | None = None


def start(home: ProvinceHome, place: Place = Place(), *, database_url: str | None = None) -> RunningServer:
    """Serve this home from a thread of this process, which can hold one home only (Django's settings).

    Raises ProvinceUnusable, OSError (port taken).
    """
    listening = _opened(home, place, database_url)
    server = _server(application(), listening, place)
    thread = threading.Thread(target=server.run, name="province", daemon=True)
    thread.start()
    return RunningServer(_url(listening, place), server, thread)


def serve(
    home: ProvinceHome, place: Place, *, database_url: str | None, opened: Callable[[str], None], workers: int = 1
) -> None:
    """Serve from the main thread until SIGTERM or Ctrl-C; `opened` is told the address. Raises as start() does.

    More than one of `workers` are processes of their own on one socket, where the system can fork (workers.CAN_FORK).
    """
    with _opened(home, place, database_url) as listening:
        serving = application()

        def work() -> None:
            server = _server(serving, listening, place)  # in the worker: threads do not live through a fork
            try:
                leave_when_told()
                server.run()
            finally:
                _close(server)

        # What is loaded is for ever: looking through it again and again costs a push a twentieth of its time, and would
        # copy its pages into every worker.
        gc.freeze()
        if workers > 1:
            keep_working(workers, work, begun=lambda: opened(_url(listening, place)))
        else:
            leave_when_told()
            opened(_url(listening, place))
            work()


def _opened(home: ProvinceHome, place: Place, database_url: str | None) -> socket.socket:
    """Everything that can go wrong, before the first kiosk calls; then the listening socket."""
    configure(home, database_url, behind_tls=place.trusted_proxy is not None)
    home.signing_key()  # a damaged key is said now, not to the first kiosk
    migrate(home)
    connections.close_all()  # this thread's own; each worker opens what it needs
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    return socket.create_server((place.host, place.port), family=family)


def _server(serving: WhiteNoise, listening: socket.socket, place: Place) -> Any:
    threads = _Threads()
    threads.set_thread_count(_THREADS)
    believed: dict[str, Any] = {}
    if place.trusted_proxy:
        believed = {"trusted_proxy": place.trusted_proxy, "trusted_proxy_headers": _PROXY_HEADERS}
    return create_server(serving, sockets=[listening], _dispatcher=threads, **_WAITRESS, **believed)


def _url(listening: socket.socket, place: Place) -> str:
    shown = f"[{place.host}]" if listening.family == socket.AF_INET6 else place.host
    return f"http://{shown}:{listening.getsockname()[1]}"


def application() -> WhiteNoise:
    """The WSGI application: style sheet, icon and fonts from memory, all else from Django."""
    files = WhiteNoise(get_wsgi_application(), max_age=3_600)
    files.add_files(str(_STATIC), prefix="static/")
    files.add_files(str(ASSETS / "fonts"), prefix="static/fonts/")
    return files


class _Threads(ThreadedTaskDispatcher):
    """Threads that hang up their database connections when they end."""

    def handler_thread(self, thread_no: int) -> None:
        super().handler_thread(thread_no)
        connections.close_all()


def _close(server: Any) -> None:
    """Close the listening socket and every connection: the loop ends when nothing is left to wait for."""
    wasyncore.close_all(server._map)  # noqa: SLF001 # waitress has no public way to end its loop from elsewhere
