"""Visits that are put right or tagged, readers who await somebody, the programme, the site's service points."""

from typing import Final

from sqlite_utils import Database

STATEMENTS: Final = (
    # `head_count` stays what the visit's own entry told; `counted` is what was made of it, NULL where nothing was.
    # `event`: its local number. A visit that was entered later has the boot -1: no clock of ours times it.
    "ALTER TABLE visits ADD COLUMN service_point INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE visits ADD COLUMN event INTEGER",
    "ALTER TABLE visits ADD COLUMN counted INTEGER",
    "ALTER TABLE sister_visits ADD COLUMN service_point INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sister_visits ADD COLUMN event INTEGER",
    "ALTER TABLE sister_visits ADD COLUMN counted INTEGER",
    "CREATE INDEX sister_visits_by_reader ON sister_visits (reader_device, reader_epoch, reader_seq, at)",
    "CREATE INDEX sister_visits_by_card ON sister_visits (card, at) WHERE card IS NOT NULL",
    # Corrections and confirmations (reason 0), named by their entries; `device` is b"" for our own. `delta`: persons by
    # which the counts changed.
    """CREATE TABLE corrections (
        device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, visit_epoch INTEGER NOT NULL,
        visit_seq INTEGER NOT NULL, delta INTEGER NOT NULL, reason INTEGER NOT NULL, group_epoch INTEGER NOT NULL,
        group_seq INTEGER NOT NULL, PRIMARY KEY (device, epoch, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX corrections_by_visit ON corrections (device, visit_epoch, visit_seq)",
    # What a class or club calls itself. It stays here: somebody will write a person's name.
    """CREATE TABLE group_labels (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL, label TEXT NOT NULL,
        PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID""",
    # What a reader still awaits: `approval` 1 and no `approved_at`, or the consent of a representative (`consent` 3).
    "ALTER TABLE readers ADD COLUMN approval INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE readers ADD COLUMN approved_at INTEGER",
    "ALTER TABLE readers ADD COLUMN consented_at INTEGER",
    "ALTER TABLE readers ADD COLUMN staff INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE readers ADD COLUMN erasure_asked_at INTEGER",
    "UPDATE readers SET consented_at = registered_at",
    # Asked for every reader of a list, and at each erasure and reissue; without it 5,000 readers took five seconds.
    "CREATE INDEX cards_by_reader ON cards (reader)",
    # `title` is NULL for an event that a visit names and nobody has told of yet.
    """CREATE TABLE events (
        number INTEGER PRIMARY KEY, device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, title TEXT,
        kind INTEGER NOT NULL DEFAULT 0, starts_at INTEGER NOT NULL DEFAULT 0, ends_at INTEGER NOT NULL DEFAULT 0,
        cancelled INTEGER NOT NULL DEFAULT 0, UNIQUE (device, epoch, seq)) STRICT""",
    "CREATE INDEX events_by_time ON events (ends_at, starts_at)",
    "CREATE TABLE service_points (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    "CREATE TABLE counting (id INTEGER PRIMARY KEY CHECK (id = 1), rule INTEGER NOT NULL) STRICT",
)


def apply(database: Database) -> None:
    """Make what the visitor's kiosk needs."""
    for statement in STATEMENTS:
        database.execute(statement)
