"""Where copies may lie besides the kiosk's own disk: a folder that was chosen, and sticks that ask for them."""

import re
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from . import settings

FOLDER: Final = "diem-doc-sao-luu"
"""A stick with a folder of this name gets backups. Another than the one that travels to the province: it stays here."""
_MOUNTS: Final = Path("/proc/self/mounts")
_REMOVABLE: Final = ("/media/", "/run/media/")
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_CHOSEN: Final = "backup_folder"
_DRIVES: Final = "DEFGHIJKLMNOPQRSTUVWXYZ"


def sticks(mounts: Path = _MOUNTS, removable: tuple[str, ...] = _REMOVABLE) -> list[Path]:
    """The backup folders of what is plugged in: Linux's desktops mount under /media; on Windows drives from D:."""
    if mounts.exists():
        points = (line.split(" ")[1] for line in mounts.read_text(encoding="utf-8").splitlines() if " " in line)
        places = [Path(_unescaped(point)) for point in points if _unescaped(point).startswith(removable)]
    else:
        places = [Path(f"{letter}:/") for letter in _DRIVES]
    return [place / FOLDER for place in places if _is_folder(place / FOLDER)]


def _unescaped(point: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 8)), point)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # pulled out a moment ago
        return False


def chosen(tx: Database) -> Path | None:
    """The folder on another disk that an officer chose, or None."""
    told = settings.text(tx, _CHOSEN)
    return Path(told) if told else None


def choose(tx: Database, folder: Path | None) -> None:
    """Remember the folder for every later backup; None: none any more."""
    settings.put(tx, _CHOSEN, str(folder) if folder is not None else "")
