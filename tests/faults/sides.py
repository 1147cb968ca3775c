"""One kiosk and its province, looked at from both ends: what was acknowledged, what is here, what is there."""

import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.ids import new_card_code
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Point
from sync.client.enrolment import enrol
from sync.client.runner import Passed, run_pass
from sync.client.transport import Transport
from tests.faults.cases import ensure_once
from tests.homes import StandingClock, new_home
from tests.province.servers import Served
from tests.sync.places import Enrollable

STALL = 0.4
"""Seconds after which a kiosk in these tests calls a line dead; in the field it is a minute."""


def impatient(url: str) -> Transport:
    """The kiosk's own transport, which loses patience sooner."""
    return Transport(url, connect=STALL, stall=STALL)


@dataclass
class Side:
    """A kiosk enrolled with `province`; `acknowledged` are the visits (epoch, seq) that its visitors were told of."""

    store: Store
    province: Served
    point: Point
    clock: StandingClock
    acknowledged: set[tuple[int, int]] = field(default_factory=set)

    def visit(self, times: int = 1) -> None:
        """Cards from elsewhere come in."""
        for _ in range(times):
            self.clock.advance(700)
            ref = check_in(self.store, new_card_code(), clock=self.clock).visit
            self.acknowledged.add((ref.epoch, ref.seq))

    def lead_through(self, url: str) -> None:
        """The kiosk's line goes through somewhere else."""
        with self.store.writing() as tx:
            tx.execute("UPDATE province SET url = ?", (url,))

    def sync(self, **options: Any) -> Passed:
        """One pass of the kiosk."""
        return run_pass(self.store, clock=self.clock, **options)

    def sync_in_vain(self, **options: Any) -> str:
        """A pass that may fail; the word it failed with, or "ok"."""
        try:
            self.sync(**options)
        except KioskError as error:
            return error.code
        return "ok"

    def ensure_settled(self) -> None:
        """The line is good again: after a pass both sides hold the same chain, and every visit exactly once."""
        self.lead_through(self.province.url)
        self.sync()
        self.ensure_same()

    def ensure_same(self) -> None:
        """Both sides hold the same chain, every visit exactly once, and nothing waits."""
        assert sync_status(self.store).pending_entries == 0
        verify_journal(self.store)
        here, there = chain_here(self.store), chain_there(self.province.home, self.store.keyring.device_id)
        assert here == there
        counted = visits_there(self.province.home, self.store.keyring.device_id)
        ensure_once(self.acknowledged, counted)


def enrolled_side(province: Served, place: Enrollable, home: Path, clock: StandingClock) -> Side:
    """A kiosk enrolled at `place` over a good line."""
    side = unknown_side(province, place.point, home, clock)
    enrol(side.store, province.url, place.code, clock=clock)
    return side


def unknown_side(province: Served, point: Point, home: Path, clock: StandingClock) -> Side:
    """A kiosk of `point` that nobody has enrolled."""
    return Side(open_store(new_home(home, clock, point=point).home), province, point, clock)


def chain_here(store: Store) -> list[tuple[Any, ...]]:
    """(epoch, seq, raw, hash) of a kiosk's whole journal."""
    with store.reading() as tx:
        return tx.execute("SELECT epoch, seq, raw, hash FROM journal ORDER BY epoch, seq").fetchall()


def chain_there(province: Path, device: bytes) -> list[tuple[Any, ...]]:
    """(epoch, seq, raw, hash) of all that the province's SQLite file holds of a device."""
    return _asked(province, "SELECT epoch, seq, raw, hash FROM province_entry", device)


def visits_there(province: Path, device: bytes) -> list[tuple[Any, ...]]:
    """(epoch, seq) of every visit of a device that the province's SQLite file counts."""
    return _asked(province, "SELECT epoch, seq FROM province_visit", device)


def _asked(province: Path, select: str, device: bytes) -> list[tuple[Any, ...]]:
    query = f"{select} WHERE device_id = (SELECT id FROM province_device WHERE device_id = ?) ORDER BY epoch, seq"  # noqa: S608 # both parts stand in this file
    with contextlib.closing(sqlite3.connect(province / "province.db")) as database:
        return database.execute(query, (device,)).fetchall()
