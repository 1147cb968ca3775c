"""Another program's window that goes before the kiosk and takes the keyboard. Says one line when it has it."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget


def main() -> None:
    application = QApplication(sys.argv)
    window = QWidget()
    window.showFullScreen()
    window.raise_()
    window.activateWindow()
    looking = QTimer(interval=20)

    def look() -> None:
        if window.isActiveWindow():
            looking.stop()
            print("here", flush=True)

    looking.timeout.connect(look)
    looking.start()
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
