"""kill -9 before each single step in which the province takes a push, on SQLite and on PostgreSQL."""

import json
import subprocess
import sys
from pathlib import Path

from tests.faults.cases import COST, tried

_ROOT = Path(__file__).parents[2]


def _ensure_nothing_lost(*place: str, at_least: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_province", *place],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    tried("kills", told["kills"])
    COST.update(lost=told["lost"], doubled=told["doubled"])
    assert (told["lost"], told["doubled"], told["differing"]) == (0, 0, [])
    assert told["kills"] >= at_least
    assert told["visits"] == told["kills"] + 1, "each push brought a visit, and each is counted once"


def test_a_province_on_sqlite_killed_at_every_step_keeps_a_push_whole_or_not_at_all(tmp_path: Path) -> None:
    _ensure_nothing_lost(str(tmp_path / "province"), "line", at_least=20)


def test_a_province_killed_at_every_step_of_reading_a_stick_reads_it_again(tmp_path: Path) -> None:
    _ensure_nothing_lost(str(tmp_path / "province"), "stick", at_least=30)


def test_a_province_on_postgresql_killed_at_every_step_keeps_a_push_whole_or_not_at_all(
    tmp_path: Path, postgresql_url: str
) -> None:
    _ensure_nothing_lost(str(tmp_path / "province"), "line", postgresql_url, at_least=40)
