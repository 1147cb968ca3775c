"""A number between two large buttons, for fingers that miss small arrows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words

_FIRST_MS, _NEXT_MS = 450, 90


class Stepper(QWidget):
    """Shows what it is told and asks for one less or one more; held down, again and again.

    Signal: `stepped(by)`, -1 or +1. `name` stands above it and is said to a screen reader.
    """

    stepped = Signal(int)

    def __init__(self, theme: Theme, name: str, less: str, more: str) -> None:
        super().__init__()
        self.value = Words("title", "", centred=True, wraps=False)
        self.value.setMinimumWidth(theme.size("step"))
        self.value.setAccessibleName(name)
        self.less = push_button(theme, "−")
        self.more = push_button(theme, "+")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(1))
        label = Words("strong", name, centred=True, wraps=False)
        grid.addWidget(label, 0, 0, 1, 3, Qt.AlignmentFlag.AlignHCenter)
        for column, part in enumerate((self.less, self.value, self.more)):
            grid.addWidget(part, 1, column)
        for button, said, by in ((self.less, less, -1), (self.more, more, 1)):
            button.setAccessibleName(said)
            button.setFixedWidth(theme.size("step"))
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(_FIRST_MS)
            button.setAutoRepeatInterval(_NEXT_MS)
            button.clicked.connect(lambda _checked=False, by=by: self.stepped.emit(by))

    def show_value(self, text: str) -> None:
        self.value.setText(text)
