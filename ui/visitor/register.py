"""Making a reader's card: the questions one after another, the way back, and what comes at the end."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout

from kiosk.errors import KioskError
from ui.sentences import sentence
from ui.theme import Theme
from ui.visitor.guest_page import GuestPage
from ui.visitor.register_consent import AlikeQuestion, AwaitingQuestion, ConsentQuestion, LastQuestion
from ui.visitor.register_form import Form, Step
from ui.visitor.register_steps import (
    AgeQuestion,
    NameQuestion,
    ParentQuestion,
    Place,
    Question,
    SexQuestion,
    YearQuestion,
)

TO_READ_MS = 90_000
"""The consent is read by people who touch nothing meanwhile."""
_READ = (Step.CONSENT, Step.AWAITING)


class Register(GuestPage):
    """Signals: `asked(Application)`: a card is wanted; answered by show_error(), or by leaving this page.
    `stepped()`: another question stands here.

    The answers live in `form`, which is its owner's: a page that is made anew goes on at the same question.
    """

    asked = Signal(object)
    stepped = Signal()

    def __init__(self, theme: Theme, form: Form, this_year: int) -> None:
        super().__init__(theme, "paper")
        edge, rim = theme.space(10), theme.space(1 if self.tight else 2)
        self.column.setContentsMargins(edge, rim, edge, rim)
        self.form, self.this_year = form, this_year
        self._stack = QStackedLayout()
        self.column.addLayout(self._stack)
        self.question = self._hung(self._asked())

    @property
    def patience_ms(self) -> int:
        return TO_READ_MS if self.form.at in _READ else super().patience_ms

    def show_error(self, error: KioskError) -> None:
        """Nothing was written: a likeness is asked about, a wrong answer is asked for again, trouble is told."""
        match error.code:
            case "reader_alike":
                self._show(AlikeQuestion(self.theme, self.form, self._place()))
            case "birth_year_impossible":
                self._go(Step.YEAR)
            case "name_missing" | "name_too_long":
                self._go(Step.NAME)
            case "representative_must_consent":
                self.form.grown = False
                self._go(Step.PARENT)
            case _ if isinstance(self.question, LastQuestion):
                self.question.show_trouble(str(sentence(error)))
            case _:
                self._go(self.form.at)
                self.show_error(error)

    def _go(self, step: Step) -> None:
        self.form.at = step
        self.form.somebody_else = False  # whoever goes back may become somebody else once more
        self._show(self._asked())

    def _asked(self) -> Question:
        theme, form, place = self.theme, self.form, self._place()
        made: dict[Step, Callable[[], Question]] = {
            Step.NAME: lambda: NameQuestion(theme, form, place),
            Step.YEAR: lambda: YearQuestion(theme, form, place, self.this_year),
            Step.AGE: lambda: AgeQuestion(theme, form, place),
            Step.SEX: lambda: SexQuestion(theme, form, place),
            Step.PARENT: lambda: ParentQuestion(theme, form, place),
            Step.REPRESENTATIVE: lambda: NameQuestion(theme, form, place, representative=True),
            Step.CONSENT: lambda: ConsentQuestion(theme, form, place, child=form.is_child(self.this_year)),
            Step.AWAITING: lambda: AwaitingQuestion(theme, form, place),
        }
        return made[self.form.at]()

    def _place(self) -> Place:
        steps = self.form.steps(self.this_year)
        return Place(steps.index(self.form.at) + 1, len(steps))

    def _show(self, question: Question) -> None:
        old, self.question = self.question, self._hung(question)
        self._stack.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.stepped.emit()

    def _hung(self, question: Question) -> Question:
        question.answered.connect(self._answered)
        question.left.connect(self._back)
        if isinstance(question, AlikeQuestion):
            question.officer_wanted.connect(self.left)
        self._stack.addWidget(question)
        self._stack.setCurrentWidget(question)
        self.setFocusProxy(question)
        return question

    def _answered(self) -> None:
        steps = self.form.steps(self.this_year)
        following = steps.index(self.form.at) + 1
        if following == len(steps):
            self.asked.emit(self.form.application(self.this_year))
        else:
            self._go(steps[following])

    def _back(self) -> None:
        steps = self.form.steps(self.this_year)
        now = steps.index(self.form.at)
        if isinstance(self.question, AlikeQuestion):
            self._go(self.form.at)
        elif now == 0:
            self.left.emit()
        else:
            self._go(steps[now - 1])
