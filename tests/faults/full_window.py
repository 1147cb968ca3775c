"""The guarded window on a disk that fills up: visitors scan until it is full, go on scanning, and somebody makes room.

Run by test_full_window.py as a program of its own: `full_window.py DISK (mounted | limited)`. `mounted`: DISK is a
small disk with a file `ballast` on it; `limited`: no file may outgrow a limit. Prints one JSON object.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer

from kiosk.ids import new_card_code
from kiosk.usecases.open_home import open_home
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import AgeBand, Purpose
from tests.homes import StandingClock, new_home, opened
from ui.app import build_window, make_application
from ui.window.guard import Guard
from ui.wiring import Wiring

_LIMIT = 400_000
_MOST = 4_000
_LOOK_MS = 5


def until(happened: Callable[[], bool]) -> None:
    """Let the window work until it has happened."""
    while not happened():
        loop = QEventLoop()
        QTimer.singleShot(_LOOK_MS, loop.quit)
        loop.exec()


def main(disk: Path, way: str) -> None:
    """Fill, go on, make room, go on."""
    clock = StandingClock()
    made = new_home(disk / "kiosk", clock)
    home = made.home
    make_application()
    wiring = Wiring(lambda: open_home(home, clock=clock, random_bytes=os.urandom), clock)
    window = build_window(wiring, QSize(1366, 768))
    guard = Guard(window)
    guard.begin()
    sounds: list[str] = []
    window.sounded.connect(sounds.append)
    until(lambda: window.desk.waiting == 0 and window.header.name.text() != "Điểm Đọc")
    if way == "limited":
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LIMIT, resource.RLIM_INFINITY))

    def scan() -> str:
        before = len(sounds)
        window.card_scanned(new_card_code())
        until(lambda: len(sounds) > before and window.desk.waiting == 0)
        return sounds[-1]

    def tally_by_touch() -> str:
        before = len(sounds)
        window.reception.open_walk_in()
        window.reception.walk_in.ages[AgeBand.CHILD].click()
        window.reception.walk_in.purposes[Purpose.READING].click()
        until(lambda: len(sounds) > before and window.desk.waiting == 0)
        return sounds[-1]

    def day_ended() -> tuple[str, str]:
        window.header.officer.click()
        window.office.login.field.line.setText(made.first_password)
        window.office.login.enter.click()
        until(lambda: window.office.is_open)
        doors = window.office.console._doors.buttons()
        next(door for door in doors if door.accessibleName() == "Kết thúc ngày").click()
        page = window.office.end_of_day
        until(lambda: window.desk.waiting == 0 and page.isVisible())
        page.begin.click()
        until(page.begin.isEnabled)
        shown = page.count.text(), page.backup.said.text()
        page.go_on.click()
        return shown

    while scan() == "welcome" and len(sounds) < _MOST:
        clock.advance(1)
    refused = type(window.reception.page).__name__, window.reception.not_accepted.sentence.text()
    still_full = [scan() for _ in range(3)]
    walk_in = tally_by_touch()
    welcomed = sounds.count("welcome")
    footer = window.footer.visits.text()
    with opened(home) as store:
        kept = today(store, clock=clock).visits
    backup = day_ended()
    if way == "mounted":
        (disk / "ballast").unlink()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    after = scan(), type(window.reception.page).__name__
    until(lambda: window.desk.waiting == 0)
    footer_after = window.footer.visits.text()
    window.end()
    with opened(home) as store:
        at_last, entries = today(store, clock=clock).visits, verify_journal(store)
    told = {
        "refused": refused,
        "still_full": still_full,
        "walk_in": walk_in,
        "backup": backup,
        "welcomed": welcomed,
        "kept": kept,
        "footer": footer,
        "after": after,
        "footer_after": footer_after,
        "at_last": at_last,
        "entries": entries,
    }
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
