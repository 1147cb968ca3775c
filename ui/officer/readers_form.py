"""An officer registers somebody: name, birth year, sex, class, and who consents."""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kiosk.clock import Clock, year_of_ages
from kiosk.usecases.find_readers import FoundReader
from kiosk.usecases.register_reader import Applicant
from kiosk.values import Consent, Sex
from ui import reader_words, texts
from ui.name_entry import NameEntry
from ui.officer.asking import Asking
from ui.officer.console import bring_into_view, card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

_CHILD = 16


class ReaderForm(QFrame):
    """Signals: `left()`; `registered(Applicant, despite_likeness)`, answered by refuse(), show_alike() or forget()."""

    left = Signal()
    registered = Signal(object, bool)

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._theme, self._clock = theme, clock
        self._sex: Sex | None = None
        self._consent: Consent | None = None
        inside, column = card(theme, self.tr("Đăng ký bạn đọc"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.space(4))
        outer.addWidget(inside)
        self.name = self._name_field(column, self.tr("Họ và tên"))
        self.year, self.school_class = self._line(self.tr("Năm sinh")), self._line(self.tr("Lớp (nếu là học sinh)"))
        self.year.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,4}"), self.year))
        self.school_class.setMaxLength(60)
        pair = TurningBox(theme, spacing=4)
        for field in (self.year, self.school_class):
            pair.box.addLayout(self._labelled(field), 1)
        column.addWidget(pair)
        self.sexes = self._choices(
            column, self.tr("Giới tính"), {sex: reader_words.SEXES[sex] for sex in (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)}
        )
        self.consent_said = Words("strong")
        column.addWidget(self.consent_said)
        self.consents = self._consents(column, theme)
        self.representative_box = QWidget()
        inner = QVBoxLayout(self.representative_box)
        inner.setContentsMargins(0, 0, 0, 0)
        self.representative = self._name_field(inner, self.tr("Họ tên cha mẹ hoặc người đại diện"))
        column.addWidget(self.representative_box)
        self.said = Words("wrong")
        column.addWidget(self.said)
        column.addWidget(self._foot(theme))
        self.asking = Asking(theme)
        outer.addWidget(self.asking)
        self.year.textChanged.connect(lambda _text: self._show_consent())
        self.forget()

    # ---- parts ----

    def _name_field(self, column: QVBoxLayout, name: str) -> NameEntry:
        label = Words("strong", name)
        entry = NameEntry(self._theme, name, done=self.tr("Xong"))
        entry.board.hide()  # years and classes are typed too, so there is a keyboard at the officer's hand
        label.setBuddy(entry.line)
        column.addWidget(label)
        column.addWidget(entry)
        return entry

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line

    def _labelled(self, field: QLineEdit) -> QVBoxLayout:
        pair = QVBoxLayout()
        pair.setSpacing(self._theme.space(1))
        label = QLabel(field.accessibleName())
        label.setProperty("role", "strong")
        label.setBuddy(field)
        pair.addWidget(label)
        pair.addWidget(field)
        return pair

    def _choices(self, column: QVBoxLayout, name: str, words: dict[Sex, str]) -> dict[Sex, QPushButton]:
        column.addWidget(Words("strong", name))
        row = TurningBox(self._theme, spacing=3)
        buttons = {}
        for sex, word in words.items():
            button = choice_button(self._theme, word)
            button.clicked.connect(lambda _checked=False, sex=sex: self._choose_sex(sex))
            row.box.addWidget(button, 1)
            buttons[sex] = button
        column.addWidget(row)
        return buttons

    def _consents(self, column: QVBoxLayout, theme: Theme) -> dict[Consent, QPushButton]:
        words = {
            Consent.READER: self.tr("Bạn đọc đã nghe rõ và đồng ý"),
            Consent.REPRESENTATIVE: self.tr("Người đại diện đã ký phiếu"),
            Consent.AWAITED: self.tr("Chưa có phiếu, phải chờ"),
        }
        row = TurningBox(theme, spacing=3)
        buttons = {}
        for consent, word in words.items():
            button = choice_button(theme, word)
            button.clicked.connect(lambda _checked=False, consent=consent: self._choose_consent(consent))
            row.box.addWidget(button, 1)
            buttons[consent] = button
        column.addWidget(row)
        return buttons

    def _foot(self, theme: Theme) -> TurningBox:
        self.back = push_button(theme, self.tr("Về danh sách"), picture="arrow-left")
        self.make = push_button(theme, self.tr("Làm thẻ"), role="primary")
        self.back.clicked.connect(self.left)
        self.make.clicked.connect(lambda: self._pressed(despite_likeness=False))
        row = TurningBox(theme, spacing=4)
        for button in (self.back, self.make):
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        return row

    # ---- what is chosen ----

    def _choose_sex(self, sex: Sex | None) -> None:
        self._sex = sex
        for one, button in self.sexes.items():
            button.setChecked(one is sex)

    def _choose_consent(self, consent: Consent | None) -> None:
        self._consent = consent
        for one, button in self.consents.items():
            button.setChecked(one is consent)
        self.representative_box.setVisible(consent in (Consent.REPRESENTATIVE, Consent.AWAITED))

    @property
    def _is_child(self) -> bool:
        year = self.year.text()
        return len(year) == 4 and year_of_ages(self._clock().wall) - int(year) < _CHILD

    def _show_consent(self) -> None:
        """Who consents follows from the age; nothing is ticked by itself."""
        child = self._is_child
        said = self.tr("Sự đồng ý: hãy nói rõ máy lưu gì, để làm gì, xóa lúc nào cũng được")
        if child:
            said = self.tr("Dưới 16 tuổi: cha mẹ hoặc người đại diện đồng ý")
        self.consent_said.setText(said)
        self.consents[Consent.READER].setHidden(child)
        for consent in (Consent.REPRESENTATIVE, Consent.AWAITED):
            self.consents[consent].setVisible(child)
        if self._consent is not None and (self._consent is Consent.READER) == child:
            self._choose_consent(None)

    # ---- answers ----

    def refuse(self, told: Sentence) -> None:
        self._say(str(told))

    def show_alike(self, alike: Sequence[FoundReader]) -> None:
        """Somebody of that name is here already: the officer sees who, and decides."""
        self.make.setEnabled(True)
        people = "\n".join(
            self.tr("• {person}, đăng ký ngày {day}").format(
                person=reader_words.person(reader), day=texts.day(reader_words.registered_on(reader))
            )
            for reader in alike
        )
        words = self.tr("Cùng họ tên và năm sinh:\n{people}\nNếu là người ấy, hãy mở ở danh sách và cấp thẻ mới.")
        self.asking.ask(
            self.tr("Có thể đã có thẻ ở đây rồi"),
            words.format(people=people),
            self.tr("Là người khác, làm thẻ"),
            lambda: self._pressed(despite_likeness=True),
        )

    def forget(self) -> None:
        """Empty, for the next person."""
        for entry in (self.name, self.representative):
            entry.forget()
        for line in (self.year, self.school_class):
            line.clear()
        self._choose_sex(None)
        self._choose_consent(None)
        self._show_consent()
        self.said.hide()
        self.asking.hide()
        self.make.setEnabled(True)

    def focus_first(self) -> None:
        self.name.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self, *, despite_likeness: bool) -> None:
        if trouble := self._missing():
            self._say(trouble)
            return
        assert self._sex is not None  # noqa: S101 - _missing() says so
        assert self._consent is not None  # noqa: S101 - _missing() says so
        self.said.hide()
        self.make.setEnabled(False)
        applicant = Applicant(
            full_name=self.name.name,
            birth_year=int(self.year.text() or 0),
            sex=self._sex,
            consent=self._consent,
            representative=self.representative.name if self._consent is not Consent.READER else "",
            school_class=self.school_class.text(),
        )
        self.registered.emit(applicant, despite_likeness)

    def _missing(self) -> str:
        if not self.name.name:
            return self.tr("Cần họ và tên.")
        if len(self.year.text()) != 4:
            return self.tr("Cần năm sinh, bốn chữ số.")
        if self._sex is None:
            return self.tr("Hãy chọn giới tính.")
        if self._consent is None:
            return self.tr("Hãy chọn ai đã đồng ý.")
        if self._consent is Consent.REPRESENTATIVE and not self.representative.name:
            return self.tr("Cần họ tên người đại diện, như ký trên phiếu.")
        return ""

    def _say(self, text: str) -> None:
        self.make.setEnabled(True)
        self.said.setText(text)
        self.said.show()
        bring_into_view(self.said)
