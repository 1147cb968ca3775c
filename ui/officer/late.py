"""«Nhập bù từ phiếu»: a day on paper, box by box as it is printed, saved as a whole."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from kiosk.usecases.enter_late import MOST_DAYS
from kiosk.values import AgeBand, Counting, GroupKind, LateLine, Method, Purpose, Sex, VisitDay
from ui import texts, visit_words
from ui.officer.console import bring_into_view, card
from ui.officer.day_step import DayStep
from ui.officer.late_grid import Box, LateGrid
from ui.officer.late_groups import LateGroups, purpose_of
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.keypad import Keypad
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import Tile, choice_button, name_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role

if TYPE_CHECKING:
    from ui.paper.printing import Told

ROWS: Final = (None, *range(5, 22))
"""The rows of a sheet: «Cộng», for the whole day, then local hours."""
MOST: Final = 500
"""Persons in one box (kiosk/usecases/tally.py)."""
Place = tuple[int | None, Sex, Box]


class LateSheet(QWidget):
    """What was typed stays when the console locks: it names nobody, and a sheet half typed twice would be worse.

    Signals: `left()`; `saved(day, lines, Method)`, answered by entered() or refused(); `day_chosen(date)`, answered by
    show_entered(); `print_chosen(room, by_sex)` and `file_chosen(Path, room, by_sex)` for a blank sheet, answered by
    paper_told().
    """

    left = Signal()
    saved = Signal(object, object, object)
    day_chosen = Signal(object)
    print_chosen = Signal(str, bool)
    file_chosen = Signal(object, str, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._counts: Counter[Place] = Counter()
        self._groups: list[LateLine] = []
        self._row: int | None = None
        self._box: Box | None = (AgeBand.CHILD, Purpose.READING)
        self._heads, self._fresh, self._saving = 0, True, False
        self._today = date.max
        self._sex, self._method, self._room = Sex.UNKNOWN, Method.TALLIED, 0
        self._rooms: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        column.addWidget(self._head(theme))
        column.addWidget(self._paper(theme))
        column.addWidget(self._details(theme))
        column.addWidget(self._end(theme))
        column.addWidget(self._blank(theme))
        self._show()

    # ---- laying out ----

    def _head(self, theme: Theme) -> QWidget:
        head = TurningBox(theme, spacing=3)
        self.back = push_button(theme, self.tr("Về danh sách"), role="quiet", picture="arrow-left", tint="soft")
        self.back.clicked.connect(self.left)
        self.day_step = DayStep(theme)
        self.day_step.day_chosen.connect(self._day_stepped)
        head.box.addWidget(self.back)
        head.box.addWidget(self.day_step, 1)
        return head

    def _paper(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        self.entered_before = Words("strong")
        self.entered_before.hide()
        column.addWidget(self.entered_before)
        self.row_step = Stepper(
            theme, self.tr("Dòng trên phiếu"), self.tr("Dòng trên"), self.tr("Dòng dưới"), width="amount"
        )
        self.row_step.stepped.connect(self._row_stepped)
        line = TurningBox(theme, spacing=6)
        line.box.addWidget(self.row_step, 0, Qt.AlignmentFlag.AlignLeft)
        told = self.tr("«Cả ngày» là dòng «Cộng» của phiếu. Muốn ghi theo giờ thì bấm + để chọn.")
        line.box.addWidget(Words("soft", told), 1)
        column.addWidget(line)
        halves = TurningBox(theme, spacing=6)
        self.grid, self.keypad = LateGrid(theme), Keypad(theme)
        self.grid.box_chosen.connect(self._box_chosen)
        self.keypad.digit_pressed.connect(self._digit_pressed)
        self.keypad.erased.connect(lambda: self._write(self._value() // 10))
        self.keypad.cleared.connect(lambda: self._write(0))
        keys = QWidget()
        under = QVBoxLayout(keys)
        under.setContentsMargins(0, 0, 0, 0)
        self.where = Words("strong", centred=True)
        under.addWidget(self.where)
        under.addWidget(self.keypad)
        under.addStretch(1)
        halves.box.addWidget(self.grid, 7)
        halves.box.addWidget(keys, 4)
        column.addWidget(halves)
        self.groups = LateGroups(theme)
        self.groups.heads_chosen.connect(lambda: self._box_chosen(None))
        self.groups.added.connect(self._group_added)
        self.groups.dropped.connect(self._group_dropped)
        column.addWidget(self.groups)
        return frame

    def _details(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        sexes = {
            Sex.UNKNOWN: self.tr("Không phân biệt nam, nữ"),
            Sex.MALE: self.tr("Cột Nam"),
            Sex.FEMALE: self.tr("Cột Nữ"),
        }
        self.sexes = {sex: choice_button(theme, name) for sex, name in sexes.items()}
        methods = {Method.TALLIED: self.tr("Đếm từng người"), Method.ESTIMATED: self.tr("Chỉ ước chừng")}
        self.methods = {method: choice_button(theme, name) for method, name in methods.items()}
        for sex, button in self.sexes.items():
            button.clicked.connect(lambda _checked=False, sex=sex: self._sex_touched(sex))
        for method, button in self.methods.items():
            button.clicked.connect(lambda _checked=False, method=method: self._method_touched(method))
        column.addWidget(Words("strong", self.tr("Phiếu đếm thế nào")))
        column.addWidget(TurningGrid(theme, list(self.methods.values()), upright=1, spacing=3))
        column.addWidget(TurningGrid(theme, list(self.sexes.values()), upright=1, spacing=3))
        self._rooms_line = QVBoxLayout()
        self._rooms_line.setSpacing(theme.space(2))
        column.addLayout(self._rooms_line)
        self.rooms: dict[int, Tile] = {}
        return frame

    def _end(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        self.total, self.said = Words("heading"), Words("right")
        self.said.hide()
        self.save = push_button(theme, "", role="primary")
        self.clear = push_button(theme, self.tr("Xóa hết số đã nhập"))
        self.save.clicked.connect(self._save_touched)
        self.clear.clicked.connect(self._clear_touched)
        column.addWidget(self.total)
        column.addWidget(self.said)
        buttons = TurningBox(theme, spacing=4)
        buttons.box.addWidget(self.save, 2)
        buttons.box.addWidget(self.clear, 1)
        column.addWidget(buttons)
        return frame

    def _blank(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Phiếu trống"))
        column.addWidget(
            Words("body", self.tr("In sẵn vài tờ để cạnh máy. Mất điện thì đếm trên phiếu, có điện thì nhập bù ở đây."))
        )
        self.print = push_button(theme, self.tr("In phiếu trống"), picture="printer")
        self.file = push_button(theme, self.tr("Ghi phiếu trống ra tệp…"))
        self.print.clicked.connect(lambda: self.print_chosen.emit(self._room_name(), self._sex is not Sex.UNKNOWN))
        self.file.clicked.connect(self._file_touched)
        buttons = TurningBox(theme, spacing=4)
        for button in (self.print, self.file):
            button.setMinimumWidth(theme.size("action"))
            buttons.box.addWidget(button)
        buttons.box.addStretch(1)
        column.addWidget(buttons)
        self.paper_said = Words("right")
        self.paper_said.hide()
        column.addWidget(self.paper_said)
        return frame

    # ---- what there is ----

    def open(self, day: date) -> None:
        """Begin with this day, unless a sheet is half typed already."""
        self.said.hide()
        if not self._persons():
            self.day_step.show_day(day, first=self._today - timedelta(days=MOST_DAYS), last=self._today)
        self.day_chosen.emit(self.day_step.day)

    def show_today(self, today: date) -> None:
        self._today = today
        day = min(max(self.day_step.day, today - timedelta(days=MOST_DAYS)), today)
        self.day_step.show_day(day, first=today - timedelta(days=MOST_DAYS), last=today)
        self._show()

    def show_entered(self, day: VisitDay) -> None:
        """What was entered late for the chosen day before, lest a sheet is entered twice."""
        if day.day == self.day_step.day:
            text = self.tr("Đã nhập bù trước đây cho ngày này: {count} lượt. Xin đừng nhập hai lần.")
            self.entered_before.setText(text.format(count=texts.number(day.late)))
            self.entered_before.setVisible(day.late > 0)

    def show_rooms(self, counting: Counting) -> None:
        """The rooms of the site; shown only where there are any."""
        named = {0: self.tr("Cả điểm"), **counting.service_points} if counting.service_points else {}
        if named == self._rooms:
            return
        self._rooms, self._room = named, counting.here if counting.here in named else 0
        while (item := self._rooms_line.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rooms = {number: Tile(self.theme, "library", name) for number, name in named.items()}
        for number, button in self.rooms.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, number=number: self._room_touched(number))
        if self.rooms:
            self._rooms_line.addWidget(Words("strong", self.tr("Đếm ở đâu")))
            self._rooms_line.addWidget(
                TurningGrid(self.theme, list(self.rooms.values()), lying=2, upright=1, spacing=3)
            )
        self._show()

    def entered(self, persons: int, day: date) -> None:
        """The sheet is written down."""
        self._saving = False
        self._clear_all()
        self._say(
            self.tr("Đã ghi {count} lượt vào {day}.").format(count=texts.number(persons), day=texts.long_day(day)),
            "right",
        )
        self.day_chosen.emit(day)

    def refused(self, trouble: Sentence) -> None:
        """It is not; everything typed is still there."""
        self._saving = False
        self._say(str(trouble), "wrong")
        self._show()

    def paper_told(self, told: Told) -> None:
        give_role(self.paper_said, "right" if told.done else "wrong")
        self.paper_said.setText(told.text)
        self.paper_said.show()

    def forget(self) -> None:
        self.said.hide()
        self.paper_said.hide()
        self.groups.forget()

    # ---- touches ----

    def _day_stepped(self, day: date) -> None:
        self.entered_before.hide()
        self.said.hide()
        self._show()
        self.day_chosen.emit(day)

    def _row_stepped(self, by: int) -> None:
        place = ROWS.index(self._row) + by
        if 0 <= place < len(ROWS):
            self._row, self._fresh = ROWS[place], True
            self._show()

    def _box_chosen(self, box: Box | None) -> None:
        self._box, self._fresh = box, True
        self._show()

    def _digit_pressed(self, digit: int) -> None:
        """The first digit after a box was chosen begins its number anew."""
        self._write(digit if self._fresh else self._value() * 10 + digit)

    def _write(self, value: int) -> None:
        self._fresh = False
        value = min(MOST, value)
        if self._box is None:
            self._heads = value
        else:
            self._counts[self._row, self._sex, self._box] = value
        self.said.hide()
        self._show()

    def _value(self) -> int:
        return self._heads if self._box is None else self._counts[self._row, self._sex, self._box]

    def _group_added(self, kind: GroupKind, label: str) -> None:
        self._groups.append(
            LateLine(persons=self._heads, hour=self._row, purpose=purpose_of(kind), group=kind, label=label)
        )
        self._heads = 0
        self.groups.show_lines(self._groups)
        self._show()

    def _group_dropped(self, number: int) -> None:
        del self._groups[number]
        self.groups.show_lines(self._groups)
        self._show()

    def _sex_touched(self, sex: Sex) -> None:
        self._sex, self._fresh = sex, True
        self._show()

    def _method_touched(self, method: Method) -> None:
        self._method = method
        self._show()

    def _room_touched(self, number: int) -> None:
        self._room = number
        self._show()

    def _save_touched(self) -> None:
        self._saving = True
        self._show()
        self.saved.emit(self.day_step.day, self.lines(), self._method)

    def _clear_touched(self) -> None:
        self.said.hide()
        self._clear_all()

    def _file_touched(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Ghi phiếu trống"), str(Path(place) / "phieu-dem.pdf"), self.tr("Tài liệu (*.pdf)")
        )
        if chosen:
            file = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf")
            self.file_chosen.emit(file, self._room_name(), self._sex is not Sex.UNKNOWN)

    # ---- what is on the sheet ----

    def lines(self) -> list[LateLine]:
        """The boxes that hold a number, row by row, then the groups."""
        found = [
            LateLine(persons=count, hour=row, sex=sex, age_band=band, purpose=purpose, service_point=self._room)
            for (row, sex, (band, purpose)), count in self._counts.items()
            if count
        ]
        return [*found, *(_in_room(line, self._room) for line in self._groups)]

    def _persons(self) -> int:
        return sum(line.persons for line in self.lines())

    def _twice(self) -> bool:
        """Whether the sums of a column are entered beside the hours that they are the sums of."""
        rows = {row for (row, _, _), count in self._counts.items() if count}
        return None in rows and len(rows) > 1

    def _clear_all(self) -> None:
        self._counts.clear()
        self._groups.clear()
        self._heads, self._row, self._fresh = 0, None, True
        self.groups.forget()
        self.groups.show_lines([])
        self._show()

    def _room_name(self) -> str:
        return self._rooms.get(self._room, "") if self._room else ""

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()
        bring_into_view(self.said)

    def _show(self) -> None:
        row = {box: self._counts[self._row, self._sex, box] for box in self.grid.boxes}
        self.grid.show_counts(row)
        self.grid.choose(self._box)
        self.groups.show_heads(self._heads, chosen=self._box is None)
        hours = self.tr("Cả ngày") if self._row is None else f"{self._row}–{self._row + 1} h"
        self.row_step.show_value(hours)
        self.where.setText(self._where())
        for sex, button in self.sexes.items():
            button.setChecked(sex is self._sex)
        for method, button in self.methods.items():
            button.setChecked(method is self._method)
        for number, tile in self.rooms.items():
            tile.setChecked(number == self._room)
        persons = self._persons()
        self.total.setText(self.tr("Cả phiếu: {count} lượt").format(count=texts.number(persons)))
        if self._twice():
            self._say_twice()
        name_button(self.save, self._save_text(persons))
        self.save.setEnabled(persons > 0 and not self._saving and not self._twice())
        self.clear.setEnabled(persons > 0 and not self._saving)

    def _save_text(self, persons: int) -> str:
        if not persons:
            return self.tr("Nhập số vào ô rồi lưu")
        text = self.tr("Ghi {count} lượt · {day}")
        return text.format(count=texts.number(persons), day=texts.day(self.day_step.day))

    def _say_twice(self) -> None:
        give_role(self.said, "wrong")
        self.said.setText(
            self.tr("Phiếu có số ở cả dòng «Cộng» và ở từng giờ. Chỉ nhập một trong hai, kẻo mỗi người tính hai lần.")
        )
        self.said.show()

    def _where(self) -> str:
        if self._box is None:
            return self.tr("Số người của lớp, đoàn")
        band, purpose = self._box
        return f"{visit_words.AGES[band]} · {texts.PURPOSES[purpose]}"


def _in_room(line: LateLine, room: int) -> LateLine:
    return LateLine(
        persons=line.persons,
        hour=line.hour,
        purpose=line.purpose,
        group=line.group,
        label=line.label,
        service_point=room,
    )
