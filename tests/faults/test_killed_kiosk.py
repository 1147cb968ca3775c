"""kill -9 in the middle of a thousand check-ins: what was acknowledged is there, exactly once."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.ids import new_card_code
from kiosk.usecases.check_in import check_in
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Consent, Sex
from sync.protocol.entries import VisitRecorded, decode
from tests.homes import KioskHome, StandingClock, new_home, opened

Visit = tuple[int, int, int]
"""Epoch, seq and wall time: what the kiosk told once check_in() had returned."""
TOTAL = 1_000


def counted_until_killed(home: Home, card: str, wall: int, count: int, kill_after: int | None) -> list[Visit]:
    """Every visit that the kiosk acknowledged; it is killed as soon as line `kill_after` has been read."""
    command = [sys.executable, "-m", "tests.faults.counting_kiosk", str(home.path), card, str(wall), str(count)]
    told: list[Visit] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"\n"):
                epoch, seq, at = map(int, line.split())
                told.append((epoch, seq, at))
            if len(told) == kill_after:
                process.kill()
    assert process.returncode == (0 if kill_after is None else -9)
    return told


def kept(kiosk: KioskHome) -> tuple[list[Visit], list[Visit], int]:
    """The visits as facts, the visits as entries, and how many entries the sound journal has."""
    with opened(kiosk.home) as store:
        entries = verify_journal(store)
        with store.reading() as tx:
            facts = tx.execute("SELECT epoch, seq, at FROM visits ORDER BY epoch, seq").fetchall()
            raws = tx.execute("SELECT epoch, seq, raw FROM journal ORDER BY epoch, seq").fetchall()
    decoded = [(epoch, seq, decode(raw)) for epoch, seq, raw in raws]
    journalled = [(epoch, seq, entry.wall) for epoch, seq, entry in decoded if isinstance(entry, VisitRecorded)]
    return facts, journalled, entries


@pytest.mark.parametrize("seed", [20261122, 4711])
def test_after_five_kills_in_a_thousand_check_ins_every_acknowledged_visit_is_there_once(
    tmp_path: Path, seed: int
) -> None:
    clock = StandingClock()
    kiosk = new_home(tmp_path / "kiosk", clock)
    with opened(kiosk.home) as store:
        card = register_reader(
            store, full_name="Lan", birth_year=0, sex=Sex.UNKNOWN, consent=Consent.READER, clock=clock
        ).code
    draw = random.Random(seed)
    acknowledged: list[Visit] = []
    for kill_after in [*(draw.randrange(1, TOTAL // 6) for _ in range(5)), None]:
        wall = max([clock.wall, *(at for _, _, at in kept(kiosk)[0])]) + 3_600
        told = counted_until_killed(kiosk.home, card, wall, TOTAL - len(acknowledged), kill_after)
        acknowledged += told
        facts, journalled, _ = kept(kiosk)
        assert facts == journalled
        assert len(facts) == len(set(facts))
        assert set(acknowledged) <= set(facts)
        assert len(facts) <= len(acknowledged) + 6, "a kill leaves one visit at most that nobody was told of"
    assert len(acknowledged) == len(set(acknowledged)) == TOTAL
    with opened(kiosk.home) as store:
        before = sync_status(store)
        clock.advance(10**8)
        check_in(store, new_card_code(), clock=clock)
        assert sync_status(store).pending_visits == before.pending_visits + 1
        verify_journal(store)
