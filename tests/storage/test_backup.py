"""Backups: made beside the counting, verified, rotated, also elsewhere; and what stands in the way."""

import os
import random
import sqlite3
import stat
import threading
import time
from pathlib import Path

import filelock
import pytest

from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.rules.retention import newest_first
from kiosk.storage import backup, highwater, journal, places, visits
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up, back_up_at_closing, back_up_when_due, choose_backup_folder
from kiosk.usecases.check_in import check_in
from kiosk.usecases.tally import tally
from kiosk.values import Method, Purpose
from tests.homes import KioskHome, StandingClock, new_home, new_reader, opened

DAY = 86_400


def count(store: Store, clock: StandingClock, visits: int = 1) -> None:
    for _ in range(visits):
        tally(store, purpose=Purpose.READING, clock=clock)


def none() -> list[Path]:
    return []


def names(store: Store) -> list[str]:
    return sorted(path.name for path in store.home.backups.iterdir())


def test_a_backup_holds_everything_but_the_keys_and_leaves_nothing_beside_it(
    store: Store, clock: StandingClock
) -> None:
    card = new_reader(store, clock)
    check_in(store, card.code, clock=clock)
    count(store, clock, 3)
    made = back_up(store, clock=clock, sticks=none)
    device = store.keyring.device_id.hex()[:8]
    assert names(store) == [f"diem-doc-{device}-2026-11-23-080000-1-8.sqlite3"] == [made.path.name]
    assert (made.visits, made.readers, made.copies, made.missed) == (4, 1, (), ())
    content = made.path.read_bytes()
    for key in (store.keyring.point_key, store.keyring.device.private_bytes_raw()):
        assert key not in content
        assert key.hex().encode() not in content
    assert b"Lan" not in content
    assert stat.S_IMODE(store.home.backups.stat().st_mode) == 0o700
    mark = highwater.load(store.home.high_water)
    assert mark is not None
    assert (mark.epoch, mark.seq) == (1, 8)


def test_a_backup_is_examined_without_a_trace_beside_it(store: Store, clock: StandingClock) -> None:
    made = back_up(store, clock=clock, sticks=none)
    before = made.path.read_bytes()
    found = backup.examined(made.path, store.keyring, wholly=True)
    assert found.visits == 0
    assert names(store) == [made.path.name]
    assert made.path.read_bytes() == before


@pytest.mark.parametrize("seed", range(20))
def test_a_spoiled_backup_is_never_taken_for_a_good_one(store: Store, clock: StandingClock, seed: int) -> None:
    card = new_reader(store, clock)
    check_in(store, card.code, clock=clock)
    count(store, clock, 40)
    made = back_up(store, clock=clock, sticks=none)
    whole = made.path.read_bytes()
    draw = random.Random(seed)
    pages = len(whole) // 4_096
    page = draw.randrange(pages)
    spoiled = bytearray(whole)
    spoiled[page * 4_096 : (page + 1) * 4_096] = draw.randbytes(4_096)
    for content in (bytes(spoiled), whole[: draw.randrange(1, len(whole) - 1)], b"", bytes(len(whole))):
        made.path.write_bytes(content)
        try:
            found = backup.examined(made.path, store.keyring, wholly=True)
        except KioskError as error:
            assert error.code in ("backup_damaged", "backup_foreign")  # noqa: PT017 - or all facts are there
        else:
            assert (found.visits, found.readers) == (41, 1)


