"""Another database takes the place of the present one: a restore.

The new one is finished under a name of its own. From the moment it bears the name `Home.prepared` it will be the
kiosk's database: whoever opens the home next carries on where a power cut stopped. The old one is set aside among the
backups with its write-ahead log, which must be gone before the new one takes its name, or SQLite would apply it there.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Final

from kiosk.clock import local_time
from kiosk.config import Home

from . import files

LOGS: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database that is open, or was when its program died."""
_ASIDE: Final = re.compile(r"set-aside-(\d{4}-\d\d-\d\d)-(\d{6})\.sqlite3(-wal)?")


def beside(database: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside a database."""
    return database.with_name(database.name + suffix)


def commit(home: Home, draft: Path, wall: int) -> Path:
    """Let the finished database `draft` (one file, no log) be the kiosk's, under presence.alone().

    `wall`: seconds UTC, by which the old one is named. Returns where that lies now. Raises OSError.
    """
    os.utime(draft, (wall, wall))
    files.sync_file(draft)
    draft.replace(home.prepared)
    files.sync_folder(home.path)
    return finish(home)


def finish(home: Home) -> Path:
    """Carry on with a replacement that was begun, under presence.alone(); doing it twice does no harm."""
    aside = _set_aside(home)
    for suffix in LOGS:
        beside(home.database, suffix).unlink(missing_ok=True)
    files.sync_folder(home.path)
    home.prepared.replace(home.database)
    files.sync_folder(home.path)
    return aside


def aside_name(wall: int) -> str:
    """The name of a database that was set aside at `wall` (seconds UTC)."""
    return f"set-aside-{local_time(wall):%Y-%m-%d-%H%M%S}.sqlite3"


def _set_aside(home: Home) -> Path:
    """The old database under a second name; a repeat finds it there already."""
    home.backups.mkdir(exist_ok=True, mode=0o700)
    aside = home.backups / aside_name(int(home.prepared.stat().st_mtime))
    for suffix in ("-wal", ""):  # the database last: where it lies, its log lies too
        source, target = beside(home.database, suffix), beside(aside, suffix)
        if source.exists() and not aside.exists():
            _linked(source, target)
    files.sync_folder(home.backups)
    return aside


def _linked(source: Path, target: Path) -> None:
    try:
        target.unlink(missing_ok=True)
        target.hardlink_to(source)
    except OSError:  # a file system without links
        draft = target.with_name(f"{target.name}.part")
        shutil.copyfile(source, draft)
        files.sync_file(draft)
        draft.replace(target)


def set_aside_before(home: Home, wall: int) -> list[Path]:
    """The databases that were set aside before `wall` (seconds UTC), with their logs."""
    limit = f"{local_time(wall):%Y-%m-%d-%H%M%S}"
    found = [(match, path) for path in _listed(home.backups) if (match := _ASIDE.fullmatch(path.name))]
    return [path for match, path in found if f"{match[1]}-{match[2]}" < limit]


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
