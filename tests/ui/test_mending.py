"""A damaged database is mended from the window by two touches, and visitors are counted again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.errors import Unavailable
from kiosk.storage import presence
from kiosk.usecases.back_up import back_up
from kiosk.usecases.mend import mend, outlook
from kiosk.usecases.open_home import open_home
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.tally import tally
from kiosk.values import Consent, Purpose, Sex
from tests.homes import KioskHome, StandingClock, opened
from tests.ui.windows import Open, open_window
from ui.visitor.answers import Halted
from ui.wiring import Wiring


@pytest.fixture
def card(kiosk: KioskHome, clock: StandingClock) -> str:
    """A reader's card; the kiosk has a backup with three visits, two more since, and a database of noise."""
    with opened(kiosk.home) as store:
        issued = register_reader(
            store, full_name="Trần Văn Đức", birth_year=0, sex=Sex.MALE, consent=Consent.READER, clock=clock
        )
        tally(store, purpose=Purpose.READING, head_count=3, clock=clock)
        back_up(store, clock=clock, sticks=list)
        clock.advance(7_200)
        tally(store, purpose=Purpose.READING, head_count=2, clock=clock)
    kiosk.home.database.write_bytes(os.urandom(30_000))
    return issued.code


@contextmanager
def window(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Open]:
    wiring = Wiring(
        lambda: open_home(kiosk.home, clock=clock, random_bytes=os.urandom),
        clock,
        mending_outlook=partial(outlook, kiosk.home, sticks=list),
        mend=partial(mend, kiosk.home, clock=clock, random_bytes=os.urandom, sticks=list),
    )
    with open_window(qtbot, kiosk, clock, wiring) as shown:
        yield shown


def offered(page: Halted) -> list[str]:
    ways = (page.mend, page.again, page.again_beside, page.yes, page.no)
    return [way.accessibleName() for way in ways if way.isVisibleTo(page)]


def asked(shown: Open) -> Halted:
    """Up to the question."""
    page = shown.window.reception.halted
    page.mend.click()
    shown.qtbot.waitUntil(lambda: page.yes.isVisible())
    return page


def test_two_touches_bring_the_kiosk_back(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, card: str, caplog: pytest.LogCaptureFixture
) -> None:
    with window(qtbot, kiosk, clock) as shown:
        page = shown.window.reception.halted
        assert page.sentence.text() == "Tệp dữ liệu bị hỏng"
        assert offered(page) == ["Sửa bằng bản sao lưu gần nhất", "Thử lại"]
        before = shown.window.grab().toImage()
        asked(shown)
        assert page.sentence.text() == "Sửa dữ liệu ngay bây giờ?"
        assert page.line.text().startswith("Bản sao lưu lúc 08:00, có 3 lượt.")
        assert offered(page) == ["Sửa ngay", "Để sau"]
        assert changed_pixels(before, shown.window.grab().toImage()) > 1_000
        with qtbot.waitSignal(shown.window.mending.mended) as told:
            page.yes.click()
            assert offered(page) == []
        assert told.args == ["Đã sửa xong, dữ liệu có 3 lượt"]
        shown.settled()
        assert shown.window.pages.currentWidget() is shown.window.reception.welcome
        assert shown.window.toast.text == "Đã sửa xong, dữ liệu có 3 lượt"
        shown.scan(card)
        assert "Đức" in shown.window.reception.welcomed.sentence.text()
    assert list(kiosk.home.backups.glob("set-aside-*"))


def changed_pixels(one: QImage, other: QImage) -> int:
    assert one.size() == other.size()
    pairs = ((x, y) for x in range(0, one.width(), 4) for y in range(0, one.height(), 4))
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in pairs)


def test_whoever_puts_it_off_or_walks_away_changes_nothing(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, card: str, caplog: pytest.LogCaptureFixture
) -> None:
    noise = kiosk.home.database.read_bytes()
    with window(qtbot, kiosk, clock) as shown:
        page = asked(shown)
        shown.window.refresh()  # fails in the background; the question stays
        shown.settled()
        assert offered(page) == ["Sửa ngay", "Để sau"]
        page.no.click()
        assert offered(page) == ["Sửa bằng bản sao lưu gần nhất", "Thử lại"]
        asked(shown)
        shown.window._nobody_touched()
        assert offered(page) == ["Sửa bằng bản sao lưu gần nhất", "Thử lại"]
    assert kiosk.home.database.read_bytes() == noise


def test_what_stands_in_the_way_is_said_and_can_be_tried_again(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, card: str, caplog: pytest.LogCaptureFixture
) -> None:
    with window(qtbot, kiosk, clock) as shown:
        page = asked(shown)
        with presence.alone(kiosk.home):
            page.yes.click()
            qtbot.waitUntil(lambda: page.again.isVisible() or page.again_beside.isVisible())
        assert page.sentence.text() == "Máy đang khôi phục dữ liệu"
        page.again.click()
        shown.settled()
        asked(shown)
        with qtbot.waitSignal(shown.window.mending.mended):
            page.yes.click()
        shown.settled()
        assert shown.window.pages.currentWidget() is shown.window.reception.welcome


def test_other_troubles_offer_no_mending(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk.home.keys.unlink()
    with window(qtbot, kiosk, clock) as shown:
        page = shown.window.reception.halted
        assert page.sentence.text() == "Thiếu tệp khóa của máy này"
        assert offered(page) == ["Thử lại"]
        shown.window.reception.halt(Unavailable("database_missing"))
        assert offered(page) == ["Sửa bằng bản sao lưu gần nhất", "Thử lại"]


def test_a_lost_database_comes_back_as_well_where_there_is_no_outlook(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, card: str, caplog: pytest.LogCaptureFixture
) -> None:
    for made in kiosk.home.backups.iterdir():
        made.unlink()
    with window(qtbot, kiosk, clock) as shown:
        page = asked(shown)
        assert page.line.text().startswith("Chưa có bản sao lưu nào dùng được.")
        page.yes.click()
        qtbot.waitUntil(lambda: page.again.isVisible() or page.again_beside.isVisible())
        assert page.sentence.text() == "Không thấy bản sao lưu"
