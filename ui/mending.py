"""A damaged home is mended from the window: told first, asked once more, done on a thread of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.errors import KioskError
from ui.background import Nothing, Worker
from ui.reception.desk import Reception
from ui.wiring import Wiring

if TYPE_CHECKING:
    from kiosk.usecases.list_backups import Outlook
    from kiosk.usecases.restore_backup import Restored

_PATIENCE_S = 30.0
"""Seconds that closing the window waits for a mending; cut off, it is carried on or begun again at the next start."""


class Mending(QObject):
    """Signal: `mended(sentence)`: there is a database again."""

    mended = Signal(str)

    def __init__(self, wiring: Wiring, reception: Reception, parent: QObject) -> None:
        super().__init__(parent)
        self._wiring, self._reception = wiring, reception
        self._worker: Worker[Nothing] | None = None
        reception.can_mend = wiring.mend is not None
        reception.mend_chosen.connect(self._look)
        reception.mend_confirmed.connect(self._mend)

    def close(self) -> None:
        """Let a mending come to its end."""
        if self._worker is not None:
            self._worker.close(patience=_PATIENCE_S)

    def _work(self) -> Worker[Nothing]:
        if self._worker is None:
            self._worker = Worker("mending", Nothing, self)
            self._worker.failed.connect(lambda _error: self._over(KioskError("mending_failed")))
        return self._worker

    def _look(self) -> None:
        look = self._wiring.mending_outlook
        if look is not None:
            self._work().ask(lambda _desk: look(), self._told, self._over)

    def _told(self, outlook: Outlook | None) -> None:
        from ui.office.copies import mending_line

        self._reception.halted.ask_to_mend(mending_line(outlook, self._wiring.clock().wall))

    def _mend(self) -> None:
        mend = self._wiring.mend
        if mend is not None:
            self._reception.halted.show_mending()
            self._work().ask(lambda _desk: mend(), self._done, self._over)

    def _done(self, done: Restored) -> None:
        from ui.texts import number

        self._reception.halted.rest()
        self._reception.again_chosen.emit()
        self.mended.emit(self.tr("Đã sửa xong, dữ liệu có {visits} lượt").format(visits=number(done.visits)))

    def _over(self, error: KioskError) -> None:
        """It did not work out; a database that turns out to be sound is simply opened."""
        self._reception.halted.rest(error)
        if error.code == "nothing_to_mend":
            self._reception.again_chosen.emit()
