"""`day end`: the day's sums, a backup, one pass; what fails is said and stops nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.test_spine import run
from tests.province.servers import served
from tests.storage.test_disks import namespace

_ROOT = Path(__file__).parents[2]
_POINT = "12019-01"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk"
    assert run(path, "init", "--point", _POINT, "--name", "Thư viện xã Văn Giang")["exit"] == 0
    assert run(path, "tally", "--count", "75", "--group", "school_class", "--purpose", "class_or_club")["exit"] == 0
    assert run(path, "tally", "--age", "senior", "--purpose", "reading")["exit"] == 0
    return path


def test_a_day_ends_before_the_point_is_enrolled_with_the_province_and_without_a_line(
    home: Path, tmp_path: Path
) -> None:
    alone = run(home, "day", "end")
    assert (alone["exit"], alone["visits"], alone["groups"], alone["in_groups"]) == (0, 76, 1, 75)
    assert (alone["by_purpose"], alone["by_age"]) == ({"reading": 1, "class_or_club": 75}, {"senior": 1, "unknown": 75})
    assert [(one["persons"], one["kind"]) for one in alone["to_look_at"]] == [(75, "school_class")]
    assert Path(alone["backup"]).is_file()
    assert (alone["sync"], alone["pending_visits"]) == ("not_enrolled", 76)
    assert "Chờ cán bộ xem: Lớp học, 75 người" in alone["said"]
    with served(tmp_path / "province") as province:
        province.add_point(_POINT, "Thư viện xã Văn Giang")
        assert run(home, "enrol", province.url, province.command("enrol-code", _POINT)["code"])["exit"] == 0
        sent = run(home, "day", "end")
        assert (sent["exit"], sent["sync"], sent["pending_visits"], sent["confirmed_visits"]) == (0, "ok", 0, 76)
        assert "Đã gửi xong, tỉnh đã xác nhận." in sent["said"]
    assert run(home, "tally")["exit"] == 0
    cut = run(home, "day", "end")
    assert (cut["exit"], cut["sync"], cut["pending_visits"]) == (0, "offline", 1)
    assert Path(cut["backup"]).is_file()


def test_a_day_ends_on_a_disk_with_no_room_for_a_backup(tmp_path: Path) -> None:
    before = namespace()
    if before is None:
        pytest.skip("nothing can be mounted here")
    script = (
        'mount -t tmpfs -o size=2m small "$0" && "$@" init --point HY-1 --name X >/dev/null && "$@" tally --count 3 && '
        '{ head -c 4000000 /dev/zero > "$0/ballast"; truncate -s -120K "$0/ballast"; "$@" day end --no-sync --json; }'
    )
    command = [*before, "sh", "-c", script, str(tmp_path), sys.executable, "main.py", "--home", str(tmp_path / "home")]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert (told["visits"], told["backup"], told["sync"]) == (3, "disk_full", "skipped")
    assert "Mọi lượt đã ghi vẫn nguyên trên máy." in ended.stderr
