"""The append-only journal: every fact once, gapless, each entry bound to the one before by its hash."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.clock import Moment, day_number
from kiosk.errors import Defect
from kiosk.rules.clocks import Standing
from kiosk.values import EntryRef
from sync.protocol.entries import (
    BootStarted,
    Confidence,
    Entry,
    EpochCause,
    EpochOpened,
    chained,
    clocks_of,
    encode,
    genesis,
)
from sync.protocol.times import SLACK

from . import boots
from .keyring import Keyring

_LOST = """
    SELECT min(seq) FROM (
        SELECT seq FROM visits WHERE epoch = :epoch AND seq > :last
        UNION ALL SELECT seq FROM receipts WHERE epoch = :epoch AND seq > :last)
"""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One chain of this device. `genesis`: h₀; `last`: its newest seq, 0 while all is still to come back."""

    epoch: int
    nonce: bytes
    genesis: bytes
    last: int


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not continue the one before it."""

    epoch: int
    seq: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A new epoch: its number, 16 random bytes, why, and the last entry in common with what came before."""

    epoch: int
    nonce: bytes
    cause: EpochCause
    previous: EntryRef
    previous_hash: bytes


class Writer:
    """The journal opened at its last entry inside a transaction, which keeps everyone else from writing.

    Entries are made with its `wall`, `mono` and `boot`, the clock's own words; what they tell happened `at` (seconds
    UTC) with a `confidence`, by what is known of that clock.
    """

    def __init__(self, tx: Database, moment: Moment) -> None:
        self._tx = tx
        row = tx.conn.execute(boots.HEAD).fetchone()
        if row is None:
            raise Defect("journal_not_opened")
        self._epoch: int
        self._epoch, self._seq, self._hash, raw, self.boot, boot_id, *self._standing = row
        self.wall, self.mono = moment.wall, moment.mono
        if boot_id != moment.boot:
            self._begin_boot(moment, raw)
        else:
            self._go_on(raw)

    @property
    def standing(self) -> Standing:
        """What is known of this boot's clock."""
        return boots.standing_of(self._standing)

    def _go_on(self, raw: bytes) -> None:
        """The boot of the last entry, which `raw` is, goes on. Footing.time() written out: it precedes every scan."""
        base, self.confidence, not_before, *_ = self._standing
        last, mono = clocks_of(raw)
        self.at: int = self.wall
        if base is not None:
            self.at, last = base + self.mono, base + mono
        earliest = not_before - SLACK
        if self.at < earliest:
            self.at, self.confidence = not_before, int(Confidence.UNSURE)
        day = day_number(self.at)
        if last < earliest or day_number(last) != day:
            note_day(self._tx, day, EntryRef(self._epoch, self._seq + 1))

    def _begin_boot(self, moment: Moment, raw: bytes) -> None:
        self.boot += 1
        key = self._epoch, self.boot
        standing = boots.beginning(self._tx, key, self.standing, raw, moment)
        self._standing = boots.columns_of(standing)
        self.at, self.confidence = standing.footing.time(self.wall, self.mono)
        boots.save(self._tx, key, moment.boot, standing)
        note_day(self._tx, day_number(self.at), EntryRef(self._epoch, self._seq + 1))
        self.write(BootStarted(wall=self.wall, mono=self.mono, boot=self.boot, boot_id=moment.boot))

    @property
    def epoch(self) -> int:
        """The epoch that is being written."""
        return self._epoch

    def write(self, entry: Entry) -> EntryRef:
        """Append one entry; its name is returned."""
        raw = encode(entry)
        self._seq += 1
        self._hash = chained(self._hash, raw)
        self._tx.conn.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (self._epoch, self._seq, raw, self._hash))
        return EntryRef(self._epoch, self._seq)


