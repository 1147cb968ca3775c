"""By the commands an officer types: back up, lose the database, mend, go back, forget a reader, print the sheet."""

import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.test_spine import run

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk"
    assert run(path, "init", "--point", "12019-01", "--name", "Thư viện xã Văn Giang")["exit"] == 0
    return path


def typed(home: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command that reads a code from its input."""
    command = [sys.executable, "main.py", "--home", str(home), *words]
    return subprocess.run(command, cwd=_ROOT, input=code, capture_output=True, text=True, check=False)


def test_a_kiosk_is_backed_up_damaged_mended_and_taken_back(home: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    run(home, "tally", "--count", "3")
    made = run(home, "backup", "--folder", str(stick))
    assert (made["exit"], made["visits"], made["copies"]) == (0, 3, [str(stick / Path(made["backup"]).name)])
    run(home, "tally", "--count", "2")
    assert run(home, "mend")["error"] == "nothing_to_mend"
    database = home / "diem-doc.sqlite3"
    database.write_bytes(random.Random(1).randbytes(9_000))
    broken = run(home, "status")
    assert (broken["exit"], broken["error"]) == (1, "database_damaged")
    assert run(home, "mend")["mended"] is False
    mended = run(home, "mend", "--yes")
    assert (mended["exit"], mended["epoch"], mended["visits"]) == (0, 2, 3)
    run(home, "tally")
    told = run(home, "restore")
    assert (told["restored"], len(told["backups"])) == (False, 2)
    assert "1 lượt chỉ có trong dữ liệu đang dùng" in told["said"]
    back = run(home, "restore", made["copies"][0], "--yes")
    assert (back["epoch"], back["last"], back["visits"]) == (3, [1, 3], 3)
    after = run(home, "status", "--verify")
    assert (after["visits_today"], after["chain_verified"]) == (3, True)
    assert run(home, "backup", "--no-folder")["copies"] == []
    missing = run(home, "restore", str(tmp_path / "none"), "--yes")
    assert (missing["exit"], missing["error"]) == (2, "backup_missing")


def test_a_reader_is_forgotten_only_after_a_yes(home: Path) -> None:
    card = run(home, "reader", "add", "--name", "Trần Văn Đức", "--consent", "reader")["card"]
    assert run(home, "reader", "erase", card)["erased"] is False
    assert run(home, "check-in", card)["known"] is True
    assert run(home, "reader", "erase", card, "--yes")["cards"] == 1
    assert run(home, "check-in", card)["error"] == "card_revoked"
    assert run(home, "reader", "erase", card, "--yes")["error"] == "reader_erased"
    assert run(home, "status", "--verify")["visits_today"] == 1


def test_a_second_machine_is_begun_with_the_printed_sheet(home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    assert run(home, "recovery-sheet", str(sheet))["exit"] == 0
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    (found,) = zxingcpp.read_barcodes(Image.open(sheet).convert("L"))
    second = tmp_path / "second"
    begun = typed(second, found.text, "init", "--point", "12019-01", "--name", "Máy hai", "--recovery")
    assert begun.returncode == 0, begun.stderr
    wrong = typed(second, found.text[:-3] + "000", "recovery-use")
    assert (wrong.returncode, "dòng 6" in wrong.stderr) == (2, True)
    same = typed(second, found.text.lower(), "recovery-use")
    assert (same.returncode, "vốn đã dùng" in same.stderr) == (0, True)
    assert run(home, "recovery-sheet", str(tmp_path / "sheet.doc"))["error"] == "sheet_not_written"
    assert run(home, "recovery-sheet", str(tmp_path / "none" / "sheet.pdf"))["exit"] == 1
