"""A real provincial server in a process of its own, with one point that a kiosk may enrol at."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.measure import HOUSE

POINT = "HY-001"
POINT_NAME = "Thư viện xã"


@dataclass(frozen=True)
class Serving:
    """`port` of 127.0.0.1; `code`: what one device enrols with."""

    port: int
    code: str


@contextmanager
def running_province(folder: Path, *, inside: Sequence[str] = ()) -> Iterator[Serving]:
    """Serve a new province on SQLite in `folder` until the end of the `with`. `inside`: what runs it elsewhere."""
    code = new_province(folder)
    with serving(folder, inside=inside) as url:
        port = urlsplit(url).port
        assert port
        yield Serving(port, code)


def new_province(folder: Path) -> str:
    """Make a province in `folder` with one point; the code that one device enrols with."""
    command = [*_command(folder), "add-point", POINT, POINT_NAME]
    subprocess.run(command, cwd=HOUSE, check=True, stderr=subprocess.DEVNULL)
    return enrol_code(folder)


def enrol_code(folder: Path) -> str:
    """A code that one more device of that point enrols with."""
    command = _command(folder)
    given = subprocess.run([*command, "enrol-code", POINT, "--json"], cwd=HOUSE, check=True, capture_output=True)
    code: str = json.loads(given.stdout.splitlines()[-1])["code"]
    return code


@contextmanager
def serving(
    folder: Path, *, inside: Sequence[str] = (), host: str = "127.0.0.1", port: int = 0, options: Sequence[str] = ()
) -> Iterator[str]:
    """Serve the province in `folder` until the end of the `with`; its address. `inside`: what runs it elsewhere."""
    command = [*inside, *_command(folder), "serve", "--host", host, "--port", str(port), *options]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert url, "the province did not start"
            yield url
        finally:
            process.terminate()


def _command(folder: Path) -> list[str]:
    return [sys.executable, "main.py", "province", "--home", str(folder)]
