"""The power goes while a kiosk is restored, mended, given another key, or forgets a reader: what is left is whole."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from kiosk.config import Home
from kiosk.errors import KioskError, Refused
from kiosk.rules.recovery import code_of
from kiosk.sealing import Wrapping
from kiosk.storage import highwater
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.list_backups import list_backups
from kiosk.usecases.mend import MENDABLE, mend
from kiosk.usecases.open_home import open_home
from kiosk.usecases.tally import tally
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Purpose
from tests.faults import disks
from tests.faults.cases import tried
from tests.faults.disks import Disk, records
from tests.homes import StandingClock, new_home, new_reader, opened

_ROOT = Path(__file__).parents[2]
_SHEET = code_of(bytes(32))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = disks.compiled(tmp_path_factory.mktemp("unsynced")) if sys.platform == "linux" else None
    if made is None:
        pytest.skip("no C compiler here, or no Linux")
    return made


@dataclass
class Kept:
    """A closed kiosk on a disk of its own: three visits in its backup, two more since, and a reader's card."""

    root: Path
    backup: str
    card: str

    @property
    def home(self) -> Home:
        return Home(self.root / "home")


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    root, clock = tmp_path / "disk", StandingClock()
    root.mkdir()
    home = new_home(root / "home", clock).home
    with opened(home) as store:
        card = new_reader(store, clock).code
        tally(store, purpose=Purpose.READING, head_count=3, clock=clock)
        made = back_up(store, clock=clock, sticks=list).path.name
        tally(store, purpose=Purpose.READING, head_count=2, clock=clock)
        highwater.keep(store)
    return Kept(root, made, card)


def cut_anywhere(library: Path, kept: Kept, words: list[str], ensure: Callable[[Home, bool], object]) -> list[object]:
    """What `ensure(home, done)` finds on every disk that a power cut may leave during an act; `done`: that was told."""
    tmp, draw, found = kept.root.parent, Random(20261123), []
    before, left, log = tmp / "before", tmp / "left", tmp / "log"
    shutil.copytree(kept.root, before)
    environment = {**os.environ, **disks.environment(library, kept.root, log)}
    command = [sys.executable, "-m", "tests.faults.keeping_kiosk", str(kept.root), *words]
    subprocess.run(command, cwd=_ROOT, env=environment, check=True)
    disk, told = Disk(kept.root, before), False
    for number, record in enumerate(records(log)):
        told = told or record.one == b"done\n"
        if record.op in "SRLU" or number % 2 == 0:
            for chance in (None, draw) if record.op in "SRLU" else (draw,):
                left.mkdir()
                disk.left(chance, left)
                found.append(ensure(Home(left / "home"), told))
                shutil.rmtree(left)
                tried("power cuts")
        disk.take(record)
    return found


def taken_up(home: Home) -> Store:
    return open_home(home, clock=StandingClock(), random_bytes=os.urandom)


def visits(store: Store) -> int:
    with store.reading() as tx:
        (total,) = tx.execute("SELECT sum(head_count) FROM visits").fetchone()
    return int(total)


def test_a_power_cut_in_a_restore_leaves_the_old_database_or_the_new_one(library: Path, kept: Kept) -> None:
    old = kept.home.database.read_bytes()

    def ensure(home: Home, done: bool) -> int:
        with contextlib.closing(taken_up(home)) as store:
            verify_journal(store)
            there = visits(store)
            with store.reading() as tx:
                assert tx.execute("SELECT max(epoch) FROM epochs").fetchone() == (1 if there == 5 else 2,)
        assert there == 3 if done else there in (3, 5)
        if there == 3:
            asides = list(home.backups.glob("set-aside-*.sqlite3"))
            assert [aside.read_bytes() for aside in asides] == [old] * len(asides)
            assert asides
        return there

    found = cut_anywhere(library, kept, ["restore", kept.backup], ensure)
    assert set(found) == {3, 5}
    assert len(found) > 80


def test_a_power_cut_in_a_mending_leaves_what_can_be_mended_or_is(library: Path, kept: Kept) -> None:
    damaged = bytearray(kept.home.database.read_bytes())
    with opened(kept.home) as store, store.reading() as tx:
        (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'boots'").fetchone()
    damaged[(page - 1) * 4_096 : page * 4_096] = b"\xff" * 4_096
    kept.home.database.write_bytes(damaged)

    def ensure(home: Home, done: bool) -> str:
        try:
            taken_up(home).close()
            was = "done"
        except KioskError as error:
            assert error.code in MENDABLE  # noqa: PT017 - one of two lawful outcomes
            assert not done
            mend(home, clock=StandingClock(), random_bytes=os.urandom, sticks=list)
            was = "damaged"
        with contextlib.closing(taken_up(home)) as store:
            verify_journal(store)
            assert visits(store) == 5
        return was

    assert set(cut_anywhere(library, kept, ["mend"], ensure)) == {"done", "damaged"}


def test_a_power_cut_in_a_backup_leaves_only_whole_ones(library: Path, kept: Kept) -> None:
    def ensure(home: Home, done: bool) -> int:
        found = list_backups(home, sticks=list)
        assert [copy.trouble for copy in found] == [""] * len(found)
        assert not done or len(found) == 2
        with contextlib.closing(taken_up(home)) as store:
            assert visits(store) == 5
        return len(found)

    assert set(cut_anywhere(library, kept, ["back-up"], ensure)) == {1, 2}


def test_a_power_cut_in_an_erasure_never_brings_a_told_one_back(library: Path, kept: Kept) -> None:
    def ensure(home: Home, done: bool) -> bool:
        with contextlib.closing(taken_up(home)) as store:
            verify_journal(store)
            with store.reading() as tx:
                (wrapped,) = tx.execute("SELECT wrapped FROM readers").fetchone()
            if wrapped is None:
                with pytest.raises(Refused, match="card_revoked"):
                    check_in(store, kept.card, clock=StandingClock())
        assert wrapped is None or not done
        return wrapped is None

    assert set(cut_anywhere(library, kept, ["erase", kept.card], ensure)) == {True, False}


def test_a_power_cut_in_a_key_adoption_leaves_every_name_readable(library: Path, kept: Kept) -> None:
    def ensure(home: Home, done: bool) -> bool:
        with contextlib.closing(taken_up(home)) as store:
            with store.reading() as tx:
                (wrapped,) = tx.execute("SELECT wrapped FROM readers").fetchone()
            assert Wrapping(store.keyring.point_key).unwrap(wrapped)
            assert check_in(store, kept.card, clock=StandingClock()).short_name == "Lan"
            adopted = store.keyring.point_key == bytes(32)
        assert adopted or not done
        return adopted

    assert set(cut_anywhere(library, kept, ["adopt", _SHEET], ensure)) == {True, False}
