"""The picture of an empty room: a name, a clock and an invitation that wander slowly, so that no pixel burns in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme import Theme

_PACE: Final = (2, 1)
"""Pixels a second, across and down: slow enough to be no movement, fast enough to have crossed a screen in minutes."""
_JUMP: Final = (211, 127)
"""Pixels from one minute's place to the next where nothing may glide."""


class Saver(QWidget):
    """Covers its parent. Show it with `cover()`; whoever shows it calls `tick()` once a second and takes it away.

    Only the block of words is ever painted anew, once a second at most: an old PC has better things to do.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._night, self._still = theme, False, False
        self._name = self._time = ""
        self._seconds = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()

    def cover(self, theme: Theme, name: str, *, night: bool, still: bool) -> None:
        """Lie over everything. `night`: nearly black; `still`: from minute to minute instead of gliding."""
        self._theme, self._name, self._night, self._still = theme, name, night, still
        self.setAccessibleName(self.invitation())
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    @property
    def is_night(self) -> bool:
        return self._night

    def invitation(self) -> str:
        return self.tr("Chạm hoặc quét thẻ để bắt đầu")

    def tick(self, seconds: int, time: str) -> None:
        """A second has passed. `seconds`: any count that grows; `time`: as it is to be written."""
        before = self.block()
        self._seconds, changed = seconds, time != self._time
        self._time = time
        after = self.block()
        if changed or before != after:
            self.update(before.united(after))

    def block(self) -> QRect:
        """Where the words stand now."""
        size = self._needed()
        return QRect(self._place(size), size)

    def _place(self, size: QSize) -> QPoint:
        room = QSize(max(1, self.width() - size.width()), max(1, self.height() - size.height()))
        if self._still or self._night:
            across, down = (self._seconds // 60 * step for step in _JUMP)
        else:
            across, down = (self._seconds * step for step in _PACE)
        return QPoint(to_and_fro(across, room.width()), to_and_fro(down, room.height()))

    def _lines(self) -> tuple[tuple[str, QFont, QColor], ...]:
        theme = self._theme
        loud, soft = ("dusk", "dusk") if self._night else ("on-dark", "console-soft")
        lines = (
            (self._name, theme.font("lead", QFont.Weight.DemiBold), theme.colour(soft)),
            (self._time, theme.font("saver", QFont.Weight.ExtraBold), theme.colour(loud)),
            (self.invitation(), theme.font("lead"), theme.colour(soft)),
        )
        return lines[1:] if self._night else lines

    def _needed(self) -> QSize:
        edge = self._theme.space(6)
        widest = max(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in self._lines())
        height = sum(QFontMetrics(font).height() for _, font, _ in self._lines()) + self._sign_side()
        return QSize(min(self.width(), widest + 2 * edge), height + 2 * edge)

    def _sign_side(self) -> int:
        """By day the house's sign stands above its name."""
        return 0 if self._night else self._theme.size("disc")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour("dark" if self._night else "console"))
        block, edge = self.block(), self._theme.space(6)
        line = block.adjusted(edge, edge, -edge, -edge)
        if side := self._sign_side():
            sign = QRectF(line.center().x() - side / 2, line.top(), side, side)
            paint_icon(painter, "library", self._theme.colour("mint"), sign, 1.6)
            line.setTop(line.top() + side)
        for words, font, colour in self._lines():
            metrics = QFontMetrics(font)
            room = QRect(line.left(), line.top(), line.width(), metrics.height())
            fits = metrics.horizontalAdvance(words) <= room.width()
            painter.setFont(font)
            painter.setPen(colour)
            elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _CENTRED, words if fits else elided)
            line.setTop(room.bottom())
        painter.end()


_CENTRED: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def to_and_fro(way: int, room: int) -> int:
    """Where a point is after `way` pixels between two walls that are `room` pixels apart."""
    place = way % (2 * room)
    return place if place <= room else 2 * room - place
