"""«Hôm nay là ngày nào?»: asked where the clock cannot be believed, on every page of the console and nowhere else."""

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from kiosk.clock import VIETNAM
from kiosk.ids import new_card_code
from kiosk.storage.connection import open_store
from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.compare_clock import compare_clock
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import Confidence, Doubt, Purpose
from tests.homes import MORNING, KioskHome, StandingClock, opened
from tests.ui.windows import Open, open_window
from ui.officer.clock import ClockCard, stepped
from ui.wiring import Wiring

DAY = 86_400


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@pytest.fixture
def astray(kiosk: KioskHome, clock: StandingClock) -> StandingClock:
    """A visit was counted; then the battery died, and the PC began at some day of 2010."""
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.READING, clock=clock)
    clock.reboot()
    clock.step(-6_000 * DAY)
    return clock


def cards(shown: Open) -> list[ClockCard]:
    office = shown.window.office
    return [office.day.clock, office.sync.clock, office.settings.clock]


def asked(shown: Open) -> list[bool]:
    """On which pages the date is asked for."""
    shown.settled()
    return [not card.isHidden() for card in cards(shown)]


def standing(kiosk: KioskHome, clock: StandingClock) -> tuple[Doubt, Confidence, int]:
    with opened(kiosk.home) as store:
        found = clock_standing(store, clock=clock)
    return found.doubt, found.confidence, found.now


def test_every_page_asks_and_the_first_answer_is_the_likeliest(
    qtbot: QtBot, kiosk: KioskHome, astray: StandingClock
) -> None:
    with open_window(qtbot, kiosk, astray, Wiring(lambda: open_store(kiosk.home), astray)) as shown:
        shown.log_in()
        assert asked(shown) == [True, True, True]
        card = shown.window.office.day.clock
        assert card.words.text() == "Máy sẽ ghi bây giờ là 08:00, thứ hai, 23/11/2026."
        assert not card.leave.isVisible()
        assert not shown.window.office.settings.clock_line.change.isVisibleTo(shown.window.office.settings)
        shown.scan(new_card_code())
        assert shown.sounds == ["welcome"]  # counting goes on
        with opened(kiosk.home) as store:
            assert sync_status(store).pending_visits == 2


def test_the_officer_s_word_is_written_down_and_nobody_asks_again(
    qtbot: QtBot, kiosk: KioskHome, astray: StandingClock
) -> None:
    with open_window(qtbot, kiosk, astray, Wiring(lambda: open_store(kiosk.home), astray)) as shown:
        shown.log_in()
        shown.settled()
        card = shown.window.office.sync.clock
        parts = card._parts
        parts["day"].more.click()
        for _ in range(2):
            parts["hour"].more.click()
        parts["minute"].less.click()
        assert card.words.text() == "Máy sẽ ghi bây giờ là 09:59, thứ ba, 24/11/2026."
        shown.window.refresh()
        shown.settled()
        assert parts["day"].value.text() == "24"  # what was stepped to is not taken back by the next look
        card.tell.click()
        assert asked(shown) == [False, False, False]
        told = MORNING + DAY + 7_140
        assert standing(kiosk, astray) == (Doubt.NONE, Confidence.OFFICER, told)
        line = shown.window.office.settings.clock_line
        assert line.told.text() == "Bây giờ là 24/11/2026 09:59, theo lời cán bộ."
        assert line.change.isVisibleTo(shown.window.office.settings)


def test_an_impossible_date_is_refused_with_the_bounds(qtbot: QtBot, kiosk: KioskHome, astray: StandingClock) -> None:
    with open_window(qtbot, kiosk, astray, Wiring(lambda: open_store(kiosk.home), astray)) as shown:
        shown.log_in()
        shown.settled()
        card = shown.window.office.day.clock
        card._parts["year"].less.click()
        card.tell.click()
        shown.settled()
        assert card.said.isVisible()
        assert card.said.text().startswith("Ngày giờ này không thể đúng. Ngày giờ phải từ ")
        assert card.tell.isEnabled()
        assert card.isVisible()
        assert standing(kiosk, astray)[0] is Doubt.BEFORE_BUILD


def test_a_believed_clock_can_still_be_set_and_thought_better_of(shown: Open) -> None:
    shown.log_in()
    shown.open_room("Cài đặt")
    assert asked(shown) == [False, False, False]
    page = shown.window.office.settings
    assert page.clock_line.told.text() == "Bây giờ là 23/11/2026 08:00, theo đồng hồ máy."
    page.clock_line.change.click()
    assert page.clock.isVisible()
    page.clock.leave.click()
    assert not page.clock.isVisible()
    page.clock_line.change.click()
    page.clock._parts["minute"].more.click()
    page.clock.tell.click()
    assert asked(shown) == [False, False, False]
    assert standing(shown.kiosk, shown.clock) == (Doubt.NONE, Confidence.OFFICER, MORNING + 60)


def test_above_the_province_s_word_nothing_can_be_set(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        compare_clock(store, MORNING + 90, sent=shown.clock(), received=shown.clock())
    shown.log_in()
    shown.settled()
    page = shown.window.office.settings
    assert page.clock_line.told.text() == "Bây giờ là 23/11/2026 08:01, theo giờ của tỉnh."
    assert not page.clock_line.change.isVisibleTo(page)


def test_the_next_officer_is_asked_from_the_beginning(qtbot: QtBot, kiosk: KioskHome, astray: StandingClock) -> None:
    with open_window(qtbot, kiosk, astray, Wiring(lambda: open_store(kiosk.home), astray)) as shown:
        shown.log_in()
        shown.settled()
        card = shown.window.office.day.clock
        card._parts["day"].more.click()
        shown.window.office.console.lock.click()
        shown.log_in()
        shown.settled()
        assert card._parts["day"].value.text() == "23"


@pytest.mark.parametrize(
    ("before", "part", "by", "after"),
    [
        ("31/01/2026 08:00", "month", 1, "28/02/2026 08:00"),
        ("31/12/2026 08:00", "month", 1, "31/01/2027 08:00"),
        ("31/01/2026 08:00", "month", -1, "31/12/2025 08:00"),
        ("29/02/2028 08:00", "year", 1, "28/02/2029 08:00"),
        ("31/12/2026 23:59", "minute", 1, "01/01/2027 00:00"),
        ("01/01/2026 00:30", "hour", -1, "31/12/2025 23:30"),
        ("30/11/2026 08:00", "day", 1, "01/12/2026 08:00"),
        ("31/12/9999 08:00", "day", 1, "31/12/9999 08:00"),
        ("31/12/9999 08:00", "month", 1, "31/12/9999 08:00"),
        ("31/12/9999 08:00", "year", 1, "31/12/9999 08:00"),
        ("01/01/0001 08:00", "year", -1, "01/01/0001 08:00"),
        ("01/01/0001 08:00", "month", -1, "01/01/0001 08:00"),
        ("01/01/0001 00:00", "minute", -1, "01/01/0001 00:00"),
    ],
)
def test_a_step_stays_within_the_calendar(before: str, part: str, by: int, after: str) -> None:
    assert stepped(at(before), part, by) == at(after)
