"""The officer's door, the console behind it, and the lock."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk import ids
from kiosk.errors import Refused, Unavailable
from kiosk.storage.connection import open_store
from kiosk.values import Purpose
from tests.homes import KioskHome, StandingClock
from tests.ui.windows import Open, open_window
from ui.scanning.bursts import ScanReport
from ui.wiring import Wiring


def offer(shown: Open, password: str) -> None:
    shown.window.office.login.field.line.setText(password)
    shown.window.office.login.enter.click()
    shown.settled()


def test_the_first_password_opens_the_console(shown: Open) -> None:
    shown.log_in()
    assert shown.window.pages.currentWidget() is shown.window.office.console
    assert not shown.window.header.isVisible()


def test_a_wrong_password_says_how_many_tries_are_left(shown: Open) -> None:
    shown.window.header.officer.click()
    offer(shown, "không phải")
    login = shown.window.office.login
    assert shown.window.pages.currentWidget() is login
    assert login.said.text() == "Mật khẩu chưa đúng. Còn 4 lần thử."
    assert login.field.text() == ""
    assert login.enter.isEnabled()


def test_too_many_wrong_passwords_say_until_when(shown: Open) -> None:
    shown.window.header.officer.click()
    for _ in range(5):
        offer(shown, "không phải")
    assert "08:01" in shown.window.office.login.said.text()
    offer(shown, shown.kiosk.first_password)
    assert not shown.window.office.is_open
    shown.clock.advance(61)
    offer(shown, shown.kiosk.first_password)
    assert shown.window.office.is_open


def test_the_console_locks_and_asks_again(shown: Open) -> None:
    shown.log_in()
    shown.window.office.console.lock.click()
    assert shown.window.pages.currentWidget() is shown.window.office.login
    assert not shown.window.office.is_open


def test_going_back_to_the_visitors_locks_as_well(shown: Open) -> None:
    shown.log_in()
    shown.window.office.console.leave.click()
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome
    assert shown.window.header.isVisible()
    shown.window.header.officer.click()
    assert shown.window.pages.currentWidget() is shown.window.office.login


@pytest.fixture
def sleepy(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr("ui.office.desk.LOCK_MS", 60)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as seen:
        yield seen


def test_an_untouched_console_locks_itself(sleepy: Open) -> None:
    sleepy.window.office.settings.old.line.setText("nửa chừng")
    sleepy.log_in()
    sleepy.qtbot.waitUntil(lambda: not sleepy.window.office.is_open)
    assert sleepy.window.pages.currentWidget() is sleepy.window.reception.welcome
    assert sleepy.window.office.settings.old.text() == ""


def test_a_scan_with_the_console_open_is_recorded_without_a_name(shown: Open) -> None:
    shown.log_in()
    shown.scan(ids.new_card_code())
    assert shown.window.pages.currentWidget() is shown.window.office.console
    assert shown.window.toast.isVisible()
    assert shown.window.toast.text == "Đã ghi một lượt"
    assert shown.sounds == ["welcome"]
    assert shown.today().visits == 1
    assert shown.window.office.day.count.text() == "1 lượt"


def test_a_refused_scan_with_the_console_open_says_why(shown: Open) -> None:
    shown.log_in()
    shown.scan("rác")
    assert shown.window.pages.currentWidget() is shown.window.office.console
    assert shown.window.toast.text == "Đây không phải mã thẻ bạn đọc"
    assert shown.sounds == ["cannot"]


def test_the_day_shows_what_people_came_for(shown: Open) -> None:
    shown.scan(ids.new_card_code())
    shown.window.reception.welcomed.chips[Purpose.LENDING].click()
    shown.settled()
    shown.log_in()
    page = shown.window.office.day
    assert "Mượn – trả: 1" in page.purposes.accessibleDescription()
    assert "Quét thẻ: 1" in page.methods.accessibleDescription()
    assert page.bars.accessibleDescription() == "8 giờ: 1"
    assert page.under.text() == "Thứ hai, 23/11/2026 · Đếm theo điểm: vào một lần là một lượt cho cả điểm."


def test_the_password_is_changed_only_when_both_entries_agree(shown: Open) -> None:
    shown.log_in()
    page = shown.window.office.settings
    page.old.line.setText(shown.kiosk.first_password)
    page.new.line.setText("mật khẩu mới")
    page.again.line.setText("mật khẩu cũ")
    page.change.click()
    assert page.password_said.text() == "Hai lần nhập mật khẩu mới chưa giống nhau."
    page.again.line.setText("mật khẩu mới")
    page.change.click()
    shown.settled()
    assert page.password_said.text() == "Đã đổi mật khẩu."
    shown.window.office.console.lock.click()
    offer(shown, "mật khẩu mới")
    assert shown.window.office.is_open


def test_a_short_new_password_is_refused_with_the_least_length(shown: Open) -> None:
    shown.log_in()
    page = shown.window.office.settings
    page.old.line.setText(shown.kiosk.first_password)
    page.new.line.setText("ngắn")
    page.again.line.setText("ngắn")
    page.change.click()
    shown.settled()
    assert page.password_said.text() == "Mật khẩu mới quá ngắn. Cần ít nhất 8 ký tự."
    assert page.change.isEnabled()


def test_the_scanner_test_says_how_the_scanner_types(shown: Open) -> None:
    shown.log_in()
    shown.window.burst_measured(ScanReport(19, 1, 3, 6, "enter", False))
    line = shown.window.office.settings.scanner_line.text()
    assert line == "Máy quét gửi 19 ký tự, 3 mili giây mỗi ký tự, kết thúc bằng phím Enter."


def test_the_way_out_asks_once_more(shown: Open) -> None:
    shown.log_in()
    page = shown.window.office.settings
    page.end.click()
    assert shown.window.isVisible()
    page.end_yes.click()
    assert not shown.window.isVisible()


# ---- the honest page about the province ----


def test_a_kiosk_that_never_enrolled_says_so(shown: Open) -> None:
    shown.scan(ids.new_card_code())
    shown.log_in()
    page = shown.window.office.sync
    assert page.confirmed.figure.text() == "Chưa có"
    assert page.waiting.figure.text() == "1 lượt"
    assert shown.kiosk.device in page.device.text()
    assert shown.window.footer.sync.text() == "Chưa đăng ký với tỉnh · 1 lượt chờ gửi"


class Province:
    """What the composition root injects: the way to the province, here one that a test closes."""

    def __init__(self) -> None:
        self.enrolled: list[tuple[str, str]] = []
        self.passes = 0
        self.trouble: Exception | None = None

    def enrol(self, server: str, code: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.enrolled.append((server, code))

    def sync_now(self) -> None:
        self.passes += 1
        if self.trouble is not None:
            raise self.trouble


@pytest.fixture
def province() -> Province:
    return Province()


@pytest.fixture
def connected(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, province: Province) -> Iterator[Open]:
    wiring = Wiring(
        lambda: open_store(kiosk.home), clock, sync_now=province.sync_now, enrol=province.enrol, camera_wanted=True
    )
    with open_window(qtbot, kiosk, clock, wiring) as seen:
        yield seen


def test_enrolment_takes_the_address_and_the_code(connected: Open, province: Province) -> None:
    connected.log_in()
    page = connected.window.office.sync
    page.enrol.click()
    assert page.enrol_said.text() == "Cần cả địa chỉ máy chủ và mã đăng ký."
    page.server.setText(" https://thuvien.example ")
    page.code.setText("ABCD-1234")
    page.enrol.click()
    assert not page.enrol.isEnabled()
    connected.qtbot.waitUntil(page.enrol.isEnabled)
    assert province.enrolled == [("https://thuvien.example", "ABCD-1234")]


def test_a_refused_enrolment_says_why_and_keeps_what_was_typed(connected: Open, province: Province) -> None:
    province.trouble = Refused("enrolment_code_refused")
    connected.log_in()
    page = connected.window.office.sync
    page.server.setText("https://thuvien.example")
    page.code.setText("ABCD-1234")
    page.enrol.click()
    connected.qtbot.waitUntil(page.enrol.isEnabled)
    assert page.enrol_said.text().startswith("Tỉnh không nhận mã đăng ký này.")
    assert page.code.text() == "ABCD-1234"


def test_send_now_shows_that_it_works_and_how_it_ended(connected: Open, province: Province) -> None:
    connected.log_in()
    page = connected.window.office.sync
    page.send.click()
    assert page.send.text().strip() == "Đang gửi…"
    assert not page.send.isEnabled()
    connected.qtbot.waitUntil(page.send.isEnabled)
    assert page.outcome.text() == "Đã gửi xong, tỉnh đã xác nhận."
    province.trouble = Unavailable("offline")
    page.send.click()
    connected.qtbot.waitUntil(page.send.isEnabled)
    assert page.outcome.text().startswith("Chưa nối được tới máy chủ tỉnh.")
    assert province.passes == 2


def test_a_mistake_during_a_pass_is_admitted(
    connected: Open, province: Province, caplog: pytest.LogCaptureFixture
) -> None:
    province.trouble = ValueError("ours")
    connected.log_in()
    page = connected.window.office.sync
    page.send.click()
    connected.qtbot.waitUntil(page.send.isEnabled)
    assert "Mã lỗi: errand_failed" in page.outcome.text()
    assert "a question failed" in caplog.text


def test_a_scan_does_not_wait_for_a_running_pass(connected: Open, province: Province) -> None:
    connected.log_in()
    connected.window.office.sync.send.click()
    connected.scan(ids.new_card_code())
    assert connected.today().visits == 1
    connected.qtbot.waitUntil(connected.window.office.sync.send.isEnabled)
