"""What one stick leaves to the next: how far an export has come, and a fork that is not yet understood."""

from sqlite_utils import Database

from kiosk.values import EntryRef

_NAME = "exported"
_FORKED = "forked"


def exported(tx: Database) -> EntryRef | None:
    """The last entry on the sticks of an export that is not finished; None when there is none."""
    row = tx.execute("SELECT value FROM settings WHERE name = ?", (_NAME,)).fetchone()
    if row is None:
        return None
    epoch, _, seq = row[0].partition(" ")
    return EntryRef(int(epoch), int(seq))


def save_exported(tx: Database, last: EntryRef) -> None:
    """The stick is full; entries after `last` wait for the next one."""
    tx.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_NAME, f"{last.epoch} {last.seq}"))


def end_export(tx: Database) -> None:
    """Everything is on sticks, or the export begins anew: the next one starts after what the province confirmed."""
    tx.execute("DELETE FROM settings WHERE name = ?", (_NAME,))


def forked(tx: Database) -> int | None:
    """The epoch that the province tells otherwise, where it is not yet known from which entry on."""
    row = tx.execute("SELECT value FROM settings WHERE name = ?", (_FORKED,)).fetchone()
    return int(row[0]) if row else None


def note_fork(tx: Database, epoch: int) -> None:
    """The next stick asks for more of this epoch."""
    tx.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_FORKED, str(epoch)))


def forget_fork(tx: Database) -> None:
    """Both sides tell the same again."""
    tx.execute("DELETE FROM settings WHERE name = ?", (_FORKED,))
