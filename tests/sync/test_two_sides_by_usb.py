"""What several kiosks at a point, replaced, rolled back and cloned ones learn by the line, they learn by sticks too."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.storage import journal, notices
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Point, Purpose
from sync.client.answers import Imported, take_answers
from sync.client.bundle import export
from tests.homes import StandingClock, new_home, new_reader
from tests.province.servers import Served
from tests.sync.rooms import Room


@pytest.fixture
def room(tmp_path: Path, province: Served, point: Point, clock: StandingClock) -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(tmp_path, province, point, clock, stack)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def count(store: Store, clock: StandingClock, visits: int, purpose: Purpose = Purpose.READING) -> None:
    for _ in range(visits):
        clock.advance(60)
        tally(store, purpose=purpose, clock=clock)


def trip(room: Room, store: Store, place: Path) -> Imported:
    """Out to the province and back."""
    export(store, place, clock=room.clock)
    assert room.province.command("import-usb", str(place))["exit"] == 0
    room.clock.advance(3_600)
    return take_answers(store, place, clock=room.clock)


def trips_until_in_order(room: Room, store: Store, place: Path) -> int:
    """How many trips it takes until both sides tell the same; four would be too many."""
    for number in (1, 2, 3):
        try:
            trip(room, store, place)
        except Unavailable as error:
            assert error.code == "chain_forked"  # noqa: PT017 - the next stick asks for more
        else:
            return number
    raise AssertionError("three trips were not enough")


def test_a_reader_registered_at_one_kiosk_is_greeted_by_name_at_its_sister(
    room: Room, clock: StandingClock, stick: Path
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    card = new_reader(first, clock, full_name="Trần Thị Hoa").code
    trip(room, first, stick)
    assert trip(room, second, stick).taken == verify_journal(first)
    assert check_in(second, card, clock=clock).short_name == "Hoa"
    trip(room, second, stick)
    assert room.visits() == 1


def test_a_new_pc_in_place_of_a_burnt_one_has_everything_back_with_one_trip(
    room: Room, clock: StandingClock, stick: Path
) -> None:
    burnt = room.kiosk("burnt")
    cards = [new_reader(burnt, clock, full_name=f"Nguyễn Thị {name}").code for name in ("Lan", "Mai", "Cúc")]
    for card in cards:
        tell_purpose(burnt, check_in(burnt, card, clock=clock).visit, Purpose.INTERNET, clock=clock)
    count(burnt, clock, 600)
    trip(room, burnt, stick)
    fresh = room.kiosk("fresh")
    assert trip(room, fresh, stick).taken == verify_journal(burnt)
    with burnt.reading() as tx, fresh.reading() as sister:
        before = tx.execute("SELECT purpose, sum(head_count) FROM visits GROUP BY purpose").fetchall()
        after = sister.execute("SELECT purpose, sum(head_count) FROM sister_visits GROUP BY purpose").fetchall()
    assert before == after
    assert [check_in(fresh, card, clock=clock).short_name for card in cards] == ["Lan", "Mai", "Cúc"]


def test_two_sticks_with_the_same_page_of_the_feed_are_read_once(
    room: Room, clock: StandingClock, stick: Path, tmp_path: Path
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    count(first, clock, 5)
    trip(room, first, stick)
    another = tmp_path / "another"
    another.mkdir()
    for place in (stick, another):
        export(second, place, clock=clock)
        room.province.command("import-usb", str(place))
    taken = [take_answers(second, place, clock=clock).taken for place in (stick, another, stick)]
    assert taken == [verify_journal(first), 0, 0]


def test_a_rolled_back_database_takes_back_what_the_province_has(room: Room, clock: StandingClock, stick: Path) -> None:
    kiosk = room.kiosk("kiosk")
    card = new_reader(kiosk, clock).code
    count(kiosk, clock, 5)
    trip(room, kiosk, stick)
    old = room.copy(kiosk, "old")
    later = new_reader(kiosk, clock, full_name="Phạm Văn Sau").code
    count(kiosk, clock, 7, Purpose.INTERNET)
    trip(room, kiosk, stick)
    kiosk.close()
    back = room.open(old)
    check_in(back, card, clock=clock)  # before anything was noticed: the same seq tells another story now
    assert trips_until_in_order(room, back, stick) <= 2
    with back.reading() as tx:
        assert tx.execute("SELECT sum(head_count) FROM visits WHERE purpose = 3").fetchone() == (7,)
        assert [notice.code for notice in notices.unseen(tx)] == ["database_forked"]
        assert [epoch.epoch for epoch in journal.epochs(tx)] == [1, 2]
    assert check_in(back, later, clock=clock).short_name == "Sau"
    verify_journal(back)
    trip(room, back, stick)
    status = sync_status(back)
    assert (status.pending_entries, status.quarantined) == (0, 0)
    assert room.visits() == 5 + 7 + 1 + 1 == status.confirmed_visits


def test_both_branches_of_a_clone_are_kept_and_counted_once_though_they_share_a_stick(
    room: Room, province: Served, clock: StandingClock, stick: Path
) -> None:
    kiosk = room.kiosk("kiosk")
    count(kiosk, clock, 40)
    trip(room, kiosk, stick)
    clone = room.open(room.copy(kiosk, "clone"))
    count(kiosk, clock, 4, Purpose.INTERNET)
    count(clone, clock, 4, Purpose.EVENT)
    for one in (kiosk, clone):
        export(one, stick, clock=clock)
    province.command("import-usb", str(stick))
    for one in (kiosk, clone, kiosk):
        trips_until_in_order(room, one, stick)
        trip(room, one, stick)
        verify_journal(one)
        assert sync_status(one).pending_entries == 0
    assert room.visits() == 40 + 4 + 4
    assert province.command("rebuild-projection", "--check")["exit"] == 0
    assert province.command("settle-alarms", room.point.code)["settled"] >= 1


def test_a_home_whose_database_is_lost_gets_its_whole_journal_back(
    room: Room, clock: StandingClock, stick: Path
) -> None:
    kiosk = room.kiosk("kiosk")
    card = new_reader(kiosk, clock).code
    count(kiosk, clock, 2_100)  # more than one reply carries
    trip(room, kiosk, stick)
    entries = verify_journal(kiosk)
    kiosk.close()
    with closing(sqlite3.connect(kiosk.home.database)) as lost:
        rows = lost.execute("SELECT * FROM province").fetchall()
    keys = kiosk.home.keys.read_bytes()
    shutil.rmtree(kiosk.home.path)
    kiosk.home.path.mkdir()
    kiosk.home.keys.write_bytes(keys)
    again = room.open(new_home(kiosk.home.path, clock, point=room.point).home)
    with again.writing() as tx:
        tx.execute("INSERT INTO province VALUES (?, ?, ?, ?, ?, ?)", rows[0])
    count(again, clock, 1)
    assert trips_until_in_order(room, again, stick) <= 2
    with again.reading() as tx:
        assert journal.last_of(tx, 1) == entries
        assert tx.execute("SELECT sum(head_count) FROM visits").fetchone() == (2_101,)
    assert check_in(again, card, clock=clock).short_name == "Lan"
    trip(room, again, stick)
    assert (room.visits(), sync_status(again).pending_entries) == (2_102, 0)


def test_a_day_that_the_province_lost_is_sent_again(
    room: Room, province: Served, clock: StandingClock, stick: Path
) -> None:
    kiosk = room.kiosk("kiosk")
    for _ in range(3):
        count(kiosk, clock, 30)
        clock.advance(86_400)
    trip(room, kiosk, stick)
    own = kiosk.keyring.device_id
    with closing(sqlite3.connect(province.home / "province.db")) as held, held:
        (device,) = held.execute("SELECT id FROM province_device WHERE device_id = ?", (own,)).fetchone()
        held.execute("DELETE FROM province_entry WHERE device_id = ? AND seq BETWEEN 40 AND 45", (device,))
        held.execute("DELETE FROM province_visit WHERE device_id = ? AND seq BETWEEN 40 AND 45", (device,))
    clock.advance(86_400)
    trip(room, kiosk, stick)  # the days are compared, and one differs
    trip(room, kiosk, stick)  # it goes again
    with kiosk.reading() as tx:
        assert tx.execute("SELECT count(*) FROM resends").fetchone() == (0,)
    with closing(sqlite3.connect(province.home / "province.db")) as held:
        query = "SELECT count(*) FROM province_visit WHERE device_id = ?"
        assert held.execute(query, (device,)).fetchone() == (90,)
    assert province.command("rebuild-projection", "--check")["exit"] == 0
