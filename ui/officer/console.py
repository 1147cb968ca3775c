"""The officer's console: a dark sidebar of doors, one page behind each."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon
from ui.theme import Theme
from ui.widgets.words import Words, give_role


class ConsolePage(QWidget):
    """A page behind a door: a title, then cards from top to bottom. Later pages hang themselves here."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.theme = theme
        give_role(self, "roll")
        self.column = QVBoxLayout(self)
        edge = theme.space(8)
        self.column.setContentsMargins(edge, theme.space(5), edge, theme.space(5))
        self.column.setSpacing(theme.space(4))
        self.title = Words("title", title)
        self.under = Words("soft")
        self.column.addWidget(self.title)
        self.column.addWidget(self.under)

    def forget(self) -> None:
        """Drop everything typed; called when the console is locked."""


def card(theme: Theme, heading: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A white card and the column inside it."""
    frame = QFrame()
    give_role(frame, "card")
    column = QVBoxLayout(frame)
    edge = theme.space(6)
    column.setContentsMargins(edge, theme.space(5), edge, theme.space(5))
    column.setSpacing(theme.space(3))
    if heading:
        column.addWidget(Words("heading", heading))
    return frame, column


def bring_into_view(widget: QWidget) -> None:
    """Roll the page until `widget` is seen, once it is laid out."""

    def roll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(widget, 0)

    QTimer.singleShot(0, widget, roll)


class Console(QWidget):
    """Signals: `locked()` (to the login page), `left()` (to the visitors' screen; it locks as well)."""

    locked = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._doors = QButtonGroup(self)
        self._rooms = QStackedWidget()
        give_role(self, "paper")
        self._sidebar = QWidget()
        give_role(self._sidebar, "sidebar")
        self._sidebar.setFixedWidth(theme.size("sidebar"))
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        row.addWidget(self._rooms, 1)
        column = QVBoxLayout(self._sidebar)
        column.setContentsMargins(theme.space(4), theme.space(6), theme.space(4), theme.space(5))
        column.setSpacing(theme.space(1))
        column.addLayout(self._name(theme))
        column.addSpacing(theme.space(4))
        self._door_column = QVBoxLayout()
        self._door_column.setSpacing(theme.space(1))
        column.addLayout(self._door_column)
        column.addStretch(1)
        self.leave = self._bottom(self.tr("Màn hình bạn đọc"), "monitor", self.left)
        self.lock = self._bottom(self.tr("Khóa"), "lock", self.locked)
        self.leave.setAccessibleName(self.tr("Về màn hình bạn đọc"))
        column.addWidget(self.leave)
        column.addWidget(self.lock)
        note = Words("sidebar-note", self.tr("Tự khóa sau 5 phút"))
        note.setContentsMargins(theme.space(4), theme.space(2), 0, 0)
        column.addWidget(note)

    def _name(self, theme: Theme) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(theme.space(3), 0, 0, 0)
        line.setSpacing(theme.space(3))
        sign = QLabel()
        sign.setPixmap(icon("library", theme.colour("mint"), theme.size("icon")))
        line.addWidget(sign)
        line.addWidget(Words("sidebar-name", self.tr("Điểm Đọc"), wraps=False))
        line.addStretch()
        return line

    def _door(self, text: str, picture: str) -> QPushButton:
        button = QPushButton(" " + text)
        button.setAccessibleName(text)
        give_role(button, "door")
        side = self._theme.size("icon")
        button.setIcon(icon(picture, self._theme.colour("console-soft"), side))
        button.setIconSize(QSize(side, side))
        return button

    def _bottom(self, text: str, picture: str, signal: SignalInstance) -> QPushButton:
        button = self._door(text, picture)
        button.clicked.connect(signal)
        return button

    def add_page(self, name: str, picture: str, page: ConsolePage) -> QPushButton:
        """Hang `page` behind a new door of the sidebar; the first one added is open."""
        door = self._door(name, picture)
        door.setCheckable(True)
        roll = QScrollArea()
        roll.setAccessibleName(name)
        roll.setWidgetResizable(True)
        roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        give_role(roll.viewport(), "roll")
        roll.setWidget(page)
        index = self._rooms.addWidget(roll)
        self._doors.addButton(door, index)
        door.clicked.connect(lambda: self._rooms.setCurrentIndex(index))
        self._door_column.addWidget(door)
        if index == 0:
            door.setChecked(True)
        return door

    def open_first(self) -> None:
        self._rooms.setCurrentIndex(0)
        first = self._doors.button(0)
        if first is not None:
            first.setChecked(True)
