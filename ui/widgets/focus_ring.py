"""A frame around whatever a key would press now. It lies over the window, so that every control has the same one."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

_MOVES = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}
)


class FocusRing(QWidget):
    """Follows one widget at a time; dark, with a light line on both sides, so that it stands out on any ground."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._followed: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def around(self) -> QWidget | None:
        """What is framed now."""
        return self._followed[0] if self._followed and self.isVisible() else None

    def follow(self, widget: QWidget | None) -> None:
        """Frame `widget`, wherever it moves; None: nothing."""
        for watched in self._followed:
            watched.removeEventFilter(self)
        self._followed = []
        window = self.parentWidget()
        while widget is not None and widget is not window:
            self._followed.append(widget)
            widget.installEventFilter(self)
            widget = widget.parentWidget()
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._settle()
        return False

    def _settle(self) -> None:
        window = self.parentWidget()
        if window is None or not self._followed or not self._followed[0].isVisibleTo(window):
            self.hide()
            return
        widget, room = self._followed[0], self._reach()
        framed = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        self.setGeometry(framed.adjusted(-room, -room, room, room))
        self.show()
        self.raise_()
        self.update()

    def _reach(self) -> int:
        """How far beyond the control it goes."""
        return self._theme.size("focus") + 2 * self._theme.size("line")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, gap = theme.size("focus"), theme.size("line")
        radius = theme.radius("tile") + gap
        for colour, width in (("focus-gap", wide + 2 * gap), ("focus", wide)):
            painter.setPen(QPen(theme.colour(colour), width))
            middle = gap + wide / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(middle, middle, -middle, -middle), radius, radius)
        painter.end()
