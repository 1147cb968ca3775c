"""The four answers to a scan, and the thanks after a touch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.errors import KioskError, Refused
from kiosk.values import Greeting, GroupOffer, Purpose, Tallied
from ui import texts
from ui.theme import Theme
from ui.visitor.pages import AnswerPage, Stack, card_button, in_the_middle, kept_narrow
from ui.visitor.purposes import PURPOSE_PICTURES
from ui.widgets.tiles import Chip, Tile, name_button, push_button
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
    "consent_slip": "file-question",
    "not_a_card": "file-question",
    "code_too_long": "file-question",
    "disk_full": "hard-drive",
    "database_busy": "clock",
}


_MENDABLE = frozenset(("database_damaged", "database_missing"))


class Welcomed(AnswerPage):
    """Green: counted, on disk.

    Signals: `purpose_chosen(Purpose)`; `join_chosen()`: came with the group that was offered; `card_chosen()`: wants
    to see the own card.
    """

    purpose_chosen = Signal(object)
    join_chosen = Signal()
    card_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "welcome", "leaf", "check")
        self.unknown = Words(
            "body",
            self.tr("Thẻ chưa có tên ở đây. Lượt vẫn được ghi, tỉnh sẽ khớp sau."),
            centred=not theme.looks.reach,
        )
        self.chips = {told: Chip(theme, picture, texts.PURPOSES[told]) for told, picture in PURPOSE_PICTURES.items()}
        for purpose, chip in self.chips.items():
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _checked, told=purpose: self.purpose_chosen.emit(told))
        self.hint = Words("soft", centred=not theme.looks.reach)
        self.join = push_button(theme, "", picture="users-round", tint="leaf")
        self.join.clicked.connect(self._join_pressed)
        self.card = card_button(theme, self.tr("Thẻ của tôi"))
        self.card.clicked.connect(self.card_chosen)
        self.told.addWidget(self.unknown)
        self._purposes = TurningGrid(theme, list(self.chips.values()), upright=3 if theme.looks.reach else 2)
        low = Stack(theme, spacing=3)
        low.column.addWidget(self._purposes, 1 if theme.looks.reach else 0)
        if theme.looks.reach:
            self.told.addWidget(self.hint)
        else:
            self.told.addSpacing(theme.space(3))
            low.column.addWidget(self.hint)
        low.column.addLayout(in_the_middle(theme, self.join, self.card))
        edge, rim = theme.space(10), theme.space(4)
        self.column.setContentsMargins(edge, rim, edge, rim)
        self.lay_low(low, rest=2)

    def greet(self, welcome: Greeting, *, shows_cards: bool = False) -> None:
        """`shows_cards`: readers may look at their own card here."""
        self.forget()
        self.unknown.setVisible(not welcome.known)
        self.card.setVisible(shows_cards and welcome.known and not welcome.staff)
        self._purposes.setVisible(not welcome.staff)
        self.say(texts.greeting(welcome), texts.recorded(welcome))
        give_role(self.hint, "soft")
        self.hint.setText(self.tr("Không cần chọn. Màn hình tự đóng sau 5 giây."))
        if welcome.staff:
            self.hint.setText(self.tr("Màn hình tự đóng sau 5 giây."))

    def offer(self, group: GroupOffer) -> None:
        """A group has just come: whoever scanned may belong to it."""
        name_button(self.join, texts.belonging(group))
        self.join.setEnabled(True)
        self.join.show()

    def _join_pressed(self) -> None:
        self.join.setEnabled(False)  # one visitor belongs to one group, however often the button is touched
        self.join_chosen.emit()

    def thank(self, purpose: Purpose) -> None:
        self._thank(self.tr("Đã ghi: {purpose}. Cảm ơn bạn!").format(purpose=texts.PURPOSES[purpose]))

    def joined(self, group: GroupOffer) -> None:
        """Linked to the group, and so counted with it alone."""
        self.join.hide()
        self._thank(self.tr("Đã ghi: đi cùng {group}, không đếm thêm.").format(group=texts.group_named(group)))

    def _thank(self, told: str) -> None:
        give_role(self.hint, "thanks")
        self.hint.setText(told)

    def forget(self) -> None:
        self.join.hide()
        for chip in self.chips.values():
            chip.setAutoExclusive(False)
            chip.setChecked(False)
            chip.setAutoExclusive(True)


class AlreadyCounted(AnswerPage):
    """Amber: this card was counted a moment ago. Signal: `card_chosen()`: wants to see the own card."""

    card_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "already", "amber", "history")
        self.card = card_button(theme, self.tr("Thẻ của tôi"))
        self.card.clicked.connect(self.card_chosen)
        low = Stack(theme)
        low.column.addSpacing(theme.space(4))
        low.column.addLayout(in_the_middle(theme, self.card))
        low.column.addStretch(1)
        self.lay_low(low, rest=3)

    def show_error(self, error: KioskError, *, shows_cards: bool = False) -> None:
        """`shows_cards`: readers may look at their own card here."""
        told = texts.sentence(error)
        self.card.setVisible(shows_cards)
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
        low = Stack(theme)
        low.column.addLayout(kept_narrow(self.ways, theme.size("ways")))
        self.lay_low(low, rest=3)

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
        told = self.tr("Đã ghi {heads} lượt lúc {at}.", "", counted.head_count)
        self.say(self.tr("Mời cả nhóm vào!"), told.format(heads=heads, at=at))


class Halted(AnswerPage):
    """Brick: the home cannot be opened. What a backup helps against can be mended here, after a question.

    Signals: `again_chosen`; `mend_chosen`, answered by ask_to_mend(); `mend_confirmed`, answered by show_mending() and
    at its end by rest(). Between the question and its end, errors that come in meanwhile wait; a question that nobody
    answers is dropped by forget().
    """

    again_chosen = Signal()
    mend_chosen = Signal()
    mend_confirmed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "cannot", "brick", "hard-drive")
        self.can_mend = False
        self._error: KioskError | None = None
        self._busy = self._mending = False
        self.mend = Tile(
            theme, "history", self.tr("Sửa bằng bản sao lưu gần nhất"), self.tr("Hỏi lại một lần trước khi làm")
        )
        self.again, self.again_beside = (
            Tile(theme, "refresh-cw", self.tr("Thử lại"), self.tr("Máy cũng tự thử lại mỗi phút")) for _ in range(2)
        )
        self.yes = Tile(theme, "check", self.tr("Sửa ngay"), self.tr("Tệp hỏng được cất riêng"))
        self.no = Tile(theme, "arrow-left", self.tr("Để sau"), self.tr("Chưa đổi gì"))
        self.offer = TurningGrid(theme, [self.mend, self.again_beside], upright=1)
        self.question = TurningGrid(theme, [self.yes, self.no], upright=1)
        self.column.addSpacing(theme.space(4))
        low = Stack(theme)
        for ways, width in ((self.again, "way"), (self.offer, "ways"), (self.question, "ways")):
            low.column.addLayout(kept_narrow(ways, theme.size(width)))
        self.lay_low(low, rest=3)
        for again in (self.again, self.again_beside):
            again.clicked.connect(self.again_chosen)
        self.mend.clicked.connect(self._mend_pressed)
        self.yes.clicked.connect(self.mend_confirmed)
        self.no.clicked.connect(lambda: self.rest())
        self._show_ways(self.again)

    @property
    def is_busy(self) -> bool:
        return self._mending

    def show_error(self, error: KioskError) -> None:
        self._error = error
        if not self._busy:
            told = texts.sentence(error)
            self.say(told.title, told.advice)
            self._show_ways(self.offer if self.can_mend and error.code in _MENDABLE else self.again)

    def _mend_pressed(self) -> None:
        self._busy = True
        self._show_ways(None)
        self.say(self.tr("Đang xem các bản sao lưu…"), self.tr("Việc này mất vài giây."))
        self.mend_chosen.emit()

    def ask_to_mend(self, outlook: str) -> None:
        """Say what would come back, and ask once more."""
        self.say(self.tr("Sửa dữ liệu ngay bây giờ?"), outlook)
        self._show_ways(self.question)

    def show_mending(self) -> None:
        self._busy = self._mending = True
        self._show_ways(None)
        self.say(self.tr("Đang sửa dữ liệu…"), self.tr("Thường xong trong một phút. Xin đừng tắt máy."))

    def rest(self, error: KioskError | None = None) -> None:
        """The question or the mending is over: show what is wrong now (`error`, or what was before)."""
        self._busy = self._mending = False
        shown = error or self._error
        if shown is not None:
            self.show_error(shown)

    def forget(self) -> None:
        if self._busy and not self._mending:
            self.rest()

    def _show_ways(self, shown: QWidget | None) -> None:
        for ways in (self.again, self.offer, self.question):
            ways.setVisible(ways is shown)
