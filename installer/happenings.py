"""What happens at a demo's point besides visits: a programme, classes with names, people who wait for the officer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from kiosk.clock import Clock, local_day
from kiosk.storage.connection import Store
from kiosk.usecases.choices import choose
from kiosk.usecases.enter_late import enter_late
from kiosk.usecases.find_readers import find_readers
from kiosk.usecases.mark_staff import mark_staff
from kiosk.usecases.my_card import ask_for_erasure
from kiosk.usecases.name_service_point import name_service_point
from kiosk.usecases.programme import plan_event
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.tally import tally
from kiosk.usecases.void_visit import void_visit
from kiosk.values import AgeBand, Consent, Correction, EventKind, GroupKind, IssuedCard, LateLine, Method, Purpose, Sex

_HOUR: Final = 3_600


def happen(store: Store, cards: list[IssuedCard], now: int, at: Callable[[int], Clock]) -> None:
    """Let it all have happened in the five hours before `now` (seconds UTC). `at(wall)`: a clock that stood there."""
    morning, lately = at(now - 5 * _HOUR), at(now - 10 * 60)
    room = name_service_point(store, "Phòng đọc", clock=morning)
    name_service_point(store, "Trung tâm học tập cộng đồng", clock=morning)
    choose(store, service_point=room, approval=True)
    _plan(store, now, morning)
    _come_in_groups(store, now, at)
    _enter_paper(store, now, lately)
    _wait_for_the_officer(store, cards, lately)


def _plan(store: Store, now: int, clock: Clock) -> None:
    plan_event(
        store,
        title="Ngày Di sản văn hóa Việt Nam 23/11 – trưng bày “Phố Hiến xưa”",
        kind=EventKind.DISPLAY,
        starts_at=now - 3 * _HOUR,
        ends_at=now + 4 * _HOUR,
        clock=clock,
    )
    plan_event(
        store,
        title="Câu lạc bộ đọc sách thiếu nhi",
        kind=EventKind.CLUB,
        starts_at=now + 26 * _HOUR,
        ends_at=now + 28 * _HOUR,
        clock=clock,
    )


def _come_in_groups(store: Store, now: int, at: Callable[[int], Clock]) -> None:
    """A class an hour ago, a club, a delegation that is large enough to look at, and a walk-in recorded by mistake."""
    for minutes, heads, kind, label in (
        (200, 72, GroupKind.DELEGATION, "Đoàn tham quan Phố Hiến"),
        (150, 18, GroupKind.CLUB, "Câu lạc bộ thơ"),
        (45, 35, GroupKind.SCHOOL_CLASS, "Lớp 5A"),
    ):
        tally(
            store,
            purpose=Purpose.CLASS_OR_CLUB,
            head_count=heads,
            group=kind,
            label=label,
            clock=at(now - 60 * minutes),
        )
    clock = at(now - 40 * 60)
    mistaken = tally(
        store, purpose=Purpose.INTERNET, age_band=AgeBand.YOUTH, method=Method.SELF_REGISTERED, clock=clock
    )
    void_visit(store, mistaken.visit, Correction.MISTAKE, clock=at(now - 38 * 60))


def _enter_paper(store: Store, now: int, clock: Clock) -> None:
    """The sheet of a day without power."""
    lines = (
        LateLine(persons=6, hour=8, purpose=Purpose.READING, age_band=AgeBand.SENIOR),
        LateLine(persons=9, hour=15, purpose=Purpose.LENDING, age_band=AgeBand.CHILD),
        LateLine(persons=3, purpose=Purpose.READING, age_band=AgeBand.ADULT),
    )
    enter_late(store, local_day(now) - timedelta(days=2), lines, clock=clock)


def _wait_for_the_officer(store: Store, cards: list[IssuedCard], clock: Clock) -> None:
    """A child without a parent, somebody who registered alone, somebody who wants to be forgotten; and staff."""
    register_reader(
        store,
        full_name="Đỗ Minh Khôi",
        birth_year=2016,
        sex=Sex.MALE,
        consent=Consent.AWAITED,
        school_class="5A",
        clock=clock,
    )
    register_reader(
        store, full_name="Vũ Thị Hồng Nhung", birth_year=1991, sex=Sex.FEMALE, consent=Consent.READER, clock=clock
    )
    ask_for_erasure(store, cards[-1].code, clock=clock)
    register_reader(
        store,
        full_name="Nguyễn Thị Cán Bộ",
        birth_year=1980,
        sex=Sex.FEMALE,
        consent=Consent.READER,
        by_officer=True,
        clock=clock,
    )
    (officer,) = find_readers(store, "can bo").readers
    mark_staff(store, officer.number, staff=True, clock=clock)
