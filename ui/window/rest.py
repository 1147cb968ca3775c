"""When nobody comes, the screen rests: the saver by day, nearly black by night; whatever stirs wakes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from kiosk.clock import Clock, local_time
from ui import times
from ui.motion import Motion
from ui.widgets.saver import Saver

if TYPE_CHECKING:
    from kiosk.values import Choices
    from ui.theme import Theme

LOOK_MS: Final = 1_000
NIGHT_REST_S: Final = 120
"""At night the screen goes dark this soon, whatever the saver waits for."""


class Rest(QObject):
    """`may_rest()`: Welcome stands here and nobody works; `named()`: the point's name.

    What wakes is never lost by waking: keys and codes go on to whoever reads them; only the touch that lands on the
    saver goes no further, for nobody saw what lay beneath. Signal: `woken()`.
    """

    woken = Signal()

    def __init__(
        self,
        saver: Saver,
        clock: Clock,
        *,
        may_rest: Callable[[], bool],
        named: Callable[[], str],
        theme: Callable[[], Theme],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.saver = saver
        self._clock, self._may_rest, self._named, self._theme = clock, may_rest, named, theme
        self._choices: Choices | None = None
        self._motion = Motion()
        self._stirred_at = self._seen_at = clock().mono
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()

    def choose(self, choices: Choices) -> None:
        """After how many minutes, when the night is, and whether things may glide."""
        if choices != self._choices:
            self._choices = choices
            self.wake()

    def stop(self) -> None:
        """The window closes."""
        self._looking.stop()
        self.saver.hide()

    # ---- what stirs ----

    @Slot()
    def wake(self) -> None:
        """Somebody touched something, or a code was read."""
        self._stirred_at = self._clock().mono
        if not self.saver.isHidden():
            self.saver.hide()
            self.woken.emit()

    @Slot(QImage)
    def frame_seen(self, frame: QImage) -> None:
        """A picture of the camera: while somebody moves before it, the screen stays awake. It is no reason to wake."""
        now = self._clock().mono
        if now == self._seen_at or not self.saver.isHidden():
            return
        self._seen_at = now
        if self._motion.seen(frame):
            self._stirred_at = now

    # ---- time ----

    @Slot()
    def look(self) -> None:
        """Once a second: rest, stay awake, or move on a little."""
        moment, choices = self._clock(), self._choices
        if choices is None:
            return
        night = is_night(moment.wall, choices)
        if not self._may_rest() or not self._is_due(moment.mono, choices.saver_minutes, night=night):
            if not self.saver.isHidden():
                self.saver.hide()
            return
        if self.saver.isHidden() or self.saver.is_night is not night:
            self.saver.cover(self._theme(), self._named(), night=night, still=choices.still)
        self.saver.tick(moment.mono, times.hour(moment.wall))

    def _is_due(self, now: int, minutes: int, *, night: bool) -> bool:
        waits = [60 * minutes] if minutes else []
        if night:
            waits.append(NIGHT_REST_S)
        return bool(waits) and now - self._stirred_at >= min(waits)


def is_night(wall: int, choices: Choices) -> bool:
    """Whether `wall` (seconds UTC) lies in the chosen night, which may go over midnight. None: both ends are one."""
    time = local_time(wall)
    minute = time.hour * 60 + time.minute
    start, end = choices.night_from, choices.night_until
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end
