"""A full disk and a folder that cannot be written: real ones."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import Home
from tests.homes import KioskHome, StandingClock, new_reader, opened

from .conftest import contents


def namespace() -> list[str] | None:
    """The command before a command that lets it mount what nobody else sees, or None where that is forbidden."""
    command = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if shutil.which("unshare") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run([*command, "mount", "-t", "tmpfs", "small", folder], capture_output=True, check=False)
    return command if tried.returncode == 0 else None


def filled(folder: Path) -> dict[str, object]:
    """What became of a kiosk on a disk of one megabyte, or of files of 400 kB where nothing can be mounted."""
    before = namespace()
    home = folder / "kiosk"
    kiosk = [sys.executable, "-m", "tests.storage.small_disk", str(home)]
    if before is None:
        command = [*kiosk, "limited"]
    else:
        script = 'mount -t tmpfs -o size=1m small "$0" && head -c 300000 /dev/zero > "$0/ballast" && exec "$@"'
        command = [*before, "sh", "-c", script, str(folder), *kiosk, "mounted"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    told["expected"] = "disk_failed" if before is None else "disk_full"
    return told


def test_on_a_full_disk_each_acknowledged_visit_is_kept_and_counting_goes_on_once_there_is_room(tmp_path: Path) -> None:
    told = filled(tmp_path)
    acknowledged = told["acknowledged"]
    assert isinstance(acknowledged, int)
    assert acknowledged > 10
    assert told["codes"] == [told["expected"]] * 2
    assert told["kept"] == acknowledged
    assert told["sound"] == acknowledged + 2
    assert told["after"] == told["reopened"] == acknowledged + 1
    assert told["verified"] == acknowledged + 3


INITIALISE = """
import sys
from pathlib import Path
from kiosk.config import Home
from kiosk.errors import KioskError
from kiosk.usecases.initialise import initialise
from tests.homes import StandingClock, opened
home = Home(Path(sys.argv[1]) / "kiosk")
for attempt in (1, 2):
    try:
        initialise(home, code="HY-0412", name="Đức Hợp", nonce=bytes(16), clock=StandingClock())
        print("made")
    except KioskError as error:
        print(error.code)
    if attempt == 1:
        (Path(sys.argv[1]) / "ballast").unlink()
"""


@pytest.mark.parametrize("room", [0, 4_096, 8_192, 20_480, 40_960])
def test_an_init_that_finds_the_disk_full_says_so_and_is_taken_up_again(tmp_path: Path, room: int) -> None:
    before = namespace()
    if before is None:
        pytest.skip("nothing can be mounted here; the test above has filled a disk another way")
    script = (
        f'mount -t tmpfs -o size=1m small "$0" && head -c {1_048_576 - room} /dev/zero > "$0/ballast"; exec "$@" "$0"'
    )
    command = [*before, "sh", "-c", script, str(tmp_path), sys.executable, "-c", INITIALISE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["disk_full", "made"]


# ---- a folder that cannot be written ---------------------------------------------------------------------------------

READ_ONLY = """
import json, os, sys, tempfile
from pathlib import Path
from kiosk.config import Home
from kiosk.errors import KioskError
from kiosk.storage.connection import open_store
from kiosk.usecases import initialise, tally
from kiosk.values import Purpose
from tests.homes import StandingClock, new_home, opened
home = Home(Path(sys.argv[1]))
with tempfile.TemporaryDirectory() as folder:  # imports what is imported late
    made = new_home(Path(folder) / "kiosk", StandingClock()).home
    with opened(made) as store:
        tally.tally(store, purpose=Purpose.READING, clock=StandingClock())
if os.geteuid() == 0:
    os.setresuid(65534, 65534, 65534)  # root may write everywhere
told = []
def attempt(act):
    try:
        act()
        told.append("done")
    except KioskError as error:
        told.append(error.code)
attempt(lambda: tally.tally(open_store(home), purpose=Purpose.READING, clock=StandingClock()))
attempt(lambda: initialise.initialise(home, code="HY-1", name="Khác", nonce=bytes(16), clock=StandingClock()))
attempt(lambda: initialise.initialise(
    Home(home.path / "new"), code="HY-1", name="Khác", nonce=bytes(16), clock=StandingClock()
))
print(json.dumps(told))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass through; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("left_open", [False, True], ids=["closed in order", "after a power cut"])
def test_in_a_read_only_folder_nothing_is_written_and_the_word_says_why(
    kiosk: KioskHome, clock: StandingClock, open_folder: Path, left_open: bool
) -> None:
    home = open_folder / "kiosk"
    with opened(kiosk.home) as store:
        new_reader(store, clock)
        if left_open:  # copied with its write-ahead log, as a power cut leaves it
            shutil.copytree(kiosk.home.path, home)
    if not left_open:
        shutil.copytree(kiosk.home.path, home)
    for path in home.rglob("*"):
        path.chmod(0o444)
    home.chmod(0o555)
    before = contents(Home(home))
    try:
        done = subprocess.run([sys.executable, "-c", READ_ONLY, str(home)], capture_output=True, text=True, check=True)
        assert contents(Home(home)) == before
    finally:
        home.chmod(0o755)
    # With its log still there, SQLite can read the home, and init finds that there is a kiosk already.
    second = "already_initialised" if left_open else "home_read_only"
    assert json.loads(done.stdout) == ["home_read_only", second, "home_read_only"]
