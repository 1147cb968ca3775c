"""Run inside the kiosk's own process: the real `main.py kiosk`, watched while it is used and kept busy.

    python scan_window.py HOME

Told over stdin, a JSON array a line: ["busy"]: sync and aggregate without a pause from now on; ["hold", CARD]: the card
comes before the camera with the next frame and stays until it is answered; ["type", CARD, ms a key, key code of the
terminator]: where there is no X server the keys are posted from here; ["measure"]. It tells over stdout, likewise:
["ready"]; ["painted", ns, ms of the last key, sentence, page]; ["arrived", ns] of the frame that first held the card;
["measured", passes, passes that failed, aggregates]. All times are of the monotonic clock; X stamps keys with it too.

As in first_paint.py the program is not asked to help. No event filter is put before the whole application, which would
cost what is to be measured: only the page of an answer is watched.
"""

import json
import os
import runpy
import sqlite3
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from PySide6.QtWidgets import QApplication, QWidget

FRAME_INTERVAL = 33  # ms
BY_MONTH_AND_PURPOSE = "SELECT day / 30, purpose, sum(head_count) FROM visits GROUP BY 1, 2"


def say(*told: object) -> None:
    print(json.dumps(told), flush=True)


class Burden:
    """What goes on in the same process meanwhile, each on a thread of its own."""

    def __init__(self, window: QWidget, home: Path) -> None:
        self._window, self._home = window, home
        self.passes = self.failures = self.aggregates = 0

    def start(self) -> None:
        for work in (self._sync, self._aggregate):
            threading.Thread(target=work, daemon=True).start()

    def _sync(self) -> None:
        """Passes by the button's own function, round upon round."""
        from kiosk.errors import KioskError

        while True:
            try:
                self._window.wiring.sync_now()  # type: ignore[attr-defined]  # a Shell; imported by the program itself
                self.passes += 1
            except KioskError:
                self.failures += 1
            self._window.refresh_wanted.emit()  # type: ignore[attr-defined]
            time.sleep(0.05)

    def _aggregate(self) -> None:
        database = sqlite3.connect(f"file:{self._home / 'diem-doc.sqlite3'}?mode=ro", uri=True)
        while True:
            database.execute(BY_MONTH_AND_PURPOSE).fetchall()
            self.aggregates += 1


class Fingers(QObject):
    """A scanner without an X server: key events as a platform plugin would report them, posted in time."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._keys: list[tuple[int, str, bool]] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._key_due)

    def type(self, code: str, pace: int, terminator: int) -> None:
        from tests.ui.keyboard import PLACES

        self._keys = [(PLACES[character], character, character.isalpha()) for character in code]
        if terminator:
            self._keys.append((terminator, "", False))
        self._timer.start(pace)

    def _key_due(self) -> None:
        place, text, capital = self._keys.pop(0)
        shift = Qt.KeyboardModifier.ShiftModifier if capital else Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, shift, place, 0, 0, text)
            event.setTimestamp(time.monotonic_ns() // 1_000_000)
            QCoreApplication.postEvent(self._window.windowHandle(), event)
        if not self._keys:
            self._timer.stop()


class Lens(QObject):
    """Thirty frames of 1280×720 a second, put where the camera's own are put."""

    def __init__(self, camera: QObject, parent: QObject) -> None:
        super().__init__(parent)
        self._camera = camera
        self._nobody = frame(None)
        self._shown: QVideoFrame | None = None
        self._told = True
        timer = QTimer(self, interval=FRAME_INTERVAL, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._frame_due)
        timer.start()

    def hold(self, card: str) -> None:
        self._shown, self._told = frame(card), False

    def take_away(self) -> None:
        self._shown = None

    def _frame_due(self) -> None:
        now = time.monotonic_ns()
        self._camera.inject(self._shown or self._nobody)  # type: ignore[attr-defined]
        if not self._told:
            self._told = True
            say("arrived", now)


def frame(card: str | None) -> QVideoFrame:
    """A grey hall as most cameras deliver it (YUYV); before it a card of a fifth of its width."""
    image = QImage(1280, 720, QImage.Format.Format_Grayscale8)
    image.fill(0x70)
    if card is not None:
        import qrcode

        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(card)
        rows = code.get_matrix()
        side = 280 // len(rows)
        painter = QPainter(image)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                painter.fillRect(480 + x * side, 220 + y * side, side, side, QColor(*[32 if dark else 232] * 3))
        painter.end()
    made = QVideoFrame(QVideoFrameFormat(image.size(), QVideoFrameFormat.PixelFormat.Format_YUYV))
    written = bytearray(b"\x80" * (2 * image.width() * image.height()))
    written[::2] = bytes(image.constBits())
    made.map(QVideoFrame.MapMode.WriteOnly)
    plane = made.bits(0)
    assert isinstance(plane, memoryview)
    plane[: len(written)] = written
    made.unmap()
    return made


class Watch(QObject):
    """Says when an answer is on the screen: the page was painted and the event that painted it has ended."""

    def __init__(self, window: QWidget, home: Path) -> None:
        super().__init__(window)
        self._window = window
        self._awaited: QObject | None = None
        self._watched: set[QObject] = set()
        self._burden = Burden(window, home)
        self._fingers = Fingers(window)
        self._lens: Lens | None = None
        reception = window.reception  # type: ignore[attr-defined]
        self._home_page = reception.welcome
        self._stamp = 0
        self._listen()
        reception.page_changed.connect(self._page_changed)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._told)
        say("ready")

    def _page_changed(self, page: QWidget) -> None:
        if page is self._home_page:
            return
        if page not in self._watched:
            self._watched.add(page)
            page.installEventFilter(self)
        self._awaited = page

    def _listen(self) -> None:
        """Hear each key before the wedge does, which lets none of a scanner's pass."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._stamp = event.timestamp()
        if event.type() == QEvent.Type.Paint and watched is self._awaited:
            self._awaited = None
            # Painting goes on inside this event: page, children, then the window's surface is flushed.
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        now = time.monotonic_ns()
        page = self._window.reception.page  # type: ignore[attr-defined]
        if self._lens is not None:
            self._lens.take_away()
        say("painted", now, self._stamp, page.accessibleName(), type(page).__name__)
        self._listen()

    def _told(self) -> None:
        for line in os.read(sys.stdin.fileno(), 65_536).splitlines():
            match json.loads(line):
                case ["busy"]:
                    self._burden.start()
                case ["type", code, pace, terminator]:
                    self._fingers.type(code, pace, terminator)
                case ["hold", card]:
                    self._hold(card)
                case ["measure"]:
                    say("measured", self._burden.passes, self._burden.failures, self._burden.aggregates)

    def _hold(self, card: str) -> None:
        from ui.scanning.camera import Camera

        if self._lens is None:
            camera = self._window.findChild(Camera)
            assert camera is not None
            self._lens = Lens(camera, self)
        self._lens.hold(card)


def main(home: Path) -> None:
    hand_over = QApplication.exec

    def watched(*_: object) -> int:
        window = next(widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "reception"))
        window.painted.connect(lambda: QTimer.singleShot(0, lambda: Watch(window, home)))  # type: ignore[attr-defined]  # a Shell
        return hand_over()

    QApplication.exec = watched  # type: ignore[method-assign]  # the whole purpose of this file
    sys.argv = ["main.py", "--home", str(home), "kiosk"]
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    runpy.run_path("main.py", run_name="__main__")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
