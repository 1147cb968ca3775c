"""Bench `sync`: journalled visits from a kiosk's store to the province's, beside PouchDB replicating equal documents.

Both over HTTP on this machine, through the same counting proxy, in batches of at most 1,000, from SQLite or leveldb on
this disk to the same on the other side. What comes before a visit is not measured on either side: making the records,
enrolment, the readers' own entries. Then, on the same two, one day of 30 visits, and a sync with nothing to say.
"""

import time
from contextlib import closing
from dataclasses import dataclass

from kiosk.clock import system_clock
from kiosk.storage.connection import Store
from kiosk.usecases.sync_status import sync_status
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.bench import point, pouchdb
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import Transfer, scratch
from tests.bench.province import running_province
from tests.bench.proxy import CountingProxy, counting_proxy

BATCH = 1_000
VISITS_A_DAY = 300
QUIET_DAY = 30
RATE_GOAL = Goal("at least", 12)
BYTES_GOAL = Goal("at most", 6, of_ratio=False)
DAY_GOAL = Goal("at most", 40, of_ratio=False)
IDLE_GOAL = Goal("at most", 1_000, of_ratio=False)


@dataclass(frozen=True)
class Synced:
    """A backlog, a day of QUIET_DAY visits, and nothing."""

    backlog: Transfer
    day: Transfer
    idle: Transfer


def run(size: Size) -> list[Figure]:
    """Records per second, and bytes on the wire, both ways, HTTP headers and receipts included."""
    mine, other = ours(size.records), theirs(size.records)
    return [
        Figure("visits synced", mine.backlog.rate, "records/s", other.backlog.rate, RATE_GOAL, "peer", digits=0),
        Figure("on the wire", *_bytes_each(mine.backlog, other.backlog), BYTES_GOAL, "peer", digits=2),
        Figure(f"… of one day's {QUIET_DAY}", *_bytes_each(mine.day, other.day), DAY_GOAL, "peer", digits=1),
        Figure(
            "… of an idle sync", mine.idle.traffic.total, "bytes", other.idle.traffic.total, IDLE_GOAL, "peer", digits=0
        ),
    ]


def _bytes_each(mine: Transfer, other: Transfer) -> tuple[float, str, float]:
    return mine.bytes_per_record, "bytes/visit", other.bytes_per_record


def theirs(records: int) -> Synced:
    """The same of PouchDB."""
    with pouchdb.peer() as peer:
        return Synced(peer.replicate(records), peer.replicate(QUIET_DAY), peer.replicate(0))


def ours(records: int) -> Synced:
    """Passes of the real client against the real server in a process of its own, on SQLite."""
    with (
        scratch("sync") as folder,
        running_province(folder / "province") as province,
        counting_proxy(province.port) as proxy,
        closing(point.new_kiosk(folder / "kiosk")) as store,
    ):
        enrol(store, f"http://127.0.0.1:{proxy.port}", province.code, clock=system_clock)
        with point.not_durable(store):
            cards = point.readers(store)
        run_pass(store, clock=system_clock, largest=BATCH)
        with point.not_durable(store):
            point.visits(store, cards, records, a_day=VISITS_A_DAY)
        backlog = _pass(store, proxy, records)
        with point.not_durable(store):
            first_day = records // VISITS_A_DAY + 1
            point.visits(store, cards, QUIET_DAY, a_day=QUIET_DAY, first_day=first_day, seed=3)
        return Synced(backlog, _pass(store, proxy, QUIET_DAY), _pass(store, proxy, 0))


def _pass(store: Store, proxy: CountingProxy, records: int) -> Transfer:
    confirmed = sync_status(store).confirmed_visits
    before, started = proxy.traffic(), time.perf_counter()
    run_pass(store, clock=system_clock, largest=BATCH)
    seconds = time.perf_counter() - started
    status = sync_status(store)
    assert (status.confirmed_visits - confirmed, status.pending_visits) == (records, 0), status
    return Transfer(records, seconds, proxy.traffic().since(before))
