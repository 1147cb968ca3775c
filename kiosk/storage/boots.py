"""The boots of this PC: whose clock each entry was written by, and what is known of that clock."""

from collections.abc import Sequence
from typing import Any, Final

from sqlite_utils import Database

from kiosk import BUILT
from kiosk.clock import Moment
from kiosk.rules import clocks
from kiosk.rules.clocks import Standing
from kiosk.values import Doubt
from sync.protocol.entries import Confidence, clocks_of
from sync.protocol.times import Evidence, Footing, Place, Timeline

OWN: Final = b""
"""How evidence names this device."""
HEAD: Final = """
    SELECT journal.epoch, journal.seq, journal.hash, journal.raw, boots.boot, boots.boot_id,
        base, confidence, not_before, trusted, doubt, drift
    FROM journal JOIN boots ON boots.epoch = journal.epoch
    ORDER BY journal.epoch DESC, journal.seq DESC, boots.boot DESC LIMIT 1
"""
"""The newest entry and the boot it was written in: one statement, since it stands before every entry."""


def standing_of(columns: Sequence[Any]) -> Standing:
    """The standing in the last six columns of HEAD."""
    base, confidence, not_before, trusted, doubt, drift = columns
    return Standing(Footing(base, confidence, not_before), trusted, Doubt(doubt), drift)


def columns_of(standing: Standing) -> list[Any]:
    """The last six columns of HEAD for a boot that stands like this."""
    return [*standing.footing, standing.trusted, int(standing.doubt), standing.drift]


def present(tx: Database, moment: Moment) -> Standing | None:
    """How the clock of `moment` stands, its boot noted in the journal or not yet; None before the first epoch."""
    row = tx.conn.execute(HEAD).fetchone()
    if row is None:
        return None
    epoch, _, _, raw, boot, boot_id, *standing = row
    known = standing_of(standing)
    return known if boot_id == moment.boot else beginning(tx, (epoch, boot + 1), known, raw, moment)


def save(tx: Database, key: Place, boot_id: bytes, standing: Standing) -> None:
    """Note the boot (epoch, boot) as it begins. Its `BootStarted` is the caller's to write."""
    tx.execute(
        "INSERT INTO boots (epoch, boot, boot_id, base, confidence, not_before, trusted, doubt, drift) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, boot_id, *columns_of(standing)),
    )


def refresh(tx: Database) -> None:
    """Put the newest boot on the footing that the present evidence gives it."""
    row = tx.execute("SELECT epoch, boot FROM boots ORDER BY epoch DESC, boot DESC LIMIT 1").fetchone()
    if row is not None:
        footing = _newest_evidence(tx).footing(*row)
        tx.execute(
            "UPDATE boots SET base = ?, confidence = ?, not_before = ? WHERE epoch = ? AND boot = ?", (*footing, *row)
        )


def surroundings(tx: Database, device: bytes, first: Place, last: Place) -> list[Evidence]:
    """All evidence that the times of the entries `first` to `last` of a device depend on, in the chain's order.

    It reaches from the contact before them to the contact after them (times.py).
    """
    found: list[Evidence] = []
    before = tx.execute(
        "SELECT epoch, seq, boot, mono, at, confidence FROM evidence "
        "WHERE device = ? AND (epoch, seq) < (?, ?) AND confidence = ? ORDER BY epoch DESC, seq DESC LIMIT 1",
        (device, *first, int(Confidence.PROVINCE)),
    ).fetchone()
    if before is not None:
        found.append(Evidence(*before))
    rows = tx.execute(
        "SELECT epoch, seq, boot, mono, at, confidence FROM evidence "
        "WHERE device = ? AND (epoch, seq) > (?, ?) ORDER BY epoch, seq",
        (device, *(before[:2] if before else (0, 0))),
    )
    for row in rows:
        found.append(Evidence(*row))
        if row[:2] > last and row[5] == Confidence.PROVINCE:
            break
    return found


def last_contact(tx: Database, moment: Moment | None = None) -> Evidence | None:
    """The newest word of the province in our own chain; with `moment`, only if it was said in that boot."""
    row = tx.execute(
        "SELECT epoch, seq, boot, mono, at, confidence FROM evidence WHERE device = ? AND confidence = ? "
        "ORDER BY epoch DESC, seq DESC LIMIT 1",
        (OWN, int(Confidence.PROVINCE)),
    ).fetchone()
    if row is None:
        return None
    contact = Evidence(*row)
    if moment is not None:
        (epoch, boot, boot_id) = tx.execute(
            "SELECT epoch, boot, boot_id FROM boots ORDER BY epoch DESC, boot DESC LIMIT 1"
        ).fetchone()
        if (contact.epoch, contact.boot, moment.boot) != (epoch, boot, boot_id):
            return None
    return contact


def beginning(tx: Database, key: Place, before: Standing, raw: bytes, moment: Moment) -> Standing:
    """How the boot (epoch, boot) of `moment` begins, after the one that stood on `before` and wrote `raw` last.

    What was written in doubt moves the last trusted time on no more than a clock that runs wild through several boots.
    """
    footing = _newest_evidence(tx).footing(*key)
    wall, mono = clocks_of(raw)
    trusted = before.trusted
    is_first = before.drift is None  # an epoch's opening, whose clock nobody has judged
    if clocks.doubt_now(before, wall, mono) is Doubt.NONE and not (is_first and wall < BUILT):
        trusted = before.footing.time(wall, mono).at
    if footing.not_before:
        trusted = max(trusted or 0, footing.not_before)
    drift = moment.wall - moment.mono
    return Standing(footing, trusted, clocks.doubt_at_start(moment.wall, trusted), drift)


def _newest_evidence(tx: Database) -> Timeline:
    end = (2**62, 0)
    return Timeline(surroundings(tx, OWN, end, end))
