"""Tens of thousands of messages that were honest once: each is taken or refused in documented words, soon and small."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.fuzzing import DOORS
from tests.protocol.mutations import changed

_ROOT = Path(__file__).parents[2]


def _fuzzed(seed: int, cases: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.protocol.fuzzing", str(seed), str(cases)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    said = json.loads(done.stdout)
    told = Counter(said["told"])
    assert told.total() == cases
    assert said["slowest"] < 5
    for name in DOORS:
        assert told[f"{name}: refused"] > 0, name
    assert sum(number for name, number in told.items() if name.endswith("taken")) > cases / 50


def test_sixty_thousand_changed_messages_are_taken_or_refused_within_memory_and_time() -> None:
    _fuzzed(20_261_123, 60_000)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_three_million_changed_messages_are_taken_or_refused_within_memory_and_time(seed: int) -> None:
    _fuzzed(seed, 300_000)


@settings(max_examples=500)
@given(st.sampled_from(sorted(DOORS)), st.integers(0, 2**32))
def test_every_door_takes_or_refuses_what_was_changed(name: str, seed: int) -> None:
    draw, door = Random(seed), DOORS[name]
    raw = changed(draw.choice(door.honest), draw)
    try:
        door.take(raw, draw)
    except door.refusals:
        return


@pytest.mark.parametrize("name", sorted(DOORS))
def test_every_door_takes_what_is_honest(name: str) -> None:
    door, draw = DOORS[name], Random(1)
    taken = 0
    for raw in door.honest:
        for _ in range(30):
            try:
                door.take(raw, draw)
                taken += 1
            except door.refusals:
                continue
    assert taken > 0
