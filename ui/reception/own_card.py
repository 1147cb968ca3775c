"""Readers look at their own card after a scan, have its code shown again, and may ask to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.clock import Clock
from kiosk.errors import KioskError
from ui import questions
from ui.background import Worker
from ui.reception.desk import Reception
from ui.reception.guest import Guest

if TYPE_CHECKING:  # loaded when somebody wants to see a card
    from kiosk.values import CardHolder


class OwnCard(Guest):
    """What was scanned hangs on the pages alone, and is gone when they are left."""

    def __init__(self, reception: Reception, desk: Worker[questions.Store], clock: Clock, parent: QObject) -> None:
        super().__init__(reception, parent)
        self._desk, self._clock = desk, clock
        reception.shows_cards = True
        reception.card_chosen.connect(self.open)

    def open(self, scanned: str) -> None:
        """Whoever scanned `scanned` a moment ago wants to see it."""
        before = self.reception.page

        def known(holder: CardHolder) -> None:
            if self.reception.page is before:
                self._show(scanned, holder)

        self._desk.ask(questions.my_card(scanned, clock=self._clock), known, self.reception.refuse)

    def _show(self, scanned: str, holder: CardHolder) -> None:
        from ui.visitor.my_card import MyCard

        page = MyCard(self.reception.theme, holder)
        page.code_chosen.connect(lambda: self._show_code(scanned, holder))
        page.erasure_confirmed.connect(lambda: self._ask_for_erasure(scanned))
        self.put(page, lambda: self._show(scanned, holder))

    def _show_code(self, scanned: str, holder: CardHolder) -> None:
        from kiosk.ids import spelled
        from ui import texts
        from ui.visitor.card_shown import CardShown

        page = CardShown(self.reception.theme)
        page.show_card(
            spelled(scanned),
            title=self.tr("Thẻ của {name} đây").format(name=holder.short_name),
            standing=self.tr("Dùng đến hết ngày {on}.").format(on=texts.day(holder.valid_until)),
            can_print=False,  # a lost card is not printed again but replaced, by the officer (DECISIONS.md, 3)
            slip=False,
        )
        self.put(page, lambda: self._show_code(scanned, holder))

    def _ask_for_erasure(self, scanned: str) -> None:
        page = self.page

        def filed(holder: CardHolder) -> None:
            if page is self.page:
                self.reception.sounded.emit("welcome")
                self._show(scanned, holder)

        def refused(error: KioskError) -> None:
            from ui import texts
            from ui.visitor.my_card import MyCard

            if page is self.page and isinstance(page, MyCard):
                page.show_trouble(str(texts.sentence(error)))

        look = questions.my_card(scanned, clock=self._clock)
        self._desk.ask(
            questions.ask_for_erasure(scanned, clock=self._clock), lambda _none: self._desk.ask(look, filed), refused
        )
