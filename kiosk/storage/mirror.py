"""What the province said: its key, its receipts, what it quarantined. Written by sync alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from . import visits

EVERYTHING = 2**62


@dataclass(frozen=True, slots=True)
class Province:
    """The province this kiosk is enrolled with. `certificate`: the message's bytes; `public_key`: pinned, 32 bytes."""

    url: str
    public_key: bytes
    number: int
    certificate: bytes
    enrolled_at: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The last verified receipt of an epoch. `at`: the province's time; `visits`: persons confirmed in this epoch."""

    epoch: int
    seq: int
    head: bytes
    at: int
    signature: bytes
    visits: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last sync pass: when it ended (seconds UTC), how ("ok" or an error's code), and the batch that fits."""

    at: int
    outcome: str
    batch: int


def save_province(tx: Database, province: Province) -> None:
    """Pin the province; a new enrolment replaces the old."""
    tx.execute(
        "INSERT OR REPLACE INTO province VALUES (1, ?, ?, ?, ?, ?)",
        (province.url, province.public_key, province.number, province.certificate, province.enrolled_at),
    )


def province(tx: Database) -> Province | None:
    """The pinned province, or None before enrolment."""
    row = tx.execute("SELECT url, public_key, number, certificate, enrolled_at FROM province").fetchone()
    return Province(*row) if row else None


def confirmed(tx: Database, epoch: int) -> Confirmed | None:
    """What the province last confirmed of an epoch."""
    row = tx.execute(
        "SELECT epoch, seq, head, at, signature, visits FROM receipts WHERE epoch = ? ORDER BY seq DESC LIMIT 1",
        (epoch,),
    ).fetchone()
    return Confirmed(*row) if row else None


def confirm(
    tx: Database,
    *,
    epoch: int,
    seq: int,
    head: bytes,
    at: int,
    signature: bytes,
    quarantined: Iterable[tuple[int, str]],
) -> None:
    """Keep a verified receipt and its verdicts; a repeat for the same entry keeps the latest time.

    Of a receipt that comes late, on a stick, only the verdicts are news.
    """
    before = confirmed(tx, epoch)
    if before is None or (seq, at) >= (before.seq, before.at):
        counted = before.visits if before else 0
        counted += visits.counted_between(tx, epoch, before.seq if before else 0, seq)
        row = (epoch, seq, head, at, signature, counted)
        tx.execute("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?)", row)
    for number, reason in quarantined:
        tx.execute("INSERT OR REPLACE INTO quarantined VALUES (?, ?, ?)", (epoch, number, reason))


def judged_again(tx: Database, epoch: int, first: int, last: int, quarantined: Iterable[tuple[int, str]]) -> None:
    """Entries that were sent once more: what the province says of them now is all that holds."""
    tx.execute("DELETE FROM quarantined WHERE epoch = ? AND seq BETWEEN ? AND ?", (epoch, first, last))
    for number, reason in quarantined:
        tx.execute("INSERT OR REPLACE INTO quarantined VALUES (?, ?, ?)", (epoch, number, reason))


def forget_confirmed_after(tx: Database, epoch: int, seq: int) -> None:
    """The province holds less than its receipts said (it was restored): forget the later ones and send again.

    It may have lost keys of readers too, earlier ones also: all of this device's are handed in once more.
    """
    tx.execute("DELETE FROM receipts WHERE epoch = ? AND seq > ?", (epoch, seq))
    tx.execute("UPDATE readers SET key_kept = 0 WHERE device = (SELECT device FROM epochs WHERE epoch = ?)", (epoch,))


def save_attempt(tx: Database, attempt: Attempt) -> None:
    """Remember how the last pass ended."""
    tx.execute("INSERT OR REPLACE INTO sync_attempt VALUES (1, ?, ?, ?)", (attempt.at, attempt.outcome, attempt.batch))


def last_attempt(tx: Database) -> Attempt | None:
    """How the last pass ended."""
    row = tx.execute("SELECT at, outcome, batch FROM sync_attempt").fetchone()
    return Attempt(*row) if row else None


def pending_visits(tx: Database, epoch: int, after: int) -> int:
    """Visits (persons) that the province has not confirmed."""
    return visits.counted_between(tx, epoch, after, EVERYTHING)


def quarantined_count(tx: Database) -> int:
    """Entries that the province keeps but could not count."""
    (number,) = tx.execute("SELECT count(*) FROM quarantined").fetchone()
    return int(number)


def verdict(tx: Database, epoch: int, seq: int) -> str:
    """Why the province does not count an entry, "" for one that it counts."""
    row = tx.execute("SELECT reason FROM quarantined WHERE epoch = ? AND seq = ?", (epoch, seq)).fetchone()
    return str(row[0]) if row else ""


def has_compared(tx: Database) -> bool:
    """Whether the province ever compared a day with us: then it runs errands, and not answering one says something."""
    return tx.execute("SELECT 1 FROM reconciled").fetchone() is not None


def quarantined(tx: Database, limit: int) -> list[tuple[int, int, str]]:
    """(epoch, seq, reason) of the newest entries that the province keeps but could not count, newest first."""
    return tx.execute(
        "SELECT epoch, seq, reason FROM quarantined ORDER BY epoch DESC, seq DESC LIMIT ?", (limit,)
    ).fetchall()
