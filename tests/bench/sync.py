"""Bench `sync`: journalled visits from a kiosk's store to the province's, beside PouchDB replicating equal documents.

Both over HTTP on this machine, through the same counting proxy, in batches of at most 1,000, from SQLite or leveldb on
this disk to the same on the other side. The two take turns, half of the backlog each, so that whatever else the
machine does meets both. What comes before a visit is not measured on either side: making the records, enrolment, the
readers' own entries. Then, on the same two, one day of 30 visits, and a sync with nothing to say.
"""

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from kiosk.clock import Moment, system_clock
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
TURNS = 2
VISITS_A_DAY = 300
QUIET_DAY = 30
RATE_GOAL = Goal("at least", 12)
BYTES_GOAL = Goal("at most", 6, of_ratio=False)
DAY_GOAL = Goal("at most", 40, of_ratio=False)
IDLE_GOAL = Goal("at most", 1_000, of_ratio=False)


def run(size: Size) -> list[Figure]:
    """Records per second, and bytes on the wire, both ways, HTTP headers and receipts included."""
    with pouchdb.peer() as peer, _kiosk() as kiosk:
        turns = [(kiosk.backlog(part), peer.replicate(part)) for part in _parts(size.records)]
        mine, other = (Transfer.together(side) for side in zip(*turns, strict=True))
        day, other_day = kiosk.day(contact=True), peer.replicate(QUIET_DAY)
        late = kiosk.day(contact=False)
        idle, other_idle = kiosk.sync(0).traffic.total, peer.replicate(0).traffic.total
    return [
        Figure("visits synced", mine.rate, "records/s", other.rate, RATE_GOAL, "peer", digits=0),
        _bytes_each("on the wire", mine, other, BYTES_GOAL),
        _bytes_each(f"… of one day's {QUIET_DAY}", day, other_day, DAY_GOAL),
        _bytes_each("… where they are the first contact", late, other_day, None),
        Figure("… of an idle sync", idle, "bytes", other_idle, IDLE_GOAL, "peer", digits=0),
    ]


def _parts(records: int) -> list[int]:
    return [records * (turn + 1) // TURNS - records * turn // TURNS for turn in range(TURNS)]


def _bytes_each(what: str, mine: Transfer, other: Transfer, goal: Goal | None) -> Figure:
    return Figure(what, mine.bytes_per_record, "bytes/visit", other.bytes_per_record, goal, "peer", digits=2)


class _Kiosk:
    """The real client in this process, enrolled at the real server in a process of its own, on SQLite."""

    def __init__(self, store: Store, proxy: CountingProxy, cards: list[str]) -> None:
        self._store = store
        self._proxy = proxy
        self._cards = cards
        self._days = 0
        self._boot = b""

    def backlog(self, visits: int) -> Transfer:
        """Busy days that the province has heard nothing of."""
        with point.not_durable(self._store):
            point.visits(self._store, self._cards, visits, a_day=VISITS_A_DAY, first_day=self._days)
        self._days += -(-visits // VISITS_A_DAY)
        return self.sync(visits)

    def day(self, *, contact: bool) -> Transfer:
        """QUIET_DAY visits of one boot. `contact`: its clock was compared with the province's in the morning; else it
        is now, and what that tells is an entry of its own.
        """
        self._boot = secrets.token_bytes(16)
        if contact:
            self.sync(0)
        coming, self._cards = self._cards[:QUIET_DAY], self._cards[QUIET_DAY:]
        with point.not_durable(self._store):
            point.one_day(self._store, coming, QUIET_DAY, opened=self._clock(), chance=random.Random(QUIET_DAY))
        return self.sync(QUIET_DAY)

    def sync(self, visits: int) -> Transfer:
        """One pass, in which the province confirms `visits`."""
        confirmed = sync_status(self._store).confirmed_visits
        before, started = self._proxy.traffic(), time.perf_counter()
        run_pass(self._store, clock=self._clock, largest=BATCH)
        seconds = time.perf_counter() - started
        status = sync_status(self._store)
        assert (status.confirmed_visits - confirmed, status.pending_visits) == (visits, 0), status
        return Transfer(visits, seconds, self._proxy.traffic().since(before))

    def _clock(self) -> Moment:
        now = point.timeless_clock()
        return now._replace(boot=self._boot) if self._boot else now


@contextmanager
def _kiosk() -> Iterator[_Kiosk]:
    """A kiosk whose readers the province knows already."""
    with (
        scratch("sync") as folder,
        running_province(folder / "province") as province,
        counting_proxy(province.port) as proxy,
        closing(point.new_kiosk(folder / "kiosk")) as store,
    ):
        enrol(store, f"http://127.0.0.1:{proxy.port}", province.code, clock=system_clock)
        with point.not_durable(store):
            cards = point.readers(store)
        run_pass(store, clock=point.timeless_clock, largest=BATCH)
        yield _Kiosk(store, proxy, cards)
