"""Kiosk homes for tests: initialised for real on a real disk, opened, and told what time it is.

clock = StandingClock()
kiosk = new_home(tmp_path / "kiosk", clock)
with opened(kiosk.home) as store:
    check_in(store, new_reader(store, clock).code, clock=clock)
"""

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Moment
from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.initialise import initialise
from kiosk.usecases.register_reader import register_reader
from kiosk.values import Consent, IssuedCard, Point, Sex

MORNING = 1_795_395_600
"""Monday 23 November 2026, 08:00 in Vietnam."""
POINT = Point("HY-0412", "Thư viện xã Đức Hợp")


class StandingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, wall: int = MORNING, mono: int = 3_600) -> None:
        self._boots = itertools.count(1)
        self.wall, self.mono, self.boot = wall, mono, self._next_boot()

    def __call__(self) -> Moment:
        return Moment(self.wall, self.mono, self.boot)

    def advance(self, seconds: int) -> None:
        """Time passes."""
        self.wall += seconds
        self.mono += seconds

    def step(self, seconds: int) -> None:
        """Somebody sets the wall clock; no time passes."""
        self.wall += seconds

    def reboot(self, off: int = 60) -> None:
        """The PC is switched off for `off` seconds and started again."""
        self.wall += off
        self.mono, self.boot = 20, self._next_boot()

    def _next_boot(self) -> bytes:
        return hashlib.sha256(b"boot %d" % next(self._boots)).digest()[:16]


@dataclass(frozen=True)
class KioskHome:
    """A kiosk as init leaves it. `device`: its id in hex."""

    home: Home
    device: str
    first_password: str


def new_home(path: Path, clock: StandingClock, *, point: Point = POINT) -> KioskHome:
    """A kiosk of its own device, made by the use case itself."""
    made = initialise(Home(path), code=point.code, name=point.name, nonce=os.urandom(16), clock=clock)
    return KioskHome(Home(path), made.device, made.first_password)


@contextmanager
def opened(home: Home) -> Iterator[Store]:
    """The home's store, closed at the end. Use it on the thread that opened it."""
    store = open_store(home)
    try:
        yield store
    finally:
        store.close()


def new_reader(
    store: Store,
    clock: StandingClock,
    *,
    full_name: str = "Nguyễn Thị Lan",
    birth_year: int = 1990,
    sex: Sex = Sex.FEMALE,
) -> IssuedCard:
    """A reader of this kiosk with a card; a child's representative consents."""
    consent = Consent.REPRESENTATIVE if birth_year > 2010 else Consent.READER
    return register_reader(store, full_name=full_name, birth_year=birth_year, sex=sex, consent=consent, clock=clock)
