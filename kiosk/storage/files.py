"""Files that are there whole or not at all, whatever is switched off in between."""

import os
from pathlib import Path
from typing import Final

PRIVATE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
"""For os.open() with mode 0600: a file for this user alone, its bytes as they are (Windows would change line ends)."""


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path`, readable by this user alone: after a power cut the old or the new is there.

    Its writers take turns by a lock of their own, so a draft that was left behind is written over. Raises OSError; then
    the old one stands.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(draft, PRIVATE, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have what was written to `path` on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk. Only POSIX systems need it, and let one."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
