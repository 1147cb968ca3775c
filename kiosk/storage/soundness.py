"""Is this file a kiosk's database, and is it whole? Asked of the present one at each start, and of every backup."""

from typing import Final

from sqlite_utils import Database

from kiosk.errors import Refused, Unavailable
from sync.protocol.entries import chained

from .migrations import MIGRATIONS, STEPS

APPLICATION_ID: Final = 0x44694444  # «DiĐĐ», so that `file` and we ourselves know our own database
_TAIL: Final = 64


def is_ours(database: Database) -> bool:
    """Whether a kiosk made this database; an empty one may still become ours. Raises Refused(`database_foreign`)."""
    (mark,) = database.execute("PRAGMA application_id").fetchone()
    if mark == APPLICATION_ID:
        return True
    if mark or database.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise Refused("database_foreign")
    return False


def ensure_known(database: Database) -> bool:
    """Refuse a database that a newer program wrote; whether steps of our own are still missing."""
    newer = {migration.name for migration in MIGRATIONS.applied(database)} - set(STEPS)
    if newer:
        raise Refused("database_newer", step=sorted(newer)[-1])
    return bool(MIGRATIONS.pending(database))


def ensure_whole(database: Database) -> None:
    """Look through all pages. Raises Unavailable(`database_damaged`)."""
    (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise Unavailable("database_damaged", found=str(answer)[:200])


def ensure_sound_tail(database: Database) -> None:
    """The last entries of the journal must continue one another: the cheap check that every start can afford."""
    rows = database.execute("SELECT epoch, seq, raw, hash FROM journal ORDER BY epoch DESC, seq DESC LIMIT ?", (_TAIL,))
    later: tuple[int, int, bytes, bytes] | None = None
    for epoch, seq, raw, digest in rows:
        if later is not None and later[0] == epoch and chained(digest, later[2]) != later[3]:
            raise Unavailable("database_damaged", epoch=epoch, seq=later[1])
        later = (epoch, seq, raw, digest)
