"""The lower table of a tally sheet: classes, delegations and clubs, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kiosk.values import GroupKind, LateLine, Purpose
from ui import texts, visit_words
from ui.theme import Theme
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role

LONGEST = 60
"""Characters of a label (kiosk/usecases/tally.py)."""


def purpose_of(kind: GroupKind) -> Purpose:
    """A class or a club came for just that; of a delegation nobody told the purpose (as on the visitors' screen)."""
    return Purpose.NOT_TOLD if kind is GroupKind.DELEGATION else Purpose.CLASS_OR_CLUB


class LateGroups(QWidget):
    """Signals: `heads_chosen()`: the keys write the number of heads from now on; `added(GroupKind, str)`: kind and
    label, the number is with the keys; `dropped(int)`: a line is taken back.
    """

    heads_chosen = Signal()
    added = Signal(object, str)
    dropped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = GroupKind.NONE
        self._heads = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(Words("strong", self.tr("Lớp, đoàn (bảng dưới của phiếu)")))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(2))
        column.addLayout(self._rows)
        self.lines: list[QWidget] = []
        self.kinds = {kind: choice_button(theme, word) for kind, word in texts.GROUPS.items()}
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._kind_touched(kind))
        self.heads = QPushButton("–")
        give_role(self.heads, "box")
        self.heads.setCheckable(True)
        self.heads.clicked.connect(self.heads_chosen)
        cells = [*self.kinds.values(), self.heads]
        column.addWidget(TurningGrid(theme, cells, upright=2, spacing=3))
        column.addWidget(self._label_line(theme))
        self._show()

    def _label_line(self, theme: Theme) -> QWidget:
        line = TurningBox(theme, spacing=3)
        self.label = QLineEdit()
        self.label.setMaxLength(LONGEST)
        self.label.setPlaceholderText(self.tr("Tên lớp, đoàn (không bắt buộc)"))
        self.label.setAccessibleName(self.tr("Tên lớp, đoàn"))
        self.add = push_button(theme, self.tr("Thêm dòng này"))
        self.add.setMinimumWidth(theme.size("action"))
        self.add.clicked.connect(self._add_touched)
        line.box.addWidget(self.label, 1)
        line.box.addWidget(self.add)
        return line

    def show_heads(self, heads: int, *, chosen: bool) -> None:
        """The number so far, and whether the keys write it."""
        self._heads = heads
        self.heads.setChecked(chosen)
        self._show()

    def show_lines(self, lines: Sequence[LateLine]) -> None:
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [self._line(number, line) for number, line in enumerate(lines)]

    def forget(self) -> None:
        self._kind, self._heads = GroupKind.NONE, 0
        self.label.clear()
        self._show()

    def _line(self, number: int, told: LateLine) -> QWidget:
        when = self.tr("cả ngày") if told.hour is None else self.tr("{hour}–{next} h")
        parts = (
            visit_words.group_name(told.group, told.label),
            self.tr("{count} người").format(count=told.persons),
            when.format(hour=told.hour, next=(told.hour or 0) + 1),
        )
        text = " · ".join(parts)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Words("body", text), 1)
        drop = push_button(self._theme, self.tr("Bỏ"), picture="delete")
        drop.setAccessibleName(self.tr("Bỏ dòng: {line}").format(line=text))
        drop.clicked.connect(lambda: self.dropped.emit(number))
        row.addWidget(drop, 0, Qt.AlignmentFlag.AlignRight)
        self._rows.addWidget(line)
        return line

    def _kind_touched(self, kind: GroupKind) -> None:
        self._kind = kind
        self._show()
        self.heads_chosen.emit()

    def _add_touched(self) -> None:
        kind, label = self._kind, self.label.text()
        self._kind = GroupKind.NONE
        self.label.clear()
        self.added.emit(kind, label)

    def _show(self) -> None:
        for kind, button in self.kinds.items():
            button.setChecked(kind is self._kind)
        self.heads.setText(self.tr("{count} người").format(count=self._heads) if self._heads else self.tr("Số người?"))
        self.heads.setAccessibleName(self.tr("Số người của lớp, đoàn: {count}").format(count=self._heads))
        self.add.setEnabled(self._heads > 0 and self._kind is not GroupKind.NONE)
