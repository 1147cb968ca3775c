"""A kiosk window with everything real behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from tests.homes import KioskHome, StandingClock, new_home
from tests.ui.windows import Open, open_window
from ui.wiring import Wiring


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform remarks on every window that it has no size hints; that says nothing about ours."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


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
