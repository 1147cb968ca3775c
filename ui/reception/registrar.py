"""Making a reader's card: from the door on Welcome to the code on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.clock import Clock, year_of_ages
from kiosk.errors import KioskError
from ui import questions
from ui.background import Worker
from ui.reception.desk import Reception
from ui.reception.guest import Guest

if TYPE_CHECKING:  # loaded when somebody wants a card
    from kiosk.values import Choices, IssuedCard
    from ui.visitor.guest_page import GuestPage
    from ui.visitor.register_form import Application, Form


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that was just made, for whoever puts it on paper; kept only while its code is on the screen."""

    issued: IssuedCard
    asked: Application


class Registrar(Guest):
    """Signals: `print_wanted(NewCard)`, `slip_wanted(NewCard)`: touched only where `can_print`; answered by say().

    What a visitor told hangs on the page alone, and on the way to make it anew in other looks; leaving it drops both.
    """

    print_wanted = Signal(object)
    slip_wanted = Signal(object)

    def __init__(self, reception: Reception, desk: Worker[questions.Store], clock: Clock, parent: QObject) -> None:
        super().__init__(reception, parent)
        self._desk, self._clock = desk, clock
        self.can_print = self._approval = False
        reception.registration_chosen.connect(self.open)

    def choices_known(self, choices: Choices) -> None:
        """The officer's word: whether visitors may register themselves, and whether somebody looks at it."""
        self._approval = choices.approval
        self.reception.offer_registration(choices.registration)

    def say(self, told: str) -> None:
        """What became of the printing, where the card still stands."""
        from ui.visitor.card_shown import CardShown

        if isinstance(self.page, CardShown):
            self.page.say(told)

    # ---- the questions ----

    def open(self) -> None:
        """Somebody wants a card. The year is the journal's, whatever the PC's clock shows."""
        before = self.reception.page

        def known(year: int) -> None:
            from ui.visitor.register_form import Form

            if self.reception.page is before:
                self._ask_everything(Form(), year)

        ask = questions.today(clock=self._clock)
        self._desk.ask(ask, lambda today: known(today.day.year), lambda _error: known(year_of_ages(self._clock().wall)))

    def _ask_everything(self, form: Form, year: int) -> None:
        from ui.visitor.register import Register

        def again() -> None:
            self._ask_everything(form, year)

        page = Register(self.reception.theme, form, year)
        page.asked.connect(self._asked)
        page.stepped.connect(lambda: self.reception.show(page, again=again))
        self.put(page, again)

    def _asked(self, asked: Application) -> None:
        page = self.page
        ask = questions.register_reader(
            full_name=asked.full_name,
            birth_year=asked.birth_year,
            sex=asked.sex,
            consent=asked.consent,
            representative=asked.representative,
            despite_likeness=asked.despite_likeness,
            clock=self._clock,
        )

        def issued(card: IssuedCard) -> None:
            if page is self.page:  # else somebody else stands here now, who must not see it
                self.reception.sounded.emit("welcome")
                self._show(NewCard(card, asked))

        self._desk.ask(ask, issued, lambda error: self._not_issued(page, error))

    def _not_issued(self, page: GuestPage | None, error: KioskError) -> None:
        from ui.visitor.register import Register

        if page is self.page and isinstance(page, Register):
            self.reception.sounded.emit("already" if error.code == "reader_alike" else "cannot")
            page.show_error(error)

    # ---- the card ----

    def _show(self, new: NewCard) -> None:
        from ui.visitor.card_shown import CardShown

        page = CardShown(self.reception.theme)
        page.print_chosen.connect(lambda: self.print_wanted.emit(new))
        page.slip_chosen.connect(lambda: self.slip_wanted.emit(new))
        title, standing, awaited = self._told(new)
        slip = self.can_print and awaited
        page.show_card(new.issued.code, title=title, standing=standing, can_print=self.can_print, slip=slip)
        self.put(page, lambda: self._show(new))

    def _told(self, new: NewCard) -> tuple[str, str, bool]:
        """Whose card this is, what it may, and whether a representative is awaited."""
        from kiosk.text import short_name
        from kiosk.values import Consent
        from ui import texts

        awaited = new.asked.consent is Consent.AWAITED
        told = [self.tr("Dùng đến hết ngày {on}.").format(on=texts.day(new.issued.valid_until))]
        if awaited:
            told.append(self.tr("Mượn sách về nhà thì chờ phụ huynh đồng ý."))
        elif self._approval:
            told.append(self.tr("Mượn sách về nhà thì gặp cán bộ một lần."))
        title = self.tr("Thẻ của {name} đây").format(name=short_name(new.asked.full_name))
        return title, " ".join(told), awaited
