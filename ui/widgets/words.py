"""Text on the screen. Its look comes from its role in the style sheet."""

import re
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_BREAKS = re.compile(r"[ \n\u200b]+")  # a no-break space is none


def give_role(widget: QWidget, role: str) -> None:
    """Set or change the style-sheet role of `widget`; repolished when it is already on the screen."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def broken(place: Path) -> str:
    """A path that may be broken into lines after each of its parts."""
    return str(place).replace("/", "/\u200b").replace("\\", "\\\u200b")


class Words(QLabel):
    """A plain-text label: nothing typed, scanned or received is ever read as markup."""

    def __init__(self, role: str, text: str = "", *, centred: bool = False, wraps: bool = True) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        give_role(self, role)
        self.setWordWrap(wraps)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if wraps:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """One line at least, as wide as its longest word; layouts ask how high it is at the width they give it.

        (QLabel would guess a square, and a window full of such guesses is higher than the screen.)
        """
        hint = super().minimumSizeHint()
        if not self.wordWrap():
            return hint
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(word) for word in _BREAKS.split(self.text())), default=0)
        return QSize(min(hint.width(), longest + 1), min(hint.height(), metrics.lineSpacing()))
