"""«Hôm nay là ngày…?»: asked where the PC's clock cannot be believed. Counting goes on meanwhile."""

import calendar
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kiosk.clock import local_time
from kiosk.values import ClockStanding, Doubt
from ui import texts
from ui.officer.console import card
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
        self._proposed: int | None = None
        self._parts = self._steppers(theme)
        row = TurningBox(theme, spacing=6)
        for names in (("day", "month", "year"), ("hour", "minute")):
            together = QHBoxLayout()
            together.setSpacing(theme.space(4))
            for name in names:
                together.addWidget(self._parts[name])
            together.addStretch()
            row.box.addLayout(together)
        row.box.addStretch()
        column.addWidget(row)
        self.words = Words("strong")
        self.tell = push_button(theme, self.tr("Đúng, hôm nay là ngày này"), role="primary")
        self.tell.setMinimumWidth(theme.size("action"))
        self.tell.clicked.connect(self._tell_pressed)
        self.said = Words("wrong")
        self.said.hide()
        column.addWidget(self.words)
        column.addWidget(self.said)
        column.addWidget(self.tell, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def _steppers(self, theme: Theme) -> dict[str, Stepper]:
        named = {
            "day": Stepper(theme, self.tr("Ngày"), self.tr("Lùi một ngày"), self.tr("Thêm một ngày")),
            "month": Stepper(theme, self.tr("Tháng"), self.tr("Lùi một tháng"), self.tr("Thêm một tháng")),
            "year": Stepper(theme, self.tr("Năm"), self.tr("Lùi một năm"), self.tr("Thêm một năm")),
            "hour": Stepper(theme, self.tr("Giờ"), self.tr("Lùi một giờ"), self.tr("Thêm một giờ")),
            "minute": Stepper(theme, self.tr("Phút"), self.tr("Lùi một phút"), self.tr("Thêm một phút")),
        }
        for name, stepper in named.items():
            stepper.stepped.connect(lambda by, name=name: self._step(name, by))
        return named

    def show_standing(self, standing: ClockStanding) -> None:
        """Ask, or be gone. What the officer has stepped to so far stays."""
        self.setVisible(standing.doubt is not Doubt.NONE)
        self.why.setText(_why(standing))
        if self._proposed is None:
            self._proposed = standing.proposed
            self._show(local_time(standing.proposed).replace(second=0))

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
        self._proposed = None
        self.said.hide()

    def _step(self, name: str, by: int) -> None:
        self._show(stepped(self._told, name, by))

    def _show(self, told: datetime) -> None:
        self._told = told
        for name, stepper in self._parts.items():
            value = getattr(told, name)
            stepper.show_value(f"{value:04}" if name == "year" else f"{value:02}")
        day, hour = texts.long_day(told.date()), f"{told:%H:%M}"
        self.words.setText(self.tr("Máy sẽ ghi: {day}, {hour}.").format(day=day, hour=hour))

    def _tell_pressed(self) -> None:
        self.tell.setEnabled(False)
        self.said.hide()
        self.date_told.emit(int(self._told.timestamp()))


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
    shown = f"{local_time(standing.wall):%H:%M %d/%m/%Y}"
    reason = {
        Doubt.BEHIND: "sớm hơn lượt đã ghi lần trước",
        Doubt.BEFORE_BUILD: "sớm hơn cả ngày làm ra phần mềm này",
        Doubt.FAR_AHEAD: "cách lần ghi trước hơn 30 ngày",
        Doubt.STEPPED: "vừa nhảy xa trong lúc máy đang chạy",
    }.get(standing.doubt, "")
    return (
        f"Đồng hồ máy này chỉ {shown}, {reason}. Máy vẫn ghi mọi lượt; xin cho biết ngày giờ đúng "
        "để lượt vào đúng ngày. Khi có mạng, máy tự lấy giờ của tỉnh."
    )
