"""The screens of the registration, one question each. Each writes its answer into the form and says so."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from kiosk.values import Sex
from ui.name_entry import NameEntry
from ui.theme import Theme
from ui.visitor.pages import Stack, StepHead, VisitorPage, with_back
from ui.visitor.register_form import Form
from ui.widgets.keypad import Keypad
from ui.widgets.tiles import GrandChip, push_button
from ui.widgets.turning import TurningBox, TurningGrid, stands_upright
from ui.widgets.words import Words, give_role

_DIGITS = 4
_OLDEST = 120


class Place(NamedTuple):
    """Which step of how many this is, from 1."""

    number: int
    of: int


class Question(VisitorPage):
    """Signals: `answered()`: the form holds the answer; `left()`: one step back."""

    answered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, form: Form, place: Place, question: str) -> None:
        super().__init__(theme, "roll")
        self.setAccessibleName(question)
        self.form = form
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.space(2))
        self.back_word = self.tr("Trang đầu") if place.number == 1 else self.tr("Quay lại")
        self.head = StepHead(theme, question, self.back_word)
        self.head.back.clicked.connect(self.left)
        progress = Words("lead", f"{place.number} / {place.of}", wraps=False)
        progress.setAccessibleName(self.tr("Bước {number} trên {of}").format(number=place.number, of=place.of))
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        row.addWidget(progress)
        self.column.addLayout(row)


class NameQuestion(Question):
    """A full name: the reader's, or the representative's."""

    def __init__(self, theme: Theme, form: Form, place: Place, *, representative: bool = False) -> None:
        asked = self.tr("Họ và tên bố, mẹ hoặc người giám hộ?") if representative else self.tr("Họ và tên của bạn?")
        super().__init__(theme, form, place, asked)
        self._representative = representative
        back = self.back_word if theme.looks.reach else ""
        self.entry = NameEntry(theme, asked, done=self.tr("Tiếp tục"), back=back)
        self.entry.show_name(form.representative if representative else form.name)
        self.entry.changed.connect(self._name_changed)
        self.entry.finished.connect(self.answered)
        self.entry.left.connect(self.left)
        self.setFocusProxy(self.entry)
        self.column.addStretch()
        self.column.addWidget(self.entry, 3)

    def showEvent(self, event: QShowEvent) -> None:
        """On a standing screen the keys lie low, where hands are."""
        self.column.setStretch(1, 2 if stands_upright(self) else 0)
        super().showEvent(event)

    def _name_changed(self) -> None:
        if self._representative:
            self.form.representative = self.entry.name
        else:
            self.form.name = self.entry.name


class YearQuestion(Question):
    """The year of birth; whoever keeps it to themselves is asked whether they are sixteen."""

    def __init__(self, theme: Theme, form: Form, place: Place, this_year: int) -> None:
        super().__init__(theme, form, place, self.tr("Bạn sinh năm nào?"))
        self._this_year = this_year
        self._typed = str(form.year) if form.year else ""
        self.figure = Words("count", centred=True, wraps=False)
        self.note = Words("lead", centred=True)
        self.keypad = Keypad(theme, low=theme.looks.reach)
        self.keypad.digit_pressed.connect(self._digit_pressed)
        self.keypad.erased.connect(lambda: self._become(self._typed[:-1]))
        self.keypad.cleared.connect(lambda: self._become(""))
        self.go_on = push_button(theme, self.tr("Tiếp tục"), role="primary")
        self.silent = push_button(theme, self.tr("Không muốn nói"))
        for button in (self.go_on, self.silent):
            button.setMinimumHeight(theme.size("key"))
        self.go_on.clicked.connect(self._finished)
        self.silent.clicked.connect(lambda: self._tell(0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if theme.looks.reach:
            self._lay_out_low()
        else:
            self._lay_out_halves()
        self._become(self._typed)

    def _lay_out_halves(self) -> None:
        theme = self.theme
        telling, keys = Stack(theme, spacing=4), Stack(theme, spacing=3)
        telling.column.addStretch(1)
        telling.column.addWidget(self.figure)
        telling.column.addWidget(self.note)
        telling.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        for button in (self.silent, self.go_on):
            row.addWidget(button, 1)
        keys.column.addStretch(1)
        keys.column.addWidget(self.keypad)
        keys.column.addSpacing(theme.space(2))
        keys.column.addLayout(row)
        keys.column.addStretch(1)
        halves = TurningBox(theme, spacing=9)
        halves.box.addWidget(telling, 1)
        halves.box.addWidget(keys, 1)
        self.column.addWidget(halves, 1)

    def _lay_out_low(self) -> None:
        self.column.addStretch(1)
        self.column.addWidget(self.figure)
        self.column.addWidget(self.note)
        low = Stack(self.theme, spacing=3)
        low.column.addWidget(self.keypad)
        cells = with_back(self.theme, [self.silent, self.go_on], self.head.back)
        low.column.addWidget(TurningGrid(self.theme, [cells[-1], *cells[:-1]], upright=2, spacing=3))
        low.column.addStretch(1)
        self.lay_low(low)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A real keyboard has digits too."""
        if event.text() in tuple("0123456789"):
            self._digit_pressed(int(event.text()))
        elif event.key() == Qt.Key.Key_Backspace:
            self._become(self._typed[:-1])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go_on.isEnabled():
            self._finished()
        else:
            super().keyPressEvent(event)

    def _digit_pressed(self, digit: int) -> None:
        if len(self._typed) < _DIGITS:
            self._become(f"{self._typed}{digit}")

    def _become(self, typed: str) -> None:
        self._typed = typed
        whole = len(typed) == _DIGITS
        possible = whole and self._this_year - _OLDEST <= int(typed) <= self._this_year
        self.figure.setText(typed.ljust(_DIGITS, "–"))
        self.figure.setAccessibleName(typed or self.tr("chưa bấm số nào"))
        self.go_on.setEnabled(possible)
        give_role(self.note, "wrong" if whole and not possible else "lead")
        if possible:
            age = self._this_year - int(typed)
            self.note.setText(self.tr("Năm nay {age} tuổi.", "", age).format(age=age))
        elif whole:
            said = self.tr("Năm sinh từ {least} đến {most}.")
            self.note.setText(said.format(least=self._this_year - _OLDEST, most=self._this_year))
        else:
            self.note.setText(self.tr("Chỉ hỏi năm, không hỏi ngày tháng."))

    def _finished(self) -> None:
        self._tell(int(self._typed))

    def _tell(self, year: int) -> None:
        self.form.year = year
        self.form.grown = self.form.grown if year == 0 else None
        self.answered.emit()


