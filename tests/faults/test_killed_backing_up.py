"""kill -9 before each single step of a backup: what looks like one is whole, and the next one clears away the rest."""

import shutil
from functools import partial
from itertools import count
from pathlib import Path

from kiosk.config import Home
from kiosk.ids import new_card_code
from kiosk.storage.backup import PART
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.list_backups import list_backups
from kiosk.usecases.verify_journal import verify_journal
from tests.faults.kills import STEPS, killed_before
from tests.homes import StandingClock, new_home, opened

_STEPS = STEPS | {"backup", "close", "sendfile", "utime", "write"}


def _backed_up(home: Home, disk: Path, clock: StandingClock) -> None:
    with opened(home) as store:
        back_up(store, clock=clock, sticks=lambda: (disk,))


def test_a_backup_killed_before_any_of_its_steps_is_whole_or_not_there(tmp_path: Path) -> None:
    clock, disk = StandingClock(), tmp_path / "disk"
    home = new_home(tmp_path / "kiosk", clock).home
    disk.mkdir()
    for step in count(1):
        clock.advance(86_400)
        with opened(home) as store:
            check_in(store, new_card_code(), clock=clock)
        act = partial(_backed_up, home, disk, clock)
        was_killed = killed_before(step, act, steps=_STEPS)
        found = list_backups(home, sticks=lambda: (disk,))
        assert not any(copy.trouble for copy in found)
        with opened(home) as store:
            verify_journal(store)
        if not was_killed:
            break
        if step % 5 == 0:
            act()
            assert [path.name for path in home.backups.iterdir() if PART in path.name] == []
            shutil.rmtree(home.backups)
    assert step > 40
    assert {copy.path.parent for copy in found} == {home.backups, disk}
    assert found[0].visits == step
