"""Readers look at their own card after a scan, have it shown again, and ask to be forgotten."""

import pytest
from PySide6.QtWidgets import QLabel

from kiosk.errors import Unavailable
from kiosk.usecases.my_card import my_card
from kiosk.usecases.register_reader import register_reader
from kiosk.values import Consent, Sex
from tests.homes import new_reader, opened
from tests.ui.touching import Applicant, touch
from tests.ui.windows import Open
from ui.looks import Looks
from ui.visitor.card_shown import CardShown


def words(shown: Open) -> str:
    page = shown.window.reception.page
    return " · ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def code(shown: Open) -> str:
    with opened(shown.kiosk.home) as store:
        return new_reader(store, shown.clock, full_name="Nguyễn Thị Lan", birth_year=1990).code


def look_at(shown: Open, code: str) -> Applicant:
    """Scan, and touch «Thẻ của tôi»."""
    shown.scan(code)
    page = shown.window.reception.page
    assert page in (shown.window.reception.welcomed, shown.window.reception.already)
    touch(page.card)
    shown.settled()
    return Applicant(shown)


def test_a_scan_opens_the_readers_own_card_without_a_full_name(shown: Open, code: str) -> None:
    look_at(shown, code)
    said = words(shown)
    for told in ("Thẻ của bạn Lan", "22/11/2029", "1 lượt", "Đang dùng được"):
        assert told in said
    assert "Nguyễn" not in said


def test_who_was_counted_a_moment_ago_may_look_as_well(shown: Open, code: str) -> None:
    shown.scan(code)
    visitor = look_at(shown, code)
    assert visitor.own.code.isVisible()
    assert shown.today().visits == 1


def test_a_child_whose_parents_have_not_answered_reads_what_to_do(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        card = register_reader(
            store, full_name="Trần An", birth_year=2014, sex=Sex.MALE, consent=Consent.AWAITED, clock=shown.clock
        )
    look_at(shown, card.code)
    assert "Chờ phụ huynh" in words(shown)
    assert "đưa phiếu có chữ ký" in words(shown)


def test_the_code_is_shown_again_and_gone_with_the_page(shown: Open, code: str) -> None:
    visitor = look_at(shown, code.lower())
    touch(visitor.own.code)
    page = shown.window.own_card.page
    assert isinstance(page, CardShown)
    assert page.letters.text().replace(" ", "") == code
    assert not page.card.isVisible()
    touch(page.done)
    assert shown.window.own_card.page is None
    assert page.letters.text() == ""


def test_a_request_to_be_forgotten_is_explained_asked_once_more_and_filed(shown: Open, code: str) -> None:
    visitor = look_at(shown, code)
    touch(visitor.own.erase)
    for told in ("2 ngày làm việc", "15 ngày", "Cán bộ gặp bạn"):
        assert told in words(shown)
    touch(visitor.own.keep)
    with opened(shown.kiosk.home) as store:
        assert my_card(store, code, clock=shown.clock).erasure_asked_at is None
    touch(visitor.own.erase)
    touch(visitor.own.confirm)
    shown.settled()
    with opened(shown.kiosk.home) as store:
        assert my_card(store, code, clock=shown.clock).erasure_asked_at == shown.clock.wall
    assert "Yêu cầu xóa dữ liệu đã gửi ngày 23/11/2026" in words(shown)
    assert not visitor.own.erase.isVisible()


def test_a_request_that_cannot_be_written_is_not_said_to_be_filed(shown: Open, code: str) -> None:
    visitor = look_at(shown, code)
    touch(visitor.own.erase)
    visitor.own.show_trouble(str(Unavailable("disk_full")))
    assert visitor.own.trouble.isVisible()
    assert visitor.own.confirm.isEnabled()


def test_the_next_scan_closes_the_card(shown: Open, code: str) -> None:
    visitor = look_at(shown, code)
    touch(visitor.own.erase)
    with opened(shown.kiosk.home) as store:
        other = new_reader(store, shown.clock, full_name="Lê Vân").code
    shown.scan(other)
    assert shown.window.own_card.page is None
    assert shown.window.reception.welcomed.sentence.text() == "Chào bạn Vân!"


def test_other_looks_keep_the_card_on_the_screen(shown: Open, code: str) -> None:
    visitor = look_at(shown, code)
    shown.window.wear(Looks(language="en", contrast="high"))
    assert "Lan" in words(shown)
    assert visitor.own.code.isVisible()
