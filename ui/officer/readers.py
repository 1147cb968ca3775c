"""«Bạn đọc»: what waits, who is here, and the sheets behind them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from kiosk.clock import Clock
from kiosk.usecases.new_cards import NewCard
from ui import texts
from ui.office.drives import plugged_in
from ui.officer.console import ConsolePage, bring_into_view
from ui.officer.readers_cards import CardsPage
from ui.officer.readers_class import ClassPage
from ui.officer.readers_form import ReaderForm
from ui.officer.readers_list import ReadersList
from ui.officer.readers_sheet import ReaderSheet
from ui.officer.readers_waiting import WaitingCard
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role


class ReadersPage(ConsolePage):
    """One of its parts at a time; they have signals of their own. Signals: `shown()`: the page came to the front;
    `file_chosen(Path)`: a school's list; `slips_print_wanted()`, `slips_save_wanted(Path)` from `slips`.
    """

    shown = Signal()
    file_chosen = Signal(object)

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(theme, "")
        self.title.setText(self.tr("Bạn đọc"))
        self.under.hide()
        self.waiting, self.list = WaitingCard(theme), ReadersList(theme, clock)
        self.sheet, self.form = ReaderSheet(theme, clock), ReaderForm(theme, clock)
        self.school_class, self.cards = ClassPage(theme), CardsPage(theme)
        self.said = Words("wrong")
        self.column.addWidget(self.said)
        self.first = QWidget()
        column = QVBoxLayout(self.first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        column.addWidget(self._doors(theme))
        column.addWidget(self._offered(theme))
        column.addWidget(self.waiting)
        column.addWidget(self.list)
        self._parts: tuple[QWidget, ...] = (self.first, self.sheet, self.form, self.school_class, self.cards)
        for part in self._parts:
            self.column.addWidget(part)
        self.column.addStretch(1)
        for left in (self.sheet.left, self.form.left, self.school_class.left, self.cards.left):
            left.connect(self.show_list)
        self.school_class.file_wanted.connect(self._ask_for_file)
        self.part: QWidget = self.first
        self.show_part(self.first)

    def _doors(self, theme: Theme) -> TurningBox:
        self.register = push_button(
            theme, self.tr("Đăng ký bạn đọc"), role="primary", picture="user-round-plus", tint="on-dark"
        )
        self.open_class = push_button(theme, self.tr("Nhập danh sách lớp"), picture="graduation-cap")
        self.register.clicked.connect(self.open_form)
        self.open_class.clicked.connect(lambda: self.show_part(self.school_class))
        row = TurningBox(theme, spacing=4)
        for button in (self.register, self.open_class):
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        return row

    def _offered(self, theme: Theme) -> QFrame:
        """Cards that were issued and not yet put on paper stay before the officer's eyes."""
        self.offered = QFrame()
        give_role(self.offered, "asking")
        column = QVBoxLayout(self.offered)
        edge = theme.space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        self.offered_said = Words("strong")
        self.open_cards = push_button(theme, self.tr("In thẻ…"), role="primary")
        self.open_cards.clicked.connect(lambda: self.show_part(self.cards))
        row = TurningBox(theme, spacing=4)
        row.box.addWidget(self.offered_said, 1)
        row.box.addWidget(self.open_cards)
        column.addWidget(row)
        self.offered.hide()
        return self.offered

    # ---- what is in front ----

    def show_part(self, part: QWidget) -> None:
        """Put a part on the page, from its top."""
        self.part = part
        self.said.hide()
        for one in self._parts:
            one.setVisible(one is part)
        self.title.setVisible(part is self.first)
        roll = self.parentWidget()
        while roll is not None and not isinstance(roll, QScrollArea):
            roll = roll.parentWidget()
        if roll is not None:
            roll.verticalScrollBar().setValue(0)

    def show_list(self) -> None:
        """Back to where everything begins, as it stands now."""
        self.sheet.forget()
        self.form.forget()
        self.school_class.forget()
        self.show_part(self.first)
        self.shown.emit()

    def open_form(self) -> None:
        self.form.forget()
        self.show_part(self.form)
        self.form.focus_first()

    def offer_cards(self, cards: Sequence[NewCard]) -> None:
        """Cards that wait for paper; none: nothing is offered."""
        self.offered.setVisible(bool(cards))
        if cards:
            line = self.tr("{count} thẻ mới chưa xong việc in. Tắt máy là mất, phải cấp lại.")
            self.offered_said.setText(line.format(count=texts.number(len(cards))))
            self.cards.show_cards(cards)
        else:
            self.cards.forget()

    def say(self, text: str, *, good: bool = False) -> None:
        """What belongs to no part."""
        give_role(self.said, "right" if good else "wrong")
        self.said.setText(text)
        self.said.show()
        bring_into_view(self.said)

    def showEvent(self, event: QShowEvent) -> None:
        """Its door was opened: what stands there is looked up."""
        super().showEvent(event)
        self.shown.emit()

    def forget(self) -> None:
        """Empty, for the next officer. Cards that wait for paper are offered again by whoever keeps them."""
        for part in (self.waiting, self.list, self.sheet, self.form, self.school_class, self.cards):
            part.forget()
        self.offered.hide()
        self.show_part(self.first)

    def _ask_for_file(self) -> None:
        sticks = plugged_in()
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = str(sticks[0].place) if sticks else documents
        kinds = self.tr("Danh sách (*.xlsx *.csv *.txt)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Chọn danh sách lớp"), place, kinds)
        if chosen:
            self.file_chosen.emit(Path(chosen))
