"""Visitors make a card by themselves: every question on the real window, over a real home."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kiosk.errors import Unavailable
from kiosk.storage.connection import open_store
from kiosk.usecases.choices import choose
from kiosk.usecases.my_card import my_card
from kiosk.usecases.tell_date import tell_date
from kiosk.values import CardHolder, Consent
from tests.homes import MORNING, KioskHome, StandingClock, new_reader, opened
from tests.ui.touching import Applicant, touch
from tests.ui.windows import Open, open_window
from ui.looks import Looks
from ui.visitor import card_shown
from ui.visitor.register_consent import AwaitingQuestion, ConsentQuestion, LastQuestion
from ui.visitor.register_form import Step
from ui.visitor.register_steps import NameQuestion, YearQuestion
from ui.wiring import Wiring


def held(shown: Open, code: str) -> CardHolder:
    """What is on disk of the holder of `code`."""
    with opened(shown.kiosk.home) as store:
        return my_card(store, code, clock=shown.clock)


def words(shown: Open) -> str:
    """All that stands on the page."""
    page = shown.window.reception.page
    return " · ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_grown_up_makes_a_card_and_is_greeted_with_it(shown: Open) -> None:
    code = Applicant(shown).make_a_card()
    holder = held(shown, code)
    assert (holder.short_name, holder.consent) == ("Hường", Consent.READER)
    assert shown.today().visits == 0
    shown.scan(code)
    assert shown.window.reception.welcomed.sentence.text() == "Chào bạn Hường!"
    assert shown.sounds == ["welcome", "welcome"]


def test_nothing_is_ticked_before_somebody_ticks_it(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Không muốn nói")
    question = visitor.page.question
    assert isinstance(question, ConsentQuestion)
    assert not question.tick.isChecked()
    assert not question.go.isEnabled()
    assert question.tick.accessibleName() == "Tôi đã đọc và đồng ý"
    touch(question.tick)
    assert question.go.isEnabled()
    touch(question.tick)
    assert not question.go.isEnabled()


def test_two_quick_taps_make_one_card(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Nữ")
    question = visitor.page.question
    assert isinstance(question, ConsentQuestion)
    touch(question.tick)
    touch(question.go)
    QTest.mouseClick(question.go, Qt.MouseButton.LeftButton)
    assert shown.window.desk.waiting == 1
    shown.settled()
    assert visitor.code()


def test_a_child_alone_gets_a_card_that_waits_for_the_parents(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Trần Văn An")
    visitor.year(2014)
    visitor.choose("Nam")
    visitor.choose("Không, em đi một mình")
    assert isinstance(visitor.page.question, AwaitingQuestion)
    visitor.go()
    assert held(shown, visitor.code()).consent is Consent.AWAITED
    assert "chờ phụ huynh đồng ý" in visitor.card.standing.text()


def test_a_parent_who_is_here_gives_a_name_and_ticks(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Trần Văn An")
    visitor.year(2014)
    visitor.choose("Nam")
    visitor.choose("Có, đang ở đây")
    visitor.name("Trần Văn Bình")
    question = visitor.page.question
    assert isinstance(question, ConsentQuestion)
    assert question.tick.accessibleName().startswith("Tôi là bố, mẹ hoặc người giám hộ")
    visitor.agree()
    assert held(shown, visitor.code()).consent is Consent.REPRESENTATIVE


@pytest.mark.parametrize(
    ("answer", "consent"), [("Đã đủ 16 tuổi", Consent.READER), ("Chưa đủ 16 tuổi", Consent.AWAITED)]
)
def test_who_keeps_the_year_is_asked_about_sixteen_all_the_same(shown: Open, answer: str, consent: Consent) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(0)
    visitor.choose(answer)
    visitor.choose("Không muốn nói")
    if consent is Consent.READER:
        visitor.agree()
    else:
        visitor.choose("Không, em đi một mình")
        visitor.go()
    assert held(shown, visitor.code()).consent is consent


def test_a_year_that_nobody_alive_has_is_not_taken(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    question = visitor.page.question
    assert isinstance(question, YearQuestion)
    QTest.keyClicks(question, "2027")
    assert not question.go_on.isEnabled()
    assert question.note.text() == "Năm sinh từ 1906 đến 2026."
    QTest.keyClick(question, Qt.Key.Key_Backspace)
    QTest.keyClicks(question, "6")
    assert question.note.text() == "Năm nay 0 tuổi."
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert visitor.page.form.at is Step.SEX


def test_somebody_of_the_same_name_and_year_is_asked_kindly_and_shown_nobody(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        new_reader(store, shown.clock, full_name="Nguyễn Thị Hường", birth_year=1987)
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Nguyễn Thị Hường")
    visitor.year(1987)
    visitor.choose("Nữ")
    visitor.agree()
    alike = visitor.alike()
    assert "Hường" not in words(shown)
    assert "1987" not in words(shown)
    touch(alike.other)
    shown.settled()
    assert held(shown, visitor.code()).short_name == "Hường"


def test_who_may_have_a_card_already_can_ask_the_officer_and_leaves_nothing(shown: Open) -> None:
    Applicant(shown).make_a_card("Lê Vân", 1990)
    shown.window.reception.go_home()
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Nữ")
    visitor.agree()
    touch(visitor.alike().mine)
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome
    assert shown.window.registrar.page is None


def test_the_way_back_leads_through_the_questions_and_keeps_the_answers(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    touch(visitor.page.question.head.back)
    question = visitor.page.question
    assert isinstance(question, YearQuestion)
    assert question.figure.text() == "1990"
    touch(question.head.back)
    assert isinstance(visitor.page.question, NameQuestion)
    assert visitor.page.question.entry.name == "Lê Vân"
    touch(visitor.page.question.head.back)
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome


def test_leaving_forgets_everything(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    shown.window._nobody_touched()
    assert shown.window.registrar.page is None
    visitor.begin()
    assert isinstance(visitor.page.question, NameQuestion)
    assert visitor.page.question.entry.line.text() == ""


def test_a_scan_goes_before_a_half_made_card(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        code = new_reader(store, shown.clock).code
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    shown.scan(code)
    assert shown.window.reception.page is shown.window.reception.welcomed
    assert shown.window.registrar.page is None


def test_a_card_that_comes_too_late_is_shown_to_nobody_else(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Nữ")
    question = visitor.page.question
    assert isinstance(question, ConsentQuestion)
    touch(question.tick)
    touch(question.go)
    shown.window.reception.go_home()
    shown.settled()
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome


def test_what_takes_long_to_read_stays_longer(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    idle = shown.window._idle
    assert idle.interval() == 30_000
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Nữ")
    assert idle.interval() == 90_000
    visitor.agree()
    assert idle.interval() > 60_000
    shown.window.reception.go_home()
    shown.window.reception.open_walk_in()
    assert idle.interval() == 30_000


def test_other_looks_keep_what_was_told(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    shown.window.wear(Looks(contrast="high", text_size=125))
    touch(visitor.page.question.head.back)
    touch(visitor.page.question.head.back)
    assert isinstance(visitor.page.question, NameQuestion)
    assert visitor.page.question.entry.name == "Lê Vân"
    touch(visitor.page.question.entry.board.done)
    assert isinstance(visitor.page.question, YearQuestion)
    touch(visitor.page.question.go_on)
    visitor.choose("Nữ")
    visitor.agree()
    code = visitor.code()
    shown.window.wear(Looks())
    assert visitor.code() == code


def test_trouble_is_told_where_it_happened_and_loses_nothing(shown: Open) -> None:
    visitor = Applicant(shown)
    visitor.begin()
    visitor.name("Lê Vân")
    visitor.year(1990)
    visitor.choose("Nữ")
    question = visitor.page.question
    assert isinstance(question, LastQuestion)
    visitor.page.show_error(Unavailable("disk_full"))
    assert question.trouble.isVisible()
    assert "Ổ đĩa đã đầy" in question.trouble.text()
    visitor.agree()
    assert visitor.code()


def test_the_code_is_gone_with_its_page(shown: Open) -> None:
    visitor = Applicant(shown)
    code = visitor.make_a_card()
    page = visitor.card
    assert page.title.text() == "Thẻ của Hường đây"
    assert "22/11/2029" in page.standing.text()
    assert not page.card.isVisible()
    assert not page.slip.isVisible()
    touch(page.done)
    assert shown.window.registrar.page is None
    assert code not in page.letters.text().replace(" ", "") + page.letters.accessibleName().replace(" ", "")


def test_the_code_leaves_by_itself_and_stays_for_whoever_asks(shown: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Applicant(shown)
    visitor.make_a_card()
    page = visitor.card
    assert page.done.text() == "Xong (còn 60 giây)"
    shown.qtbot.waitUntil(lambda: page.done.text() == "Xong (còn 59 giây)", timeout=5_000)
    touch(page.longer)
    assert page.done.text() == "Xong (còn 60 giây)"
    monkeypatch.setattr(card_shown, "SHOWN_S", 1)
    touch(page.longer)
    with shown.qtbot.waitSignal(page.left, timeout=5_000):
        pass
    assert shown.window.pages.currentWidget() is shown.window.reception.welcome


def test_the_officer_may_close_the_door_to_registration(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, registration=False)
    shown.window.refresh()
    shown.settled()
    assert not shown.window.reception.welcome.registration.isVisible()
    with opened(shown.kiosk.home) as store:
        choose(store, registration=True, approval=True)
    shown.window.refresh()
    shown.settled()
    visitor = Applicant(shown)
    holder = held(shown, visitor.make_a_card())
    assert not holder.approved
    assert "gặp cán bộ một lần" in visitor.card.standing.text()


def test_the_year_is_the_one_that_the_journal_goes_by(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> None:
    clock.step(-10 * 365 * 86_400)
    clock.reboot()
    with opened(kiosk.home) as store:
        tell_date(store, MORNING, clock=clock)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as shown:
        visitor = Applicant(shown)
        visitor.begin()
        assert visitor.page.this_year == 2026
