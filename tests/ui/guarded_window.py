"""The guarded kiosk as run_kiosk() opens it. It prints its state, a JSON object a line, whenever that changes.

Run by test_escape.py as a program of its own under a real X server: `guarded_window.py HOME [monitor]`. A line on
standard input is answered, a moment later, with a line of the same text.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from kiosk import ids
from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.usecases.open_home import open_home
from ui.app import run_kiosk
from ui.scanning.wedge import Wedge
from ui.shell import Shell
from ui.wiring import Wiring, nothing_more

_LOOK_MS, _ANSWER_MS = 40, 30


def _say(what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


def _state(window: Shell) -> dict[str, object]:
    page, where = window.pages.currentWidget(), window.geometry()
    screen = window.screen()
    dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    return {
        "page": type(page).__name__,
        "visible": window.isVisible() and not window.isMinimized(),
        "full": window.isFullScreen(),
        "active": window.isActiveWindow(),
        "covers": where == screen.geometry(),
        "where": [where.x(), where.y(), where.width(), where.height()],
        "screen": screen.name(),
        "scale": window.theme.scale,
        "dialogs": len(dialogs),
        "menus": int(QApplication.activePopupWidget() is not None),
    }


def main() -> None:
    home = Home(Path(sys.argv[1]))
    said: list[dict[str, object]] = []
    kept: list[object] = []

    def started(window: Shell) -> Callable[[], None]:
        wedge = Wedge(ids.is_card_code, code_length=ids.CARD_LENGTH, parent=window)
        wedge.code_read.connect(window.card_scanned)
        looking = QTimer(window, interval=_LOOK_MS)

        def look() -> None:
            state = _state(window)
            if not said or said[-1] != state:
                said.append(state)
                _say(state)

        def asked() -> None:
            line = os.read(sys.stdin.fileno(), 1_000).decode()
            QTimer.singleShot(_ANSWER_MS, lambda: answer(line.strip()))

        def answer(line: str) -> None:
            look()
            _say(line)

        looking.timeout.connect(look)
        looking.start()
        listening = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
        listening.activated.connect(asked)
        kept.append(listening)
        return nothing_more

    wiring = Wiring(
        lambda: open_home(home, clock=system_clock, random_bytes=os.urandom),
        system_clock,
        started=started,
    )
    sys.exit(run_kiosk(wiring))


if __name__ == "__main__":
    main()
