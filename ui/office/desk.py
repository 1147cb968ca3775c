"""The officer's side: the door, the console behind it, and the lock that closes by itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from kiosk.clock import local_time
from kiosk.errors import KioskError
from ui import questions
from ui.background import Worker
from ui.theme import Theme
from ui.wiring import Wiring

if TYPE_CHECKING:  # the console is loaded when an officer comes, not when the window opens
    from kiosk.values import Choices, ClockStanding, HeldAside, MeteredLink, SyncStatus, Today
    from ui.office.day_end import DayEnding
    from ui.office.errands import Errands
    from ui.office.readership import Readership
    from ui.office.upkeep import Upkeep
    from ui.office.visits import VisitsDesk
    from ui.officer.clock import ClockCard
    from ui.officer.console import Console
    from ui.officer.day import DayPage
    from ui.officer.end_of_day import EndOfDayPage
    from ui.officer.login import Login
    from ui.officer.programme import ProgrammePage
    from ui.officer.readers import ReadersPage
    from ui.officer.settings import SettingsPage
    from ui.officer.sync import SyncPage
    from ui.officer.visits import VisitsPage
    from ui.scanning.lenses import CameraState
    from ui.sentences import Sentence

LOCK_MS = 5 * 60_000
"""Nobody touched the console: it locks itself (issue 2, 9)."""
HELD = 50
"""So many of the entries that the province holds aside are told by name."""


class Office(QObject):
    """Signals: `page_changed(page)`, `left()` (back to the visitors), `refresh_wanted()`, `end_chosen()`,
    `choices_changed(Choices)`: what holds for this kiosk from now on; `tone_tried(name)`: an officer wants to hear it;
    `print_wanted(Draw, told)`, `save_wanted(Draw, Path, told)`: a paper (ui/paper/printing.py).

    Leaving the console always locks it; nobody comes in again without the password.
    """

    page_changed = Signal(object)
    left = Signal()
    refresh_wanted = Signal()
    end_chosen = Signal()
    choices_changed = Signal(object)
    tone_tried = Signal(str)
    print_wanted = Signal(object, object)
    save_wanted = Signal(object, object, object)

    def __init__(self, theme: Theme, desk: Worker[questions.Store], wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._desk, self._wiring = theme, desk, wiring
        self._errands: Errands | None = None
        self._upkeep: Upkeep | None = None
        self._day_ending: DayEnding | None = None
        self._readership: Readership | None = None
        self._readers_door: QPushButton | None = None
        self._today: Today | None = None
        self._status: SyncStatus | None = None
        self._camera: CameraState | None = None
        self._loudspeaker = True
        self.is_open = False
        self._lock = QTimer(self)
        self._lock.setSingleShot(True)
        self._lock.setInterval(LOCK_MS)
        self._lock.timeout.connect(self.leave)

    # ---- rooms, each built when first entered ----

    @cached_property
    def login(self) -> Login:
        from ui.officer.login import Login

        page = Login(self._theme)
        page.password_given.connect(self._password_given)
        page.left.connect(self.leave)
        return page

    @cached_property
    def day(self) -> DayPage:
        from ui.officer.day import DayPage

        page = DayPage(self._theme, self._wiring.clock)
        self._hang(page.clock)
        return page

    @cached_property
    def sync(self) -> SyncPage:
        from ui.office.errands import Errands
        from ui.officer.sync import SyncPage

        wired = self._wiring
        page = SyncPage(
            self._theme,
            wired.clock,
            can_send=wired.sync_now is not None,
            can_enrol=wired.enrol is not None,
            can_pay=wired.sync_even_metered is not None,
            can_examine=wired.examine is not None,
            can_carry=wired.export_usb is not None and wired.import_usb is not None,
        )
        self._errands = Errands(page, wired, self)
        self._errands.refresh_wanted.connect(self.refresh_wanted)
        page.notices.seen.connect(self._see_notices)
        self._hang(page.clock)
        return page

    @cached_property
    def settings(self) -> SettingsPage:
        from ui.office.upkeep import Upkeep
        from ui.officer.settings import SettingsPage

        page = SettingsPage(self._theme, can_restore=self._wiring.restore is not None)
        self._hang(page.clock)
        self._upkeep = Upkeep(page, self._desk, self._wiring, self)
        self._upkeep.refresh_wanted.connect(self.refresh_wanted)
        self._upkeep.choices_changed.connect(self.choices_changed)
        if self._camera is not None:
            page.camera.show_state(self._camera)
        page.password_chosen.connect(self._change_password)
        page.end_chosen.connect(self.end_chosen)
        page.tones.tone_tried.connect(self.tone_tried)
        page.tones.show_loudspeaker(found=self._loudspeaker)
        return page

    @cached_property
    def end_of_day(self) -> EndOfDayPage:
        from ui.office.day_end import DayEnding
        from ui.officer.end_of_day import EndOfDayPage

        wired = self._wiring
        page = EndOfDayPage(
            self._theme, can_send=wired.sync_while is not None, can_switch_off=wired.switch_off is not None
        )
        self._day_ending = DayEnding(page, self._desk, wired, self)
        self._day_ending.refresh_wanted.connect(self.refresh_wanted)
        self._day_ending.off.connect(self.end_chosen)
        self._day_ending.print_wanted.connect(self.print_wanted)
        self._day_ending.save_wanted.connect(self.save_wanted)
        page.close_chosen.connect(self.end_chosen)
        page.on_chosen.connect(self.leave)
        return page

    @cached_property
    def visits_desk(self) -> VisitsDesk:
        from ui.office.visits import VisitsDesk

        desk = VisitsDesk(self._desk, self._wiring, self)
        desk.refresh_wanted.connect(self.refresh_wanted)
        desk.print_wanted.connect(self.print_wanted)
        desk.save_wanted.connect(self.save_wanted)
        desk.hang_day(self.day)
        desk.hang_counting(self.settings.counting)
        return desk

    @cached_property
    def visits(self) -> VisitsPage:
        from ui.officer.visits import VisitsPage

        page = VisitsPage(self._theme)
        self.visits_desk.hang_visits(page)
        return page

    @cached_property
    def programme(self) -> ProgrammePage:
        from ui.officer.programme import ProgrammePage

        page = ProgrammePage(self._theme)
        self.visits_desk.hang_programme(page)
        return page

    @cached_property
    def readers(self) -> ReadersPage:
        from ui.office.readership import Readership
        from ui.officer.readers import ReadersPage

        page = ReadersPage(self._theme, self._wiring.clock)
        if self._readership is None:
            self._readership = Readership(self._desk, self._wiring, self)
            self._readership.refresh_wanted.connect(self.refresh_wanted)
            self._readership.print_wanted.connect(self.print_wanted)
            self._readership.save_wanted.connect(self.save_wanted)
            self._readership.waiting_counted.connect(self._waiting_counted)
        self._readership.serve(page)
        return page

    @cached_property
    def console(self) -> Console:
        from ui.officer.console import Console

        console = Console(self._theme)
        console.add_page(self.tr("Hôm nay"), "sun", self.day)
        visits_door = console.add_page(self.tr("Lượt đến"), "footprints", self.visits)
        self.day.look_chosen.connect(visits_door.click)
        self._readers_door = console.add_page(self.tr("Bạn đọc"), "users-round", self.readers)
        console.add_page(self.tr("Hoạt động"), "calendar-days", self.programme)
        console.add_page(self.tr("Đồng bộ"), "refresh-cw", self.sync)
        console.add_page(self.tr("Cài đặt"), "settings", self.settings)
        console.add_page(self.tr("Kết thúc ngày"), "moon", self.end_of_day)
        console.locked.connect(self.lock)
        console.left.connect(self.leave)
        return console

    def _waiting_counted(self, count: int) -> None:
        """How many readers wait for an officer, on the door to them, wherever the officer is."""
        door = self._readers_door
        if door is not None:
            name = self.tr("Bạn đọc")
            door.setText(f" {name} · {count}" if count else f" {name}")
            door.setAccessibleDescription(self.tr("{count} người đang chờ").format(count=count) if count else "")

    # ---- the door ----

    def open_door(self) -> None:
        """Somebody wants in: ask for the password."""
        self.login.forget()
        self.page_changed.emit(self.login)

    def lock(self) -> None:
        """Close the console and stand before the door."""
        self._shut()
        self.open_door()

    def leave(self) -> None:
        """Close the console, if it is open, and give the screen back to the visitors."""
        self._shut()
        self.forget()
        self.left.emit()

    def touched(self) -> None:
        """Somebody is working here: the lock waits another five minutes."""
        if self.is_open:
            self._lock.start()

    def forget(self) -> None:
        if "login" in self.__dict__:
            self.login.forget()

    def _shut(self) -> None:
        self._lock.stop()
        if self.is_open:
            self.is_open = False
            for page in (self.day, self.visits, self.programme, self.sync, self.settings, self.end_of_day):
                page.forget()
            self.readers.forget()
            if self._readership is not None:
                self._readership.forget()

    def _password_given(self, password: str) -> None:
        self._desk.ask(questions.log_in(password, clock=self._wiring.clock), self._let_in, self._kept_out)

    def _let_in(self, _nothing: None) -> None:
        if not self.login.isVisible():
            return  # went away meanwhile: nobody is let in behind their back
        self.login.forget()
        self.is_open = True
        self.console.open_first()
        self._show_facts()
        self.page_changed.emit(self.console)
        self._lock.start()
        self.refresh_wanted.emit()

    def _kept_out(self, error: KioskError) -> None:
        self.login.refuse(_told(error))

    # ---- facts ----

    def show_today(self, today: Today) -> None:
        self._today = today
        self._show_facts()

    def show_status(self, status: SyncStatus) -> None:
        before, self._status = self._status, status
        self._show_facts()
        if self.is_open and before is not None and before.quarantined != status.quarantined:
            self._desk.ask(questions.held_aside(HELD), self._held_known)  # it was told by the older count

    def _show_facts(self) -> None:
        if not self.is_open:
            return
        if self._today is not None:
            self.day.show_today(self._today)
        if self._status is not None:
            self.sync.show_status(self._status)
            self.day.show_status(self._status)

    def refresh(self) -> None:
        """Ask for what only an officer sees."""
        if not self.is_open:
            return
        clock, ask = self._wiring.clock, self._desk.ask
        ask(questions.clock_standing(clock=clock), self._standing_known)
        ask(questions.metered_link(clock=clock), self._link_known)
        ask(questions.held_aside(HELD), self._held_known)
        ask(questions.last_backup, self._backup_known)
        ask(questions.backup_folder, self.settings.backups.show_folder)
        ask(questions.choices, self._choices_known)
        self.visits_desk.refresh()
        if self._readership is not None:
            self._readership.refresh()
        if self._day_ending is not None:
            self._day_ending.refresh()

    def _choices_known(self, choices: Choices) -> None:
        page = self.settings
        for card in (page.camera, page.screen_card, page.tones, page.counting, page.registration):
            card.show_choices(choices)

    def _standing_known(self, standing: ClockStanding) -> None:
        for asking in (self.day.clock, self.sync.clock, self.settings.clock, self.settings.clock_line):
            asking.show_standing(standing)

    def _link_known(self, link: MeteredLink) -> None:
        self.sync.show_link(link)
        self.settings.line.show_link(link)

    def _backup_known(self, at: int | None) -> None:
        self.sync.show_backup(at)
        self.settings.backups.show_newest(at, self._wiring.clock().wall)

    def _held_known(self, held: tuple[HeldAside, ...]) -> None:
        if self._status is not None:
            self.sync.show_held(held, self._status.quarantined)

    def takes_scan(self, text: str) -> bool:
        """Whether a scan is meant for an officer, who has readers before them, and not for a visit."""
        if not self.is_open or self._readership is None or not self.readers.isVisible():
            return False
        self._readership.card_scanned(text)
        return True

    def burst_measured(self, report: object) -> None:
        """A scanner typed something: show how, where the self-test is open."""
        from ui.scanning.bursts import ScanReport

        if self.is_open and isinstance(report, ScanReport):
            self.settings.show_report(report)

    # ---- loudspeaker and camera ----

    def show_loudspeaker(self, found: bool) -> None:
        """Whether tones can be heard."""
        self._loudspeaker = found
        if "settings" in self.__dict__:
            self.settings.tones.show_loudspeaker(found=found)

    def show_camera(self, state: CameraState) -> None:
        """How the camera stands now."""
        self._camera = state
        if "settings" in self.__dict__:
            self.settings.camera.show_state(state)

    def show_frame(self, frame: QImage) -> None:
        """What the camera sees, where an officer looks at its card."""
        if self.is_open and self.settings.camera.isVisible():
            self.settings.camera.show_frame(frame)

    def code_seen(self) -> None:
        """The camera read a code."""
        if self.is_open:
            self.settings.camera.code_seen(f"{local_time(self._wiring.clock().wall):%H:%M:%S}")

    # ---- what is told ----

    def _change_password(self, old: str, new: str) -> None:
        ask = questions.change_password(old, new, clock=self._wiring.clock)
        ended = self.settings.password_ended
        self._desk.ask(ask, lambda _none: ended(None), lambda error: ended(_told(error)))

    def _hang(self, clock: ClockCard) -> None:
        """Let the officer's word for the date be written down, on whichever page it is given."""

        def told(at: int) -> None:
            ask = questions.tell_date(at, clock=self._wiring.clock)
            self._desk.ask(ask, lambda _none: over(None), lambda error: over(_told(error)))

        def over(trouble: Sentence | None) -> None:
            clock.date_ended(trouble)
            self.refresh_wanted.emit()

        clock.date_told.connect(told)

    def _see_notices(self) -> None:
        self._desk.ask(questions.see_notices(clock=self._wiring.clock), lambda _none: self.refresh_wanted.emit())

    def fit(self, scale: float) -> None:
        """The screen has another size: visitors get it back, and each room is built anew when it is next entered."""
        if scale == self._theme.scale:
            return
        if self.is_open or ("login" in self.__dict__ and self.login.isVisible()):
            self.leave()
        self._theme = replace(self._theme, scale=scale)
        self.close()
        self._errands = self._upkeep = self._day_ending = None
        self._readers_door = None
        rooms = [name for name, made in vars(type(self)).items() if isinstance(made, cached_property)]
        for room in rooms:
            thing = self.__dict__.pop(room, None)
            if isinstance(thing, QObject):
                thing.deleteLater()

    def close(self) -> None:
        """End the threads behind the pages."""
        self._lock.stop()
        if self._errands is not None:
            self._errands.close()
        if self._upkeep is not None:
            self._upkeep.close()
        if self._day_ending is not None:
            self._day_ending.close()
        if self._readership is not None:
            self._readership.close()


def _told(error: KioskError) -> Sentence:
    from ui.sentences import sentence

    return sentence(error)
