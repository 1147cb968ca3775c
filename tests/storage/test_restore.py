"""Going back to a backup: told beforehand, in a new epoch, nothing thrown away; and mending what is damaged."""

import os
import random
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import Refused, Unavailable
from kiosk.storage import highwater, mirror, notices, presence
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.list_backups import foresee, list_backups, newest_good
from kiosk.usecases.log_in import log_in
from kiosk.usecases.mend import mend, outlook
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import Restored, restore_backup
from kiosk.usecases.tally import tally
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import IssuedCard, Purpose
from sync.protocol.entries import EpochCause, EpochOpened, decode
from tests.homes import KioskHome, StandingClock, new_home, new_reader, opened


def none() -> list[Path]:
    return []


def count(store: Store, clock: StandingClock, visits: int = 1) -> None:
    for _ in range(visits):
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock)


def total(store: Store) -> int:
    with store.reading() as tx:
        (visits,) = tx.execute("SELECT coalesce(sum(head_count), 0) FROM visits").fetchone()
    return int(visits)


def last_opening(store: Store) -> EpochOpened:
    with store.reading() as tx:
        (raw,) = tx.execute("SELECT raw FROM journal WHERE seq = 1 ORDER BY epoch DESC LIMIT 1").fetchone()
    entry = decode(raw)
    assert isinstance(entry, EpochOpened)
    return entry


def kept_codes(store: Store) -> list[str]:
    with store.reading() as tx:
        return [notice.code for notice in notices.unseen(tx)]


def restored(home: Home, clock: StandingClock, source: Path) -> Restored:
    return restore_backup(home, source, clock=clock, random_bytes=os.urandom)


def mended(home: Home, clock: StandingClock) -> Restored:
    return mend(home, clock=clock, random_bytes=os.urandom, sticks=none)


def leftovers(home: Home) -> set[str]:
    """What lies in the home and does not belong there when it is closed."""
    lasting = {"diem-doc.sqlite3", "keys.json", "high-water.json", "erasures", "backups"}
    return {path.name for path in home.path.iterdir() if path.suffix != ".lock"} - lasting


class Kept:
    """A kiosk with a reader and 20 visits in its backup, and another reader and 30 visits since."""

    def __init__(self, kiosk: KioskHome, clock: StandingClock) -> None:
        self.home = kiosk.home
        with opened(kiosk.home) as store:
            self.old: IssuedCard = new_reader(store, clock)
            count(store, clock, 20)
            self.backup = back_up(store, clock=clock, sticks=none).path
            clock.advance(3_600)
            self.new: IssuedCard = new_reader(store, clock, full_name="Trần Văn Đức")
            count(store, clock, 30)
            highwater.keep(store)
            with store.reading() as tx:
                newest = highwater.head(tx)
        assert newest is not None
        self.newest = newest


@pytest.fixture
def kept(kiosk: KioskHome, clock: StandingClock) -> Kept:
    return Kept(kiosk, clock)


# ---- going back ------------------------------------------------------------------------------------------------------


def test_a_restore_goes_on_in_a_new_epoch_and_sets_the_old_database_aside(kept: Kept, clock: StandingClock) -> None:
    told = restored(kept.home, clock, kept.backup)
    assert (told.epoch, told.last, told.visits) == (2, (1, 24), 20)
    assert leftovers(kept.home) == set()
    store = open_home(kept.home, clock=clock, random_bytes=os.urandom)
    try:
        opening = last_opening(store)
        assert (opening.previous_epoch, opening.previous_seq, opening.cause) == (1, 24, EpochCause.RESTORED)
        assert kept_codes(store) == ["database_restored"]
        count(store, clock, 2)
        assert check_in(store, kept.old.code, clock=clock).short_name == "Lan"
        assert not check_in(store, kept.new.code, clock=clock).known
        assert verify_journal(store) == 24 + 1 + 1 + 4
    finally:
        store.close()
    assert highwater.load(kept.home.high_water) is not None
    back = restored(kept.home, clock, told.aside)
    assert (back.epoch, back.last, back.visits) == (3, kept.newest[:2], 50)


def test_what_would_be_lost_is_told_before(kept: Kept, clock: StandingClock) -> None:
    with opened(kept.home) as store, store.writing() as tx:
        mirror.confirm(tx, epoch=1, seq=36, head=b"h", at=clock.wall, signature=b"s", quarantined=())
    (only,) = list_backups(kept.home, sticks=none)
    assert (only.path, only.trouble, only.visits, only.readers) == (kept.backup, "", 20, 1)
    told = foresee(kept.home, only)
    assert (told.entries, told.visits, told.confirmed_visits) == (32, 30, 10)
    kept.home.database.write_bytes(b"no database")
    blind = foresee(kept.home, only)
    assert (blind.entries, blind.visits, blind.confirmed_visits) == (32, None, None)


