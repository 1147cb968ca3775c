"""Large buttons that say in a picture and a word what they do."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import icon
from ui.looks import PLAIN
from ui.theme import Theme
from ui.widgets.medallion import Medallion
from ui.widgets.words import Words, give_role


class _Composed(QPushButton):
    """A button whose face is a layout; the labels let touches through."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def compose(self, role: str, box: QBoxLayout) -> None:
        give_role(self, role)
        self.setLayout(box)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        own, face = super().sizeHint(), self.layout()
        return own if face is None else own.expandedTo(face.sizeHint())

    def minimumSizeHint(self) -> QSize:
        own, face = super().sizeHint(), self.layout()  # (QPushButton would ask for the whole hint again)
        return own if face is None else own.expandedTo(face.minimumSize())


def _picture(theme: Theme, name: str, size: str) -> QLabel:
    label, side = QLabel(), theme.size(size)
    label.setPixmap(icon(name, theme.colour("leaf"), side))
    label.setFixedSize(side, side)
    return label


class Tile(_Composed):
    """Icon at the left, a title and a softer note beside it; lower where there is no note. A chosen one gets a tick.

    In reach mode, where room is short, the tick stands in the icon's place.
    """

    def __init__(self, theme: Theme, picture: str, title: str, note: str = "") -> None:
        super().__init__(theme, title)
        self.setAccessibleDescription(note)
        reach = theme.looks.reach
        row = QHBoxLayout()
        row.setContentsMargins(theme.space(4 if reach else 8), theme.space(2), theme.space(6), theme.space(2))
        row.setSpacing(theme.space(4 if reach else 6))
        self._sign, tick = _picture(theme, picture, "icon-tile"), _picture(theme, "check", "icon-tile")
        row.addWidget(self._sign)
        column = QVBoxLayout()
        column.setSpacing(theme.space(1))
        column.addStretch()
        column.addWidget(Words("tile-title", title))
        if note:
            column.addWidget(Words("tile-note", note))
        column.addStretch()
        row.insertWidget(1, tick)
        row.insertLayout(2 if reach else 1, column, 1)
        tick.hide()
        self.toggled.connect(tick.setVisible)
        if reach:
            self.toggled.connect(self._sign.setHidden)
        self.compose("tile" if note else "tile-low", row)


class Door(_Composed):
    """A large door: a disc with the icon, title and note. Low, they stand side by side; high, under one another."""

    def __init__(self, theme: Theme, picture: str, title: str, note: str) -> None:
        super().__init__(theme, title)
        self.setAccessibleDescription(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        low = theme.looks.reach
        self._edges = theme.space(7), theme.space(2 if low else 4)
        self._high = theme.size("grand")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(self._edges[0], self._edges[1], self._edges[0], self._edges[1])
        self._box.setSpacing(theme.space(6))
        self._box.addStretch(0)
        self._box.addWidget(Medallion(theme, "leaf-tint", picture, size="disc-door", line="leaf", weight=2.0))
        words = QVBoxLayout()
        words.setSpacing(theme.space(1))
        words.addStretch(1)
        words.addWidget(Words("tile-title", title))
        words.addWidget(Words("tile-note", note))
        words.addStretch(1)
        self._words = words
        self._box.addLayout(words, 1)
        self.compose("tile-low" if low else "tile", self._box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turned only where both ways have room, so that no door jumps."""
        high = self.height() >= self._high
        direction = QBoxLayout.Direction.TopToBottom if high else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != direction:
            self._box.setDirection(direction)
            self._box.setStretch(0, 2 if high else 0)
            self._box.setStretch(2, 3 if high else 1)
        super().resizeEvent(event)


class GrandChip(_Composed):
    """A tall chip where the choice is all there is on the screen: a disc with the icon, the word under it.

    In reach mode, where there is half a screen for it, it is lower.
    """

    def __init__(self, theme: Theme, picture: str, title: str) -> None:
        super().__init__(theme, title)
        low = theme.looks.reach
        column = QVBoxLayout()
        edge, rim = theme.space(2), theme.space(2 if low else 6)
        column.setContentsMargins(edge, rim, edge, rim)
        column.setSpacing(theme.space(2 if low else 5))
        column.addStretch()
        disc = Medallion(theme, "leaf-tint", picture, size="disc-door" if low else "disc", line="leaf", weight=2.0)
        column.addWidget(disc, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Words("choice", title, centred=True))
        column.addStretch()
        self.compose("chip" if low else "grand", column)


class Chip(_Composed):
    """Icon above one word or two. A chosen one turns solid, icon and word."""

    def __init__(self, theme: Theme, picture: str, title: str) -> None:
        super().__init__(theme, title)
        self._name = picture
        low = theme.looks.reach
        self._picture = _picture(theme, picture, "icon-tile" if low else "icon-chip")
        self._title = Words("chip-title", title, centred=True)
        column = QVBoxLayout()
        rim = theme.space(2 if low or theme.looks.text_size > PLAIN.text_size else 4)
        column.setContentsMargins(theme.space(2), rim, theme.space(2), rim)
        column.setSpacing(theme.space(2))
        column.addStretch()
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addStretch()
        self.toggled.connect(self._chosen)
        self.compose("chip-low" if low else "chip", column)

    def _chosen(self, chosen: bool) -> None:
        colour = self._theme.colour("on-dark" if chosen else "leaf")
        self._picture.setPixmap(icon(self._name, colour, self._picture.width()))
        give_role(self._title, "chip-title-chosen" if chosen else "chip-title")


def push_button(theme: Theme, text: str, *, role: str = "", picture: str = "", tint: str = "ink") -> QPushButton:
    """An ordinary button with an accessible name; `picture` is tinted with the colour `tint`."""
    button = QPushButton()
    if role:
        give_role(button, role)
    if picture:
        side = theme.size("icon")
        button.setIcon(icon(picture, theme.colour(tint), side))
        button.setIconSize(QSize(side, side))
    name_button(button, text)
    return button


def choice_button(theme: Theme, text: str) -> QPushButton:
    """One of several answers: the one that holds has a tick."""
    button = push_button(theme, text)
    button.setCheckable(True)
    side = theme.size("icon")
    tick, blank = QIcon(icon("check", theme.colour("leaf-dark"), side)), QIcon()

    def ticked(chosen: bool) -> None:
        button.setIcon(tick if chosen else blank)
        button.setIconSize(QSize(side, side))
        name_button(button, text)

    button.toggled.connect(ticked)
    return button


def name_button(button: QPushButton, text: str) -> None:
    """Write `text` on a button, with some air after its icon, and say it to a screen reader."""
    button.setText(text if button.icon().isNull() or not text else f" {text}")
    button.setAccessibleName(text)
