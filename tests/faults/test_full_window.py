"""A disk that is full: the window refuses honestly, counts nothing in memory, and counts again once there is room."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.faults import cases
from tests.storage.test_disks import namespace


def test_the_window_never_says_recorded_on_a_full_disk(tmp_path: Path) -> None:
    before = namespace()
    kiosk = [sys.executable, "-m", "tests.faults.full_window", str(tmp_path)]
    if before is None:
        command, sentence = [*kiosk, "limited"], "Ổ đĩa không đọc ghi được"
    else:
        script = 'mount -t tmpfs -o size=1m small "$0" && head -c 400000 /dev/zero > "$0/ballast" && exec "$@"'
        command, sentence = [*before, "sh", "-c", script, str(tmp_path), *kiosk, "mounted"], "Ổ đĩa đã đầy"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["refused"] == ["NotAccepted", sentence]
    assert told["still_full"] == ["cannot"] * 3
    assert told["walk_in"] == "cannot"
    assert told["welcomed"] > 10
    assert told["kept"] == told["welcomed"]
    assert told["footer"] == f"Hôm nay: {told['welcomed']} lượt"
    count, backup = told["backup"]
    assert count == f"{told['welcomed']} lượt"
    assert backup.startswith("Chưa sao lưu được")
    assert told["after"] == ["welcome", "Welcomed"]
    assert told["at_last"] == told["welcomed"] + 1
    assert told["footer_after"] == f"Hôm nay: {told['at_last']} lượt"
    assert told["entries"] >= told["at_last"]
    cases.tried("window on a full disk")
