"""Large number keys for fingers."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningGrid
from ui.widgets.words import give_role


class Keypad(QWidget):
    """Ten digits, «Xóa hết» and a key that takes the last digit back.

    Signals: `digit_pressed(int)`, `erased()` for the last digit, `cleared()` for all.
    """

    digit_pressed = Signal(int)
    erased = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme, *, low: bool = False) -> None:
        """As on a telephone; `low`: all in one row, or in two on a standing screen."""
        super().__init__()
        clear = self._key(push_button(theme, self.tr("Xóa hết")), self.cleared)
        back = self._key(push_button(theme, "", picture="delete"), self.erased)
        back.setAccessibleName(self.tr("Xóa một số"))
        digits = [self._digit(digit) for digit in (*range(1, 10), 0)]
        if low:
            keys, columns, upright = [*digits[:5], back, *digits[5:], clear], 12, 6
        else:
            keys, columns, upright = [*digits[:9], clear, digits[9], back], 3, 3
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(TurningGrid(theme, keys, lying=columns, upright=upright, spacing=3))

    def _digit(self, digit: int) -> QPushButton:
        button = QPushButton(str(digit))
        button.setAccessibleName(str(digit))
        give_role(button, "key")
        button.clicked.connect(lambda: self.digit_pressed.emit(digit))
        return button

    def _key(self, button: QPushButton, signal: SignalInstance) -> QPushButton:
        give_role(button, "key-word")
        button.clicked.connect(signal)
        return button
