"""The round sign above an answer: one colour, one icon, readable from across the room."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme import Theme


class Medallion(QWidget):
    """A filled circle with a white icon."""

    def __init__(self, theme: Theme, colour: str, picture: str) -> None:
        super().__init__()
        self._theme = theme
        self._colour = colour
        self._picture = picture
        side = theme.size("medallion")
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
        paint_icon(painter, self._picture, self._theme.colour("on-dark"), QRectF(edge, edge, side, side))
        painter.end()
