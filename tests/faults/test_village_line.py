"""A kiosk killed in the middle of its push over a line that loses every seventh packet: real TCP, real processes."""

import subprocess
from contextlib import closing, suppress
from pathlib import Path

from kiosk.config import Home
from kiosk.storage.connection import open_store
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from tests.bench.badlink import joined, prepare, sync_command
from tests.bench.line import Quality
from tests.bench.measure import HOUSE
from tests.bench.province import POINT
from tests.faults import cases
from tests.province.servers import command

VISITS = 3_000
LINE = Quality(rate=64_000, round_trip=0.6, loss=0.15, seed=5)
KILLED_AFTER = (1.5, 2.5)
"""Seconds: in the first push, and in a later one."""
TRIES = 4


def test_kills_on_a_line_that_loses_much_lose_and_double_nothing(tmp_path: Path) -> None:
    prepare(tmp_path, VISITS, a_day=60, readers=60)
    with joined(tmp_path, LINE) as joint:
        syncing = sync_command(joint)
        for seconds in KILLED_AFTER:
            with subprocess.Popen(syncing, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                with suppress(subprocess.TimeoutExpired):
                    process.communicate(timeout=seconds)
                if process.poll() is None:
                    process.kill()
                    cases.tried("kills on a bad line")
        for _ in range(TRIES):
            done = subprocess.run(syncing, cwd=HOUSE, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                break
        assert done.returncode == 0, done.stderr
        with closing(open_store(Home(joint.kiosk))) as store:
            status = sync_status(store)
            assert (status.confirmed_visits, status.pending_visits) == (VISITS, 0)
            verify_journal(store)
        points = command(joint.province, "status")["points"]
        assert {point["code"]: point["visits"] for point in points} == {POINT: VISITS}
        assert command(joint.province, "rebuild-projection", "--check")["exit"] == 0
