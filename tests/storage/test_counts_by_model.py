"""Whatever happens in a week, a kiosk counts what a naive model counts: by day, purpose and method, nothing twice."""

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings

from kiosk.clock import local_day
from kiosk.config import Home
from kiosk.storage.connection import Store
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from tests.counting_model import Key, Model, Step, drive, steps
from tests.homes import KioskHome, StandingClock, opened


@settings(max_examples=100)
@given(steps)
def test_a_kiosk_counts_what_the_model_counts(first_kiosk: KioskHome, happened: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(first_kiosk.home.path, Path(folder) / "kiosk")
        clock = StandingClock()
        with opened(Home(Path(folder) / "kiosk")) as store:
            model = drive(store, clock, happened)
            wanted = model.counts()
            assert listed(store, clock, model) == wanted
            assert sync_status(store).pending_visits == sum(wanted.values())
            of_today(store, clock, wanted)
            verify_journal(store)


def listed(store: Store, clock: StandingClock, model: Model) -> Counter[Key]:
    """What the officer's lists of all days come to."""
    found: Counter[Key] = Counter()
    if not model.visits:
        return found
    times = [model.at(visit) for visit in model.visits]
    day, last = local_day(min(times)), local_day(max(times))
    while day <= last:
        shown = list_visits(store, day, clock=clock)
        for visit in shown.visits:
            found[day, visit.now.purpose, visit.method] += visit.now.counted
        assert shown.counted == sum(visit.now.counted for visit in shown.visits)
        day += timedelta(days=1)
    return +found


def of_today(store: Store, clock: StandingClock, wanted: Counter[Key]) -> None:
    """The page «Hôm nay» says the same of its day."""
    shown = today(store, clock=clock)
    purposes, methods = Counter[object](), Counter[object]()
    for (day, purpose, method), persons in wanted.items():
        if day == shown.day:
            purposes[purpose] += persons
            methods[method] += persons
    assert +Counter(shown.by_purpose) == purposes
    assert +Counter(shown.by_method) == methods
    assert shown.visits == sum(shown.by_hour) == sum(purposes.values())
