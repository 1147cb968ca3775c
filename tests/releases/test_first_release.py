"""Old kiosks work with new provinces, and new kiosks with old ones, for ever (sync.md, guarantee 7).

The first release is frozen beside this file; every process here is real, and so is every line.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from kiosk.config import Home
from kiosk.storage import sisters
from kiosk.usecases.sync_status import sync_status
from sync.client.runner import run_pass
from sync.protocol.entries import KINDS
from sync.province.home import ProvinceHome
from tests.homes import StandingClock, opened
from tests.province.servers import Served, command
from tests.releases.points import Kiosk, new_kiosk
from tests.releases.programs import TODAY, Program

A_DAY = 86_400
FIRST_KINDS = {(1, 1), (2, 1), (10, 1), (11, 1), (12, 1), (20, 1), (21, 1)}
"""What the first release writes and understands."""


def asked(place: Path | str, question: str, *values: object) -> list[tuple[Any, ...]]:
    """What a database says beside its program: a file, or PostgreSQL at an address."""
    if isinstance(place, str):
        with psycopg.connect(place) as server:
            return server.execute(question.replace("?", "%s"), values).fetchall()
    with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as file:
        return file.execute(question, values).fetchall()


def journalled(kiosk: Kiosk) -> list[tuple[int, int, bytes]]:
    """Epoch, seq and bytes of every entry of a kiosk."""
    return asked(Home(kiosk.home).database, "SELECT epoch, seq, raw FROM journal ORDER BY epoch, seq")


def ensure_all_held(kiosk: Kiosk, province: Path | str) -> None:
    """The province holds every entry of the kiosk, byte for byte, once."""
    [(device,)] = asked(Home(kiosk.home).database, "SELECT DISTINCT device FROM epochs")
    held = asked(
        province,
        "SELECT epoch, seq, raw FROM province_entry JOIN province_device device ON device.id = province_entry.device_id"
        " WHERE device.device_id = ? ORDER BY epoch, seq",
        device,
    )
    assert held == journalled(kiosk)


def held_aside(province: Path) -> set[str]:
    """Why the province does not count some entries."""
    question = "SELECT DISTINCT quarantine FROM province_entry WHERE quarantine IS NOT NULL"
    return {reason for (reason,) in asked(province, question)}


def unknown_to_the_first(kiosk: Kiosk) -> int:
    """How many entries of a kiosk are of a kind or version that came after the first release."""
    heads = [tuple(msgspec.msgpack.decode(raw)[:2]) for _, _, raw in journalled(kiosk)]
    assert set(heads) <= set(KINDS)
    return sum(head not in FIRST_KINDS for head in heads)


def test_an_old_kiosk_works_with_todays_province(first: Program, province: Served, tmp_path: Path) -> None:
    kiosk = new_kiosk(tmp_path, province)
    kiosk.open(first)
    kiosk.work(first, 35)  # before it was ever online
    kiosk.enrol(first, province)
    assert kiosk.sync(first)["confirmed"] > 0
    assert kiosk.ensure_confirmed(first, 36)["quarantined"] == 0
    kiosk.work(first, 20)
    kiosk.sync(first)
    assert kiosk.sync(first)["confirmed"] == 0  # a pass with nothing new
    assert kiosk.ensure_confirmed(first, 57)["quarantined"] == 0
    assert province.visits(kiosk.point) == 57
    ensure_all_held(kiosk, ProvinceHome(province.home).database_file)


def test_a_new_kiosk_at_the_point_of_an_old_one_knows_its_readers_but_not_their_names(
    first: Program, province: Served, tmp_path: Path
) -> None:
    old = new_kiosk(tmp_path, province)
    new = Kiosk(tmp_path / "new", old.point)
    for kiosk, program in ((old, first), (new, TODAY)):
        kiosk.open(program)
        kiosk.enrol(program, province)
    card = first.done(old.home, "reader", "add", "--name", "Nguyễn Thị Lan", "--consent", "reader")["card"]
    old.tally(first, 20)
    old.sync(first)
    new.sync(TODAY)
    greeted = TODAY.done(new.home, "check-in", card)
    assert greeted["known"] is True
    assert "Lan" not in greeted["said"]  # the first release hands in no keys
    new.sync(TODAY)
    new.ensure_confirmed(TODAY, 1)
    with opened(Home(new.home)) as store, store.reading() as tx:
        assert sisters.visits_total(tx) == 20
    assert province.visits(old.point) == 21


def test_a_kiosk_that_is_upgraded_in_place_goes_on_in_its_epoch(
    first: Program, province: Served, tmp_path: Path
) -> None:
    kiosk = new_kiosk(tmp_path, province)
    kiosk.open(first)
    kiosk.enrol(first, province)
    kiosk.work(first, 35)
    kiosk.sync(first)
    [*_, last] = kiosk.work(first, 4)  # what the old program never sent
    [scanned, tallied] = kiosk.work(TODAY, 9)
    assert (scanned["epoch"], tallied["epoch"]) == (1, 1)
    assert scanned["seq"] > last["seq"]
    back = first.run(kiosk.home, "tally")
    assert (back["exit"], back["error"]) == (2, "database_newer")
    kiosk.sync(TODAY)
    assert kiosk.ensure_confirmed(TODAY, 51)["quarantined"] == 0
    kiosk.work(TODAY, 1)
    kiosk.sync(TODAY)
    kiosk.ensure_confirmed(TODAY, 53)
    assert province.visits(kiosk.point) == 53
    assert {epoch for epoch, _, _ in journalled(kiosk)} == {1}
    [(device,)] = asked(Home(kiosk.home).database, "SELECT DISTINCT device FROM epochs")
    keys = "SELECT length(wrapped) > 0 FROM province_readerkey WHERE reader_device = ?"
    assert asked(ProvinceHome(province.home).database_file, keys, device) == [(1,)] * 4  # the old program's readers too
    ensure_all_held(kiosk, ProvinceHome(province.home).database_file)
    assert province.command("rebuild-projection", "--check")["differing"] == []


def test_an_old_kiosk_that_stopped_at_a_fork_goes_on_once_it_is_upgraded(
    first: Program, province: Served, tmp_path: Path
) -> None:
    kiosk = new_kiosk(tmp_path, province)
    kiosk.open(first)
    kiosk.enrol(first, province)
    kiosk.tally(first, 35)
    kiosk.sync(first)
    shutil.copytree(kiosk.home, tmp_path / "copy")
    kiosk.tally(first, 5)
    kiosk.sync(first)
    shutil.rmtree(kiosk.home)
    shutil.move(tmp_path / "copy", kiosk.home)  # somebody puts a copy back
    kiosk.work(first, 7)
    stopped = first.run(kiosk.home, "sync")
    assert (stopped["exit"], stopped["error"]) == (1, "chain_forked")
    kiosk.sync(TODAY)
    kiosk.tally(TODAY, 2)
    kiosk.sync(TODAY)
    status = kiosk.status(TODAY)
    assert (status["pending_entries"], status["chain_verified"]) == (0, True)
    assert province.visits(kiosk.point) == 35 + 5 + 8 + 2
    ensure_all_held(kiosk, ProvinceHome(province.home).database_file)
    assert {epoch for epoch, _, _ in journalled(kiosk)} == {1, 2}
    assert province.command("rebuild-projection", "--check")["differing"] == []


def test_a_new_kiosk_works_with_an_old_province_and_is_counted_in_full_once_that_is_upgraded(
    first: Program, tmp_path: Path
) -> None:
    home = tmp_path / "province"
    database = ProvinceHome(home).database_file
    with first.serving(home) as old:
        kiosk = new_kiosk(tmp_path, old)
        kiosk.open(TODAY)
        kiosk.work(TODAY, 35)
        kiosk.enrol(TODAY, old)
        kiosk.sync(TODAY)
        kiosk.work(TODAY, 20)
        kiosk.sync(TODAY)
        status = kiosk.ensure_confirmed(TODAY, 57)
        assert status["quarantined"] == unknown_to_the_first(kiosk) > 0
        assert old.visits(kiosk.point) == 57
        ensure_all_held(kiosk, database)
        assert held_aside(database) == {"unknown_kind"}
        address = old.url
    with TODAY.serving(home, at=address) as new:
        kiosk.work(TODAY, 1)
        kiosk.sync(TODAY)
        status = kiosk.ensure_confirmed(TODAY, 59)
        assert new.visits(kiosk.point) == 59
        ensure_all_held(kiosk, database)
        [(keys,)] = asked(database, "SELECT count(*) FROM province_readerkey")
        assert keys == 3
        with opened(Home(kiosk.home)) as store:  # the night after, when days are compared
            run_pass(store, clock=StandingClock(status["confirmed_at"] + A_DAY, 600))
            assert sync_status(store).quarantined == 0
        assert held_aside(database) == set()
        assert new.command("rebuild-projection", "--check")["differing"] == []


def test_a_new_kiosk_that_forked_at_an_old_province_counts_on_and_parts_once_that_is_upgraded(
    first: Program, tmp_path: Path
) -> None:
    home = tmp_path / "province"
    with first.serving(home) as old:
        kiosk = new_kiosk(tmp_path, old)
        kiosk.open(TODAY)
        kiosk.enrol(TODAY, old)
        kiosk.sync(TODAY)
        shutil.copytree(kiosk.home, tmp_path / "copy")
        kiosk.tally(TODAY, 5)
        kiosk.sync(TODAY)
        shutil.rmtree(kiosk.home)
        shutil.move(tmp_path / "copy", kiosk.home)
        kiosk.tally(TODAY, 7)
        stopped = TODAY.run(kiosk.home, "sync")
        assert (stopped["exit"], stopped["error"]) == (1, "chain_forked")
        kiosk.tally(TODAY, 2)
        assert old.visits(kiosk.point) == 5
        address = old.url
    with TODAY.serving(home, at=address) as new:
        new.command("rebuild-projection")
        kiosk.sync(TODAY)
        status = kiosk.status(TODAY)
        assert (status["pending_entries"], status["chain_verified"]) == (0, True)
        assert new.visits(kiosk.point) == 5 + 7 + 2
        ensure_all_held(kiosk, ProvinceHome(home).database_file)
        assert new.command("rebuild-projection", "--check")["differing"] == []


@pytest.mark.parametrize("on_postgresql", [False, True], ids=["sqlite", "postgresql"])
def test_an_old_province_is_upgraded_in_place_and_its_old_kiosks_notice_nothing(
    first: Program, tmp_path: Path, on_postgresql: bool, request: pytest.FixtureRequest
) -> None:
    home, url = tmp_path / "province", request.getfixturevalue("postgresql_url") if on_postgresql else None
    database = url or ProvinceHome(home).database_file
    with first.serving(home, database_url=url) as old:
        kiosk = new_kiosk(tmp_path, old)
        sister = Kiosk(tmp_path / "sister", kiosk.point)
        for one in (kiosk, sister):
            one.open(first)
            one.tally(first, 35)
            one.enrol(first, old)
            one.sync(first)
        address = old.url
    assert TODAY.province(home, "rebuild-projection", "--check", database_url=url)["differing"] == []
    chains = asked(database, "SELECT device_id, epoch, 1, seq FROM province_chain ORDER BY device_id")
    feed = asked(database, "SELECT device_id, epoch, first, last FROM province_feeditem ORDER BY position")
    assert (len(feed), feed) == (2, chains)
    assert asked(database, "SELECT feed FROM province_point") == [(2,)]
    clocks = asked(database, "SELECT at = wall, boot, mono > 0, confidence FROM province_visit")
    assert set(clocks) == {(1, 1, 1, 0)}
    with TODAY.serving(home, at=address, database_url=url) as new:
        for one in (kiosk, sister):
            one.tally(first, 1)
            one.sync(first)
            assert one.ensure_confirmed(first, 36)["quarantined"] == 0
            ensure_all_held(one, database)
        assert new.visits(kiosk.point) == 2 * 36
        assert new.command("rebuild-projection", "--check")["differing"] == []
    back = command(home, "status", database_url=url, root=first.folder)
    assert (back["exit"], back["error"]) == (1, "newer")
