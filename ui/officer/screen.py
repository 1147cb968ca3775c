"""«Màn hình»: on which monitor the kiosk stands, when it rests, and when it is night."""

from bisect import bisect_left, bisect_right
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui.officer.choosing import ChoosingCard
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

PRIMARY: Final = ""
"""The monitor that the system calls the first one."""
MINUTES: Final = (0, 1, 2, 5, 10, 15, 20, 30, 60, 120)
"""What can be chosen for the saver; 0 is never."""
NIGHT_STEP: Final = 30
_DAY: Final = 24 * 60


class ScreenCard(ChoosingCard):
    """Chooses `monitor`, `saver_minutes`, `night_from` and `night_until`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.setAccessibleName(self.tr("Màn hình"))
        self.column.addWidget(Words("heading", self.tr("Màn hình")))
        self.monitors: dict[str, QPushButton] = {}
        self._places = QVBoxLayout()
        self._places.setSpacing(theme.space(2))
        self.alone = Words("body")
        self.column.addWidget(self.alone)
        self.column.addLayout(self._places)
        self.saver = Stepper(
            theme, self.tr("Nghỉ sau"), self.tr("Nghỉ sớm hơn"), self.tr("Nghỉ muộn hơn"), width="amount"
        )
        self.saver.stepped.connect(self._saver_stepped)
        self.night_from = self._hour(self.tr("Ban đêm từ"), "night_from")
        self.night_until = self._hour(self.tr("Ban đêm đến"), "night_until")
        self.column.addWidget(self.saver, 0, Qt.AlignmentFlag.AlignLeft)
        night = TurningBox(theme, spacing=8)
        for stepper in (self.night_from, self.night_until):
            night.box.addWidget(stepper, 0, Qt.AlignmentFlag.AlignLeft)
        night.box.addStretch(1)
        self.column.addWidget(night)
        self.told = Words("soft")
        self.column.addWidget(self.told)
        self.show_trouble_here()
        self._watch_monitors()
        self.show_all()

    def _hour(self, name: str, choice: str) -> Stepper:
        earlier, later = self.tr("{name}: sớm hơn"), self.tr("{name}: muộn hơn")
        stepper = Stepper(self.theme, name, earlier.format(name=name), later.format(name=name), width="amount")
        stepper.stepped.connect(lambda by: self.choose(choice, (getattr(self.chosen, choice) + by * NIGHT_STEP) % _DAY))
        return stepper

    def _saver_stepped(self, by: int) -> None:
        wanted = next_minutes(self.chosen.saver_minutes, by)
        if wanted != self.chosen.saver_minutes:
            self.choose("saver_minutes", wanted)

    # ---- monitors ----

    def _watch_monitors(self) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._monitors_changed)
            application.screenRemoved.connect(self._monitors_changed)

    def _monitors_changed(self) -> None:
        self.show_all()

    def _offered(self) -> dict[str, str]:
        """Each monitor's name and what is written on its button. Nothing is offered where there is but one."""
        screens = {screen.name(): screen.size() for screen in QGuiApplication.screens()}
        chosen = self.chosen.monitor
        if len(screens) < 2 and chosen in (PRIMARY, *screens):
            return {}
        offered = {PRIMARY: self.tr("Màn hình chính của máy")}
        for name, size in screens.items():
            offered[name] = self.tr("{name}: {width} × {height}").format(
                name=name, width=size.width(), height=size.height()
            )
        if chosen not in offered:
            offered[chosen] = self.tr("{name} (chưa cắm)").format(name=chosen)
        return offered

    def _show_monitors(self) -> None:
        offered = self._offered()
        if list(self.monitors) != list(offered):
            for button in self.monitors.values():
                self._places.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.monitors = {name: self._monitor_button(name, text) for name, text in offered.items()}
        for name, button in self.monitors.items():
            button.setChecked(name == self.chosen.monitor)
        self.alone.setText(self.tr("Màn hình bạn đọc hiện ở đâu?") if offered else self.tr("Máy này có một màn hình."))

    def _monitor_button(self, name: str, text: str) -> QPushButton:
        button = choice_button(self.theme, text)
        button.clicked.connect(lambda: self.choose("monitor", name))
        self._places.addWidget(button)
        return button

    # ---- showing ----

    def show_all(self) -> None:
        self._show_monitors()
        minutes = self.chosen.saver_minutes
        self.saver.show_value(self.tr("{minutes} phút").format(minutes=minutes) if minutes else self.tr("Tắt"))
        start, end = _clock(self.chosen.night_from), _clock(self.chosen.night_until)
        self.night_from.show_value(start)
        self.night_until.show_value(end)
        if start == end:
            self.told.setText(self.tr("Màn hình không tối đi ban đêm. Chạm hoặc quét thẻ thì màn hình thức dậy."))
        else:
            told = self.tr(
                "Từ {start} đến {end}, khi không có ai, màn hình tối đi chỉ còn đồng hồ mờ. "
                "Chạm hoặc quét thẻ thì sáng lại, lượt quét ấy vẫn được ghi."
            )
            self.told.setText(told.format(start=start, end=end))


def next_minutes(minutes: int, by: int) -> int:
    """The next of MINUTES above (`by` > 0) or below; the last one stays."""
    place = bisect_right(MINUTES, minutes) if by > 0 else bisect_left(MINUTES, minutes) - 1
    return MINUTES[min(max(place, 0), len(MINUTES) - 1)]


def _clock(minute: int) -> str:
    """Minutes of the day → «20:00»."""
    return f"{minute // 60:02}:{minute % 60:02}"
