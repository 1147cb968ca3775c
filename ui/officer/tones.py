"""«Âm thanh»: whether the kiosk may be heard, how loud, and what each answer sounds like."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from ui.officer.choosing import ChoosingCard
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

STEP: Final = 10
"""Per cent of the volume that one touch changes."""
_LEAST: Final = STEP
"""Silence is chosen by «Im lặng», not by a volume that nobody hears and everybody wonders about."""


class TonesCard(ChoosingCard):
    """Chooses `sounds` and `volume`. Signal: `tone_tried("welcome" | "already" | "cannot")`."""

    tone_tried = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.setAccessibleName(self.tr("Âm thanh"))
        self.column.addWidget(Words("heading", self.tr("Âm thanh")))
        self.loudspeaker = Words("strong", self.tr("Máy này chưa có loa, nên bạn đọc không nghe thấy gì."))
        self.loudspeaker.hide()
        self.column.addWidget(self.loudspeaker)
        self.on, self.off = choice_button(theme, self.tr("Có âm thanh")), choice_button(theme, self.tr("Im lặng"))
        choices = TurningBox(theme, spacing=4)
        for button, heard in ((self.on, True), (self.off, False)):
            button.clicked.connect(lambda _checked=False, heard=heard: self.choose("sounds", heard))
            choices.box.addWidget(button, 1)
        self.column.addWidget(choices)
        self.volume = Stepper(theme, self.tr("Âm lượng"), self.tr("Nhỏ hơn"), self.tr("To hơn"), width="amount")
        self.volume.stepped.connect(self._stepped)
        self.column.addWidget(self.volume, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(Words("strong", self.tr("Nghe thử")))
        self.tries = self._tries(theme)
        row = TurningBox(theme, spacing=4)
        for button in self.tries.values():
            row.box.addWidget(button, 1)
        self.column.addWidget(row)
        self.column.addWidget(
            Words("soft", self.tr("Ba nốt đi lên: đã ghi. Hai nốt giống nhau: đã ghi rồi. Một nốt trầm dài: chưa ghi."))
        )
        self.show_trouble_here()
        self.show_all()

    def _tries(self, theme: Theme) -> dict[str, QPushButton]:
        names = {
            "welcome": self.tr("Chào bạn"),
            "already": self.tr("Đã ghi nhận rồi"),
            "cannot": self.tr("Không ghi được"),
        }
        tries = {}
        for tone, name in names.items():
            button = push_button(theme, name, picture="volume-2")
            button.setAccessibleName(self.tr("Nghe thử: {name}").format(name=name))
            button.clicked.connect(lambda _checked=False, tone=tone: self.tone_tried.emit(tone))
            tries[tone] = button
        return tries

    def show_loudspeaker(self, *, found: bool) -> None:
        """Whether there is something to hear them on."""
        self.loudspeaker.setVisible(not found)

    def _stepped(self, by: int) -> None:
        wanted = min(100, max(_LEAST, self.chosen.volume + by * STEP))
        if wanted != self.chosen.volume:
            self.choose("volume", wanted)

    def show_all(self) -> None:
        self.on.setChecked(self.chosen.sounds)
        self.off.setChecked(not self.chosen.sounds)
        self.volume.show_value(self.tr("{volume} %").format(volume=self.chosen.volume))
