"""The point, its officers, readers, cards and visits, and the journal that every fact is also an entry of."""

from typing import Final

from sqlite_utils import Database

STATEMENTS: Final = (
    "CREATE TABLE point (id INTEGER PRIMARY KEY CHECK (id = 1), code TEXT NOT NULL, name TEXT NOT NULL) STRICT",
    # The journal: this device's own chain. `wall` and `mono` stand inside `raw`; nothing here is ever changed.
    """CREATE TABLE epochs (
        epoch INTEGER PRIMARY KEY, device BLOB NOT NULL, nonce BLOB NOT NULL, genesis BLOB NOT NULL) STRICT""",
    """CREATE TABLE boots (
        epoch INTEGER NOT NULL REFERENCES epochs, boot INTEGER NOT NULL, boot_id BLOB NOT NULL,
        PRIMARY KEY (epoch, boot)) STRICT, WITHOUT ROWID""",
    # Foreign keys keep it gapless: an epoch's first entry needs the epoch, every other the one before it. (A trigger
    # that looked for a gap cost three times as much at each entry.)
    """CREATE TABLE journal (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1), raw BLOB NOT NULL, hash BLOB NOT NULL,
        opens INTEGER AS (iif(seq = 1, epoch, NULL)) REFERENCES epochs, follows INTEGER AS (nullif(seq - 1, 0)),
        PRIMARY KEY (epoch, seq), FOREIGN KEY (epoch, follows) REFERENCES journal (epoch, seq)
        ) STRICT, WITHOUT ROWID""",
    # Where each Vietnamese day begins in the journal: no entry of that day stands before. It spares visits an index.
    "CREATE TABLE days (day INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT",
    """CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    # Readers are named by the entry that made them. Personal fields are `sealed` under a key of that reader, which lies
    # beside them `wrapped` by the point's key; erasing a reader is erasing that key.
    """CREATE TABLE readers (
        number INTEGER PRIMARY KEY, device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
        sealed BLOB NOT NULL, wrapped BLOB, consent INTEGER NOT NULL, consent_text INTEGER NOT NULL,
        registered_at INTEGER NOT NULL, UNIQUE (device, epoch, seq)) STRICT""",
    """CREATE TABLE cards (
        digest BLOB PRIMARY KEY, reader INTEGER NOT NULL REFERENCES readers, valid_until INTEGER NOT NULL,
        revoked_at INTEGER) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visits (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, mono INTEGER NOT NULL,
        boot INTEGER NOT NULL, day INTEGER NOT NULL, method INTEGER NOT NULL, purpose INTEGER NOT NULL,
        age_band INTEGER NOT NULL, sex INTEGER NOT NULL, head_count INTEGER NOT NULL CHECK (head_count >= 1),
        grouping INTEGER NOT NULL, reader INTEGER REFERENCES readers, card BLOB,
        PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX visits_by_reader ON visits (reader, epoch, seq, at, mono, boot) WHERE reader IS NOT NULL",
    "CREATE INDEX visits_by_card ON visits (card, epoch, seq) WHERE card IS NOT NULL",
    # What the province said, written by sync alone.
    """CREATE TABLE province (
        id INTEGER PRIMARY KEY CHECK (id = 1), url TEXT NOT NULL, public_key BLOB NOT NULL, number INTEGER NOT NULL,
        certificate BLOB NOT NULL, enrolled_at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE receipts (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL, at INTEGER NOT NULL,
        signature BLOB NOT NULL, visits INTEGER NOT NULL, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE quarantined (
        epoch INTEGER NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sync_attempt (
        id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL, outcome TEXT NOT NULL,
        batch INTEGER NOT NULL) STRICT""",
    """CREATE TABLE officers (
        name TEXT PRIMARY KEY, password TEXT NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
        locked_until INTEGER NOT NULL DEFAULT 0) STRICT""",
)


def apply(database: Database) -> None:
    """Make the first tables."""
    for statement in STATEMENTS:
        database.execute(statement)
