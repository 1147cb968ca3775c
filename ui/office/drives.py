"""What is plugged in: memory sticks and cards that data can go out on."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

_REMOVABLE: Final = {"linux": ("/media/", "/run/media/"), "darwin": ("/Volumes/",)}
"""Where desktops mount what is plugged in. Windows gives it a letter of its own, beside the system's."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A mounted stick. `free`: bytes."""

    name: str
    place: Path
    free: int


def plugged_in() -> list[Drive]:
    """Every stick that can be used now, by name."""
    wanted = _REMOVABLE.get(sys.platform, ("",))
    found = [
        Drive(volume.displayName() or volume.rootPath(), Path(volume.rootPath()), volume.bytesFree())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and not volume.isRoot() and volume.rootPath().startswith(wanted)
    ]
    return sorted(found, key=lambda drive: drive.name)
