"""kill -9 before each single step of an init and of a check-in: no step is one too few or one too many."""

import shutil
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from tests.faults.kills import killed_before
from tests.homes import POINT, KioskHome, StandingClock, new_home, new_reader, opened


def made(home: Home, clock: StandingClock) -> None:
    initialise(home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=clock)


def test_an_init_killed_before_any_of_its_steps_is_taken_up_again(tmp_path: Path) -> None:
    clock = StandingClock()
    kills = 0
    for step in count(1):
        home = Home(tmp_path / str(step))
        if not killed_before(step, partial(made, home, clock)):
            break
        kills += 1
        keys = home.keys.read_bytes() if home.keys.exists() else None
        try:
            made(home, clock)
        except Refused as refused:
            assert refused.code == "already_initialised"  # noqa: PT017 - the kill came after the commit
        with opened(home) as store:
            assert verify_journal(store) == 1
        assert keys in (None, home.keys.read_bytes())
        shutil.rmtree(home.path)
    assert kills > 30


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskHome:
    return new_home(tmp_path / "kiosk", StandingClock())


@pytest.mark.parametrize("known", [True, False], ids=["a known card", "a card from elsewhere"])
@pytest.mark.parametrize("rebooted", [True, False], ids=["after a reboot", "in the same boot"])
def test_a_check_in_killed_before_any_of_its_steps_happened_wholly_or_not_at_all(
    kiosk: KioskHome, known: bool, rebooted: bool
) -> None:
    clock = StandingClock()
    with opened(kiosk.home) as store:
        card = new_reader(store, clock).code if known else new_card_code()
        entries = verify_journal(store)
    visits, kills = 0, 0
    for step in count(1):
        clock.advance(700)
        if rebooted:
            clock.reboot()
        if not killed_before(step, lambda: check_in(open_store(kiosk.home), card, clock=clock)):
            break
        kills += 1
        with opened(kiosk.home) as store:
            now, length = today(store, clock=clock).visits, verify_journal(store)
        assert (now - visits, length - entries) in ((0, 0), (1, 1), (1, 2))
        visits, entries = now, length
    assert kills > 15
    with opened(kiosk.home) as store:
        assert today(store, clock=clock).visits == visits + 1
