"""A disk that fills up while a backup is made, a home restored, mended or given another key: nothing has changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .test_disks import namespace

KEEPING = """
import json, os, sys
from pathlib import Path
from kiosk.config import Home
from kiosk.errors import KioskError
from kiosk.rules.recovery import code_of
from kiosk.usecases.back_up import back_up
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.mend import mend
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.use_recovery_code import adopt_point_key
from kiosk.usecases.verify_journal import verify_journal
from tests.homes import StandingClock, new_home, new_reader, opened
disk, act = Path(sys.argv[1]), sys.argv[2]
clock = StandingClock()
home = new_home(disk / "kiosk", clock).home
with opened(home) as store:
    card = new_reader(store, clock)
    backup = back_up(store, clock=clock, sticks=list).path
if act == "mend":
    home.database.write_bytes(b"x" * home.database.stat().st_size)
def tried():
    try:
        if act == "back up":
            with opened(home) as store:
                back_up(store, clock=clock, sticks=list)
        elif act == "restore":
            restore_backup(home, backup, clock=clock, random_bytes=os.urandom)
        elif act == "mend":
            mend(home, clock=clock, random_bytes=os.urandom, sticks=list)
        elif act == "erase":
            with opened(home) as store:
                erase_reader(store, card.code, clock=clock)
        else:
            adopt_point_key(home, code_of(bytes(32)))
        return "done"
    except KioskError as error:
        return error.code
def files():
    passing = (".lock", ".sqlite3-shm", ".sqlite3-wal")
    return {str(path): path.read_bytes() for path in disk.rglob("*") if path.is_file() and path.suffix not in passing}
ballast = disk / "ballast"
room = int(sys.argv[3])
with ballast.open("wb") as file:
    try:
        while True:
            os.write(file.fileno(), bytes(1_024))
    except OSError:
        os.ftruncate(file.fileno(), max(0, file.tell() // 4_096 * 4_096 - room))
before = files()
first = tried()
same = files() == before
ballast.unlink()
second = tried() if first != "done" else first
store = open_home(home, clock=clock, random_bytes=os.urandom)
entries = verify_journal(store)
store.close()
left = [path.name for path in disk.rglob("*") if path.name.endswith((".part", ".draft", ".new", ".remains"))]
print(json.dumps({"first": first, "same": same, "second": second, "entries": entries, "left": left}))
"""


@pytest.mark.parametrize("room", [0, 4_096, 40_960, 163_840])
@pytest.mark.parametrize("act", ["back up", "restore", "mend", "erase", "adopt"])
def test_on_a_full_disk_nothing_changes_and_it_works_once_there_is_room(tmp_path: Path, act: str, room: int) -> None:
    before = namespace()
    if before is None:
        pytest.skip("nothing can be mounted here")
    script = 'mount -t tmpfs -o size=2m small "$0" && exec "$@"'
    command = [*before, "sh", "-c", script, str(tmp_path), sys.executable, "-c", KEEPING, str(tmp_path), act, str(room)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["first"] == "done" or (told["first"] == "disk_full" and (told["same"] or act == "erase")), told
    assert told["second"] == "done", told
    assert told["entries"] >= 3
    assert told["left"] == []
    if room == 0 and act != "erase":
        assert told["first"] == "disk_full"