def open_epoch(
    tx: Database, keyring: Keyring, moment: Moment, opening: Opening, *, point: str, software: str
) -> EntryRef:
    """Begin a chain of this device; everything written from now on stands in it."""
    epoch = opening.epoch
    start = genesis(keyring.public_key, epoch, opening.nonce)
    tx.execute("INSERT INTO epochs VALUES (?, ?, ?, ?)", (epoch, keyring.device_id, opening.nonce, start))
    tx.execute("INSERT INTO boots (epoch, boot, boot_id) VALUES (?, 0, x'')", (epoch,))
    entry = EpochOpened(
        wall=moment.wall,
        mono=moment.mono,
        boot=0,
        point=point,
        software=software,
        previous_epoch=opening.previous.epoch,
        previous_seq=opening.previous.seq,
        previous_hash=opening.previous_hash,
        cause=int(opening.cause),
    )
    raw = encode(entry)
    note_day(tx, day_number(moment.wall), EntryRef(epoch, 1))
    tx.execute("INSERT INTO journal VALUES (?, 1, ?, ?)", (epoch, raw, chained(start, raw)))
    return EntryRef(epoch, 1)


def present_time(tx: Database, moment: Moment) -> int:
    """The time (seconds UTC) that a fact written at `moment` would get, by what is known of the clock."""
    standing = boots.present(tx, moment)
    return standing.footing.time(moment.wall, moment.mono).at if standing else moment.wall


def note_day(tx: Database, day: int, entry: EntryRef) -> None:
    """The entry is perhaps the first of its day; what was noted for an earlier one stands."""
    tx.execute(
        "INSERT INTO days VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq "
        "WHERE (excluded.epoch, excluded.seq) < (days.epoch, days.seq)",
        (day, *entry),
    )


def last_of(tx: Database, epoch: int) -> int:
    """The seq of the newest entry of an epoch, 0 where there is none."""
    (last,) = tx.execute("SELECT coalesce(max(seq), 0) FROM journal WHERE epoch = ?", (epoch,)).fetchone()
    return int(last)


def epochs(tx: Database) -> list[Epoch]:
    """Every chain of this device, oldest first."""
    rows = tx.execute(
        "SELECT epoch, nonce, genesis, (SELECT coalesce(max(seq), 0) FROM journal WHERE epoch = epochs.epoch) "
        "FROM epochs ORDER BY epoch"
    )
    return [Epoch(*row) for row in rows]


def links(tx: Database, epoch: int, first: int, limit: int) -> list[tuple[bytes, bytes]]:
    """(raw, hash) of at most `limit` entries of `epoch` from seq `first` on."""
    return tx.execute(
        "SELECT raw, hash FROM journal WHERE epoch = ? AND seq >= ? ORDER BY seq LIMIT ?", (epoch, first, limit)
    ).fetchall()


def hash_at(tx: Database, epoch: int, seq: int) -> bytes | None:
    """The chain hash after entry `seq`; the genesis for 0; None for an entry that is not there."""
    if seq == 0:
        row = tx.execute("SELECT genesis FROM epochs WHERE epoch = ?", (epoch,)).fetchone()
    else:
        row = tx.execute("SELECT hash FROM journal WHERE epoch = ? AND seq = ?", (epoch, seq)).fetchone()
    return row[0] if row else None


def raw_at(tx: Database, epoch: int, seq: int) -> bytes | None:
    """The bytes of an entry, or None."""
    row = tx.execute("SELECT raw FROM journal WHERE epoch = ? AND seq = ?", (epoch, seq)).fetchone()
    return row[0] if row else None


def length(tx: Database) -> int:
    """Entries in all epochs. They are gapless, so the last numbers tell."""
    return sum(epoch.last or 0 for epoch in epochs(tx))


def first_break(tx: Database, keyring: Keyring) -> Break | None:
    """Walk every chain from its genesis; the first entry that does not fit or is lost, or None for a sound journal."""
    for epoch in epochs(tx):
        previous = genesis(keyring.public_key, epoch.epoch, epoch.nonce)
        if previous != epoch.genesis:
            return Break(epoch.epoch, 0)
        for expected, (seq, raw, digest) in enumerate(_entries(tx, epoch.epoch), start=1):
            previous = chained(previous, raw)
            if seq != expected or previous != digest:
                return Break(epoch.epoch, expected)
        # Entries cut off at the end leave a sound chain; what was made or confirmed with them tells.
        (lost,) = tx.execute(_LOST, {"epoch": epoch.epoch, "last": epoch.last or 0}).fetchone()
        if lost is not None:
            return Break(epoch.epoch, lost)
    return None


def _entries(tx: Database, epoch: int) -> Iterator[tuple[int, bytes, bytes]]:
    yield from tx.execute("SELECT seq, raw, hash FROM journal WHERE epoch = ? ORDER BY seq", (epoch,))