def test_another_kiosks_backup_and_a_newer_programs_are_refused(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    other = new_home(tmp_path / "other", clock)
    with opened(other.home) as theirs:
        foreign = back_up(theirs, clock=clock, sticks=none).path
    with pytest.raises(Refused, match="backup_foreign"):
        backup.examined(foreign, store.keyring)
    made = back_up(store, clock=clock, sticks=none).path
    connection = sqlite3.connect(made)
    connection.execute("INSERT INTO _sqlite_migrations VALUES (NULL, 'diem-doc', 'm9999_later', '2030-01-01')")
    connection.commit()
    connection.close()
    with pytest.raises(Refused, match="database_newer"):
        backup.examined(made, store.keyring)
    with pytest.raises(Unavailable, match="backup_missing"):
        backup.examined(tmp_path / "nowhere.sqlite3", store.keyring)


def test_a_month_of_days_leaves_a_week_of_backups(store: Store, clock: StandingClock) -> None:
    for _ in range(30):
        clock.advance(DAY)
        count(store, clock)
        assert back_up_when_due(store, clock=clock) is not None
        assert back_up_when_due(store, clock=clock) is None
    found = newest_first(backup.listed(store.home.backups, store.keyring.device_id))
    assert [clock.wall - copy.at for copy in found] == [day * DAY for day in range(7)]


def test_at_closing_only_news_are_backed_up(store: Store, clock: StandingClock) -> None:
    assert back_up_at_closing(store, clock=clock) is not None
    assert back_up_at_closing(store, clock=clock) is None
    count(store, clock)
    assert back_up_at_closing(store, clock=clock) is not None


def test_a_second_place_gets_a_verified_copy_and_is_rotated_for_this_device_alone(
    kiosk: KioskHome, clock: StandingClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    other = new_home(tmp_path / "other", clock)
    with opened(other.home) as theirs:
        back_up(theirs, clock=clock, sticks=lambda: [stick])
    with opened(kiosk.home) as store:
        choose_backup_folder(store, stick)
        for _ in range(12):
            clock.advance(DAY)
            made = back_up(store, clock=clock, sticks=lambda: [stick])
            assert made.copies == (stick / made.path.name,)
            assert made.copies[0].read_bytes() == made.path.read_bytes()
        assert len(backup.listed(stick, store.keyring.device_id)) == 7
        choose_backup_folder(store, None)
        assert back_up(store, clock=clock, sticks=none).copies == ()
    assert len(list(stick.iterdir())) == 8


def test_a_second_place_that_is_gone_is_told_and_stops_nothing(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    gone, full = tmp_path / "gone", Path("/dev/full/diem-doc")
    made = back_up(store, clock=clock, sticks=lambda: [gone, full])
    assert made.path.exists()
    assert made.missed == ((gone, "backup_not_written"), (full, "backup_not_written"))
    with pytest.raises(Refused, match="folder_missing"):
        choose_backup_folder(store, gone)


def test_only_one_backup_is_made_at_a_time_and_a_killed_ones_rest_is_swept_away(
    store: Store, clock: StandingClock
) -> None:
    store.home.backups.mkdir()
    (store.home.backups / "home.part").write_bytes(b"half")
    (store.home.backups / "home.part-journal").write_bytes(b"half")
    with filelock.FileLock(store.home.backup_lock), pytest.raises(Unavailable, match="backup_running"):
        back_up(store, clock=clock, sticks=none)
    made = back_up(store, clock=clock, sticks=none)
    assert names(store) == [made.path.name]


def test_sticks_are_found_by_the_folder_that_asks_for_them(tmp_path: Path) -> None:
    media = tmp_path / "media"
    (media / "my stick" / "diem-doc-sao-luu").mkdir(parents=True)
    (media / "photos").mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(media).replace(" ", "\\040")
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 {escaped}/my\\040stick vfat rw 0 0\n"
        f"/dev/sdc1 {escaped}/photos vfat rw 0 0\n/dev/sdd1 {tmp_path} vfat rw 0 0\n"
    )
    assert places.sticks(mounts, (f"{media}/",)) == [media / "my stick" / "diem-doc-sao-luu"]


def test_people_are_counted_while_a_backup_is_made(kiosk: KioskHome, clock: StandingClock) -> None:
    """The view of the backup stands still: it neither begins again nor holds anybody up."""
    with opened(kiosk.home) as store:
        new_reader(store, clock)
        with store.writing() as tx:
            writer = journal.Writer(tx, clock())
            for _ in range(8_000):
                visits.record(tx, writer, visits.NewVisit(method=Method.TALLIED, purpose=Purpose.READING))
    waits: list[float] = []
    ended = threading.Event()

    def counting() -> None:
        mine = StandingClock()
        mine.advance(DAY)
        with opened(kiosk.home) as other:
            while not ended.is_set() or not waits:
                started = time.perf_counter()
                count(other, mine)
                waits.append(time.perf_counter() - started)

    with opened(kiosk.home) as store:
        beside = threading.Thread(target=counting)
        steps: list[int] = []

        def pause() -> None:
            if not steps:
                beside.start()
            steps.append(1)
            while len(waits) < len(steps):
                os.sched_yield()

        made = back_up(store, clock=clock, pause=pause, sticks=none)
        ended.set()
        beside.join()
        found = backup.examined(made.path, store.keyring, wholly=True)
    assert found.visits == 8_000
    assert len(waits) >= len(steps) >= 2
    assert max(waits) < 1.0
