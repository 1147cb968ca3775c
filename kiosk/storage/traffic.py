"""What the line carried on each Vietnamese day, in bytes both ways."""

from typing import NamedTuple

from sqlite_utils import Database


class Traffic(NamedTuple):
    """Bytes of one day."""

    sent: int = 0
    received: int = 0


def add(tx: Database, day: int, traffic: Traffic) -> None:
    """Count what the line carried on `day` (counted from 1970-01-01)."""
    tx.execute(
        "INSERT INTO traffic VALUES (?, ?, ?)"
        " ON CONFLICT (day) DO UPDATE SET sent = sent + excluded.sent, received = received + excluded.received",
        (day, *traffic),
    )


def of_day(tx: Database, day: int) -> Traffic:
    """What was counted of `day`."""
    row = tx.execute("SELECT sent, received FROM traffic WHERE day = ?", (day,)).fetchone()
    return Traffic(*row) if row else Traffic()
