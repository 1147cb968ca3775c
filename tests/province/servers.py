"""Real provinces in processes of their own: `province serve` on a free port, and the command line beside it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from sync.protocol import messages
from sync.protocol.messages import CONTENT_TYPE, EnrolAnswer, Problem, Push, Receipt

from .kiosks import Kiosk

_PROGRAM = "from sync.province.commands import province; province()"
_ROOT = Path(__file__).parents[2]
_KNOWING = """
import sys
from pathlib import Path
from sync.province.home import ProvinceHome
from sync.province.settings import configure
from sync.province.database import migrate
home, points = ProvinceHome(Path(sys.argv[1])), int(sys.argv[3])
configure(home, sys.argv[2] or None)
migrate(home)
from django.db import connections
from sync.protocol.entries import device_id
from sync.province import registry
from sync.province.models import Device
at = [registry.add_point(f"P-{number}", "Thư viện xã Đức Hợp", now=0) for number in range(points)]
keys = [bytes.fromhex(line) for line in sys.stdin]
Device.objects.bulk_create(
    Device(device_id=device_id(key), public_key=key, point=at[turn % points], number=turn // points + 1, enrolled_at=0)
    for turn, key in enumerate(keys)
)
connections.close_all()
"""
_HEADERS = {"Content-Type": CONTENT_TYPE}


@dataclass
class Served:
    """A province that answers at `url`. `root`: the folder of the program that runs it."""

    home: Path
    url: str
    process: subprocess.Popen[str]
    database_url: str | None = None
    root: Path = _ROOT

    def kill(self) -> None:
        """What a power cut does to the process."""
        self.process.kill()

    def command(self, *words: str, typed: str = "") -> dict[str, Any]:
        """Run `province …` beside the server; the object it prints, with its exit code as `exit`."""
        return command(self.home, *words, typed=typed, database_url=self.database_url, root=self.root)

    def add_point(self, code: str, name: str = "Thư viện xã Hồng Quang") -> None:
        assert self.command("add-point", code, name)["exit"] == 0

    def enrolled(self, code: str, kiosk: Kiosk | None = None) -> Kiosk:
        """A kiosk (a new one by default) enrolled at the point."""
        kiosk = kiosk or Kiosk()
        typed = self.command("enrol-code", code)["code"]
        answer = self.post("enrol", messages.packed(kiosk.enrol_request(typed)))
        assert answer.status_code == 200, answer.content
        messages.unpacked(answer.content, EnrolAnswer)
        return kiosk

    def post(self, door: str, body: bytes) -> requests.Response:
        return requests.post(
            f"{self.url}/sync/v1/{door}", data=body, headers={"Content-Type": CONTENT_TYPE}, timeout=60
        )

    def push(self, push: Push) -> Receipt:
        """Push and expect a receipt."""
        answer = self.post("push", messages.packed(push))
        assert answer.status_code == 200, answer.content
        return messages.unpacked(answer.content, Receipt)

    def refused(self, push: Push | bytes) -> Problem:
        """Push (a message, or any body) and expect a problem."""
        answer = self.post("push", push if isinstance(push, bytes) else messages.packed(push))
        assert answer.status_code >= 400, answer.content
        return messages.unpacked(answer.content, Problem)

    def visits(self, code: str) -> int:
        """The visits of one point, as `province status` has them."""
        return next(int(point["visits"]) for point in self.command("status")["points"] if point["code"] == code)


def command(
    home: Path, *words: str, typed: str = "", database_url: str | None = None, root: Path = _ROOT
) -> dict[str, Any]:
    """Run `province …` on `home`; the object it prints, with its exit code as `exit` and its sentences as `said`."""
    place = ["--home", str(home)] + (["--database-url", database_url] if database_url else [])
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *place, *words, "--json"],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=root,
        env=_environment(root),
    )
    lines = ended.stdout.splitlines()
    assert lines, ended.stderr
    return {**json.loads(lines[-1]), "exit": ended.returncode, "said": ended.stderr}


def _environment(root: Path) -> dict[str, str]:
    """Warnings are errors, but not those of an earlier release: nobody will mend it."""
    return {**os.environ, "PYTHONWARNINGS": "error" if root == _ROOT else "default"}


def know(home: Path, database_url: str | None, kiosks: Sequence[Kiosk], *, points: int) -> None:
    """Add points P-0, P-1, … and deal these kiosks out to them as if each had enrolled, which would take seconds."""
    subprocess.run(
        [sys.executable, "-c", _KNOWING, str(home), database_url or "", str(points)],
        input="\n".join(kiosk.public_key.hex() for kiosk in kiosks),
        text=True,
        check=True,
        cwd=_ROOT,
    )


@contextmanager
def served(
    home: Path,
    database_url: str | None = None,
    *options: str,
    traceback_expected: bool = False,
    root: Path = _ROOT,
) -> Iterator[Served]:
    """A province that runs until the block ends; it must then have ended by itself, without a traceback.

    `options` go to `province serve`.
    """
    place = ["--home", str(home)] + (["--database-url", database_url] if database_url else [])
    errors = home.with_suffix(".stderr")
    with errors.open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *place, "serve", "--port", "0", "--json", *options],
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=root,
            env=_environment(root),
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, errors.read_text("utf-8")
            yield Served(home, json.loads(line)["url"], process, database_url, root)
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(timeout=30)
    assert traceback_expected or "Traceback" not in errors.read_text("utf-8"), errors.read_text("utf-8")
