"""Visitors who use keys and no finger: Tab and arrows walk, Enter and Space press, Esc goes back.

The walk is the page's controls in their order, then the tools of the bars, and round again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.visitor.pages import StepHead, VisitorPage

if TYPE_CHECKING:
    from ui.shell import Shell
    from ui.widgets.focus_ring import FocusRing

Key = Qt.Key
_FORTH = frozenset({Key.Key_Right, Key.Key_Down})
_BACK = frozenset({Key.Key_Left, Key.Key_Up})
_PRESS = frozenset({Key.Key_Return, Key.Key_Enter})


class Walking(QObject):
    """Walks over the visitor's screens of `window`. The console keeps Qt's own way.

    `leave()`: what Esc does where the page has no way back of its own.
    """

    def __init__(self, window: Shell, leave: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._leave = window, leave
        self._ring: FocusRing | None = None
        self.is_on = self._listens = False

    def controls(self) -> list[QWidget]:
        """What can be reached now, in order."""
        page = self._window.pages.currentWidget()
        return [*_within(page), *_within(self._window.header.tools)] if isinstance(page, VisitorPage) else []

    def step(self, *, forth: bool) -> bool:
        """One control on, or back. False: this screen is not walked by us."""
        controls = self.controls()
        if not controls:
            return False
        now = _focused(self._window)
        if now is not None and not now.isVisible():
            return True  # Qt asks because it hides this one; where to go then, the new page says
        self._turn_on()
        if now in controls:
            self._go_to(controls[(controls.index(now) + (1 if forth else -1)) % len(controls)])
        else:
            self._go_to(_first(controls) if forth else controls[-1])
        return True

    def key_pressed(self, event: QKeyEvent) -> bool:
        """A key that no control wanted. Whether it was for us."""
        page, key = self._window.pages.currentWidget(), event.key()
        if not isinstance(page, VisitorPage):
            return False
        if key in _FORTH | _BACK:
            return self.step(forth=key in _FORTH)
        if key in _PRESS and self.is_on:  # a scanner's late Enter must not press what a finger touched last
            return self._press()
        if key == Key.Key_Escape:
            self._go_back(page)
            return True
        return False

    def page_shown(self) -> None:
        """Somebody who walks finds the first control of a new page under the frame."""
        if self.is_on and (controls := self.controls()):
            self._go_to(_first(controls))

    def touched(self) -> None:
        """A finger or a mouse: no frame until the next key."""
        if self.is_on:
            self.is_on = False
            if self._ring is not None:
                self._ring.follow(None)

    def undress(self) -> None:
        """The looks change: the frame is made anew with the rest."""
        if self._ring is not None:
            self._ring.follow(None)
            self._ring.deleteLater()
            self._ring = None

    def _turn_on(self) -> None:
        if self.is_on:
            return
        self.is_on = True
        application = QApplication.instance()
        if isinstance(application, QApplication) and not self._listens:
            self._listens = True
            application.focusChanged.connect(self._focus_changed)

    def _go_to(self, control: QWidget) -> None:
        control.setFocus(Qt.FocusReason.TabFocusReason)
        self._focus_changed(None, control)

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if not self.is_on:
            return
        controls = self.controls()
        if old is not None and not old.isVisible() and now in controls and now is not _first(controls):
            self._go_to(_first(controls))  # the question was answered: the next one begins at its first answer
            return
        if self._ring is None:
            from ui.widgets.focus_ring import FocusRing

            self._ring = FocusRing(self._window.theme, self._window)
        self._ring.follow(now if now in controls else None)

    def _press(self) -> bool:
        now = _focused(self._window)
        if isinstance(now, QAbstractButton) and now.isEnabled():
            now.click()
            return True
        return False

    def _go_back(self, page: VisitorPage) -> None:
        backs = [head.back for head in page.findChildren(StepHead) if head.isVisible() and head.back.isEnabled()]
        if backs:
            backs[0].click()
        else:
            self._leave()


def _focused(window: QWidget) -> QWidget | None:
    """What has the keys, whether or not the window is in front."""
    return window.focusWidget()


def _first(controls: list[QWidget]) -> QWidget:
    """The first that does not lead away from the page: «Quay lại» stands before the answers."""
    ways_back = {head.back for control in controls for head in _heads_over(control)}
    return next((control for control in controls if control not in ways_back), controls[0])


def _heads_over(control: QWidget) -> list[StepHead]:
    parent = control.parentWidget()
    return [parent] if isinstance(parent, StepHead) else []


def _within(room: QWidget) -> list[QWidget]:
    """Controls of `room` that can have the focus, as they were laid out."""
    return [
        part
        for part in room.findChildren(QWidget)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.isVisible()
        and part.isEnabled()
        and part.focusProxy() is None
    ]
