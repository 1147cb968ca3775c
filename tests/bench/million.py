"""A home that has seen a million visits, made in one transaction: the rows and the chain are those of one by one."""

import random
import secrets
from collections.abc import Sequence

from sqlite_utils import Database

from kiosk.clock import Clock, Moment
from kiosk.storage import journal
from kiosk.storage.connection import Store
from kiosk.storage.visits import NewVisit, record
from kiosk.values import AgeBand, Method, Purpose, Sex
from tests.bench.point import OPEN_SECONDS, not_durable

DAY = 86_400
VISITS_A_DAY = 2_000


def fill(store: Store, visits: int, *, before: int) -> None:
    """Write `visits` visits of known readers and of walk-ins, so many a day, the last day ending before `before`
    (seconds UTC). Each day has a boot of its own.
    """
    days = -(-visits // VISITS_A_DAY)
    chance = random.Random(days)
    with not_durable(store), store.writing() as tx:
        known = _names(tx)
        for day in range(days):
            morning = before - (days - day) * DAY
            writer = journal.Writer(tx, Moment(morning, 120, secrets.token_bytes(16)))
            for second in sorted(chance.choices(range(OPEN_SECONDS), k=min(VISITS_A_DAY, visits - day * VISITS_A_DAY))):
                writer.wall = writer.at = morning + second
                writer.mono = 120 + second
                record(tx, writer, _visit(chance, known))


def add(store: Store, visits: int, *, clock: Clock) -> None:
    """Write `visits` visits of this very moment."""
    chance = random.Random(visits)
    with store.writing() as tx:
        known, writer = _names(tx), journal.Writer(tx, clock())
        for _ in range(visits):
            record(tx, writer, _visit(chance, known))


def _names(tx: Database) -> list[tuple[int, tuple[bytes, int, int]]]:
    rows = tx.execute("SELECT number, device, epoch, seq FROM readers").fetchall()
    return [(number, (device, epoch, seq)) for number, device, epoch, seq in rows]


def _visit(chance: random.Random, known: Sequence[tuple[int, tuple[bytes, int, int]]]) -> NewVisit:
    purpose, band = Purpose(chance.randrange(6)), AgeBand(chance.randrange(5))
    if not known or not chance.randrange(8):
        return NewVisit(method=Method.SELF_REGISTERED, purpose=purpose, age_band=band)
    number, name = chance.choice(known)
    sex = Sex(number % 3)
    return NewVisit(method=Method.SCANNED, purpose=purpose, age_band=band, sex=sex, reader=number, reader_name=name)
