"""When something is wrong with the machine, or with us, the screen says what to do and works again."""

import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk import ids
from kiosk.config import Home
from kiosk.storage.connection import Store, open_store
from tests.homes import KioskHome, StandingClock, new_home
from tests.ui.windows import Open, open_window
from ui.app import catch_the_uncaught
from ui.wiring import Wiring


def test_a_home_that_is_not_there_is_said_and_heals_without_a_restart(
    qtbot: QtBot, tmp_path: Path, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    home = Home(tmp_path / "later")
    wiring = Wiring(lambda: open_store(home), clock)
    with open_window(qtbot, KioskHome(home, "", ""), clock, wiring) as shown:
        page = shown.window.reception.halted
        assert shown.window.pages.currentWidget() is page
        assert page.sentence.text() == "Máy này chưa được khởi tạo"
        shown.scan(ids.new_card_code())
        shown.window.reception.go_home()
        assert shown.window.pages.currentWidget() is page
        new_home(home.path, clock)
        page.again.click()
        shown.settled()
        assert shown.window.pages.currentWidget() is shown.window.reception.welcome
        assert shown.window.header.name.text() == "Điểm Đọc · Thư viện xã Đức Hợp"


def test_a_mistake_of_ours_is_logged_and_the_screen_goes_home(shown: Open, caplog: pytest.LogCaptureFixture) -> None:
    def mistaken(_store: Store) -> None:
        raise ZeroDivisionError

    shown.window.reception.open_group()
    shown.window.desk.ask(mistaken)
    shown.settled()
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome
    assert shown.window.toast.text == "Máy vừa gặp lỗi. Mời bạn thử lại."
    assert "ZeroDivisionError" in caplog.text


def test_an_error_nobody_caught_is_logged_and_the_screen_goes_home(
    shown: Open, caplog: pytest.LogCaptureFixture
) -> None:
    restore = catch_the_uncaught(shown.window)
    try:
        shown.window.reception.open_walk_in()
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("on this thread"), None)
        assert shown.window.pages.currentWidget() is shown.window.reception.welcome
        shown.window.reception.open_walk_in()
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        welcome = shown.window.reception.welcome
        shown.qtbot.waitUntil(lambda: shown.window.pages.currentWidget() is welcome)
        thread.join()
    finally:
        restore()
    assert "on this thread" in caplog.text
    assert "integer division" in caplog.text


def test_the_window_says_once_that_it_was_painted(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> None:
    started: list[object] = []
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as shown:
        shown.window.painted.connect(lambda: started.append(1))
        shown.window.repaint()
        shown.settled()
    assert started == []
