"""What every visitor screen has in common: a ground, margins, what is touched lying low, and something to forget."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.looks import PLAIN
from ui.theme import Theme
from ui.widgets.medallion import Medallion
from ui.widgets.tiles import push_button
from ui.widgets.turning import stands_upright
from ui.widgets.words import Words, give_role

REACHED_LYING, REACHED_STANDING = 0.5, 0.6
"""In reach mode nothing to touch lies above this share of the screen's height."""


class VisitorPage(QWidget):
    """A full page between header and footer. `mood`: its role in the style sheet (paper, welcome, already, cannot).

    In reach mode (`theme.looks.reach`) all that is touched lies low: a page gives it to `lay_low()`. `tight`: there is
    less room than drawn, because letters are large or half of the screen is out of reach.
    """

    def __init__(self, theme: Theme, mood: str) -> None:
        super().__init__()
        self.theme = theme
        self._low: QWidget | None = None
        give_role(self, mood)
        self.column = QVBoxLayout(self)
        self.tight = theme.looks.reach or theme.looks.text_size > PLAIN.text_size
        edge, rim = theme.space(10), theme.space(4 if self.tight else 8)
        self.column.setContentsMargins(edge, rim, edge, rim)
        self.column.setSpacing(theme.space(4))

    def lay_low(self, touched: QWidget, *, stretch: int = 0, rest: int = 0) -> None:
        """Hang what is touched below all else. `stretch`, `rest`: its share and that of the air under it, as drawn.

        In reach mode it is exactly the part of the page that a seated person or a child reaches.
        """
        if not self.theme.looks.reach:
            self.column.addWidget(touched, stretch)
            if rest:
                self.column.addStretch(rest)
            return
        self._low = touched
        self.column.addStretch(1)
        self.column.addWidget(touched)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keep_low()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._keep_low()
        super().showEvent(event)

    def _keep_low(self) -> None:
        if self._low is None:
            return
        window = self.window()
        share = REACHED_STANDING if stands_upright(self) else REACHED_LYING
        line = round(window.height() * share) - self.mapTo(window, QPoint(0, 0)).y()
        room = self.height() - self.column.contentsMargins().bottom() - line
        if room > 0 and self._low.height() != room:
            self._low.setFixedHeight(room)

    @property
    def patience_ms(self) -> int:
        """How long nobody may touch this page before it is left; 0: as long as any."""
        return 0

    @property
    def is_busy(self) -> bool:
        """Whether something runs behind this page, so that it outlives a change of looks."""
        return False

    def forget(self) -> None:
        """Drop everything typed or chosen; called whenever the page is left."""


class AnswerPage(VisitorPage):
    """One sign, one large sentence, one line under it, in the middle of the screen; in reach mode beside one another,
    so that the lower half stays free."""

    def __init__(self, theme: Theme, mood: str, colour: str, picture: str) -> None:
        super().__init__(theme, mood)
        reach = theme.looks.reach
        weight, size = 3.0 if picture == "check" else 2.2, "disc" if self.tight else "medallion"
        self.sign = Medallion(theme, colour, picture, size=size, weight=weight)
        self.sentence = Words("headline" if self.tight else "hero", centred=not reach)
        self.line = Words(f"lead-{mood}", centred=not reach)
        if reach:
            self._lay_out_beside(theme)
            return
        self.told = self.column
        self.column.addStretch(2)
        self.column.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.line)

    def _lay_out_beside(self, theme: Theme) -> None:
        words = Stack(theme, spacing=2)
        self.told = words.column
        self.told.addWidget(self.sentence)
        self.told.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        row.addWidget(self.sign)
        row.addWidget(words, 1)
        self.column.addStretch(1)
        self.column.addLayout(row)

    def say(self, sentence: str, line: str) -> None:
        self.sign.arrive()
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


def in_the_middle(theme: Theme, *parts: QWidget) -> QHBoxLayout:
    """Parts side by side in the middle of a line."""
    row = QHBoxLayout()
    row.setSpacing(theme.space(4))
    row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


def card_button(theme: Theme, text: str) -> QPushButton:
    """«Thẻ của tôi», quietly: most want to go in."""
    return push_button(theme, text, role="quiet", picture="contact-round", tint="soft")


class Stack(QWidget):
    """Parts under one another without a margin: what a page lays low together."""

    def __init__(self, theme: Theme, spacing: float = 4) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.space(spacing))


class StepHead(QWidget):
    """«Quay lại» at the left, the question beside it. In reach mode the question alone: the page lays `back` low."""

    def __init__(self, theme: Theme, question: str, back: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(6))
        self.back = push_button(theme, back, picture="arrow-left")
        self.question = Words("title", question)
        if not theme.looks.reach:
            row.addWidget(self.back)
        row.addWidget(self.question, 1)


def with_back(theme: Theme, touched: Sequence[QWidget], back: QPushButton) -> list[QWidget]:
    """The cells of what is touched; in reach mode the way back is the last of them."""
    if not theme.looks.reach:
        return list(touched)
    back.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return [*touched, back]
