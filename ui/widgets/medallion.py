"""Round signs: one colour, one icon, readable from across the room."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme import Theme


class Medallion(QWidget):
    """A filled circle with an icon; by default large, with a white icon in a line of `weight`."""

    def __init__(
        self,
        theme: Theme,
        colour: str,
        picture: str,
        *,
        size: str = "medallion",
        line: str = "on-dark",
        weight: float = 2.2,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._colour = colour
        self._picture = picture
        self._line, self._weight = line, weight
        side = theme.size(size)
        self.setFixedSize(side, side)

    def show_picture(self, picture: str) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._colour))
        painter.drawEllipse(self.rect())
        side = self.width() * 0.54
        edge = (self.width() - side) / 2
        paint_icon(painter, self._picture, self._theme.colour(self._line), QRectF(edge, edge, side, side), self._weight)
        painter.end()
