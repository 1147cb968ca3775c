"""What an officer should know of the data: what happened to it, and what the province keeps without counting."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from kiosk.values import HeldAside, Notice
from ui import texts
from ui.icons import icon
from ui.officer.console import card
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role


class NoticesCard(QFrame):
    """Hidden while there is nothing to tell. Signal: `seen()`."""

    seen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        inside, column = card(theme, self.tr("Xin xem: dữ liệu của máy này"))
        give_role(inside, "asking")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.told = Words("body")
        column.addWidget(self.told)
        self.read = push_button(theme, self.tr("Đã xem"))
        self.read.setMinimumWidth(theme.size("action"))
        self.read.clicked.connect(self.seen)
        column.addWidget(self.read, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_notices(self, notices: Sequence[Notice], now: int) -> None:
        self.setVisible(bool(notices))
        lines = (f"{_capital(texts.when(one.at, now))}: {texts.notice(one)}" for one in notices)
        self.told.setText("\n\n".join(lines))


class HeldCard(QFrame):
    """The newest entries that the province holds aside, each with its reason. Hidden where there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        inside, column = card(theme)
        self.heading, self.note = Words("heading"), Words("soft")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        self.note.setText(self.tr("Không dòng nào mất. Tỉnh đã nhận và giữ nguyên, chỉ chưa tính vào số lượt."))
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(5))
        self._grid.setVerticalSpacing(theme.space(2))
        self._grid.setColumnStretch(2, 1)
        column.addWidget(self._rows)
        self.hide()

    def show_held(self, held: Sequence[HeldAside], count: int, now: int) -> None:
        """`count`: how many there are in all."""
        self.setVisible(count > 0)
        self.heading.setText(self.tr("Tỉnh giữ riêng {count} dòng sổ").format(count=texts.number(count)))
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, entry in enumerate(held):
            what, reason = texts.held_aside(entry)
            cells = (Words("label", texts.when(entry.at, now), wraps=False), Words("strong", what, wraps=False))
            for column, cell in enumerate((*cells, Words("label", reason))):
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self._rows.setAccessibleName(
            "; ".join(f"{texts.when(one.at, now)}: {', '.join(texts.held_aside(one))}" for one in held)
        )


def sign(theme: Theme, picture: str, colour: str) -> QLabel:
    """A small picture beside a line of text."""
    label, side = QLabel(), theme.size("icon")
    label.setPixmap(icon(picture, theme.colour(colour), side))
    label.setFixedSize(side, side)
    return label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
