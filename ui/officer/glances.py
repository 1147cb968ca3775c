"""What waits for the officer's glance: large groups and many walk-ins at once, counted already."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.values import ToLookAt
from ui import visit_words
from ui.officer.concerns import sign
from ui.officer.console import card
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

FIRST = 1
"""So many are told at once, so that the list stays in sight; the next comes up when this is settled."""


class GlancesCard(QFrame):
    """Hidden while nothing waits. Signals: `confirmed(visits)`: all of it is right; `looked_into(ToLookAt)`."""

    confirmed = Signal(object)
    looked_into = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[ToLookAt, ...] = ()
        inside, column = card(theme)
        give_role(inside, "asking")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        head = QHBoxLayout()
        head.setSpacing(theme.space(3))
        self._sign: QLabel = sign(theme, "eye", "amber")
        self.heading = Words("heading")
        head.addWidget(self._sign)
        head.addWidget(self.heading, 1)
        column.addLayout(head)
        column.addWidget(Words("label", self.tr("Các lượt này đã được tính. Xem qua rồi bấm «Đúng», hoặc sửa lại.")))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(3))
        column.addLayout(self._rows)
        self.lines: list[QWidget] = []
        self.hide()

    def show_waiting(self, waiting: Sequence[ToLookAt], today: date) -> None:
        self.setVisible(bool(waiting))
        self.heading.setText(self.tr("Chờ xem lại: {count} việc").format(count=len(waiting)))
        if tuple(waiting) == self._shown:
            return
        self._shown = tuple(waiting)
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [self._line(one, today) for one in waiting[:FIRST]]

    def _line(self, waiting: ToLookAt, today: date) -> QWidget:
        told = visit_words.glance(waiting, today)
        line = TurningBox(self._theme, spacing=3)
        line.box.addWidget(Words("strong", told), 1)
        right = push_button(self._theme, self.tr("Đúng"), picture="check")
        look = push_button(self._theme, self.tr("Xem lại"))
        right.setAccessibleName(self.tr("Đúng: {told}").format(told=told))
        look.setAccessibleName(self.tr("Xem lại: {told}").format(told=told))
        right.clicked.connect(lambda: self.confirmed.emit(waiting.visits))
        look.clicked.connect(lambda: self.looked_into.emit(waiting))
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.space(3))
        buttons.addWidget(right)
        buttons.addWidget(look)
        line.box.addLayout(buttons)
        self._rows.addWidget(line)
        return line
