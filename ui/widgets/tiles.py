"""Large buttons that say in a picture and a word what they do."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from ui.icons import icon
from ui.theme import Theme
from ui.widgets.words import Words, give_role


class _Composed(QPushButton):
    """A button whose face is a layout; the labels let touches through."""

    def compose(self, role: str, box: QBoxLayout) -> None:
        give_role(self, role)
        self.setLayout(box)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        own, face = super().sizeHint(), self.layout()
        return own if face is None else own.expandedTo(face.sizeHint())

    def minimumSizeHint(self) -> QSize:
        own, face = super().minimumSizeHint(), self.layout()
        return own if face is None else own.expandedTo(face.minimumSize())


def _picture(theme: Theme, name: str, size: str) -> QLabel:
    label = QLabel()
    side = theme.size(size)
    label.setPixmap(icon(name, theme.colour("leaf"), side, 2.0))
    label.setFixedSize(side, side)
    return label


class Tile(_Composed):
    """Icon at the left, a title and a softer note beside it."""

    def __init__(self, theme: Theme, picture: str, title: str, note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        row = QHBoxLayout()
        row.setContentsMargins(theme.space(8), theme.space(4), theme.space(6), theme.space(4))
        row.setSpacing(theme.space(6))
        row.addWidget(_picture(theme, picture, "icon-tile"))
        column = QVBoxLayout()
        column.setSpacing(theme.space(1))
        column.addStretch()
        column.addWidget(Words("tile-title", title))
        if note:
            column.addWidget(Words("tile-note", note))
        column.addStretch()
        row.addLayout(column, 1)
        self.compose("tile", row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


class Chip(_Composed):
    """Icon above one word or two."""

    def __init__(self, theme: Theme, picture: str, title: str, note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        column = QVBoxLayout()
        column.setContentsMargins(theme.space(2), theme.space(4), theme.space(2), theme.space(4))
        column.setSpacing(theme.space(2))
        column.addStretch()
        column.addWidget(_picture(theme, picture, "icon-chip"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Words("chip-title", title, centred=True))
        if note:
            column.addWidget(Words("tile-note", note, centred=True))
        column.addStretch()
        self.compose("chip", column)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def push_button(theme: Theme, text: str, *, role: str = "", picture: str = "", tint: str = "ink") -> QPushButton:
    """An ordinary button with an accessible name; `picture` is tinted with the colour `tint`."""
    button = QPushButton(text)
    button.setAccessibleName(text)
    if role:
        give_role(button, role)
    if picture:
        side = theme.size("icon")
        button.setIcon(icon(picture, theme.colour(tint), side, 2.0))
        button.setIconSize(QSize(side, side))
    return button
