"""Several kiosks at one point, replaced, restored, rolled back and cloned ones: each learns what it lacks, once."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.storage import journal, notices, sisters
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.revoke_card import revoke_card
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Purpose
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import StandingClock, new_home, new_reader, opened
from tests.province.servers import Served
from tests.sync.rooms import Room


def _count(store: Store, clock: StandingClock, visits: int, purpose: Purpose = Purpose.READING) -> None:
    for _ in range(visits):
        clock.advance(60)
        tally(store, purpose=purpose, clock=clock)


def _sister_rows(store: Store) -> list[tuple[int, int]]:
    with store.reading() as tx:
        return tx.execute("SELECT purpose, sum(head_count) FROM sister_visits GROUP BY purpose").fetchall()


def test_a_reader_registered_at_one_kiosk_is_greeted_by_name_at_its_sister(room: Room, clock: StandingClock) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    card = new_reader(first, clock, full_name="Trần Thị Hoa")
    assert check_in(second, card.code, clock=clock).short_name == ""
    run_pass(first, clock=clock)
    passed = run_pass(second, clock=clock)
    assert passed.taken == verify_journal(first)
    clock.advance(700)
    greeting = check_in(second, card.code, clock=clock)
    assert (greeting.known, greeting.short_name) == (True, "Hoa")
    run_pass(second, clock=clock)
    assert room.visits() == 2


def test_a_card_revoked_at_one_kiosk_opens_nothing_at_its_sister(room: Room, clock: StandingClock) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    card = new_reader(first, clock)
    run_pass(first, clock=clock)
    run_pass(second, clock=clock)
    revoke_card(first, card.code, clock=clock)
    run_pass(first, clock=clock)
    run_pass(second, clock=clock)
    with pytest.raises(Refused, match="card_revoked"):
        check_in(second, card.code, clock=clock)


def test_an_erased_readers_key_is_destroyed_at_the_sister_and_at_the_province(
    room: Room, province: Served, clock: StandingClock
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    card = new_reader(first, clock)
    check_in(first, card.code, clock=clock)
    for kiosk in (first, second):
        run_pass(kiosk, clock=clock)
    with second.reading() as tx:
        assert tx.execute("SELECT count(*) FROM readers WHERE wrapped IS NOT NULL").fetchone() == (1,)
    erase_reader(first, card.code, clock=clock)
    for kiosk in (first, second):
        run_pass(kiosk, clock=clock)
        with kiosk.reading() as tx:
            assert tx.execute("SELECT count(*) FROM readers WHERE wrapped IS NOT NULL").fetchone() == (0,)
    held = sqlite3.connect(province.home / "province.db")
    own = first.keyring.device_id
    assert held.execute("SELECT wrapped FROM province_readerkey WHERE reader_device = ?", (own,)).fetchall() == [(b"",)]
    held.close()
    assert room.visits() == 1  # anonymous totals stay


def test_a_new_pc_in_place_of_a_burnt_one_has_its_readers_visits_and_totals_back(
    room: Room, clock: StandingClock
) -> None:
    burnt = room.kiosk("burnt")
    cards = [new_reader(burnt, clock, full_name=f"Nguyễn Thị {name}").code for name in ("Lan", "Mai", "Cúc")]
    for card in cards:
        tell_purpose(burnt, check_in(burnt, card, clock=clock).visit, Purpose.INTERNET, clock=clock)
    _count(burnt, clock, 700)
    run_pass(burnt, clock=clock)
    fresh = room.kiosk("fresh")
    passed = run_pass(fresh, clock=clock)
    assert passed.taken == verify_journal(burnt)
    with burnt.reading() as tx:
        before = tx.execute("SELECT purpose, sum(head_count) FROM visits GROUP BY purpose").fetchall()
    assert _sister_rows(fresh) == before
    clock.advance(700)
    assert [check_in(fresh, card, clock=clock).short_name for card in cards] == ["Lan", "Mai", "Cúc"]


def test_the_feed_tells_everything_once_in_order_and_goes_on_from_its_cursor(room: Room, clock: StandingClock) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    for visits in (3, 0, 800, 1):
        _count(first, clock, visits)
        _count(second, clock, 2)
        run_pass(first, clock=clock)
        run_pass(second, clock=clock)
    run_pass(first, clock=clock)
    assert run_pass(second, clock=clock).taken == 0
    assert _sister_rows(second) == [(Purpose.READING, 804)]
    assert _sister_rows(first) == [(Purpose.READING, 8)]
    with second.reading() as tx, first.reading() as own:
        for epoch in journal.epochs(own):
            told = sisters.head_of(tx, first.keyring.device_id, epoch.epoch)
            assert told == (epoch.last, journal.hash_at(own, epoch.epoch, epoch.last))


def test_a_kiosk_of_another_point_hears_nothing(
    room: Room, tmp_path: Path, province: Served, places: list[Any], clock: StandingClock
) -> None:
    new_reader(first := room.kiosk("first"), clock)
    run_pass(first, clock=clock)
    elsewhere = places.pop()
    with opened(new_home(tmp_path / "elsewhere", clock, point=elsewhere.point).home) as other:
        enrol(other, province.url, elsewhere.code, clock=clock)
        assert run_pass(other, clock=clock).taken == 0


def test_a_rolled_back_database_takes_back_what_the_province_has(room: Room, clock: StandingClock) -> None:
    kiosk = room.kiosk("kiosk")
    card = new_reader(kiosk, clock).code
    _count(kiosk, clock, 5)
    run_pass(kiosk, clock=clock)
    old = room.copy(kiosk, "old")
    later = new_reader(kiosk, clock, full_name="Phạm Văn Sau").code
    _count(kiosk, clock, 7, Purpose.INTERNET)
    run_pass(kiosk, clock=clock)
    kiosk.close()
    back = room.open(old)
    check_in(back, card, clock=clock)  # before anything was noticed: the same seq tells another story now
    passed = run_pass(back, clock=clock)
    assert passed.recalled > 0
    with back.reading() as tx:
        assert tx.execute("SELECT sum(head_count) FROM visits WHERE purpose = 3").fetchone() == (7,)
        assert [notice.code for notice in notices.unseen(tx)] == ["database_forked"]
        assert [epoch.epoch for epoch in journal.epochs(tx)] == [1, 2]
    clock.advance(700)
    assert check_in(back, later, clock=clock).short_name == "Sau"
    verify_journal(back)
    run_pass(back, clock=clock)
    status = sync_status(back)
    assert (status.pending_entries, status.quarantined) == (0, 0)
    assert room.visits() == 5 + 7 + 1 + 1 == status.confirmed_visits


def test_both_branches_of_a_clone_are_kept_and_counted_once(room: Room, province: Served, clock: StandingClock) -> None:
    kiosk = room.kiosk("kiosk")
    _count(kiosk, clock, 3)
    run_pass(kiosk, clock=clock)
    clone = room.open(room.copy(kiosk, "clone"))
    for round_ in range(3):
        _count(kiosk, clock, 4, Purpose.INTERNET)
        card = new_reader(clone, clock, full_name="Lê Thị Nhân Bản").code
        told = check_in(clone, card, clock=clock).visit
        tell_purpose(clone, told, Purpose.EVENT, clock=clock)
        for one in (kiosk, clone) if round_ % 2 else (clone, kiosk):
            run_pass(one, clock=clock)
    for one in (kiosk, clone, kiosk):
        run_pass(one, clock=clock)
        verify_journal(one)
        assert sync_status(one).pending_entries == 0
    assert room.visits() == 3 + 3 * 4 + 3
    checked = province.command("rebuild-projection", "--check")
    assert checked["exit"] == 0, checked
    assert province.command("settle-alarms", room.point.code)["settled"] >= 1


def test_a_home_whose_database_is_lost_gets_its_whole_journal_back(room: Room, clock: StandingClock) -> None:
    kiosk = room.kiosk("kiosk")
    card = new_reader(kiosk, clock).code
    check_in(kiosk, card, clock=clock)
    _count(kiosk, clock, 1_200)
    run_pass(kiosk, clock=clock)
    entries = verify_journal(kiosk)
    kiosk.close()
    with sqlite3.connect(kiosk.home.database) as lost:
        rows = lost.execute("SELECT * FROM province").fetchall()
    lost.close()
    keys = kiosk.home.keys.read_bytes()
    shutil.rmtree(kiosk.home.path)
    kiosk.home.path.mkdir()
    kiosk.home.keys.write_bytes(keys)
    again = room.open(new_home(kiosk.home.path, clock, point=room.point).home)
    with again.writing() as tx:
        tx.execute("INSERT INTO province VALUES (?, ?, ?, ?, ?, ?)", rows[0])
    _count(again, clock, 1)
    run_pass(again, clock=clock)
    with again.reading() as tx:
        assert journal.last_of(tx, 1) == entries
        assert tx.execute("SELECT sum(head_count) FROM visits").fetchone() == (1_202,)
    clock.advance(700)
    assert check_in(again, card, clock=clock).short_name == "Lan"
    run_pass(again, clock=clock)
    assert (room.visits(), sync_status(again).pending_entries) == (1_203, 0)


def test_a_day_that_the_province_lost_or_spoilt_is_sent_again(
    room: Room, province: Served, clock: StandingClock
) -> None:
    kiosk, sister = room.kiosk("kiosk"), room.kiosk("sister")
    for _ in range(4):
        _count(kiosk, clock, 30)
        clock.advance(86_400)
    run_pass(kiosk, clock=clock)
    held = sqlite3.connect(province.home / "province.db")
    found = held.execute("SELECT id FROM province_device WHERE device_id = ?", (kiosk.keyring.device_id,))
    own: tuple[int] = found.fetchone()
    with held:
        held.execute("DELETE FROM province_entry WHERE device_id = ? AND seq BETWEEN 40 AND 45", own)
        held.execute("DELETE FROM province_visit WHERE device_id = ? AND seq BETWEEN 40 AND 45", own)
        held.execute("UPDATE province_entry SET raw = x'9400' WHERE device_id = ? AND seq = 70", own)
        held.execute("DELETE FROM province_visit WHERE device_id = ? AND seq = 100", own)
    run_pass(sister, clock=clock)
    assert _sister_rows(sister) == [(Purpose.READING, 113)]  # six are lost, one cannot be read: the rest is told
    clock.advance(86_400)
    passed = run_pass(kiosk, clock=clock)
    assert passed.resent == 60  # the day with a lost visit and whole entries was mended there
    clock.advance(86_400)
    assert run_pass(kiosk, clock=clock).resent == 0
    assert held.execute("SELECT count(*) FROM province_visit WHERE device_id = ?", own).fetchone() == (120,)
    held.close()
    run_pass(sister, clock=clock)
    assert _sister_rows(sister) == [(Purpose.READING, 120)]
    assert room.visits() == 120
    assert province.command("rebuild-projection", "--check")["exit"] == 0


def test_an_idle_pass_is_one_exchange(room: Room, clock: StandingClock) -> None:
    kiosk = room.kiosk("kiosk")
    _count(kiosk, clock, 2)
    run_pass(kiosk, clock=clock)
    idle = run_pass(kiosk, clock=clock)
    assert idle.pushes == 1
    assert idle.bytes_sent + idle.bytes_received < 500
