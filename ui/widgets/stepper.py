"""A number between two large buttons, for fingers that miss small arrows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words

_FIRST_MS, _NEXT_MS = 450, 90


class Stepper(QWidget):
    """Shows what it is told and asks for one less or one more; held down, again and again.

    Signal: `stepped(by)`, -1 or +1. `name` stands above it and is said to a screen reader; `width` is the least one of
    the number, by the name of its size. `upright`: more above, less below.
    """

    stepped = Signal(int)

    def __init__(
        self, theme: Theme, name: str, less: str, more: str, *, width: str = "step", upright: bool = False
    ) -> None:
        super().__init__()
        self.value = Words("title", "", centred=True, wraps=False)
        self.value.setMinimumWidth(theme.size(width))
        self._name = name
        self.less, self.more = push_button(theme, "−", role="key"), push_button(theme, "+", role="key")
        label = Words("strong", name, wraps=False)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter if upright else Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(1))
        grid.addWidget(label, 0, 0, 1, 1 if upright else 3)
        parts = (self.more, self.value, self.less) if upright else (self.less, self.value, self.more)
        for place, part in enumerate(parts):
            grid.addWidget(part, place + 1 if upright else 1, 0 if upright else place)
        for button, said, by in ((self.less, less, -1), (self.more, more, 1)):
            button.setAccessibleName(said)
            button.setMinimumWidth(theme.size("step"))
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(_FIRST_MS)
            button.setAutoRepeatInterval(_NEXT_MS)
            button.clicked.connect(lambda _checked=False, by=by: self.stepped.emit(by))

    def show_value(self, text: str) -> None:
        self.value.setText(text)
        self.value.setAccessibleName(f"{self._name}: {text}")
