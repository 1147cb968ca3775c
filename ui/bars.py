"""What is always visible: whose point this is, what time it is, how many came, what the province has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.clock import local_day
from ui import times
from ui.icons import icon
from ui.language import VIETNAMESE
from ui.theme import Theme
from ui.widgets.elided import ElidedLine
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role

if TYPE_CHECKING:
    from kiosk.values import Point, SyncStatus


LANGUAGES = {VIETNAMESE: "Tiếng Việt", "en": "English"}
"""Each language by its own name: who cannot read the one on the screen finds the way out of it."""


def _sign(theme: Theme, name: str, colour: str, size: str) -> QLabel:
    label = QLabel()
    label.setPixmap(icon(name, theme.colour(colour), theme.size(size)))
    label.setFixedSize(theme.size(size), theme.size(size))
    return label


class Tools(QWidget):
    """What a visitor may ask of the kiosk itself, and the officer's door.

    Signals: `language_chosen(language)`, `display_chosen`, `help_chosen`, `officer_chosen`.
    """

    language_chosen = Signal(str)
    display_chosen = Signal()
    help_chosen = Signal()
    officer_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        other = "en" if theme.looks.language == VIETNAMESE else VIETNAMESE
        self.language = push_button(theme, LANGUAGES[other], role="quiet", picture="languages", tint="soft")
        self.display = push_button(theme, self.tr("Hiển thị"), role="quiet", picture="a-large-small", tint="soft")
        self.help = push_button(theme, self.tr("Trợ giúp"), role="quiet", picture="circle-question-mark", tint="soft")
        self.officer = push_button(theme, "", role="quiet", picture="key-round", tint="soft")
        self.officer.setAccessibleName(self.tr("Cán bộ"))
        self.language.clicked.connect(lambda: self.language_chosen.emit(other))
        self.display.clicked.connect(self.display_chosen)
        self.help.clicked.connect(self.help_chosen)
        self.officer.clicked.connect(self.officer_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addStretch(1)
        for button in (self.language, self.display, self.help, self.officer):
            row.addWidget(button)


class Header(QWidget):
    """The sign over the door: whose point this is, and what time it is. `tools` stand here on a lying screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "header")
        self.setFixedHeight(theme.size("header"))
        self.name = ElidedLine("name", self.tr("Điểm Đọc"))
        self.day = ElidedLine("soft")
        self.clock = Words("clock", wraps=False)
        self.tools = Tools(theme)
        self.officer = self.tools.officer
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.space(10), 0, theme.space(6), 0)
        self._row.setSpacing(theme.space(5))
        self._row.addWidget(_sign(theme, "library", "leaf", "icon-tile"))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self.name)
        names.addWidget(self.day)
        names.addStretch()
        self._row.addLayout(names, 1)
        self._row.addWidget(self.clock)
        self._row.addWidget(self.tools)

    def take_tools(self) -> None:
        self._row.addWidget(self.tools)

    def show_point(self, point: Point, place: str = "") -> None:
        """`place`: which of the point's service points this kiosk stands at, "" where there is but one."""
        whose = f"{point.name} · {place}" if place else point.name
        self.name.setText(self.tr("Điểm Đọc · {name}").format(name=whose), short=whose)

    def show_time(self, wall: int) -> None:
        """`wall`: seconds UTC."""
        self.day.setText(times.long_day(local_day(wall)))
        self.clock.setText(times.hour(wall))
        self.clock.setAccessibleName(self.tr("Bây giờ là {time}").format(time=times.hour(wall)))


class Footer(QWidget):
    """The honest line: visits today, and what the province has confirmed. Offline is normal; nothing here alarms.

    The tools hang under it where a hand reaches the upper edge badly: on a standing screen, and in reach mode.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "footer")
        self._line_height = theme.size("footer")
        self.visits = Words("strong", wraps=False)
        self.sync = ElidedLine("soft")
        self.sync.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._visits_sign = _sign(theme, "users-round", "soft", "icon")
        self._sync_sign = _sign(theme, "cloud-upload", "soft", "icon")
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        row.addWidget(self._visits_sign)
        row.addWidget(self.visits)
        row.addSpacing(theme.space(8))
        row.addStretch(1)
        row.addWidget(self._sync_sign)
        row.addWidget(self.sync, 0)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(theme.space(10), 0, theme.space(10), 0)
        self._box.setSpacing(theme.space(2))
        self._box.addLayout(row, 1)
        self._edge = theme.space(2)
        self.setFixedHeight(self._line_height)
        for sign in (self._visits_sign, self._sync_sign):
            sign.hide()

    def take_tools(self, tools: Tools, *, upright: bool) -> None:
        """`upright`: under the line; else beside it."""
        kind = QBoxLayout.Direction
        self._box.setDirection(kind.TopToBottom if upright else kind.LeftToRight)
        self._box.addWidget(tools)
        height = tools.sizeHint().height() + 2 * self._edge
        self.setFixedHeight(self._line_height + height if upright else max(self._line_height, height))

    def lose_tools(self) -> None:
        self.setFixedHeight(self._line_height)

    def show_visits(self, count: int) -> None:
        self._visits_sign.show()
        self.visits.setText(self.tr("Hôm nay: {count} lượt", "", count).format(count=times.number(count)))

    def show_sync(self, status: SyncStatus, now: int) -> None:
        from ui import texts

        self._sync_sign.show()
        self.sync.setText(texts.sync_line(status, now))
