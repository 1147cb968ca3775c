"""Run in a process of its own: a province that dies before each single step of reading a stick, one after the other.

    python -m tests.province.killed_reader HOME STICK

Prints one JSON object: kills, visits that were made, visits that are counted, and what the projection differs in.
"""

import json
import sys
from itertools import count
from pathlib import Path
from typing import Final

from sync.protocol import volumes
from sync.protocol.volumes import Answers, Kind
from sync.province.home import ProvinceHome
from sync.province.settings import configure
from sync.stick import Stick
from tests.faults.kills import killed_before
from tests.province.kiosks import Kiosk
from tests.sticks import put

_NOW: Final = 1_795_395_600
_MOST: Final = 600


def _read(place: Path) -> None:
    from sync.province import sticks
    from sync.province.wire import signing_key

    sticks.read_stick(place, key=signing_key(), now=_NOW)


def _enrolled(number: int) -> Kiosk:
    from sync.province import enrolling, registry
    from sync.province.wire import signing_key

    kiosk = Kiosk()
    point = registry.add_point(f"CHET-{number}", "Thư viện xã Đức Hợp", now=_NOW)
    enrolling.enrol(kiosk.enrol_request(enrolling.give_code(point, now=_NOW)), key=signing_key(), now=_NOW)
    kiosk.open(point.code, _NOW)
    return kiosk


def _ensure_whole(place: Path, kiosks: list[Kiosk]) -> None:
    """Answers are on the stick as they were or as they will be; a push is never touched."""
    folder = Stick(place).folder
    for kiosk in kiosks:
        path = folder / volumes.other_name(Kind.ANSWERS, kiosk.device)
        if path.exists():
            volumes.content_of(Kind.ANSWERS, path.read_bytes(), Answers)
        push = kiosk.push()
        name = volumes.name_of(push)
        assert volumes.push_in((folder / str(name)).read_bytes(), name) == push


def _killed_at_every_step(place: Path, kiosks: list[Kiosk]) -> int:
    from django.db import connections

    for step in count(1):
        for kiosk in kiosks:
            kiosk.visit(_NOW + step)
        for path in Stick(place).folder.glob("*.dd"):
            path.unlink()
        put(place, *(kiosk.push() for kiosk in kiosks))
        connections.close_all()  # nothing may be open when the process forks
        if not killed_before(step, lambda: _read(place)):
            return step - 1
        _ensure_whole(place, kiosks)
        if step % 5 == 0:
            _read(place)
        assert step < _MOST, "the act never came to its end"
    raise AssertionError


def main(home: str, stick: str) -> None:
    """Kill at every step, then compare."""
    configure(ProvinceHome(Path(home)), None)
    from django.db import connection

    from sync.province import rebuilding
    from sync.province.database import migrate

    migrate(ProvinceHome(Path(home)))
    kiosks = [_enrolled(number) for number in (1, 2)]
    place = Path(stick)
    put(place, *(kiosk.push() for kiosk in kiosks))
    _read(place)  # everything is imported before the first fork
    kills = _killed_at_every_step(place, kiosks)
    _read(place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT device_id, epoch, seq FROM province_visit")
        visits = [tuple(row) for row in cursor.fetchall()]
    told = {
        "kills": kills,
        "made": len(kiosks) * (kills + 1),
        "counted": len(visits),
        "doubled": len(visits) - len(set(visits)),
        "differing": rebuilding.rebuild(keep=False).differing,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
