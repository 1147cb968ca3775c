"""Large number keys for fingers."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import give_role


class Keypad(QWidget):
    """Ten digits, «Xóa hết» and a key that takes the last digit back.

    Signals: `digit_pressed(int)`, `erased()` for the last digit, `cleared()` for all.
    """

    digit_pressed = Signal(int)
    erased = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(3))
        for digit in range(1, 10):
            grid.addWidget(self._digit(digit), (digit - 1) // 3, (digit - 1) % 3)
        grid.addWidget(self._key(push_button(theme, self.tr("Xóa hết")), self.cleared), 3, 0)
        grid.addWidget(self._digit(0), 3, 1)
        back = self._key(push_button(theme, "", picture="delete"), self.erased)
        back.setAccessibleName(self.tr("Xóa một số"))
        grid.addWidget(back, 3, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)

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
