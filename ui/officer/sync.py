"""«Đồng bộ»: what the province has confirmed, what waits, since when, what happened last, what stands in the way."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from kiosk.clock import Clock
from kiosk.values import HeldAside, MeteredLink, SyncStatus
from ui import texts
from ui.officer.clock import ClockCard
from ui.officer.concerns import HeldCard, NoticesCard
from ui.officer.console import ConsolePage, card
from ui.officer.doctor import DoctorCard
from ui.officer.usb import UsbCard
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role


class _Fact(QFrame):
    """A figure with the sentence that gives it meaning."""

    def __init__(self, theme: Theme, heading: str) -> None:
        super().__init__()
        give_role(self, "card")
        column = QVBoxLayout(self)
        edge = theme.space(6)
        column.setContentsMargins(edge, theme.space(5), edge, theme.space(5))
        column.setSpacing(theme.space(1))
        self.figure = Words("figure")
        self.line = Words("soft")
        column.addWidget(Words("heading", heading))
        column.addWidget(self.figure)
        column.addWidget(self.line)
        column.addStretch()

    def say(self, figure: str, line: str) -> None:
        self.figure.setText(figure)
        self.line.setText(line)


class SyncPage(ConsolePage):
    """Signals: `send_chosen(even_metered)`, `enrolment_given(server, code)`, `examine_chosen(server)`,
    `export_chosen(place, from_start, server, code)`.

    `usb` is the card for sticks; what was typed for an enrolment goes along with an export, and the doctor tries its
    address.
    """

    send_chosen = Signal(bool)
    enrolment_given = Signal(str, str)
    examine_chosen = Signal(str)
    export_chosen = Signal(object, bool, str, str)

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        *,
        can_send: bool,
        can_enrol: bool,
        can_pay: bool = False,
        can_examine: bool = False,
        can_carry: bool = False,
    ) -> None:
        super().__init__(theme, "")
        self._now, self._can_send, self._can_enrol, self._can_pay = clock, can_send, can_enrol, can_pay
        self.title.setText(self.tr("Đồng bộ với tỉnh"))
        self.under.setText(self.tr("Mất mạng là chuyện thường: số liệu nằm an toàn ở máy này và tự gửi khi có mạng."))
        self.clock, self.notices, self.held, self.doctor = (
            ClockCard(theme),
            NoticesCard(theme),
            HeldCard(theme),
            DoctorCard(theme),
        )
        self.column.addWidget(self.clock)
        self.column.addWidget(self.notices)
        self.confirmed, self.waiting = _Fact(theme, self.tr("Tỉnh đã xác nhận")), _Fact(theme, self.tr("Chờ gửi"))
        facts = TurningBox(theme, spacing=4)
        facts.box.addWidget(self.confirmed, 1)
        facts.box.addWidget(self.waiting, 1)
        self.column.addWidget(facts)
        self._enrolment = self._enrolment_card(theme)
        self._sending = self._sending_card(theme)
        self.column.addWidget(self._enrolment)
        self.column.addWidget(self._sending)
        self.doctor.setVisible(can_examine)
        self.doctor.examine_chosen.connect(lambda: self.examine_chosen.emit(self.server.text().strip()))
        self.column.addWidget(self.doctor)
        self.column.addWidget(self.held)
        self.usb = UsbCard(theme)
        self.usb.setVisible(can_carry)
        self.usb.export_chosen.connect(self._export_chosen)
        self.column.addWidget(self.usb)
        self.sisters, self.backup, self.device = Words("soft"), Words("soft"), Words("soft")
        for line in (self.sisters, self.backup, self.device):
            self.column.addWidget(line)
        self.column.addStretch(1)
        self._enrolment.hide()

    def _sending_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Lần gửi gần nhất"))
        self.attempt, self.outcome = Words("body"), Words("right")
        self.send = push_button(theme, self.tr("Gửi ngay"), role="primary", picture="send", tint="on-dark")
        self.send.clicked.connect(lambda: self._send_pressed(even_metered=False))
        self.line = Words("soft")
        self.pay = push_button(theme, self.tr("Gửi ngay dù tốn tiền mạng"))
        self.pay.clicked.connect(lambda: self._send_pressed(even_metered=True))
        for words in (self.attempt, self.line, self.outcome):
            column.addWidget(words)
        ways = TurningBox(theme, spacing=4)
        for button in (self.send, self.pay):
            button.setMinimumWidth(theme.size("action"))
            ways.box.addWidget(button)
        ways.box.addStretch(1)
        column.addWidget(ways)
        for part in (self.outcome, self.line, self.pay):
            part.hide()
        return frame

    def _enrolment_card(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Máy này chưa đăng ký với tỉnh"))
        text = self.tr(
            "Thư viện tỉnh cấp cho mỗi máy một mã đăng ký, dùng một lần. Nhập địa chỉ máy chủ và mã đó vào đây. "
            "Không có mạng thì nhập mã rồi bấm «Ghi ra USB» ở dưới. Trước khi đăng ký, máy vẫn ghi lượt như thường."
        )
        column.addWidget(Words("body", text))
        self.server, self.code = QLineEdit(), QLineEdit()
        form = TurningBox(theme, spacing=4)
        fields = ((self.server, self.tr("Địa chỉ máy chủ"), "https://"), (self.code, self.tr("Mã đăng ký"), ""))
        for line, name, example in fields:
            line.setAccessibleName(name)
            line.setPlaceholderText(example)
            label = Words("strong", name)
            label.setBuddy(line)
            pair = QVBoxLayout()
            pair.setSpacing(theme.space(1))
            pair.addWidget(label)
            pair.addWidget(line)
            form.box.addLayout(pair, 1)
            label.setVisible(self._can_enrol)
        column.addWidget(form)
        self.enrol = push_button(theme, self.tr("Đăng ký"), role="primary")
        self.enrol_said = Words("wrong")
        self.enrol_said.hide()
        self.enrol.clicked.connect(self._enrol_pressed)
        self.code.returnPressed.connect(self._enrol_pressed)
        column.addWidget(self.enrol_said)
        self.enrol.setMinimumWidth(theme.size("action"))
        column.addWidget(self.enrol, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.server, self.code, self.enrol):
            part.setVisible(self._can_enrol)
        return frame

    # ---- facts ----

    def show_status(self, status: SyncStatus) -> None:
        now = self._now().wall
        self._enrolment.setVisible(not status.enrolled)
        self._sending.setVisible(status.enrolled)
        self.send.setVisible(self._can_send)
        if status.confirmed_at is None:
            self.confirmed.say(self.tr("Chưa có"), self.tr("Tỉnh chưa xác nhận lượt nào của máy này."))
        else:
            count = self.tr("{count} lượt").format(count=texts.number(status.confirmed_visits))
            at = texts.when(status.confirmed_at, now)
            self.confirmed.say(count, self.tr("Xác nhận {at}, theo giờ máy chủ tỉnh.").format(at=at))
        self.waiting.say(*self._waiting(status, now))
        self.attempt.setText(texts.attempt_line(status, now))
        self.notices.show_notices(status.notices, now)
        sisters = self.tr("Các máy khác của điểm đã ghi {count} lượt; tỉnh cộng chung cho cả điểm.")
        self.sisters.setText(sisters.format(count=texts.number(status.sister_visits)))
        self.sisters.setVisible(status.sister_visits > 0)
        self.device.setText(self._device_line(status))

    def show_held(self, held: Sequence[HeldAside], count: int) -> None:
        """The newest of the `count` entries that the province holds aside."""
        self.held.show_held(held, count, self._now().wall)

    def show_link(self, link: MeteredLink) -> None:
        """What the line may cost is only told where it costs."""
        self.line.setText(texts.metered_line(link))
        self.line.setVisible(link.metered)
        self.pay.setVisible(link.metered and self._can_pay)

    def show_backup(self, at: int | None) -> None:
        """When the newest backup was made, if there is one."""
        if at is None:
            self.backup.setText(self.tr("Chưa có bản sao lưu nào."))
        else:
            self.backup.setText(self.tr("Sao lưu gần nhất: {at}.").format(at=texts.when(at, self._now().wall)))

    def _waiting(self, status: SyncStatus, now: int) -> tuple[str, str]:
        count = self.tr("{count} lượt").format(count=texts.number(max(0, status.pending_visits)))
        if status.oldest_pending_at is not None and status.pending_visits:
            since = texts.when(status.oldest_pending_at, now)
            return count, self.tr("Lượt chờ lâu nhất được ghi {since}.").format(since=since)
        if status.pending_entries:
            entries = texts.number(status.pending_entries)
            return count, self.tr("Còn {entries} dòng sổ khác chờ gửi.").format(entries=entries)
        return count, self.tr("Mọi thứ ở máy này tỉnh đều đã có.")

    def _device_line(self, status: SyncStatus) -> str:
        parts = [self.tr("Mã máy: {device}").format(device=status.device)]
        if status.server:
            parts.append(self.tr("Máy chủ: {server}").format(server=status.server))
        parts.append(self.tr("Sổ của máy: {count} dòng").format(count=texts.number(status.journal_entries)))
        return " · ".join(parts)

    # ---- sending ----

    def _send_pressed(self, *, even_metered: bool) -> None:
        self.send.setEnabled(False)
        self.pay.setEnabled(False)
        name_button(self.send, self.tr("Đang gửi…"))
        self.outcome.hide()
        self.send_chosen.emit(even_metered)

    def sending_ended(self, trouble: Sentence | None) -> None:
        """The pass is over; `trouble` is None when it went well."""
        self.send.setEnabled(True)
        self.pay.setEnabled(True)
        name_button(self.send, self.tr("Gửi ngay"))
        give_role(self.outcome, "right" if trouble is None else "wrong")
        self.outcome.setText(self.tr("Đã gửi xong, tỉnh đã xác nhận.") if trouble is None else str(trouble))
        self.outcome.show()

    # ---- enrolment ----

    def _enrol_pressed(self) -> None:
        server, code = self.server.text().strip(), self.code.text().strip()
        if not server or not code:
            self._enrol_says(self.tr("Cần cả địa chỉ máy chủ và mã đăng ký."))
            return
        self.enrol.setEnabled(False)
        name_button(self.enrol, self.tr("Đang đăng ký…"))
        self.enrol_said.hide()
        self.enrolment_given.emit(server, code)

    def enrolment_ended(self, trouble: Sentence | None) -> None:
        self.enrol.setEnabled(True)
        name_button(self.enrol, self.tr("Đăng ký"))
        if trouble is not None:
            self._enrol_says(str(trouble))
            return
        self.forget()

    def _enrol_says(self, text: str) -> None:
        self.enrol_said.setText(text)
        self.enrol_said.show()

    # ---- sticks ----

    def _export_chosen(self, place: object, from_start: bool) -> None:
        self.export_chosen.emit(place, from_start, self.server.text().strip(), self.code.text().strip())

    def forget(self) -> None:
        for part in (self.clock, self.held, self.doctor, self.usb):
            part.forget()
        self.server.clear()
        self.code.clear()
        self.enrol_said.hide()
        self.outcome.hide()
