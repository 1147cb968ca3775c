"""The real window over a real home, and how a test waits for its answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.usecases.today import today
from kiosk.values import Today
from tests.homes import KioskHome, StandingClock, opened
from ui.app import Wiring, build_window, make_application
from ui.shell import Shell

LYING = QSize(1366, 768)
WIDE = QSize(1920, 1080)
STANDING = QSize(1080, 1920)


@dataclass
class Open:
    """An open window, its home, and every sound it made."""

    window: Shell
    kiosk: KioskHome
    clock: StandingClock
    qtbot: QtBot
    sounds: list[str] = field(default_factory=list)

    def settled(self) -> None:
        """Until every question was answered."""
        self.qtbot.waitUntil(lambda: self.window.desk.waiting == 0)

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.window.card_scanned(code)
        self.settled()

    def log_in(self) -> None:
        """Through the door, as an officer does it."""
        self.window.header.officer.click()
        self.window.office.login.field.line.setText(self.kiosk.first_password)
        self.window.office.login.enter.click()
        self.settled()

    def open_room(self, name: str) -> None:
        """Behind a door of the console, by the word on it."""
        doors = self.window.office.console._doors.buttons()
        next(door for door in doors if door.accessibleName() == name).click()
        self.settled()

    def today(self) -> Today:
        """What is on disk, asked over a second connection."""
        with opened(self.kiosk.home) as store:
            return today(store, clock=self.clock)


@contextmanager
def open_window(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, wiring: Wiring, size: QSize = LYING
) -> Iterator[Open]:
    """The window as run_kiosk() builds it, shown offscreen; closed at the end, its thread ended."""
    make_application()
    window = build_window(wiring, size)
    window.show()
    seen = Open(window, kiosk, clock, qtbot)
    window.sounded.connect(seen.sounds.append)
    qtbot.waitUntil(
        lambda: window.header.name.text() != "Điểm Đọc" or window.reception.page is not window.reception.welcome
    )
    seen.settled()
    try:
        yield seen
    finally:
        window.close()
        window.deleteLater()
