"""What an officer starts on «Đồng bộ» and what takes its time: a pass, an enrolment, a stick, the doctor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.errors import KioskError
from ui.background import Nothing, Worker
from ui.sentences import Sentence, sentence
from ui.wiring import Carried, Wiring

if TYPE_CHECKING:
    from ui.officer.sync import SyncPage

_PATIENCE_S = 5.0
"""Seconds that closing the window waits for a running pass; a pass may be cut anywhere without harm."""


class Errands(QObject):
    """Each runs on a thread of its own and says on the page how it ended.

    The doctor has another one: whoever asks for it may have a pass that hangs.
    Signal: `refresh_wanted()` when facts have changed.
    """

    refresh_wanted = Signal()
    _hop_found = Signal(object)

    def __init__(self, page: SyncPage, wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._wiring = page, wiring
        self._line: Worker[Nothing] = Worker("errands", Nothing, self)
        self._line.failed.connect(self._errand_failed)
        self._doctor: Worker[Nothing] = Worker("doctor", Nothing, self)
        self._doctor.failed.connect(lambda _error: self._examined(_UNKNOWN))
        self._hop_found.connect(page.doctor.show_hop)
        page.send_chosen.connect(self._send)
        page.enrolment_given.connect(self._enrol)
        page.export_chosen.connect(self._export)
        page.usb.import_chosen.connect(self._import)
        page.examine_chosen.connect(self._examine)

    def close(self) -> None:
        """End both threads; a pass that hangs on the network is cut."""
        for worker in (self._line, self._doctor):
            worker.close(patience=_PATIENCE_S)

    def _examine(self, server: str) -> None:
        errand = self._wiring.examine
        if errand is not None:
            self._doctor.ask(
                lambda _desk: errand(server, self._hop_found.emit),
                lambda _none: self._examined(None),
                lambda error: self._examined(sentence(error)),
            )

    def _examined(self, trouble: Sentence | None) -> None:
        self._page.doctor.ended(trouble)
        self.refresh_wanted.emit()

    def _send(self, even_metered: bool) -> None:
        errand = self._wiring.sync_even_metered if even_metered else self._wiring.sync_now
        if errand is not None:
            self._run(lambda _desk: errand(), self._page.sending_ended)

    def _enrol(self, server: str, code: str) -> None:
        errand = self._wiring.enrol
        if errand is not None:
            self._run(lambda _desk: errand(server, code), self._page.enrolment_ended)

    def _run(self, errand: Callable[[Nothing], None], ended: Callable[[Sentence | None], None]) -> None:
        def over(trouble: Sentence | None) -> None:
            ended(trouble)
            self.refresh_wanted.emit()

        self._line.ask(errand, lambda _none: over(None), lambda error: over(sentence(error)))

    def _export(self, place: Path, from_start: bool, server: str, code: str) -> None:
        errand = self._wiring.export_usb
        if errand is not None:
            self._carry(lambda _desk: errand(place, from_start, server, code))

    def _import(self, place: Path) -> None:
        errand = self._wiring.import_usb
        if errand is not None:
            self._carry(lambda _desk: errand(place))

    def _carry(self, errand: Callable[[Nothing], Carried]) -> None:
        def over(carried: Carried) -> None:
            self._page.usb.ended(carried.said, unfinished=carried.unfinished)
            self.refresh_wanted.emit()

        self._line.ask(errand, over, lambda error: self._page.usb.failed(sentence(error)))

    def _errand_failed(self, _error: object) -> None:
        self._page.sending_ended(_UNKNOWN)
        self._page.enrolment_ended(_UNKNOWN)
        self._page.usb.failed(_UNKNOWN)


_UNKNOWN = sentence(KioskError("errand_failed"))
