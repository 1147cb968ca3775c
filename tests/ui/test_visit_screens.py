"""The officer's pages about visits fit every screen, empty and full, and every kind of visit has its words."""

import itertools

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.join_group import join_group
from kiosk.usecases.name_service_point import LONGEST_NAME, name_service_point
from kiosk.usecases.programme import LONGEST_TITLE, plan_event
from kiosk.usecases.tally import LONGEST_LABEL, tally
from kiosk.usecases.void_visit import void_visit
from kiosk.values import Correction, EventKind, GroupKind, Method, Purpose
from tests.homes import MORNING, KioskHome, StandingClock, new_reader, opened
from tests.ui.fitting import complaints, lay_out
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui import visit_words
from ui.wiring import Wiring

SYLLABLES = itertools.cycle(("Trung", "tâm", "học", "tập", "cộng", "đồng", "thôn", "Phương", "Chiểu"))


def long(characters: int) -> str:
    """Words as long as they may be together."""
    text = ""
    while len(text) < characters - 8:
        text = f"{text} {next(SYLLABLES)}".strip()
    return text


def fill(kiosk: KioskHome, clock: StandingClock) -> None:
    """Everything that can be told of visits, each at its longest."""
    with opened(kiosk.home) as store:
        for _ in range(3):
            name_service_point(store, long(LONGEST_NAME), clock=clock)
        for day in range(3):
            start = MORNING + day * 86_400
            plan_event(store, title=long(LONGEST_TITLE), starts_at=start, ends_at=start + 200_000, clock=clock)
        group = tally(
            store,
            purpose=Purpose.CLASS_OR_CLUB,
            clock=clock,
            head_count=500,
            group=GroupKind.SCHOOL_CLASS,
            label=long(LONGEST_LABEL),
        ).visit
        join_group(store, check_in(store, new_reader(store, clock).code, clock=clock).visit, group, clock=clock)
        for _ in range(12):
            last = tally(store, purpose=Purpose.EVENT, clock=clock, method=Method.SELF_REGISTERED).visit
        void_visit(store, last, Correction.STAFF, clock=clock)


def looked_at(shown: Open, *, full: bool) -> list[str]:
    """What is wrong with any of the pages."""
    office = shown.window.office
    wrong: list[str] = []

    def look(name: str) -> None:
        shown.settled()
        lay_out(shown.window)
        wrong.extend(f"{name}: {told}" for told in complaints(shown.window))

    shown.log_in()
    look("day")
    shown.open_room("Lượt đến")
    look("visits")
    page = office.visits
    if full:
        for row in {row.title: place for place, row in enumerate(page.roll.rows)}.values():
            page.roll.row_chosen.emit(row)
            look(f"sheet {row}")
            page.sheet.back.click()
    page.paper.click()
    for kind in (GroupKind.SCHOOL_CLASS, GroupKind.DELEGATION):
        page.late.groups.kinds[kind].click()
        page.late.keypad.digit_pressed.emit(9)
        page.late.groups.label.setText(long(LONGEST_LABEL))
        page.late.groups.add.click()
    page.late.grid.boxes[next(iter(page.late.grid.boxes))].click()
    for _ in range(3):
        page.late.keypad.digit_pressed.emit(9)
    page.late.row_step.more.click()
    page.late.keypad.digit_pressed.emit(9)
    look("late")
    shown.open_room("Hoạt động")
    look("programme")
    if full:
        office.programme._cancel_touched(office.programme._events[0].number)
        look("programme, asked")
    return wrong


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=["1366x768", "1920x1080", "1080x1920"])
def test_the_pages_about_visits_fit(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, size: QSize) -> None:
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock), size) as shown:
        assert looked_at(shown, full=False) == []
        shown.window.office.console.leave.click()
        fill(kiosk, clock)
        shown.clock.advance(86_400)
        shown.window.refresh()
        shown.settled()
        assert looked_at(shown, full=True) == []
        shown.open_room("Cài đặt")
        lay_out(shown.window)
        card = shown.window.office.settings.counting
        assert card.minimumSizeHint().width() <= card.width()


def test_every_reason_and_kind_has_its_word() -> None:
    assert set(visit_words.REASONS) == set(Correction)
    assert set(visit_words.EVENT_KINDS) == set(EventKind)
    assert set(visit_words.HOW) == set(Method)
