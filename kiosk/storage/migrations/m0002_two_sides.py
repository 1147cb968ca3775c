"""Both sides know of each other: the feed of the point, clock evidence, what was lost and taken back, settings."""

from typing import Final

from sqlite_utils import Database

STATEMENTS: Final = (
    # What is known of each boot's time: `base` is the time (seconds UTC) at its mono 0, from clock evidence; nothing in
    # it was before `not_before`. `trusted`, `doubt` and `drift` (wall - mono): how it began (rules/clocks.py).
    "ALTER TABLE boots ADD COLUMN base INTEGER",
    "ALTER TABLE boots ADD COLUMN confidence INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE boots ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE boots ADD COLUMN trusted INTEGER",
    "ALTER TABLE boots ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE boots ADD COLUMN drift INTEGER",
    # `visits.at` and `day` are corrected by that evidence; the clock's own word stays in the entry.
    "ALTER TABLE visits ADD COLUMN confidence INTEGER NOT NULL DEFAULT 0",
    # `device` is b"" for our own.
    """CREATE TABLE evidence (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, boot INTEGER NOT NULL,
        mono INTEGER NOT NULL, at INTEGER NOT NULL, confidence INTEGER NOT NULL,
        PRIMARY KEY (device, epoch, seq)) STRICT, WITHOUT ROWID""",
    # A reader's key is sent once beside the chain; 0: the province has not said yet that it keeps it.
    "ALTER TABLE readers ADD COLUMN key_kept INTEGER NOT NULL DEFAULT 0",
    # The feed: what the point's other kiosks wrote. Their readers and cards lie in the tables of our own.
    """CREATE TABLE feed (
        id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, seq INTEGER NOT NULL,
        kinds INTEGER NOT NULL) STRICT""",
    """CREATE TABLE sister_chains (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
        PRIMARY KEY (device, epoch)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sister_visits (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, wall INTEGER NOT NULL,
        mono INTEGER NOT NULL, boot INTEGER NOT NULL, day INTEGER NOT NULL, method INTEGER NOT NULL,
        purpose INTEGER NOT NULL, age_band INTEGER NOT NULL, sex INTEGER NOT NULL, head_count INTEGER NOT NULL,
        grouping INTEGER NOT NULL, reader_device BLOB NOT NULL, reader_epoch INTEGER NOT NULL,
        reader_seq INTEGER NOT NULL, card BLOB, confidence INTEGER NOT NULL,
        PRIMARY KEY (device, epoch, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sister_visits_by_day ON sister_visits (day, purpose, head_count)",
    # Cards and erasures may be heard of before the reader they belong to.
    """CREATE TABLE unclaimed (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, raw BLOB NOT NULL,
        PRIMARY KEY (device, epoch, seq)) STRICT, WITHOUT ROWID""",
    # Cards that are revoked although nobody here knows them yet, and readers whose keys were destroyed.
    "CREATE TABLE revocations (digest BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE erased (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (device, epoch, seq)) STRICT, WITHOUT ROWID""",
    # How far days were compared with the province, and what the compared stretch still awaits.
    """CREATE TABLE reconciled (
        epoch INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE resends (
        epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (epoch, first)) STRICT, WITHOUT ROWID""",
    # What an officer must know: a fork, a lost end, a key that does not open.
    """CREATE TABLE notices (
        code TEXT NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL, detail TEXT NOT NULL,
        seen_at INTEGER, PRIMARY KEY (code, epoch)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE traffic (day INTEGER PRIMARY KEY, sent INTEGER NOT NULL, received INTEGER NOT NULL) STRICT",
)


def apply(database: Database) -> None:
    """Make what the second side needs."""
    for statement in STATEMENTS:
        database.execute(statement)
