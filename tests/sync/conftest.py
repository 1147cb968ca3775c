"""A real province in a process of its own, once for this folder; every test has a point and a kiosk of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.storage.connection import Store
from kiosk.values import Point
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served, served
from tests.sync.places import Enrollable, new_places
from tests.sync.rooms import Room

_POINTS = 60


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("province") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def places(province: Served) -> list[Enrollable]:
    return new_places(province, _POINTS)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def place(places: list[Enrollable]) -> Enrollable:
    return places.pop()


@pytest.fixture
def point(place: Enrollable) -> Point:
    return place.point


@pytest.fixture
def store(tmp_path: Path, clock: StandingClock, point: Point) -> Iterator[Store]:
    """An initialised kiosk of `point`, not enrolled."""
    with opened(new_home(tmp_path / "kiosk", clock, point=point).home) as kiosk:
        yield kiosk


@pytest.fixture
def code(place: Enrollable) -> str:
    """A fresh enrolment code for `point`."""
    return place.code


@pytest.fixture
def room(tmp_path: Path, province: Served, point: Point, clock: StandingClock) -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(tmp_path, province, point, clock, stack)
