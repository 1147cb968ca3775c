"""Whatever an officer puts right, the province counts what the kiosk counts, and nobody twice at one site."""

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kiosk.clock import local_day
from kiosk.errors import Refused
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.choose_counting import choose_counting, counting
from kiosk.usecases.enter_late import enter_late
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.name_service_point import name_service_point
from kiosk.usecases.programme import plan_event, programme_between
from kiosk.values import CountingRule, LateLine, Method, Point, Purpose
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.counting_model import Desk, Step, steps
from tests.homes import StandingClock, new_home, new_reader, opened
from tests.province.servers import Served
from tests.sync.places import Enrollable
from tests.sync.rooms import Room

Key = tuple[date, Purpose, Method]
_FIRST_DAY = date(1970, 1, 1)


def at_the_province(province: Served, kiosk: Store) -> Counter[Key]:
    with closing(sqlite3.connect(province.home / "province.db")) as held:
        rows = held.execute(
            "SELECT day, purpose, method, visits FROM province_daycount counted"
            " JOIN province_device device ON device.id = counted.device_id WHERE device.device_id = ?",
            (kiosk.keyring.device_id,),
        ).fetchall()
    found: Counter[Key] = Counter()
    for day, purpose, method, visits in rows:
        found[_FIRST_DAY + timedelta(days=day), Purpose(purpose), Method(method)] += visits
    return +found


def at_the_kiosk(kiosk: Store, clock: StandingClock) -> Counter[Key]:
    with kiosk.reading() as tx:
        days = [day for (day,) in tx.execute("SELECT DISTINCT day FROM visits").fetchall()]
    found: Counter[Key] = Counter()
    for number in days:
        day = _FIRST_DAY + timedelta(days=number)
        for visit in list_visits(kiosk, day, clock=clock).visits:
            found[day, visit.now.purpose, visit.method] += visit.now.counted
    return +found


def without_days(counts: Counter[Key]) -> Counter[tuple[Purpose, Method]]:
    found: Counter[tuple[Purpose, Method]] = Counter()
    for (_, purpose, method), persons in counts.items():
        found[purpose, method] += persons
    return found


_AFTERWARDS = ("void", "void_group", "again", "again_group", "purpose", "confirm", "join")
afterwards = some.lists(
    some.tuples(some.sampled_from(_AFTERWARDS), some.integers(0, 60), some.integers(0, 60)), max_size=12
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(steps, afterwards)
def test_the_province_counts_what_the_kiosk_and_the_model_count(
    province: Served, places: list[Enrollable], happened: list[Step], then: list[Step]
) -> None:
    """The days are the kiosk's: the province's clock corrects those of the model, which never met a province."""
    place, clock = places.pop(), StandingClock(int(time.time()))
    with tempfile.TemporaryDirectory() as folder:
        made = new_home(Path(folder) / "kiosk", clock, point=place.point)
        with opened(made.home) as kiosk:
            desk = Desk(kiosk, clock)
            for name, first, second in happened:
                getattr(desk, name.replace(" ", "_"))(first, second)
            enrol(kiosk, province.url, place.code, clock=clock)
            run_pass(kiosk, clock=clock)
            assert at_the_province(province, kiosk) == at_the_kiosk(kiosk, clock)
            for name, first, second in then:
                getattr(desk, name)(first, second)
            run_pass(kiosk, clock=clock)
            counted = at_the_province(province, kiosk)
            assert counted == at_the_kiosk(kiosk, clock)
            assert without_days(counted) == without_days(desk.model.counts())


@pytest.fixture
def room(tmp_path: Path, province: Served, point: Point, clock: StandingClock) -> Iterator[Room]:
    clock.wall = int(time.time())  # the province's own time, so that no contact corrects it
    with ExitStack() as stack:
        yield Room(tmp_path, province, point, clock, stack)


@pytest.mark.parametrize(("rule", "later", "visits"), [("site", 300, 1), ("site", 700, 2), ("service_point", 300, 2)])
def test_who_goes_from_room_to_room_is_one_visit_or_two_as_the_site_states(
    room: Room, clock: StandingClock, rule: str, later: int, visits: int
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    reading = name_service_point(first, "Phòng đọc", clock=clock)
    learning = name_service_point(first, "TTHTCĐ", clock=clock)
    choose(first, service_point=reading)
    choose(second, service_point=learning)
    choose_counting(first, CountingRule[rule.upper()], clock=clock)
    card = new_reader(first, clock).code
    check_in(first, card, clock=clock)
    run_pass(first, clock=clock)
    run_pass(second, clock=clock)
    assert counting(second) == (CountingRule[rule.upper()], {reading: "Phòng đọc", learning: "TTHTCĐ"}, learning)
    clock.advance(later)
    if visits == 1:
        with pytest.raises(Refused, match="already_counted"):
            check_in(second, card, clock=clock)
    else:
        check_in(second, card, clock=clock)
    run_pass(second, clock=clock)
    assert room.visits() == visits


def test_the_sister_hears_of_the_programme_and_of_what_was_entered_late(room: Room, clock: StandingClock) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    now = clock.wall
    plan_event(first, title="Kể chuyện", starts_at=now - 60, ends_at=now + 3_600, clock=clock)
    yesterday = local_day(now) - timedelta(days=1)
    enter_late(first, yesterday, [LateLine(persons=40, hour=9, purpose=Purpose.READING)], clock=clock)
    run_pass(first, clock=clock)
    run_pass(second, clock=clock)
    assert [event.title for event in programme_between(second, now, now + 60)] == ["Kể chuyện"]
    check_in(second, new_reader(second, clock).code, clock=clock)
    assert list_visits(second, clock=clock).visits[0].event == "Kể chuyện"
    with second.reading() as tx:
        rows = tx.execute("SELECT day, head_count FROM sister_visits").fetchall()
    assert rows == [((yesterday - _FIRST_DAY).days, 40)]
    assert room.visits() == 40
