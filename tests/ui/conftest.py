"""A kiosk window with everything real behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from tests.homes import KioskHome, StandingClock, new_home
from tests.ui.windows import Open, open_window
from ui.language import speak
from ui.wiring import Wiring


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """A window that closed while a visitor had it in English speaks for nobody after it."""
    yield
    speak("vi")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def kiosk(tmp_path: Path, clock: StandingClock) -> KioskHome:
    return new_home(tmp_path / "kiosk", clock)


@pytest.fixture
def shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Open]:
    """The kiosk's window on a lying screen."""
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as seen:
        yield seen
