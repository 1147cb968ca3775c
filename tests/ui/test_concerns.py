"""«Đồng bộ» in trouble: what is held aside and why, what happened to the data, and the doctor, with a real province."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import main
from installer.sample import write_what_nobody_counts
from kiosk.storage import notices
from kiosk.usecases.metered_link import change_metered_link
from kiosk.usecases.tally import tally
from kiosk.values import HeldAside, Hop, HopOutcome, Notice, Purpose
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import MORNING, KioskHome, StandingClock, new_home, opened
from tests.province.servers import Served, served
from tests.sync.places import Enrollable, new_places
from tests.ui.windows import Open, open_window
from ui.officer.concerns import FIRST
from ui.officer.doctor import DoctorCard
from ui.officer.sync import SyncPage
from ui.terminal import Desk
from ui.theme import Theme

DAY = 86_400


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("province") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def places(province: Served) -> list[Enrollable]:
    return new_places(province, 12)


@pytest.fixture
def kiosk(tmp_path: Path, clock: StandingClock, province: Served, places: list[Enrollable]) -> KioskHome:
    """Enrolled, three visits confirmed; two entries lie at the province that it does not count."""
    place = places.pop()
    made = new_home(tmp_path / "kiosk", clock, point=place.point)
    with opened(made.home) as store:
        enrol(store, province.url, place.code, clock=clock)
        tally(store, purpose=Purpose.READING, head_count=3, clock=clock)
        write_what_nobody_counts(store, clock=clock)
        run_pass(store, clock=clock)
    return made


@pytest.fixture
def shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Open]:
    """The window as main.py wires it, before the officer comes."""
    desk = Desk(kiosk.home.path, kiosk.home, lambda: main.opened(kiosk.home), clock, os.urandom)
    with open_window(qtbot, kiosk, clock, main.wired(desk)) as seen:
        yield seen


def page(shown: Open) -> SyncPage:
    """Through the door and to the page."""
    shown.log_in()
    shown.open_room("Đồng bộ")
    shown.settled()
    return shown.window.office.sync


def test_a_quarantine_and_a_wrong_clock_stand_on_one_page(shown: Open) -> None:
    shown.clock.reboot()
    shown.clock.step(-6_000 * DAY)
    there = page(shown)
    assert there.confirmed.figure.text() == "3 lượt"
    assert there.held.isVisible()
    assert there.held.heading.text() == "Tỉnh giữ riêng 2 dòng sổ, chưa tính"
    visit, unknown = (line.accessibleName() for line in there.held.lines)
    assert visit.startswith("Lượt bạn đọc, lúc 08:00 ngày 23/11/2026. Có số liệu ngoài khoảng cho phép")
    assert unknown.startswith("Mục khác, lúc 08:00 ngày 23/11/2026. Máy chủ của tỉnh cũ hơn máy này")
    assert there.clock.isVisible()
    assert "20/06/2010" in there.clock.why.text()


def test_where_nothing_is_held_aside_and_nothing_happened_no_card_says_so(shown: Open) -> None:
    there = page(shown)
    with opened(shown.kiosk.home) as store, store.writing() as tx:
        tx.execute("DELETE FROM quarantined")
    shown.window.refresh()
    shown.settled()
    assert not there.held.isVisible()
    assert not there.notices.isVisible()
    assert not there.clock.isVisible()
    assert not there.sisters.isVisible()
    assert not there.pay.isVisible()


def test_many_entries_are_folded_up_until_somebody_asks(shown: Open) -> None:
    there = page(shown)
    held = [HeldAside(1, 90 - number, MORNING - number * DAY, "VisitRecorded", "doubled") for number in range(9)]
    there.show_held(held, 9)
    assert sum(line.isVisible() for line in there.held.lines) == FIRST
    there.held.more.click()
    assert sum(line.isVisible() for line in there.held.lines) == 9
    assert not there.held.more.isVisible()
    shown.window.office.console.lock.click()
    assert sum(line.isVisibleTo(there.held) for line in there.held.lines) == FIRST


def test_a_notice_stays_until_the_officer_has_seen_it(shown: Open) -> None:
    with opened(shown.kiosk.home) as store, store.writing() as tx:
        notices.keep(tx, Notice("database_restored", 2, MORNING - DAY, ""))
    there = page(shown)
    assert there.notices.isVisible()
    assert there.notices.told.text().startswith("Lúc 08:00 ngày 22/11: Dữ liệu đã được khôi phục từ bản sao lưu.")
    assert "Có điều cần xem ở trang Đồng bộ." in shown.window.office.day.sync.text()
    there.notices.read.click()
    shown.settled()
    shown.qtbot.waitUntil(lambda: not there.notices.isVisible())
    assert "cần xem" not in shown.window.office.day.sync.text()


def test_the_doctor_finds_every_hop_well_and_sends_what_waits(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        tally(store, purpose=Purpose.READING, head_count=2, clock=shown.clock)
    shown.clock.wall = int(time.time())  # as the real province's
    there = page(shown)
    there.doctor.examine.click()
    assert not there.doctor.examine.isEnabled()
    shown.qtbot.waitUntil(there.doctor.examine.isEnabled, timeout=30_000)
    assert there.doctor.said.text() == "Đường truyền tốt. Tỉnh nhận được số liệu của máy này."
    assert len(there.doctor.lines) == 9
    assert {line.split(".")[0] for line in there.doctor.lines} == {"Thông"}
    shown.qtbot.waitUntil(lambda: there.waiting.figure.text() == "0 lượt")
    assert there.confirmed.figure.text() == "5 lượt"


def test_the_doctor_names_the_closed_hop_first_and_what_to_do(shown: Open, province: Served) -> None:
    with opened(shown.kiosk.home) as store, store.writing() as tx:
        tx.execute("UPDATE province SET url = 'http://127.0.0.1:9'")
    there = page(shown)
    there.doctor.examine.click()
    shown.qtbot.waitUntil(there.doctor.examine.isEnabled, timeout=30_000)
    said = there.doctor.said.text()
    assert said.startswith("Hỏng ở chặng «Nối tới máy chủ»: ")
    assert there.doctor.advice.text().startswith("Cần làm: ")
    outcomes = [line.split(".")[0] for line in there.doctor.lines]
    assert outcomes == ["Thông"] * 3 + ["Hỏng"] + ["Bỏ qua"] * 5
    shown.window.office.console.lock.click()
    assert there.doctor.lines == []


def test_a_wrong_clock_counts_less_than_a_closed_hop(qtbot: QtBot) -> None:
    card = DoctorCard(Theme())
    qtbot.addWidget(card)
    clock = Hop("clock", "Đồng hồ", HopOutcome.FAILED, "clock_behind", "Đồng hồ chậm.", "Hãy chỉnh.", stops=False)
    card.show_hop(clock)
    card.ended(None)
    assert card.said.text() == "Gửi được, nhưng có điều cần chỉnh: Đồng hồ chậm."
    card.show_hop(Hop("sending", "Gửi", HopOutcome.FAILED, "sending_broken", "Không gửi được.", "Hãy thử lại."))
    card.ended(None)
    assert card.said.text() == "Hỏng ở chặng «Gửi»: Không gửi được."


def test_a_spent_budget_says_so_and_can_be_overruled_once(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        change_metered_link(store, metered=True, daily_bytes=100_000)
        with store.writing() as tx:
            tx.execute("INSERT OR REPLACE INTO traffic VALUES (?, 90000, 20000)", ((MORNING + 25_200) // DAY,))
        tally(store, purpose=Purpose.READING, clock=shown.clock)
    there = page(shown)
    assert there.line.text().endswith("mỗi ngày nhiều nhất 100 KB; hôm nay đã dùng 110 KB.")
    there.send.click()
    shown.qtbot.waitUntil(there.send.isEnabled, timeout=30_000)
    assert there.outcome.text().startswith("Đã dùng hết dung lượng mạng của hôm nay.")
    there.pay.click()
    assert not there.pay.isEnabled()
    shown.qtbot.waitUntil(there.pay.isEnabled, timeout=30_000)
    assert there.outcome.text() == "Đã gửi xong, tỉnh đã xác nhận."
    shown.qtbot.waitUntil(lambda: there.confirmed.figure.text() == "4 lượt")
