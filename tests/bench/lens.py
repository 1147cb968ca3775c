"""A lens for a kiosk without a camera: pictures go into the kiosk's own capture session, and from there a camera's way.

    camera = window.findChild(Camera)       # of a program that is running, or Camera() of one's own after start()
    lens = Lens(camera)
    lens.show(frame)                        # as if the camera had taken it at this moment
    camera.code_read                        # tells what was read, in the GUI thread
    lens.time_to_read(frame, told)          # the same, and how long it took: from the frame's arrival to the signal
    lens.forget()                           # … and nobody waits for it any longer

All in the GUI thread. What a real camera adds is its exposure and the way over USB; what is left out is nothing.
"""

import time
from collections.abc import Callable

from PIL import Image
from PySide6.QtCore import QObject, QSize
from PySide6.QtMultimedia import QCameraDevice, QVideoFrame, QVideoFrameFormat, QVideoFrameInput

from ui.scanning.camera import Camera


class Lens(QObject):
    """Opens Qt's null device, which no list of cameras ever holds, and stands in for it."""

    def __init__(self, camera: Camera) -> None:
        super().__init__(camera)
        camera.start()
        camera._check.stop()  # it would find that there is no such camera
        camera._open(QCameraDevice())
        assert camera._session is not None
        self._input = QVideoFrameInput(self)
        camera._session.setVideoFrameInput(self._input)
        self._awaited: QVideoFrame | None = None
        self._told: Callable[[float, str], None] | None = None
        self._sent = 0.0
        self._input.readyToSendVideoFrame.connect(self._send)
        camera.code_read.connect(self._read)

    def show(self, frame: QVideoFrame) -> bool:
        """Send a frame; False when the session still has its hands full and drops it, as a camera's driver would."""
        return self._input.sendVideoFrame(frame)

    def time_to_read(self, frame: QVideoFrame, told: Callable[[float, str], None]) -> None:
        """Send a frame that holds a code; `told(ms, text)` once, when `code_read` says what was read."""
        self.forget()
        self._awaited, self._told = frame, told
        self._send()

    def forget(self) -> None:
        """Whatever is read from now on is told to nobody."""
        self._awaited = self._told = None

    def _send(self) -> None:
        """The frame has arrived when the session takes it; where its hands are full, that is a moment later."""
        if self._awaited is not None:
            self._sent = time.perf_counter()
            if self.show(self._awaited):
                self._awaited = None

    def _read(self, text: str) -> None:
        if self._told is not None and self._awaited is None:
            told, self._told = self._told, None
            told((time.perf_counter() - self._sent) * 1000, text)


def camera_frame(grey: Image.Image) -> QVideoFrame:
    """The picture as cheap cameras send it: YUYV, every second byte its brightness, colourless."""
    shape = QVideoFrameFormat(QSize(grey.width, grey.height), QVideoFrameFormat.PixelFormat.Format_YUYV)
    frame = QVideoFrame(shape)
    if not frame.map(QVideoFrame.MapMode.WriteOnly):
        raise MemoryError("no room for a frame")
    row, stride = 2 * grey.width, frame.bytesPerLine(0)
    pairs = Image.merge("LA", (grey, Image.new("L", grey.size, 128))).tobytes()
    plane = memoryview(frame.bits(0))
    for line in range(grey.height):
        plane[line * stride : line * stride + row] = pairs[line * row : line * row + row]
    frame.unmap()
    return frame
