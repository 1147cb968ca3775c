"""Kiosk mode: a window that no visitor can leave, on its monitor, resting when nobody comes.

Three stand behind it: `barrier` (what fingers may not do), `stand` (the window's place), `rest` (the saver and the
night). Without a Guard the window is an ordinary one, as tests and the demo want it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ui.window.barrier import Barrier
from ui.window.stand import Stand

if TYPE_CHECKING:
    from kiosk.values import Choices
    from ui.shell import Shell
    from ui.window.rest import Rest


class Guard(QObject):
    """Guards `window` from `begin()` until `end()`. Closing is refused while the window's `ending` is False.

    `rest`: None before the first paint; nobody sleeps so soon, and the window is there earlier without it.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.barrier = Barrier(window, self._is_free, lambda: window.ending, self)
        self.stand = Stand(window, self._is_free, self)
        self.rest: Rest | None = None
        self.stand.resized.connect(self._resized)
        window.choices_known.connect(self._choices_known)
        window.closed.connect(self.end)
        if window.isVisible():
            self._painted()
        else:
            window.painted.connect(self._painted)

    def begin(self) -> None:
        """Show the window, full, and let nobody out."""
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DisableSessionManager)  # else it would hold up a log-out
        # Else Qt draws a frame with buttons of its own under Wayland, where the compositor draws none.
        self._window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.barrier.stand_up()
        self.stand.hold()

    def end(self) -> None:
        """The window closes because it may."""
        self.stand.let_go()
        if self.rest is not None:
            self.rest.stop()
        self.barrier.lie_down()

    def _painted(self) -> None:
        from ui.widgets.saver import Saver
        from ui.window.rest import Rest

        window = self._window
        self.rest = rest = Rest(
            Saver(window.theme, window),
            window.wiring.clock,
            may_rest=self._may_rest,
            named=lambda: window.header.name.text(),
            theme=lambda: window.theme,
            parent=self,
        )
        self.barrier.stirred.connect(rest.wake)
        window.framed.connect(rest.frame_seen)
        window.reception.page_changed.connect(rest.wake)
        window.office.page_changed.connect(rest.wake)
        window.trouble_met.connect(rest.wake)
        if window.choices is not None:
            rest.choose(window.choices)

    def _is_free(self) -> bool:
        return self._window.office.is_open

    def _may_rest(self) -> bool:
        window = self._window
        return window.reception.page is window.reception.welcome is window.pages.currentWidget()

    def _choices_known(self, choices: Choices) -> None:
        self.stand.choose(choices.monitor)
        if self.rest is not None:
            self.rest.choose(choices)

    def _resized(self) -> None:
        window = self._window
        QTimer.singleShot(0, window, lambda: window.fit(window.size()))
        if self.rest is not None and not self.rest.saver.isHidden():
            self.rest.saver.setGeometry(window.rect())
