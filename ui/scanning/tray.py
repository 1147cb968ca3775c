"""Where pictures wait for the decoder: one place for the newest frame, a few for picture files."""

import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    Frame = QImage | QVideoFrame

_PICTURES: Final = 16
"""Picture files that may wait; of more, the oldest are dropped."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of its own, not one of a camera's many: it is looked at whatever frames come meanwhile."""

    source: Path | QImage


class Tray:
    """Any thread puts, one thread takes. A frame that was not taken in time is replaced by the next, never queued."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._pictures: deque[Picture] = deque(maxlen=_PICTURES)
        self._open = True
        self.frames_put = 0

    @property
    def is_open(self) -> bool:
        return self._open

    def put(self, frame: "Frame") -> None:
        """Lay down a frame in place of the one before."""
        with self._changed:
            self._frame = frame
            self.frames_put += 1
            self._changed.notify()

    def put_picture(self, picture: Picture) -> None:
        """Lay down a picture beside the frames; pictures are taken first, in order."""
        with self._changed:
            self._pictures.append(picture)
            self._changed.notify()

    def take(self) -> "Frame | Picture | None":
        """Wait for something to look at. None once the tray is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._pictures or self._frame is not None or not self._open)
            if not self._open:
                return None
            if self._pictures:
                return self._pictures.popleft()
            frame, self._frame = self._frame, None
            return frame

    def rest_until(self, milliseconds: int) -> None:
        """Wait until that time of the monotonic clock, or until a picture comes or the tray is closed."""
        with self._changed:
            left = milliseconds / 1000 - time.monotonic()
            self._changed.wait_for(lambda: self._pictures or not self._open, timeout=max(0.0, left))

    def close(self) -> None:
        """Send the taker home. What lies in the tray is thrown away."""
        with self._changed:
            self._open = False
            self._frame = None
            self._pictures.clear()
            self._changed.notify_all()
