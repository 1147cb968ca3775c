"""«Kết thúc ngày»: each step says how it went, and none blocks the end."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kiosk.errors import Unavailable
from kiosk.ids import new_card_code
from kiosk.storage.connection import open_store
from kiosk.usecases.back_up import choose_backup_folder
from kiosk.usecases.end_day import DayEnd
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, GroupKind, Method, Point, Purpose, SyncStatus, ToLookAt
from tests.homes import MORNING, KioskHome, StandingClock, opened
from tests.ui.fitting import complaints, lay_out
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui import day_words
from ui.officer.end_of_day import EndOfDayPage, Standing
from ui.sentences import sentence
from ui.wiring import Wiring


class Line:
    """A line to the province that a test opens, blocks and cuts."""

    def __init__(self) -> None:
        self.trouble: Unavailable | None = None
        self.passes, self.ended = 0, threading.Event()
        self.blocked = False

    def carry(self, stopping: Callable[[], bool]) -> None:
        self.passes += 1
        waiting = threading.Event()
        while self.blocked and not stopping():
            waiting.wait(0.01)
        self.ended.set()
        if self.trouble is not None:
            raise self.trouble


class Power:
    """The machine's switch."""

    def __init__(self) -> None:
        self.allowed, self.pressed = True, 0

    def switch_off(self) -> None:
        self.pressed += 1
        if not self.allowed:
            raise Unavailable("power_off_refused")


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def power() -> Power:
    return Power()


@pytest.fixture
def shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, line: Line, power: Power) -> Iterator[Open]:
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.CLASS_OR_CLUB, head_count=75, group=GroupKind.SCHOOL_CLASS, clock=clock)
        tally(store, purpose=Purpose.READING, age_band=AgeBand.SENIOR, clock=clock)
    wiring = Wiring(lambda: open_store(kiosk.home), clock, sync_while=line.carry, switch_off=power.switch_off)
    with open_window(qtbot, kiosk, clock, wiring) as seen:
        yield seen


def door(shown: Open) -> QAbstractButton:
    doors = shown.window.office.console._doors.buttons()
    return next(door for door in doors if door.accessibleName() == "Kết thúc ngày")


def page(shown: Open) -> EndOfDayPage:
    shown.log_in()
    page = shown.window.office.end_of_day
    door(shown).click()
    shown.qtbot.waitUntil(lambda: page.count.text() != "0 lượt" and page.count.text() != "0")
    return page


def ended(shown: Open, page: EndOfDayPage) -> None:
    page.begin.click()
    shown.qtbot.waitUntil(page.begin.isEnabled, timeout=15_000)


def test_the_day_is_summed_and_what_waits_is_named(shown: Open) -> None:
    end = page(shown)
    assert end.count.text() == "76 lượt"
    assert end.inside.text() == "Trong đó có 1 đoàn hoặc lớp, 75 người."
    assert end.purposes.accessibleDescription() == "Đọc tại chỗ: 1, Lớp – câu lạc bộ: 75"
    assert end.ages.accessibleDescription() == "Từ 60 tuổi: 1, Không rõ tuổi: 75"
    assert end.to_look_at.text() == "Lớp học, 75 người, lúc 08:00"
    assert end.at_province.text().startswith("Chưa đăng ký với tỉnh · 76 lượt chờ gửi.")


def test_backup_and_pass_go_well_and_say_so(shown: Open, line: Line) -> None:
    end = page(shown)
    ended(shown, end)
    assert (end.backup.standing, end.backup.said.text()) == (Standing.DONE, "Đã sao lưu 76 lượt, 0 bạn đọc.")
    assert (end.pass_.standing, end.pass_.said.text()) == (Standing.DONE, "Đã gửi xong, tỉnh đã xác nhận.")
    assert line.passes == 1
    assert len(list(shown.kiosk.home.backups.glob("*.sqlite3"))) == 1


def test_without_a_network_the_day_ends_all_the_same_and_nothing_is_red(shown: Open, line: Line) -> None:
    line.trouble = Unavailable("offline")
    end = page(shown)
    ended(shown, end)
    assert end.pass_.standing is Standing.LATER
    assert end.pass_.said.text().startswith("Chưa gửi được. Chưa nối được tới máy chủ tỉnh.")
    assert end.switch_off.isEnabled()


def test_a_pass_that_hangs_is_skipped_at_once_and_ends_by_itself(shown: Open, line: Line) -> None:
    line.blocked = True
    end = page(shown)
    end.begin.click()
    shown.qtbot.waitUntil(lambda: end.pass_.standing is Standing.RUNS, timeout=15_000)
    assert end.skip.isVisible()
    end.skip.click()
    assert end.pass_.standing is Standing.SKIPPED
    assert end.begin.isEnabled()
    assert not end.skip.isVisible()
    assert line.ended.wait(10)
    shown.settled()
    assert end.pass_.standing is Standing.SKIPPED
    shown.scan(new_card_code())  # visitors were never waiting for any of it
    assert shown.today().visits == 77


