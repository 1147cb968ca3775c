"""Kiosks, sisters, sticks, backups, clones, wrong clocks, kills and bad lines in any order: all is there once."""

import itertools
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.faults.cases import tried
from tests.faults.desk import Desk, open_desk
from tests.faults.proxy import (
    Harm,
    answered,
    cut_answer,
    cut_request,
    doubled,
    doubled_at_once,
    outrun,
    spoiled_request,
)
from tests.faults.village import Village, VillageKiosk
from tests.province.servers import Served

_NUMBERS = itertools.count(1)
kiosks = st.integers(0, 4)
sticks = st.integers(0, 1)
harms: st.SearchStrategy[list[Harm]] = st.lists(
    st.one_of(
        st.builds(cut_request, st.integers(0, 700)),
        st.builds(cut_answer, st.integers(0, 600)),
        st.builds(spoiled_request, st.integers(0, 150), st.sampled_from((1, 16, 128))),
        st.just(doubled),
        st.just(doubled_at_once),
        st.just(outrun),
        st.just(answered("503 Service Unavailable", b"", heard=True)),
    ),
    max_size=3,
)


class Together(RuleBasedStateMachine):
    """Anything may happen to anybody at any time."""

    def __init__(self, province: Served, desk: Desk) -> None:
        super().__init__()
        self._province, self._desk = province, desk
        self._folder = tempfile.TemporaryDirectory(prefix="diem-doc-")
        self.village: Village | None = None

    @property
    def here(self) -> Village:
        assert self.village is not None
        return self.village

    @initialize(seed=st.integers(0, 2**32))
    def settles_down(self, seed: int) -> None:
        self.village = Village(self._province, self._desk, Path(self._folder.name), next(_NUMBERS), seed)

    @rule(kiosk=kiosks, visits=st.integers(1, 5))
    def visitors_come(self, kiosk: int, visits: int) -> None:
        self.here.count(self._kiosk(kiosk), visits)

    @rule(kiosk=kiosks, which=st.integers(0, 30), counted=st.integers(0, 3))
    def a_visit_is_put_right(self, kiosk: int, which: int, counted: int) -> None:
        self.here.put_right(self._kiosk(kiosk), which, counted)

    @rule(kiosk=kiosks, line=harms, largest=st.sampled_from((3, 50)))
    def a_pass_runs(self, kiosk: int, line: list[Harm], largest: int) -> None:
        self.here.sync(self._kiosk(kiosk), *line, largest=largest)

    @rule(kiosk=kiosks)
    def a_good_pass_runs(self, kiosk: int) -> None:
        self.here.sync(self._kiosk(kiosk))

    @rule(kiosk=kiosks, step=st.integers(1, 70))
    def a_pass_is_killed(self, kiosk: int, step: int) -> None:
        self.here.sync_killed(self._kiosk(kiosk), step)

    @rule(kiosk=kiosks, stick=sticks)
    def a_stick_is_filled(self, kiosk: int, stick: int) -> None:
        self.here.export(self._kiosk(kiosk), stick)

    @rule(stick=sticks)
    def the_province_reads_a_stick(self, stick: int) -> None:
        self.here.read_stick(stick)

    @rule(kiosk=kiosks, stick=sticks)
    def a_stick_comes_back(self, kiosk: int, stick: int) -> None:
        self.here.take_answers(self._kiosk(kiosk), stick)

    @rule(kiosk=kiosks)
    def a_backup_is_made(self, kiosk: int) -> None:
        self.here.back_up(self._kiosk(kiosk))

    @rule(kiosk=kiosks, which=st.integers(0, 9))
    def a_backup_is_restored(self, kiosk: int, which: int) -> None:
        self.here.restore(self._kiosk(kiosk), which)

    @rule(kiosk=kiosks, which=st.integers(0, 9))
    def an_old_database_is_put_back_by_hand(self, kiosk: int, which: int) -> None:
        self.here.roll_back(self._kiosk(kiosk), which)

    @rule(kiosk=kiosks)
    def a_kiosk_is_cloned(self, kiosk: int) -> None:
        self.here.clone(self._kiosk(kiosk))

    @rule(kiosk=kiosks, visits=st.integers(1, 4), first=st.booleans())
    def twins_go_on_apart_and_meet_at_the_province(self, kiosk: int, visits: int, first: bool) -> None:
        one = self._kiosk(kiosk)
        twin = self.here.clone(one) or self._kiosk(kiosk + 1)
        for each in (one, twin):
            self.here.count(each, visits)
            self.here.back_up(each)
        for each in (one, twin) if first else (twin, one):
            self.here.sync(each)

    @rule(kiosk=kiosks, visits=st.integers(1, 4))
    def a_kiosk_loses_what_it_counted_since_its_backup(self, kiosk: int, visits: int) -> None:
        one = self._kiosk(kiosk)
        self.here.back_up(one)
        self.here.count(one, visits)
        self.here.sync(one)
        self.here.restore(one, -1)

    @rule(kiosk=kiosks, which=st.integers(0, 30), sent=st.booleans())
    def a_kiosk_loses_what_it_put_right_since_its_backup(self, kiosk: int, which: int, sent: bool) -> None:
        one = self._kiosk(kiosk)
        self.here.count(one, 2)
        self.here.put_right(one, which, 2)
        self.here.back_up(one)
        self.here.put_right(one, which, 0)
        if sent:
            self.here.sync(one)
        self.here.restore(one, -1)

    @rule(kiosk=kiosks, seconds=st.sampled_from((-400 * 86_400, -3_600, -1, 90, 86_400, 4_000 * 86_400)))
    def somebody_sets_the_clock(self, kiosk: int, seconds: int) -> None:
        self._kiosk(kiosk).clock.step(seconds)

    @rule(kiosk=kiosks, off=st.sampled_from((5, 40_000, 40 * 86_400)))
    def a_kiosk_is_switched_off_and_on(self, kiosk: int, off: int) -> None:
        self._kiosk(kiosk).clock.reboot(off)
        self.here.reopen(self._kiosk(kiosk))

    @rule(kiosk=kiosks, days=st.integers(-500, 500))
    def the_officer_says_what_day_it_is(self, kiosk: int, days: int) -> None:
        self.here.tell_date(self._kiosk(kiosk), days)

    def teardown(self) -> None:
        if self.village is not None:
            try:
                self.village.ensure_settled()
                tried("villages")
            finally:
                self.village.close()
        self._folder.cleanup()

    def _kiosk(self, number: int) -> VillageKiosk:
        return self.here.kiosks[number % len(self.here.kiosks)]


@pytest.fixture(scope="module")
def desk(province: Served) -> Iterator[Desk]:
    with open_desk(province.home) as opened:
        yield opened


def _lived(province: Served, desk: Desk, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        partial(Together, province, desk),  # type: ignore[arg-type] # it documents a factory and annotates a class
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
        ),
    )


def test_whatever_happens_every_visit_is_at_the_province_exactly_once(province: Served, desk: Desk) -> None:
    _lived(province, desk, examples=12, steps=30)
    assert province.command("rebuild-projection", "--check")["differing"] == []


@pytest.mark.soak
def test_a_hundred_villages_live_long_and_lose_nothing(province: Served, desk: Desk) -> None:
    _lived(province, desk, examples=100, steps=60)
    assert province.command("rebuild-projection", "--check")["differing"] == []
