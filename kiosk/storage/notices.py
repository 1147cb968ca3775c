"""What an officer must hear of and a machine cannot settle: kept until somebody has seen it."""

from sqlite_utils import Database

from kiosk.values import Notice

__all__ = ["Notice", "keep", "see", "unseen"]


def keep(tx: Database, notice: Notice) -> None:
    """Keep a notice; told again about the same epoch, the first stands."""
    tx.execute("INSERT OR IGNORE INTO notices (code, epoch, at, detail) VALUES (?, ?, ?, ?)", notice)


def unseen(tx: Database) -> list[Notice]:
    """What nobody has seen yet, oldest first."""
    rows = tx.execute("SELECT code, epoch, at, detail FROM notices WHERE seen_at IS NULL ORDER BY at, code")
    return [Notice(*row) for row in rows]


def see(tx: Database, at: int) -> None:
    """An officer has seen all of them, `at` (seconds UTC)."""
    tx.execute("UPDATE notices SET seen_at = ? WHERE seen_at IS NULL", (at,))
