"""«Đếm lượt»: what a visit is counted at, the rooms of the site, where this kiosk stands, and what is unusual."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kiosk.values import Choices, Counting, CountingRule
from ui import texts, visit_words
from ui.officer.choosing import ChoosingCard
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import Tile, choice_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words

_LONGEST: Final = 60
_BOUNDS: Final = {"debounce_minutes": (1, 30, 1), "large_group": (2, 500, 5), "burst": (2, 100, 1)}
"""Least, most and what one touch changes (kiosk/rules/choices.py)."""


class CountingCard(ChoosingCard):
    """Chooses `service_point`, `debounce_minutes`, `large_group` and `burst`. Signals: `rule_chosen(CountingRule)`,
    `room_named(str)`, `room_closed(int)`, answered by show_counting() or counting_refused(); `kept()`: a choice is
    written down, perhaps where this kiosk stands.
    """

    rule_chosen = Signal(object)
    room_named = Signal(str)
    room_closed = Signal(int)
    kept = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.setAccessibleName(self.tr("Đếm lượt"))
        self.column.addWidget(Words("heading", self.tr("Đếm lượt")))
        self._counting: Counting | None = None
        self._closing = 0
        self.rules = {
            CountingRule.SITE: choice_button(theme, self.tr("Đếm theo điểm")),
            CountingRule.SERVICE_POINT: choice_button(theme, self.tr("Đếm theo từng phòng")),
        }
        choices = TurningBox(theme, spacing=4)
        for rule, button in self.rules.items():
            button.clicked.connect(partial(self._rule_touched, rule))
            choices.box.addWidget(button, 1)
        self.column.addWidget(choices)
        self.stated = Words("soft")
        self.column.addWidget(self.stated)
        self._lay_out_rooms(theme)
        self._lay_out_bounds(theme)
        self.show_trouble_here()
        self.show_all()

    def _lay_out_rooms(self, theme: Theme) -> None:
        self.column.addWidget(Words("strong", self.tr("Các phòng, điểm phục vụ trong cùng khuôn viên")))
        self._rooms = QVBoxLayout()
        self._rooms.setSpacing(theme.space(2))
        self.column.addLayout(self._rooms)
        self.rooms: list[QWidget] = []
        line = TurningBox(theme, spacing=3)
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST)
        self.name.setPlaceholderText(self.tr("Tên phòng, ví dụ: Phòng đọc"))
        self.name.setAccessibleName(self.tr("Tên phòng mới"))
        self.add = push_button(theme, self.tr("Thêm phòng"))
        self.add.setMinimumWidth(theme.size("action"))
        self.name.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        self.add.setEnabled(False)
        self.add.clicked.connect(self._add_touched)
        line.box.addWidget(self.name, 1)
        line.box.addWidget(self.add)
        self.column.addWidget(line)
        self.standing = Words("strong", self.tr("Máy này đặt ở đâu"))
        self.column.addWidget(self.standing)
        self._places = QVBoxLayout()
        self.column.addLayout(self._places)
        self.places: dict[int, Tile] = {}

    def _lay_out_bounds(self, theme: Theme) -> None:
        names = {
            "debounce_minutes": (
                self.tr("Quét lại (phút)"),
                self.tr("Bớt một phút"),
                self.tr("Thêm một phút"),
            ),
            "large_group": (
                self.tr("Đoàn đông (người)"),
                self.tr("Bớt năm người"),
                self.tr("Thêm năm người"),
            ),
            "burst": (
                self.tr("Khách dồn (người)"),
                self.tr("Bớt một khách"),
                self.tr("Thêm một khách"),
            ),
        }
        self.column.addWidget(Words("strong", self.tr("Điều gì là bất thường")))
        self.column.addWidget(
            Words(
                "soft",
                self.tr(
                    "Quét lại một thẻ trong bấy nhiêu phút thì không tính thêm lượt. Đoàn từ bấy nhiêu người, hoặc bấy "
                    "nhiêu khách tự ghi trong 5 phút, vẫn tính ngay nhưng chờ cán bộ xem lại."
                ),
            )
        )
        self.bounds: dict[str, Stepper] = {}
        line = TurningBox(theme, spacing=6)
        for name, (told, less, more) in names.items():
            stepper = Stepper(theme, told, less, more)
            stepper.stepped.connect(partial(self._stepped, name))
            self.bounds[name] = stepper
            line.box.addWidget(stepper, 0, Qt.AlignmentFlag.AlignLeft)
        line.box.addStretch(1)
        self.column.addWidget(line)

    # ---- what there is ----

    def show_counting(self, counting: Counting) -> None:
        """The rule and the rooms as they hold now."""
        self.add.setEnabled(bool(self.name.text().strip()))
        if counting == self._counting:
            return
        self._counting = counting
        self._closing = 0
        for rule, button in self.rules.items():
            button.setChecked(rule is counting.rule)
        self.stated.setText(visit_words.COUNTED_BY[counting.rule])
        self._show_rooms()
        self._show_places()

    def room_kept(self, counting: Counting) -> None:
        """A new room has its name."""
        self.name.clear()
        self.show_counting(counting)

    def choice_kept(self, choices: Choices) -> None:
        super().choice_kept(choices)
        self.kept.emit()

    def counting_refused(self, trouble: Sentence) -> None:
        counting, self._counting = self._counting, None
        if counting is not None:
            self.show_counting(counting)
        self.said.setText(str(trouble))
        self.said.show()

    def show_all(self) -> None:
        chosen = self.chosen
        self.bounds["debounce_minutes"].show_value(texts.number(chosen.debounce_minutes))
        self.bounds["large_group"].show_value(texts.number(chosen.large_group))
        self.bounds["burst"].show_value(texts.number(chosen.burst))
        for number, button in self.places.items():
            button.setChecked(number == chosen.service_point)

    def forget(self) -> None:
        super().forget()
        if self._closing:
            self._closing = 0
            self._show_rooms()

    # ---- showing ----

    def _show_rooms(self) -> None:
        for room in self.rooms:
            self._rooms.removeWidget(room)
            room.hide()
            room.deleteLater()
        named = self._counting.service_points if self._counting else {}
        self.rooms = [self._room(number, name) for number, name in named.items()]
        if not self.rooms:
            self.rooms = [Words("soft", self.tr("Chưa có phòng nào: cả điểm là một nơi."))]
        for room in self.rooms:
            self._rooms.addWidget(room)

    def _room(self, number: int, name: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(3))
        row.addWidget(Words("body", name), 1)
        if number != self._closing:
            close = push_button(self.theme, self.tr("Đóng phòng"))
            close.setAccessibleName(self.tr("Đóng phòng {name}").format(name=name))
            close.clicked.connect(lambda: self._close_touched(number))
            row.addWidget(close)
            return line
        really = push_button(self.theme, self.tr("Đóng thật"), role="primary")
        keep = push_button(self.theme, self.tr("Giữ lại"))
        really.clicked.connect(lambda: self.room_closed.emit(number))
        keep.clicked.connect(lambda: self._close_touched(0))
        row.addWidget(really)
        row.addWidget(keep)
        return line

    def _show_places(self) -> None:
        while (item := self._places.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        named = self._counting.service_points if self._counting else {}
        self.standing.setVisible(bool(named))
        self.places = {}
        if named:
            offered = {0: self.tr("Dùng chung cả điểm"), **named}
            self.places = {number: Tile(self.theme, "library", name) for number, name in offered.items()}
            for number, button in self.places.items():
                button.setCheckable(True)
                button.clicked.connect(partial(self._place_touched, number))
            self._places.addWidget(TurningGrid(self.theme, list(self.places.values()), lying=2, upright=1, spacing=3))
        self.show_all()

    # ---- touches ----

    def _rule_touched(self, rule: CountingRule, _checked: bool = False) -> None:
        self.said.hide()
        for one, button in self.rules.items():
            button.setChecked(one is rule)
        self.rule_chosen.emit(rule)

    def _place_touched(self, number: int, _checked: bool = False) -> None:
        self.choose("service_point", number)

    def _add_touched(self) -> None:
        self.said.hide()
        self.add.setEnabled(False)
        self.room_named.emit(self.name.text())

    def _close_touched(self, number: int) -> None:
        self._closing = number
        self._show_rooms()

    def _stepped(self, name: str, by: int) -> None:
        least, most, step = _BOUNDS[name]
        before: int = getattr(self.chosen, name)
        wanted = min(max(before + by * step, least), most)
        if wanted != before:
            self.choose(name, wanted)
