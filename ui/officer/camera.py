"""«Camera»: what it sees, which one it is, as a mirror or not, and how bright."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from kiosk.values import Choices
from ui.officer.console import card
from ui.scanning.lenses import FIRST_FOUND, NEVER, CameraState, Standing
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.scan_picture import ScanPicture
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

STEP: Final = 5
MOST: Final = 30
"""Tenths of an EV: what one touch changes, and the most either way (kiosk/rules/choices.py)."""


class CameraCard(QFrame):
    """Signal: `choice_made(name, value)`, a field of Choices; what is touched holds at once."""

    choice_made = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state, self._choices = CameraState(), Choices()
        self._saving = 0
        inside, column = card(theme, self.tr("Camera"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        halves = TurningBox(theme, spacing=8)
        halves.box.addWidget(self._seen(theme), 1)
        halves.box.addWidget(self._settings(theme), 1)
        column.addWidget(halves)
        self.said = Words("wrong")
        column.addWidget(self.said)
        self.forget()
        self._show()

    def _seen(self, theme: Theme) -> QWidget:
        half, column = _half(theme)
        self.picture = ScanPicture(theme)
        self.standing, self.reading = Words("body"), Words("soft")
        column.addWidget(self.picture)
        column.addWidget(self.standing)
        column.addWidget(self.reading)
        column.addSpacing(theme.space(2))
        column.addWidget(Words("strong", self.tr("Hình trên màn hình")))
        self.mirror = choice_button(theme, self.tr("Như soi gương"))
        self.plain = choice_button(theme, self.tr("Như camera thấy"))
        for button, mirrored in ((self.mirror, True), (self.plain, False)):
            button.clicked.connect(lambda _checked=False, mirrored=mirrored: self._choose("camera_mirrored", mirrored))
            column.addWidget(button)
        column.addStretch(1)
        return half

    def _settings(self, theme: Theme) -> QWidget:
        half, column = _half(theme)
        column.addWidget(Words("strong", self.tr("Dùng camera nào")))
        self._lenses = QVBoxLayout()
        self._lenses.setSpacing(theme.space(2))
        column.addLayout(self._lenses)
        self.lenses: dict[str, QPushButton] = {}
        self._offered_now: dict[str, str] = {}
        column.addSpacing(theme.space(2))
        self.exposure = Stepper(theme, self.tr("Độ sáng"), self.tr("Tối hơn"), self.tr("Sáng hơn"), width="amount")
        self.exposure.stepped.connect(self._stepped)
        column.addWidget(self.exposure, 0, Qt.AlignmentFlag.AlignLeft)
        self.fixed = Words("soft", self.tr("Camera này không cho chỉnh độ sáng."))
        column.addWidget(self.fixed)
        column.addStretch(1)
        return half

    # ---- what there is ----

    def show_state(self, state: CameraState) -> None:
        """How the camera stands now."""
        if state.current != self._state.current:
            self._nothing_read()
        self._state = state
        self._show()

    def show_choices(self, choices: Choices) -> None:
        """What holds now. A newer touch that is still being written down is not undone by it."""
        if not self._saving:
            self._choices = choices
            self._show()

    def choice_kept(self, choices: Choices) -> None:
        """A choice is written down."""
        self._saving = max(0, self._saving - 1)
        self.show_choices(choices)

    def choice_refused(self, trouble: Sentence) -> None:
        """A choice is not."""
        self._saving = max(0, self._saving - 1)
        self.said.setText(str(trouble))
        self.said.show()

    def show_frame(self, frame: QImage) -> None:
        self.picture.show_frame(frame)

    def code_seen(self, clock_time: str) -> None:
        """A code was read at `clock_time`. Its text is not shown: it could be somebody's."""
        give_role(self.reading, "right")
        self.reading.setText(self.tr("Đọc được mã lúc {time}.").format(time=clock_time))

    def forget(self) -> None:
        """What was not written down is not waited for any longer."""
        self._saving = 0
        self.said.hide()
        self._nothing_read()

    def _nothing_read(self) -> None:
        give_role(self.reading, "soft")
        self.reading.setText(self.tr("Đưa một thẻ ra trước camera để thử. Thẻ bạn đọc vẫn được ghi lượt như thường."))

    # ---- what is chosen ----

    def _choose(self, name: str, value: Any) -> None:
        self._saving += 1
        self.said.hide()
        self._choices = replace(self._choices, **{name: value})
        self._show()
        self.choice_made.emit(name, value)

    def _stepped(self, by: int) -> None:
        wanted = max(-MOST, min(MOST, self._choices.camera_exposure + by * STEP))
        if wanted != self._choices.camera_exposure:
            self._choose("camera_exposure", wanted)

    # ---- showing ----

    def _show(self) -> None:
        delivers = self._state.standing is Standing.DELIVERS
        self.picture.set_camera(delivers)
        give_role(self.standing, "body" if delivers or self._state.standing is Standing.UNWANTED else "strong")
        self.standing.setText(self._standing_told())
        self.reading.setVisible(delivers)
        self._show_lenses()
        self.mirror.setChecked(self._choices.camera_mirrored)
        self.plain.setChecked(not self._choices.camera_mirrored)
        adjustable = self._state.exposure_adjustable
        self.exposure.setVisible(adjustable)
        self.exposure.show_value(_told(self._choices.camera_exposure))
        self.fixed.setVisible(self._state.current is not None and not adjustable)

    def _standing_told(self) -> str:
        name = self._state.current.name if self._state.current else ""
        return {
            Standing.UNWANTED: self.tr("Camera đang tắt. Bạn đọc dùng máy quét."),
            Standing.MISSING: self.tr("Chưa thấy camera nào. Cắm camera vào, máy tự nhận ra."),
            Standing.OPENING: self.tr("Đang mở camera {name}…").format(name=name),
            Standing.DELIVERS: self.tr("Đang dùng {name}.").format(name=name),
            Standing.BLACK: self.tr("Camera chỉ thấy một màu đen. Hãy mở nắp che ống kính hoặc bật đèn."),
            Standing.SILENT: self.tr("Camera không gửi hình. Hãy rút ra cắm lại. Máy vẫn tự thử lại."),
        }[self._state.standing]

    def _show_lenses(self) -> None:
        """One button for each camera, one for the first found, one for none; the one that holds is ticked."""
        offered = self._offered()
        if offered != self._offered_now:
            self._offered_now = offered
            for button in self.lenses.values():
                self._lenses.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.lenses = {key: self._lens_button(key, name) for key, name in offered.items()}
        for key, button in self.lenses.items():
            button.setChecked(key == self._choices.camera)

    def _offered(self) -> dict[str, str]:
        lenses = self._state.lenses
        offered = {FIRST_FOUND: self.tr("Camera đầu tiên tìm thấy")}
        offered |= {lens.key: lens.name for lens in lenses}
        wanted = self._choices.camera
        if wanted not in (FIRST_FOUND, NEVER) and wanted not in offered:
            offered[wanted] = self.tr("{name} (chưa cắm)").format(name=wanted.partition("|")[0])
        offered[NEVER] = self.tr("Không dùng camera")
        return offered

    def _lens_button(self, key: str, name: str) -> QPushButton:
        button = choice_button(self._theme, name)
        button.clicked.connect(lambda: self._choose("camera", key))
        self._lenses.addWidget(button)
        return button


def _half(theme: Theme) -> tuple[QWidget, QVBoxLayout]:
    half = QWidget()
    column = QVBoxLayout(half)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.space(2))
    return half, column


def _told(exposure: int) -> str:
    """Tenths of an EV as an officer reads them: «0», «+0,5», «−1»."""
    whole, rest = divmod(abs(exposure), 10)
    sign = "−" if exposure < 0 else "+" if exposure else ""
    return f"{sign}{whole},{rest}" if rest else f"{sign}{whole}"
