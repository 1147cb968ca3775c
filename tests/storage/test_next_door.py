"""Two kiosks of one site: who was just counted at one counts again at the other only where each room counts."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage import journal, sisters
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.choose_counting import choose_counting
from kiosk.usecases.name_service_point import name_service_point
from kiosk.usecases.today import today
from kiosk.values import CountingRule
from tests.homes import KioskHome, StandingClock, new_home, new_reader, opened

WINDOW = 600
Scan = tuple[int, int, int, bool]
"""Which kiosk, which card, seconds later, and whether the kiosks hear of one another before."""
scans = some.lists(
    some.tuples(
        some.integers(0, 1), some.integers(0, 2), some.sampled_from((0, 60, 299, 301, 599, 600, 3_600)), some.booleans()
    ),
    min_size=5,
    max_size=40,
)


@pytest.fixture(scope="session")
def second_kiosk(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    return new_home(tmp_path_factory.mktemp("second") / "kiosk", StandingClock())


def tell(teller: Store, hearer: Store) -> None:
    """What the province's feed would bring: every entry of the one, to the other."""
    device = teller.keyring.device_id
    with teller.reading() as own, hearer.writing() as tx:
        for epoch in journal.epochs(own):
            links = journal.links(own, epoch.epoch, 1, epoch.last)
            for seq, (raw, _) in enumerate(links, start=1):
                sisters.take(tx, sisters.Name(device, epoch.epoch, seq), raw)
            sisters.move_head(tx, sisters.Name(device, epoch.epoch, epoch.last), links[-1][1])
        sisters.claim(tx)
    hearer.forget_surroundings()


class Model:
    """When each card was counted, and where; what each kiosk has heard of it."""

    def __init__(self, rule: CountingRule) -> None:
        self.rule = rule
        self.counted: list[tuple[int, int, int]] = []
        self.heard = 0

    def counts(self, kiosk: int, card: int, now: int) -> bool:
        """Whether this scan is a visit: not if the same card was counted within the window where this kiosk looks."""
        for place, (where, which, at) in enumerate(self.counted):
            looks = where == kiosk or (self.rule is CountingRule.SITE and place < self.heard)
            if which == card and looks and now - at < WINDOW:
                return False
        return True


@settings(max_examples=60)
@given(scans, some.sampled_from(CountingRule))
def test_scans_at_both_kiosks_are_counted_as_the_rule_says(
    first_kiosk: KioskHome, second_kiosk: KioskHome, happened: list[Scan], rule: CountingRule
) -> None:
    clock, model = StandingClock(), Model(rule)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        kiosks = []
        for name, made in (("first", first_kiosk), ("second", second_kiosk)):
            shutil.copytree(made.home.path, Path(folder) / name)
            kiosks.append(stack.enter_context(opened(Home(Path(folder) / name))))
        for store in kiosks:
            choose_counting(store, rule, clock=clock)
        cards = [new_reader(kiosks[0], clock).code, new_reader(kiosks[1], clock).code, new_card_code()]
        for kiosk, card, later, hears in happened:
            clock.advance(later)
            if hears:
                tell(kiosks[0], kiosks[1])
                tell(kiosks[1], kiosks[0])
                model.heard = len(model.counted)
            if model.counts(kiosk, card, clock.wall):
                check_in(kiosks[kiosk], cards[card], clock=clock)
                model.counted.append((kiosk, card, clock.wall))
            else:
                with pytest.raises(Refused, match="already_counted"):
                    check_in(kiosks[kiosk], cards[card], clock=clock)


def test_a_room_of_its_own_counts_who_comes_into_it(store: Store, second_kiosk: KioskHome, tmp_path: Path) -> None:
    clock = StandingClock()
    shutil.copytree(second_kiosk.home.path, tmp_path / "second")
    with opened(Home(tmp_path / "second")) as other:
        reading = name_service_point(store, "Phòng đọc", clock=clock)
        learning = name_service_point(store, "TTHTCĐ", clock=clock)
        choose_counting(store, CountingRule.SERVICE_POINT, clock=clock)
        choose(store, service_point=reading)
        card = new_reader(store, clock).code
        check_in(store, card, clock=clock)
        tell(store, other)
        choose(other, service_point=learning)
        clock.advance(60)
        check_in(other, card, clock=clock)
        assert (today(store, clock=clock).visits, today(other, clock=clock).visits) == (1, 1)
