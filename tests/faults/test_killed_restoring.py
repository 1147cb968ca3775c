"""kill -9 before each single step of a restore, of a mending, of an erasure: the old one or the finished new one."""

import os
import shutil
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import KioskError, Refused
from kiosk.storage import highwater
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.mend import mend
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.tally import tally
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import IssuedCard, Purpose
from sync.protocol.entries import CardRevoked, ReaderErased, decode
from tests.faults.kills import killed_before
from tests.homes import StandingClock, new_home, new_reader, opened

STEPS = frozenset(("connect", "execute", "flock", "fsync", "link", "mkdir", "open", "replace", "unlink", "utime"))


def none() -> list[Path]:
    return []


class Before:
    """A closed kiosk: three visits in its backup, two more since; copied anew for each kill."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock()
        self._first = new_home(folder / "first", self.clock).home
        self._copy = folder / "copy"
        with opened(self._first) as store:
            self.card: IssuedCard = new_reader(store, self.clock)
            self.counted(store, 3)
            self.backup = back_up(store, clock=self.clock, sticks=none).path.name
            self.counted(store, 2)
            highwater.keep(store)

    def counted(self, store: Store, visits: int) -> None:
        for _ in range(visits):
            tally(store, purpose=Purpose.READING, clock=self.clock)

    def copied(self) -> Home:
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._first.path, self._copy)
        return Home(self._copy)

    def opened(self, home: Home) -> Store:
        return open_home(home, clock=self.clock, random_bytes=os.urandom)


@pytest.fixture
def before(tmp_path: Path) -> Before:
    return Before(tmp_path)


def visits(store: Store) -> int:
    with store.reading() as tx:
        (total,) = tx.execute("SELECT sum(head_count) FROM visits").fetchone()
    return int(total)


def left(home: Home) -> set[str]:
    return {path.name for path in home.path.iterdir()} - {"diem-doc.sqlite3", "keys.json", "high-water.json", "backups"}


def test_a_restore_killed_before_any_of_its_steps_leaves_the_old_database_or_the_new_one(before: Before) -> None:
    found: list[int] = []
    for step in count(1):
        home = before.copied()
        source = home.backups / before.backup
        act = partial(restore_backup, home, source, clock=before.clock, random_bytes=os.urandom)
        if not killed_before(step, act, steps=STEPS):
            break
        store = before.opened(home)
        try:
            verify_journal(store)
            found.append(visits(store))
            assert found[-1] in (3, 5)
            with store.reading() as tx:
                (epochs,) = tx.execute("SELECT max(epoch) FROM epochs").fetchone()
            assert epochs == (1 if found[-1] == 5 else 2)
            before.counted(store, 1)
        finally:
            store.close()
        act()  # what was left behind is in nobody's way
        assert {name for name in left(home) if not name.endswith(".lock")} == set()
    assert found == sorted(found, reverse=True), "from one moment on it is the new one"
    assert (found[0], found[-1]) == (5, 3)
    assert len(found) > 60


def test_a_mending_killed_before_any_of_its_steps_is_begun_again_or_done(before: Before) -> None:
    kills, outcomes = 0, set()
    for step in count(1):
        home = before.copied()
        spoil(home, before)
        act = partial(mend, home, clock=before.clock, random_bytes=os.urandom, sticks=none)
        if not killed_before(step, act, steps=STEPS):
            break
        kills += 1
        try:
            act()
            outcomes.add("again")
        except Refused as refused:
            assert refused.code == "nothing_to_mend"  # noqa: PT017 - the kill came after the new one was complete
            outcomes.add("done")
        store = before.opened(home)
        try:
            assert visits(store) == 7
            verify_journal(store)
            before.counted(store, 1)
        finally:
            store.close()
        assert list(home.backups.glob("set-aside-*.sqlite3")), "the damaged file is thrown away by nobody"
    assert outcomes == {"again", "done"}
    assert kills > 60


def spoil(home: Home, before: Before) -> None:
    """A page that every start needs is gone, and two visits stand in the log alone."""
    with opened(home) as store:
        with store.reading() as tx:
            (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'boots'").fetchone()
        before.counted(store, 2)
        log = home.database.with_name("diem-doc.sqlite3-wal").read_bytes()
        database = bytearray(home.database.read_bytes())
    database[(page - 1) * 4_096 : page * 4_096] = b"\xff" * 4_096
    home.database.write_bytes(database)
    home.database.with_name("diem-doc.sqlite3-wal").write_bytes(log)


def test_an_erasure_killed_before_any_of_its_steps_is_done_by_the_next_opening_or_was_never_begun(
    before: Before,
) -> None:
    done: list[bool] = []
    for step in count(1):
        home = before.copied()

        def act(home: Home = home) -> None:
            erase_reader(before.opened(home), before.card.code, clock=before.clock)

        if not killed_before(step, act, steps=STEPS | {"write"}):
            break
        store = before.opened(home)
        try:
            with store.reading() as tx:
                (wrapped,) = tx.execute("SELECT wrapped FROM readers").fetchone()
                told = [type(decode(raw)) for (raw,) in tx.execute("SELECT raw FROM journal")]
            done.append(wrapped is None)
            assert (told.count(CardRevoked), told.count(ReaderErased)) == ((1, 1) if done[-1] else (0, 0))
            try:
                check_in(store, before.card.code, clock=before.clock)
                assert not done[-1]
            except KioskError as error:
                assert (error.code, done[-1]) == ("card_revoked", True)  # noqa: PT017 - the answer tells which it was
            verify_journal(store)
        finally:
            store.close()
    assert done == sorted(done)
    assert (done[0], done[-1]) == (False, True)
    assert len(done) > 25
