"""kill -9 before each single step of a correction: the visits stand by all evidence of the journal, or by none new."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.compare_clock import compare_clock
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.verify_journal import verify_journal
from tests.faults.kills import killed_before
from tests.homes import MORNING, StandingClock, new_home, opened
from tests.storage.test_clocks import OF_2010, come, from_scratch, stored

VISITS = 12


def told(store: Store, clock: StandingClock) -> None:
    tell_date(store, MORNING + 1_000_000, clock=clock)


def compared(store: Store, clock: StandingClock) -> None:
    compare_clock(store, MORNING + 1_000_000, sent=clock(), received=clock())


@pytest.mark.parametrize("act", [told, compared])
def test_a_correction_killed_before_any_of_its_steps_happened_wholly_or_not_at_all(
    tmp_path: Path, act: Callable[[Store, StandingClock], None]
) -> None:
    clock = StandingClock()
    clock.step(OF_2010 - clock.wall)
    home = new_home(tmp_path / "kiosk", clock).home
    with opened(home) as store:
        for _ in range(VISITS):
            come(store, clock)
            clock.advance(40_000)
        before, entries = stored(store), verify_journal(store)
    done = 0
    for step in count(1):
        tried = Home(tmp_path / "tried")
        shutil.copytree(home.path, tried.path)
        is_killed = killed_before(step, lambda tried=tried: act(open_store(tried), clock))  # type: ignore[misc] # a default
        with opened(tried) as store:
            new = verify_journal(store) - entries
            assert new in (0, 1)
            assert stored(store) == from_scratch(store)
            assert (stored(store) == before) is (new == 0)
            done += new
        shutil.rmtree(tried.path)
        if not is_killed:
            break
    assert step > 2 * VISITS
    assert done
