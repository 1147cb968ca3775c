"""The four answers to a scan."""

import pytest
from PySide6.QtGui import QImage

from kiosk import ids
from kiosk.values import Purpose
from tests.homes import new_reader, opened
from tests.ui.windows import Open


def card(shown: Open, full_name: str = "Nguyễn Thị Lan", birth_year: int = 1990) -> str:
    with opened(shown.kiosk.home) as store:
        return new_reader(store, shown.clock, full_name=full_name, birth_year=birth_year).code


@pytest.mark.parametrize(
    ("full_name", "birth_year", "greeting"),
    [
        ("Nguyễn Thị Lan", 1990, "Chào bạn Lan!"),
        ("Trần Minh", 2015, "Chào em Minh!"),
        ("Phạm Văn Hòa", 1950, "Chào bác Hòa!"),
    ],
)
def test_a_reader_is_greeted_by_the_short_name_and_with_courtesy(
    shown: Open, full_name: str, birth_year: int, greeting: str
) -> None:
    shown.scan(card(shown, full_name, birth_year))
    page = shown.window.reception.welcomed
    assert shown.window.pages.currentWidget() is page
    assert page.sentence.text() == greeting
    assert "Đã ghi nhận lúc 08:00" in page.line.text()
    assert not page.unknown.isVisible()
    assert shown.sounds == ["welcome"]
    assert shown.today().visits == 1
    assert shown.window.footer.visits.text() == "Hôm nay: 1 lượt"


def test_a_card_unknown_here_is_counted_and_greeted_without_a_name(shown: Open) -> None:
    shown.scan(ids.new_card_code())
    page = shown.window.reception.welcomed
    assert page.sentence.text() == "Chào bạn!"
    assert page.unknown.isVisible()
    assert shown.sounds == ["welcome"]
    assert shown.today().visits == 1


def test_a_second_scan_within_the_window_turns_amber_and_counts_nothing(shown: Open) -> None:
    code = card(shown)
    shown.scan(code)
    shown.clock.advance(30)
    shown.scan(code)
    page = shown.window.reception.already
    assert shown.window.pages.currentWidget() is page
    assert page.sentence.text() == "Đã ghi nhận lúc 08:00"
    assert shown.sounds == ["welcome", "already"]
    assert shown.today().visits == 1


@pytest.mark.parametrize(
    ("presented", "title"),
    [
        ("xin chào", "Đây không phải mã thẻ bạn đọc"),
        ("https://thuvien.hungyen.gov.vn", "Đây là mã của một trang web"),
        ("033090001234||Nguyễn Thị Lan|01011990|Nữ|Hưng Yên|01012021", "Đây là thẻ căn cước"),
        ("x" * 10_000, "Mã này quá dài, không phải thẻ bạn đọc"),
        ("\x00\x07\x1b", "Đây không phải mã thẻ bạn đọc"),
    ],
)
def test_what_is_no_card_turns_brick_and_says_so(shown: Open, presented: str, title: str) -> None:
    shown.scan(presented)
    page = shown.window.reception.not_accepted
    assert shown.window.pages.currentWidget() is page
    assert page.sentence.text() == title
    assert "chưa được ghi" in page.line.text()
    assert page.scan_again.isVisible()
    assert page.walk_in.isVisible()
    assert shown.sounds == ["cannot"]
    assert shown.today().visits == 0


def test_a_mistyped_card_is_told_apart_from_something_else(shown: Open) -> None:
    code = ids.new_card_code()
    wrong = code[:-1] + next(sign for sign in ids.ALPHABET if sign != code[-1])
    shown.scan(wrong)
    assert shown.window.reception.not_accepted.sentence.text() == "Mã thẻ bị mờ hoặc hỏng"


def test_after_a_refusal_the_next_good_scan_works(shown: Open) -> None:
    shown.scan("rác", card(shown))
    assert shown.window.pages.currentWidget() is shown.window.reception.welcomed
    assert shown.sounds == ["cannot", "welcome"]


