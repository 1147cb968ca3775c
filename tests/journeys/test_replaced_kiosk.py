"""A PC burns; another takes its place by commands alone: its readers, visits and totals come back from the province."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from tests.journeys.test_spine import run
from tests.province.servers import served

_ROOT = Path(__file__).parents[2]
_POINT = "12019-01"
_NAME = "Thư viện xã Văn Giang"
_PEOPLE = ("Nguyễn Thị Hường", "Trần Văn Đức", "Lê Thị Ánh")


def code_on(sheet: Path) -> str:
    """What a scanner reads off the printed recovery sheet."""
    with Image.open(sheet) as page:
        [found] = zxingcpp.read_barcodes(page.convert("L"))
    return str(found.text)


def init_with(sheet: Path, home: Path) -> None:
    made = subprocess.run(
        [sys.executable, "main.py", "--home", home, "init", "--point", _POINT, "--name", _NAME, "--recovery"],
        input=code_on(sheet) + "\n",
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert made.returncode == 0, made.stderr


def total(home: Path) -> tuple[int, int]:
    """The visits of the point, and what waits to be sent."""
    status: dict[str, Any] = run(home, "status", "--verify")
    assert status["chain_verified"]
    return status["point_visits"], status["pending_entries"]


def test_a_new_pc_has_the_same_readers_and_totals_as_the_burnt_one(tmp_path: Path) -> None:
    burnt, fresh, sheet = tmp_path / "burnt", tmp_path / "fresh", tmp_path / "sheet.png"
    with served(tmp_path / "province") as province:
        province.add_point(_POINT, _NAME)
        assert run(burnt, "init", "--point", _POINT, "--name", _NAME)["exit"] == 0
        assert run(burnt, "recovery-sheet", str(sheet))["exit"] == 0
        assert run(burnt, "enrol", province.url, province.command("enrol-code", _POINT)["code"])["exit"] == 0
        cards = [run(burnt, "reader", "add", "--name", name, "--consent", "reader")["card"] for name in _PEOPLE]
        for card in cards[1:]:
            assert run(burnt, "check-in", card, "--purpose", "reading")["exit"] == 0
        assert run(burnt, "tally", "--count", "35", "--group", "school_class")["exit"] == 0
        assert run(burnt, "sync")["exit"] == 0
        before = total(burnt)
        assert before == (37, 0)
        shutil.rmtree(burnt)  # keys, database, backups: all

        init_with(sheet, fresh)
        assert run(fresh, "enrol", province.url, province.command("enrol-code", _POINT)["code"])["exit"] == 0
        synced = run(fresh, "sync")
        assert synced["exit"] == 0
        assert total(fresh) == before
        greeted = run(fresh, "check-in", cards[0])
        assert (greeted["exit"], greeted["known"]) == (0, True)
        assert "Hường" in greeted["said"]
        assert run(fresh, "sync")["exit"] == 0
        # Who was counted at the burnt one a moment ago has not come in a second time.
        assert run(fresh, "check-in", cards[1])["error"] == "already_counted"
        assert province.visits(_POINT) == 38
        assert total(fresh) == (38, 0)
