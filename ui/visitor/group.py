"""A class, a delegation or a club: one record with a head count."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from kiosk.values import GroupKind
from ui.looks import PLAIN
from ui.texts import GROUPS
from ui.theme import Theme
from ui.visitor.pages import Stack, StepHead, VisitorPage
from ui.widgets.keypad import Keypad
from ui.widgets.tiles import Tile, choice_button, name_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words

MOST_HEADS = 200
"""What one touch may record; a larger delegation is recorded in parts, or by the officer."""

SHOWN, SHOWN_LOW = 3, 2
"""So many names side by side; in reach mode they share a line with the last word, and large ones need more of it."""

_PICTURES = {
    GroupKind.SCHOOL_CLASS: "graduation-cap",
    GroupKind.DELEGATION: "bus",
    GroupKind.CLUB: "users-round",
}


class Group(VisitorPage):
    """Signals: `registered(int, GroupKind, str)`: heads, kind, and the name that was pointed at or ""; `left()`."""

    registered = Signal(int, object, str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        self.heads = 0
        self._kind, self._name = GroupKind.NONE, ""
        self._known: Mapping[GroupKind, Sequence[str]] = {}
        self._head = StepHead(theme, self.tr("Nhóm của bạn có bao nhiêu người?"), self.tr("Trang đầu"))
        self._head.back.clicked.connect(self.left)
        self.column.addWidget(self._head)
        self.figure = Words("count", wraps=False)
        self._unit = Words("lead", wraps=False)
        self.keypad = Keypad(theme, low=theme.looks.reach)
        self.keypad.digit_pressed.connect(self._digit_pressed)
        self.keypad.erased.connect(self._erased)
        self.keypad.cleared.connect(self._cleared)
        self.kinds = {kind: Tile(theme, picture, GROUPS[kind]) for kind, picture in _PICTURES.items()}
        self._choice = QButtonGroup(self)
        for kind, tile in self.kinds.items():
            tile.setCheckable(True)
            tile.clicked.connect(lambda _checked, told=kind: self._kind_told(told))
            self._choice.addButton(tile)
        self.names = QWidget()
        self._names = QHBoxLayout(self.names)
        self._names.setContentsMargins(0, 0, 0, 0)
        self._names.setSpacing(theme.space(3))
        self.names.hide()
        self.confirm = push_button(theme, "", role="primary")
        self.confirm.setMinimumHeight(theme.size("key"))
        self.confirm.clicked.connect(self._confirmed)
        if theme.looks.reach:
            self._lay_out_low(theme)
        else:
            self._lay_out_halves(theme)
        self._show()

    def _lay_out_halves(self, theme: Theme) -> None:
        """The number beside the kind."""
        counting, naming = Stack(theme, spacing=2), Stack(theme, spacing=3)
        counting.column.addStretch(1)
        counting.column.addLayout(self._count_line(theme))
        counting.column.addWidget(self.keypad)
        counting.column.addStretch(1)
        naming.column.addStretch(1)
        naming.column.addWidget(Words("heading", self.tr("Đây là…")))
        for tile in self.kinds.values():
            naming.column.addWidget(tile)
        naming.column.addWidget(self.names)
        naming.column.addSpacing(theme.space(1))
        naming.column.addWidget(self.confirm)
        naming.column.addStretch(1)
        halves = TurningBox(theme, spacing=9)
        halves.box.addWidget(counting, 1)
        halves.box.addWidget(naming, 1)
        self.column.addWidget(halves, 1)

    def _lay_out_low(self, theme: Theme) -> None:
        """The number above; keys, kinds and the last word in rows, all in the lower half."""
        self.column.addStretch(1)
        self.column.addLayout(self._count_line(theme))
        low = Stack(theme, spacing=3)
        low.column.addWidget(self.keypad)
        low.column.addWidget(TurningGrid(theme, list(self.kinds.values()), upright=3, spacing=3), 1)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        row.addWidget(self._head.back)
        row.addWidget(self.names)
        row.addWidget(self.confirm, 1)
        low.column.addLayout(row)
        self.lay_low(low)

    def _count_line(self, theme: Theme) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.space(4))
        line.addStretch()
        line.addWidget(self.figure)
        line.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch()
        return line

    def _digit_pressed(self, digit: int) -> None:
        self.heads = min(MOST_HEADS, self.heads * 10 + digit)
        self._show()

    def _erased(self) -> None:
        self.heads //= 10
        self._show()

    def _cleared(self) -> None:
        self.heads = 0
        self._show()

    def show_names(self, known: Mapping[GroupKind, Sequence[str]]) -> None:
        """What groups of each kind called themselves here lately: one touch names this one too."""
        self._known = known
        self._offer_names()

    def _offer_names(self) -> None:
        while (item := self._names.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.deleteLater()
        looks = self.theme.looks
        most = SHOWN if not looks.reach else SHOWN_LOW if looks.text_size == PLAIN.text_size else SHOWN_LOW - 1
        known = self._known.get(self._kind, ())[:most]
        for name in known:
            button = choice_button(self.theme, name)
            button.clicked.connect(lambda _checked, told=name: self._name_told(told))
            self._names.addWidget(button)
        self.names.setVisible(bool(known))

    def _name_told(self, name: str) -> None:
        """A second touch takes it back."""
        self._name = "" if name == self._name else name
        for button in self.names.findChildren(QPushButton):
            button.setChecked(button.accessibleName() == self._name)

    def _kind_told(self, kind: GroupKind) -> None:
        if kind is not self._kind:
            self._kind, self._name = kind, ""
            self._offer_names()
        self._show()

    def _confirmed(self) -> None:
        self.confirm.setEnabled(False)  # a second tap before the answer would be a second group
        self.registered.emit(self.heads, self._kind, self._name)

    def _show(self) -> None:
        self.figure.setText(str(self.heads))
        full = self.heads == MOST_HEADS
        self._unit.setText(self.tr("người (nhiều nhất một lần)") if full else self.tr("người", "", self.heads))
        ready = self.heads > 0 and self._kind is not GroupKind.NONE
        self.confirm.setEnabled(ready)
        if ready:
            text = self.tr("Ghi {heads} lượt", "", self.heads).format(heads=self.heads)
        elif self.heads:
            text = self.tr("Chọn loại nhóm")
        else:
            text = self.tr("Bấm số người")
        name_button(self.confirm, text)

    def forget(self) -> None:
        self.heads, self._kind, self._name = 0, GroupKind.NONE, ""
        self._offer_names()
        self._choice.setExclusive(False)
        for tile in self.kinds.values():
            tile.setChecked(False)
        self._choice.setExclusive(True)
        self._show()
