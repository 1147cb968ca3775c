"""A small window with a password field, the wedge and nothing else. It prints what happens, a JSON array a line.

Run by test_wedge_on_screen.py as a program of its own under a real X server.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kiosk.ids import CARD_LENGTH, is_card_code
from ui.scanning.bursts import ScanReport
from ui.scanning.input_methods import disable_input_methods
from ui.scanning.wedge import Wedge


def _say(what: str, *values: object) -> None:
    print(json.dumps([what, *values]), flush=True)


def _loaded_input_contexts() -> list[str]:
    """Which of Qt's input method plugins this process has loaded."""
    maps = Path("/proc/self/maps").read_text().split()
    return sorted({Path(name).name for name in maps if "platforminputcontexts" in name})


def main() -> None:
    disable_input_methods()
    application = QApplication(sys.argv)
    window = QWidget()
    layout = QVBoxLayout(window)
    field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
    button = QPushButton("Mở", autoDefault=True)
    layout.addWidget(field)
    layout.addWidget(button)
    field.textChanged.connect(lambda text: _say("field", text))
    field.returnPressed.connect(lambda: _say("entered", field.text()))
    button.clicked.connect(lambda: _say("clicked"))

    wedge = Wedge(is_card_code, code_length=CARD_LENGTH)
    wedge.code_read.connect(lambda text: _say("code", text))

    def burst_measured(report: ScanReport) -> None:
        _say("report", report.characters, report.median, report.terminator, report.caps_inverted)

    wedge.burst_measured.connect(burst_measured)

    window.showFullScreen()
    field.setFocus()
    waiting = QTimer(interval=20)

    def look_for_focus() -> None:
        if QGuiApplication.focusWindow() is window.windowHandle() and field.hasFocus():
            waiting.stop()
            _say("ready", application.platformName(), _loaded_input_contexts())

    waiting.timeout.connect(look_for_focus)
    waiting.start()
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
