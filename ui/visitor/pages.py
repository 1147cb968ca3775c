"""What every visitor screen has in common: a ground, margins, and something to forget."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.medallion import Medallion
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role


class VisitorPage(QWidget):
    """A full page between header and footer. `mood`: its role in the style sheet (paper, welcome, already, cannot)."""

    def __init__(self, theme: Theme, mood: str) -> None:
        super().__init__()
        self.theme = theme
        give_role(self, mood)
        self.column = QVBoxLayout(self)
        edge = theme.space(10)
        self.column.setContentsMargins(edge, theme.space(8), edge, theme.space(8))
        self.column.setSpacing(theme.space(4))

    def forget(self) -> None:
        """Drop everything typed or chosen; called whenever the page is left."""


class AnswerPage(VisitorPage):
    """One sign, one large sentence, one line under it, in the middle of the screen."""

    def __init__(self, theme: Theme, mood: str, colour: str, picture: str) -> None:
        super().__init__(theme, mood)
        self.sign = Medallion(theme, colour, picture, weight=3.0 if picture == "check" else 2.2)
        self.sentence = Words("hero", centred=True)
        self.line = Words(f"lead-{mood}", centred=True)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.column.addStretch(2)
        self.column.addWidget(self.sign, 0, centre)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.line)

    def say(self, sentence: str, line: str) -> None:
        self.sentence.setText(sentence)
        self.line.setText(line)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(line)


def kept_narrow(part: QWidget, width: int) -> QHBoxLayout:
    """`part` in the middle of its line, at most `width` wide: what is to be chosen stays in one glance."""
    part.setMaximumWidth(width)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part, 1_000)
    row.addStretch(1)
    return row


class StepHead(QWidget):
    """«Quay lại» at the left, the question beside it."""

    def __init__(self, theme: Theme, question: str, back: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(6))
        self.back = push_button(theme, back, picture="arrow-left")
        self.question = Words("title", question)
        row.addWidget(self.back)
        row.addWidget(self.question, 1)
