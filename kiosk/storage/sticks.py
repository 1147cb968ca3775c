"""How far an export has come that did not fit on one stick: the next stick goes on there."""

from sqlite_utils import Database

from kiosk.values import EntryRef

_NAME = "exported"


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
