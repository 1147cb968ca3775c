"""Kiosks with wrong clocks against a real province: whatever a clock shows, both sides and the sisters count alike."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kiosk.clock import day_number
from kiosk.storage.connection import Store
from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.today import today
from kiosk.values import Confidence, Doubt, Point, Purpose
from sync.client.runner import run_pass
from tests.homes import StandingClock
from tests.province.servers import Served
from tests.sync.rooms import Room

DAY = 86_400
YEAR = 365 * DAY
Rows = dict[tuple[int, int], tuple[int, int, int]]
"""(epoch, seq) → (at, day, confidence)."""


@pytest.fixture
def room(tmp_path: Path, province: Served, point: Point, clock: StandingClock) -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(tmp_path, province, point, clock, stack)


def come(store: Store, clock: StandingClock, visits: int) -> None:
    for _ in range(visits):
        clock.advance(600)
        tally(store, purpose=Purpose.READING, clock=clock)


def here(store: Store) -> Rows:
    with store.reading() as tx:
        return {row[:2]: row[2:] for row in tx.execute("SELECT epoch, seq, at, day, confidence FROM visits")}


def at_the_sister(sister: Store, writer: Store) -> Rows:
    with sister.reading() as tx:
        rows = tx.execute(
            "SELECT epoch, seq, at, day, confidence FROM sister_visits WHERE device = ?", (writer.keyring.device_id,)
        )
        return {row[:2]: row[2:] for row in rows}


def at_the_province(province: Served, writer: Store) -> Rows:
    with closing(sqlite3.connect(province.home / "province.db")) as held:
        rows = held.execute(
            "SELECT epoch, seq, at, day, confidence FROM province_visit visit"
            " JOIN province_device device ON device.id = visit.device_id WHERE device.device_id = ?",
            (writer.keyring.device_id,),
        )
        return {row[:2]: row[2:] for row in rows}


def test_a_first_contact_dates_what_a_dead_battery_counted(room: Room, province: Served, clock: StandingClock) -> None:
    clock.step(-16 * YEAR)
    kiosk = room.kiosk("kiosk")
    come(kiosk, clock, 5)
    run_pass(kiosk, clock=clock)
    now = int(time.time())
    assert [confidence for _, _, confidence in here(kiosk).values()] == [Confidence.PROVINCE] * 5
    assert all(now - 3_100 <= at <= now for at, _, _ in here(kiosk).values())
    assert here(kiosk) == at_the_province(province, kiosk)
    assert clock_standing(kiosk, clock=clock).doubt is Doubt.NONE
    assert today(kiosk, clock=clock).visits == sum(day == day_number(now) for _, day, _ in here(kiosk).values())


def test_a_pass_leaves_nothing_waiting_and_the_next_ones_write_nothing(room: Room, clock: StandingClock) -> None:
    kiosk = room.kiosk("kiosk")
    come(kiosk, clock, 3)
    run_pass(kiosk, clock=clock)
    status = sync_status(kiosk)
    assert status.pending_entries == 0
    for _ in range(3):
        assert run_pass(kiosk, clock=clock).confirmed == 0
    assert sync_status(kiosk).journal_entries == status.journal_entries


def test_whatever_the_clocks_did_kiosk_sister_and_province_hold_the_same_times(
    room: Room, province: Served, clock: StandingClock
) -> None:
    kiosk, sister = room.kiosk("kiosk"), room.kiosk("sister")
    clock.step(-16 * YEAR)
    clock.reboot()
    come(kiosk, clock, 3)
    run_pass(sister, clock=clock)
    clock.reboot()
    clock.step(30 * YEAR)
    come(kiosk, clock, 3)
    run_pass(kiosk, clock=clock)
    run_pass(sister, clock=clock)
    assert here(kiosk) == at_the_province(province, kiosk) == at_the_sister(sister, kiosk)
    for step in (-14 * YEAR, 7_200, 2 * YEAR):
        clock.reboot(off=DAY)
        clock.step(step)
        come(kiosk, clock, 2)
        tell_date(kiosk, int(time.time()) + 5 * DAY, clock=clock)
        clock.reboot(off=60)
        come(kiosk, clock, 2)
    clock.reboot(off=60)
    run_pass(kiosk, clock=clock)
    run_pass(sister, clock=clock)
    assert here(kiosk) == at_the_province(province, kiosk) == at_the_sister(sister, kiosk)
    assert len(here(kiosk)) == 18
    assert {confidence for _, _, confidence in here(kiosk).values()} >= {Confidence.PROVINCE, Confidence.UNSURE}
    assert max(at for at, _, _ in here(kiosk).values()) <= time.time() + 1
    assert province.command("rebuild-projection", "--check")["differing"] == []
