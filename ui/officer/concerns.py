"""What an officer should know of the data: what happened to it, and what the province keeps without counting."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kiosk.values import HeldAside, Notice
from ui import texts
from ui.icons import icon
from ui.officer.console import card
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role

FIRST: Final = 4
"""So many entries held aside are told at first."""


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
        self._shown: tuple[HeldAside, ...] = ()
        self._whole = False
        inside, column = card(theme)
        self.heading, note = Words("heading"), Words("soft")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        note.setText(self.tr("Không dòng nào mất. Tỉnh đã nhận và giữ nguyên, chỉ chưa tính vào số lượt."))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(3))
        self.lines: list[QWidget] = []
        self.more = push_button(theme, self.tr("Xem thêm"))
        self.more.setMinimumWidth(theme.size("action"))
        self.more.clicked.connect(self._more_pressed)
        column.addWidget(self.heading)
        column.addWidget(note)
        column.addLayout(self._rows)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_held(self, held: Sequence[HeldAside], count: int, now: int) -> None:
        """`count`: how many there are in all."""
        self.setVisible(count > 0)
        self.heading.setText(self.tr("Tỉnh giữ riêng {count} dòng sổ, chưa tính").format(count=texts.number(count)))
        if tuple(held) != self._shown:
            self._shown = tuple(held)
            for line in self.lines:
                self._rows.removeWidget(line)
                line.hide()
                line.deleteLater()
            self.lines = [self._line(entry, now) for entry in held]
        self._unfold()

    def forget(self) -> None:
        """Only the first few again."""
        self._whole = False
        self._unfold()

    def _line(self, entry: HeldAside, now: int) -> QWidget:
        what, reason = texts.held_aside(entry)
        line = QWidget()
        words = QVBoxLayout(line)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        title = f"{what}, {texts.when(entry.at, now)}"
        words.addWidget(Words("strong", title))
        words.addWidget(Words("label", reason))
        line.setAccessibleName(f"{title}. {reason}")
        self._rows.addWidget(line)
        return line

    def _more_pressed(self) -> None:
        self._whole = True
        self._unfold()

    def _unfold(self) -> None:
        for place, line in enumerate(self.lines):
            line.setVisible(self._whole or place < FIRST)
        self.more.setVisible(len(self.lines) > FIRST and not self._whole)


def sign(theme: Theme, picture: str, colour: str) -> QLabel:
    """A small picture beside a line of text."""
    label, side = QLabel(), theme.size("icon")
    label.setPixmap(icon(picture, theme.colour(colour), side))
    label.setFixedSize(side, side)
    return label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