def test_backups_are_listed_newest_first_wherever_they_lie_and_bad_ones_are_told(
    kept: Kept, clock: StandingClock, tmp_path: Path
) -> None:
    stick = tmp_path / "diem-doc"
    stick.mkdir()
    with opened(kept.home) as store:
        newer = back_up(store, clock=clock, sticks=lambda: [stick])
    newer.path.write_bytes(newer.path.read_bytes()[:5_000])
    found = list_backups(kept.home, sticks=lambda: [stick])
    assert [(copy.path.parent, copy.trouble) for copy in found] == [
        (kept.home.backups, "backup_damaged"),
        (stick, ""),
        (kept.home.backups, ""),
    ]
    good = newest_good(kept.home, sticks=lambda: [stick])
    assert good is not None
    assert (good.path, foresee(kept.home, good).entries) == (newer.copies[0], 0)


def test_nobody_else_may_have_the_home_open(kept: Kept, clock: StandingClock) -> None:
    before = kept.home.database.read_bytes()
    with opened(kept.home), pytest.raises(Unavailable, match="home_in_use"):
        restored(kept.home, clock, kept.backup)
    assert kept.home.database.read_bytes() == before
    with presence.alone(kept.home), pytest.raises(Unavailable, match="restore_running"):
        open_store(kept.home)
    assert restored(kept.home, clock, kept.backup).epoch == 2


@pytest.mark.parametrize("way", ["spoiled", "foreign", "missing", "cut in the chain"])
def test_a_backup_that_is_not_good_changes_nothing(kept: Kept, clock: StandingClock, tmp_path: Path, way: str) -> None:
    source = tmp_path / "source.sqlite3"
    if way == "spoiled":
        source.write_bytes(kept.backup.read_bytes()[:20_000])
    elif way == "foreign":
        other = new_home(tmp_path / "other", clock)
        shutil.copy(other.home.database, source)
    elif way == "cut in the chain":
        spoiled = bytearray(kept.backup.read_bytes())
        with opened(kept.home) as store, store.reading() as tx:
            (digest,) = tx.execute("SELECT hash FROM journal WHERE seq = 9").fetchone()
        at = spoiled.index(digest)
        spoiled[at] ^= 1
        source.write_bytes(spoiled)
    before = kept.home.database.read_bytes()
    with pytest.raises((Refused, Unavailable)) as caught:
        restored(kept.home, clock, source)
    assert caught.value.code in ("backup_damaged", "backup_foreign", "backup_missing")
    assert kept.home.database.read_bytes() == before
    assert leftovers(kept.home) == set()
    with opened(kept.home) as store:
        assert verify_journal(store) == kept.newest.seq


def test_who_was_erased_since_the_backup_stays_erased(kept: Kept, clock: StandingClock) -> None:
    with opened(kept.home) as store:
        erase_reader(store, kept.old.code, clock=clock)
    told = restored(kept.home, clock, kept.backup)
    with opened(kept.home) as store:
        with store.reading() as tx:
            assert tx.execute("SELECT wrapped FROM readers").fetchall() == [(None,)]
        with pytest.raises(Refused, match="card_revoked"):
            check_in(store, kept.old.code, clock=clock)
        assert verify_journal(store) > told.last.seq


def test_what_was_set_aside_is_gone_after_fifteen_days(kept: Kept, clock: StandingClock) -> None:
    aside = restored(kept.home, clock, kept.backup).aside
    for days, there in ((14, True), (2, False)):
        clock.advance(days * 86_400)
        with opened(kept.home) as store:
            back_up(store, clock=clock, sticks=none)
        assert aside.exists() is there


def test_a_database_that_is_set_aside_takes_its_log_along(kept: Kept, clock: StandingClock, tmp_path: Path) -> None:
    """As a power cut leaves it: the newest visits stand in the log alone."""
    cut = tmp_path / "cut"
    with opened(kept.home) as store:
        count(store, clock, 7)
        shutil.copytree(kept.home.path, cut)
    home = Home(cut)
    assert (cut / "diem-doc.sqlite3-wal").stat().st_size > 0
    told = restored(home, clock, home.backups / kept.backup.name)
    assert not (cut / "diem-doc.sqlite3-wal").exists()
    with opened(home) as store:
        assert total(store) == 20
    assert restored(home, clock, told.aside).visits == 57


# ---- mending ---------------------------------------------------------------------------------------------------------


def test_a_sound_database_is_not_mended(kept: Kept, clock: StandingClock) -> None:
    with pytest.raises(Refused, match="nothing_to_mend"):
        mended(kept.home, clock)
    with pytest.raises(Refused, match="nothing_to_mend"):
        outlook(kept.home, sticks=none)


