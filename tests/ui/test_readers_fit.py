"""«Bạn đọc» on every screen: each of its parts at its longest, and nothing cut."""

from datetime import date

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from kiosk.usecases.choices import choose
from kiosk.usecases.find_readers import FoundReader
from kiosk.usecases.new_cards import NewCard
from kiosk.usecases.readers_waiting import Waiting, WaitingFor
from kiosk.usecases.register_class import ClassPreview, Flaw, Pupil
from kiosk.values import Consent, Sex
from tests.homes import MORNING, KioskHome, StandingClock, opened
from tests.ui.fitting import complaints, lay_out
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui.officer.readers import ReadersPage
from ui.wiring import Wiring

LONG = "Lê Hoàng Thụy Quỳnh Như Công Tằng Tôn Nữ Huyền Trang"
READER = FoundReader(
    number=1,
    entry="12-123456",
    full_name=LONG,
    birth_year=2015,
    sex=Sex.UNKNOWN,
    school_class="10 Chuyên Anh",
    representative=LONG,
    consent=Consent.AWAITED,
    approved=False,
    staff=True,
    registered_at=MORNING - 400 * 86_400,
    erasure_asked_at=MORNING,
    last_visit=MORNING - 400 * 86_400,
    valid_until=None,
    linked=True,
)
DUE = date(2026, 11, 25)
CARD = NewCard(1, "12-123456", LONG, 2015, "10A", "TB0123456789BCGHK00", DUE, "PH")
PUPIL = Pupil(1_234, LONG, 2015, Sex.FEMALE, "10 Chuyên Anh", LONG, Consent.AWAITED)


def parts(shown: Open, page: ReadersPage) -> list[str]:
    """Every part of the page in turn, and what is wrong with it."""
    found: list[str] = []

    def look(name: str) -> None:
        shown.settled()
        lay_out(shown.window)
        found.extend(f"{name}: {told}" for told in complaints(shown.window))

    look("empty")
    page.waiting.show_waiting(
        [
            Waiting(WaitingFor.ERASURE, READER, MORNING, 3, DUE, DUE, answer_late=True),
            Waiting(WaitingFor.APPROVAL, READER, MORNING, 99),
            Waiting(WaitingFor.CONSENT, READER, MORNING, 99, too_long=True),
            Waiting(WaitingFor.CONSENT, READER, MORNING, 99),
        ]
    )
    page.offer_cards([CARD] * 35)
    look("waiting and offered")
    page.sheet.show_reader(READER, takes_identity_cards=True)
    page.show_part(page.sheet)
    page.sheet.erase_asked.click()
    page.sheet.show_linking(True)
    page.sheet.say("Đã ghi: không xóa. Thông tin của bạn đọc được giữ nguyên.", good=True)
    look("a reader's sheet")
    page.open_form()
    look("form")
    page.form.year.setText("2016")
    page.form.consents[Consent.AWAITED].click()
    page.form.show_alike([READER, READER])
    look("form of a child with namesakes")
    page.show_part(page.school_class)
    look("class, before a file")
    page.school_class.show_preview(
        ClassPreview((PUPIL,) * 3, frozenset((1_234,)), (Flaw(1_235, LONG, "birth_year_missing"),), "4A")
    )
    page.school_class.alike.click()
    look("class, looked over")
    page.show_part(page.cards)
    page.cards.done.click()
    look("35 cards")
    page.cards.show_cards([CARD])
    look("one card")
    shown.open_room("Cài đặt")
    look("settings")
    return found


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=["1366x768", "1920x1080", "1080x1920"])
def test_every_part_fits(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, size: QSize) -> None:
    with opened(kiosk.home) as store:
        choose(store, identity_cards=True)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock), size) as shown:
        shown.log_in()
        shown.open_room("Bạn đọc")
        found = parts(shown, shown.window.office.readers)
    assert not found, "\n".join(found)
