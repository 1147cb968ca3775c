"""An older database in the place of the newer one is noticed, and the kiosk goes on in a new epoch."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import Unavailable
from kiosk.storage import highwater, notices
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.initialise import initialise
from kiosk.usecases.open_home import open_home
from kiosk.usecases.tally import tally
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Purpose
from sync.protocol.entries import EpochCause, EpochOpened, decode
from tests.homes import POINT, KioskHome, StandingClock, opened


@contextmanager
def taken_up(home: Home, clock: StandingClock) -> Iterator[Store]:
    """The home as the program opens it."""
    store = open_home(home, clock=clock, random_bytes=os.urandom)
    try:
        yield store
    finally:
        store.close()


def count(store: Store, clock: StandingClock, visits: int) -> None:
    for _ in range(visits):
        tally(store, purpose=Purpose.READING, clock=clock)


def openings(store: Store) -> list[EpochOpened]:
    with store.reading() as tx:
        raws = tx.execute("SELECT raw FROM journal WHERE seq = 1 ORDER BY epoch").fetchall()
    return [entry for (raw,) in raws if isinstance(entry := decode(raw), EpochOpened)]


def kept_codes(store: Store) -> list[str]:
    with store.reading() as tx:
        return [notice.code for notice in notices.unseen(tx)]


@pytest.fixture
def older(kiosk: KioskHome, clock: StandingClock, tmp_path: Path) -> Path:
    """A copy of the database of five visits ago; the mark stands at the newest."""
    with opened(kiosk.home) as store:
        count(store, clock, 3)
    copy = shutil.copy(kiosk.home.database, tmp_path / "older.sqlite3")
    with opened(kiosk.home) as store:
        count(store, clock, 5)
        highwater.keep(store)
    return Path(copy)


def test_the_mark_is_the_newest_entry_and_never_falls_back(kiosk: KioskHome, clock: StandingClock, older: Path) -> None:
    mark = highwater.load(kiosk.home.high_water)
    assert mark is not None
    assert (mark.epoch, mark.seq) == (1, 10)
    shutil.copy(older, kiosk.home.database)
    with opened(kiosk.home) as store:
        highwater.keep(store)
    assert highwater.load(kiosk.home.high_water) == mark


def test_a_kiosk_that_was_closed_and_opened_stays_in_its_epoch(kiosk: KioskHome, clock: StandingClock) -> None:
    for _ in range(3):
        with taken_up(kiosk.home, clock) as store:
            count(store, clock, 2)
            assert len(openings(store)) == 1
            assert kept_codes(store) == []
            highwater.keep(store)


def test_an_older_copy_in_its_place_is_noticed_and_a_new_epoch_opened_once(
    kiosk: KioskHome, clock: StandingClock, older: Path
) -> None:
    shutil.copy(older, kiosk.home.database)
    for _ in range(2):
        with taken_up(kiosk.home, clock) as store:
            _, second = openings(store)
            assert (second.previous_epoch, second.previous_seq) == (1, 5)
            assert second.cause == EpochCause.RESTORED
            assert kept_codes(store) == ["database_rolled_back"]
            assert verify_journal(store) == 6
    mark = highwater.load(kiosk.home.high_water)
    assert mark is not None
    assert (mark.epoch, mark.seq) == (2, 1)


def test_another_history_of_the_same_length_is_a_fork(kiosk: KioskHome, clock: StandingClock, older: Path) -> None:
    shutil.copy(older, kiosk.home.database)
    with opened(kiosk.home) as store:
        clock.advance(7)
        count(store, clock, 6)
    with taken_up(kiosk.home, clock) as store:
        assert openings(store)[-1].cause == EpochCause.FORKED
        assert openings(store)[-1].previous_seq == 11
        assert kept_codes(store) == ["database_forked"]


def test_two_programs_that_open_an_older_copy_open_one_epoch(
    kiosk: KioskHome, clock: StandingClock, older: Path
) -> None:
    mark = kiosk.home.high_water.read_bytes()
    shutil.copy(older, kiosk.home.database)
    with taken_up(kiosk.home, clock):
        kiosk.home.high_water.write_bytes(mark)  # as the second program read it, before the first had gone on
        with taken_up(kiosk.home, clock) as other:
            assert len(openings(other)) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"epoch": 1}', b"\xff\xfe", b'{"epoch":1,"seq":2,"head":"x"}'])
def test_a_mark_that_cannot_be_read_stops_nothing_and_is_made_anew(
    kiosk: KioskHome, clock: StandingClock, content: bytes
) -> None:
    kiosk.home.high_water.write_bytes(content)
    with taken_up(kiosk.home, clock) as store:
        assert len(openings(store)) == 1
        highwater.keep(store)
    assert highwater.load(kiosk.home.high_water) is not None


@pytest.mark.parametrize("emptied", [True, False], ids=["emptied", "deleted"])
def test_a_device_that_lost_its_database_goes_on_behind_its_mark(
    kiosk: KioskHome, clock: StandingClock, older: Path, emptied: bool
) -> None:
    keys, mark = kiosk.home.keys.read_bytes(), highwater.load(kiosk.home.high_water)
    assert mark is not None
    if emptied:
        kiosk.home.database.write_bytes(b"")
    else:
        kiosk.home.database.unlink()
    with pytest.raises(Unavailable) as caught:
        open_store(kiosk.home)
    assert caught.value.code == ("database_damaged" if emptied else "database_missing")
    initialise(kiosk.home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=clock)
    assert kiosk.home.keys.read_bytes() == keys
    with taken_up(kiosk.home, clock) as store:
        (opening,) = openings(store)
        assert (opening.previous_epoch, opening.previous_seq, opening.previous_hash) == mark
        assert opening.cause == EpochCause.UNREADABLE
        assert kept_codes(store) == ["database_unreadable"]
        assert highwater.load(kiosk.home.high_water) == (2, 1, store_head(store))
        count(store, clock, 1)
        assert verify_journal(store) == 3


def store_head(store: Store) -> bytes:
    with store.reading() as tx:
        newest = highwater.head(tx)
    assert newest is not None
    return newest.head


def test_what_a_full_disk_does_to_the_mark_leaves_the_old_one(
    kiosk: KioskHome, clock: StandingClock, older: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = kiosk.home.high_water.read_bytes()
    blocked = kiosk.home.high_water.with_name("high-water.json.new")
    blocked.mkdir()  # the draft cannot be written
    with opened(kiosk.home) as store:
        count(store, clock, 1)
        highwater.keep(store)
    assert kiosk.home.high_water.read_bytes() == before
    assert "cannot be written" in caplog.text


def test_the_look_at_the_mark_costs_less_than_a_millisecond(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store, store.reading() as tx:
        started = time.perf_counter()
        for _ in range(100):
            highwater.difference(tx, highwater.load(kiosk.home.high_water))
        assert (time.perf_counter() - started) / 100 < 0.001
