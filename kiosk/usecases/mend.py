"""A damaged database is mended: the newest good backup, and all that can still be read of the damaged file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.clock import Clock
from kiosk.config import Home
from kiosk.errors import KioskError, Refused
from kiosk.storage import journal, keyring, places, presence, soundness
from kiosk.storage.connection import open_store, said_in_our_words
from sync.protocol.entries import EpochCause

from .list_backups import Outlook, foresee, newest_good
from .restore_backup import Restored, put_in_place

MENDABLE = frozenset(("database_damaged", "database_missing"))
"""What a backup helps against."""


def mend(
    home: Home,
    *,
    clock: Clock,
    random_bytes: Callable[[int], bytes],
    sticks: Callable[[], Sequence[Path]] = places.sticks,
) -> Restored:
    """Make a working database of the newest good backup (or none) and of what continues it in the damaged file.

    The journal goes on in a new epoch always, even when everything up to the high-water mark was there: the province
    may have confirmed an entry behind it a moment before the damage, and another one of that number would be a fork.
    The damaged file is set aside. Killed anywhere, the damaged one or the finished new one is there.

    Raises Refused(`nothing_to_mend`) for a sound database, or as restore_backup() does; `backup_missing` where neither
    a backup nor the damaged file tells which point this is.
    """
    _ensure_damaged(home)
    keys = keyring.load(home.keys)
    source = newest_good(home, sticks=sticks)
    path = source.path if source else None
    with said_in_our_words(home), presence.alone(home):
        return put_in_place(home, path, keys, EpochCause.UNREADABLE, clock=clock, random_bytes=random_bytes)


def outlook(home: Home, *, sticks: Callable[[], Sequence[Path]] = places.sticks) -> Outlook | None:
    """The backup that mend() would begin with and how far behind it is; None where there is none.

    Raises Refused(`nothing_to_mend`) for a sound database.
    """
    _ensure_damaged(home)
    source = newest_good(home, sticks=sticks)
    return foresee(home, source) if source else None


def _ensure_damaged(home: Home) -> None:
    """A large database is not looked through whenever it is opened; here it is."""
    try:
        store = open_store(home)
        try:
            with store.reading() as tx:
                soundness.ensure_whole(tx)
                broken = journal.first_break(tx, store.keyring)
        finally:
            store.close()
    except KioskError as error:
        if error.code in MENDABLE:
            return
        raise
    if broken is None:
        raise Refused("nothing_to_mend")
