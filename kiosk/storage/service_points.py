"""The service points of a site (reading room, learning centre), and whether visits are counted at each of them."""

from sqlite_utils import Database

from kiosk.values import CountingRule, EntryRef
from sync.protocol.entries import CountingChosen, ServicePointNamed

from .journal import Writer


def apply(tx: Database, entry: ServicePointNamed | CountingChosen) -> None:
    """Take in what a kiosk of the point said; the newest word that was heard holds."""
    if isinstance(entry, CountingChosen):
        tx.execute("INSERT OR REPLACE INTO counting VALUES (1, ?)", (entry.rule,))
    elif entry.name:
        tx.execute("INSERT OR REPLACE INTO service_points VALUES (?, ?)", (entry.service_point, entry.name))
    else:
        tx.execute("DELETE FROM service_points WHERE number = ?", (entry.service_point,))


def name(tx: Database, journal: Writer, number: int, said: str) -> EntryRef:
    """Write the name of a service point, "" to close it."""
    entry = ServicePointNamed(wall=journal.wall, mono=journal.mono, boot=journal.boot, service_point=number, name=said)
    apply(tx, entry)
    return journal.write(entry)


def choose_counting(tx: Database, journal: Writer, rule: CountingRule) -> EntryRef:
    """Write how visits are counted from now on."""
    entry = CountingChosen(wall=journal.wall, mono=journal.mono, boot=journal.boot, rule=int(rule))
    apply(tx, entry)
    return journal.write(entry)


def named(tx: Database) -> dict[int, str]:
    """The open service points: number → name, in order."""
    return dict(tx.execute("SELECT number, name FROM service_points ORDER BY number").fetchall())


def next_number(tx: Database) -> int:
    """A number that no service point has, and none had that visits still name."""
    (last,) = tx.execute(
        "SELECT max((SELECT coalesce(max(number), 0) FROM service_points), (SELECT coalesce(max(service_point), 0) "
        "FROM visits), (SELECT coalesce(max(service_point), 0) FROM sister_visits))"
    ).fetchone()
    return int(last) + 1


def is_per_site(tx: Database) -> bool:
    """Whether a person who goes from one service point to another is still the same visit."""
    row = tx.execute("SELECT rule FROM counting").fetchone()
    return row is None or row[0] != CountingRule.SERVICE_POINT
