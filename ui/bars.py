"""What is always visible: whose point this is, what time it is, how many came, what the province has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.clock import local_day
from ui import times
from ui.icons import icon
from ui.language import VIETNAMESE
from ui.looks import PLAIN
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


class Fact(QWidget):
    """A small sign and what it says; nothing until something is said."""

    def __init__(self, theme: Theme, picture: str, words: Words) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(3))
        row.addWidget(_sign(theme, picture, "soft", "icon"))
        row.addWidget(words, 1)
        self.words = words
        self.hide()

    def tell(self, text: str) -> None:
        self.words.setText(text)
        self.show()


class Header(QWidget):
    """The sign over the door: whose point this is, and what time it is. Footer.arrange() says what else stands here."""

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

    def take(self, part: QWidget) -> None:
        """The tools at the end, or a fact before the clock."""
        if part is self.tools:
            self._row.addWidget(part)
        else:
            self._row.insertWidget(2, part)

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
    """The honest line: visits today, and what the province has confirmed. Offline is normal; nothing here alarms."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "footer")
        self._theme = theme
        self.visits, self.sync = Words("strong", wraps=False), ElidedLine("soft")
        self._visits = Fact(theme, "users-round", self.visits)
        self._sync = Fact(theme, "cloud-upload", self.sync)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.addWidget(self._visits)
        self._line.addStretch(1)
        self._line.addWidget(self._sync)
        self._column = QVBoxLayout(self)
        edge = theme.space(10)
        self._column.setContentsMargins(edge, 0, edge, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._line, 1)
        self.setFixedHeight(theme.size("footer"))

    def arrange(self, header: Header, *, upright: bool) -> None:
        """Put the tools where hands are: into the header of a lying screen, else down here.

        On a standing screen they lie under the line, which large letters fold in two; in reach mode of a lying one
        they take the place of what the province has, and that stands in the header.
        """
        looks, tools, height = self._theme.looks, header.tools, self._theme.size("footer")
        low = looks.reach and not upright
        folded = upright and looks.text_size > PLAIN.text_size
        kind = QBoxLayout.Direction
        self._line.setDirection(kind.TopToBottom if folded else kind.LeftToRight)
        if low:
            header.take(self._sync)
            self._line.addWidget(tools)
        else:
            self._line.addWidget(self._sync)
        if upright:
            self._column.addWidget(tools)
        elif not low:
            header.take(tools)
        beneath = tools.sizeHint().height() + 2 * self._theme.space(2)
        line = height * 5 // 4 if folded else height
        self.setFixedHeight(beneath if low else line + beneath if upright else line)
        self._pad(above=self._theme.space(2) if folded else 0, below=self._theme.space(2) if upright else 0)

    def _pad(self, *, above: int, below: int) -> None:
        margins = self._column.contentsMargins()
        self._column.setContentsMargins(margins.left(), above, margins.right(), below)

    def show_visits(self, count: int) -> None:
        self._visits.tell(self.tr("Hôm nay: {count} lượt", "", count).format(count=times.number(count)))

    def show_sync(self, status: SyncStatus, now: int) -> None:
        from ui import texts

        self._sync.tell(texts.sync_line(status, now))
