"""A real province in a process of its own, once for this folder; every test has a point and a kiosk of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.storage.connection import Store
from kiosk.values import Point
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served, served

_ROOT = Path(__file__).parents[2]
_POINTS = 60
_MAKING = """
import json, sys, time
from dataclasses import dataclass
from pathlib import Path
from sync.province.home import ProvinceHome
from sync.province.settings import configure
configure(ProvinceHome(Path(sys.argv[1])), None)
from sync.province import enrolling, registry
for number in range(int(sys.argv[2])):
    point = registry.add_point(f"DIEM-{number:03}", "Thư viện xã Đức Hợp", now=int(time.time()))
    print(json.dumps([point.code, enrolling.give_code(point, now=int(time.time()))]))
"""


@dataclass
class Enrollable:
    """A point of the province with a code that nobody has used."""

    point: Point
    code: str


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("province") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def places(province: Served) -> list[Enrollable]:
    """Points by the dozen, made beside the running server in one process: a command for each would take a second."""
    made = subprocess.run(
        [sys.executable, "-c", _MAKING, str(province.home), str(_POINTS)], cwd=_ROOT, capture_output=True, check=True
    )
    pairs = [json.loads(line) for line in made.stdout.splitlines()]
    return [Enrollable(Point(code, "Thư viện xã Đức Hợp"), typed) for code, typed in pairs]


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
