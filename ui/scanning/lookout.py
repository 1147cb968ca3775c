"""The thread that looks: takes pictures from the tray, reads codes, makes the small picture that people see.

A picture is looked at quickly, and more closely where something looked like a code. One second attempt goes with it
when the budget admits one, the next one with a later picture, so that a card held still for half a second has had all.
"""

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, QThread, Signal
from PySide6.QtGui import QImage

from ui.scanning.budget import STILL_INTERVAL, Budget, Scene
from ui.scanning.decoder import ATTEMPTS, decode, glance, look_closer, open_picture
from ui.scanning.frames import brightness, preview
from ui.scanning.sightings import Sightings
from ui.scanning.tray import Picture, Tray

if TYPE_CHECKING:
    from PIL.Image import Image

    from ui.scanning.tray import Frame

PREVIEW_INTERVAL: Final = 80
"""ms between two pictures for people: twelve a second look live."""
STILL_PREVIEW_INTERVAL: Final = 500
"""… while nothing moves."""
_PARTS_ACROSS: Final = 32


class Lookout(QThread):
    """Its thread ends when the tray is closed. Signals: `read(text)`, `previewed(QImage)`, `searched(found)` after a
    picture file, `blacked_out(bool)` when the camera sees nothing but black, and when it sees again.
    """

    read = Signal(str)
    previewed = Signal(QImage)
    searched = Signal(bool)
    blacked_out = Signal(bool)

    def __init__(self, tray: Tray, size: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._size = size
        self._sightings = Sightings()
        self._budget, self._scene = Budget(), Scene()
        self._next_attempt = 0
        self._vain = 0  # second attempts since the scene changed or showed a code
        self._looked = 0
        self._second_took = 0  # ms of a core, of the newest look: a second attempt has a budget of its own
        self._previewed = 0
        self._black = False
        self.mirrored = True  # these two are set by the GUI thread
        self.preview_taken = True  # a busy screen gets no heap of pictures

    def run(self) -> None:
        while (item := self._tray.take()) is not None:
            if isinstance(item, Picture):
                self._search(item)
                continue
            began, worked = _milliseconds(), _work()
            self._second_took = 0
            self._look_at(item, began)
            del item  # a camera has few buffers, and waits for this one
            work = _work() - worked - self._second_took
            self._tray.rest_until(self._budget.rest_until(began, _milliseconds(), work))

    def _search(self, picture: Picture) -> None:
        source = picture.source
        codes = decode(source if isinstance(source, QImage) else open_picture(source))
        for code in codes:
            self.read.emit(code)
        self.searched.emit(bool(codes))

    def _look_at(self, frame: "Frame", now: int) -> None:
        grey = brightness(frame)
        if grey is None:
            return
        parts = _parts(grey)
        self._tell_black(self._scene.is_black(parts, now))
        still = self._vain >= len(ATTEMPTS) and self._scene.is_still(parts)
        if not still or now - self._looked >= STILL_INTERVAL:
            self._looked = now
            self._read(grey, parts, still=still)
        self._show(frame, now, STILL_PREVIEW_INTERVAL if still else PREVIEW_INTERVAL)

    def _read(self, grey: "Image", parts: bytes, *, still: bool) -> None:
        seen = glance(grey)
        codes = seen.codes or look_closer(grey, seen.suspects) or self._try_again(grey, still=still)
        if codes:
            self._vain = 0
        elif not still:
            self._count_in_vain(parts)
        for code in self._sightings.see(codes, _milliseconds()):
            self.read.emit(code)

    def _try_again(self, grey: "Image", *, still: bool) -> tuple[str, ...]:
        if not self._budget.admits_second(_milliseconds()):
            return ()
        worked = _work()
        codes = ATTEMPTS[self._next_attempt](grey)
        self._second_took = _work() - worked
        self._budget.second_made(_milliseconds(), self._second_took, still=still)
        if not codes:  # what read this card reads it again in the next picture
            self._next_attempt = (self._next_attempt + 1) % len(ATTEMPTS)
            self._vain += 1
        return codes

    def _count_in_vain(self, parts: bytes) -> None:
        """The scene is known in vain once every attempt was made at it while it did not move."""
        if not self._scene.is_still(parts):
            self._scene.searched_in_vain(parts)
            self._vain = 0

    def _tell_black(self, black: bool) -> None:
        if black is not self._black:
            self._black = black
            self.blacked_out.emit(black)

    def _show(self, frame: "Frame", now: int, interval: int) -> None:
        if not self.preview_taken or now - self._previewed < interval:
            return
        small = preview(frame, self._size, mirrored=self.mirrored)
        if small.isNull():
            return
        self.preview_taken, self._previewed = False, now
        self.previewed.emit(small)


def _parts(grey: "Image") -> bytes:
    """The mean grey levels of the picture's parts, in rows."""
    return grey.reduce(max(1, grey.width // _PARTS_ACROSS)).tobytes()


def _milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


def _work() -> int:
    """ms that this thread has kept a core busy."""
    return time.thread_time_ns() // 1_000_000
