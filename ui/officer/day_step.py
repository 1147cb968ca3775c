"""Which day is shown: the day itself between «one before» and «one after»."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import texts
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words


class DayStep(QWidget):
    """Signal: `day_chosen(date)`. Never after `last`, never before `first` where one is told."""

    day_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.day, self._first, self._last = date.min, date.min, date.max
        self.before = push_button(theme, "", picture="chevron-left")
        self.after = push_button(theme, "", picture="chevron-right")
        self.before.setAccessibleName(self.tr("Ngày trước"))
        self.after.setAccessibleName(self.tr("Ngày sau"))
        for button, by in ((self.before, -1), (self.after, 1)):
            button.setFixedWidth(theme.size("step"))
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _checked=False, by=by: self._step(by))
        self.shown = Words("strong", "", centred=True, wraps=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self.before)
        row.addWidget(self.shown, 1)
        row.addWidget(self.after)

    def show_day(self, day: date, *, first: date = date.min, last: date = date.max) -> None:
        self.day, self._first, self._last = day, first, last
        self.shown.setText(texts.long_day(day))
        self.before.setEnabled(day > first)
        self.after.setEnabled(day < last)

    def _step(self, by: int) -> None:
        wanted = self.day + timedelta(days=by)
        if self._first <= wanted <= self._last:
            self.show_day(wanted, first=self._first, last=self._last)
            self.day_chosen.emit(wanted)
