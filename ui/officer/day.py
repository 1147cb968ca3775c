"""«Hôm nay»: who came, when, what for, and how it was counted."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kiosk.clock import Clock, local_time
from kiosk.values import Counting, Method, Purpose, SyncStatus, Today, ToLookAt
from ui import texts, visit_words
from ui.officer.clock import ClockCard
from ui.officer.console import ConsolePage, card
from ui.theme import Theme
from ui.widgets.charts import HourBars, Share, ShareBars
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words


class DayPage(ConsolePage):
    """One day at this kiosk, in visits. Signal: `look_chosen()`: to what waits for a glance."""

    look_chosen = Signal()

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(theme, "")
        self._now = clock
        self._day = self._rule = ""
        self.title.setText(self.tr("Hôm nay"))
        self.count = Words("figure", "0", wraps=False)
        self.bars = HourBars(theme)
        self.purposes, self.methods = ShareBars(theme), ShareBars(theme)
        self.empty = Words("lead", self.tr("Hôm nay chưa có ai đến. Lượt đầu tiên sẽ hiện ở đây."))
        chart, inside = card(theme)
        inside.addWidget(self.count)
        inside.addWidget(self.empty)
        inside.addWidget(self.bars, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.space(4))
        left.addWidget(chart, 1)
        left.addWidget(self._shares(self.tr("Ghi bằng cách nào"), self.methods))
        self.clock = ClockCard(theme)
        self.column.addWidget(self.clock)
        halves = TurningBox(theme, spacing=4)
        halves.box.addLayout(left, 62)
        right = QVBoxLayout()
        right.setSpacing(theme.space(4))
        right.addWidget(self._waiting_card(theme))
        right.addWidget(self._shares(self.tr("Đến để làm gì"), self.purposes), 1)
        waiting, under = card(theme, self.tr("Gửi về tỉnh"))
        self.sync = Words("body")
        under.addWidget(self.sync)
        right.addWidget(waiting)
        halves.box.addLayout(right, 38)
        self.column.addWidget(halves, 1)

    def _waiting_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Chờ cán bộ xem"))
        self.waiting = Words("body")
        self.look = push_button(theme, self.tr("Xem lượt đến"), picture="eye")
        self.look.clicked.connect(self.look_chosen)
        column.addWidget(self.waiting)
        column.addWidget(self.look)
        self.waits = frame
        self.show_waiting(())
        return frame

    def _shares(self, heading: str, shares: ShareBars) -> QFrame:
        frame, column = card(self.theme, heading)
        shares.setAccessibleName(heading)
        column.addWidget(shares)
        column.addStretch()
        return frame

    def forget(self) -> None:
        self.clock.forget()

    def show_waiting(self, waiting: Sequence[ToLookAt]) -> None:
        """Unusual visits that nobody has looked at; they are counted already."""
        self.waits.setVisible(bool(waiting))
        text = self.tr("{count} việc: đoàn đông, hoặc nhiều khách cùng lúc. Đã tính rồi, chỉ cần xem qua.")
        self.waiting.setText(text.format(count=len(waiting)))

    def show_counting(self, counting: Counting) -> None:
        """A count means nothing without the rule it was made by."""
        self._rule = visit_words.counted_by(counting)
        self._show_under()

    def _show_under(self) -> None:
        self.under.setText(" · ".join(part for part in (self._day, self._rule) if part))

    def show_status(self, status: SyncStatus) -> None:
        lines = [texts.sync_line(status, self._now().wall)]
        if status.notices:
            lines.append(self.tr("Có điều cần xem ở trang Đồng bộ."))
        self.sync.setText("\n".join(lines))

    def show_today(self, today: Today) -> None:
        self._day = texts.long_day(today.day)
        self._show_under()
        self.count.setText(self.tr("{count} lượt").format(count=texts.number(today.visits)))
        self.empty.setVisible(today.visits == 0)
        self.bars.show_counts(today.by_hour, local_time(self._now().wall).hour)
        told = [
            purpose for purpose in texts.PURPOSES if purpose is not Purpose.NOT_TOLD or today.by_purpose.get(purpose)
        ]
        self.purposes.show_shares([Share(texts.PURPOSES[one], today.by_purpose.get(one, 0)) for one in told])
        used = [method for method in texts.METHODS if method is not Method.ESTIMATED or today.by_method.get(method)]
        self.methods.show_shares([Share(texts.METHODS[one], today.by_method.get(one, 0)) for one in used])
