"""The camera: chosen, watched for, plugged in and out while running, its frames looked at on a thread of their own.

Everything that is shown to the kiosk as a picture goes one way: frames of a camera, injected frames and picture files
lie in one tray, and one thread takes the newest and looks for QR codes. The GUI thread converts and decodes nothing.
Qt Multimedia (117 ms, 30 MiB) is imported by `start()`, which belongs after the first paint.
"""

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, QSize, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from ui.scanning.lenses import (
    FIRST_FOUND,
    NEVER,
    CameraState,
    Format,
    Lens,
    Standing,
    adjusts_exposure,
    chosen_lens,
    lens_of,
    preferred_format,
    set_up,
)
from ui.scanning.lookout import Lookout
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

    from kiosk.values import Choices
    from ui.scanning.tray import Frame

_log = logging.getLogger(__name__)

GLANCE_INTERVAL: Final = 16
"""ms between two glances at what a camera shows last. Its own thread is never answered in Python: closing the camera
waits for that thread, which would wait for Python's lock."""
LOOK_AFTER: Final = 5_000
"""ms between two checks that the camera still delivers, or that one that was refused can be opened now."""
LONGEST_PAUSE: Final = 60_000
"""ms. A camera that stays silent is opened again after LOOK_AFTER, twice that, …, at last once a minute: opening one
whose driver hangs may hold up the window for a moment."""


