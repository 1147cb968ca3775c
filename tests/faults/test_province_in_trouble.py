"""The province's disk is full, or it is started anew in the middle of a push: kiosks wait, and nothing is lost."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.protocol import messages
from sync.protocol.messages import Problem
from tests.faults.cases import ensure_once, tried
from tests.faults.proxy import BadLine, Exchange, Harm, bad_line
from tests.faults.sides import chain_there, enrolled_side, visits_there
from tests.homes import MORNING, StandingClock
from tests.province.kiosks import Kiosk
from tests.province.servers import Served, command, served
from tests.storage.test_disks import namespace
from tests.sync.places import new_places

_ROOT = Path(__file__).parents[2]
_SERVING = "from sync.province.commands import province; province()"
_SMALL = (
    'mount -t tmpfs -o size=5m small "$0" && cp -a "$1" "$0/home" && head -c 2500000 /dev/zero > "$0/ballast"'
    ' && shift && exec "$@"'
)
_MOST = 400


@contextmanager
def on_a_small_disk(made: Path, folder: Path) -> Iterator[tuple[Served, Path]]:
    """The province `made`, copied to a disk of 5 MB of its own, and the way to that disk from outside."""
    before = namespace()
    if before is None:
        pytest.skip("nobody may mount a small disk here")
    folder.mkdir()
    home = folder / "home"
    serving = [sys.executable, "-c", _SERVING, "--home", str(home), "serve", "--port", "0", "--json"]
    with (folder.with_suffix(".stderr")).open("w") as said:
        process = subprocess.Popen(
            [*before, "sh", "-c", _SMALL, str(folder), str(made), *serving],
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=_ROOT,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        assert process.stdout is not None
        try:
            url = json.loads(process.stdout.readline())["url"]
            yield Served(home, url, process), Path(f"/proc/{process.pid}/root") / folder.relative_to("/")
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(timeout=30)


def _copied(seen: Path, target: Path) -> Path:
    """The small disk's province as it is now. SQLite itself would look for it on the disk outside."""
    shutil.copytree(seen / "home", target)
    return target


def _pushed_until_full(province: Served, kiosk: Kiosk, confirmed: int) -> int:
    """How far the province has confirmed when it asks to come again."""
    for _ in range(_MOST):
        for number in range(200):
            kiosk.visit(MORNING + 7 * number)
        answer = province.post("push", messages.packed(kiosk.push(confirmed + 1)))
        if answer.status_code != 200:
            assert (answer.status_code, messages.unpacked(answer.content, Problem).code) == (503, "busy")
            assert int(answer.headers["Retry-After"]) > 0
            return confirmed
        confirmed = messages.unpacked(answer.content, messages.Receipt).seq
    raise AssertionError("the disk was never full")


def test_a_province_whose_disk_is_full_asks_to_come_again_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    made, kiosk = tmp_path / "made", Kiosk()
    command(made, "add-point", "P-1", "Thư viện xã Đức Hợp")
    code = command(made, "enrol-code", "P-1")["code"]
    with on_a_small_disk(made, tmp_path / "disk") as (province, seen):
        assert province.post("enrol", messages.packed(kiosk.enrol_request(code))).status_code == 200
        kiosk.open("P-1", MORNING)
        confirmed = _pushed_until_full(province, kiosk, 0)
        assert confirmed >= 600
        for _ in range(5):
            assert province.refused(kiosk.push(confirmed + 1)).code == "busy"
            tried("pushes to a full disk")
        full = _copied(seen, tmp_path / "full")
        assert [row[1] for row in chain_there(full, kiosk.device)] == list(range(1, confirmed + 1))
        (seen / "ballast").unlink()
        assert province.push(kiosk.push(confirmed + 1)).seq == kiosk.seq
        home = _copied(seen, tmp_path / "after")
    there = chain_there(home, kiosk.device)
    assert [(row[2], row[3]) for row in there] == list(zip(kiosk.raws, kiosk.hashes, strict=True))
    ensure_once([(1, seq) for seq in range(3, kiosk.seq + 1)], visits_there(home, kiosk.device))
    assert command(home, "rebuild-projection", "--check")["differing"] == []


class _Restarting:
    """A province that is killed whenever it is told to, and started anew on the same home."""

    def __init__(self, home: Path, line: BadLine | None = None) -> None:
        self._home = home
        self._running = contextlib.ExitStack()
        self.line = line
        self.now = self._started()

    def _started(self) -> Served:
        self.now = self._running.enter_context(served(self._home))
        if self.line:
            self.line.lead_to(self.now.url)
        return self.now

    def killed(self, *, after: int | None) -> Harm:
        """It is killed when it has had the whole request and `after` bytes of its answer have passed; None: before."""

        def harm(exchange: Exchange) -> None:
            with socket.create_connection(exchange.address) as line:
                if after is not None:
                    line.sendall(exchange.request)
                    exchange.kiosk.sendall(line.recv(after) if after else b"")
                self.now.kill()
                self.now.process.wait()
            self._started()
            tried("restarts of the province")

        return harm

    def close(self) -> None:
        self._running.close()


def test_a_province_killed_and_started_anew_in_the_middle_of_a_push_has_each_visit_once(
    tmp_path: Path, clock: StandingClock
) -> None:
    with contextlib.closing(_Restarting(tmp_path / "province")) as province:
        place = new_places(province.now, 1)[0]
        side = enrolled_side(province.now, place, tmp_path / "kiosk", clock)
        with bad_line(province.now.url) as line:
            province.line = line
            side.lead_through(line.url)
            for after in (None, 0, 0, 1, 100):
                side.visit(30)
                line.harm(province.killed(after=after))
                side.sync(largest=10)
                assert line.forgive() == 0
            side.province = province.now
            side.ensure_settled()
            side.store.close()
