"""Memory sticks for tests: folders, or small disks where we may mount one, that are pulled out on time."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from sync.protocol import volumes
from sync.protocol.messages import Push, packed
from sync.protocol.volumes import Kind
from sync.stick import Stick

_CALLS = frozenset(
    (
        "fstat",
        "fsync",
        "lstat",
        "mkdir",
        "open",
        "posix_fadvise",
        "read",
        "replace",
        "scandir",
        "stat",
        "statvfs",
        "unlink",
        "write",
    )
)
_DEPTH = 4


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """A file system of its own at `place`; the test is skipped where nobody may mount."""
    place.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", ",".join(("mode=755", *options)), "stick", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine mounts nothing for us")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> None:
    """Leave no byte free."""
    with (place / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4_096))


def lock(place: Path) -> None:
    """Turn the stick's little switch."""
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


def put(place: Path, *pushes: Push) -> None:
    """Pushes as a kiosk leaves them on a stick."""
    stick = Stick(place)
    stick.make()
    for push in pushes:
        stick.write(str(volumes.name_of(push)), volumes.wrapped(Kind.PUSH, packed(push)))


def on(place: Path, ending: str = "") -> list[str]:
    """The names of the files on a stick."""
    return sorted(path.name for path in Stick(place).folder.iterdir() if path.name.endswith(ending))


def pulled_out_before(step: int, place: Path, act: Callable[[], object]) -> bool:
    """Do `act`; before its call number `step` to the stick, the stick is pulled out. It is back afterwards.

    False when there was no such call. What `act` raises of it comes through.
    """
    away = place.with_name(place.name + "-away")
    taken = count(1)

    def look(frame: FrameType, event: str, called: object) -> None:
        if (
            event == "c_call"
            and getattr(called, "__name__", "") in _CALLS
            and _is_of_stick(frame)
            and next(taken) == step
        ):
            place.rename(away)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(before)
        was_pulled = away.exists()
        if was_pulled:
            with suppress(OSError):
                place.rmdir()
            away.rename(place)
    return was_pulled


def _is_of_stick(frame: FrameType) -> bool:
    """Whether sync/stick.py asked for this, itself or through pathlib."""
    at: FrameType | None = frame
    for _ in range(_DEPTH):
        if at is None:
            return False
        if at.f_code.co_filename.endswith("sync/stick.py"):
            return True
        at = at.f_back
    return False
