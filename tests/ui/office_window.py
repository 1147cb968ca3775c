"""The officer's console over a home whose clock is in doubt. It prints what happens, a JSON array a line.

Run by test_office_on_screen.py as a program of its own under a real X server: `office_window.py HOME WALL`.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.config import Home
from kiosk.usecases.open_home import open_home
from tests.homes import StandingClock
from ui.app import build_window, make_application
from ui.wiring import Wiring


def _say(what: str, *values: object) -> None:
    print(json.dumps([what, *values], ensure_ascii=False), flush=True)


def main() -> None:
    home, clock = Home(Path(sys.argv[1])), StandingClock(int(sys.argv[2]))
    clock.reboot()
    application = make_application()
    wiring = Wiring(lambda: open_home(home, clock=clock, random_bytes=os.urandom), clock)
    window = build_window(wiring, application.primaryScreen().size())
    window.showFullScreen()

    def focus_changed(_before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            _say("at", now.accessibleName() or type(now).__name__)

    application.focusChanged.connect(focus_changed)
    card = window.office.day.clock
    card.date_told.connect(lambda at: _say("told", at))
    window.office.page_changed.connect(lambda page: _say("page", type(page).__name__))
    waiting = QTimer(interval=20)

    def look() -> None:
        if QGuiApplication.focusWindow() is window.windowHandle() and window.desk.waiting == 0:
            waiting.stop()
            _say("ready", application.platformName())
            window.header.officer.click()

    waiting.timeout.connect(look)
    waiting.start()
    asking = QTimer(interval=20)

    def look_for_the_question() -> None:
        if card.isVisible() and window.desk.waiting == 0:
            asking.stop()
            _say("asked", card.words.text())

    asking.timeout.connect(look_for_the_question)
    asking.start()
    gone = QTimer(interval=20)

    def look_for_the_end() -> None:
        if not asking.isActive() and card.isHidden() and window.desk.waiting == 0:
            gone.stop()
            _say("gone", [part.isHidden() for part in (window.office.sync.clock, window.office.settings.clock)])

    gone.timeout.connect(look_for_the_end)
    gone.start()
    sys.exit(QApplication.exec())


if __name__ == "__main__":
    main()
