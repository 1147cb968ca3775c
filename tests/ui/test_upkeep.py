"""«Cài đặt»: the metered line, backups and the way back to one, the recovery sheet."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from kiosk.errors import KioskError
from kiosk.ids import new_card_code
from kiosk.storage import presence
from kiosk.usecases.back_up import back_up, backup_folder
from kiosk.usecases.list_backups import list_backups
from kiosk.usecases.metered_link import LEAST_DAILY, MOST_DAILY, metered_link
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import MeteredLink, Purpose
from tests.homes import KioskHome, StandingClock, opened
from tests.ui.windows import Open, open_window
from ui.officer.backups import BackupsCard
from ui.officer.line import STEPS, LineCard, stepped
from ui.officer.settings import SettingsPage
from ui.theme import Theme
from ui.wiring import Wiring


@pytest.fixture
def shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Open]:
    """A kiosk with three visits in a backup and two more since, before the officer comes."""
    with opened(kiosk.home) as store:
        tally(store, purpose=Purpose.READING, head_count=3, clock=clock)
        back_up(store, clock=clock, sticks=list)
        clock.advance(7_200)
        tally(store, purpose=Purpose.READING, head_count=2, clock=clock)
    wiring = Wiring(
        lambda: open_home(kiosk.home, clock=clock, random_bytes=os.urandom),
        clock,
        restore=partial(restore_backup, kiosk.home, clock=clock, random_bytes=os.urandom),
    )
    with open_window(qtbot, kiosk, clock, wiring) as seen:
        yield seen


def page(shown: Open) -> SettingsPage:
    shown.log_in()
    shown.open_room("Cài đặt")
    shown.settled()
    return shown.window.office.settings


def done(shown: Open, card: BackupsCard) -> str:
    """What the card says once its errand is over."""
    shown.qtbot.waitUntil(card.make.isEnabled)
    shown.settled()
    return card.said.text()


def listed(shown: Open) -> BackupsCard:
    card = page(shown).backups
    card.look.click()
    done(shown, card)
    return card


# ---- backups ----


def test_the_newest_backup_is_told_and_another_one_is_made_at_once(shown: Open) -> None:
    card = page(shown).backups
    assert card.newest.text().startswith("Bản gần nhất: lúc 08:00. ")
    card.make.click()
    assert not card.look.isEnabled()
    assert done(shown, card) == "Đã sao lưu 5 lượt, 0 bạn đọc."
    shown.qtbot.waitUntil(lambda: card.newest.text().startswith("Bản gần nhất: lúc 10:00. "))
    assert shown.window.office.sync.backup.text() == "Sao lưu gần nhất: lúc 10:00."
    assert len(list_backups(shown.kiosk.home, sticks=list)) == 2


def test_backups_are_listed_with_time_content_and_size(shown: Open) -> None:
    [good] = [copy.path for copy in list_backups(shown.kiosk.home, sticks=list)]
    spoilt = good.with_name(good.name.replace("2026-11-23", "2026-11-22"))
    spoilt.write_bytes(good.read_bytes()[:20_000])
    card = listed(shown)
    first, second = (row.findChildren(type(card.newest))[0].text() for row in card.rows)
    assert first.startswith("Lúc 08:00 · 3 lượt · 0 bạn đọc · ")
    assert first.endswith(" KB")
    assert second == "Lúc 08:00 ngày 22/11 · không dùng được: bản sao lưu này bị hỏng"
    assert [row.back.isHidden() for row in card.rows] == [False, True]


def test_a_backup_that_cannot_be_made_says_so(shown: Open) -> None:
    card = page(shown).backups
    for copy in shown.kiosk.home.backups.iterdir():
        copy.unlink()
    shown.kiosk.home.backups.rmdir()
    shown.kiosk.home.backups.write_bytes(b"")
    card.make.click()
    assert done(shown, card).startswith("Không ghi được bản sao lưu.")


def test_a_second_place_is_chosen_used_and_given_up(
    shown: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr("ui.officer.backups.QFileDialog.getExistingDirectory", lambda *_words: str(other))
    card = page(shown).backups
    assert not card.alone.isVisible()
    card.choose.click()
    shown.settled()
    assert card.second.text().replace("\u200b", "") == f"Mỗi bản được chép thêm vào: {other}"
    card.make.click()
    assert f"Đã chép thêm vào {other}." in done(shown, card).replace("\u200b", "")
    assert len(list(other.iterdir())) == 1
    other.rename(tmp_path / "pulled out")
    card.make.click()
    assert f"Không chép được vào {other}." in done(shown, card)
    assert card.said.property("role") == "wrong"
    card.alone.click()
    shown.settled()
    assert not card.alone.isVisible()
    with opened(shown.kiosk.home) as store:
        assert backup_folder(store) is None


# ---- the way back ----


def test_going_back_says_first_what_it_costs_and_no_changes_nothing(shown: Open) -> None:
    card = listed(shown)
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    assert card.question.cost.text().startswith("Bản sao lưu lúc 08:00, có 3 lượt. Sau đó có thêm 2 lượt")
    assert card.question.loss.text().startswith("2 lượt tỉnh chưa nhận sẽ không được tính nữa.")
    assert not card.rows[0].back.isVisible()
    assert shown.window.focusWidget() is card.question.no
    card.question.no.click()
    assert not card.question.isVisible()
    assert card.rows[0].back.isVisible()
    assert shown.today().visits == 5


def test_two_touches_go_back_and_a_scan_meanwhile_is_counted_after_it(shown: Open) -> None:
    card = listed(shown)
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    card.question.yes.click()
    shown.window.card_scanned(new_card_code())
    said = done(shown, card)
    assert said.startswith("Đã quay về bản sao lưu. Dữ liệu có 3 lượt.")
    assert card.rows == []
    assert shown.today().visits == 3 + 1
    with opened(shown.kiosk.home) as store:
        assert [notice.code for notice in sync_status(store).notices] == ["database_restored"]
    shown.qtbot.waitUntil(lambda: shown.window.office.sync.notices.isVisibleTo(shown.window.office.sync))
    shown.qtbot.waitUntil(lambda: "4 lượt" in shown.window.footer.visits.text())


def test_who_else_has_the_home_open_is_waited_for_by_the_officer(shown: Open) -> None:
    card = listed(shown)
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    here = presence.enter(shown.kiosk.home)
    card.question.yes.click()
    assert done(shown, card).startswith("Máy đang gửi số liệu hoặc đang sao lưu. Chưa đổi gì.")
    here.leave()
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    card.question.yes.click()
    assert done(shown, card).startswith("Đã quay về bản sao lưu.")


def test_a_backup_that_is_gone_by_then_changes_nothing(shown: Open) -> None:
    card = listed(shown)
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    card.rows[0].copy.path.unlink()
    card.question.yes.click()
    assert done(shown, card).startswith("Không thấy bản sao lưu.")
    assert shown.today().visits == 5


def test_the_card_forgets_when_the_console_is_locked(shown: Open) -> None:
    card = listed(shown)
    card.rows[0].back.click()
    shown.qtbot.waitUntil(card.question.isVisible)
    shown.window.office.console.lock.click()
    assert card.rows == []
    assert card.question.isHidden()


def test_without_a_way_back_backups_are_only_shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store:
        back_up(store, clock=clock, sticks=list)
    wiring = Wiring(lambda: open_home(kiosk.home, clock=clock, random_bytes=os.urandom), clock)
    with open_window(qtbot, kiosk, clock, wiring) as shown:
        assert [row.back.isHidden() for row in listed(shown).rows] == [True]


# ---- the line ----


def test_a_metered_line_holds_at_once(shown: Open) -> None:
    line = page(shown).line
    assert line.free.isChecked()
    assert not line.most.isVisible()
    line.paid.click()
    line.most.more.click()
    shown.settled()
    with opened(shown.kiosk.home) as store:
        assert metered_link(store, clock=shown.clock) == MeteredLink(True, 2_000_000, 0)
    assert line.most.value.text() == "2 MB"
    assert line.told.text().startswith("Đường mạng tính tiền: máy chỉ gửi, không tải về, mỗi ngày nhiều nhất 2 MB")
    shown.window.refresh()
    shown.settled()
    assert not shown.window.office.sync.line.isHidden()
    line.free.click()
    shown.settled()
    assert not line.most.isVisible()
    with opened(shown.kiosk.home) as store:
        assert not metered_link(store, clock=shown.clock).metered


def test_a_late_answer_takes_back_no_newer_touch(qtbot: QtBot) -> None:
    card = LineCard(Theme())
    qtbot.addWidget(card)
    card.show_link(MeteredLink(True, 1_000_000, 0))
    card.most.more.click()
    card.most.more.click()
    card.link_changed(MeteredLink(True, 2_000_000, 0))
    assert card.most.value.text() == "5 MB"
    card.link_changed(MeteredLink(True, 5_000_000, 0))
    assert card.most.value.text() == "5 MB"


def test_steps_lead_over_every_amount_and_stay_within_what_may_be_chosen() -> None:
    assert (STEPS[0], STEPS[-1]) == (LEAST_DAILY, MOST_DAILY)
    assert [stepped(one, 1) for one in STEPS] == [*STEPS[1:], STEPS[-1]]
    assert [stepped(one, -1) for one in STEPS] == [STEPS[0], *STEPS[:-1]]
    assert (stepped(1_500_000, 1), stepped(1_500_000, -1)) == (2_000_000, 1_000_000)


# ---- the sheet ----


def test_the_recovery_sheet_is_written_for_its_owner_alone(
    shown: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "phieu"
    monkeypatch.setattr("ui.officer.sheet.QFileDialog.getSaveFileName", lambda *_words: (str(chosen), ""))
    card = page(shown).sheet
    card.save.click()
    shown.settled()
    sheet = tmp_path / "phieu.pdf"
    assert sheet.read_bytes().startswith(b"%PDF")
    assert sheet.stat().st_mode & 0o077 == 0
    assert "Hãy in, cất nơi khóa được, rồi xóa tệp này." in card.said.text()
    chosen = tmp_path / "not there" / "phieu.png"
    card.save.click()
    shown.settled()
    assert card.said.text().startswith("Không ghi được phiếu khôi phục.")
    assert card.save.isEnabled()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says it as well
def test_the_recovery_sheet_goes_straight_onto_paper(shown: Open, tmp_path: Path) -> None:
    printed = tmp_path / "paper.pdf"
    card = page(shown).sheet

    def printer() -> QPrinter:
        made = QPrinter()
        made.setOutputFileName(str(printed))
        return made

    card.printer = printer
    card.print.click()
    assert not card.print.isEnabled()
    shown.settled()
    assert card.said.text().startswith("Đã gửi phiếu đến máy in.")
    assert card.print.isEnabled()
    assert printed.read_bytes().startswith(b"%PDF")
    printed.unlink()
    printed.mkdir()  # a printer that takes nothing
    card.print.click()
    shown.settled()
    assert card.said.text().startswith("Máy in chưa nhận.")


def test_without_a_printer_the_way_by_a_file_is_told(shown: Open) -> None:
    card = page(shown).sheet
    card.printer = lambda: None
    card.print.click()
    assert card.said.text() == "Máy này chưa có máy in. Hãy ghi phiếu ra tệp, rồi in ở máy khác."
    assert card.print.isEnabled()


def test_a_mistake_of_ours_frees_the_buttons(
    shown: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_store: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ui.questions.list_backups", broken)
    card = page(shown).backups
    card.look.click()
    assert done(shown, card) == "Máy chưa làm được việc này. Mời bạn báo cán bộ thư viện. Mã lỗi: upkeep_failed."
    assert KioskError("upkeep_failed").code in card.said.text()
