"""The camera: watched for, plugged in and out while running, its frames decoded on a thread of their own.

Everything that is shown to the kiosk as a picture goes one way: frames of a camera, injected frames and picture files
lie in one tray, and one thread takes the newest and looks for QR codes. The GUI thread converts and decodes nothing.
Qt Multimedia (117 ms, 30 MiB) is imported by `start()`, which belongs after the first paint.
"""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QImage

from ui.scanning.decoder import decode, open_picture
from ui.scanning.sightings import Sightings
from ui.scanning.tray import Picture, Tray

if TYPE_CHECKING:
    from PySide6.QtMultimedia import (
        QCamera,
        QCameraDevice,
        QMediaCaptureSession,
        QMediaDevices,
        QVideoFrame,
        QVideoSink,
    )

    from ui.scanning.tray import Frame

_log = logging.getLogger(__name__)

GLANCE_INTERVAL: Final = 33
"""ms between two glances at what a camera shows last. Its own thread is never answered in Python: closing the camera
waits for that thread, which would wait for Python's lock."""
FRAME_INTERVAL: Final = 66
"""ms between two looks: fifteen a second are quick enough for a hand, and leave an old PC most of a core."""
PREVIEW_INTERVAL: Final = 80
THOROUGH_SHARE: Final = 6
"""Thorough looks may take one part in so many of the time: with nobody there, every look would be one."""
LOOK_AFTER: Final = 5_000
"""ms between two checks that the camera still delivers, or that one that was refused can be opened now."""
_WANTED: Final = (1280, 720)
_LEAST_RATE: Final = 10.0


def preferred_format(formats: Sequence[tuple[int, int, float]]) -> int | None:
    """Choose among (width, height, frames a second): nearest in pixels to 1280×720 that is not a slide show.

    Gives the index, or None where there is no choice.
    """
    fluent = [index for index, (_, _, rate) in enumerate(formats) if rate >= _LEAST_RATE] or range(len(formats))
    wanted = _WANTED[0] * _WANTED[1]
    return min(fluent, key=lambda index: abs(formats[index][0] * formats[index][1] - wanted), default=None)


