"""Sticks pulled out and kiosks killed in the middle of an export or an import: enumerated, each call once."""

from itertools import count
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import KioskError
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Point, Purpose
from sync.client import letters
from sync.client.answers import take_answers
from sync.client.bundle import export
from sync.client.enrolment import enrol
from sync.protocol import volumes
from sync.stick import Stick
from tests.faults.cases import tried
from tests.faults.kills import killed_before
from tests.homes import StandingClock, opened
from tests.province.servers import Served
from tests.sticks import on, pulled_out_before

_VISITS = 30
_LARGEST = 12


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def waiting(store: Store, province: Served, code: str, clock: StandingClock) -> Store:
    """An enrolled kiosk with visits that wait."""
    enrol(store, province.url, code, clock=clock)
    for _ in range(_VISITS):
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock)
    return store


def export_to(home: Home, place: Path, clock: StandingClock) -> None:
    with opened(home) as store:
        export(store, place, clock=clock, largest=_LARGEST)


def import_from(home: Home, place: Path, clock: StandingClock) -> None:
    with opened(home) as store:
        take_answers(store, place, clock=clock)


def ensure_whole(place: Path) -> None:
    """Every file under its final name can be used."""
    folder = Stick(place).folder
    for path in folder.glob("*.dd") if folder.exists() else ():
        name = volumes.push_name(path.name)
        assert name is not None
        volumes.push_in(path.read_bytes(), name)


def clear(place: Path) -> None:
    folder = Stick(place).folder
    for path in folder.iterdir() if folder.exists() else ():
        path.unlink()


def ensure_arrived(store: Store, province: Served, point: Point, clock: StandingClock, place: Path) -> None:
    """What is on the stick now is all that waits; it reaches the province once, and comes back confirmed."""
    assert on(place, ".part") == []
    assert province.command("import-usb", str(place))["skipped"] == []
    take_answers(store, place, clock=clock)
    assert (sync_status(store).pending_entries, province.visits(point.code)) == (0, _VISITS)


def test_an_export_whose_stick_is_pulled_out_before_any_call_is_done_again(
    waiting: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    entries = sync_status(waiting).pending_entries
    pulled = 0
    for step in count(1):
        try:
            was_pulled = pulled_out_before(step, stick, lambda: export(waiting, stick, clock=clock, largest=_LARGEST))
        except KioskError as error:
            assert error.code in ("stick_failed", "stick_without_folder")  # noqa: PT017 - its state is looked at below
            was_pulled = True
        ensure_whole(stick)
        done = export(waiting, stick, clock=clock, largest=_LARGEST)
        assert (done.entries, done.remaining) == (entries, 0)
        ensure_whole(stick)
        if not was_pulled:
            break
        clear(stick)
        pulled += 1
        tried("sticks pulled out")
    assert pulled > 40
    ensure_arrived(waiting, province, point, clock, stick)


def test_an_import_whose_stick_is_pulled_out_before_any_call_is_done_again(
    waiting: Store, province: Served, clock: StandingClock, stick: Path
) -> None:
    export(waiting, stick, clock=clock, largest=_LARGEST)
    province.command("import-usb", str(stick))
    pulled = 0
    for step in count(1):
        with waiting.writing() as tx:
            mirror.forget_confirmed_after(tx, 1, 0)
        try:
            was_pulled = pulled_out_before(step, stick, lambda: take_answers(waiting, stick, clock=clock))
        except KioskError as error:
            assert error.code in ("stick_failed", "stick_without_folder")  # noqa: PT017 - it is done again below
            was_pulled = True
        take_answers(waiting, stick, clock=clock)
        assert sync_status(waiting).pending_entries == 0
        if not was_pulled:
            break
        pulled += 1
        tried("sticks pulled out")
    assert pulled > 5


def test_an_export_killed_before_any_of_its_steps_is_done_again(
    waiting: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    entries = sync_status(waiting).pending_entries
    kills = 0
    for step in count(1):
        if not killed_before(step, lambda: export_to(waiting.home, stick, clock)):
            break
        ensure_whole(stick)
        assert export(waiting, stick, clock=clock, largest=_LARGEST).entries == entries
        ensure_whole(stick)
        clear(stick)
        kills += 1
    assert kills > 40
    ensure_arrived(waiting, province, point, clock, stick)


def test_an_import_killed_before_any_of_its_steps_is_done_again(
    waiting: Store, province: Served, clock: StandingClock, stick: Path
) -> None:
    export(waiting, stick, clock=clock, largest=_LARGEST)
    province.command("import-usb", str(stick))
    kills = 0
    for step in count(1):
        with waiting.writing() as tx:
            mirror.forget_confirmed_after(tx, 1, 0)
        if not killed_before(step, lambda: import_from(waiting.home, stick, clock)):
            break
        take_answers(waiting, stick, clock=clock)
        assert sync_status(waiting).pending_entries == 0
        verify_journal(waiting)
        kills += 1
    assert kills > 30


def test_an_enrolment_killed_before_any_step_of_its_coming_home_is_done_again(
    store: Store, province: Served, code: str, clock: StandingClock, stick: Path
) -> None:
    letters.ask(store, Stick(stick), code)
    export(store, stick, clock=clock)
    province.command("import-usb", str(stick))
    asked = store.home.path / "enrolling.json"
    before = {path: path.read_bytes() for path in (asked, *Stick(stick).folder.iterdir())}
    for step in count(1):
        with store.writing() as tx:
            tx.execute("DELETE FROM province")
            mirror.forget_confirmed_after(tx, 1, 0)
        for path, content in before.items():
            path.write_bytes(content)
        was_killed = killed_before(step, lambda: import_from(store.home, stick, clock))
        take_answers(store, stick, clock=clock)
        status = sync_status(store)
        assert (status.enrolled, status.pending_entries, asked.exists()) == (True, 0, False)
        if not was_killed:
            break
    assert step > 40
