"""From «In thẻ» to paper: the store gives the letterhead, the press draws and prints, the screen hears one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.values import CardPaper
from ui import questions
from ui.background import Worker
from ui.language import spoken
from ui.paper.press import Press
from ui.sentences import sentence
from ui.widgets.words import broken

if TYPE_CHECKING:
    from kiosk.usecases.print_papers import AwaitedChild, Letterhead, NamedCard

Draw = Callable[["Letterhead", CardPaper], bytes]
"""Draws a paper for a kiosk, on the press's thread; cards ask which paper they are for."""


class Told(NamedTuple):
    """What became of a paper, for whoever wanted it. `done`: it is in the printer's queue, or in the file."""

    text: str
    done: bool


def card(wanted: NamedCard) -> Draw:
    """One card on whatever the printer has in it."""

    def draw(head: Letterhead, paper: CardPaper) -> bytes:
        from kiosk.usecases.print_papers import print_card

        return print_card(head, wanted, paper)

    return draw


def card_sheet(wanted: Sequence[NamedCard], *, per_page: Literal[8, 10]) -> Draw:
    """A class's cards on A4."""

    def draw(head: Letterhead, _paper: CardPaper) -> bytes:
        from kiosk.usecases.print_papers import print_card_sheet

        return print_card_sheet(head, wanted, per_page=per_page)

    return draw


def consent_slips(children: Sequence[AwaitedChild]) -> Draw:
    """Slips for the parents, two on an A4 page."""

    def draw(head: Letterhead, _paper: CardPaper) -> bytes:
        from kiosk.usecases.print_papers import print_consent_slips

        return print_consent_slips(head, children)

    return draw


def tally_sheet(*, service_point: str = "", by_sex: bool = False) -> Draw:
    """A blank sheet to count a day on."""

    def draw(head: Letterhead, _paper: CardPaper) -> bytes:
        from kiosk.usecases.print_papers import print_tally_sheet

        return print_tally_sheet(head, service_point=service_point, by_sex=by_sex)

    return draw


def day_sheet(
    day: date, visits: int, tables: Sequence[tuple[str, Sequence[tuple[str, int]]]], notes: Sequence[str]
) -> Draw:
    """A day's sums on one page, for the folder."""

    def draw(head: Letterhead, _paper: CardPaper) -> bytes:
        from kiosk.usecases.print_papers import print_day_sheet

        return print_day_sheet(head, day=day, visits=visits, tables=tables, notes=notes)

    return draw


class Printing(QObject):
    """Signals: `printer_known(bool)` answers look().

    Whoever printed last also hears what the printer says afterwards, so `told` may be called more than once.
    """

    printer_known = Signal(bool)

    def __init__(self, desk: Worker[questions.Store], press: Press, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._press, self._clock = desk, press, clock
        self._told: Callable[[Told], None] | None = None
        press.troubled.connect(self._printer_troubled)

    def look(self) -> None:
        """Is there a printer? A button for one is shown only where there is."""
        self._press.look(self.printer_known.emit)

    def print(self, draw: Draw, told: Callable[[Told], None]) -> None:
        """Put a paper on the machine's printer; nothing is lost when it does not go, and it may be tried again."""

        def printed(_done: object) -> None:
            self._told = told
            told(Told(spoken("Đã gửi đến máy in."), done=True))

        self._with_letterhead(
            lambda head: self._press.print(lambda paper: draw(head, paper), printed, _refusal(told)), told
        )

    def save(self, draw: Draw, file: Path, told: Callable[[Told], None]) -> None:
        """Write a paper (PDF) into `file`."""

        def saved(place: Path) -> None:
            told(Told(spoken("Đã ghi ra tệp {file}.").format(file=broken(place)), done=True))

        self._with_letterhead(
            lambda head: self._press.save(lambda paper: draw(head, paper), file, saved, _refusal(told)), told
        )

    def close(self, *, patience: float | None = None) -> None:
        """Print what was asked for, then end. `patience`: seconds to wait at most."""
        self._press.close(patience=patience)

    def _with_letterhead(self, then: Callable[[Letterhead], None], told: Callable[[Told], None]) -> None:
        self._desk.ask(questions.letterhead(clock=self._clock), then, _refusal(told))

    def _printer_troubled(self, trouble: KioskError) -> None:
        if self._told is not None:
            self._told(Told(str(sentence(trouble)), done=False))


def _refusal(told: Callable[[Told], None]) -> Callable[[KioskError], None]:
    return lambda trouble: told(Told(str(sentence(trouble)), done=False))
