"""A kiosk is killed in the middle of a thousand check-ins and again in the middle of its push: both sides agree."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from kiosk.usecases.verify_journal import verify_journal
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.faults.test_killed_kiosk import counted_until_killed
from tests.homes import MORNING, POINT, KioskHome, StandingClock, new_home, new_reader, opened
from tests.province.servers import served

_ROOT = Path(__file__).parents[2]
_VISITS = 1_000
_PUSHING = """
import sys
from pathlib import Path
from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage.connection import open_store
from sync.client.runner import run_pass
store = open_store(Home(Path(sys.argv[1])))
run_pass(store, clock=system_clock, largest=40, progress=lambda done, waiting: print(done, flush=True))
"""


def _pushed_until_killed(kiosk: KioskHome, receipts: int) -> None:
    command = [sys.executable, "-c", _PUSHING, str(kiosk.home.path)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(_ROOT)}
    ) as process:
        assert process.stdout is not None
        for _ in range(receipts):
            process.stdout.readline()
        process.kill()
    assert process.returncode == -9


def _visits_in(database: Path, table: str) -> list[tuple[int, int]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(f"SELECT epoch, seq FROM {table} ORDER BY epoch, seq").fetchall()  # noqa: S608 - a name of ours
    finally:
        connection.close()


def test_every_acknowledged_visit_is_exactly_once_on_both_sides(tmp_path: Path) -> None:
    clock = StandingClock()
    kiosk = new_home(tmp_path / "kiosk", clock)
    with opened(kiosk.home) as store:
        card = new_reader(store, clock).code
    acknowledged: list[tuple[int, int]] = []
    for day, kill_after in enumerate((137, 411, None)):
        left = _VISITS - len(acknowledged)
        told = counted_until_killed(kiosk.home, card, MORNING + 86_400 * 30 * day, left, kill_after)
        acknowledged += [(epoch, seq) for epoch, seq, _ in told]
    with served(tmp_path / "province") as province:
        province.add_point(POINT.code, POINT.name)
        with opened(kiosk.home) as store:
            enrol(store, province.url, province.command("enrol-code", POINT.code)["code"], clock=clock)
        for receipts in (3, 9):
            _pushed_until_killed(kiosk, receipts)
        with opened(kiosk.home) as store:
            run_pass(store, clock=clock)
            verify_journal(store)
        here = _visits_in(kiosk.home.database, "visits")
        there = _visits_in(province.home / "province.db", "province_visit")
        assert here == there
        assert len(set(there)) == len(there)
        assert set(acknowledged) <= set(there)
        assert len(acknowledged) >= _VISITS
        assert province.visits(POINT.code) == len(there)
