"""What every fault test has: a province in a process of its own, kiosks enrolled with it, and a count of the cases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.sides import Side, enrolled_side
from tests.homes import StandingClock
from tests.province.servers import Served, served
from tests.sync.places import Enrollable, new_places

_POINTS = 40


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server on a SQLite file, for one module."""
    with served(tmp_path_factory.mktemp("province") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def places(province: Served) -> list[Enrollable]:
    """Points with unused codes."""
    return new_places(province, _POINTS)


@pytest.fixture
def place(places: list[Enrollable]) -> Enrollable:
    """A point of this test's own with a code that nobody has used."""
    return places.pop()


@pytest.fixture
def new_side(
    province: Served, places: list[Enrollable], tmp_path: Path, clock: StandingClock
) -> Iterator[Callable[[], Side]]:
    """Makes kiosks, each at a point of its own and enrolled with the province."""
    made: list[Side] = []

    def make() -> Side:
        made.append(enrolled_side(province, places.pop(), tmp_path / f"kiosk-{len(made)}", clock))
        return made[-1]

    yield make
    for side in made:
        side.store.close()


@pytest.fixture
def side(new_side: Callable[[], Side]) -> Side:
    """One kiosk and its province, seen from both ends."""
    return new_side()
