"""A backup takes the place of the database: what it lacks comes back from the province, nothing is thrown away."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import SOFTWARE
from kiosk.clock import Clock, Moment
from kiosk.config import Home
from kiosk.errors import Refused, Unavailable
from kiosk.storage import backup, erasures, highwater, journal, keyring, notices, point, presence, replacement, salvage
from kiosk.storage.connection import Store, open_draft, said_in_our_words, trouble
from kiosk.values import EntryRef
from sync.protocol.entries import EpochCause

from . import take_from_remains

NONCE = 16
_CODES = {EpochCause.RESTORED: "database_restored", EpochCause.UNREADABLE: "database_mended"}


@dataclass(frozen=True, slots=True)
class Restored:
    """The database was replaced. `epoch`: where the journal goes on; `last`: the newest entry that came along.

    `salvaged`: entries and keys out of a damaged one; `visits`: persons counted in it; `aside`: where the old one lies.
    """

    epoch: int
    last: EntryRef
    salvaged: salvage.Salvaged
    visits: int
    aside: Path


def restore_backup(home: Home, source: Path, *, clock: Clock, random_bytes: Callable[[int], bytes]) -> Restored:
    """Put the backup `source` in the place of the present database, and go on in a new epoch (sync.md, guarantee 4).

    The old database is set aside among the backups. Everything is prepared under another name and known erasures are
    done again there, so a power cut at any moment leaves the old or the finished new one. Nobody else may have the home
    open. Raises Refused(`backup_foreign` | `database_newer`) or Unavailable(`home_in_use` | `backup_damaged` |
    `backup_missing` | `keys_missing` | `keys_damaged` | `disk_full` | …); then nothing has changed.
    """
    keys = keyring.load(home.keys)
    with said_in_our_words(home), presence.alone(home):
        return put_in_place(home, source, keys, EpochCause.RESTORED, clock=clock, random_bytes=random_bytes)


def put_in_place(
    home: Home,
    source: Path | None,
    keys: keyring.Keyring,
    cause: EpochCause,
    *,
    clock: Clock,
    random_bytes: Callable[[int], bytes],
) -> Restored:
    """Under presence.alone(): make the new database of `source` (None: of nothing) and let it be the kiosk's.

    When the old one is UNREADABLE, what can be read of it is taken along.
    """
    if home.prepared.exists():
        replacement.finish(home)
    draft = home.path / f"{home.database.name}.draft"
    _drop(draft)
    try:
        if source is not None:
            _copied(source, draft, keys)
        store = open_draft(home, draft, keys)
        try:
            now = clock()
            epoch, last, salvaged, visits, head = _finished(store, cause, now, random_bytes(NONCE))
        finally:
            store.close()
        backup.alone(draft)
        aside = replacement.commit(home, draft, now.wall)
    finally:
        _drop(draft)
    highwater.raise_to(home, head)
    return Restored(epoch, last, salvaged, visits, aside)


def _finished(
    store: Store, cause: EpochCause, now: Moment, nonce: bytes
) -> tuple[int, EntryRef, salvage.Salvaged, int, highwater.Mark]:
    """The draft with all that it is to hold, in one transaction."""
    home, salvaged, more = store.home, salvage.Salvaged(0, 0), False
    mark = highwater.load(home.high_water)
    with salvage.remains(home.database) as old, store.writing() as tx:
        if cause is EpochCause.UNREADABLE and old is not None:
            salvaged = salvage.salvage(tx, store, old)
            more = salvage.has_more(tx, old)
        here, newest = point.load(tx), highwater.head(tx)
        if here is None or point.account(tx) is None:
            raise Refused("backup_missing")
        common = newest or highwater.Mark(0, 0, b"")
        epoch = max(common.epoch, mark.epoch if mark else 0, salvage.newest_epoch(old)) + 1
        opening = journal.Opening(epoch, nonce, cause, EntryRef(common.epoch, common.seq), common.head)
        journal.open_epoch(tx, store.keyring, now, opening, point=here.code, software=SOFTWARE)
        if more:
            take_from_remains.remember(tx, replacement.aside_name(now.wall))
        notices.keep(tx, notices.Notice(_CODES[cause], epoch, now.wall, f"{common.epoch}-{common.seq}"))
        if home.erasures.exists():
            erasures.erase_again(tx, journal.Writer(tx, now), store.keyring, home.erasures)
        found = backup.contents(tx)
    assert found.head is not None  # noqa: S101 - an epoch was opened above
    return epoch, EntryRef(common.epoch, common.seq), salvaged, found.visits, found.head


def _copied(source: Path, draft: Path, keys: keyring.Keyring) -> None:
    """A backup, or a database that was set aside with its log, as one file that was looked through wholly."""
    if not source.is_file():
        raise Refused("backup_missing", file=source.name)
    shutil.copyfile(source, draft)
    if (log := replacement.beside(source, "-wal")).exists():
        shutil.copyfile(log, replacement.beside(draft, "-wal"))
    try:
        backup.alone(draft)
    except sqlite3.DatabaseError as error:
        said = trouble(error)
        raise Unavailable("backup_damaged", file=source.name) if said.code == "database_damaged" else said from error
    backup.examined(draft, keys, wholly=True)


def _drop(draft: Path) -> None:
    for path in (draft, *(replacement.beside(draft, suffix) for suffix in (*replacement.LOGS, "-journal"))):
        path.unlink(missing_ok=True)
