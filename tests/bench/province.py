"""A real provincial server in a process of its own, with one point that a kiosk may enrol at."""

import json
import subprocess
import sys
from collections.abc import Iterator
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
def running_province(folder: Path) -> Iterator[Serving]:
    """Serve a new province on SQLite in `folder` until the end of the `with`."""
    command = [sys.executable, "main.py", "province", "--home", str(folder)]
    subprocess.run([*command, "add-point", POINT, POINT_NAME], cwd=HOUSE, check=True, stderr=subprocess.DEVNULL)
    given = subprocess.run([*command, "enrol-code", POINT, "--json"], cwd=HOUSE, check=True, capture_output=True)
    code = json.loads(given.stdout.splitlines()[-1])["code"]
    serving = [*command, "serve", "--port", "0"]
    with subprocess.Popen(serving, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            port = urlsplit(process.stdout.readline().strip()).port
            assert port, "the province did not start"
            yield Serving(port, code)
        finally:
            process.terminate()
