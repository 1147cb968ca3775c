"""A restored, a mended and a replaced kiosk get from the province what they lack, and nothing is counted twice."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.rules.recovery import code_of
from kiosk.storage import journal, settings
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.initialise import initialise
from kiosk.usecases.keep_safe import keep_safe
from kiosk.usecases.mend import mend
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.use_recovery_code import adopt_point_key
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import IssuedCard, Purpose
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import StandingClock, new_home, new_reader, opened
from tests.province.servers import Served
from tests.sync.places import Enrollable


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
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock)


def visits(store: Store) -> int:
    with store.reading() as tx:
        (total,) = tx.execute("SELECT coalesce(sum(head_count), 0) FROM visits").fetchone()
    return int(total)


class Stood:
    """An enrolled kiosk: a reader and 10 visits in its backup, a second reader and 20 visits confirmed since, and 5
    visits that nobody but its own disk knows.
    """

    def __init__(self, folder: Path, province: Served, place: Enrollable, clock: StandingClock) -> None:
        self.province, self.point, self.clock = province, place.point, clock
        self.home = new_home(folder / "stood", clock, point=place.point).home
        with taken_up(self.home, clock) as store:
            enrol(store, province.url, place.code, clock=clock)
            self.old: IssuedCard = new_reader(store, clock)
            count(store, clock, 10)
            run_pass(store, clock=clock)
            self.backup = back_up(store, clock=clock, sticks=list).path
            self.new: IssuedCard = new_reader(store, clock, full_name="Trần Văn Đức")
            count(store, clock, 20)
            run_pass(store, clock=clock)
            count(store, clock, 5)
            self.point_key = store.keyring.point_key

    def at_the_province(self) -> int:
        return self.province.visits(self.point.code)

    def passes(self, store: Store) -> None:
        """Until both sides are at rest."""
        for _ in range(2):
            run_pass(store, clock=self.clock)
        assert sync_status(store).pending_visits == 0
        verify_journal(store)

    def greets(self, store: Store, card: IssuedCard) -> str:
        self.clock.advance(700)
        return check_in(store, card.code, clock=self.clock).short_name


@pytest.fixture
def stood(tmp_path: Path, province: Served, place: Enrollable, clock: StandingClock) -> Stood:
    return Stood(tmp_path, province, place, clock)


def test_a_restored_kiosk_takes_back_what_the_province_has(stood: Stood, clock: StandingClock) -> None:
    assert stood.at_the_province() == 30
    restore_backup(stood.home, stood.backup, clock=clock, random_bytes=os.urandom)
    with taken_up(stood.home, clock) as store:
        assert visits(store) == 10
        count(store, clock, 3)  # visitors come before the line does
        stood.passes(store)
        assert visits(store) == 33
        assert stood.greets(store, stood.new) == "Đức"
        stood.passes(store)
    assert stood.at_the_province() == 34


def test_what_was_set_aside_can_be_put_back_and_brings_the_rest(stood: Stood, clock: StandingClock) -> None:
    aside = restore_backup(stood.home, stood.backup, clock=clock, random_bytes=os.urandom).aside
    with taken_up(stood.home, clock) as store:
        stood.passes(store)
    restore_backup(stood.home, aside, clock=clock, random_bytes=os.urandom)
    with taken_up(stood.home, clock) as store:
        stood.passes(store)
        assert visits(store) == 35
    assert stood.at_the_province() == 35


@pytest.mark.parametrize("spoilt", ["noise", "a page"])
def test_a_mended_kiosk_has_what_its_file_and_the_province_tell(
    stood: Stood, clock: StandingClock, spoilt: str
) -> None:
    whole = bytearray(stood.home.database.read_bytes())
    if spoilt == "noise":
        whole = bytearray(random.Random(1).randbytes(50_000))
    else:
        with taken_up(stood.home, clock) as store, store.reading() as tx:
            (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'visits'").fetchone()
        whole[(page - 1) * 4_096 : page * 4_096] = bytes(4_096)
    stood.home.database.write_bytes(whole)
    told = mend(stood.home, clock=clock, random_bytes=os.urandom, sticks=list)
    saved = 5 if spoilt == "a page" else 0
    assert told.visits == (35 if saved else 10)
    with taken_up(stood.home, clock) as store:
        stood.passes(store)
        assert visits(store) == 30 + saved
        assert [stood.greets(store, card) for card in (stood.old, stood.new)] == ["Lan", "Đức"]
        stood.passes(store)
    assert stood.at_the_province() == 32 + saved


def test_what_lies_behind_an_unreadable_page_comes_back_once_the_province_has_filled_the_gap(
    stood: Stood, clock: StandingClock
) -> None:
    with taken_up(stood.home, clock) as store:
        count(store, clock, 200)
        run_pass(store, clock=clock)
        last = new_reader(store, clock, full_name="Vũ Thị Sau Cùng")
        count(store, clock, 150)  # known to nobody but the disk
        with store.reading() as tx:
            (digest,) = tx.execute("SELECT hash FROM journal WHERE seq = 120").fetchone()
    spoilt = bytearray(stood.home.database.read_bytes())
    page = spoilt.index(digest) // 4_096
    spoilt[page * 4_096 : (page + 1) * 4_096] = bytes(4_096)
    stood.home.database.write_bytes(spoilt)
    told = mend(stood.home, clock=clock, random_bytes=os.urandom, sticks=list)
    assert told.visits < 120
    for _ in range(2):
        with taken_up(stood.home, clock) as store:
            stood.passes(store)
            keep_safe(store, clock=clock)
            stood.passes(store)
            assert visits(store) == 30 + 5 + 200 + 150 == stood.at_the_province()
            with store.reading() as tx:
                assert settings.text(tx, "remains") == ""
    with taken_up(stood.home, clock) as store:
        assert stood.greets(store, last) == "Cùng"


@pytest.mark.parametrize("written", [0, 3, 40], ids=["nothing", "less", "more"])
def test_an_older_copy_put_back_by_hand_takes_back_what_it_lacks_whatever_was_written_on_it_unnoticed(
    stood: Stood, clock: StandingClock, written: int
) -> None:
    shutil.copy(stood.backup, stood.home.database)
    with opened(stood.home) as store:  # as a program that knows no mark
        count(store, clock, written)
    for _ in range(2):
        with taken_up(stood.home, clock) as store:
            count(store, clock, 1)
            stood.passes(store)
            assert visits(store) == stood.at_the_province()
            assert sync_status(store).quarantined == 0
    assert stood.at_the_province() == 30 + written + 2


def test_a_reader_erased_after_the_backup_does_not_come_back_from_the_province_either(
    stood: Stood, clock: StandingClock
) -> None:
    with taken_up(stood.home, clock) as store:
        erase_reader(store, stood.old.code, clock=clock)  # not sent before the restore
    restore_backup(stood.home, stood.backup, clock=clock, random_bytes=os.urandom)
    with taken_up(stood.home, clock) as store:
        stood.passes(store)
        with store.reading() as tx:
            keys = tx.execute("SELECT wrapped IS NULL FROM readers ORDER BY epoch, seq").fetchall()
        assert keys == [(1,), (0,)]
    with taken_up(stood.home, clock) as store, store.reading() as tx:
        assert len(journal.epochs(tx)) == 2


def test_a_burnt_pc_is_replaced_by_one_that_has_its_totals_and_with_the_sheet_its_names(
    stood: Stood, clock: StandingClock, tmp_path: Path
) -> None:
    with taken_up(stood.home, clock) as store:
        stood.passes(store)
    home = Home(tmp_path / "new")
    sheet = code_of(stood.point_key)
    initialise(home, code=stood.point.code, name="Máy mới", nonce=os.urandom(16), clock=clock, recovery_code=sheet)
    with taken_up(home, clock) as store:
        code = stood.province.command("enrol-code", stood.point.code)["code"]
        enrol(store, stood.province.url, code, clock=clock)
        stood.passes(store)
        assert sync_status(store).sister_visits == 35
        assert [stood.greets(store, card) for card in (stood.old, stood.new)] == ["Lan", "Đức"]
        stood.passes(store)
    assert stood.at_the_province() == 37


def test_a_new_pc_that_was_begun_without_the_sheet_opens_the_names_once_it_is_typed(
    stood: Stood, clock: StandingClock, tmp_path: Path
) -> None:
    home = new_home(tmp_path / "new", clock, point=stood.point).home
    with taken_up(home, clock) as store:
        code = stood.province.command("enrol-code", stood.point.code)["code"]
        enrol(store, stood.province.url, code, clock=clock)
        own = new_reader(store, clock, full_name="Phạm Thị Hoa")
        stood.passes(store)
        assert [stood.greets(store, card) for card in (stood.old, own)] == ["", "Hoa"]
    assert adopt_point_key(home, code_of(stood.point_key))
    with taken_up(home, clock) as store:
        assert [stood.greets(store, card) for card in (stood.old, own)] == ["Lan", "Hoa"]
        stood.passes(store)
    with taken_up(stood.home, clock) as store:  # the sister hears the key that was wrapped anew
        stood.passes(store)
        assert stood.greets(store, own) == "Hoa"
