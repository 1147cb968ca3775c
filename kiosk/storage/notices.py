"""What an officer must hear of and a machine cannot settle: kept until somebody has seen it."""

from typing import NamedTuple

from sqlite_utils import Database


class Notice(NamedTuple):
    """`code`: a stable word with a sentence in the screens; `epoch`: what it is about; `at`: seconds UTC."""

    code: str
    epoch: int
    at: int
    detail: str


def keep(tx: Database, notice: Notice) -> None:
    """Keep a notice; told again about the same epoch, the first stands."""
    tx.execute("INSERT OR IGNORE INTO notices (code, epoch, at, detail) VALUES (?, ?, ?, ?)", notice)


def unseen(tx: Database) -> list[Notice]:
    """What nobody has seen yet, oldest first."""
    rows = tx.execute("SELECT code, epoch, at, detail FROM notices WHERE seen_at IS NULL ORDER BY at, code")
    return [Notice(*row) for row in rows]
