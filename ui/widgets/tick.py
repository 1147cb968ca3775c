"""A box to tick beside a whole sentence: never ticked by itself."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy

from ui.icons import icon
from ui.theme import Theme
from ui.widgets.words import Words


class Tick(QPushButton):
    """A button that stays down; box and colour both say so. The sentence may take two lines."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        side, ink = theme.size("icon"), theme.colour("ink")
        self._pictures = {ticked: icon("square-check" if ticked else "square", ink, side) for ticked in (False, True)}
        self._box = QLabel()
        self._words = Words("heading", text)
        self._rims = 2 * theme.space(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(6), theme.space(1), theme.space(4), theme.space(1))
        row.setSpacing(theme.space(4))
        row.addWidget(self._box)
        row.addWidget(self._words, 1)
        for part in (self._box, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.toggled.connect(self._show)
        self._show(False)

    def sizeHint(self) -> QSize:
        """Room for two lines, whatever the width."""
        lines = 2 * self._words.fontMetrics().lineSpacing()
        return super().sizeHint().expandedTo(QSize(1, lines + self._rims))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def _show(self, ticked: bool) -> None:
        self._box.setPixmap(self._pictures[ticked])
