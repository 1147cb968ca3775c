"""What lay behind an unreadable page of a damaged database comes back once the province has filled the gap."""

from typing import Final

from sqlite_utils import Database

from kiosk.storage import journal, salvage, settings
from kiosk.storage.connection import Store

_REMAINS: Final = "remains"
"""The setting that names the damaged file, and how long the older epochs were when it was last looked at."""


def remember(tx: Database, name: str) -> None:
    """The file that is set aside under this name tells of entries behind those that could be read."""
    settings.put(tx, _REMAINS, f"{name} {_length(tx)}")


def take_from_remains(store: Store) -> int:
    """Append what continues the journal now; how many entries. Looks only when an older epoch has grown since.

    It ends when everything was taken, or with the damaged file, which lives fifteen days. Raises Unavailable.
    """
    with store.reading() as tx:
        name, _, length = settings.text(tx, _REMAINS).partition(" ")
        if not name or length == str(_length(tx)):
            return 0
    with salvage.remains(store.home.backups / name) as damaged, store.writing() as tx:
        found = salvage.salvage_more(tx, store, damaged) if damaged is not None else salvage.Salvaged(0, 0)
        if damaged is not None and salvage.has_more(tx, damaged):
            remember(tx, name)
        else:
            settings.put(tx, _REMAINS, "")
    return found.entries


def _length(tx: Database) -> int:
    return sum(epoch.last for epoch in journal.epochs(tx)[:-1])