class Decoder(QThread):
    """Takes pictures from the tray and says what it read. Its thread ends when the tray is closed."""

    read = Signal(str)
    previewed = Signal(QImage)
    searched = Signal(bool)

    def __init__(self, tray: Tray, preview: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._preview = preview
        self._sightings = Sightings()
        self._thorough_from = 0
        self._preview_from = 0
        self.preview_taken = True  # set again by the GUI thread: a busy screen gets no heap of pictures

    def run(self) -> None:
        while (item := self._tray.take()) is not None:
            if isinstance(item, Picture):
                self._search(item)
                continue
            started = _milliseconds()
            self._look_at(item if isinstance(item, QImage) else item.toImage())
            self._tray.rest_until(started + FRAME_INTERVAL)

    def _search(self, picture: Picture) -> None:
        source = picture.source
        codes = decode(source if isinstance(source, QImage) else open_picture(source), thorough=True)
        for code in codes:
            self.read.emit(code)
        self.searched.emit(bool(codes))

    def _look_at(self, image: QImage) -> None:
        self._show(image)
        started = _milliseconds()
        thorough = started >= self._thorough_from
        codes = decode(image, thorough=thorough)
        ended = _milliseconds()
        if thorough and not codes:
            self._thorough_from = ended + (ended - started) * THOROUGH_SHARE
        for code in self._sightings.see(codes, ended):
            self.read.emit(code)

    def _show(self, image: QImage) -> None:
        now = _milliseconds()
        if image.isNull() or not self.preview_taken or now < self._preview_from:
            return
        self.preview_taken, self._preview_from = False, now + PREVIEW_INTERVAL
        smooth = Qt.TransformationMode.SmoothTransformation
        small = image.scaled(self._preview, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self.previewed.emit(small.flipped(Qt.Orientation.Horizontal))  # people expect a mirror


class Camera(QObject):
    """The kiosk's eye. Signals come in the GUI thread."""

    code_read = Signal(str)
    """A QR code came into view, or was found in a picture. While it stays in view it is not told again for 30 s."""
    frame_shown = Signal(QImage)
    """The picture in front, mirrored and small, at most twelve times a second."""
    camera_found = Signal(str)
    """A camera delivers pictures now; its name."""
    camera_lost = Signal()
    """It does so no more."""
    picture_searched = Signal(bool)
    """decode_picture() is done; whether there was a code."""

    def __init__(self, *, preview: QSize | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = Tray()
        self._decoder = Decoder(self._tray, preview or QSize(640, 480), self)
        self._decoder.read.connect(self.code_read)
        self._decoder.searched.connect(self.picture_searched)
        self._decoder.previewed.connect(self._decoder_previewed)
        self._decoder.finished.connect(self._decoder_finished)
        self._devices: QMediaDevices | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._last_frame: QVideoFrame | None = None
        self._camera: QCamera | None = None
        self._name = ""
        self._delivers = False
        self._frames_checked = 0
        self._glance = QTimer(self, interval=GLANCE_INTERVAL)
        self._glance.timeout.connect(self._glance_due)
        self._check = QTimer(self, interval=LOOK_AFTER)
        self._check.timeout.connect(self._check_due)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.stop)

    @property
    def delivers(self) -> bool:
        """Whether a camera is there and sends pictures."""
        return self._delivers

    def start(self) -> None:
        """Watch for cameras from now on. Call in the GUI thread after the first paint; `stop()` before the end."""
        from PySide6.QtMultimedia import QMediaCaptureSession, QMediaDevices, QVideoSink

        self._devices = QMediaDevices(self)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._devices.videoInputsChanged.connect(self._cameras_changed)
        self._check.start()
        self._cameras_changed()

    def stop(self) -> None:
        """Close the camera and end the decoder's thread. Nothing is read any more."""
        self._check.stop()
        self._close()
        self._tray.close()
        self._decoder.wait()

    def inject(self, frame: "Frame") -> None:
        """Show a frame as if the camera had seen it."""
        self._begin()
        self._tray.put(frame)

    def decode_picture(self, picture: Path | QImage) -> None:
        """Look for codes in a picture file or a picture; `code_read` for each, then `picture_searched`."""
        self._begin()
        self._tray.put_picture(Picture(picture))

    def _begin(self) -> None:
        if self._tray.is_open and not self._decoder.isRunning():
            self._decoder.start(QThread.Priority.LowPriority)

    def _decoder_previewed(self, image: QImage) -> None:
        self._decoder.preview_taken = True
        if self._camera is not None and not self._delivers:
            self._delivers = True
            self.camera_found.emit(self._name)
        self.frame_shown.emit(image)

    def _decoder_finished(self) -> None:
        if self._tray.is_open:  # a defect, which the hook has logged; the picture that brought it is gone
            self._decoder.start(QThread.Priority.LowPriority)

    def _cameras_changed(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices

        present = QMediaDevices.videoInputs()
        if self._camera is not None and self._camera.cameraDevice() in present:
            return
        self._close()
        if present:
            default = QMediaDevices.defaultVideoInput()
            self._open(default if default in present else present[0])

    def _open(self, device: "QCameraDevice") -> None:
        from PySide6.QtMultimedia import QCamera

        if self._session is None:
            return
        self._camera = QCamera(device, self)
        self._name = device.description()
        formats = device.videoFormats()
        sizes = [(f.resolution().width(), f.resolution().height(), f.maxFrameRate()) for f in formats]
        if (chosen := preferred_format(sizes)) is not None:
            self._camera.setCameraFormat(formats[chosen])
        self._camera.errorOccurred.connect(self._camera_failed)
        self._session.setCamera(self._camera)
        self._frames_checked = self._tray.frames_put
        self._camera.start()
        self._glance.start()

    def _close(self) -> None:
        self._glance.stop()
        camera, self._camera = self._camera, None
        if camera is not None and self._session is not None:
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type] # Qt takes a null camera; the stub does not say so
            camera.deleteLater()
        if self._delivers:
            self._delivers = False
            self.camera_lost.emit()

    def _glance_due(self) -> None:
        frame = self._sink.videoFrame() if self._sink else None
        if frame is not None and frame.isValid() and frame != self._last_frame:
            self._last_frame = frame
            self.inject(frame)

    def _camera_failed(self, _error: object, sentence: str) -> None:
        _log.warning("camera %s: %s", self._name, sentence)
        self._close()  # the next check tries again

    def _check_due(self) -> None:
        silent = self._tray.frames_put == self._frames_checked
        self._frames_checked = self._tray.frames_put
        if self._camera is not None and silent:
            _log.warning("camera %s is silent", self._name)
            self._close()
        self._cameras_changed()


def _milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000
