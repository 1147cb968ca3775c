"""Every visitor's screen in every look: it fits, lies in reach, speaks English; looks come and go with visitors."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk import ids
from kiosk.storage.connection import open_store
from kiosk.usecases.choices import choose
from tests.catalogue import VIETNAMESE
from tests.homes import KioskHome, StandingClock, new_reader, opened
from tests.ui.fitting import complaints, lay_out, out_of_reach, text_of, visible
from tests.ui.visitor_screens import DATA, busy, plan_the_day, visitor_screens
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui import language
from ui.looks import PLAIN, Looks
from ui.shell import Shell
from ui.visitor.pages import VisitorPage
from ui.widgets.board import Board
from ui.wiring import Wiring

pytestmark = pytest.mark.alone

ANSWERS_AND_WELCOME = 4
LOOKS = {
    "english": Looks(language="en"),
    "large": Looks(text_size=125),
    "english, high contrast, large": Looks("en", "high", 125),
    "reach": Looks(reach=True),
    "english, reach, high contrast, large": Looks("en", "high", 125, reach=True),
}


def known_card(kiosk: KioskHome, clock: StandingClock) -> str:
    with opened(kiosk.home) as store:
        plan_the_day(store, clock)
        return new_reader(store, clock, full_name="Nguyễn Thị Lan", birth_year=1990).code


def wear(shown: Open, looks: Looks) -> None:
    """As the kiosk's own, so that no answer takes them off."""
    shown.window._own = looks
    shown.window.wear(looks)
    shown.settled()


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=["1366x768", "1920x1080", "1080x1920"])
def test_every_visitors_screen_fits_in_every_look(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, size: QSize
) -> None:
    code = known_card(kiosk, clock)
    found: list[str] = []
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock), size) as shown:
        status = shown.window._status
        assert status is not None
        for look, looks in LOOKS.items():
            wear(shown, looks)
            shown.window._status_known(busy(status))
            for name, bring_up in visitor_screens(shown, code).items():
                bring_up()
                lay_out(shown.window)
                where = f"{look}, {name}"
                assert shown.window.size() == size, where
                found += [f"{where}: {told}" for told in complaints(shown.window)]
                if looks.reach:
                    found += [f"{where}: {told}" for told in out_of_reach(shown.window)]
                if looks.language == "en":
                    found += [f"{where}: {told}" for told in untranslated(shown.window)]
    assert not found, "\n".join(found)


def untranslated(window: Shell) -> list[str]:
    """Vietnamese on the screen that is nobody's name and no key of the keyboard for names."""
    keys = {key for board in window.findChildren(Board) for key in board.findChildren(QWidget)}
    told = [text for part in visible(window) if part not in keys for text in (text_of(part), part.accessibleName())]
    for name in DATA:
        told = [text.replace(name, "") for text in told]
    return [text for text in told if VIETNAMESE.search(text)]


def test_a_change_of_looks_leaves_nothing_behind(shown: Open) -> None:
    before = len(QApplication.allWidgets())
    for turn in range(6):
        shown.window.wear(PLAIN if turn % 2 else Looks(language="en", contrast="high"))
        shown.qtbot.waitUntil(lambda: len(shown.window.findChildren(VisitorPage)) <= ANSWERS_AND_WELCOME)
    shown.qtbot.waitUntil(lambda: len(QApplication.allWidgets()) <= before)


def test_a_visitor_chooses_english_and_is_greeted_in_it(shown: Open) -> None:
    shown.window.header.tools.language.click()
    assert shown.window.header.tools.language.text().strip() == "Tiếng Việt"
    with opened(shown.kiosk.home) as store:
        code = new_reader(store, shown.clock, full_name="Nguyễn Thị Lan", birth_year=1990).code
    shown.scan(code)
    assert shown.window.reception.welcomed.sentence.text() == "Hello Lan!"
    assert shown.window.footer.visits.text() == "Today: 1 visit"


def test_an_answer_on_the_screen_is_told_again_in_the_other_language(shown: Open) -> None:
    shown.scan(ids.new_card_code())
    sounds = list(shown.sounds)
    shown.window.header.tools.language.click()
    shown.settled()
    page = shown.window.reception.welcomed
    assert shown.window.pages.currentWidget() is page
    assert page.sentence.text() == "Hello!"
    assert shown.sounds == sounds
    assert shown.today().visits == 1


def test_the_next_visitor_finds_the_kiosks_own_looks(shown: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.reception.desk.ANSWER_MS", 40)
    shown.window.header.tools.language.click()
    shown.scan(ids.new_card_code())
    shown.qtbot.waitUntil(lambda: shown.window.theme.looks == PLAIN)
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome
    assert "Đưa mã QR" in shown.window.reception.welcome.sentence.text()


@pytest.fixture
def impatient(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The window of somebody who walked away long ago."""
    monkeypatch.setattr("ui.shell.IDLE_MS", 60)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as seen:
        yield seen


def test_looks_that_nobody_uses_any_more_are_taken_off_on_welcome_too(impatient: Open) -> None:
    impatient.window.wear(Looks(contrast="high"))
    assert impatient.window.pages.currentWidget() is impatient.window.reception.welcome
    impatient.qtbot.waitUntil(lambda: impatient.window.theme.looks == PLAIN)


def test_looks_are_chosen_by_touch_and_hold_while_somebody_is_here(shown: Open) -> None:
    reception, tools = shown.window.reception, shown.window.header.tools
    tools.display.click()
    for switch in ("contrast", "text", "reach"):
        reception.display.switches[switch].click()
        assert reception.display.switches[switch].isChecked()
    assert shown.window.theme.looks == Looks("vi", "high", 125, reach=True)
    reception.display.switches["vietnamese"].click()
    assert reception.display.switches["vietnamese"].isChecked()
    reception.go_home()
    reception.open_group()
    assert shown.window.theme.looks == Looks("vi", "high", 125, reach=True)


def test_the_officers_choices_are_the_kiosks_own_looks(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, language="en", contrast="high", text_size=125, still=True, reach=True)
    shown.window.refresh()
    shown.qtbot.waitUntil(lambda: shown.window.theme.looks == Looks("en", "high", 125, True, True))
    assert "Show your code" in shown.window.reception.welcome.sentence.text()


def test_the_console_is_vietnamese_and_visitors_get_their_language_back(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, language="en", contrast="high")
    shown.window.refresh()
    shown.qtbot.waitUntil(lambda: language.language() == "en")
    shown.log_in()
    assert language.language() == "vi"
    assert shown.window.theme.looks == PLAIN
    assert not shown.window.reception.welcome.isVisible()
    shown.window.office.leave()
    assert shown.window.theme.looks == Looks("en", "high")
    assert "Show your code" in shown.window.reception.welcome.sentence.text()