def test_a_backup_that_cannot_be_made_stops_nothing(shown: Open, line: Line) -> None:
    shown.kiosk.home.backups.write_bytes(b"")
    end = page(shown)
    ended(shown, end)
    assert end.backup.standing is Standing.NOT_DONE
    assert end.backup.said.text().startswith("Chưa sao lưu được. Không ghi được bản sao lưu.")
    assert (line.passes, end.pass_.standing) == (1, Standing.DONE)


def test_a_stick_that_is_missing_is_named_and_the_backup_stands(shown: Open, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(shown.kiosk.home) as store:
        choose_backup_folder(store, stick)
    stick.rmdir()
    end = page(shown)
    ended(shown, end)
    assert end.backup.standing is Standing.NOT_DONE
    first, second = end.backup.said.text().split("\n")
    assert first == "Đã sao lưu 76 lượt, 0 bạn đọc."
    assert second.startswith("Không chép được vào ")


def test_a_mistake_of_ours_is_said_and_the_pass_is_tried(
    shown: Open, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*, clock: object) -> Callable[[object], None]:
        def question(_store: object) -> None:
            raise ZeroDivisionError

        return question

    monkeypatch.setattr("ui.questions.back_up", broken)
    end = page(shown)
    ended(shown, end)
    assert end.backup.standing is Standing.NOT_DONE
    assert "errand_failed" in end.backup.said.text()
    assert (line.passes, end.pass_.standing) == (1, Standing.DONE)


def test_the_machine_is_switched_off_and_the_window_closes_in_order(shown: Open, power: Power) -> None:
    end = page(shown)
    with shown.qtbot.waitSignal(shown.window.closed):
        end.switch_off.click()
    assert power.pressed == 1
    assert shown.window.ending


def test_where_the_program_may_not_switch_off_it_says_how(shown: Open, power: Power) -> None:
    power.allowed = False
    end = page(shown)
    end.switch_off.click()
    shown.qtbot.waitUntil(lambda: end.off.standing is Standing.NOT_DONE)
    assert end.off.said.text().startswith("Máy này không cho phần mềm tắt máy. Hãy đóng phần mềm")
    assert end.switch_off.isEnabled()
    assert shown.window.isVisible()


def test_an_officer_may_go_on_or_close_instead(shown: Open) -> None:
    end = page(shown)
    end.go_on.click()
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome
    assert not shown.window.office.is_open
    page(shown)
    with shown.qtbot.waitSignal(shown.window.closed):
        end.close_program.click()


def test_without_a_line_or_a_switch_nothing_is_offered_that_cannot_be(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock
) -> None:
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.READING, clock=clock)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as shown:
        end = page(shown)
        assert not end.switch_off.isVisible()
        assert "Hãy đóng phần mềm" in end.off.said.text()
        ended(shown, end)
        assert end.pass_.standing is Standing.SKIPPED


def test_the_page_forgets_when_the_console_is_locked(shown: Open) -> None:
    end = page(shown)
    ended(shown, end)
    shown.window.office.console.lock.click()
    assert end.backup.standing is Standing.WAITS
    assert end.pass_.standing is Standing.WAITS


LONGEST = DayEnd(
    day=date(2026, 11, 23),
    visits=123_456,
    by_purpose=dict.fromkeys(Purpose, 99_999),
    by_method=dict.fromkeys(Method, 99_999),
    by_age=dict.fromkeys(AgeBand, 99_999),
    groups=1_234,
    in_groups=99_999,
    late=9_999,
    voided=9_999,
    to_look_at=(
        *(ToLookAt(True, (), MORNING, MORNING + 300, 999, GroupKind.NONE, ""),) * 4,
        *(ToLookAt(False, (), MORNING, MORNING, 500, GroupKind.SCHOOL_CLASS, "Lớp 5A Trường Tiểu học Đức Hợp"),) * 4,
    ),
    status=SyncStatus(
        Point("", ""), "", True, "", 9, MORNING - 400 * 86_400, 1, 99_999, 9, MORNING - 400 * 86_400, None, "", 9, 0
    ),
    backup_at=MORNING,
)


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=lambda size: f"{size.width()}x{size.height()}")
def test_the_page_fits_with_all_there_is_to_say(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, line: Line, power: Power, size: QSize
) -> None:
    wiring = Wiring(lambda: open_store(kiosk.home), clock, sync_while=line.carry, switch_off=power.switch_off)
    with open_window(qtbot, kiosk, clock, wiring, size) as shown:
        shown.log_in()
        end = shown.window.office.end_of_day
        door(shown).click()
        shown.settled()
        end.show_day(LONGEST, MORNING)
        end.begin.setEnabled(False)
        end.sending()
        end.skip.show()
        lay_out(shown.window)
        assert complaints(shown.window) == []
        end.backed_up("\n".join([day_words.not_backed_up(Unavailable("disk_full"))] * 3), well=False)
        end.sent(day_words.not_sent(Unavailable("captive_portal")), well=False)
        end.not_switched_off(str(sentence(Unavailable("power_off_refused"))))
        lay_out(shown.window)
        assert complaints(shown.window) == []
        assert shown.window.size() == size
