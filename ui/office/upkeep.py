"""What an officer sets on «Cài đặt» and how it comes about: the line, the backups, the sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from kiosk.errors import KioskError
from ui import questions
from ui.background import Nothing, Worker
from ui.sentences import sentence
from ui.wiring import Wiring

if TYPE_CHECKING:
    from kiosk.usecases.back_up import BackedUp
    from kiosk.usecases.list_backups import Listed
    from kiosk.usecases.restore_backup import Restored
    from kiosk.values import Choices
    from ui.officer.camera import CameraCard
    from ui.officer.choosing import ChoosingCard
    from ui.officer.settings import SettingsPage

_PATIENCE_S = 30.0
"""Seconds that closing the window waits for a backup; one that is cut off leaves nothing half behind."""
Answer = TypeVar("Answer")


class Upkeep(QObject):
    """Looking through copies takes a while, so it is done on a thread and over a connection of its own.

    Going back to one is done on the storage thread itself: scans wait behind it and are counted after it.
    Signals: `refresh_wanted()` when facts have changed; `choices_changed(Choices)`: what holds for this kiosk now.
    """

    refresh_wanted = Signal()
    choices_changed = Signal(object)

    def __init__(self, page: SettingsPage, desk: Worker[questions.Store], wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._desk, self._wiring = page, desk, wiring
        self._beside: Worker[Nothing] = Worker("upkeep", Nothing, self)
        self._beside.failed.connect(lambda _error: self._failed(KioskError("upkeep_failed")))
        page.line.link_chosen.connect(self._change_link)
        for card in (page.camera, page.screen_card, page.tones, page.counting, page.registration):
            self._hang(card)
        page.sheet.sheet_chosen.connect(self._save_sheet)
        page.sheet.print_chosen.connect(self._print_sheet)
        backups = page.backups
        backups.back_up_chosen.connect(self._back_up)
        backups.folder_chosen.connect(self._choose_folder)
        backups.list_chosen.connect(self._list)
        backups.outlook_chosen.connect(self._foresee)
        backups.restore_confirmed.connect(self._restore)

    def close(self) -> None:
        """Let a backup come to its end."""
        self._beside.close(patience=_PATIENCE_S)

    # ---- the line ----

    def _change_link(self, metered: bool, daily_bytes: int) -> None:
        line = self._page.line
        self._desk.ask(
            questions.change_metered_link(metered, daily_bytes, clock=self._wiring.clock),
            line.link_changed,
            lambda error: line.link_refused(sentence(error)),
        )

    # ---- choices ----

    def _hang(self, card: CameraCard | ChoosingCard) -> None:
        """Let what is chosen on a card be written down."""

        def kept(choices: Choices) -> None:
            card.choice_kept(choices)
            self.choices_changed.emit(choices)

        def choose(name: str, value: object) -> None:
            self._desk.ask(questions.choose(**{name: value}), kept, lambda error: card.choice_refused(sentence(error)))

        card.choice_made.connect(choose)

    # ---- backups ----

    def _back_up(self) -> None:
        def over(made: BackedUp) -> None:
            self._page.backups.backed_up(made)
            self.refresh_wanted.emit()

        self._ask_beside(questions.back_up(clock=self._wiring.clock), over)

    def _choose_folder(self, folder: Path | None) -> None:
        self._desk.ask(questions.choose_backup_folder(folder), self._page.backups.show_folder, self._failed)

    def _list(self) -> None:
        now = self._wiring.clock().wall
        self._ask_beside(questions.list_backups, lambda found: self._page.backups.show_backups(found, now))

    def _foresee(self, copy: Listed) -> None:
        now = self._wiring.clock().wall
        self._ask_beside(questions.foresee(copy), lambda outlook: self._page.backups.ask_to_restore(outlook, now))

    def _restore(self, file: Path) -> None:
        restore = self._wiring.restore
        if restore is not None:
            self._desk.ask_with_the_desk_closed(lambda: restore(file), self._restored, self._not_restored)

    def _restored(self, done: Restored) -> None:
        self._page.backups.restored(done)
        self.refresh_wanted.emit()

    def _not_restored(self, error: KioskError) -> None:
        """In this window it is the line that has the home open, hardly ever somebody else."""
        self._failed(KioskError("pass_running") if error.code == "home_in_use" else error)

    def _failed(self, error: KioskError) -> None:
        self._page.backups.failed(sentence(error))

    # ---- the sheet ----

    def _save_sheet(self, file: Path) -> None:
        sheet = self._page.sheet
        self._desk.ask(
            questions.save_recovery_sheet(file, clock=self._wiring.clock),
            lambda _none: sheet.ended(file, None),
            lambda error: sheet.ended(file, sentence(error)),
        )

    def _print_sheet(self) -> None:
        sheet = self._page.sheet
        ask = questions.recovery_sheet(clock=self._wiring.clock)
        self._desk.ask(ask, sheet.print_sheet, lambda error: sheet.failed(sentence(error)))

    def _ask_beside(self, question: Callable[[questions.Store], Answer], answered: Callable[[Answer], None]) -> None:
        open_store = self._wiring.open_store

        def errand(_nothing: Nothing) -> Answer:
            store = open_store()
            try:
                return question(store)
            finally:
                store.close()

        self._beside.ask(errand, answered, self._failed)
