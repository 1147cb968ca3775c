"""kill -9 before each single step of a sync pass and of an enrolment: the next pass makes both sides the same."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from kiosk.config import Home
from kiosk.storage.connection import open_store
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.faults.kills import killed_before
from tests.faults.sides import Side, unknown_side
from tests.homes import StandingClock, opened
from tests.province.servers import Served
from tests.sync.places import Enrollable


def test_a_pass_killed_before_any_of_its_steps_loses_and_doubles_nothing(new_side: Callable[[], Side]) -> None:
    side = new_side()
    home = side.store.home
    kills = 0
    for step in count(1):
        side.visit(3)
        side.store.close()
        if not killed_before(step, lambda: run_pass(open_store(home), clock=side.clock, largest=2)):
            break
        kills += 1
        side.store = open_store(home)
        if step % 8 == 0:
            side.ensure_settled()
    side.store = open_store(home)
    side.ensure_settled()
    assert kills > 30


def test_an_enrolment_killed_before_any_of_its_steps_is_made_whole_by_the_same_code(
    province: Served, place: Enrollable, tmp_path: Path, clock: StandingClock
) -> None:
    side = unknown_side(province, place.point, tmp_path / "stranger", clock)
    side.store.close()
    home = Home(tmp_path / "stranger")
    kills = 0
    for step in count(1):
        if not killed_before(step, lambda: enrol(open_store(home), province.url, place.code, clock=clock)):
            break
        kills += 1
    with opened(home) as store:
        enrol(store, province.url, place.code, clock=clock)
        side.store = store
        side.visit()
        side.ensure_settled()
    assert kills > 20
