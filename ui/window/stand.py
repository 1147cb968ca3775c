"""The window's place: whole on the chosen monitor, in front, with the keyboard, whatever is plugged or pressed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QDialog, QWidget

log = logging.getLogger(__name__)

LOOK_MS: Final = 1_000
SOON_MS: Final = 120
"""A change of monitors comes as several signals; the last one counts."""
_TRIES: Final = 3
"""Looks without success until the window is taken off the screen and put there anew: a desktop does not switch its
workspace for a program that only asks."""
_INSISTS: Final = 10
"""A desktop that wants the window elsewhere is contradicted this often in a row, then every so many looks."""
_RAISED_EVERY: Final = 5
"""Looks after which the window is raised unasked: what covers it without taking the keyboard is not told to us."""


def chosen_screen(name: str, screens: Sequence[QScreen], primary: QScreen) -> QScreen:
    """The monitor of this name; the primary one where it is not plugged in."""
    return next((screen for screen in screens if screen.name() == name), primary)


class Stand(QObject):
    """Holds `window` where it belongs from `hold()` until `let_go()`.

    `is_free()`: an officer works here and may have other windows before this one (a dialog, another program).
    Signal: `resized()`: the window has another size because its screen has.
    """

    resized = Signal()

    def __init__(self, window: QWidget, is_free: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._is_free = window, is_free
        self._monitor = ""
        self._away = self._looks = self._refused = 0
        self._was_active = False
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.look)

    def hold(self) -> None:
        """Take the place and keep it."""
        application = QGuiApplication.instance()
        if not isinstance(application, QGuiApplication):
            raise TypeError("a window needs an application")
        application.screenAdded.connect(self._screen_added)
        application.screenRemoved.connect(self._screens_changed)
        application.primaryScreenChanged.connect(self._screens_changed)
        application.applicationStateChanged.connect(self._soon.start)
        for screen in application.screens():
            screen.geometryChanged.connect(self._screens_changed)
        self._window.installEventFilter(self)
        self._take_place()
        self._looking.start()

    def let_go(self) -> None:
        """The officer ends the program: nothing is held any longer."""
        self._looking.stop()
        self._soon.stop()
        self._window.removeEventFilter(self)

    def choose(self, monitor: str) -> None:
        """Stand on the monitor of this name from now on; "" or one that is absent: on the primary one."""
        if monitor != self._monitor:
            self._monitor = monitor
            self._refused = 0
            self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and self._window.isMinimized():
            self._soon.start()
        elif event.type() == QEvent.Type.Resize:
            self.resized.emit()
        return False

    def _screen_added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._screens_changed)
        self._screens_changed()

    def _screens_changed(self) -> None:
        self._refused = 0
        self._soon.start()

    # ---- the place ----

    def look(self) -> None:
        """Set right what is not as it should be."""
        if not self._looking.isActive():
            return
        self._looks += 1
        if self._is_in_place():
            self._refused = 0
        elif self._refused < _INSISTS or self._looks % _INSISTS == 0:
            self._refused += 1
            self._take_place()
        if self._is_free():
            self._away = 0
            return
        close_dialogs(self._window)
        if self._window.isActiveWindow():
            self._away, self._was_active = 0, True
            if self._looks % _RAISED_EVERY == 0:
                self._window.raise_()
            return
        if _is_wayland() and not self._was_active:
            return  # a compositor without a keyboard makes no window active, and there is nothing to be taken back
        self._away += 1
        if self._away % _TRIES == 0:
            self._window.hide()
            self._take_place()
        self._window.raise_()
        self._window.activateWindow()

    def _screen(self) -> QScreen:
        return chosen_screen(self._monitor, QGuiApplication.screens(), QGuiApplication.primaryScreen())

    def _is_in_place(self) -> bool:
        where, window = self._screen().geometry(), self._window
        if window.isMinimized() or not window.isVisible() or not (window.isFullScreen() or _is_wayland()):
            return False
        # Wayland tells no program where its window is, only how large; cage fills its screen and does not call it full.
        places = _is_wayland() or window.geometry().topLeft() == where.topLeft()
        return places and window.size() == where.size()

    def _take_place(self) -> None:
        screen, window = self._screen(), self._window
        where = screen.geometry()
        log.info("window %s, screen %s %s", window.geometry().getRect(), screen.name(), where.getRect())
        if window.isVisible() and window.isFullScreen() and not _is_wayland():
            window.setWindowState(Qt.WindowState.WindowNoState)  # a full window is moved to no other monitor
        window.setScreen(screen)
        window.setGeometry(where)
        window.setWindowState(Qt.WindowState.WindowFullScreen)
        window.show()
        self._without_window_manager(where)

    def _without_window_manager(self, where: QRect) -> None:
        """Where nobody manages windows, being full is only a word: the size has to be asked for."""
        handle = self._window.windowHandle()
        if handle.geometry() != where and not _is_wayland():
            handle.setGeometry(where)


def close_dialogs(window: QWidget) -> None:
    """No dialog of an officer who is gone stays open before the visitors."""
    for other in QApplication.topLevelWidgets():
        if other is not window and isinstance(other, QDialog) and other.isVisible():
            other.reject()


def _is_wayland() -> bool:
    return QGuiApplication.platformName().startswith("wayland")
