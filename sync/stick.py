"""A memory stick as both sides use it: a file is on it whole, or not at all, and nothing of others is touched.

Sticks lie about what they have written and are pulled out in the middle. So a file is written under a draft's name,
forced out, renamed, its folder forced out, and read back from the medium before anybody is told that it is there.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .protocol.volumes import FOLDER

DRAFT: Final = ".part"
"""Ends the name of a file that is being written; one that stayed behind is worthless."""
SPARE: Final = 262_144
"""Bytes left free beside each file: clusters of 64 KiB, a longer folder, the draft of what is replaced."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


class StickTrouble(Exception):
    """The stick cannot be used. `code`: `stick_without_folder`, `stick_full`, `stick_read_only`, `stick_failed`.

    `stick_failed` is a stick that was pulled out, or that does not give back what was written to it.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Stick:
    """The folder `diem-doc` at `place`, which is where the stick is mounted, or that folder itself."""

    def __init__(self, place: Path) -> None:
        self.folder = place if place.name.lower() == FOLDER else place / FOLDER

    def make(self) -> None:
        """Make the folder, if it is missing; the stick itself must be there. Raises StickTrouble."""
        with _named():
            self.folder.mkdir(exist_ok=True)
            _sync_folder(self.folder.parent)
        self.ensure_there()

    def ensure_there(self) -> None:
        """Raises StickTrouble(`stick_without_folder`)."""
        try:
            found = stat.S_ISDIR(self.folder.lstat().st_mode)
        except OSError:
            found = False
        if not found:
            raise StickTrouble("stick_without_folder", str(self.folder))

    def names(self) -> list[str]:
        """The names of all files, sorted. Raises StickTrouble."""
        with _named(), os.scandir(self.folder) as found:
            return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))

    def room(self) -> int:
        """Bytes that one more file may have."""
        with _named():
            return max(0, shutil.disk_usage(self.folder).free - SPARE)

    def read(self, name: str, most: int) -> bytes:
        """A file's bytes, `most` + 1 where it has more. Raises StickTrouble."""
        with _named(), _opened(self.folder / name, os.O_RDONLY) as descriptor:
            return _all_of(descriptor, most + 1)

    def write(self, name: str, content: bytes) -> None:
        """Put a file on the stick; under that name stands either what stood before or all of `content`.

        Raises StickTrouble, with no draft left where the stick still allows that.
        """
        draft, path = self.folder / (name + DRAFT), self.folder / name
        with _named():
            try:
                _write(draft, content)
                draft.replace(path)
                _sync_folder(self.folder)
            except OSError:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)
                raise
        if self.read(name, len(content)) != content:
            raise StickTrouble("stick_failed", name)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises StickTrouble."""
        with _named():
            (self.folder / name).unlink(missing_ok=True)


def _write(draft: Path, content: bytes) -> None:
    draft.unlink(missing_ok=True)
    with _opened(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as descriptor:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)


def _all_of(descriptor: int, most: int) -> bytes:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        return b""
    if hasattr(os, "posix_fadvise"):  # what the system remembers of its own writing proves nothing
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(descriptor, min(most, 1_048_576))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Never through a link that somebody put there, never waiting for the other end of a pipe."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | careful, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """What the system says about the stick, in our words."""
    try:
        yield
    except OSError as error:
        code = "stick_full" if error.errno in _FULL else "stick_read_only" if error.errno in _LOCKED else "stick_failed"
        raise StickTrouble(code, str(error)) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some drivers of foreign file systems know no fsync of a folder
            raise
    finally:
        os.close(descriptor)