def test_a_refusal_offers_the_way_without_a_card(shown: Open) -> None:
    shown.scan("rác")
    shown.window.reception.not_accepted.walk_in.click()
    assert shown.window.pages.currentWidget() is shown.window.reception.walk_in


def test_a_tapped_purpose_reaches_the_visit(shown: Open) -> None:
    shown.scan(card(shown))
    page = shown.window.reception.welcomed
    page.chips[Purpose.INTERNET].click()
    shown.settled()
    assert shown.today().by_purpose[Purpose.INTERNET] == 1
    assert page.hint.text() == "Đã ghi: Internet. Cảm ơn bạn!"


def test_the_next_visitor_finds_no_chip_chosen(shown: Open) -> None:
    first, second = card(shown), card(shown, "Lê Văn Hải")
    shown.scan(first)
    page = shown.window.reception.welcomed
    page.chips[Purpose.READING].click()
    shown.settled()
    shown.scan(second)
    assert page.sentence.text() == "Chào bạn Hải!"
    assert not any(chip.isChecked() for chip in page.chips.values())
    assert page.hint.text().startswith("Không cần chọn.")


def test_a_purpose_tapped_as_the_next_visitor_arrives_stays_with_the_one_who_tapped(shown: Open) -> None:
    shown.scan(card(shown))
    shown.window.card_scanned(card(shown, "Lê Văn Hải"))
    page = shown.window.reception.welcomed
    page.chips[Purpose.INTERNET].click()
    shown.settled()
    today = shown.today()
    assert (today.by_purpose[Purpose.INTERNET], today.by_purpose[Purpose.NOT_TOLD]) == (1, 1)
    assert page.sentence.text() == "Chào bạn Hải!"
    assert page.hint.text().startswith("Không cần chọn.")
    assert not any(chip.isChecked() for chip in page.chips.values())


def test_an_answer_goes_back_to_welcome_by_itself(shown: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.reception.desk.ANSWER_MS", 40)
    shown.scan(ids.new_card_code())
    shown.qtbot.waitUntil(lambda: shown.window.pages.currentWidget() is shown.window.reception.welcome)


def test_twenty_scans_at_once_are_all_counted_and_the_newest_answer_stays(shown: Open) -> None:
    codes = [ids.new_card_code() for _ in range(19)] + [card(shown, "Đỗ Thị Sen")]
    shown.scan(*codes)
    assert shown.today().visits == 20
    assert shown.sounds == ["welcome"] * 20
    assert shown.window.reception.welcomed.sentence.text() == "Chào bạn Sen!"


def test_a_scan_works_on_every_visitor_screen(shown: Open) -> None:
    reception = shown.window.reception
    for count, leave_home in enumerate(
        (reception.open_walk_in, reception.open_group, shown.window.office.open_door), 1
    ):
        leave_home()
        shown.scan(ids.new_card_code())
        assert shown.window.pages.currentWidget() is reception.welcomed
        assert shown.today().visits == count


def test_closing_the_window_finishes_what_was_asked(shown: Open) -> None:
    for _ in range(30):
        shown.window.card_scanned(ids.new_card_code())
    shown.window.close()
    assert shown.today().visits == 30


def test_the_sentence_follows_the_camera(shown: Open) -> None:
    welcome = shown.window.reception.welcome
    assert "trước máy quét" in welcome.sentence.text()
    shown.window.camera_found()
    frame = QImage(1280, 720, QImage.Format.Format_RGB32)
    frame.fill(0x123456)
    shown.window.frame_shown(frame)
    assert "vào ô quét" in welcome.sentence.text()
    middle = welcome.picture.grab().toImage().pixelColor(welcome.picture.width() // 2, welcome.picture.height() // 2)
    assert middle.name() == "#123456"
    shown.window.camera_lost()
    assert "trước máy quét" in welcome.sentence.text()
