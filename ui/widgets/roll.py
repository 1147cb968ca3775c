"""A long list with two lines a row, painted: a thousand rows cost no more than the ten that are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_CHOOSING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Row:
    """`lead` at the left, `title` above `note`, `figure` at the right with `mark` under it. `faint`: counts no more."""

    lead: str
    title: str
    note: str = ""
    figure: str = ""
    mark: str = ""
    faint: bool = False

    def said(self) -> str:
        """All of it for a screen reader."""
        return ", ".join(part for part in (self.lead, self.title, self.note, self.figure, self.mark) if part)


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self.rows[index.row()].said()
        return None

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class _Painting(QStyledItemDelegate):
    def __init__(self, theme: Theme, rows: _Rows) -> None:
        super().__init__()
        self._theme, self._rows = theme, rows
        self._large, self._small = theme.font("body", QFont.Weight.DemiBold), theme.font("label")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        lines = sum(QFontMetrics(font).height() for font in (self._large, self._small))
        return QSize(1, max(self._theme.size("target"), lines + self._theme.space(4)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = self._theme, self._rows.rows[index.row()]
        room: QRect = option.rect
        state = option.state
        painter.save()
        if state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(room, theme.colour("leaf-tint"))
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        self._write(painter, row, room.adjusted(theme.space(3), theme.space(2), -theme.space(3), -theme.space(2)))
        painter.restore()

    def _write(self, painter: QPainter, row: Row, room: QRect) -> None:
        theme, large = self._theme, QFont(self._large)
        high = QFontMetrics(large).height()
        above = QRect(room.left(), room.top(), room.width(), high)
        below = QRect(room.left(), room.top() + high, room.width(), room.height() - high)
        left = QFontMetrics(large).horizontalAdvance("00:00") + theme.space(5)
        ink = theme.colour("soft" if row.faint else "ink")
        painter.setFont(large)
        painter.setPen(ink)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.lead)
        figure = QFontMetrics(large).horizontalAdvance(row.figure)
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.figure)
        large.setStrikeOut(row.faint)
        painter.setFont(large)
        self._elided(painter, above.adjusted(left, 0, -figure - theme.space(3), 0), row.title)
        mark = min(QFontMetrics(self._small).horizontalAdvance(row.mark), (below.width() - left) * 3 // 5)
        painter.setFont(self._small)
        painter.setPen(theme.colour("soft"))
        self._elided(painter, below.adjusted(left, 0, -mark - theme.space(3), 0), row.note)
        painter.setPen(theme.colour("amber"))
        self._elided(painter, QRect(below.right() - mark, below.top(), mark + 1, below.height()), row.mark)

    def _elided(self, painter: QPainter, room: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class Roll(QListView):
    """Signal: `row_chosen(int)`, by touch or by Enter."""

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._rows = _Rows()
        self._painting = _Painting(theme, self._rows)  # a view does not own its delegate
        self.setModel(self._rows)
        self.setItemDelegate(self._painting)
        self.setAccessibleName(name)
        self.setProperty("role", "rows")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CHOOSING and self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these, from the top; the same rows again leave everything where it is."""
        if tuple(rows) != self._rows.rows:
            self._rows.show(rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows.rows
