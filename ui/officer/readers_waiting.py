"""Readers who wait for an officer, the most pressing first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from kiosk.usecases.readers_waiting import Waiting, WaitingFor
from ui import reader_words
from ui.icons import icon
from ui.officer.console import card
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

_FIRST = 3
"""So many are shown at once; the others after a touch."""


class WaitingRow(QFrame):
    """One reader who waits. Signals: `opened()`; `settled()`: the quick answer, where there is one."""

    opened = Signal()
    settled = Signal()

    def __init__(self, theme: Theme, waiting: Waiting) -> None:
        super().__init__()
        self.waiting = waiting
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        row = TurningBox(theme, spacing=4)
        outer.addWidget(row)
        told, late = reader_words.waits(waiting)
        line = QHBoxLayout()
        line.setSpacing(theme.space(3))
        sign, side = QLabel(), theme.size("icon")
        picture = "triangle-alert" if late else "clock"
        sign.setPixmap(icon(picture, theme.colour("brick" if late else "amber"), side))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words("body", reader_words.person(waiting.reader)))
        self.told = Words("wrong" if late else "soft", told)
        words.addWidget(self.told)
        line.addLayout(words, 1)
        row.box.addLayout(line, 1)
        quick = {
            WaitingFor.APPROVAL: self.tr("Duyệt"),
            WaitingFor.CONSENT: self.tr("Phiếu đã về…"),
        }.get(waiting.what, "")
        self.quick = push_button(theme, quick, role="primary")
        self.quick.setVisible(bool(quick))
        self.quick.setAccessibleName(f"{quick}: {waiting.reader.full_name}")
        self.open = push_button(theme, self.tr("Xem"))
        self.open.setAccessibleName(self.tr("Xem {name}").format(name=waiting.reader.full_name))
        self.quick.clicked.connect(self.settled)
        self.open.clicked.connect(self.opened)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(3))
        for button in (self.quick, self.open):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.box.addLayout(buttons)


class WaitingCard(QFrame):
    """Hidden while nobody waits. Signals: `chosen(number)`; `approved(number)`; `consented(number)`: the slip is back;
    `slips_wanted(list of numbers)`: the slips of all who wait for a parent, once more on paper.
    """

    chosen = Signal(int)
    approved = Signal(int)
    consented = Signal(int)
    slips_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._waiting = theme, tuple[Waiting, ...]()
        self._all = False
        inside, column = card(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.heading = Words("heading")
        column.addWidget(self.heading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(3))
        column.addLayout(self._rows)
        self.rows: list[WaitingRow] = []
        self.more = push_button(theme, "")
        self.more.clicked.connect(self._show_the_rest)
        self.slips = push_button(theme, self.tr("In lại phiếu cho phụ huynh…"))
        self.slips.clicked.connect(self._slips_pressed)
        foot = TurningBox(theme, spacing=4)
        for button in (self.more, self.slips):
            button.setMinimumWidth(theme.size("action"))
            foot.box.addWidget(button)
        foot.box.addStretch(1)
        column.addWidget(foot)
        self.show_waiting(())

    def show_waiting(self, waiting: Sequence[Waiting]) -> None:
        self._waiting = tuple(waiting)
        self.heading.setText(self.tr("Đang chờ cán bộ: {count}").format(count=len(waiting)))
        self._show()

    def forget(self) -> None:
        self._all = False
        self.show_waiting(())

    def _show(self) -> None:
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = self._waiting if self._all else self._waiting[:_FIRST]
        self.rows = [self._row(waiting) for waiting in shown]
        left = len(self._waiting) - len(shown)
        name_button(self.more, self.tr("Xem {count} người nữa").format(count=left))
        self.more.setVisible(left > 0)
        self.slips.setVisible(any(one.what is WaitingFor.CONSENT for one in self._waiting))
        self.setVisible(bool(self._waiting))

    def _row(self, waiting: Waiting) -> WaitingRow:
        row, number = WaitingRow(self._theme, waiting), waiting.reader.number
        row.opened.connect(lambda: self.chosen.emit(number))
        settled = self.approved if waiting.what is WaitingFor.APPROVAL else self.consented
        row.settled.connect(lambda: settled.emit(number))
        self._rows.addWidget(row)
        return row

    def _show_the_rest(self) -> None:
        self._all = True
        self._show()

    def _slips_pressed(self) -> None:
        self.slips_wanted.emit([one.reader.number for one in self._waiting if one.what is WaitingFor.CONSENT])
