"""A short word at the edge of the screen that asks for nothing and goes away."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import icon
from ui.theme import Theme
from ui.widgets.words import Words, give_role

SHOWN_MS = 4000


class Toast(QWidget):
    """Lies over its parent, at the lower right; shows the newest word only."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        give_role(self, "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(5), theme.space(4), theme.space(6), theme.space(4))
        row.setSpacing(theme.space(3))
        self._sign = QLabel()
        self._words = Words("toast-text", wraps=False)
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, text: str, picture: str) -> None:
        """Show `text` with the icon `picture`."""
        self._words.setText(text)
        self._sign.setPixmap(icon(picture, self._theme.colour("mint"), self._theme.size("icon")))
        self.setAccessibleName(text)
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            edge = self._theme.space(8)
            self.move(parent.width() - self.width() - edge, parent.height() - self.height() - edge)
        self.show()
        self.raise_()
        self._timer.start()
