"""The first screen: what to do, in one sentence and one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import icon
from ui.theme import Theme
from ui.visitor.pages import Stack, VisitorPage
from ui.widgets.scan_picture import ScanPicture
from ui.widgets.tiles import Door
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

if TYPE_CHECKING:
    from kiosk.values import PlannedEvent

SHOWN_EVENTS, SHOWN_TIGHT = 2, 1
"""What runs and what comes next; the rest of the day is on the wall. Where room is short, the first of them."""


class Welcome(VisitorPage):
    """Signals: `walk_in_chosen`, `group_chosen`, `registration_chosen`. A scan needs no button.

    `registers`: visitors may make a card here, so there is a door for it.
    """

    walk_in_chosen = Signal()
    group_chosen = Signal()
    registration_chosen = Signal()

    def __init__(self, theme: Theme, *, registers: bool = False) -> None:
        super().__init__(theme, "paper")
        self.sentence = Words("headline")
        self.picture = ScanPicture(theme)
        self.walk_in = Door(
            theme, "user-round-plus", self.tr("Chưa có thẻ / quên thẻ"), self.tr("Ghi lượt đến bằng hai lần chạm")
        )
        self.group = Door(theme, "users-round", self.tr("Đoàn / lớp học"), self.tr("Ghi một lần cho cả nhóm"))
        self.registration = Door(
            theme, "id-card", self.tr("Làm thẻ bạn đọc"), self.tr("Miễn phí, xong ngay, dùng được ngay")
        )
        self.walk_in.clicked.connect(self.walk_in_chosen)
        self.group.clicked.connect(self.group_chosen)
        self.registration.clicked.connect(self.registration_chosen)
        self.doors = (self.walk_in, self.group, self.registration)
        self.programme = Programme(theme, most=SHOWN_TIGHT if self.tight else SHOWN_EVENTS)
        if theme.looks.reach:
            self._lay_out_low(theme)
        else:
            self._lay_out_halves(theme)
        self.offer_registration(registers)
        self.set_camera(False)

    def _lay_out_halves(self, theme: Theme) -> None:
        doors = Stack(theme, spacing=5)
        for door in self.doors:
            doors.column.addWidget(door, 1)
        doors.column.addWidget(self.programme)
        invitation = self._invitation(theme)
        invitation.column.addSpacing(theme.space(3))
        invitation.column.addWidget(self.picture, 1)
        halves = TurningBox(theme, spacing=9)
        halves.box.addWidget(invitation, 50 if self.tight else 58)
        halves.box.addWidget(doors, 50 if self.tight else 42)
        self.column.addWidget(halves)

    def _lay_out_low(self, theme: Theme) -> None:
        """The invitation and its picture above, the doors side by side where a seated person reaches them."""
        invitation = self._invitation(theme)
        invitation.column.addStretch(1)
        seen = Stack(theme, spacing=3)
        seen.column.addWidget(self.picture, 1)
        seen.column.addWidget(self.programme)
        self.picture.setMinimumHeight(theme.size("picture-low"))
        above = TurningBox(theme, spacing=9)
        above.box.addWidget(invitation, 58)
        above.box.addWidget(seen, 42)
        self.column.addWidget(above, 1_000)
        doors = TurningBox(theme, spacing=5)
        for door in self.doors:
            doors.box.addWidget(door, 1)
        self.lay_low(doors)

    def _invitation(self, theme: Theme) -> Stack:
        half = Stack(theme, spacing=1 if theme.looks.reach else 2)
        half.column.addWidget(self.sentence)
        half.column.addWidget(Words("lead", self.tr("Thẻ hoặc mã trên điện thoại. Không cần bấm gì.")))
        return half

    def offer_registration(self, offered: bool) -> None:
        self.registration.setVisible(offered)

    def set_camera(self, present: bool) -> None:
        """The sentence and the picture follow what stands on the table: a camera, or a scanner alone."""
        self.sentence.setText(self.tr("Đưa mã QR\nvào ô quét") if present else self.tr("Đưa mã QR\ntrước máy quét"))
        self.setAccessibleName(self.sentence.text().replace("\n", " "))
        self.picture.set_camera(present)

    def show_frame(self, frame: QImage) -> None:
        self.picture.show_frame(frame)

    def show_programme(self, events: Sequence[PlannedEvent], now: int) -> None:
        """Today's events, soonest first. `now`: seconds UTC."""
        self.programme.show_events(events, now)


class Programme(QWidget):
    """What runs now and what comes next today; nothing at all on a day without either."""

    def __init__(self, theme: Theme, *, most: int) -> None:
        super().__init__()
        give_role(self, "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(5), theme.space(3), theme.space(5), theme.space(3))
        row.setSpacing(theme.space(4))
        sign = QLabel()
        side = theme.size("icon")
        sign.setPixmap(icon("calendar-days", theme.colour("lotus"), side))
        sign.setFixedSize(side, side)
        self.lines = Stack(theme, spacing=1)
        self._most = most
        row.addWidget(sign)
        row.addWidget(self.lines, 1)
        self.hide()

    def show_events(self, events: Sequence[PlannedEvent], now: int) -> None:
        from ui import times

        coming = [event for event in events if event.ends_at > now and not event.cancelled][: self._most]
        while (item := self.lines.column.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()
        for event in coming:
            runs = event.starts_at <= now
            told = self.tr("Đang diễn ra, đến {until}: {title}") if runs else self.tr("{start} hôm nay: {title}")
            words = told.format(until=times.hour(event.ends_at), start=times.hour(event.starts_at), title=event.title)
            self.lines.column.addWidget(Words("strong" if runs else "label", words))
        self.setVisible(bool(coming))
