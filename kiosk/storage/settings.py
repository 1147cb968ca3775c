"""Choices of this kiosk that are no facts: each a word and its value. They are kept by name and never journalled."""

from sqlite_utils import Database


def text(tx: Database, name: str, default: str = "") -> str:
    """A setting as it was put."""
    row = tx.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def whole(tx: Database, name: str, default: int) -> int:
    """A setting that is a number; the default where it is none."""
    said = text(tx, name)
    return int(said) if said.lstrip("-").isdecimal() else default


def is_on(tx: Database, name: str) -> bool:
    """A setting that is on or off; off until somebody switched it on."""
    return whole(tx, name, 0) == 1


def every(tx: Database) -> dict[str, str]:
    """All settings that somebody put, as they were put."""
    return dict(tx.execute("SELECT name, value FROM settings").fetchall())


def put(tx: Database, name: str, value: str | int | bool) -> None:
    """Choose. A truth value is kept as 1 or 0."""
    said = str(int(value)) if isinstance(value, bool) else str(value)
    tx.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, said))
