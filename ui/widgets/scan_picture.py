"""The picture that says «hold your code here»: drawn without a camera, live with one."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme import Theme

_MODULES = 21
_FINDER = 7


def _is_dark(x: int, y: int) -> bool:
    """A pattern that looks like a QR code and says nothing."""
    for left, top in ((0, 0), (_MODULES - _FINDER, 0), (0, _MODULES - _FINDER)):
        across, down = x - left, y - top
        if -1 <= across <= _FINDER and -1 <= down <= _FINDER:
            return max(abs(across - 3), abs(down - 3)) in (0, 1, 3)
    return (x * 7 + y * 11 + (x * y) % 5 + (x ^ y)) % 9 < 4


def _petal(length: float) -> QPainterPath:
    """A petal from the origin upwards: widest above its middle, ending in a point."""
    wide = length * 0.30
    petal = QPainterPath(QPointF(0, 0))
    petal.cubicTo(-wide * 0.5, -length * 0.15, -wide, -length * 0.58, 0, -length)
    petal.cubicTo(wide, -length * 0.58, wide * 0.5, -length * 0.15, 0, 0)
    return petal


class ScanPicture(QWidget):
    """A dark panel with mint brackets. With a camera its newest picture fills the panel."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._frame: QImage | None = None
        self._camera = False
        self.setMinimumHeight(theme.size("picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._name_yourself()

    def set_camera(self, present: bool) -> None:
        self._camera = present
        if not present:
            self._frame = None
        self._name_yourself()
        self.update()

    def show_frame(self, frame: QImage) -> None:
        self._frame = frame
        self.update()

    def _name_yourself(self) -> None:
        self.setAccessibleName(
            self.tr("Ô quét, camera đang sẵn sàng") if self._camera else self.tr("Hình máy quét thẻ")
        )

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        radius = self._theme.radius("panel")
        panel = QPainterPath()
        panel.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(panel)
        self._paint_ground(painter)
        if self._frame is not None and not self._frame.isNull():
            self._paint_frame(painter, self._frame)
            self._paint_brackets(painter, self._window(0.62))
        elif self._camera:
            self._paint_lotus(painter)
            self._paint_card(painter, self._window(0.52), turned=-5)
            self._paint_brackets(painter, self._window(0.70))
        else:
            self._paint_lotus(painter)
            self._paint_scanner(painter)
        if self._camera and self.height() >= self._theme.size("picture"):
            self._paint_sign(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        slope = QLinearGradient(QPointF(0, 0), QPointF(self.width(), self.height()))
        slope.setColorAt(0, self._theme.colour("night"))
        slope.setColorAt(1, self._theme.colour("night-light"))
        painter.fillRect(self.rect(), slope)

    def _paint_lotus(self, painter: QPainter) -> None:
        """A quiet lotus (the flower of Hưng Yên's ponds) opening from the lower right edge."""
        reach = min(self.width() * 0.6, self.height() * 0.86)
        fill, line = self._theme.colour("lotus-soft"), self._theme.colour("lotus-soft")
        fill.setAlphaF(0.09)
        line.setAlphaF(0.22)
        painter.save()
        painter.translate(self.width() - reach * 0.30, self.height() + reach * 0.10)
        painter.setPen(QPen(line, self._theme.size("line")))
        painter.setBrush(fill)
        for angle, length in ((-76, 0.80), (76, 0.80), (-50, 0.92), (50, 0.92), (-25, 0.98), (25, 0.98), (0, 1.0)):
            painter.save()
            painter.rotate(angle)
            painter.drawPath(_petal(reach * length))
            painter.restore()
        painter.restore()

    def _window(self, share: float) -> QRectF:
        side = min(self.width() * 0.9, self.height()) * share
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _paint_frame(self, painter: QPainter, frame: QImage) -> None:
        scale = max(self.width() / frame.width(), self.height() / frame.height())
        width, height = self.width() / scale, self.height() / scale
        cut = QRectF((frame.width() - width) / 2, (frame.height() - height) / 2, width, height)
        painter.drawImage(QRectF(self.rect()), frame, cut)

    def _paint_brackets(self, painter: QPainter, box: QRectF) -> None:
        arm, radius = box.width() * 0.22, box.width() * 0.09
        pen = QPen(self._theme.colour("mint"), self._theme.space(1.5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for quarter in range(4):
            painter.save()
            painter.translate(box.center())
            painter.rotate(90 * quarter)
            half = box.width() / 2
            corner = QPainterPath(QPointF(-half, -half + arm))
            corner.lineTo(-half, -half + radius)
            corner.quadTo(-half, -half, -half + radius, -half)
            corner.lineTo(-half + arm, -half)
            painter.drawPath(corner)
            painter.restore()

    def _paint_card(self, painter: QPainter, box: QRectF, *, turned: float) -> None:
        """A reader's card with a code on it."""
        painter.save()
        painter.translate(box.center())
        painter.rotate(turned)
        half = box.width() / 2
        card = QRectF(-half, -half, box.width(), box.width())
        self._paint_shadow(painter, card)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("card"))
        painter.drawRoundedRect(card, half * 0.12, half * 0.12)
        self._paint_code(painter, card.adjusted(half * 0.17, half * 0.17, -half * 0.17, -half * 0.17))
        painter.restore()

    def _paint_code(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("ink"))
        module = box.width() / _MODULES
        dots = QPainterPath()
        dots.setFillRule(Qt.FillRule.WindingFill)
        for y in range(_MODULES):
            for x in range(_MODULES):
                if _is_dark(x, y):
                    dots.addRect(QRectF(box.left() + x * module, box.top() + y * module, module * 1.04, module * 1.04))
        painter.drawPath(dots)

    def _paint_shadow(self, painter: QPainter, card: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        shade = QColor(self._theme.colour("console"))
        for step in range(6):
            shade.setAlphaF(0.10)
            painter.setBrush(shade)
            spread = card.width() * 0.014 * step
            painter.drawRoundedRect(card.adjusted(-spread, 0, spread, spread * 2), spread + 8, spread + 8)

    def _paint_scanner(self, painter: QPainter) -> None:
        """A card in front of a desk scanner; the light between them says which way."""
        unit = min(self.height() / 10, self.width() / 16)
        middle = QPointF(self.width() / 2, self.height() / 2)
        eye = QPointF(middle.x() + unit * 3.4, middle.y() - unit * 0.2)
        card = QRectF(middle.x() - unit * 6.4, middle.y() - unit * 2.9, unit * 5.8, unit * 5.8)
        self._paint_light(painter, eye, card, unit)
        self._paint_card(painter, card, turned=-5)
        self._paint_body(painter, eye, unit)

    def _paint_light(self, painter: QPainter, eye: QPointF, card: QRectF, unit: float) -> None:
        beam = QPainterPath(eye)
        beam.lineTo(card.right() - unit * 0.6, card.top() - unit * 0.2)
        beam.lineTo(card.right() - unit * 0.2, card.bottom() + unit * 0.2)
        beam.closeSubpath()
        glow = QLinearGradient(eye, card.center())
        near, far = self._theme.colour("mint"), self._theme.colour("mint")
        near.setAlphaF(0.75)
        far.setAlphaF(0.10)
        glow.setColorAt(0, near)
        glow.setColorAt(1, far)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(beam, glow)

    def _paint_body(self, painter: QPainter, eye: QPointF, unit: float) -> None:
        """The scanner on its foot, its window towards the card."""
        colour = self._theme.colour
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("edge"))
        painter.drawRect(QRectF(eye.x() + unit * 1.35, eye.y() + unit, unit * 0.8, unit * 2.2))
        painter.setBrush(colour("hairline"))
        painter.drawRoundedRect(
            QRectF(eye.x() - unit * 0.3, eye.y() + unit * 2.8, unit * 4.1, unit * 0.7), unit * 0.35, unit * 0.35
        )
        painter.setBrush(colour("paper"))
        head = QRectF(eye.x(), eye.y() - unit * 1.45, unit * 3.5, unit * 2.9)
        painter.drawRoundedRect(head, unit * 0.9, unit * 0.9)
        painter.setBrush(colour("console"))
        window = QRectF(head.left(), eye.y() - unit * 0.85, unit * 0.8, unit * 1.7)
        painter.drawRoundedRect(window, unit * 0.3, unit * 0.3)
        painter.setBrush(colour("mint"))
        painter.drawRoundedRect(window.adjusted(0, unit * 0.3, -unit * 0.45, -unit * 0.3), unit * 0.15, unit * 0.15)
        side = unit * 1.2
        sign = QRectF(head.right() - unit * 0.7 - side, eye.y() - side / 2, side, side)
        paint_icon(painter, "check", colour("leaf"), sign, 3.0)

    def _paint_sign(self, painter: QPainter) -> None:
        theme = self._theme
        side, edge = theme.size("icon"), theme.space(6)
        text = self.tr("Camera đang sẵn sàng")
        painter.setFont(theme.font("label"))
        width = painter.fontMetrics().horizontalAdvance(text) + side + theme.space(9)
        box = QRectF(edge, self.height() - edge - theme.space(11), width, theme.space(11))
        ground = theme.colour("console")
        ground.setAlphaF(0.82)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        top = box.center().y() - side / 2
        paint_icon(painter, "camera", theme.colour("mint"), QRectF(box.left() + theme.space(3), top, side, side))
        painter.setPen(theme.colour("on-dark"))
        words = box.adjusted(theme.space(5) + side, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
