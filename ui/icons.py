"""Bundled line icons (Lucide, ISC), drawn in any colour of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.theme import ASSETS


def icon(name: str, colour: QColor, side: int, ratio: float = 2.0) -> QPixmap:
    """The icon `name` of assets/icons as a square of `side` pixels, each of `ratio` device pixels."""
    return _drawn(name, colour.name(), side, ratio)


def paint_icon(painter: QPainter, name: str, colour: QColor, box: QRectF, weight: float = 2.0) -> None:
    """Draw the icon `name` into `box`, sharp at any scale. `weight`: of the line, on a grid of 24."""
    from PySide6.QtSvg import QSvgRenderer

    QSvgRenderer(QByteArray(_source(name, colour.name(), weight))).render(painter, box)


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QColor(colour), QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def _source(name: str, colour: str, weight: float) -> bytes:
    text = (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{weight}"').encode()
