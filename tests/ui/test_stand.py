"""Monitors that are plugged in, pulled out, turned and chosen while the kiosk stands: a real X server, no manager."""

import shutil
from collections.abc import Iterator

import pytest

from kiosk.usecases.choices import choose
from tests.homes import KioskHome, opened
from tests.ui.test_escape import Guarded, guarded
from tests.ui.xserver import XServer, running_xserver

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "xrandr"))),
        reason="no X server or xrandr here; installer/test.sh installs them",
    ),
]


@pytest.fixture(scope="module")
def screen() -> Iterator[XServer]:
    with running_xserver("3000x1920x24", manager=()) as server:
        yield server


@pytest.fixture
def window(screen: XServer, kiosk: KioskHome) -> Iterator[Guarded]:
    with opened(kiosk.home) as store:
        choose(store, monitor="WALL")
    with guarded(screen, kiosk) as shown:
        yield shown


def test_the_window_follows_its_monitor_and_each_change_of_it(screen: XServer, window: Guarded) -> None:
    screen.run("xrandr", "--setmonitor", "DESK", "1366/361x768/203+0+0", "screen")
    window.until(screen="DESK", where=[0, 0, 1366, 768], scale=1.0, active=True)  # the chosen one is absent
    screen.run("xrandr", "--setmonitor", "WALL", "1920/508x1080/286+1080+0", "none")
    window.until(screen="WALL", where=[1080, 0, 1920, 1080], scale=1.375, page="Welcome", active=True)
    window.run("mousemove", "1200", "300")
    screen.run("xrandr", "--delmonitor", "WALL")
    window.until(screen="DESK", where=[0, 0, 1366, 768], scale=1.0, page="Welcome", active=True)
    screen.run("xrandr", "--setmonitor", "WALL", "1080/286x1920/508+1366+0", "none")  # it comes back stood upright
    window.until(screen="WALL", where=[1366, 0, 1080, 1920], scale=1.375, active=True)
    window.stands()
