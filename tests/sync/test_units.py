"""The units that start the kiosk, the nightly sync and the province: systemd accepts them, and so does our program."""

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.client.rhythm import NIGHT_BEGINS, NIGHT_MINUTES
from sync.province.home import DATABASE_URL_VARIABLE

_ROOT = Path(__file__).parents[2]
_UNITS = _ROOT / "installer" / "units"
_PLACE = "/opt/diem-doc"
_CAGE = "/usr/bin/cage"
_SERVICES = sorted(path.name for path in _UNITS.glob("*.service"))


def _read(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    unit.read_string((_UNITS / name).read_text("utf-8"))
    return unit


def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    program = tmp_path / "diem-doc" / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.symlink_to(sys.executable)
    for path in [*_UNITS.glob("*.service"), *_UNITS.glob("*.timer")]:
        text = path.read_text("utf-8").replace(_PLACE, str(tmp_path / "diem-doc"))
        text = text.replace(_CAGE, sys.executable)  # a machine without a screen has none
        (tmp_path / path.name).write_text(text, "utf-8")
    units = sorted(str(path) for path in tmp_path.glob("diem-doc-*.*"))
    assert len(units) == 5
    ended = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("name", _SERVICES)
def test_a_service_starts_a_command_that_there_is_with_options_that_it_has(name: str) -> None:
    started = shlex.split(_read(name)["Service"]["ExecStart"])
    python, program, *words = started[2:] if started[:2] == [_CAGE, "--"] else started
    assert (python, program) == (f"{_PLACE}/.venv/bin/python", f"{_PLACE}/main.py")
    ended = subprocess.run(
        [sys.executable, "main.py", *words, "--help"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr


def test_what_ends_by_itself_is_started_again_and_what_a_person_must_mend_is_not() -> None:
    kiosk = _read("diem-doc-kiosk.service")
    assert (kiosk["Service"]["Restart"], kiosk["Service"]["RestartPreventExitStatus"]) == ("always", "0 2")
    assert (
        "RestartPreventExitStatus" not in _read("diem-doc-cage.service")["Service"]
    )  # cage says nothing of how it ended
    for name in ("diem-doc-cage.service", "diem-doc-province.service"):
        assert _read(name)["Service"]["Restart"] == "always"
    for name in ("diem-doc-kiosk.service", "diem-doc-cage.service", "diem-doc-province.service"):
        assert _read(name)["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_timer_wakes_the_machine_in_the_same_night_hours_as_the_kiosk_and_makes_up_for_a_missed_night() -> None:
    timer = _read("diem-doc-sync.timer")["Timer"]
    assert timer["OnCalendar"] == f"*-*-* {NIGHT_BEGINS}:00:00 Asia/Ho_Chi_Minh"
    assert timer["RandomizedDelaySec"] == f"{NIGHT_MINUTES // 60}h"
    assert {timer[name] for name in ("WakeSystem", "Persistent", "FixedRandomDelay")} == {"true"}


def test_the_province_is_told_of_its_database_by_the_variable_it_reads() -> None:
    assert f"{DATABASE_URL_VARIABLE}=" in (_UNITS / "diem-doc-province.service").read_text("utf-8")


def test_the_desktop_entry_starts_the_kiosks_unit() -> None:
    entry = _read("diem-doc-kiosk.desktop")["Desktop Entry"]
    shell, flag, script = shlex.split(entry["Exec"])
    assert (shell, flag) == ("sh", "-c")
    assert [word for word in script.split() if (_UNITS / word).is_file()] == ["diem-doc-kiosk.service"]
    assert f"{_PLACE}/main.py watch" in script  # where there is no systemd for users
    subprocess.run(["sh", "-n", "-c", script], check=True)
