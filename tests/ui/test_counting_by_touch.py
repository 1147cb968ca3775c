"""Visitors without a card: walk-ins, groups, and what an untouched screen forgets."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from kiosk.usecases.join_group import group_offer
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, GroupKind, Method, Purpose
from tests.homes import KioskHome, StandingClock, opened
from tests.ui.windows import Open, open_window
from ui.wiring import Wiring


def press(shown: Open, *digits: int) -> None:
    for digit in digits:
        shown.window.reception.group.keypad.digit_pressed.emit(digit)


def test_a_walk_in_is_counted_with_two_taps(shown: Open) -> None:
    shown.window.reception.welcome.walk_in.click()
    page = shown.window.reception.walk_in
    page.ages[AgeBand.SENIOR].click()
    page.purposes[Purpose.READING].click()
    shown.settled()
    today = shown.today()
    assert (today.visits, today.by_purpose[Purpose.READING], today.by_method[Method.SELF_REGISTERED]) == (1, 1, 1)
    assert shown.window.pages.currentWidget() is shown.window.reception.thanks
    assert "08:00" in shown.window.reception.thanks.line.text()
    assert shown.sounds == ["welcome"]


def test_a_second_tap_before_the_answer_is_not_a_second_visit(shown: Open) -> None:
    shown.window.reception.open_walk_in()
    page = shown.window.reception.walk_in
    page.ages[AgeBand.CHILD].click()
    page.purposes[Purpose.READING].click()
    page.purposes[Purpose.EVENT].click()
    shown.settled()
    assert shown.today().visits == 1


def test_a_class_of_thirty_five_is_thirty_five_visits(shown: Open) -> None:
    shown.window.reception.welcome.group.click()
    page = shown.window.reception.group
    press(shown, 3, 5)
    page.kinds[GroupKind.SCHOOL_CLASS].click()
    assert page.confirm.text() == "Ghi 35 lượt"
    page.confirm.click()
    page.confirm.click()
    shown.settled()
    today = shown.today()
    assert (today.visits, today.by_method[Method.TALLIED]) == (35, 35)
    assert today.by_purpose[Purpose.CLASS_OR_CLUB] == 35
    assert "35 lượt" in shown.window.reception.thanks.line.text()


def test_a_class_that_came_before_points_at_its_name(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        for label in ("5A", "5B"):
            tally(
                store,
                purpose=Purpose.CLASS_OR_CLUB,
                head_count=30,
                group=GroupKind.SCHOOL_CLASS,
                label=label,
                clock=shown.clock,
            )
    shown.window.reception.welcome.group.click()
    shown.settled()
    page = shown.window.reception.group
    assert not page.names.isVisible()
    page.kinds[GroupKind.SCHOOL_CLASS].click()
    named = {button.accessibleName(): button for button in page.names.findChildren(QPushButton)}
    assert list(named) == ["5B", "5A"]
    named["5A"].click()
    named["5B"].click()
    press(shown, 3, 1)
    page.confirm.click()
    shown.settled()
    with opened(shown.kiosk.home) as store:
        offered = group_offer(store, clock=shown.clock)
    assert offered is not None
    assert (offered.heads, offered.label) == (31, "5B")
    shown.window.reception.open_group()
    page.kinds[GroupKind.CLUB].click()
    assert not page.names.isVisible()


def test_a_group_needs_a_number_and_a_kind(shown: Open) -> None:
    shown.window.reception.open_group()
    page = shown.window.reception.group
    assert not page.confirm.isEnabled()
    press(shown, 7)
    assert page.confirm.text() == "Chọn loại nhóm"
    assert not page.confirm.isEnabled()
    page.kinds[GroupKind.DELEGATION].click()
    assert page.confirm.isEnabled()
    page.keypad.erased.emit()
    assert not page.confirm.isEnabled()


def test_a_group_is_at_most_two_hundred(shown: Open) -> None:
    shown.window.reception.open_group()
    press(shown, 9, 9, 9, 9)
    assert shown.window.reception.group.heads == 200


def test_leaving_a_page_forgets_what_was_typed(shown: Open) -> None:
    shown.window.reception.open_group()
    press(shown, 4, 2)
    shown.window.reception.group.kinds[GroupKind.CLUB].click()
    shown.window.reception.go_home()
    shown.window.reception.open_group()
    page = shown.window.reception.group
    assert page.figure.text() == "0"
    assert not any(tile.isChecked() for tile in page.kinds.values())


@pytest.fixture
def impatient(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The window of somebody who walked away long ago."""
    monkeypatch.setattr("ui.shell.IDLE_MS", 60)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as seen:
        yield seen


def test_an_untouched_screen_goes_back_to_welcome_and_forgets(impatient: Open) -> None:
    impatient.window.reception.open_group()
    press(impatient, 8)
    welcome = impatient.window.reception.welcome
    impatient.qtbot.waitUntil(lambda: impatient.window.pages.currentWidget() is welcome)
    assert impatient.window.reception.group.heads == 0
    assert impatient.today().visits == 0


def test_an_untouched_door_forgets_the_password(impatient: Open) -> None:
    impatient.window.header.officer.click()
    line = impatient.window.office.login.field.line
    line.setText("bí mật")
    welcome = impatient.window.reception.welcome
    impatient.qtbot.waitUntil(lambda: impatient.window.pages.currentWidget() is welcome)
    assert line.text() == ""
