"""A kiosk of one's own in each test: copied from one that was initialised once, since argon2 is slow on purpose."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.storage.connection import Store
from tests.homes import KioskHome, StandingClock, new_home, opened


@pytest.fixture(scope="session")
def first_kiosk(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    """The kiosk that all others in these tests are copies of. Nobody opens it."""
    return new_home(tmp_path_factory.mktemp("first") / "kiosk", StandingClock())


@pytest.fixture
def clock() -> StandingClock:
    """Monday morning, in the boot that the kiosk was initialised in."""
    return StandingClock()


@pytest.fixture
def kiosk(first_kiosk: KioskHome, tmp_path: Path) -> KioskHome:
    """An initialised kiosk that is closed."""
    shutil.copytree(first_kiosk.home.path, tmp_path / "kiosk")
    return KioskHome(Home(tmp_path / "kiosk"), first_kiosk.device, first_kiosk.first_password)


@pytest.fixture
def store(kiosk: KioskHome) -> Iterator[Store]:
    """The same kiosk, opened."""
    with opened(kiosk.home) as store:
        yield store


def contents(home: Home) -> dict[str, str]:
    """Every file of a home with the hash of its bytes: what must be the same when nothing may be overwritten."""
    return {
        str(path.relative_to(home.path)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.path.rglob("*"))
        if path.is_file()
    }
