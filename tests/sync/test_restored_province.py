"""A province that is put back from a backup gets everything again, and its kiosks notice nothing but a longer pass."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.values import Point
from sync.client.runner import run_pass
from sync.province.home import ProvinceHome
from tests.homes import StandingClock, new_reader
from tests.province.servers import Served, served
from tests.sync.rooms import Room

POINT = Point("HY-0412", "Thư viện xã Đức Hợp")


class Restorable:
    """A province that can be stopped, put back to an earlier state, and served again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.home, self._backup, self._url = folder / "province", folder / "backup", ""

    @contextmanager
    def running(self) -> Iterator[Served]:
        port = ("--port", str(urlsplit(self._url).port)) if self._url else ()
        with served(self.home, None, *port) as province:
            self._url = province.url
            yield province

    def back_up(self) -> None:
        """As an administrator does: the server stands still, the folder is copied."""
        shutil.copytree(self.home, self._backup)

    def restore(self) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self._backup, self.home)

    def keys(self) -> set[tuple[str, int, int, bool]]:
        """Of which readers there is a key, and whether it was destroyed."""
        with closing(sqlite3.connect(ProvinceHome(self.home).database_file)) as database:
            rows = database.execute("SELECT hex(reader_device), epoch, seq, wrapped = x'' FROM province_readerkey")
            return {(device, epoch, seq, bool(gone)) for device, epoch, seq, gone in rows}


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


def both_pass(first: Store, second: Store, clock: StandingClock) -> None:
    """Twice, since what the second hands over is news for the first."""
    for _ in range(2):
        for store in (first, second):
            clock.advance(600)
            run_pass(store, clock=clock)


def test_entries_keys_and_erasures_come_again_after_a_restore(tmp_path: Path, clock: StandingClock) -> None:
    province = Restorable(tmp_path)
    with ExitStack() as stack:
        with province.running() as before:
            before.add_point(POINT.code, POINT.name)
            room = Room(tmp_path, before, POINT, clock, stack)
            reading_room, annex = room.kiosk("reading-room"), room.kiosk("annex")
            new_reader(reading_room, clock, full_name="Nguyễn Thị Lan")
            both_pass(reading_room, annex, clock)
        province.back_up()
        with province.running():
            late = new_reader(reading_room, clock, full_name="Phạm Thị Mai")
            gone = new_reader(reading_room, clock, full_name="Lê Văn Tám")
            for store in (reading_room, annex):
                clock.advance(700)
                check_in(store, late.code, clock=clock)
            erase_reader(reading_room, gone.code, clock=clock)
            both_pass(reading_room, annex, clock)
        held = province.keys()
        assert len(held) == 3
        province.restore()
        assert len(province.keys()) == 1
        with province.running() as after:
            clock.advance(700)
            check_in(annex, late.code, clock=clock)
            both_pass(reading_room, annex, clock)
            assert [sync_status(store).pending_entries for store in (reading_room, annex)] == [0, 0]
            assert after.visits(POINT.code) == 3
            assert after.command("rebuild-projection", "--check")["differing"] == []
            assert province.keys() == held
            room.province = after
            replaced = room.kiosk("replaced")
            run_pass(replaced, clock=clock)
            clock.advance(700)
            assert check_in(replaced, late.code, clock=clock).short_name == "Mai"