class ChoiceQuestion(Question):
    """A question whose answers are a few large chips: (picture, words, what to do when it is chosen)."""

    def __init__(
        self,
        theme: Theme,
        form: Form,
        place: Place,
        question: str,
        why: str,
        answers: Sequence[tuple[str, str, Callable[[], None]]],
    ) -> None:
        super().__init__(theme, form, place, question)
        self.chips: list[QPushButton] = []
        for picture, words, chosen in answers:
            chip = GrandChip(theme, picture, words)
            chip.clicked.connect(lambda _checked=False, chosen=chosen: self._answered(chosen))
            self.chips.append(chip)
        reach = theme.looks.reach
        note = Words("lead" if reach else "soft", why, centred=not reach)
        if reach:
            self.column.addWidget(note)
        self.column.addStretch(1)
        cells = with_back(theme, self.chips, self.head.back)
        self.lay_low(TurningGrid(theme, cells, upright=2 if reach else 1), stretch=3, rest=1)
        if not reach:
            self.column.addWidget(note)

    def _answered(self, chosen: Callable[[], None]) -> None:
        chosen()
        self.answered.emit()


class AgeQuestion(ChoiceQuestion):
    """Asked of whoever does not tell the year: the law turns on sixteen, whatever else one keeps to oneself."""

    def __init__(self, theme: Theme, form: Form, place: Place) -> None:
        def told(grown: bool) -> Callable[[], None]:
            return lambda: setattr(form, "grown", grown)

        super().__init__(
            theme,
            form,
            place,
            self.tr("Bạn đã đủ 16 tuổi chưa?"),
            self.tr("Dưới 16 tuổi thì bố, mẹ hoặc người giám hộ đồng ý thay em. Luật quy định như vậy."),
            [
                ("tree-deciduous", self.tr("Đã đủ 16 tuổi"), told(True)),
                ("sprout", self.tr("Chưa đủ 16 tuổi"), told(False)),
            ],
        )


class SexQuestion(ChoiceQuestion):
    """Nobody has to tell."""

    def __init__(self, theme: Theme, form: Form, place: Place) -> None:
        def told(sex: Sex) -> Callable[[], None]:
            return lambda: setattr(form, "sex", sex)

        super().__init__(
            theme,
            form,
            place,
            self.tr("Bạn là nam hay nữ?"),
            self.tr("Chỉ để thống kê. Không nói cũng được."),
            [
                ("mars", self.tr("Nam"), told(Sex.MALE)),
                ("venus", self.tr("Nữ"), told(Sex.FEMALE)),
                ("eye-off", self.tr("Không muốn nói"), told(Sex.UNKNOWN)),
            ],
        )


class ParentQuestion(ChoiceQuestion):
    """Under sixteen: whoever consents is here, or the card waits for them."""

    def __init__(self, theme: Theme, form: Form, place: Place) -> None:
        def told(here: bool) -> Callable[[], None]:
            return lambda: setattr(form, "parent_here", here)

        super().__init__(
            theme,
            form,
            place,
            self.tr("Bố, mẹ hoặc người giám hộ có ở đây không?"),
            self.tr("Em chưa đủ 16 tuổi, nên cần người lớn trong nhà đồng ý."),
            [
                ("users-round", self.tr("Có, đang ở đây"), told(True)),
                ("user-round", self.tr("Không, em đi một mình"), told(False)),
            ],
        )
