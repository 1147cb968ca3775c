"""What an officer asks about visits, the programme and the rooms: use cases as questions for the storage worker.

As in ui/questions.py, each is imported on the worker's thread at its first use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ui.questions import Store

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.usecases.amend_visit import Amendment
    from kiosk.values import (
        Correction,
        Counting,
        CountingRule,
        EntryRef,
        EventKind,
        LateLine,
        Method,
        PlannedEvent,
        SuggestedEvent,
        Tallied,
        ToLookAt,
        VisitDay,
    )


def list_visits(day: date | None, *, clock: Clock) -> Callable[[Store], VisitDay]:
    def question(store: Store) -> VisitDay:
        from kiosk.usecases.list_visits import list_visits as use_case

        return use_case(store, day, clock=clock)

    return question


def visits_to_look_at(*, clock: Clock) -> Callable[[Store], tuple[ToLookAt, ...]]:
    def question(store: Store) -> tuple[ToLookAt, ...]:
        from kiosk.usecases.visits_to_look_at import visits_to_look_at as use_case

        return use_case(store, clock=clock)

    return question


def void_visit(visit: EntryRef, reason: Correction, *, clock: Clock) -> Callable[[Store], int]:
    def question(store: Store) -> int:
        from kiosk.usecases.void_visit import void_visit as use_case

        return use_case(store, visit, reason, clock=clock)

    return question


def count_again(visit: EntryRef, *, clock: Clock) -> Callable[[Store], int]:
    def question(store: Store) -> int:
        from kiosk.usecases.void_visit import count_again as use_case

        return use_case(store, visit, clock=clock)

    return question


def amend_visit(visit: EntryRef, amendment: Amendment, *, clock: Clock) -> Callable[[Store], bool]:
    def question(store: Store) -> bool:
        from kiosk.usecases.amend_visit import amend_visit as use_case

        return use_case(store, visit, amendment, clock=clock)

    return question


def confirm_visits(visits: Sequence[EntryRef], *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.confirm_visit import confirm_visits as use_case

        use_case(store, visits, clock=clock)

    return question


def enter_late(day: date, lines: Sequence[LateLine], method: Method, *, clock: Clock) -> Callable[[Store], Tallied]:
    def question(store: Store) -> Tallied:
        from kiosk.usecases.enter_late import enter_late as use_case

        return use_case(store, day, lines, clock=clock, method=method)

    return question


# ---- the programme ----


def programme_between(start: int, end: int) -> Callable[[Store], tuple[PlannedEvent, ...]]:
    def question(store: Store) -> tuple[PlannedEvent, ...]:
        from kiosk.usecases.programme import programme_between as use_case

        return use_case(store, start, end)

    return question


def suggest_events(*, clock: Clock) -> Callable[[Store], tuple[SuggestedEvent, ...]]:
    def question(store: Store) -> tuple[SuggestedEvent, ...]:
        from kiosk.usecases.suggest_events import suggest_events as use_case

        return use_case(store, clock=clock)

    return question


def plan_event(
    title: str, kind: EventKind, starts_at: int, ends_at: int, *, clock: Clock
) -> Callable[[Store], PlannedEvent]:
    def question(store: Store) -> PlannedEvent:
        from kiosk.usecases.programme import plan_event as use_case

        return use_case(store, title=title, kind=kind, starts_at=starts_at, ends_at=ends_at, clock=clock)

    return question


def cancel_event(number: int, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.programme import cancel_event as use_case

        use_case(store, number, clock=clock)

    return question


# ---- rooms and the rule ----


def counting(store: Store) -> Counting:
    from kiosk.usecases.choose_counting import counting as use_case

    return use_case(store)


def choose_counting(rule: CountingRule, *, clock: Clock) -> Callable[[Store], Counting]:
    def question(store: Store) -> Counting:
        from kiosk.usecases.choose_counting import choose_counting as use_case

        return use_case(store, rule, clock=clock)

    return question


def name_service_point(name: str, *, clock: Clock) -> Callable[[Store], Counting]:
    """Name a new one, and what then holds."""

    def question(store: Store) -> Counting:
        from kiosk.usecases.name_service_point import name_service_point as use_case

        use_case(store, name, clock=clock)
        return counting(store)

    return question


def close_service_point(number: int, *, clock: Clock) -> Callable[[Store], Counting]:
    """Close one, and what then holds."""

    def question(store: Store) -> Counting:
        from kiosk.usecases.name_service_point import close_service_point as use_case

        use_case(store, number, clock=clock)
        return counting(store)

    return question
