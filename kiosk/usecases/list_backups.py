"""Which backups there are, and what going back to one would cost."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kiosk.config import Home
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.rules import retention
from kiosk.storage import backup, highwater, journal, keyring, mirror, places, visits
from kiosk.storage.connection import Store, open_store


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup that was looked through. `at`: seconds UTC, by the clock of then; `trouble`: "" for a good one, else the
    code why it cannot be used; `visits`: persons counted in it; `size`: bytes; `here`: it lies
    on the kiosk's own disk.
    """

    path: Path
    at: int
    epoch: int
    seq: int
    trouble: str
    visits: int = 0
    readers: int = 0
    size: int = 0
    here: bool = True


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the present database holds beyond a backup. None: it cannot be read, nobody knows.

    `entries`: at least so many; `confirmed_visits`: those of `visits` that the province has and gives back.
    """

    backup: Listed
    entries: int | None
    visits: int | None
    confirmed_visits: int | None


def list_backups(home: Home, *, sticks: Callable[[], Sequence[Path]] = places.sticks) -> list[Listed]:
    """This device's backups wherever they lie, each looked through, the newest first.

    Raises Unavailable(`keys_missing` | `keys_damaged`).
    """
    keys = keyring.load(home.keys)
    folders = dict.fromkeys([home.backups, *_chosen(home), *sticks()])
    found = [copy for folder in folders for copy in backup.listed(folder, keys.device_id)]
    return [_looked_through(copy, keys, copy.path.parent == home.backups) for copy in retention.newest_first(found)]


def last_backup(store: Store) -> int | None:
    """When the newest backup on the kiosk's own disk was made (seconds UTC, by the clock of then), or None.

    Cheap: it goes by the names alone.
    """
    found = retention.newest_first(backup.listed(store.home.backups, store.keyring.device_id))
    return found[0].at if found else None


def newest_good(home: Home, *, sticks: Callable[[], Sequence[Path]] = places.sticks) -> Listed | None:
    """The newest backup that can be used, or None. Raises as list_backups() does."""
    return next((copy for copy in list_backups(home, sticks=sticks) if not copy.trouble), None)


def foresee(home: Home, copy: Listed) -> Outlook:
    """What going back to `copy` would take away, before the province gives back what it has."""
    try:
        store = open_store(home)
    except KioskError:
        mark = highwater.load(home.high_water)
        known = mark is not None and mark.epoch == copy.epoch
        return Outlook(copy, max(0, mark.seq - copy.seq) if mark and known else None, None, None)
    try:
        with backup.read_only(copy.path) as older, store.reading() as tx:
            return _compared(tx, copy, {epoch.epoch: epoch.last for epoch in journal.epochs(older)})
    finally:
        store.close()


def _compared(tx: Database, copy: Listed, held: dict[int, int]) -> Outlook:
    entries = counted = confirmed = 0
    for epoch in journal.epochs(tx):
        last, newest = held.get(epoch.epoch) or 0, epoch.last or 0
        receipt = mirror.confirmed(tx, epoch.epoch)
        entries += max(0, newest - last)
        counted += visits.counted_between(tx, epoch.epoch, last, newest)
        confirmed += visits.counted_between(tx, epoch.epoch, last, receipt.seq if receipt else 0)
    return Outlook(copy, entries, counted, confirmed)


def _looked_through(copy: backup.Backup, keys: keyring.Keyring, here: bool) -> Listed:
    try:
        found = backup.examined(copy.path, keys)
        size = copy.path.stat().st_size
    except (Refused, Unavailable) as error:
        return Listed(copy.path, copy.at, copy.epoch, copy.seq, error.code, here=here)
    except OSError:  # its stick was pulled out a moment ago
        return Listed(copy.path, copy.at, copy.epoch, copy.seq, "backup_missing", here=here)
    return Listed(copy.path, copy.at, copy.epoch, copy.seq, "", found.visits, found.readers, size, here)


def _chosen(home: Home) -> list[Path]:
    """The second place, where the database can still tell it."""
    with contextlib.suppress(KioskError):
        store = open_store(home)
        try:
            with store.reading() as tx:
                place = places.chosen(tx)
        finally:
            store.close()
        return [place] if place else []
    return []
