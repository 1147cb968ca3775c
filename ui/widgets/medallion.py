"""Round signs: one colour, one icon, readable from across the room."""

from typing import Final

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme import Theme

GROWS_MS: Final = 180
"""How long a sign takes to its full size: motion that tells something stays under 250 ms (experience.md)."""
_FIRST_SIZE: Final = 0.82


class Medallion(QWidget):
    """A filled circle with an icon; by default large, with a white icon in a line of `weight`.

    `arrive()`: it grows to its size, so that an eye catches the change from one answer to the same answer again.
    """

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
        self._grown = 1.0
        self._growing: QVariantAnimation | None = None

    def arrive(self) -> None:
        """Grow, from nearly whole; whole at once where nothing may move. The icon is complete all the while."""
        if self._theme.looks.still:
            return
        if self._growing is None:
            self._growing = QVariantAnimation(self)
            self._growing.setStartValue(_FIRST_SIZE)
            self._growing.setEndValue(1.0)
            self._growing.setDuration(GROWS_MS)
            self._growing.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._growing.valueChanged.connect(self._grow)
        self._growing.stop()
        self._grow(_FIRST_SIZE)
        self._growing.start()

    @property
    def is_growing(self) -> bool:
        return self._growing is not None and self._growing.state() is QVariantAnimation.State.Running

    def _grow(self, grown: float) -> None:
        self._grown = grown
        self.update()

    def show_picture(self, picture: str) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._colour))
        margin = self.width() * (1 - self._grown) / 2
        painter.drawEllipse(QRectF(self.rect()).adjusted(margin, margin, -margin, -margin))
        side = self.width() * 0.54 * self._grown
        edge = (self.width() - side) / 2
        paint_icon(painter, self._picture, self._theme.colour(self._line), QRectF(edge, edge, side, side), self._weight)
        painter.end()
