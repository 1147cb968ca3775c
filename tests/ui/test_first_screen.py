"""What stands between the start and the first painted screen."""

import subprocess
import sys

from tests.bench.measure import HOUSE

LATER = ("kiosk.values", "kiosk.storage", "msgspec", "sqlite3", "sqlite_utils", "cryptography", "PySide6.QtMultimedia")
"""Loaded after the first paint: a tenth of the start and more."""


def test_the_first_screen_loads_nothing_that_only_answers_need() -> None:
    told = f"import sys, ui.app, ui.window.guard, ui.shell; print([name for name in {LATER} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
