"""The programme: what is planned tags visits; the plan's days are suggested and never entered by themselves."""

from datetime import UTC, date, datetime

import pytest

from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.rules.plan_days import coming
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.programme import cancel_event, plan_event, programme
from kiosk.usecases.suggest_events import suggest_events
from kiosk.usecases.tally import tally
from kiosk.values import EventKind, Purpose
from tests.homes import MORNING, StandingClock

HOUR = 3_600


def test_visits_are_tagged_with_what_runs_and_of_two_with_what_began_last(store: Store, clock: StandingClock) -> None:
    plan_event(store, title="Tuần lễ", starts_at=MORNING - HOUR, ends_at=MORNING + 3 * HOUR, clock=clock)
    plan_event(store, title="Kể chuyện", starts_at=MORNING + HOUR, ends_at=MORNING + 2 * HOUR, clock=clock)
    for _ in range(5):
        check_in(store, new_card_code(), clock=clock)
        clock.advance(HOUR)
    tally(store, purpose=Purpose.READING, clock=clock)
    events = [one.event for one in list_visits(store, clock=clock).visits]
    assert events == ["Tuần lễ", "Kể chuyện", "Tuần lễ", "", "", ""]


def test_a_cancelled_event_tags_nobody_and_keeps_whom_it_tagged(store: Store, clock: StandingClock) -> None:
    event = plan_event(store, title="Kể chuyện", starts_at=MORNING, ends_at=MORNING + HOUR, clock=clock)
    check_in(store, new_card_code(), clock=clock)
    cancel_event(store, event.number, clock=clock)
    check_in(store, new_card_code(), clock=clock)
    assert [one.event for one in list_visits(store, clock=clock).visits] == ["Kể chuyện", ""]
    assert programme(store, clock=clock) == ()
    with pytest.raises(Refused, match="event_unknown"):
        cancel_event(store, event.number, clock=clock)


@pytest.mark.parametrize(
    ("today", "titles"),
    [
        (date(2026, 3, 1), ["19/4", "21/4", "23/4"]),
        (date(2026, 4, 22), ["23/4", "18/5"]),
        (date(2026, 8, 15), ["1/10"]),
        (date(2026, 10, 5), ["1/10", "23/11"]),
        (date(2026, 12, 1), []),
    ],
)
def test_the_days_of_the_plan_are_suggested_two_months_ahead(today: date, titles: list[str]) -> None:
    assert [f"{one.first.day}/{one.first.month}" for one in coming(today)] == titles


def test_what_is_planned_is_suggested_no_more_even_some_days_off(store: Store, clock: StandingClock) -> None:
    clock.wall = int(datetime(2027, 9, 10, 2, tzinfo=UTC).timestamp())
    (week,) = suggest_events(store, clock=clock)
    assert week.kind is EventKind.READING_DAY
    starts = int(datetime(2027, 10, 4, 1, tzinfo=UTC).timestamp())
    event = plan_event(store, title=week.title.upper(), starts_at=starts, ends_at=starts + 6 * 24 * HOUR, clock=clock)
    assert suggest_events(store, clock=clock) == ()
    cancel_event(store, event.number, clock=clock)
    assert suggest_events(store, clock=clock) == (week,)
