"""«Đường mạng»: whether the line is paid by the byte, and what a day may cost."""

from bisect import bisect_left, bisect_right
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from kiosk.values import MeteredLink
from ui import texts
from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

_KB: Final = 1_000
STEPS: Final = tuple(
    _KB * step for step in (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 1_000_000)
)
"""Bytes a day that can be chosen here; the command takes any number between."""


class LineCard(QFrame):
    """Signal: `link_chosen(metered, daily_bytes)`; what is touched holds at once."""

    link_chosen = Signal(bool, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._metered, self._daily, self._saving = False, STEPS[0], 0
        inside, column = card(theme, self.tr("Đường mạng"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.told = Words("body")
        column.addWidget(self.told)
        self.free = choice_button(theme, self.tr("Không tính dung lượng"))
        self.paid = choice_button(theme, self.tr("Tính tiền theo dung lượng"))
        choices = TurningBox(theme, spacing=4)
        for button, metered in ((self.free, False), (self.paid, True)):
            button.clicked.connect(lambda _checked=False, metered=metered: self._choose(metered, self._daily))
            choices.box.addWidget(button, 1)
        column.addWidget(choices)
        self.most = Stepper(
            theme,
            self.tr("Mỗi ngày dùng nhiều nhất"),
            self.tr("Bớt dung lượng mỗi ngày"),
            self.tr("Thêm dung lượng mỗi ngày"),
            width="amount",
        )
        self.most.stepped.connect(lambda by: self._choose(self._metered, stepped(self._daily, by)))
        column.addWidget(self.most, 0, Qt.AlignmentFlag.AlignLeft)
        self.said = Words("wrong")
        column.addWidget(self.said)
        self.forget()

    def choices(self) -> tuple[QPushButton, QPushButton]:
        """Not metered, metered."""
        return self.free, self.paid

    def show_link(self, link: MeteredLink) -> None:
        """What holds now. A newer touch that is still being written down is not undone by it."""
        self.told.setText(texts.metered_line(link))
        if not self._saving:
            self._show(link.metered, link.daily_bytes)

    def link_changed(self, link: MeteredLink) -> None:
        """A choice is written down."""
        self._saving = max(0, self._saving - 1)
        self.show_link(link)

    def link_refused(self, trouble: Sentence) -> None:
        """A choice is not."""
        self._saving = max(0, self._saving - 1)
        self.said.setText(str(trouble))
        self.said.show()

    def forget(self) -> None:
        """What was not written down is not waited for any longer."""
        self._saving = 0
        self.said.hide()

    def _choose(self, metered: bool, daily: int) -> None:
        self._saving += 1
        self.said.hide()
        self._show(metered, daily)
        self.link_chosen.emit(metered, daily)

    def _show(self, metered: bool, daily: int) -> None:
        self._metered, self._daily = metered, daily
        self.free.setChecked(not metered)
        self.paid.setChecked(metered)
        self.most.setVisible(metered)
        self.most.show_value(texts.size(daily))


def stepped(daily: int, by: int) -> int:
    """The next of STEPS above (`by` > 0) or below `daily`; the last one stays."""
    place = bisect_right(STEPS, daily) if by > 0 else bisect_left(STEPS, daily) - 1
    return STEPS[min(max(place, 0), len(STEPS) - 1)]
