"""Points of a running province by the dozen, each with a code that nobody has used."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.values import Point
from tests.province.servers import Served

_ROOT = Path(__file__).parents[2]
_MAKING = """
import json, sys, time
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


def new_places(province: Served, number: int) -> list[Enrollable]:
    """Points made beside the running server in one process: a command for each would take a second."""
    made = subprocess.run(
        [sys.executable, "-c", _MAKING, str(province.home), str(number)], cwd=_ROOT, capture_output=True, check=True
    )
    pairs = [json.loads(line) for line in made.stdout.splitlines()]
    return [Enrollable(Point(code, "Thư viện xã Đức Hợp"), typed) for code, typed in pairs]
