"""The application around the window: fonts, style, what happens to an error nobody caught, start and end."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication

from ui.scanning.input_methods import disable_input_methods
from ui.wiring import Wiring, nothing_more

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from ui.shell import Shell

__all__ = ["Wiring", "build_window", "catch_the_uncaught", "make_application", "run_kiosk"]

log = logging.getLogger(__name__)

_STOPPED = 128 + 15
"""The exit code of a process that was asked to stop, as shells have it."""


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication of this process (an existing one is taken up), with the bundled fonts.

    The system's input methods are switched off: a Vietnamese typing tool would rewrite what a scanner types.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        disable_input_methods()
        application = QApplication([sys.argv[0], *arguments])
    from ui.theme import FAMILY, load_fonts

    application.setApplicationName("diem-doc")
    application.setApplicationDisplayName("Điểm Đọc")
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    load_fonts()
    font = application.font()
    font.setFamily(FAMILY)
    application.setFont(font)
    return application


def build_window(wiring: Wiring, size: QSize) -> Shell:
    """The window for a screen of `size` pixels, not yet shown. It may be wider than high or stand upright.

    Needs an application from `make_application()`. Opens the storage thread; `Shell.close()` ends it.
    """
    from ui.dress import put_on
    from ui.shell import Shell
    from ui.theme import Theme, scale_for

    theme = Theme(scale_for(size))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        put_on(application, theme)
    window = Shell(wiring, theme)
    window.resize(size)
    return window


def run_kiosk(wiring: Wiring, arguments: Sequence[str] = ()) -> int:
    """Open the guarded full-screen window and stay until an officer ends it; returns the exit code.

    0: the officer chose the end; 143: the system asked this process to stop (SIGTERM). Whoever supervises opens the
    kiosk again after anything but 0 and 2.
    """
    from ui.window.guard import Guard

    gc.disable()  # what is made before the first paint stays; looking through it for garbage costs a twentieth of it
    application = make_application(arguments)
    window = build_window(wiring, application.primaryScreen().size())
    stop: list[Callable[[], None]] = []

    def first_painted() -> None:
        gc.enable()
        stop.append(wiring.started(window))

    def closing() -> None:
        (stop.pop() if stop else nothing_more)()

    window.painted.connect(first_painted)
    window.closed.connect(closing)
    restore = catch_the_uncaught(window)
    asked = heed_the_system(window)
    guard = Guard(window)
    try:
        guard.begin()
        code = application.exec()
        return _STOPPED if asked() else code
    finally:
        window.end()
        restore()
        gc.enable()


def heed_the_system(window: Shell) -> Callable[[], bool]:
    """Close in order when the system asks for it (SIGTERM): the last backup is made. Returns: whether it has asked.

    Python hears of a signal between two of its own steps; the clock in the header takes one a second.
    """
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        QTimer.singleShot(0, window.end)

    signal.signal(signal.SIGTERM, stop)
    return lambda: bool(asked)


def catch_the_uncaught(window: Shell) -> Callable[[], None]:
    """Whatever nobody caught, on any thread, is logged, and the screen goes back to Welcome."""
    before, before_in_threads = sys.excepthook, threading.excepthook

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):  # at a terminal, where a developer sits
            QTimer.singleShot(0, window.end)
            return
        log.critical("nobody caught this", exc_info=(kind, error, trace))
        window.trouble_met.emit(error)

    def uncaught_in_thread(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            uncaught(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def restore() -> None:
        sys.excepthook, threading.excepthook = before, before_in_threads

    sys.excepthook, threading.excepthook = uncaught, uncaught_in_thread
    return restore
