"""«Cài đặt»: the line, the backups, the clock, the password, the scanner's self-test, the camera, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.officer.backups import BackupsCard
from ui.officer.camera import CameraCard
from ui.officer.clock import ClockCard, ClockLine
from ui.officer.console import ConsolePage, card
from ui.officer.counting import CountingCard
from ui.officer.line import LineCard
from ui.officer.login import PasswordField
from ui.officer.registration_card import RegistrationCard
from ui.officer.screen import ScreenCard
from ui.officer.sheet import SheetCard
from ui.officer.tones import TonesCard
from ui.scanning.bursts import ScanReport
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role


class SettingsPage(ConsolePage):
    """Signals: `password_chosen(old, new)`, `end_chosen()` after it was confirmed; the cards have their own."""

    password_chosen = Signal(str, str)
    end_chosen = Signal()

    def __init__(self, theme: Theme, *, can_restore: bool = False) -> None:
        super().__init__(theme, "")
        self.title.setText(self.tr("Cài đặt"))
        self.under.hide()
        self.clock = ClockCard(theme)
        self.clock_line = ClockLine(theme, self.clock)
        self.camera = CameraCard(theme)
        self.screen_card, self.tones = ScreenCard(theme), TonesCard(theme)
        self.line, self.backups, self.sheet = (
            LineCard(theme),
            BackupsCard(theme, can_restore=can_restore),
            SheetCard(theme),
        )
        self.counting, self.registration = CountingCard(theme), RegistrationCard(theme)
        self.column.addWidget(self.clock)
        self.column.addWidget(self.backups)
        self.column.addWidget(self.sheet)
        self.column.addWidget(self.line)
        self.column.addWidget(self.clock_line)
        self.column.addWidget(self.counting)
        self.column.addWidget(self.registration)
        self.column.addWidget(self._scanner_card(theme))
        self.column.addWidget(self.camera)
        self.column.addWidget(self.screen_card)
        self.column.addWidget(self.tones)
        self.column.addWidget(self._password_card(theme))
        self.column.addWidget(self._end_card(theme))
        self.column.addStretch(1)

    # ---- the scanner's self-test ----

    def _scanner_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Thử máy quét"))
        self.scanner_line = Words("body", self.tr("Quét một thẻ bất kỳ. Máy sẽ cho biết máy quét gõ nhanh thế nào."))
        self.scanner_advice = Words("soft", self.tr("Thẻ bạn đọc quét ở đây vẫn được ghi lượt như thường."))
        self.scanner_hint = Words(
            "soft", self.tr("Quét mà không thấy gì? Hãy rút dây máy quét, cắm lại, rồi quét lần nữa.")
        )
        column.addWidget(self.scanner_line)
        column.addWidget(self.scanner_advice)
        column.addWidget(self.scanner_hint)
        return frame

    def show_report(self, report: ScanReport) -> None:
        """How the newest scan arrived. Its text is not shown: it could be somebody's."""
        ends = {"enter": self.tr("phím Enter"), "tab": self.tr("phím Tab")}.get(
            report.terminator, self.tr("không phím nào")
        )
        line = self.tr("Máy quét gửi {count} ký tự, {median} mili giây mỗi ký tự, kết thúc bằng {end}.")
        self.scanner_line.setText(line.format(count=report.characters, median=report.median, end=ends))
        if report.caps_inverted:
            advice = self.tr("Phím Caps Lock đang bật; máy vẫn đọc đúng.")
        else:
            advice = self.tr("Nhanh nhất {fast}, chậm nhất {slow} mili giây. Máy quét này dùng được.").format(
                fast=report.fastest, slow=report.slowest
            )
        self.scanner_advice.setText(advice)
        self.scanner_hint.hide()

    # ---- the password ----

    def _password_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Đổi mật khẩu cán bộ"))
        names = (self.tr("Mật khẩu đang dùng"), self.tr("Mật khẩu mới"), self.tr("Nhập lại mật khẩu mới"))
        self.old, self.new, self.again = (PasswordField(theme, name) for name in names)
        fields = TurningBox(theme, spacing=4)
        for name, field in zip(names, (self.old, self.new, self.again), strict=True):
            label = Words("strong", name)
            label.setBuddy(field.line)
            pair = QVBoxLayout()
            pair.setSpacing(theme.space(1))
            pair.addWidget(label)
            pair.addWidget(field)
            fields.box.addLayout(pair, 1)
        column.addWidget(fields)
        self.password_said = Words("right")
        self.password_said.hide()
        self.change = push_button(theme, self.tr("Đổi mật khẩu"), role="primary")
        self.change.clicked.connect(self._change_pressed)
        column.addWidget(self.password_said)
        self.change.setMinimumWidth(theme.size("action"))
        column.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _change_pressed(self) -> None:
        if not self.old.text() or not self.new.text():
            self._say(self.tr("Cần cả mật khẩu đang dùng và mật khẩu mới."), good=False)
        elif self.new.text() != self.again.text():
            self._say(self.tr("Hai lần nhập mật khẩu mới chưa giống nhau."), good=False)
        else:
            self.change.setEnabled(False)
            self.password_chosen.emit(self.old.text(), self.new.text())

    def password_ended(self, trouble: Sentence | None) -> None:
        """The change is over; `trouble` is None when the new password holds."""
        self.change.setEnabled(True)
        if trouble is not None:
            self._say(str(trouble), good=False)
            return
        self._clear_fields()
        self._say(self.tr("Đã đổi mật khẩu."), good=True)

    def _say(self, text: str, *, good: bool) -> None:
        give_role(self.password_said, "right" if good else "wrong")
        self.password_said.setText(text)
        self.password_said.show()

    def _clear_fields(self) -> None:
        for field in (self.old, self.new, self.again):
            field.clear()

    # ---- the way out ----

    def _end_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Đóng phần mềm"))
        self._ask = Words(
            "body", self.tr("Mọi lượt đã ghi đều nằm trên đĩa. Khi đóng, bạn đọc không quét thẻ được nữa.")
        )
        self.end = push_button(theme, self.tr("Đóng phần mềm"), picture="power")
        self.end_yes = push_button(theme, self.tr("Đóng thật"), role="primary")
        self.end_no = push_button(theme, self.tr("Không, mở tiếp"))
        self.end.clicked.connect(lambda: self._asked(True))
        self.end_no.clicked.connect(lambda: self._asked(False))
        self.end_yes.clicked.connect(self.end_chosen)
        row = QHBoxLayout()
        row.setSpacing(theme.space(4))
        for button in (self.end, self.end_no, self.end_yes):
            button.setMinimumWidth(theme.size("action"))
            row.addWidget(button)
        row.addStretch()
        column.addWidget(self._ask)
        column.addLayout(row)
        self._asked(False)
        return frame

    def _asked(self, asked: bool) -> None:
        self.end.setVisible(not asked)
        self.end_no.setVisible(asked)
        self.end_yes.setVisible(asked)

    def forget(self) -> None:
        for part in (self.clock, self.line, self.backups, self.sheet, self.camera, self.screen_card, self.tones):
            part.forget()
        self.counting.forget()
        self.registration.forget()
        self._clear_fields()
        self.scanner_hint.show()
        self.password_said.hide()
        self._asked(False)
