"""What a visitor's fingers may not do: no shortcut, no menu, no dragging, no closing. A filter over the whole program.

What the program never hears of (Alt+Tab, the Super key, a gesture of the desktop's) is kept away by the session that it
runs in: installer/units/README.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

Type, Key, Modifier = QEvent.Type, Qt.Key, Qt.KeyboardModifier

_NEVER: Final = frozenset({Type.ContextMenu, Type.DragEnter, Type.DragMove, Type.Drop, Type.NativeGesture})
"""For nobody: menus speak the toolkit's language, and a file that is dropped has no meaning here."""
_KEYS: Final = frozenset({Type.KeyPress, Type.KeyRelease})
_BUTTONS: Final = frozenset({Type.MouseButtonPress, Type.MouseButtonRelease, Type.MouseButtonDblClick})
_STIRS: Final = frozenset({Type.KeyPress, Type.MouseButtonPress, Type.TouchBegin, Type.TouchUpdate, Type.Wheel})
_HEARD: Final = _NEVER | _KEYS | _BUTTONS | _STIRS | {Type.Close}

_COMMANDS: Final = Modifier.ControlModifier | Modifier.AltModifier | Modifier.MetaModifier
_ALT_GR: Final = Modifier.ControlModifier | Modifier.AltModifier
"""As Windows has it: a character, where it brings one."""
_MOVING: Final = frozenset(
    {
        Key.Key_Tab,
        Key.Key_Backtab,
        Key.Key_Return,
        Key.Key_Enter,
        Key.Key_Escape,
        Key.Key_Backspace,
        Key.Key_Delete,
        Key.Key_Left,
        Key.Key_Right,
        Key.Key_Up,
        Key.Key_Down,
        Key.Key_Home,
        Key.Key_End,
        Key.Key_PageUp,
        Key.Key_PageDown,
        Key.Key_Shift,
        Key.Key_CapsLock,
        Key.Key_AltGr,
    }
)
"""What somebody without a mouse needs to walk through the screens and to write."""


class Barrier(QObject):
    """Watches every event of the program, once `QApplication` has it as a filter.

    `is_free()`: an officer works here, whose keys go everywhere; `may_close()`: the officer chose the end.
    Signal: `stirred()`: somebody touched the screen or a key.
    """

    stirred = Signal()

    def __init__(
        self, window: QWidget, is_free: Callable[[], bool], may_close: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._is_free, self._may_close = window, is_free, may_close

    def stand_up(self) -> None:
        """From now on."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def lie_down(self) -> None:
        """No longer."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _HEARD:
            return False
        if kind in _STIRS:
            self.stirred.emit()
        if not isinstance(watched, QWidget):
            return False  # a window's: the scanner's reader sees it first, then it comes to a widget
        if kind is Type.Close:
            return self._refuse_to_close(watched, event)
        if kind in _NEVER:
            event.ignore()
            return True
        if isinstance(event, QMouseEvent):
            return event.button() != Qt.MouseButton.LeftButton  # the middle one pastes, the right one has menus
        return isinstance(event, QKeyEvent) and not self._is_free() and not is_harmless(event)

    def _refuse_to_close(self, watched: QWidget, event: QEvent) -> bool:
        if watched is not self._window or self._may_close():
            return False
        event.ignore()
        return True


def is_harmless(event: QKeyEvent) -> bool:
    """Whether a visitor may have this key: writing and walking, but no command and no function key."""
    modifiers = event.modifiers() & _COMMANDS
    if modifiers and not (modifiers == _ALT_GR and event.text().isprintable() and event.text()):
        return False
    if event.key() in _MOVING:
        return True
    return bool(event.text()) and event.text().isprintable()
