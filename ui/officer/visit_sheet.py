"""One visit on its own: what is known of it, and how it is put right. Everything can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from kiosk.usecases.amend_visit import Amendment
from kiosk.usecases.void_visit import REASONS
from kiosk.values import AgeBand, Correction, GroupKind, ListedVisit, Method, Purpose
from ui import texts, visit_words
from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.stepper import Stepper
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words, give_role

MOST = 500
"""Persons of one record (kiosk/usecases/tally.py)."""


@dataclass
class _Meant:
    """What the officer has touched so far."""

    persons: int
    purpose: Purpose
    age_band: AgeBand
    group: GroupKind


class VisitSheet(QWidget):
    """Signals: `left()`, `void_chosen(visit, reason)`, `again_chosen(visit)`, `amend_chosen(visit, Amendment)`,
    `confirm_chosen(visits)`; each is answered by a new show_visit(), or by refused().
    """

    left = Signal()
    void_chosen = Signal(object, object)
    again_chosen = Signal(object)
    amend_chosen = Signal(object, object)
    confirm_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.visit: ListedVisit | None = None
        self._meant = _Meant(1, Purpose.NOT_TOLD, AgeBand.UNKNOWN, GroupKind.NONE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        self.back = push_button(theme, self.tr("Về danh sách"), role="quiet", picture="arrow-left", tint="soft")
        self.back.clicked.connect(self.left)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._what(theme))
        self.amending = self._amending(theme)
        column.addWidget(self.amending)
        self.voiding = self._voiding(theme)
        column.addWidget(self.voiding)
        column.addStretch(1)

    def _what(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        self.heading, self.about = Words("title"), Words("body")
        self.state, self.said = Words("strong"), Words("wrong")
        self.confirm = push_button(theme, self.tr("Đúng, đã xem"), picture="check")
        self.again = push_button(theme, self.tr("Tính lại lượt này"), role="primary")
        self.confirm.clicked.connect(lambda: self._tell(lambda visit: self.confirm_chosen.emit((visit.visit,))))
        self.again.clicked.connect(lambda: self._tell(lambda visit: self.again_chosen.emit(visit.visit)))
        for part in (self.heading, self.about, self.state, self.said):
            column.addWidget(part)
        for button in (self.confirm, self.again):
            button.setMinimumWidth(theme.size("action"))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _amending(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Sửa cho đúng"))
        self.persons = Stepper(
            theme, self.tr("Số người"), self.tr("Bớt một người"), self.tr("Thêm một người"), width="amount"
        )
        self.persons.stepped.connect(self._stepped)
        column.addWidget(self.persons, 0, Qt.AlignmentFlag.AlignLeft)
        self.groups = {kind: choice_button(theme, word) for kind, word in texts.GROUPS.items()}
        self.ages = {age: choice_button(theme, word) for age, word in visit_words.AGES.items()}
        self.purposes = {told: choice_button(theme, word) for told, word in texts.PURPOSES.items()}
        self._kind_part = self._choices(theme, column, self.tr("Đây là"), list(self.groups.values()), 3, 2)
        self._age_part = self._choices(theme, column, self.tr("Tuổi"), list(self.ages.values()), 3, 1)
        self._choices(theme, column, self.tr("Đến để"), list(self.purposes.values()), 3, 1)
        for kind, button in self.groups.items():
            button.clicked.connect(partial(self._touched, "group", kind))
        for age, button in self.ages.items():
            button.clicked.connect(partial(self._touched, "age_band", age))
        for purpose, button in self.purposes.items():
            button.clicked.connect(partial(self._touched, "purpose", purpose))
        self.save = push_button(theme, self.tr("Lưu sửa đổi"), role="primary")
        self.save.setMinimumWidth(theme.size("action"))
        self.save.clicked.connect(lambda: self._tell(self._amend))
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _choices(
        self, theme: Theme, column: QVBoxLayout, name: str, buttons: list[QPushButton], lying: int, upright: int
    ) -> list[QWidget]:
        label: QLabel = Words("strong", name)
        grid = TurningGrid(theme, buttons, lying=lying, upright=upright, spacing=3)
        column.addWidget(label)
        column.addWidget(grid)
        return [label, grid]

    def _voiding(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Không tính lượt này, vì…"))
        self.followers = Words("body")
        column.addWidget(self.followers)
        self.reasons = {reason: push_button(theme, visit_words.REASONS[reason]) for reason in REASONS}
        for reason, button in self.reasons.items():
            button.clicked.connect(partial(self._void_touched, reason))
        column.addWidget(TurningGrid(theme, list(self.reasons.values()), lying=2, upright=1, spacing=3))
        column.addWidget(Words("soft", self.tr("Lượt vẫn nằm trong sổ với lý do này, và tính lại được.")))
        return frame

    # ---- what there is ----

    def show_visit(self, visit: ListedVisit, *, waits: bool) -> None:
        """`waits`: an officer is to look at it."""
        if self.visit is None or visit != self.visit:
            now = visit.now
            self._meant = _Meant(now.counted, now.purpose, now.age_band, now.group)
            self.said.hide()
        self.visit = visit
        counted = visit.now.counted > 0
        many = bool(visit.now.group) or visit.heads > 1
        people = self.tr("{count} người").format(count=texts.number(visit.now.counted or visit.heads))
        self.heading.setText(f"{texts.hour(visit.at)} · {visit_words.who(visit)}" + (f" · {people}" if many else ""))
        self.about.setText(visit_words.about(visit))
        told = visit_words.marks(visit)
        self.state.setText(" · ".join(told))
        self.state.setVisible(bool(told))
        self.confirm.setVisible(waits and counted)
        self.again.setVisible(not counted)
        self.amending.setVisible(counted)
        self.voiding.setVisible(counted)
        self.persons.setVisible(many)
        for part in self._kind_part:
            part.setVisible(bool(visit.now.group))
        for part in self._age_part:
            part.setVisible(not visit.now.group and not visit.name and visit.method is not Method.SCANNED)
        self.followers.setVisible(visit.followers > 0)
        text = self.tr("{count} người đã quét thẻ và nhận là đi cùng. Nếu bỏ nhóm này, họ được tính riêng trở lại.")
        self.followers.setText(text.format(count=texts.number(visit.followers)))
        self._allow(True)
        self._show_meant()

    def refused(self, trouble: Sentence) -> None:
        """It was not written down."""
        self._allow(True)
        give_role(self.said, "wrong")
        self.said.setText(str(trouble))
        self.said.show()

    def forget(self) -> None:
        self.visit = None
        self.said.hide()

    # ---- touches ----

    def _stepped(self, by: int) -> None:
        self._meant.persons = max(1, min(MOST, self._meant.persons + by))
        self._show_meant()

    def _touched(self, name: str, value: object, _checked: bool = False) -> None:
        setattr(self._meant, name, value)
        self._show_meant()

    def _void_touched(self, reason: Correction, _checked: bool = False) -> None:
        self._tell(lambda visit: self.void_chosen.emit(visit.visit, reason))

    def _amend(self, visit: ListedVisit) -> None:
        self.amend_chosen.emit(visit.visit, self._amendment())

    def _amendment(self) -> Amendment:
        """Only what differs from how the visit is read now."""
        meant = self._meant
        if self.visit is None:
            return Amendment()
        now = self.visit.now
        return Amendment(
            persons=meant.persons if meant.persons != now.counted else None,
            purpose=meant.purpose if meant.purpose is not now.purpose else None,
            age_band=meant.age_band if meant.age_band is not now.age_band else None,
            group=meant.group if meant.group is not now.group else None,
        )

    def _show_meant(self) -> None:
        meant = self._meant
        self.persons.show_value(texts.number(meant.persons))
        for buttons, value in ((self.groups, meant.group), (self.ages, meant.age_band), (self.purposes, meant.purpose)):
            for key, button in buttons.items():
                button.setChecked(key == value)
        self.save.setEnabled(self._amendment() != Amendment())

    def _tell(self, ask: Callable[[ListedVisit], None]) -> None:
        """Ask for it once; a second touch before the answer asks for nothing."""
        if self.visit is not None and self.back.isEnabled():
            self._allow(False)
            ask(self.visit)

    def _allow(self, allowed: bool) -> None:
        for button in (self.back, self.confirm, self.again, *self.reasons.values()):
            button.setEnabled(allowed)
        self.save.setEnabled(allowed and self._amendment() != Amendment())
