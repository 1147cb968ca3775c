"""kill -9 before each step of reading the sisters' feed, of filling a stick and of hearing what came back on it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kiosk.storage import sisters
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.values import Consent, Sex
from sync.client.answers import take_answers
from sync.client.bundle import export
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.faults.desk import Desk, open_desk
from tests.faults.kills import killed_before
from tests.faults.sides import Side
from tests.homes import StandingClock, new_home
from tests.province.servers import Served

_TOGETHER = 4
"""After so many kills one act is let through."""


@pytest.fixture(scope="module")
def desk(province: Served) -> Iterator[Desk]:
    with open_desk(province.home) as opened:
        yield opened


def _sister(side: Side, path: Path, desk: Desk) -> Store:
    """Another kiosk at the same point."""
    typed = side.province.command("enrol-code", side.point.code)["code"]
    store = open_store(new_home(path, side.clock, point=side.point).home)
    enrol(store, side.province.url, typed, clock=side.clock)
    return store


def _reader_comes(store: Store, clock: StandingClock) -> None:
    clock.advance(700)
    card = register_reader(
        store, full_name="Lan", birth_year=1990, sex=Sex.FEMALE, consent=Consent.READER, clock=clock
    ).code
    check_in(store, card, clock=clock)


def test_a_pull_killed_before_any_of_its_steps_takes_in_every_entry_of_the_sister_once(
    side: Side, tmp_path: Path, desk: Desk
) -> None:
    sister = _sister(side, tmp_path / "sister", desk)
    home = sister.home
    sister.close()
    kills = readers = 0
    for step in count(1):
        if step % _TOGETHER == 0:  # else what waits would grow faster than the steps
            run_pass(store := open_store(home), clock=side.clock)
            store.close()
        if step % _TOGETHER == 1:
            _reader_comes(side.store, side.clock)
            readers += 1
        side.visit()
        side.sync()
        if not killed_before(step, lambda: run_pass(open_store(home), clock=side.clock)):
            break
        kills += 1
    sister = open_store(home)
    run_pass(sister, clock=side.clock)
    with sister.reading() as tx:
        taken = sisters.visits_total(tx)
        (known,) = tx.execute("SELECT count(*) FROM readers").fetchone()
    sister.close()
    assert (taken, known) == (kills + 1 + readers, readers)
    assert kills > 40
    side.ensure_settled()


def test_sticks_killed_before_any_step_of_filling_and_of_hearing_lose_and_double_nothing(
    side: Side, tmp_path: Path, desk: Desk
) -> None:
    home, stick = side.store.home, tmp_path / "stick"
    stick.mkdir()
    kills = [0, 0]
    acts = (
        lambda: export(open_store(home), stick, clock=side.clock),
        lambda: take_answers(open_store(home), stick, clock=side.clock),
    )
    for turn, act in enumerate(acts):
        for step in count(1):
            side.visit(3)
            side.store.close()
            if turn == 1 or step % _TOGETHER == 0:
                acts[0]()
                assert "refused" not in desk.read(stick)
            was_killed = killed_before(step, act)
            side.store = open_store(home)
            if not was_killed:
                break
            kills[turn] += 1
            if step % _TOGETHER == 0:
                take_answers(side.store, stick, clock=side.clock)
    export(side.store, stick, clock=side.clock)
    desk.read(stick)
    take_answers(side.store, stick, clock=side.clock)
    assert sync_status(side.store).pending_entries == 0
    side.ensure_same()
    assert min(kills) > 20
