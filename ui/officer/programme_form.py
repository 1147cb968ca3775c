"""One more event for the programme: what, of which kind, on which days, from when to when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from kiosk.clock import VIETNAM
from kiosk.usecases.programme import LONGEST_DAYS, LONGEST_TITLE
from kiosk.values import EventKind, PlannedEvent, SuggestedEvent
from ui import texts, visit_words
from ui.officer.console import card
from ui.officer.day_step import DayStep
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role

_STEP: Final = 30
"""Minutes."""
_OPENS, _CLOSES, _DAY_ENDS = 8 * 60, 11 * 60, 24 * 60


class EventForm(QFrame):
    """Signal: `plan_chosen(title, EventKind, starts_at, ends_at)` (seconds UTC), answered by planned() or refused()."""

    plan_chosen = Signal(str, object, object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._today = date.min
        self._kind, self._days = EventKind.TALK, 1
        self._from, self._until = _OPENS, _CLOSES
        inside, column = card(theme, self.tr("Thêm hoạt động"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_TITLE)
        self.name.setPlaceholderText(self.tr("Tên hoạt động, ví dụ: Kể chuyện Bác Hồ"))
        self.name.setAccessibleName(self.tr("Tên hoạt động"))
        self.name.textChanged.connect(lambda _text: self._show())
        column.addWidget(self.name)
        self.kinds = {kind: choice_button(theme, word) for kind, word in visit_words.EVENT_KINDS.items()}
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._kind_touched(kind))
        column.addWidget(TurningGrid(theme, list(self.kinds.values()), lying=4, upright=1, spacing=3))
        self.day = DayStep(theme)
        column.addWidget(self.day)
        column.addWidget(self._times(theme))
        self.said = Words("right")
        column.addWidget(self.said)
        self.add = push_button(theme, self.tr("Thêm vào chương trình"), role="primary")
        self.add.setMinimumWidth(theme.size("action"))
        self.add.clicked.connect(self._add_touched)
        line = QHBoxLayout()
        line.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(line)
        self.said.hide()
        self._show()

    def _times(self, theme: Theme) -> TurningBox:
        box = TurningBox(theme, spacing=4)
        self.begins = Stepper(theme, self.tr("Từ"), self.tr("Bắt đầu sớm hơn"), self.tr("Bắt đầu muộn hơn"))
        self.ends = Stepper(theme, self.tr("Đến"), self.tr("Kết thúc sớm hơn"), self.tr("Kết thúc muộn hơn"))
        self.length = Stepper(theme, self.tr("Số ngày"), self.tr("Bớt một ngày"), self.tr("Thêm một ngày"))
        self.begins.stepped.connect(self._begins_stepped)
        self.ends.stepped.connect(self._ends_stepped)
        self.length.stepped.connect(self._length_stepped)
        for stepper in (self.begins, self.ends, self.length):
            box.box.addWidget(stepper)
        box.box.addStretch(1)
        return box

    # ---- what there is ----

    def begin(self, today: date) -> None:
        """The form begins with the present day."""
        self._today = today
        self.day.show_day(today)

    def take(self, suggested: SuggestedEvent) -> None:
        """Fill in a suggestion; nothing is planned by it."""
        self.name.setText(suggested.title)
        self._kind = suggested.kind
        self._days = (suggested.last - suggested.first).days + 1
        self.day.show_day(suggested.first)
        self.said.hide()
        self._show()

    def planned(self, event: PlannedEvent) -> None:
        self._say(self.tr("Đã thêm «{title}».").format(title=event.title), "right")
        self.name.clear()
        self._days = 1
        self._show()

    def refused(self, trouble: Sentence) -> None:
        self._say(str(trouble), "wrong")
        self._show()

    def forget(self) -> None:
        self.name.clear()
        self.said.hide()
        self._kind, self._days, self._from, self._until = EventKind.TALK, 1, _OPENS, _CLOSES
        self._show()

    # ---- touches ----

    def _kind_touched(self, kind: EventKind) -> None:
        self._kind = kind
        self._show()

    def _begins_stepped(self, by: int) -> None:
        self._from = min(max(self._from + by * _STEP, 0), _DAY_ENDS - _STEP)
        self._until = max(self._until, self._from + _STEP)
        self._show()

    def _ends_stepped(self, by: int) -> None:
        self._until = min(max(self._until + by * _STEP, _STEP), _DAY_ENDS)
        self._from = min(self._from, self._until - _STEP)
        self._show()

    def _length_stepped(self, by: int) -> None:
        self._days = min(max(self._days + by, 1), LONGEST_DAYS)
        self._show()

    def _add_touched(self) -> None:
        self.add.setEnabled(False)
        self.said.hide()
        midnight = datetime(self.day.day.year, self.day.day.month, self.day.day.day, tzinfo=VIETNAM)
        starts = midnight + timedelta(minutes=self._from)
        ends = midnight + timedelta(days=self._days - 1, minutes=self._until)
        self.plan_chosen.emit(self.name.text(), self._kind, int(starts.timestamp()), int(ends.timestamp()))

    def _show(self) -> None:
        for kind, button in self.kinds.items():
            button.setChecked(kind is self._kind)
        self.begins.show_value(_clock(self._from))
        self.ends.show_value(_clock(self._until))
        self.length.show_value(texts.number(self._days))
        self.add.setEnabled(bool(self.name.text().strip()))

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
