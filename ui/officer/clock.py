"""«Hôm nay là ngày…?»: asked where the PC's clock cannot be believed. Counting goes on meanwhile."""

import calendar
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kiosk.clock import local_time
from kiosk.values import ClockStanding, Confidence, Doubt
from ui import texts
from ui.officer.console import bring_into_view, card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

_MONTHS: Final = 12


class ClockCard(QFrame):
    """Hidden while the clock is believed. Signal: `date_told(seconds)`, UTC.

    The parts of the date are stepped by large buttons, and the whole is said in words before it is told.
    """

    date_told = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        inside, column = card(theme)
        give_role(inside, "asking")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        column.addWidget(Words("heading", self.tr("Hôm nay là ngày nào?")))
        self.why = Words("body")
        column.addWidget(self.why)
        self._told = local_time(0)
        self._touched = self._wanted = False
        self._parts = self._steppers(theme)
        row = TurningBox(theme, spacing=6)
        for names in (("day", "month", "year"), ("hour", "minute")):
            together = QHBoxLayout()
            together.setSpacing(theme.space(3))
            for name in names:
                together.addWidget(self._parts[name])
            together.addStretch()
            row.box.addLayout(together)
        row.box.addLayout(self._answer(theme), 1)
        column.addWidget(row)
        self.hide()

    def _answer(self, theme: Theme) -> QVBoxLayout:
        self.words, self.said = Words("body"), Words("wrong")
        self.said.hide()
        self.tell = push_button(theme, self.tr("Đúng, ghi như vậy"), role="primary")
        self.leave = push_button(theme, self.tr("Thôi, giữ như cũ"))
        self.tell.clicked.connect(self._tell_pressed)
        self.leave.clicked.connect(self.forget)
        column = QVBoxLayout()
        column.setSpacing(theme.space(3))
        column.addStretch()
        for part in (self.words, self.said, self.tell, self.leave):
            column.addWidget(part)
        return column

    def _steppers(self, theme: Theme) -> dict[str, Stepper]:
        words = {
            "day": (self.tr("Ngày"), self.tr("Lùi một ngày"), self.tr("Thêm một ngày")),
            "month": (self.tr("Tháng"), self.tr("Lùi một tháng"), self.tr("Thêm một tháng")),
            "year": (self.tr("Năm"), self.tr("Lùi một năm"), self.tr("Thêm một năm")),
            "hour": (self.tr("Giờ"), self.tr("Lùi một giờ"), self.tr("Thêm một giờ")),
            "minute": (self.tr("Phút"), self.tr("Lùi một phút"), self.tr("Thêm một phút")),
        }
        named = {name: Stepper(theme, *said, upright=True) for name, said in words.items()}
        for name, stepper in named.items():
            stepper.stepped.connect(lambda by, name=name: self._step(name, by))
        return named

    def show_standing(self, standing: ClockStanding) -> None:
        """Ask, or be gone. What the officer has stepped to so far stays."""
        self._wanted = self._wanted and standing.doubt is Doubt.NONE
        self.leave.setVisible(self._wanted)
        self.setVisible(self._wanted or standing.doubt is not Doubt.NONE)
        self.why.setText(_why(standing))
        if not self._touched:
            self._show(local_time(standing.proposed).replace(second=0))

    def want(self) -> None:
        """Ask although nobody doubts the clock."""
        self._wanted = True
        self.leave.show()
        self.show()
        self._parts["day"].less.setFocus()
        bring_into_view(self)

    def date_ended(self, trouble: Sentence | None) -> None:
        """The date is written down, or `trouble` says why not."""
        self.tell.setEnabled(True)
        self.said.setVisible(trouble is not None)
        if trouble is None:
            self.forget()
            self.hide()
        else:
            self.said.setText(str(trouble))

    def forget(self) -> None:
        """The next one is asked from the beginning."""
        if self._wanted:
            self.hide()
        self._touched = self._wanted = False
        self.tell.setEnabled(True)
        self.said.hide()

    def _step(self, name: str, by: int) -> None:
        self._touched = True
        self._show(stepped(self._told, name, by))

    def _show(self, told: datetime) -> None:
        self._told = told
        for name, stepper in self._parts.items():
            value = getattr(told, name)
            stepper.show_value(f"{value:04}" if name == "year" else f"{value:02}")
        day, hour = _lowered(texts.long_day(told.date())), f"{told:%H:%M}"
        self.words.setText(self.tr("Máy sẽ ghi bây giờ là {hour}, {day}.").format(day=day, hour=hour))

    def _tell_pressed(self) -> None:
        self.tell.setEnabled(False)
        self.said.hide()
        self.date_told.emit(int(self._told.timestamp()))


class ClockLine(QFrame):
    """What time the kiosk counts by, with a way to the card that asks for another one, while that may be told."""

    def __init__(self, theme: Theme, asking: ClockCard) -> None:
        super().__init__()
        inside, column = card(theme, self.tr("Ngày giờ của máy"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.told = Words("body")
        self.change = push_button(theme, self.tr("Đặt ngày giờ"), picture="clock")
        self.change.setMinimumWidth(theme.size("action"))
        self.change.clicked.connect(asking.want)
        column.addWidget(self.told)
        column.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)

    def show_standing(self, standing: ClockStanding) -> None:
        """The province's word stands above an officer's: then there is nothing to tell."""
        self.told.setText(texts.clock_line(standing))
        self.change.setVisible(standing.doubt is Doubt.NONE and standing.confidence is not Confidence.PROVINCE)


def stepped(told: datetime, name: str, by: int) -> datetime:
    """`told` with one part stepped by `by`; the 31st stays within a shorter month, and nothing leaves the calendar."""
    try:
        if name in ("month", "year"):
            months = told.year * _MONTHS + told.month - 1 + by * (_MONTHS if name == "year" else 1)
            year, month = divmod(months, _MONTHS)
            last = calendar.monthrange(year, month + 1)[1]
            return told.replace(year=year, month=month + 1, day=min(told.day, last))
        return told + timedelta(**{f"{name}s": by})
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return told


def _why(standing: ClockStanding) -> str:
    if standing.doubt is Doubt.NONE:
        return f"{texts.clock_line(standing)} Nếu không đúng, xin đặt lại."
    return (
        f"Đồng hồ máy này chỉ {texts.date_and_hour(standing.wall)} và có thể sai: {texts.DOUBTS[standing.doubt]}. "
        "Máy vẫn ghi mọi lượt; xin cho biết ngày giờ đúng để lượt vào đúng ngày. Khi có mạng, máy tự lấy giờ của tỉnh."
    )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
