"""The point this kiosk stands at, and its officers."""

from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.values import Point

OFFICER = "can-bo"
"""The first and, for now, only account at a point."""


@dataclass(frozen=True, slots=True)
class Account:
    """An officer's account. `password`: an argon2id hash; `locked_until`: seconds UTC, 0 when open."""

    password: str
    failures: int
    locked_until: int


def save(tx: Database, point: Point) -> None:
    """Write the point, once."""
    tx.execute("INSERT INTO point VALUES (1, ?, ?)", (point.code, point.name))


def load(tx: Database) -> Point | None:
    """The point, or None in a home whose init was cut short."""
    row = tx.execute("SELECT code, name FROM point").fetchone()
    return Point(*row) if row else None


def account(tx: Database) -> Account | None:
    """The officer's account."""
    row = tx.execute("SELECT password, failures, locked_until FROM officers WHERE name = ?", (OFFICER,)).fetchone()
    return Account(*row) if row else None


def save_account(tx: Database, account: Account) -> None:
    """Write the officer's account."""
    tx.execute(
        "INSERT OR REPLACE INTO officers VALUES (?, ?, ?, ?)",
        (OFFICER, account.password, account.failures, account.locked_until),
    )
