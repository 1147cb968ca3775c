"""What is always visible: whose point this is, what time it is, how many came, what the province has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.clock import local_day
from ui import times
from ui.icons import icon
from ui.theme import Theme
from ui.widgets.elided import ElidedLine
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role

if TYPE_CHECKING:
    from kiosk.values import Point, SyncStatus


def _sign(theme: Theme, name: str, colour: str, size: str) -> QLabel:
    label = QLabel()
    label.setPixmap(icon(name, theme.colour(colour), theme.size(size)))
    label.setFixedSize(theme.size(size), theme.size(size))
    return label


class Header(QWidget):
    """The sign over the door. Signal: `officer_chosen`."""

    officer_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "header")
        self.setFixedHeight(theme.size("header"))
        self.name = ElidedLine("name", self.tr("Điểm Đọc"))
        self.day = ElidedLine("soft")
        self.clock = Words("clock", wraps=False)
        self.officer = push_button(theme, self.tr("Cán bộ"), role="quiet", picture="key-round", tint="soft")
        self.officer.clicked.connect(self.officer_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(10), 0, theme.space(6), 0)
        row.setSpacing(theme.space(5))
        row.addWidget(_sign(theme, "library", "leaf", "icon-tile"))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self.name)
        names.addWidget(self.day)
        names.addStretch()
        row.addLayout(names, 1)
        row.addWidget(self.clock)
        row.addWidget(self.officer)

    def show_point(self, point: Point) -> None:
        self.name.setText(self.tr("Điểm Đọc · {name}").format(name=point.name), short=point.name)

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
        self.setFixedHeight(theme.size("footer"))
        self.visits = Words("strong", wraps=False)
        self.sync = ElidedLine("soft")
        self.sync.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._visits_sign = _sign(theme, "users-round", "soft", "icon")
        self._sync_sign = _sign(theme, "cloud-upload", "soft", "icon")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(10), 0, theme.space(10), 0)
        row.setSpacing(theme.space(3))
        row.addWidget(self._visits_sign)
        row.addWidget(self.visits)
        row.addSpacing(theme.space(8))
        row.addStretch(1)
        row.addWidget(self._sync_sign)
        row.addWidget(self.sync, 0)
        for sign in (self._visits_sign, self._sync_sign):
            sign.hide()

    def show_visits(self, count: int) -> None:
        self._visits_sign.show()
        self.visits.setText(self.tr("Hôm nay: {count} lượt").format(count=times.number(count)))

    def show_sync(self, status: SyncStatus, now: int) -> None:
        from ui import texts

        self._sync_sign.show()
        self.sync.setText(texts.sync_line(status, now))
