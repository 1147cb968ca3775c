"""One line that shows what somebody types and tells every key, while its owner decides what the text becomes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from ui.widgets.words import give_role

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class TypedLine(QLineEdit):
    """Nothing is pasted, dropped or selected here: the text comes from show_text() alone.

    Signals: `key_typed(str)`, one character; `erased()`, `erased_ahead()`; `moved(int)`: the cursor was put somewhere;
    `finished()`: Enter.
    """

    key_typed = Signal(str)
    erased = Signal()
    erased_ahead = Signal()
    moved = Signal(int)
    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        give_role(self, "typed")
        self.setAccessibleName(name)
        self.setAcceptDrops(False)
        self.setDragEnabled(False)
        self._showing = False
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.selectionChanged.connect(self.deselect)

    def show_text(self, text: str, cursor: int) -> None:
        """`cursor`: before which character the next key works."""
        self._showing = True
        if self.text() != text:
            self.setText(text)
        self.setCursorPosition(cursor)
        self._showing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace:
                self.erased.emit()
            case Qt.Key.Key_Delete:
                self.erased_ahead.emit()
            case Qt.Key.Key_Left:
                self.moved.emit(self.cursorPosition() - 1)
            case Qt.Key.Key_Right:
                self.moved.emit(self.cursorPosition() + 1)
            case Qt.Key.Key_Home:
                self.moved.emit(0)
            case Qt.Key.Key_End:
                self.moved.emit(len(self.text()))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.finished.emit()
            case _:
                self._character_typed(event)

    def _character_typed(self, event: QKeyEvent) -> None:
        command = event.modifiers() & _COMMANDS
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier  # AltGr, as Windows has it
        if event.text() and event.text().isprintable() and (not command or command == both):
            self.key_typed.emit(event.text())
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A middle click would paste what was selected elsewhere."""
        if event.button() == Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second touch puts the cursor there as well; it selects nothing."""
        self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def _cursor_moved(self, _old: int, now: int) -> None:
        if not self._showing:
            self.moved.emit(now)
