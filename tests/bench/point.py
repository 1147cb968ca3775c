"""A library point for the benches: readers with cards, and days of visits by the use cases themselves."""

import random
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import Moment, system_clock
from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, Consent, Purpose, Sex
from tests.bench.province import POINT, POINT_NAME

READERS = 1_000
OPEN_SECONDS = 8 * 3_600
FIRST_MORNING = 1_735_693_200  # 1 January 2025, 08:00 at +07:00


def timeless_clock() -> Moment:
    """The system's clock, each look at it in another boot: the years here are invented and the province's clock is not,
    so that no contact may be taken for evidence of these days' times.
    """
    return system_clock()._replace(boot=secrets.token_bytes(16))


def new_kiosk(path: Path) -> Store:
    """A kiosk that was initialised an hour before the first morning; close it."""
    home = Home(path)
    moment = Moment(FIRST_MORNING - 3_600, 60, bytes(16))
    initialise(home, code=POINT, name=POINT_NAME, nonce=secrets.token_bytes(16), clock=lambda: moment)
    return open_store(home)


@contextmanager
def not_durable(store: Store) -> Iterator[None]:
    """Filling is not measured and need not take a minute."""
    connection: sqlite3.Connection = store._database.conn
    connection.execute("PRAGMA synchronous = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # nor does the first push pay for its disk


def readers(store: Store, count: int = READERS) -> list[str]:
    """The cards of `count` new readers."""
    moment = Moment(FIRST_MORNING - 1_800, 1_860, bytes(16))
    return [
        register_reader(
            store,
            full_name=f"Nguyễn Thị Bạn Đọc {number}",
            birth_year=1945 + number % 60,
            sex=Sex(number % 3),
            consent=Consent.READER,
            clock=lambda: moment,
        ).code
        for number in range(count)
    ]


def visits(store: Store, cards: list[str], records: int, *, a_day: int, first_day: int = 0) -> None:
    """Days at a point: the machine is off at night, so that each has a boot of its own, with a random id."""
    chance = random.Random(first_day)
    for first in range(0, records, a_day):
        morning = FIRST_MORNING + 86_400 * (first_day + first // a_day)
        opened = Moment(morning, 120, chance.randbytes(16))
        one_day(store, cards, min(a_day, records - first), opened=opened, chance=chance)


def one_day(store: Store, cards: list[str], records: int, *, opened: Moment, chance: random.Random) -> None:
    """The hours from `opened` on: one visit in eight without a card."""
    seconds = sorted(chance.choices(range(OPEN_SECONDS), k=records))
    for card, second in zip(chance.sample(cards, records), seconds, strict=True):
        _visit(store, card, Moment(opened.wall + second, opened.mono + second, opened.boot), chance)


def _visit(store: Store, card: str, moment: Moment, chance: random.Random) -> None:
    purpose = Purpose(chance.randrange(6))
    if chance.randrange(8):
        check_in(store, card, clock=lambda: moment, purpose=purpose)
    else:
        band, sex = AgeBand(chance.randrange(5)), Sex(chance.randrange(3))
        tally(store, purpose=purpose, age_band=band, sex=sex, clock=lambda: moment)
