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
    """Side by side on a lying screen, one above the other on a standing one; the other way round where told so."""

    def __init__(
        self,
        theme: Theme,
        spacing: float = 8,
        *,
        lying: QBoxLayout.Direction = QBoxLayout.Direction.LeftToRight,
    ) -> None:
        super().__init__()
        directions = [QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom]
        self._lying, self._upright = directions if lying == directions[0] else reversed(directions)
        self.box = QBoxLayout(self._lying, self)
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
        direction = self._upright if stands_upright(self) else self._lying
        if self.box.direction() != direction:
            self.box.setDirection(direction)


class TurningGrid(QWidget):
    """Equal cells in one row on a lying screen (or in `lying` columns), in `upright` columns on a standing one.

    An odd last cell of a standing screen takes its whole row.
    """

    def __init__(
        self, theme: Theme, cells: Sequence[QWidget], *, upright: int = 2, lying: int = 0, spacing: float = 5
    ) -> None:
        super().__init__()
        self._cells = tuple(cells)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(spacing))
        self._columns, self._upright, self._lying = 0, upright, lying or len(self._cells)
        self._arrange(self._lying)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self._upright if stands_upright(self) else self._lying)
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
