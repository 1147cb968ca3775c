"""A single line that gives way: too long a name ends in «…» instead of pushing the clock off the screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from ui.widgets.words import Words


class ElidedLine(Words):
    """Shows as much of its text as fits; the whole text stays its accessible name."""

    def __init__(self, role: str, text: str = "") -> None:
        super().__init__(role, text, wraps=False)

        self._short = ""

    def setText(self, text: str, short: str = "") -> None:
        """`short`: what to show where `text` does not fit."""
        if (text, short) == (self.text(), self._short):
            return  # the clock says the same most of the time
        super().setText(text)
        self._short = short
        self.setAccessibleName(text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        fits = not self._short or metrics.horizontalAdvance(self.text()) <= self.width()
        text = self.text() if fits else self._short
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
