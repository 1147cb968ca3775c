"""A question before something that cannot be taken back: what it does, a way out first, and the deed."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.officer.console import bring_into_view
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role


class Asking(QFrame):
    """Hidden until something is asked. The focus stands on «no»."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "asking")
        self._deed: Callable[[], None] | None = None
        column = QVBoxLayout(self)
        edge = theme.space(5)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.space(3))
        self.title, self.words = Words("heading"), Words("body")
        column.addWidget(self.title)
        column.addWidget(self.words)
        self.no = push_button(theme, self.tr("Không, giữ nguyên"))
        self.yes = push_button(theme, "", role="primary")
        self.no.clicked.connect(self.hide)
        self.yes.clicked.connect(self._confirmed)
        row = TurningBox(theme, spacing=4)
        for button in (self.no, self.yes):
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        column.addWidget(row)
        self.hide()

    def ask(self, title: str, words: str, yes: str, deed: Callable[[], None]) -> None:
        """Show the question; `deed` is done when it is confirmed."""
        self._deed = deed
        self.title.setText(title)
        self.words.setText(words)
        name_button(self.yes, yes)
        self.show()
        self.no.setFocus()
        bring_into_view(self)

    def _confirmed(self) -> None:
        deed, self._deed = self._deed, None
        self.hide()
        if deed is not None:
            deed()
