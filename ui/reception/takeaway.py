"""What visitors take home on paper: the card they just made, the slip for a child's parents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.reception.desk import Reception
from ui.reception.registrar import NewCard, Registrar

if TYPE_CHECKING:
    from ui.paper.printing import Printing


class Takeaway(QObject):
    """Serves the registrar's two buttons. The printer is looked for when somebody begins to register, not before.

    `printing` makes the way to the printer at its first use.
    """

    def __init__(self, reception: Reception, registrar: Registrar, printing: Callable[[], Printing]) -> None:
        super().__init__(registrar)
        self._registrar, self._printing = registrar, printing
        self._asked_before = False
        reception.registration_chosen.connect(self._registration_begun)
        registrar.print_wanted.connect(self._card_wanted)
        registrar.slip_wanted.connect(self._slip_wanted)

    def _registration_begun(self) -> None:
        printing = self._printing()
        if not self._asked_before:
            self._asked_before = True
            printing.printer_known.connect(self._printer_known)
        printing.look()

    def _printer_known(self, there: bool) -> None:
        self._registrar.can_print = there

    def _card_wanted(self, new: NewCard) -> None:
        from kiosk.usecases.print_papers import NamedCard
        from ui.paper.printing import card

        self._printing().print(
            card(NamedCard(new.issued, new.asked.full_name)), lambda told: self._registrar.say(told.text)
        )

    def _slip_wanted(self, new: NewCard) -> None:
        from kiosk.usecases.print_papers import AwaitedChild
        from ui.paper.printing import consent_slips

        asked = new.asked
        child = AwaitedChild(new.issued.reader, asked.full_name, asked.birth_year, "", asked.representative)
        self._printing().print(consent_slips([child]), lambda told: self._registrar.say(told.text))
