"""Layouts that stay right when the screen stands upright."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from ui.theme import Theme


def stands_upright(widget: QWidget) -> bool:
    """Whether the window of `widget` is higher than wide."""
    window = widget.window()
    return window.height() > window.width()


class TurningBox(QWidget):
    """Side by side on a lying screen, one above the other on a standing one."""

    def __init__(self, theme: Theme, spacing: float = 8) -> None:
        super().__init__()
        self.box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.space(spacing))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._turn()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """What was laid out before it hung in its window may hang in another shape now."""
        self._turn()
        super().showEvent(event)

    def _turn(self) -> None:
        upright = stands_upright(self)
        direction = QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight
        if self.box.direction() != direction:
            self.box.setDirection(direction)


class TurningGrid(QWidget):
    """Equal cells in one row on a lying screen, in `upright` columns on a standing one; an odd last cell takes all."""

    def __init__(self, theme: Theme, cells: Sequence[QWidget], *, upright: int = 2, spacing: float = 5) -> None:
        super().__init__()
        self._cells = tuple(cells)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(spacing))
        self._columns, self._upright = 0, upright
        self._arrange(len(self._cells))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self._upright if stands_upright(self) else len(self._cells))
        super().resizeEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, cell in enumerate(self._cells):
            row, column = divmod(index, columns)
            alone = index == len(self._cells) - 1 and column == 0
            self._grid.addWidget(cell, row, column, 1, columns if alone else 1)
        for column in range(len(self._cells)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
