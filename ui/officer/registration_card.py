"""«Làm thẻ bạn đọc»: who may register, whether an officer looks first, identity cards, and how long a card lasts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ui.officer.choosing import ChoosingCard
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

_MOST_YEARS = 10
"""kiosk/rules/choices.py."""


class RegistrationCard(ChoosingCard):
    """Chooses `registration`, `approval`, `identity_cards` and `card_years`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        name = self.tr("Làm thẻ bạn đọc")
        self.setAccessibleName(name)
        self.column.addWidget(Words("heading", name))
        self.pairs: dict[str, tuple[QPushButton, QPushButton]] = {}
        self._pair(
            "registration",
            self.tr("Ai làm thẻ"),
            self.tr("Bạn đọc tự làm được"),
            self.tr("Chỉ cán bộ làm"),
        )
        self._pair(
            "approval",
            self.tr("Bạn đọc tự làm thẻ thì mượn sách"),
            self.tr("Chờ cán bộ duyệt"),
            self.tr("Được ngay"),
        )
        self._pair(
            "identity_cards",
            self.tr("Căn cước làm thẻ bạn đọc"),
            self.tr("Cho gắn nếu muốn"),
            self.tr("Không dùng căn cước"),
        )
        kept = self.tr(
            "Máy không lưu số căn cước. Dấu khóa để nhận ra thẻ chỉ dùng được ở điểm này; mất phiếu khôi phục thì gắn "
            "lại."
        )
        self.column.addWidget(Words("soft", kept))
        self.years = Stepper(
            theme, self.tr("Thẻ dùng được"), self.tr("Bớt một năm"), self.tr("Thêm một năm"), width="amount"
        )
        self.years.stepped.connect(self._stepped)
        self.column.addWidget(self.years, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_trouble_here()
        self.show_all()

    def _pair(self, choice: str, name: str, yes: str, no: str) -> None:
        self.column.addWidget(Words("strong", name))
        row = TurningBox(self.theme, spacing=4)
        buttons = choice_button(self.theme, yes), choice_button(self.theme, no)
        for button, value in zip(buttons, (True, False), strict=True):
            button.setAccessibleName(f"{name}: {button.text()}")
            button.clicked.connect(lambda _checked=False, value=value: self.choose(choice, value))
            row.box.addWidget(button, 1)
        self.column.addWidget(row)
        self.pairs[choice] = buttons

    def _stepped(self, by: int) -> None:
        years = min(max(self.chosen.card_years + by, 1), _MOST_YEARS)
        if years != self.chosen.card_years:
            self.choose("card_years", years)

    def show_all(self) -> None:
        for choice, (yes, no) in self.pairs.items():
            holds = bool(getattr(self.chosen, choice))
            yes.setChecked(holds)
            no.setChecked(not holds)
        for button in self.pairs["approval"]:
            button.setEnabled(self.chosen.registration)
        self.years.show_value(self.tr("{count} năm").format(count=self.chosen.card_years))
