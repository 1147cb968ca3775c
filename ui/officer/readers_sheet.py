"""One reader: who they are, what they wait for, and all that an officer may do for them."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from kiosk.clock import Clock, local_day, year_of_ages
from kiosk.usecases.find_readers import FoundReader
from kiosk.values import Consent, Declined
from ui import reader_words, texts
from ui.officer.asking import Asking
from ui.officer.console import bring_into_view, card
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role

_CHILD = 16
"""Years: under it a representative consents (kiosk/rules/ages.py)."""


class ReaderSheet(QWidget):
    """Signals: `left()`; what was confirmed: `consented(Consent)`, `approved()`, `staff_marked(bool)`, `reissued()`,
    `erased()`, `declined(Declined)`, `slip_wanted()`, `unlinked()`; `linking(bool)`: the next identity card that is
    scanned is this reader's, or no longer.
    """

    left = Signal()
    consented = Signal(object)
    approved = Signal()
    staff_marked = Signal(bool)
    reissued = Signal()
    erased = Signal()
    declined = Signal(object)
    slip_wanted = Signal()
    unlinked = Signal()
    linking = Signal(bool)

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._theme, self._clock = theme, clock
        self.reader: FoundReader | None = None
        self._takes_identity_cards = False
        self._buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        column.addWidget(self._who(theme))
        self.asking = Asking(theme)
        column.addWidget(self.asking)
        self.linking_card = self._linking(theme)
        column.addWidget(self.linking_card)
        column.addWidget(self._erasure(theme))
        column.addWidget(self._consent(theme))
        column.addWidget(self._deeds(theme))

    # ---- what stands there ----

    def _who(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        self.name, self.facts = Words("title"), Words("body")
        self.standing, self.said = Words("strong"), Words("right")
        back = self._button(self.tr("Về danh sách"), self.left.emit, picture="arrow-left")
        back.setMinimumWidth(theme.size("action"))
        row = TurningBox(theme, spacing=4)
        row.box.addWidget(self.name, 1)
        row.box.addWidget(back)
        column.addWidget(row)
        for words in (self.standing, self.facts, self.said):
            column.addWidget(words)
        return frame

    def _erasure(self, theme: Theme) -> QFrame:
        self.erasure, column = card(theme, self.tr("Bạn đọc xin xóa thông tin"))
        self.asked_on = Words("body")
        column.addWidget(self.asked_on)
        check = self.tr(
            "Hãy gặp người xin và xem thẻ bạn đọc. Với em dưới 16 tuổi, phải là cha mẹ hoặc người đại diện."
        )
        column.addWidget(Words("soft", check))
        self.erase_asked = self._button(self.tr("Đã kiểm tra người xin, xóa…"), self._ask_to_erase, role="primary")
        self.withdrawn = self._button(
            self.tr("Không xóa: người ấy rút lại"), lambda: self.declined.emit(Declined.WITHDRAWN)
        )
        self.another = self._button(
            self.tr("Không xóa: người khác xin"), lambda: self.declined.emit(Declined.SOMEBODY_ELSE)
        )
        column.addWidget(self.erase_asked)
        column.addWidget(TurningGrid(theme, (self.withdrawn, self.another), upright=1, spacing=3))
        return self.erasure

    def _consent(self, theme: Theme) -> QFrame:
        self.consent, column = card(theme, self.tr("Chờ phiếu của phụ huynh"))
        self.consent_said = Words(
            "body",
            self.tr(
                "Khi phiếu đã ký về, hãy bấm «Phiếu đã về» và cất phiếu giấy vào hồ sơ: tên người ký nằm trên phiếu, "
                "máy không ghi thêm. Phụ huynh không đồng ý thì xóa thông tin của em."
            ),
        )
        column.addWidget(self.consent_said)
        self.slip_back = self._button(self.tr("Phiếu đã về"), self._consent_pressed, role="primary")
        self.slip = self._button(self.tr("In lại phiếu…"), self.slip_wanted.emit)
        self.refused = self._button(self.tr("Phụ huynh không đồng ý…"), self._ask_to_erase)
        column.addWidget(self.slip_back)
        column.addWidget(TurningGrid(theme, (self.slip, self.refused), upright=1, spacing=3))
        return self.consent

    def _deeds(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Việc khác"))
        self.approve = self._button(self.tr("Duyệt bạn đọc này"), self.approved.emit, role="primary")
        self.reissue = self._button(self.tr("Mất thẻ: cấp thẻ mới…"), self._ask_to_reissue)
        self.staff = self._button("", self._staff_pressed)
        self.identity = self._button("", self._identity_pressed)
        self.erase = self._button(self.tr("Xóa thông tin…"), self._ask_to_erase)
        column.addWidget(self.approve)
        cells = (self.reissue, self.staff, self.erase, self.identity)
        column.addWidget(TurningGrid(theme, cells, lying=2, upright=1, spacing=3))
        note = self.tr("Ghi sai họ tên hay năm sinh thì xóa rồi đăng ký lại: thông tin đã niêm phong không sửa được.")
        column.addWidget(Words("soft", note))
        return frame

    def _linking(self, theme: Theme) -> QFrame:
        frame = QFrame()
        give_role(frame, "asking")
        column = QVBoxLayout(frame)
        edge = theme.space(5)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.space(3))
        column.addWidget(Words("heading", self.tr("Mời quét mã QR trên căn cước của bạn đọc")))
        agreed = self.tr(
            "Chỉ làm khi bạn đọc tự muốn. Máy không lưu số căn cước, họ tên hay địa chỉ, chỉ giữ một dấu đã khóa để "
            "nhận ra thẻ ở điểm này. Quét là đồng ý; bỏ gắn lúc nào cũng được."
        )
        column.addWidget(Words("body", agreed))
        stop = self._button(self.tr("Thôi, không gắn"), lambda: self.show_linking(False))
        stop.setMinimumWidth(theme.size("action"))
        row = TurningBox(theme)
        row.box.addWidget(stop)
        row.box.addStretch(1)
        column.addWidget(row)
        frame.hide()
        return frame

    def _button(self, text: str, pressed: Callable[[], object], *, role: str = "", picture: str = "") -> QPushButton:
        button = push_button(self._theme, text, role=role, picture=picture)
        button.clicked.connect(lambda _checked=False: pressed())
        self._buttons.append(button)
        return button

    # ---- what is told ----

    def show_reader(self, reader: FoundReader, *, takes_identity_cards: bool) -> None:
        """This reader, as they stand now."""
        fresh = self.reader is None or self.reader.number != reader.number
        self.reader, self._takes_identity_cards = reader, takes_identity_cards
        if fresh:
            self.asking.hide()
            self.show_linking(False)
            self.said.hide()
        self.name.setText(reader.full_name)
        standings = reader_words.standings(reader)
        self.standing.setText(" · ".join(standings))
        self.standing.setVisible(bool(standings))
        self.facts.setText("\n".join(self._facts(reader)))
        asked = reader.erasure_asked_at
        self.erasure.setVisible(asked is not None)
        if asked is not None:
            self.asked_on.setText(self.tr("Xin ngày {day}.").format(day=texts.day(local_day(asked))))
        self.consent.setVisible(reader.consent is Consent.AWAITED)
        self.approve.setVisible(not reader.approved)
        name_button(self.staff, self.tr("Không còn là cán bộ") if reader.staff else self.tr("Là cán bộ thư viện"))
        identity = self.tr("Bỏ gắn căn cước…") if reader.linked else self.tr("Gắn căn cước…")
        name_button(self.identity, identity)
        self.identity.setVisible(takes_identity_cards or reader.linked)
        self.allow(True)

    def _facts(self, reader: FoundReader) -> list[str]:
        born = self.tr("Sinh năm {year}").format(year=reader.birth_year) if reader.birth_year else ""
        school = self.tr("Lớp {name}").format(name=reader.school_class) if reader.school_class else ""
        first = " · ".join(part for part in (born, reader_words.SEXES[reader.sex], school) if part)
        since = self.tr("Đăng ký ngày {day}, số {entry}.").format(
            day=texts.day(local_day(reader.registered_at)), entry=reader.entry
        )
        lines = [first, since, self._card_line(reader)]
        if reader.representative:
            lines.append(self.tr("Người đại diện: {name}.").format(name=reader.representative))
        if reader.linked:
            lines.append(self.tr("Đã gắn căn cước làm thẻ ở điểm này."))
        last = reader_words.last_visit(reader, self._clock().wall)
        lines.append(self.tr("Đến gần nhất: {when}.").format(when=last[:1].lower() + last[1:]))
        return lines

    def _card_line(self, reader: FoundReader) -> str:
        if reader.valid_until is None:
            return self.tr("Không có thẻ nào dùng được.")
        return self.tr("Thẻ dùng đến {day}.").format(day=texts.day(reader.valid_until))

    def say(self, text: str, *, good: bool) -> None:
        """What came of it."""
        give_role(self.said, "right" if good else "wrong")
        self.said.setText(text)
        self.said.show()
        self.allow(True)
        bring_into_view(self.said)

    def allow(self, allowed: bool) -> None:
        """Nothing is pressed twice while an answer is on its way."""
        for button in self._buttons:
            button.setEnabled(allowed)

    def show_linking(self, wanted: bool) -> None:
        """Wait for an identity card, or no longer."""
        if self.linking_card.isHidden() == wanted:
            self.linking_card.setVisible(wanted)
            self.linking.emit(wanted)
        if wanted:
            self.said.hide()
            bring_into_view(self.linking_card)

    @property
    def is_linking(self) -> bool:
        return not self.linking_card.isHidden()

    def forget(self) -> None:
        self.reader = None
        self.asking.hide()
        self.show_linking(False)
        for words in (self.name, self.facts, self.standing, self.said):
            words.setText("")

    # ---- touches ----

    def _consent_pressed(self) -> None:
        if self.reader is not None:
            age = year_of_ages(self._clock().wall) - self.reader.birth_year
            self.consented.emit(Consent.REPRESENTATIVE if age < _CHILD else Consent.READER)

    def _staff_pressed(self) -> None:
        if self.reader is not None:
            self.staff_marked.emit(not self.reader.staff)

    def _identity_pressed(self) -> None:
        if self.reader is not None and self.reader.linked:
            self._ask_to_unlink()
        else:
            self.show_linking(True)

    def _ask_to_reissue(self) -> None:
        words = self.tr("Thẻ cũ ngừng dùng ngay, kể cả khi tìm lại được. Thẻ mới phải in hoặc chụp ngay lúc cấp.")
        self._ask(self.tr("Cấp thẻ mới cho {name}?"), words, self.tr("Cấp thẻ mới"), self.reissued.emit)

    def _ask_to_unlink(self) -> None:
        words = self.tr("Căn cước ấy không mở được gì ở đây nữa. Thẻ bạn đọc vẫn dùng như thường.")
        self._ask(self.tr("Bỏ gắn căn cước của {name}?"), words, self.tr("Bỏ gắn"), self.unlinked.emit)

    def _ask_to_erase(self) -> None:
        words = self.tr(
            "Họ tên, năm sinh, lớp mất vĩnh viễn ở máy này và ở tỉnh, thẻ ngừng dùng. Các lượt đã đếm vẫn giữ, không "
            "còn tên. Xóa rồi không lấy lại được."
        )
        self._ask(self.tr("Xóa thông tin của {name}?"), words, self.tr("Xóa vĩnh viễn"), self.erased.emit)

    def _ask(self, title: str, words: str, yes: str, deed: Callable[[], object]) -> None:
        if self.reader is not None:
            self.said.hide()
            self.asking.ask(title.format(name=self.reader.full_name), words, yes, lambda: self._do(deed))

    def _do(self, deed: Callable[[], object]) -> None:
        self.allow(False)
        deed()
