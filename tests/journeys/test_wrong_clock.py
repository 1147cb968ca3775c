"""The real program on a PC whose clock battery died: it counts, asks for the date, and is set right by the province."""

import shutil
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import VIETNAM
from tests.journeys.test_spine import run
from tests.province.servers import served

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("faketime") is None, reason="needs the package faketime"
)
_POINT, _NAME = "12019-02", "Thư viện xã Cửu Cao"
_OF_2010 = int(datetime(2010, 1, 1, 8, tzinfo=VIETNAM).timestamp())


def _let_the_battery_die(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every program that is started from now on believes in 2010; the seconds since boot stay true."""
    library = next(Path("/usr/lib").rglob("libfaketime.so.1"))
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("FAKETIME", f"@{datetime.fromtimestamp(_OF_2010):%Y-%m-%d %H:%M:%S}")  # noqa: DTZ006 # its own zone
    monkeypatch.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")


def test_a_dead_battery_is_counted_told_of_and_set_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "kiosk"
    with served(tmp_path / "province") as province:
        province.add_point(_POINT, _NAME)
        code = province.command("enrol-code", _POINT)["code"]
        _let_the_battery_die(monkeypatch)
        assert run(home, "init", "--point", _POINT, "--name", _NAME)["exit"] == 0
        counted: dict[str, Any] = run(home, "tally")
        assert abs(counted["at"] - _OF_2010) < 3_600
        stands = run(home, "clock")
        assert (stands["doubt"], stands["confidence"]) == ("before_build", "clock")
        assert "Hôm nay là ngày…?" in stands["said"]
        assert run(home, "status")["clock_doubt"] == "before_build"
        told = run(home, "clock", "--told", "25/12/2026 08:00")
        assert (told["doubt"], told["confidence"]) == ("none", "officer")
        assert run(home, "status")["visits_today"] == 1
        assert run(home, "enrol", province.url, code)["exit"] == 0
        assert run(home, "sync")["exit"] == 0
        stands = run(home, "clock")
        assert (stands["doubt"], stands["confidence"]) == ("none", "province")
        assert abs(stands["now"] - time.time()) < 60
        assert abs(stands["wall"] - _OF_2010) < 3_600
        assert run(home, "clock", "--told", "25/12/2026 08:00")["error"] == "clock_confirmed"
        monkeypatch.undo()
        assert province.visits(_POINT) == 1