class Camera(QObject):
    """The kiosk's eye. Signals come in the GUI thread."""

    code_read = Signal(str)
    """A QR code came into view, or was found in a picture. While it stays in view it is not told again for 30 s."""
    frame_shown = Signal(QImage)
    """The picture in front, small, a mirror unless the officer wants none; at most twelve times a second."""
    camera_found = Signal(str)
    """A camera delivers pictures now; its name."""
    camera_lost = Signal()
    """It does so no more, or they are black."""
    state_changed = Signal(CameraState)
    """Something is different from what `state` said before."""
    picture_searched = Signal(bool)
    """decode_picture() is done; whether there was a code."""

    def __init__(self, *, preview: QSize | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = Tray()
        self._lookout = Lookout(self._tray, preview or QSize(640, 480), self)
        self._lookout.read.connect(self.code_read)
        self._lookout.searched.connect(self.picture_searched)
        self._lookout.previewed.connect(self._lookout_previewed)
        self._lookout.blacked_out.connect(self._lookout_blacked_out)
        self._lookout.finished.connect(self._lookout_finished)
        self._devices: QMediaDevices | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._last_frame: QVideoFrame | None = None
        self._camera: QCamera | None = None
        self._lens: Lens | None = None
        self._wanted, self._exposure = FIRST_FOUND, 0
        self._delivers = self._black = self._silent = False
        self._frames_checked = 0
        self._pause, self._silent_until = LOOK_AFTER, 0
        self._state = CameraState()
        self._glance = QTimer(self, interval=GLANCE_INTERVAL)
        self._glance.timeout.connect(self._glance_due)
        self._check = QTimer(self, interval=LOOK_AFTER)
        self._check.timeout.connect(self._check_due)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.stop)

    @property
    def delivers(self) -> bool:
        """Whether a camera is there and sends pictures with something in them."""
        return self._delivers

    @property
    def state(self) -> CameraState:
        return self._state

    @Slot()
    def start(self) -> None:
        """Watch for cameras from now on. Call in the GUI thread after the first paint; `stop()` before the end.

        Later calls do nothing.
        """
        if self._devices is not None or not self._tray.is_open:
            return
        from PySide6.QtMultimedia import QMediaCaptureSession, QMediaDevices, QVideoSink

        self._devices = QMediaDevices(self)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._devices.videoInputsChanged.connect(self._plugged)
        self._check.start()
        self._cameras_changed()

    def stop(self) -> None:
        """Close the camera and end the thread that looks. Nothing is read any more."""
        self._check.stop()
        self._close()
        self._tray.close()
        self._lookout.wait()

    @Slot(object)
    def choose(self, choices: "Choices") -> None:
        """Be the camera that the officer chose, from now on."""
        self._lookout.mirrored = choices.camera_mirrored
        if choices.camera_exposure != self._exposure:
            self._exposure = choices.camera_exposure
            self._set_up()
        if choices.camera != self._wanted:
            self._wanted = choices.camera
            self._plugged()

    def inject(self, frame: "Frame") -> None:
        """Show a frame as if the camera had seen it."""
        self._begin()
        self._tray.put(frame)

    def decode_picture(self, picture: Path | QImage) -> None:
        """Look for codes in a picture file or a picture; `code_read` for each, then `picture_searched`."""
        self._begin()
        self._tray.put_picture(Picture(picture))

    def _begin(self) -> None:
        if self._tray.is_open and not self._lookout.isRunning():
            self._lookout.start(QThread.Priority.LowPriority)

    # ---- what the lookout tells ----

    def _lookout_previewed(self, image: QImage) -> None:
        self._lookout.preview_taken = True
        if self._lens is not None and self._black:
            return
        if self._lens is not None and not self._delivers:
            self._delivers, self._silent, self._pause = True, False, LOOK_AFTER
            self.camera_found.emit(self._lens.name)
            self._tell()
        self.frame_shown.emit(image)

    def _lookout_blacked_out(self, black: bool) -> None:
        self._black = black
        if black and self._lens is not None:
            _log.warning("camera %s sees only black", self._lens.name)
            self._lose()
        self._tell()

    def _lookout_finished(self) -> None:
        if self._tray.is_open:  # a defect, which the hook has logged; the picture that brought it is gone
            self._lookout.start(QThread.Priority.LowPriority)

    # ---- which camera ----

    def _present(self) -> "list[QCameraDevice]":
        """The cameras that are plugged in, the system's own choice first."""
        from PySide6.QtMultimedia import QMediaDevices

        default = QMediaDevices.defaultVideoInput()
        return sorted(QMediaDevices.videoInputs(), key=lambda device: device != default)

    def _plugged(self) -> None:
        """Something was plugged in or out, or another one chosen: whatever was silent may speak now."""
        self._silent_until, self._pause = 0, LOOK_AFTER
        self._cameras_changed()

    def _cameras_changed(self) -> None:
        if self._devices is None:
            return
        present = self._present()
        lenses = [lens_of(device) for device in present]
        chosen = chosen_lens(lenses, self._wanted)
        if self._camera is None or chosen is None or lenses[chosen] != self._lens:
            self._close()
            if chosen is not None and _milliseconds() >= self._silent_until:
                self._open(present[chosen])
        self._tell(tuple(lenses))

    def _open(self, device: "QCameraDevice") -> None:
        from PySide6.QtMultimedia import QCamera, QVideoFrameFormat

        if self._session is None:
            return
        self._camera, self._lens = QCamera(device, self), lens_of(device)
        formats = device.videoFormats()
        jpeg = QVideoFrameFormat.PixelFormat.Format_Jpeg
        sizes = [
            Format(f.resolution().width(), f.resolution().height(), f.maxFrameRate(), f.pixelFormat() is jpeg)
            for f in formats
        ]
        if (chosen := preferred_format(sizes)) is not None:
            self._camera.setCameraFormat(formats[chosen])
        self._camera.errorOccurred.connect(self._camera_failed)
        self._camera.supportedFeaturesChanged.connect(self._features_changed)
        self._session.setCamera(self._camera)
        self._frames_checked = self._tray.frames_put
        self._camera.start()
        if self._camera is not None:  # a camera that cannot be opened says so at once
            self._set_up()
            self._glance.start()

    def _close(self) -> None:
        self._glance.stop()
        camera, self._camera = self._camera, None
        self._lens = self._last_frame = None
        if camera is not None and self._session is not None:
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type] # Qt takes a null camera; the stub does not say so
            camera.deleteLater()
        self._lose()

    def _lose(self) -> None:
        if self._delivers:
            self._delivers = False
            self.camera_lost.emit()

    def _set_up(self) -> None:
        if self._camera is not None:
            set_up(self._camera, self._exposure)

    def _features_changed(self) -> None:
        """Some drivers tell what they can do only once the camera runs."""
        self._set_up()
        self._tell()

    # ---- what comes from it ----

    def _glance_due(self) -> None:
        frame = self._sink.videoFrame() if self._sink else None
        if frame is not None and frame.isValid() and frame != self._last_frame:
            self._last_frame = frame
            self.inject(frame)

    def _camera_failed(self, _error: object, sentence: str) -> None:
        _log.warning("camera %s: %s", self._lens.name if self._lens else "", sentence)
        self._fall_silent()

    def _check_due(self) -> None:
        silent = self._tray.frames_put == self._frames_checked
        self._frames_checked = self._tray.frames_put
        if self._camera is not None and silent:
            _log.warning("camera %s is silent", self._lens.name if self._lens else "")
            self._fall_silent()
        self._cameras_changed()

    def _fall_silent(self) -> None:
        """Let go of it; the checks try again, at first soon."""
        self._close()
        self._silent, self._silent_until = True, _milliseconds() + self._pause - LOOK_AFTER
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._tell()

    # ---- what is told of it ----

    def _tell(self, lenses: tuple[Lens, ...] | None = None) -> None:
        known = self._state.lenses if lenses is None else lenses
        camera = self._camera
        state = CameraState(known, self._lens, self._standing(known), camera is not None and adjusts_exposure(camera))
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _standing(self, lenses: tuple[Lens, ...]) -> Standing:
        if self._wanted == NEVER:
            return Standing.UNWANTED
        if self._delivers:
            return Standing.DELIVERS
        if self._camera is not None and self._black:
            return Standing.BLACK
        if self._silent and lenses:
            return Standing.SILENT
        return Standing.MISSING if self._camera is None else Standing.OPENING


def _milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000
