"""«Lượt đến»: the visits of a day, what waits for a glance, one visit to be put right, and sheets of paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from kiosk.clock import local_day
from kiosk.text import folded
from kiosk.values import Counting, EntryRef, GroupKind, ListedVisit, Method, ToLookAt, VisitDay
from ui import texts, visit_words
from ui.officer.console import ConsolePage
from ui.officer.day_step import DayStep
from ui.officer.glances import GlancesCard
from ui.officer.late import LateSheet
from ui.officer.visit_sheet import VisitSheet
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.roll import Roll, Row
from ui.widgets.tiles import choice_button, name_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words

_TESTS: Final[Mapping[str, Callable[[ListedVisit], bool]]] = {
    "all": lambda visit: True,
    "cards": lambda visit: visit.method is Method.SCANNED,
    "walk-ins": lambda visit: visit.method is not Method.SCANNED and visit.now.group is GroupKind.NONE,
    "groups": lambda visit: visit.now.group is not GroupKind.NONE,
    "touched": lambda visit: visit.reason is not None or visit.late,
}
_ORDERS: Final[tuple[Callable[[ListedVisit], tuple[int, ...]], ...]] = (
    lambda visit: (-visit.at, -visit.visit.epoch, -visit.visit.seq),
    lambda visit: (visit.at, *visit.visit),
    lambda visit: (-visit.now.counted, visit.at, *visit.visit),
)


class VisitsPage(ConsolePage):
    """Signals: `day_chosen(date | None)` (None: the present one), answered by show_day(); those of its parts."""

    day_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.title.setText(self.tr("Lượt đến"))
        self._day: VisitDay | None = None
        self._waiting: tuple[ToLookAt, ...] = ()
        self._only: frozenset[EntryRef] | None = None
        self._open: EntryRef | None = None
        self._test, self._order = "all", 0
        self._shown: list[ListedVisit] = []
        self.glances, self.sheet, self.late = GlancesCard(theme), VisitSheet(theme), LateSheet(theme)
        self.listing = self._listing(theme)
        for part in (self.glances, self.listing):
            self.column.addWidget(part, 1 if part is self.listing else 0)
        self.column.addWidget(self.sheet)
        self.column.addWidget(self.late)
        self.glances.looked_into.connect(self._look_into)
        self.sheet.left.connect(self._close_sheet)
        self.late.left.connect(self._close_late)
        self._show_part(self.listing)

    # ---- laying out ----

    def _listing(self, theme: Theme) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.day_step = DayStep(theme)
        self.day_step.day_chosen.connect(self._day_stepped)
        self.paper = push_button(theme, self.tr("Nhập bù từ phiếu"), picture="file-pen-line")
        self.paper.clicked.connect(self._open_late)
        top = TurningBox(theme, spacing=3)
        top.box.addWidget(self.day_step, 1)
        top.box.addWidget(self.paper)
        column.addWidget(top)
        column.addWidget(self._tools(theme))
        column.addWidget(self._tests(theme))
        self.roll = Roll(theme, self.tr("Lượt đến"))
        self.roll.setMinimumHeight(theme.size("picture"))
        self.roll.row_chosen.connect(self._row_chosen)
        self.empty = Words("lead", "", centred=True)
        column.addWidget(self.roll, 1)
        column.addWidget(self.empty, 1)
        return part

    def _tools(self, theme: Theme) -> QWidget:
        tools = TurningBox(theme, spacing=3)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Tìm tên, lớp, hoạt động, mục đích…"))
        self.search.setAccessibleName(self.tr("Tìm lượt đến"))
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.order = push_button(theme, "", picture="arrow-up-down")
        self.order.clicked.connect(self._order_touched)
        tools.box.addWidget(self.search, 1)
        tools.box.addWidget(self.order)
        return tools

    def _tests(self, theme: Theme) -> QWidget:
        names = {
            "all": self.tr("Tất cả"),
            "cards": self.tr("Quét thẻ"),
            "walk-ins": self.tr("Không thẻ"),
            "groups": self.tr("Đoàn, lớp"),
            "touched": self.tr("Đã sửa, nhập bù"),
        }
        self.tests: dict[str, QPushButton] = {key: choice_button(theme, name) for key, name in names.items()}
        for key, button in self.tests.items():
            button.clicked.connect(lambda _checked=False, key=key: self._test_touched(key))
        return TurningGrid(theme, list(self.tests.values()), upright=2, spacing=3)

    # ---- what there is ----

    def show_day(self, day: VisitDay) -> None:
        """The visits of a day. One that is open on its own follows them."""
        self._day = day
        self.day_step.show_day(day.day, last=day.today)
        self.late.show_today(day.today)
        self.late.show_entered(day)
        self._show_rows()
        if self._open is not None:
            self._show_part(self.sheet)
        self._show_sheet()

    def show_waiting(self, waiting: Sequence[ToLookAt], today: date) -> None:
        self._waiting = tuple(waiting)
        self.glances.show_waiting(waiting, today)
        self._show_part(self._part)
        self._show_sheet()

    def show_counting(self, counting: Counting) -> None:
        self.under.setText(visit_words.counted_by(counting))
        self.late.show_rooms(counting)

    @property
    def shown_day(self) -> date | None:
        """The day that was chosen, None for the present one."""
        return None if self._day is None or self._day.day == self._day.today else self._day.day

    def refused(self, trouble: Sentence) -> None:
        self.sheet.refused(trouble)

    def forget(self) -> None:
        """Back to the list of the present day, for the next officer."""
        self._only, self._open, self._test, self._order = None, None, "all", 0
        self.search.clear()
        self.sheet.forget()
        self.late.forget()
        self._show_part(self.listing)
        if self._day is not None and self._day.day != self._day.today:
            self._day = None
            self._shown = []
            self.roll.show_rows([])

    # ---- parts ----

    def _show_title(self) -> None:
        if self._part is self.late:
            self.title.setText(self.tr("Nhập bù từ phiếu giấy"))
        elif self._day is None:
            self.title.setText(self.tr("Lượt đến"))
        else:
            self.title.setText(self.tr("Lượt đến · {count}").format(count=texts.number(self._day.counted)))

    def _show_part(self, part: QWidget) -> None:
        self._part = part
        self._show_title()
        for one in (self.listing, self.sheet, self.late):
            one.setVisible(one is part)
        self.under.setHidden(part is self.late)  # a sheet needs the room, and counts stand elsewhere
        self.glances.setVisible(part is self.listing and bool(self._waiting) and self._only is None)

    def _show_sheet(self) -> None:
        if self._part is not self.sheet or self._day is None:
            return
        found = next((one for one in self._day.visits if one.visit == self._open), None)
        if found is None:
            self._close_sheet()
        else:
            self.sheet.show_visit(found, waits=any(found.visit in one.visits for one in self._waiting))

    def _close_sheet(self) -> None:
        self._open = None
        self.sheet.forget()
        self._show_part(self.listing)

    def _open_late(self) -> None:
        if self._day is not None:
            self.late.open(self._day.day)
        self._show_part(self.late)

    def _close_late(self) -> None:
        self._show_part(self.listing)
        self.day_chosen.emit(self.shown_day)

    # ---- rows ----

    def _show_rows(self) -> None:
        visits = self._day.visits if self._day else ()
        wanted = folded(self.search.text())
        found = [one for one in visits if self._fits(one, wanted)]
        self._shown = sorted(found, key=_ORDERS[self._order])
        self.roll.show_rows([_row(one) for one in self._shown])
        self.roll.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.empty.setText(self._nothing(bool(visits)))
        for key, button in self.tests.items():
            button.setChecked(key == self._test and self._only is None)
        orders = (self.tr("Mới nhất trước"), self.tr("Cũ nhất trước"), self.tr("Đông nhất trước"))
        name_button(self.order, orders[self._order])
        self._show_title()

    def _fits(self, visit: ListedVisit, wanted: str) -> bool:
        if self._only is not None and visit.visit not in self._only:
            return False
        if not _TESTS[self._test](visit):
            return False
        return wanted in folded(_row(visit).said()) if wanted else True

    def _nothing(self, any_at_all: bool) -> str:
        if any_at_all:
            return self.tr("Không có lượt nào như vậy trong ngày này. Xóa chữ tìm hoặc bấm «Tất cả».")
        return self.tr("Ngày này chưa có lượt nào. Có phiếu giấy của ngày này thì bấm «Nhập bù từ phiếu».")

    # ---- touches ----

    def _day_stepped(self, day: date) -> None:
        self._only = None
        self._show_part(self.listing)
        self.day_chosen.emit(day)

    def _order_touched(self) -> None:
        self._order = (self._order + 1) % len(_ORDERS)
        self._show_rows()

    def _test_touched(self, key: str) -> None:
        self._test, self._only = key, None
        self._show_part(self.listing)
        self._show_rows()

    def _row_chosen(self, row: int) -> None:
        self._open = self._shown[row].visit
        self._show_part(self.sheet)
        self._show_sheet()

    def _look_into(self, waiting: ToLookAt) -> None:
        """A group on its own; of a burst the list of it."""
        self._test, self._order, self._only = "all", 1, frozenset(waiting.visits)
        if not waiting.burst:
            self._only, self._open = None, waiting.visits[0]  # shown as soon as its day is
        self._show_part(self.listing)
        self.day_chosen.emit(local_day(waiting.first))


def _row(visit: ListedVisit) -> Row:
    return Row(
        lead=texts.hour(visit.at),
        title=visit_words.who(visit),
        note=visit_words.about(visit),
        figure=texts.number(visit.now.counted),
        mark=" · ".join(visit_words.marks(visit)),
        faint=not visit.now.counted,
    )
