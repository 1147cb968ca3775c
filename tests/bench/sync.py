"""Bench `sync`: journalled visits from a kiosk's store to the province's, beside PouchDB replicating equal documents.

Both over HTTP on this machine, through the same counting proxy, in batches of at most 1,000, from SQLite or leveldb on
this disk to the same on the other side. What comes before a visit is not measured on either side: making the records,
enrolment, the readers' own entries.
"""

import random
import secrets
import time
from contextlib import closing
from pathlib import Path

from kiosk.clock import Moment, system_clock
from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, Consent, Purpose, Sex
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.bench import pouchdb
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import Transfer, scratch
from tests.bench.province import POINT, POINT_NAME, running_province
from tests.bench.proxy import counting_proxy

BATCH = 1_000
READERS = 1_000
VISITS_A_DAY = 300
OPEN_SECONDS = 8 * 3_600
FIRST_MORNING = 1_735_693_200  # 1 January 2025, 08:00 at +07:00
RATE_GOAL = Goal("at least", 8)
BYTES_GOAL = Goal("at most", 10, of_ratio=False)


def run(size: Size) -> list[Figure]:
    """Records per second, and bytes a record on the wire, both ways, HTTP headers and receipts included."""
    mine, other = ours(size.records), pouchdb.transfer(size.records)
    return [
        Figure("visits synced", mine.rate, "records/s", other.rate, RATE_GOAL, "peer", digits=0),
        Figure(
            "on the wire", mine.bytes_per_record, "bytes/visit", other.bytes_per_record, BYTES_GOAL, "peer", digits=2
        ),
    ]


def ours(records: int) -> Transfer:
    """One pass of the real client against the real server in a process of its own, on SQLite."""
    with (
        scratch("sync") as folder,
        running_province(folder / "province") as province,
        counting_proxy(province.port) as proxy,
        closing(_kiosk(folder / "kiosk")) as store,
    ):
        enrol(store, f"http://127.0.0.1:{proxy.port}", province.code, clock=system_clock)
        cards = _readers(store)
        run_pass(store, clock=system_clock, largest=BATCH)
        store._database.execute("PRAGMA synchronous = OFF")  # filling is not measured and need not take a minute
        _visits(store, cards, records)
        store._database.execute("PRAGMA synchronous = FULL")
        before, started = proxy.traffic(), time.perf_counter()
        run_pass(store, clock=system_clock, largest=BATCH)
        seconds = time.perf_counter() - started
        status = sync_status(store)
        assert (status.confirmed_visits, status.pending_entries) == (records, 0), status
        return Transfer(records, seconds, proxy.traffic().since(before))


def _kiosk(path: Path) -> Store:
    home = Home(path)
    moment = Moment(FIRST_MORNING - 3_600, 60, bytes(16))
    initialise(home, code=POINT, name=POINT_NAME, nonce=secrets.token_bytes(16), clock=lambda: moment)
    return open_store(home)


def _readers(store: Store) -> list[str]:
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
        for number in range(READERS)
    ]


def _visits(store: Store, cards: list[str], records: int) -> None:
    """Days of a busy point by the use cases themselves: one visit in eight without a card, the machine off at night."""
    chance = random.Random(2)
    for first in range(0, records, VISITS_A_DAY):
        day = first // VISITS_A_DAY
        coming = chance.sample(cards, VISITS_A_DAY)
        for number, second in enumerate(
            sorted(chance.choices(range(OPEN_SECONDS), k=min(VISITS_A_DAY, records - first)))
        ):
            moment = Moment(FIRST_MORNING + 86_400 * day + second, 120 + second, day.to_bytes(16))
            purpose = Purpose(chance.randrange(6))
            if chance.randrange(8):
                check_in(store, coming[number], clock=lambda moment=moment: moment, purpose=purpose)  # type: ignore[misc]
            else:
                band, sex = AgeBand(chance.randrange(5)), Sex(chance.randrange(3))
                tally(store, purpose=purpose, age_band=band, sex=sex, clock=lambda moment=moment: moment)  # type: ignore[misc]
