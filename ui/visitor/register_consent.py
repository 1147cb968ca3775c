"""The last screens of the registration: what is agreed to, what a child waits for, and a likeness that was found."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from kiosk.rules.consent import LATEST, VERSIONS  # the words only; which version was agreed to is the use case's
from ui.language import spoken
from ui.theme import Theme
from ui.visitor.pages import Stack, with_back
from ui.visitor.register_form import Form
from ui.visitor.register_steps import Place, Question
from ui.widgets.medallion import Medallion
from ui.widgets.tick import Tick
from ui.widgets.tiles import Tile, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role


class LastQuestion(Question):
    """Where the card is asked for. Nothing is asked twice while the answer is under way; what came instead is said."""

    def __init__(self, theme: Theme, form: Form, place: Place, question: str, go: str) -> None:
        super().__init__(theme, form, place, question)
        self.trouble = Words("wrong")
        self.trouble.hide()
        self.go = push_button(theme, go, role="primary")
        self.go.setMinimumHeight(theme.size("key"))
        self.go.clicked.connect(self._go_pressed)

    def _go_pressed(self) -> None:
        self.go.setEnabled(False)  # a second tap before the answer would be a second card
        self.trouble.hide()
        self.answered.emit()

    def show_trouble(self, told: str) -> None:
        """Nothing was written; it may be tried again."""
        self.trouble.setText(told)
        self.trouble.show()
        self.go.setEnabled(True)


class ConsentQuestion(LastQuestion):
    """The words of the newest version, and a tick that is never there before somebody sets it."""

    def __init__(self, theme: Theme, form: Form, place: Place, *, child: bool) -> None:
        super().__init__(theme, form, place, self.tr("Bạn có đồng ý không?"), self.tr("Làm thẻ"))
        version = VERSIONS[LATEST]
        text = version.representative if child else version.reader
        self.tick = Tick(theme, spoken(text.promise))
        self.tick.toggled.connect(self.go.setEnabled)
        self.go.setEnabled(False)
        terms = TurningGrid(
            theme, [self._term(spoken(head), spoken(said)) for head, said in text.terms], lying=2, upright=1, spacing=3
        )
        roll = _rolled(terms)
        roll.setAccessibleName(self.head.question.text())
        self.column.addWidget(roll, 1)
        self.column.addWidget(self.trouble)
        last = TurningBox(theme, spacing=3)
        last.box.addWidget(self.tick, 3)
        last.box.addWidget(self.go, 1)
        if theme.looks.reach:
            last.box.addWidget(self.head.back)
        self.column.addWidget(last)

    def _term(self, heading: str, said: str) -> QWidget:
        card = Stack(self.theme, spacing=1)
        give_role(card, "card")
        edge = self.theme.space(4)
        card.column.setContentsMargins(edge, edge, edge, edge)
        card.column.addWidget(Words("heading", heading))
        card.column.addWidget(Words("body", said))
        card.column.addStretch(1)
        return card


class AwaitingQuestion(LastQuestion):
    """A child alone: what the card can do already, and what has to wait."""

    def __init__(self, theme: Theme, form: Form, place: Place) -> None:
        super().__init__(theme, form, place, self.tr("Em có thẻ ngay hôm nay"), self.tr("Làm thẻ, chờ phụ huynh"))
        now = _card(theme, "check", self.tr("Được ngay"), self.tr("Quét thẻ mỗi lần đến, đọc sách tại chỗ."))
        later = _card(
            theme,
            "hourglass",
            self.tr("Chờ phụ huynh"),
            self.tr("Mượn sách về nhà. Em xin cán bộ tờ phiếu, mang về cho bố mẹ ký, rồi đưa lại."),
        )
        self.column.addStretch(1)
        self.column.addWidget(TurningGrid(theme, [now, later], upright=1))
        self.column.addStretch(1)
        self.column.addWidget(self.trouble)
        row = QHBoxLayout()
        if theme.looks.reach:
            row.addWidget(self.head.back)
        row.addWidget(self.go, 1)
        self.column.addLayout(row)


class AlikeQuestion(Question):
    """Somebody of this name and year has a card here. Whose, nobody is told. Signal: `officer_wanted()`."""

    officer_wanted = Signal()

    def __init__(self, theme: Theme, form: Form, place: Place) -> None:
        super().__init__(theme, form, place, self.tr("Có thể bạn đã có thẻ ở đây"))
        told = self.tr("Thư viện có bạn đọc cùng họ tên và tuổi. Máy không cho xem đó là ai.")
        mine = Tile(
            theme,
            "id-card",
            self.tr("Chắc là thẻ của tôi"),
            self.tr("Mời bạn gặp cán bộ: quên hay mất thẻ đều được cấp lại. Máy không lưu gì vừa nhập."),
        )
        other = Tile(
            theme, "user-round-plus", self.tr("Tôi là người khác"), self.tr("Trùng tên thôi. Làm thẻ mới cho tôi.")
        )
        mine.clicked.connect(self.officer_wanted)
        other.clicked.connect(self._somebody_else)
        self.mine, self.other = mine, other
        self.column.addSpacing(theme.space(4))
        self.column.addWidget(Words("lead", told))
        self.column.addStretch(1)
        self.lay_low(TurningGrid(theme, with_back(theme, [mine, other], self.head.back), upright=1), rest=2)

    def _somebody_else(self) -> None:
        self.other.setEnabled(False)
        self.form.somebody_else = True
        self.answered.emit()


def _card(theme: Theme, picture: str, title: str, told: str) -> QWidget:
    card = Stack(theme, spacing=2)
    give_role(card, "card")
    edge = theme.space(6)
    card.column.setContentsMargins(edge, edge, edge, edge)
    disc = Medallion(theme, "leaf-tint", picture, size="disc", line="leaf", weight=2.0)
    card.column.addWidget(disc, 0, Qt.AlignmentFlag.AlignHCenter)
    card.column.addWidget(Words("heading", title, centred=True))
    card.column.addWidget(Words("body", told, centred=True))
    return card


def _rolled(part: QWidget) -> QScrollArea:
    """Large letters may need more than the screen: the words roll, the tick stays."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    give_role(part, "roll")
    area.setWidget(part)
    return area
