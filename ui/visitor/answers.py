"""The four answers to a scan, and the thanks after a touch."""

from PySide6.QtCore import Signal

from kiosk.errors import KioskError, Refused
from kiosk.values import Greeting, Purpose, Tallied
from ui import texts
from ui.theme import Theme
from ui.visitor.pages import AnswerPage, kept_narrow
from ui.visitor.purposes import PURPOSE_PICTURES
from ui.widgets.tiles import Chip, Tile
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words, give_role

_PICTURES = {
    "identity_card": "id-card",
    "health_insurance_card": "heart-pulse",
    "vneid": "smartphone",
    "web_address": "globe",
    "card_revoked": "ban",
    "card_expired": "calendar-x",
    "card_damaged": "scan-qr-code",
    "not_a_card": "file-question",
    "code_too_long": "file-question",
    "disk_full": "hard-drive",
    "database_busy": "clock",
}


class Welcomed(AnswerPage):
    """Green: counted, on disk. Signal: `purpose_chosen(Purpose)`."""

    purpose_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "welcome", "leaf", "check")
        self.unknown = Words(
            "body", self.tr("Thẻ chưa có tên ở đây. Lượt vẫn được ghi, tỉnh sẽ khớp sau."), centred=True
        )
        self.chips = {told: Chip(theme, picture, texts.PURPOSES[told]) for told, picture in PURPOSE_PICTURES.items()}
        for purpose, chip in self.chips.items():
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _checked, told=purpose: self.purpose_chosen.emit(told))
        self.hint = Words("soft", centred=True)
        self.column.addWidget(self.unknown)
        self.column.addSpacing(theme.space(3))
        self.column.addWidget(TurningGrid(theme, list(self.chips.values())))
        self.column.addSpacing(theme.space(2))
        self.column.addWidget(self.hint)
        self.column.addStretch(2)

    def greet(self, welcome: Greeting) -> None:
        self.forget()
        self.unknown.setVisible(not welcome.known)
        self.say(texts.greeting(welcome), texts.recorded(welcome))
        give_role(self.hint, "soft")
        self.hint.setText(self.tr("Không cần chọn. Màn hình tự đóng sau 5 giây."))

    def thank(self, purpose: Purpose) -> None:
        give_role(self.hint, "thanks")
        self.hint.setText(self.tr("Đã ghi: {purpose}. Cảm ơn bạn!").format(purpose=texts.PURPOSES[purpose]))

    def forget(self) -> None:
        for chip in self.chips.values():
            chip.setAutoExclusive(False)
            chip.setChecked(False)
            chip.setAutoExclusive(True)


class AlreadyCounted(AnswerPage):
    """Amber: this card was counted a moment ago."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "already", "amber", "history")
        self.column.addStretch(3)

    def show_error(self, error: KioskError) -> None:
        told = texts.sentence(error)
        self.say(told.title, told.advice)


class NotAccepted(AnswerPage):
    """Brick: not counted, and what to do now. Signals: `scan_again_chosen`, `walk_in_chosen`."""

    scan_again_chosen = Signal()
    walk_in_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "cannot", "brick", "triangle-alert")
        self.scan_again = Tile(
            theme, "scan-line", self.tr("Quét thẻ bạn đọc"), self.tr("Đưa mã QR ra quét, ngay bây giờ")
        )
        self.walk_in = Tile(
            theme, "user-round-plus", self.tr("Chưa có thẻ / quên thẻ"), self.tr("Ghi lượt đến không cần thẻ")
        )
        self.scan_again.clicked.connect(self.scan_again_chosen)
        self.walk_in.clicked.connect(self.walk_in_chosen)
        self.column.addSpacing(theme.space(4))
        self.ways = TurningGrid(theme, [self.scan_again, self.walk_in], upright=1)
        self.column.addLayout(kept_narrow(self.ways, theme.size("ways")))
        self.column.addStretch(3)

    def show_error(self, error: KioskError) -> None:
        told = texts.sentence(error)
        self.sign.show_picture(_PICTURES.get(error.code, "triangle-alert"))
        # Where this machine is at fault, another card or a touch would not be recorded either.
        self.ways.setVisible(isinstance(error, Refused))
        self.say(told.title, told.advice)


class Thanks(AnswerPage):
    """Green: a walk-in or a group was counted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "welcome", "leaf", "check")
        self.column.addStretch(3)

    def thank(self, counted: Tallied) -> None:
        at = texts.hour(counted.at)
        if counted.head_count == 1:
            self.say(self.tr("Cảm ơn bạn!"), self.tr("Đã ghi lượt đến lúc {at}. Mời bạn vào.").format(at=at))
            return
        heads = texts.number(counted.head_count)
        self.say(self.tr("Mời cả nhóm vào!"), self.tr("Đã ghi {heads} lượt lúc {at}.").format(heads=heads, at=at))


class Halted(AnswerPage):
    """Brick: the home cannot be opened. Signal: `again_chosen`."""

    again_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "cannot", "brick", "hard-drive")
        self.again = Tile(theme, "refresh-cw", self.tr("Thử lại"), self.tr("Máy cũng tự thử lại mỗi phút"))
        self.again.clicked.connect(self.again_chosen)
        self.column.addSpacing(theme.space(4))
        self.column.addLayout(kept_narrow(self.again, theme.size("way")))
        self.column.addStretch(3)

    def show_error(self, error: KioskError) -> None:
        told = texts.sentence(error)
        self.say(told.title, told.advice)
