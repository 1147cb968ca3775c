"""The machine's printer, on a thread of its own: a screen hands a paper over and goes on."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.values import CardPaper
from ui.background import Nothing, Worker
from ui.paper.papers import Printed, card_paper, print_paper, usual_printer

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_LOOK_EVERY: Final = 4_000  # ms
_LOOKS: Final = 45
"""Three minutes after a paper was sent: a jam shows at once, an empty tray with the last sheet of a class."""
_PATIENCE: Final = 5.0
_STOPPED: Final = "printer_stopped"
_REASONS: Final = re.compile(r"printer-state-reasons='?([^'\s]+)")
_STANDS_STILL: Final = re.compile(r"printer-state=5\b")
_MEANT: Final = (
    ("media-jam", "printer_jammed"),
    ("media-empty", "printer_empty"),
    ("media-needed", "printer_empty"),
    ("toner-empty", "printer_inkless"),
    ("marker-supply-empty", "printer_inkless"),
    ("cover-open", "printer_open"),
    ("door-open", "printer_open"),
    ("interlock-open", "printer_open"),
    ("offline", "printer_away"),
    ("connecting-to-device", "printer_away"),
    ("timed-out", "printer_away"),
    ("shutdown", "printer_away"),
    ("paused", _STOPPED),
)
"""What printers say of themselves (RFC 8011, 5.4.12), the worst first, and our words for it."""


Make = Callable[[CardPaper], bytes]
"""Draws a paper (PDF); what cards are drawn for on this printer is for papers that know several sizes."""


class Press(QObject):
    """Prints and saves papers, one after the other. Answers come on the window's thread.

    Signals: `troubled(KioskError)` when the printer says, up to three minutes after a paper was sent, that it cannot go
    on: `printer_empty`, `printer_jammed`, `printer_inkless`, `printer_open`, `printer_away`, `printer_stopped`; the
    paper waits in its queue meanwhile. `failed(error)` for a mistake of ours, already logged.
    """

    troubled = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        printer: Callable[[], QPrinter | None] = usual_printer,
        parent: QObject | None = None,
        *,
        look_every: int = _LOOK_EVERY,
    ) -> None:
        super().__init__(parent)
        self._printer = printer
        self._worker: Worker[Nothing] = Worker("press", Nothing, self)
        self._worker.failed.connect(self.failed)
        self._watched, self._left, self._said = "", 0, ""
        self._seen = ""
        self._look_again = QTimer(self, singleShot=True, interval=look_every)
        self._look_again.timeout.connect(self._look_due)

    def look(self, answered: Callable[[bool], None]) -> None:
        """Say whether there is a printer. Asking a print server may take seconds, so the answer comes later."""
        self._worker.ask(lambda _desk: self._printer() is not None, answered)

    def print(self, make: Make, printed: Callable[[Printed], None], refused: Callable[[KioskError], None]) -> None:
        """Put a PDF on paper, true to size. `printed` hears when the queue has all of it, which is before it is dry.

        `make` draws it, on the press's thread. `refused` hears what `make` raises, Refused(`no_printer`), and what
        print_paper() raises; then nothing is lost, and it may be tried again.
        """

        def answered(done: Printed) -> None:
            self.watch(done.printer)
            printed(done)

        self._worker.ask(lambda _desk: _put_on(self._printer(), make), answered, refused)

    def save(
        self, make: Make, file: Path, saved: Callable[[Path], None], refused: Callable[[KioskError], None]
    ) -> None:
        """Write a PDF to `file`, for another machine's printer. `refused` hears Unavailable(`paper_not_saved`)."""

        def errand(_desk: Nothing) -> Path:
            from kiosk.usecases.save_paper import save_paper

            save_paper(make(CardPaper.A4), file)
            return file

        self._worker.ask(errand, saved, refused)

    @property
    def watching(self) -> bool:
        """Whether a paper that was sent is still looked after."""
        return self._left > 0

    def close(self, *, patience: float | None = None) -> None:
        """End the thread, after what it was told to print. `patience`: seconds to wait at most."""
        self._look_again.stop()
        self._worker.close(patience=patience)

    def watch(self, printer: str) -> None:
        """Look after the printer of this name until its queue is empty; "" is a file, which has no troubles."""
        if not printer:
            return
        self._watched, self._left, self._said, self._seen = printer, _LOOKS, "", ""
        self._look_again.start()

    def _look_due(self) -> None:
        printer = self._watched
        self._worker.ask(lambda _desk: standing(printer), self._standing_told)

    def _standing_told(self, now: Standing) -> None:
        """Trouble counts when it was there at two looks: every printer is «connecting» for a moment."""
        if now.trouble and now.trouble == self._seen != self._said:
            self._said = now.trouble
            self.troubled.emit(Unavailable(now.trouble))
        self._seen = now.trouble
        self._left = self._left - 1 if now.waiting else 0
        if self._left:
            self._look_again.start()


class Standing(NamedTuple):
    """How a printer stands. `trouble`: a code, "" for none; `waiting`: papers of ours may still be in its queue."""

    trouble: str
    waiting: bool


def standing(printer: str) -> Standing:
    """Ask the print server about `printer` and its queue. Never raises, never takes longer than ten seconds."""
    told = _told("lpoptions", "-p", printer)
    if told is None:
        return Standing(_stopped(printer), waiting=True)
    queue = _told("lpstat", "-o", printer)
    return Standing(trouble_in(told), waiting=queue is None or bool(queue.strip()))


def trouble_in(attributes: str) -> str:
    """Our code for what `lpoptions` says of a printer, "" where it says nothing that stops it."""
    found = _REASONS.search(attributes)
    reasons = found[1].split(",") if found else []
    for begins, code in _MEANT:
        if any(reason.startswith(begins) and not reason.endswith("-warning") for reason in reasons):
            return code
    return _STOPPED if _STANDS_STILL.search(attributes) else ""


def _stopped(printer: str) -> str:
    """What Qt knows of a printer on every system: whether it stands still."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    stopped = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    return _STOPPED if QPrinterInfo.printerInfo(printer).state() in stopped else ""


def _told(command: str, *words: str) -> str | None:
    """What one of CUPS' own commands says; None where there is none, or it does not answer."""
    program = shutil.which(command)
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - CUPS' own program, told the name of a printer that Qt found
            [program, *words], capture_output=True, timeout=_PATIENCE, check=False, text=True, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _put_on(printer: QPrinter | None, make: Make) -> Printed:
    if printer is None:
        raise Refused("no_printer")
    return print_paper(make(card_paper(printer)), printer)