@pytest.mark.parametrize("way", ["missing", "emptied", "noise", "half"])
def test_a_lost_or_damaged_database_comes_back_from_the_backup(kept: Kept, clock: StandingClock, way: str) -> None:
    whole = kept.home.database.read_bytes()
    if way == "missing":
        kept.home.database.unlink()
    else:
        noise = random.Random(7).randbytes(30_000)
        content = {"emptied": b"", "noise": noise, "half": whole[: len(whole) // 2]}[way]
        kept.home.database.write_bytes(content)
    seen = outlook(kept.home, sticks=none)
    told = mended(kept.home, clock)
    assert (told.epoch, told.visits >= 20) == (2, True)
    assert seen is not None
    assert (seen.backup.path, seen.entries, seen.visits) == (kept.backup, 32, None)
    store = open_home(kept.home, clock=clock, random_bytes=os.urandom)
    try:
        assert last_opening(store).cause == EpochCause.UNREADABLE
        assert kept_codes(store) == ["database_mended"]
        assert check_in(store, kept.old.code, clock=clock).short_name == "Lan"
        verify_journal(store)
    finally:
        store.close()
    assert leftovers(kept.home) == set()
    assert way == "missing" or told.aside.exists()


def spoiled_pages(content: bytes) -> Iterator[bytes]:
    """The database with each of its pages spoiled in turn."""
    for start in range(0, len(content), 4_096):
        yield content[:start] + random.Random(start).randbytes(4_096) + content[start + 4_096 :]


def test_whichever_page_is_spoiled_nothing_of_the_backup_is_lost_and_most_beyond_it_is_saved(
    kept: Kept, clock: StandingClock
) -> None:
    whole, saved, damaged = kept.home.database.read_bytes(), [], 0
    mark = kept.home.high_water.read_bytes()
    for spoiled in spoiled_pages(whole):
        kept.home.database.write_bytes(spoiled)
        kept.home.high_water.write_bytes(mark)
        try:
            told = mended(kept.home, clock)
        except Refused as error:
            assert error.code == "nothing_to_mend"  # noqa: PT017 - a page that held nothing
            continue
        damaged += 1
        with opened(kept.home) as store:
            assert verify_journal(store) == told.last.seq + 1 >= 25
            assert total(store) >= 20
            saved.append(told.salvaged.entries)
            if told.salvaged.entries == 32 and told.salvaged.keys == 1:
                assert check_in(store, kept.new.code, clock=clock).short_name == "Đức"
    assert damaged > 10
    assert sum(entries == 32 for entries in saved) > damaged / 2


def test_visits_that_stand_in_the_log_alone_are_saved_too(kept: Kept, clock: StandingClock, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    with opened(kept.home) as store:
        count(store, clock, 7)
        shutil.copytree(kept.home.path, cut)
    home = Home(cut)
    with home.database.open("r+b") as file:  # a page of the visits, which the journal can replace
        with opened(kept.home) as store, store.reading() as tx:
            (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'boots'").fetchone()
        file.seek((page - 1) * 4_096)
        file.write(b"\xff" * 4_096)
    told = mended(home, clock)
    assert told.salvaged.entries == 32 + 7
    assert told.visits == 57


def test_without_any_backup_the_damaged_file_alone_is_enough_where_it_can_be_read(
    kept: Kept, clock: StandingClock, kiosk: KioskHome
) -> None:
    shutil.rmtree(kept.home.backups)
    with opened(kept.home) as store, store.reading() as tx:
        (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'visits'").fetchone()
    with kept.home.database.open("r+b") as file:
        file.seek((page - 1) * 4_096)
        file.write(bytes(4_096))
    told = mended(kept.home, clock)
    assert (told.visits, told.last) == (50, kept.newest[:2])
    with opened(kept.home) as store:
        log_in(store, kiosk.first_password, clock=clock)
        assert check_in(store, kept.new.code, clock=clock).short_name == "Đức"


def test_without_backup_and_without_a_readable_file_it_is_said(kept: Kept, clock: StandingClock) -> None:
    shutil.rmtree(kept.home.backups)
    kept.home.database.write_bytes(b"gone")
    with pytest.raises(Refused, match="backup_missing"):
        mended(kept.home, clock)
    assert outlook(kept.home, sticks=none) is None
    assert kept.home.database.read_bytes() == b"gone"
    assert leftovers(kept.home) == set()


def test_two_who_mend_at_once_do_it_once(kept: Kept, clock: StandingClock) -> None:
    kept.home.database.write_bytes(b"")
    codes: list[str] = []

    def try_to() -> None:
        try:
            mended(kept.home, clock)
            codes.append("done")
        except (Refused, Unavailable) as error:
            codes.append(error.code)

    both = [threading.Thread(target=try_to) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert codes.count("done") >= 1
    assert set(codes) <= {"done", "home_in_use", "nothing_to_mend", "restore_running"}
    with opened(kept.home) as store:
        assert total(store) == 20
