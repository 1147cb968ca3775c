"""A table as high as its rows: the page rolls, not the table. A row is chosen by a touch, or by arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QScrollArea, QSizePolicy, QTableView, QWidget

from ui.icons import icon
from ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class Heading(NamedTuple):
    """A column. `width`: its share of the table; `upright`: the same on a standing screen. 0: it is not shown there."""

    text: str
    width: int
    upright: int


class Cell(NamedTuple):
    """`picture`: the name of an icon before the words, "" for none."""

    text: str
    picture: str = ""


class _Rows(QAbstractTableModel):
    def __init__(self, theme: Theme, headings: Sequence[Heading]) -> None:
        super().__init__()
        self._theme, self._headings = theme, headings
        self._rows: Sequence[Sequence[Cell]] = ()
        self._pictures: dict[str, QPixmap] = {}

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return cell.text
        if role == Qt.ItemDataRole.DecorationRole and cell.picture:
            if cell.picture not in self._pictures:
                side = self._theme.size("icon")
                self._pictures[cell.picture] = icon(cell.picture, self._theme.colour("ink"), side)
            return self._pictures[cell.picture]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class Table(QTableView):
    """Signals: `chosen(int)`, a row from 0; `heading_chosen(int)`, a column from 0."""

    chosen = Signal(int)
    heading_chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, headings: Sequence[Heading]) -> None:
        super().__init__()
        self._headings, self._low = headings, theme.size("target")
        self._rows = _Rows(theme, headings)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)  # a row has room for two lines: a person's own name stands last
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        self._heads(theme)
        self.show_rows(())

    def _heads(self, theme: Theme) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self._low)
        rows.setMinimumSectionSize(self._low)
        columns.setFixedHeight(theme.size("target"))
        columns.setSectionsClickable(True)
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.sectionClicked.connect(self.heading_chosen)

    def show_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Every row whole: as many cells as there are headings."""
        self._rows.show(rows)
        self.setFixedHeight(self.horizontalHeader().height() + len(rows) * self._low + 2 * self.frameWidth())

    def show_sorted(self, column: int, *, falling: bool = False) -> None:
        """Say by an arrow which column the rows are in the order of; -1: by none that is shown."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(column >= 0)
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        window = self.window()
        upright = window.height() > window.width()
        shares = [head.upright if upright else head.width for head in self._headings]
        for place, share in enumerate(shares):
            self.setColumnHidden(place, share == 0)
            if share:
                self.setColumnWidth(place, self.viewport().width() * share // sum(shares))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        roll = _roll_of(self)
        page = None if roll is None else roll.widget()
        if roll is not None and page is not None and current.isValid() and self.hasFocus():
            here = self.mapTo(page, self.visualRect(current).center())
            roll.ensureVisible(here.x(), here.y(), 0, 2 * self._low)


def _roll_of(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above
