"""Run inside a process of its own: start a window and say when it was first painted and how much memory that took.

    python first_paint.py bare                              a PySide6 window with one word in it: the floor
    python first_paint.py program SECONDS main.py kiosk …   the real program, unchanged, and once more SECONDS later;
                                                            until then its camera is given 15 frames a second

The program is not asked to help: `QApplication.exec` is where it hands over to Qt, and there a filter is put before it
until the window has been shown. One JSON object per line; whoever started this process ends it.
"""

import json
import runpy
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QLabel

FRAME_INTERVAL = 66  # ms
STATUS = Path("/proc/self/status")


def report(moment: str) -> None:
    resident = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
    # CLOCK_MONOTONIC is one clock for all processes: the parent took its start from it too.
    told = {"moment": moment, "monotonic_ns": time.monotonic_ns(), "resident_kib": int(resident.split()[1])}
    print(json.dumps(told), flush=True)


class FirstPaint(QObject):
    """Waits for the first window that is on the screen. Qt paints widgets while it handles the expose event."""

    def __init__(self, application: QApplication, seconds: float) -> None:
        super().__init__(application)
        self._application = application
        self._seconds = seconds
        self._frames = 0
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.Expose and isinstance(watched, QWindow) and watched.isExposed():
            self._application.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        report("first paint")
        if self._seconds:
            frames = QTimer(self, interval=FRAME_INTERVAL)
            frames.timeout.connect(self._show_frame)
            frames.start()
            QTimer.singleShot(round(self._seconds * 1000), self._settled)

    def _show_frame(self) -> None:
        """A new picture of 1280×720, as most cameras deliver it, by the door that the program has for this."""
        from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

        from ui.scanning.camera import Camera

        for window in self._application.topLevelWidgets():
            camera = window.findChild(Camera)
            if isinstance(camera, Camera):
                shape = QVideoFrameFormat(QSize(1280, 720), QVideoFrameFormat.PixelFormat.Format_YUYV)
                camera.inject(QVideoFrame(shape))
                self._frames += 1

    def _settled(self) -> None:
        if self._frames == 0:
            raise SystemExit("the program has no camera: this would not be the memory it needs")
        report("settled")


def bare() -> None:
    application = QApplication([])
    FirstPaint(application, 0)
    label = QLabel("Xin chào")
    label.showFullScreen()
    application.exec()


def program(seconds: float, arguments: list[str]) -> None:
    hand_over = QApplication.exec

    def watched(*_: object) -> int:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        FirstPaint(application, seconds)
        return hand_over()

    QApplication.exec = watched  # type: ignore[method-assign]  # the whole purpose of this file
    sys.argv = arguments
    sys.path[0] = str(Path(arguments[0]).resolve().parent)
    runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        program(float(sys.argv[2]), sys.argv[3:])
