"""What «Kết thúc ngày» starts: a backup, one pass to the province that anybody may stop waiting for, and the power."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from kiosk.errors import KioskError
from ui import questions
from ui.background import Nothing, Worker
from ui.wiring import Wiring

if TYPE_CHECKING:
    from kiosk.usecases.back_up import BackedUp
    from kiosk.usecases.end_day import DayEnd
    from ui.officer.end_of_day import EndOfDayPage
    from ui.paper.printing import Draw, Told

_PATIENCE_S = 10.0
"""Seconds that closing the window waits for a backup or a pass; cut off, neither leaves anything half behind."""


class DayEnding(QObject):
    """Each step is tried whatever became of the one before, and says on the page how it went.

    Signals: `refresh_wanted()` when facts have changed; `off()`: the machine is being switched off;
    `print_wanted(Draw, told)`, `save_wanted(Draw, Path, told)`: the day's sheet (ui/paper/printing.py).
    """

    refresh_wanted = Signal()
    off = Signal()
    print_wanted = Signal(object, object)
    save_wanted = Signal(object, object, object)

    def __init__(self, page: EndOfDayPage, desk: Worker[questions.Store], wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._desk, self._wiring = page, desk, wiring
        self._beside: Worker[Nothing] = Worker("day-end", Nothing, self)
        self._beside.failed.connect(lambda _error: self._stumbled())
        self._power: Worker[Nothing] = Worker("power", Nothing, self)
        self._power.failed.connect(lambda _error: self._not_switched_off(KioskError("errand_failed")))
        self._stopping = threading.Event()
        self._running = 0  # which of the passes is waited for; 0 none
        self._passes = 0
        self._end: DayEnd | None = None
        page.sheet_chosen.connect(self._print_sheet)
        page.sheet_file_chosen.connect(self._save_sheet)
        page.opened.connect(self.refresh)
        page.end_begun.connect(self._back_up)
        page.skip_chosen.connect(self._skip)
        page.off_chosen.connect(self._switch_off)

    def refresh(self) -> None:
        """Ask for the day's facts, where somebody looks at them."""
        if not self._page.isVisible():
            return
        self._desk.ask(questions.end_day(clock=self._wiring.clock), self._known)

    def close(self) -> None:
        """Wait a little for what runs."""
        self._stopping.set()
        self._beside.close(patience=_PATIENCE_S)
        self._power.close(patience=_PATIENCE_S)

    def _known(self, end: DayEnd) -> None:
        self._end = end
        self._page.show_day(end, self._wiring.clock().wall)

    # ---- the day's sheet ----

    def _print_sheet(self) -> None:
        if self._end is not None:
            self.print_wanted.emit(_drawn(self._end), self._sheet_told)

    def _save_sheet(self, file: Path) -> None:
        if self._end is not None:
            self.save_wanted.emit(_drawn(self._end), file, self._sheet_told)

    def _sheet_told(self, told: Told) -> None:
        """A printer may say minutes later that it is jammed; the page may have been built anew since."""
        if isValid(self._page):
            self._page.sheet_told(told)

    # ---- backup ----

    def _back_up(self) -> None:
        open_store, question = self._wiring.open_store, questions.back_up(clock=self._wiring.clock)

        def errand(_nothing: Nothing) -> BackedUp:
            store = open_store()
            try:
                return question(store)
            finally:
                store.close()

        self._running = -1
        self._beside.ask(errand, self._backed_up, self._not_backed_up)

    def _backed_up(self, made: BackedUp) -> None:
        from ui.day_words import backed_up_lines

        self._page.backed_up("\n".join(backed_up_lines(made)), well=not made.missed)
        self._send()

    def _not_backed_up(self, error: KioskError) -> None:
        from ui.day_words import not_backed_up

        self._page.backed_up(not_backed_up(error), well=False)
        self._send()

    # ---- the pass ----

    def _send(self) -> None:
        from ui.day_words import SENT, SKIPPED, not_sent

        send, skipped = self._wiring.sync_while, self._running == 0
        self.refresh_wanted.emit()
        if send is None or skipped:
            self._page.sent(SKIPPED, well=None)
            self._running = 0
            return
        self._passes += 1
        this = self._running = self._passes
        self._stopping = stopping = threading.Event()
        self._page.sending()

        def over(said: str, *, well: bool) -> None:
            self.refresh_wanted.emit()
            if self._running == this:
                self._running = 0
                self._page.sent(said, well=well)

        self._beside.ask(
            lambda _nothing: send(stopping.is_set),
            lambda _none: over(SENT, well=True),
            lambda error: over(not_sent(error), well=False),
        )

    def _skip(self) -> None:
        """Nobody waits any longer; the pass ends by itself at its next step, without harm."""
        from ui.day_words import SKIPPED

        self._stopping.set()
        self._running = 0
        self._page.sent(SKIPPED, well=None)

    # ---- power ----

    def _switch_off(self) -> None:
        switch_off = self._wiring.switch_off
        if switch_off is not None:
            self._stopping.set()
            self._power.ask(lambda _nothing: switch_off(), lambda _none: self.off.emit(), self._not_switched_off)

    def _not_switched_off(self, error: KioskError) -> None:
        from ui.sentences import sentence

        self._page.not_switched_off(str(sentence(error)))

    def _stumbled(self) -> None:
        """A mistake of ours: already logged. What follows is tried all the same."""
        error = KioskError("errand_failed")
        if self._running < 0:
            self._not_backed_up(error)
        elif self._running:
            from ui.day_words import not_sent

            self._running = 0
            self._page.sent(not_sent(error), well=False)


def _drawn(end: DayEnd) -> Draw:
    """The sheet of the day as the page shows it."""
    from ui.day_words import notes, tables
    from ui.paper.printing import day_sheet

    return day_sheet(end.day, end.visits, tables(end), notes(end))
