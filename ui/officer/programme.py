"""«Hoạt động»: the programme of a week, a form for one more, and the days of the province's plan as suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.clock import local_day
from kiosk.values import PlannedEvent, SuggestedEvent
from ui import texts, visit_words
from ui.officer.console import ConsolePage, bring_into_view, card
from ui.officer.programme_form import EventForm
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

WEEK = 7


class ProgrammePage(ConsolePage):
    """Signals: `week_chosen(Monday)`, answered by show_events(); `cancel_chosen(number)`; the form has its own."""

    week_chosen = Signal(object)
    cancel_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.title.setText(self.tr("Hoạt động"))
        self.under.setText(self.tr("Lượt đến trong giờ của một hoạt động được ghi kèm hoạt động ấy."))
        self.monday, self.today = date.min, date.min
        self._events: tuple[PlannedEvent, ...] = ()
        self._asked = 0
        self.column.addWidget(self._week(theme))
        self.suggestions, self._suggested = self._suggesting(theme)
        self.column.addWidget(self.suggestions)
        self.form = EventForm(theme)
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def _week(self, theme: Theme) -> QWidget:
        frame, column = card(theme)
        head = QHBoxLayout()
        head.setSpacing(theme.space(3))
        self.before = push_button(theme, "", picture="chevron-left")
        self.after = push_button(theme, "", picture="chevron-right")
        self.before.setAccessibleName(self.tr("Tuần trước"))
        self.after.setAccessibleName(self.tr("Tuần sau"))
        for button, by in ((self.before, -WEEK), (self.after, WEEK)):
            button.setFixedWidth(theme.size("step"))
            button.clicked.connect(lambda _checked=False, by=by: self._step(by))
        self.span = Words("heading", "", centred=True)
        head.addWidget(self.before)
        head.addWidget(self.span, 1)
        head.addWidget(self.after)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(3))
        column.addLayout(self._rows)
        self.lines: list[QWidget] = []
        self.empty = Words("lead", self.tr("Tuần này chưa có hoạt động nào. Thêm ở dưới."), centred=True)
        self.said = Words("wrong")
        self.said.hide()
        column.addWidget(self.empty)
        column.addWidget(self.said)
        return frame

    def _suggesting(self, theme: Theme) -> tuple[QWidget, QVBoxLayout]:
        frame, column = card(theme, self.tr("Gợi ý theo kế hoạch của tỉnh"))
        column.addWidget(Words("soft", self.tr("Chỉ là gợi ý: «Điền» đưa xuống ô dưới, sửa ngày giờ rồi mới thêm.")))
        rows = QVBoxLayout()
        rows.setSpacing(theme.space(2))
        column.addLayout(rows)
        frame.hide()
        return frame, rows

    # ---- what there is ----

    def show_today(self, today: date) -> None:
        """The present day: a page that was not looked at begins with its week."""
        if today != self.today:
            self.today = today
            self.monday = today - timedelta(days=today.weekday())
            self.form.begin(today)
        self._show_week()

    def show_events(self, events: Sequence[PlannedEvent]) -> None:
        """The events of the week, cancelled ones too, in order."""
        if tuple(events) != self._events or not self.lines:
            self._events = tuple(events)
            self._show_lines()

    def show_suggested(self, suggested: Sequence[SuggestedEvent]) -> None:
        while (item := self._suggested.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in suggested:
            last = "" if one.last == one.first else f"–{texts.day(one.last)}"
            self._suggested.addWidget(self._suggestion(one, f"{texts.day(one.first)}{last} · {one.title}"))
        self.suggestions.setVisible(bool(suggested))

    def _suggestion(self, one: SuggestedEvent, told: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(3))
        row.addWidget(Words("body", told), 1)
        button = push_button(self.theme, self.tr("Điền"))
        button.setAccessibleName(self.tr("Điền: {told}").format(told=told))
        button.clicked.connect(lambda: self._suggestion_touched(one))
        row.addWidget(button)
        return line

    def planned(self, event: PlannedEvent) -> None:
        """It stands in the programme now; its week is shown."""
        self.form.planned(event)
        day = local_day(event.starts_at)
        self.monday = day - timedelta(days=day.weekday())
        self._show_week()
        self.week_chosen.emit(self.monday)

    def refused(self, trouble: object) -> None:
        """A cancellation did not go through."""
        self.said.setText(str(trouble))
        self.said.show()

    def forget(self) -> None:
        self._asked = 0
        self.said.hide()
        self.form.forget()
        self.today = date.min  # the next officer begins with the present week

    # ---- showing ----

    def _show_week(self) -> None:
        last = self.monday + timedelta(days=WEEK - 1)
        first = texts.day(self.monday).rsplit("/", 1)[0]
        self.span.setText(self.tr("Tuần {first} – {last}").format(first=first, last=texts.day(last)))

    def _show_lines(self) -> None:
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [self._line(event) for event in self._events]
        for line in self.lines:
            self._rows.addWidget(line)
        self.empty.setVisible(not self.lines)

    def _line(self, event: PlannedEvent) -> QWidget:
        line = TurningBox(self.theme, spacing=3)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        day = texts.long_day(local_day(event.starts_at))
        column.addWidget(Words("label", f"{day} · {visit_words.span(event)} · {visit_words.EVENT_KINDS[event.kind]}"))
        column.addWidget(Words("strong", event.title))
        line.box.addWidget(words, 1)
        if event.cancelled:
            line.box.addWidget(Words("strong", self.tr("Đã hủy"), wraps=False))
        else:
            line.box.addLayout(self._buttons(event))
        return line

    def _buttons(self, event: PlannedEvent) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.space(2))
        asked = event.number == self._asked
        if not asked:
            button = push_button(self.theme, self.tr("Hủy"), picture="calendar-x")
            button.setAccessibleName(self.tr("Hủy hoạt động {title}").format(title=event.title))
            button.clicked.connect(lambda: self._cancel_touched(event.number))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
            return row
        really = push_button(self.theme, self.tr("Hủy thật"), role="primary")
        keep = push_button(self.theme, self.tr("Giữ lại"))
        really.clicked.connect(lambda: self._cancel_confirmed(event.number))
        keep.clicked.connect(lambda: self._cancel_touched(0))
        row.addWidget(really)
        row.addWidget(keep)
        return row

    # ---- touches ----

    def _step(self, by: int) -> None:
        self.monday += timedelta(days=by)
        self._asked = 0
        self.said.hide()
        self._show_week()
        self.week_chosen.emit(self.monday)

    def _cancel_touched(self, number: int) -> None:
        self._asked = number
        self.said.hide()
        self._show_lines()

    def _cancel_confirmed(self, number: int) -> None:
        self._asked = 0
        self._show_lines()
        self.cancel_chosen.emit(number)

    def _suggestion_touched(self, suggested: SuggestedEvent) -> None:
        self.form.take(suggested)
        bring_into_view(self.form)
