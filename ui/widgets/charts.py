"""Two small charts, painted: no library is loaded for some bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

_NO_PEN = Qt.PenStyle.NoPen


class HourBars(QWidget):
    """Counts by hour of the day, the running hour in the leaf green, each bar with its number."""

    def __init__(self, theme: Theme, first: int = 7, last: int = 18) -> None:
        super().__init__()
        self._theme = theme
        self._usual = (first, last)
        self._counts: tuple[int, ...] = (0,) * 24
        self._running = -1
        self.setMinimumHeight(theme.size("chart"))

    def show_counts(self, counts: Sequence[int], running: int) -> None:
        """`counts`: 24 numbers from 0 h; `running`: the hour now, 0–23."""
        self._counts, self._running = tuple(counts), running
        spoken = ", ".join(self.tr("{h} giờ: {n}").format(h=h, n=n) for h, n in enumerate(self._counts) if n)
        self.setAccessibleName(self.tr("Lượt theo giờ"))
        self.setAccessibleDescription(spoken)
        self.update()

    def _hours(self) -> range:
        used = [hour for hour, count in enumerate(self._counts) if count]
        return range(min([self._usual[0], *used]), max([self._usual[1], *used]) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hours, theme = self._hours(), self._theme
        axis = theme.size("axis")
        ground = self.height() - axis
        slot = self.width() / len(hours)
        tallest = max(1, *self._counts)
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(0, ground, self.width(), ground)
        painter.setFont(theme.font("label"))
        crowded = painter.fontMetrics().horizontalAdvance("00 ") > slot
        for index, hour in enumerate(hours):
            count, left = self._counts[hour], index * slot
            self._paint_bar(painter, QRectF(left, axis, slot, ground - axis), count / tallest, hour == self._running)
            painter.setPen(theme.colour("soft"))
            if not crowded or index % 2 == 0:
                below = QRectF(left - slot / 2, ground, slot * 2, axis)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(hour))
            if count:
                top = ground - (ground - axis) * count / tallest
                painter.setPen(theme.colour("ink"))
                painter.drawText(
                    QRectF(left - slot, top - axis, slot * 3, axis), Qt.AlignmentFlag.AlignCenter, str(count)
                )
        painter.end()

    def _paint_bar(self, painter: QPainter, room: QRectF, share: float, running: bool) -> None:
        if share <= 0:
            return
        width, height = room.width() * 0.6, room.height() * share
        radius = min(width / 4, height)
        bar = QRectF(room.center().x() - width / 2, room.bottom() - height, width, height)
        painter.setPen(_NO_PEN)
        painter.setBrush(self._theme.colour("leaf" if running else "bar"))
        painter.drawRoundedRect(bar, radius, radius)
        painter.drawRect(bar.adjusted(0, min(radius, height / 2), 0, 0))


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a list of shares."""

    name: str
    count: int


class ShareBars(QWidget):
    """Names with their counts and a thin bar under each; the bars share one scale."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shares: tuple[Share, ...] = ()

    def show_shares(self, shares: Sequence[Share]) -> None:
        self._shares = tuple(shares)
        self.setAccessibleDescription(", ".join(f"{share.name}: {share.count}" for share in shares))
        self.setMinimumHeight(self._row() * len(self._shares))
        self.update()

    def _row(self) -> int:
        return self._theme.space(15)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        row, gauge = self._row(), theme.size("gauge")
        most = max([1, *(share.count for share in self._shares)])
        for index, share in enumerate(self._shares):
            words = QRectF(0, index * row, self.width(), row - gauge - theme.space(2))
            bottom = Qt.AlignmentFlag.AlignBottom
            painter.setPen(theme.colour("ink"))
            painter.setFont(theme.font("label"))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | bottom, share.name)
            painter.setFont(theme.font("label", QFont.Weight.DemiBold))
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | bottom, str(share.count))
            groove = QRectF(0, words.bottom() + theme.space(1), self.width(), gauge)
            painter.setPen(_NO_PEN)
            painter.setBrush(theme.colour("hairline"))
            painter.drawRoundedRect(groove, gauge / 2, gauge / 2)
            if share.count:
                filled = QRectF(groove)
                filled.setWidth(max(gauge, groove.width() * share.count / most))
                painter.setBrush(theme.colour("leaf"))
                painter.drawRoundedRect(filled, gauge / 2, gauge / 2)
        painter.end()
