"""A clerk beside a running province: codes are given out and sticks are read, many in one process.

It calls what `province add-point`, `enrol-code` and `import-usb` call; a command for each would take a second.

    python -m tests.faults.desk HOME     lines in: `codes POINT NUMBER` or `stick DIR`; one JSON line out for each
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


class Desk:
    """The clerk of one province."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def codes(self, point: str, number: int) -> list[str]:
        """A new point, and `number` enrolment codes for it."""
        return list(self._asked(f"codes {point} {number}"))

    def read(self, stick: Path) -> dict[str, Any]:
        """The province reads a stick; its report, or {"refused": code}."""
        return dict(self._asked(f"stick {stick}"))

    def _asked(self, line: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def open_desk(home: Path) -> Iterator[Desk]:
    """A clerk of the province at `home`."""
    command = [sys.executable, "-m", "tests.faults.desk", str(home)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Desk(process)
        finally:
            assert process.stdin
            process.stdin.close()


def _codes(point: str, number: str) -> list[str]:
    from sync.province import enrolling, registry

    now = int(time.time())
    made = registry.add_point(point, "Thư viện xã Đức Hợp", now=now)
    return [enrolling.give_code(made, now=now) for _ in range(int(number))]


def _read(place: str) -> dict[str, object]:
    from sync.province import sticks, wire
    from sync.stick import StickTrouble

    try:
        return sticks.as_report(sticks.read_stick(Path(place), key=wire.signing_key(), now=int(time.time())))
    except StickTrouble as trouble:
        return {"refused": trouble.code}


def main(home: str) -> None:
    """Serve until nobody asks any more."""
    from sync.province.home import ProvinceHome
    from sync.province.settings import configure

    configure(ProvinceHome(Path(home)))
    for line in sys.stdin:
        match line.split():
            case ["codes", point, number]:
                print(json.dumps(_codes(point, number)), flush=True)
            case ["stick", place]:
                print(json.dumps(_read(place)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
