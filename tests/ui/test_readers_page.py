"""«Bạn đọc»: what waits, who is found, and what an officer does for them, from the touch to the disk."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk import ids
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choices, choose
from kiosk.usecases.find_readers import FoundReader, find_readers, find_scanned
from kiosk.usecases.my_card import ask_for_erasure
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Consent, IssuedCard, Sex
from tests.documents.rendering import codes, pages
from tests.homes import StandingClock, new_reader, opened
from tests.ui.windows import Open
from ui.officer.readers import ReadersPage

IDENTITY = "033190001234|012345678|Nguyễn Thị Lan|01021990|Nữ|Đức Hợp, Kim Động, Hưng Yên|15042021"
LIST = """DANH SÁCH LỚP 4A;;;;
Họ và tên;Ngày sinh;Giới tính;Phụ huynh;Đồng ý
Nguyễn Thị Hường;12/05/2016;Nữ;Nguyễn Văn Hùng;x
Phạm Minh Khôi;2016;Nam;Phạm Văn Hòa;
Trần Đức Anh;31/02/2016;Nam;;
"""


def child(store: Store, clock: StandingClock) -> IssuedCard:
    return register_reader(
        store,
        full_name="Bùi Thảo My",
        birth_year=2015,
        sex=Sex.FEMALE,
        consent=Consent.AWAITED,
        school_class="5B",
        clock=clock,
    )


def room(shown: Open) -> ReadersPage:
    shown.log_in()
    shown.open_room("Bạn đọc")
    return shown.window.office.readers


def rows(page: ReadersPage) -> list[list[str]]:
    model = page.list.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def look_for(shown: Open, page: ReadersPage, words: str) -> list[str]:
    page.list.search.setText(words)
    page.list.search.returnPressed.emit()
    shown.settled()
    return [row[0] for row in rows(page)]


def on_disk(shown: Open) -> dict[str, FoundReader]:
    with opened(shown.kiosk.home) as store:
        return {reader.full_name: reader for reader in find_readers(store).readers}


def confirm(shown: Open, page: ReadersPage) -> None:
    asking = page.sheet.asking
    assert asking.isVisible()
    assert shown.window.focusWidget() is asking.no
    asking.yes.click()
    shown.settled()


def opened_by_scan(shown: Open, card: IssuedCard) -> ReadersPage:
    page = room(shown)
    shown.scan(card.code)
    assert page.part is page.sheet
    return page


@pytest.fixture
def lan(shown: Open) -> IssuedCard:
    with opened(shown.kiosk.home) as store:
        return new_reader(store, shown.clock)


# ---- looking ----


def test_an_empty_kiosk_says_what_to_do(shown: Open) -> None:
    page = room(shown)
    assert page.list.said.text().startswith("Chưa có bạn đọc nào. Hãy đăng ký một người")
    assert not page.waiting.isVisible()
    assert not page.list.table.isVisible()


def test_readers_are_found_without_marks_and_a_touched_row_opens_its_reader(shown: Open, lan: IssuedCard) -> None:
    with opened(shown.kiosk.home) as store:
        new_reader(store, shown.clock, full_name="Trần Văn Đức", birth_year=1955)
        check_in(store, lan.code, clock=shown.clock)
    page = room(shown)
    assert [row[0] for row in rows(page)] == ["Trần Văn Đức", "Nguyễn Thị Lan"]
    assert look_for(shown, page, "duc 1955") == ["Trần Văn Đức"]
    assert look_for(shown, page, "khong ai") == []
    assert page.list.said.text().startswith("Không thấy ai.")
    assert look_for(shown, page, "lan") == ["Nguyễn Thị Lan"]
    assert rows(page)[0] == ["Nguyễn Thị Lan", "1990", "–", "", "Hôm nay 08:00"]
    table = page.list.table
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    shown.settled()
    assert page.part is page.sheet
    assert page.sheet.name.text() == "Nguyễn Thị Lan"
    assert "Thẻ dùng đến 22/11/2029." in page.sheet.facts.text()


def test_what_was_looked_for_goes_into_a_file(
    shown: Open, lan: IssuedCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ban-doc.csv"
    monkeypatch.setattr("ui.officer.readers_list.QFileDialog.getSaveFileName", lambda *_words: (str(file), ""))
    page = room(shown)
    look_for(shown, page, "lan")
    page.list.export.click()
    shown.settled()
    assert page.said.text().startswith("Đã ghi 1 bạn đọc ra tệp ban-doc.csv.")
    assert "Nguyễn Thị Lan;1990" in file.read_text(encoding="utf-8-sig")


def test_a_scan_does_not_throw_away_what_is_being_typed(shown: Open, lan: IssuedCard) -> None:
    page = room(shown)
    page.register.click()
    page.form.name.show_name("Trần Văn Đức")
    shown.scan(lan.code)
    assert page.form.name.name == "Trần Văn Đức"
    assert page.said.text().startswith("Thẻ vừa quét chưa được ghi lượt")


def test_arrows_and_enter_open_a_row_too(shown: Open, lan: IssuedCard) -> None:
    page = room(shown)
    page.list.table.setFocus()
    page.list.table.setCurrentIndex(page.list.table.model().index(0, 0))
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    shown.settled()
    assert page.sheet.name.text() == "Nguyễn Thị Lan"


def test_a_heading_and_a_choice_change_the_order(shown: Open, lan: IssuedCard) -> None:
    with opened(shown.kiosk.home) as store:
        new_reader(store, shown.clock, full_name="Trần Văn An", birth_year=1955)
        check_in(store, lan.code, clock=shown.clock)
    page = room(shown)
    assert [row[0] for row in rows(page)] == ["Trần Văn An", "Nguyễn Thị Lan"]
    page.list.table.heading_chosen.emit(4)
    shown.settled()
    assert [row[0] for row in rows(page)] == ["Nguyễn Thị Lan", "Trần Văn An"]
    assert [order for order, button in page.list.orders.items() if button.isChecked()] == ["visit"]


def test_a_card_scanned_here_shows_its_reader_and_elsewhere_counts(shown: Open, lan: IssuedCard) -> None:
    page = opened_by_scan(shown, lan)
    assert page.sheet.name.text() == "Nguyễn Thị Lan"
    assert page.sheet.said.text() == "Quét ở trang này để xem bạn đọc, không ghi lượt."
    assert shown.today().visits == 0
    shown.open_room("Hôm nay")
    shown.scan(lan.code)
    assert shown.today().visits == 1
    shown.window.office.leave()
    shown.clock.advance(601)
    shown.scan(lan.code)
    assert shown.today().visits == 2


def test_nothing_of_a_reader_stays_when_the_console_is_locked(shown: Open, lan: IssuedCard) -> None:
    page = opened_by_scan(shown, lan)
    shown.window.office.lock()
    shown.settled()
    assert page.sheet.name.text() == ""
    assert rows(page) == []
    assert page.part is page.first


# ---- what waits ----


def test_a_slip_that_comes_back_is_scanned_and_recorded(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        card = child(store, shown.clock)
        slip = ids.slip_code(store.keyring.device_id, *card.reader)
    page = room(shown)
    [row] = page.waiting.rows
    assert row.told.text() == "Chờ phiếu của phụ huynh (hôm nay). Chưa mượn được sách."
    shown.scan(slip)
    assert page.sheet.name.text() == "Bùi Thảo My"
    assert page.sheet.said.text().startswith("Phiếu này của bạn đọc dưới đây.")
    page.sheet.slip_back.click()
    shown.settled()
    assert on_disk(shown)["Bùi Thảo My"].consent is Consent.REPRESENTATIVE
    assert page.sheet.said.text() == "Đã ghi: có sự đồng ý. Hãy cất phiếu giấy vào hồ sơ."
    assert not page.sheet.consent.isVisible()
    page.show_list()
    shown.settled()
    assert not page.waiting.isVisible()


def test_who_registered_alone_is_approved_with_one_touch(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, approval=True)
        new_reader(store, shown.clock)
    page = room(shown)
    [row] = page.waiting.rows
    [door] = [one for one in shown.window.office.console._doors.buttons() if one.accessibleName() == "Bạn đọc"]
    assert (door.text(), door.accessibleDescription()) == (" Bạn đọc · 1", "1 người đang chờ")
    assert row.quick.accessibleName() == "Duyệt: Nguyễn Thị Lan"
    row.quick.click()
    shown.settled()
    assert on_disk(shown)["Nguyễn Thị Lan"].approved
    assert not page.waiting.isVisible()
    assert door.text() == " Bạn đọc"


def test_a_late_request_says_so_and_is_carried_out_after_a_question(shown: Open, lan: IssuedCard) -> None:
    with opened(shown.kiosk.home) as store:
        ask_for_erasure(store, lan.code, clock=shown.clock)
    shown.clock.advance(3 * 86_400)
    page = room(shown)
    [row] = page.waiting.rows
    assert row.told.text() == "Xin xóa thông tin. QUÁ HẠN TRẢ LỜI từ 25/11/2026; xóa xong chậm nhất 08/12/2026."
    assert row.told.property("role") == "wrong"
    row.open.click()
    shown.settled()
    page.sheet.erase_asked.click()
    page.sheet.asking.no.click()
    assert "Nguyễn Thị Lan" in on_disk(shown)
    page.sheet.erase_asked.click()
    confirm(shown, page)
    assert on_disk(shown) == {}
    assert page.part is page.first
    assert page.list.said.text().startswith("Chưa có bạn đọc nào.")


def test_a_request_that_is_withdrawn_leaves_the_reader(shown: Open, lan: IssuedCard) -> None:
    with opened(shown.kiosk.home) as store:
        ask_for_erasure(store, lan.code, clock=shown.clock)
    page = opened_by_scan(shown, lan)
    assert page.sheet.erasure.isVisible()
    page.sheet.withdrawn.click()
    shown.settled()
    assert not page.sheet.erasure.isVisible()
    assert on_disk(shown)["Nguyễn Thị Lan"].erasure_asked_at is None


# ---- staff, cards, identity cards ----


def test_a_reader_becomes_staff_and_is_one_no_longer(shown: Open, lan: IssuedCard) -> None:
    page = opened_by_scan(shown, lan)
    page.sheet.staff.click()
    shown.settled()
    assert on_disk(shown)["Nguyễn Thị Lan"].staff
    assert page.sheet.standing.text() == "Cán bộ"
    page.sheet.staff.click()
    shown.settled()
    assert not on_disk(shown)["Nguyễn Thị Lan"].staff


def test_a_lost_card_is_replaced_saved_and_only_then_forgotten(
    shown: Open, lan: IssuedCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "the.pdf"
    monkeypatch.setattr("ui.officer.readers_cards.QFileDialog.getSaveFileName", lambda *_words: (str(file), ""))
    page = opened_by_scan(shown, lan)
    page.sheet.reissue.click()
    confirm(shown, page)
    assert page.part is page.cards
    shown.window.office.lock()
    page = room(shown)
    assert page.offered.isVisible()
    page.open_cards.click()
    page.cards.save.click()
    shown.qtbot.waitUntil(lambda: page.cards.said.text().startswith("Đã ghi ra tệp"))
    [seen] = codes(pages(file.read_bytes())[0])
    assert seen.text.startswith("TB")
    page.cards.done.click()
    assert page.offered.isVisibleTo(page.first)
    page.cards.asking.yes.click()
    shown.settled()
    assert not page.offered.isVisible()
    assert page.cards.code.text() == ""
    shown.window.office.leave()
    shown.scan(lan.code)
    assert shown.today().visits == 0
    shown.scan(seen.text)
    assert shown.today().visits == 1


def test_an_identity_card_is_linked_by_scanning_it_and_unlinked_by_a_question(shown: Open, lan: IssuedCard) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, identity_cards=True)
    page = room(shown)
    shown.scan(lan.code)
    sheet = page.sheet
    assert sheet.identity.text() == "Gắn căn cước…"
    sheet.identity.click()
    assert sheet.is_linking
    shown.scan(IDENTITY.replace("1990|", "1991|"))
    assert sheet.said.text().startswith("Mã trên thẻ căn cước đọc chưa đúng.")
    sheet.identity.click()
    shown.scan(IDENTITY)
    assert sheet.said.text() == "Đã gắn căn cước. Từ nay quét căn cước cũng được ghi lượt."
    assert sheet.identity.text() == "Bỏ gắn căn cước…"
    page.show_list()
    shown.scan(IDENTITY)
    assert sheet.name.text() == "Nguyễn Thị Lan"
    sheet.identity.click()
    confirm(shown, page)
    assert not on_disk(shown)["Nguyễn Thị Lan"].linked


def test_where_identity_cards_do_not_serve_nobody_is_asked_for_one(shown: Open, lan: IssuedCard) -> None:
    page = opened_by_scan(shown, lan)
    assert not page.sheet.identity.isVisible()
    shown.scan(IDENTITY)
    assert page.said.text().startswith("Đây là thẻ căn cước.")


# ---- making ----


def test_the_officer_registers_a_child_by_the_keyboard_alone(shown: Open) -> None:
    page = room(shown)
    page.register.click()
    form = page.form
    form.make.click()
    assert form.said.text() == "Cần họ và tên."
    QTest.keyClicks(form.name.line, "Nguyeenx Thij Huwowngf")
    assert form.name.name == "Nguyễn Thị Hường"
    QTest.keyClicks(form.year, "2015x")
    form.sexes[Sex.FEMALE].click()
    assert not form.consents[Consent.READER].isVisible()
    form.make.click()
    assert form.said.text() == "Hãy chọn ai đã đồng ý."
    form.consents[Consent.REPRESENTATIVE].click()
    form.make.click()
    assert form.said.text() == "Cần họ tên người đại diện, như ký trên phiếu."
    QTest.keyClicks(form.representative.line, "Nguyeenx Vawn Hungf")
    QTest.keyClicks(form.school_class, "4A")
    form.make.click()
    shown.settled()
    assert page.part is page.cards
    made = on_disk(shown)["Nguyễn Thị Hường"]
    assert (made.birth_year, made.school_class, made.representative) == (2015, "4A", "Nguyễn Văn Hùng")
    assert page.cards.heading.text() == "Thẻ mới của Nguyễn Thị Hường"
    with opened(shown.kiosk.home) as store:
        assert find_scanned(store, page.cards.code.text()).reader.number == made.number


def test_a_namesake_is_shown_by_name_and_the_officer_decides(shown: Open, lan: IssuedCard) -> None:
    page = room(shown)
    page.register.click()
    form = page.form
    form.name.show_name("Nguyễn Thị Lan")
    form.year.setText("1990")
    form.sexes[Sex.FEMALE].click()
    form.consents[Consent.READER].click()
    form.make.click()
    shown.settled()
    assert "• Nguyễn Thị Lan, sinh năm 1990, đăng ký ngày 23/11/2026" in form.asking.words.text()
    form.asking.yes.click()
    shown.settled()
    assert page.part is page.cards
    with opened(shown.kiosk.home) as store:
        assert find_readers(store).total == 2


def test_a_school_list_is_shown_before_anything_is_written_and_makes_all_cards_at_once(
    shown: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, slips = tmp_path / "lop-4a.csv", tmp_path / "phieu.pdf"
    file.write_text(LIST, encoding="utf-8")
    monkeypatch.setattr("ui.officer.readers.QFileDialog.getOpenFileName", lambda *_words: (str(file), ""))
    monkeypatch.setattr("ui.officer.readers_cards.QFileDialog.getSaveFileName", lambda *_words: (str(slips), ""))
    page = room(shown)
    page.open_class.click()
    with opened(shown.kiosk.home) as store:
        entries = verify_journal(store)
    page.school_class.choose.click()
    shown.qtbot.waitUntil(page.school_class.make.isVisible)
    assert page.school_class.said.text().startswith("2 em được làm thẻ.\n1 em chờ phụ huynh")
    model = page.school_class.table.model()
    told = [(str(model.index(row, 1).data()), str(model.index(row, 4).data())) for row in range(model.rowCount())]
    assert told == [
        ("Nguyễn Thị Hường", "Có thẻ"),
        ("Phạm Minh Khôi", "Chờ phiếu"),
        ("Trần Đức Anh", "Ngày sinh không đúng"),
    ]
    with opened(shown.kiosk.home) as store:
        assert verify_journal(store) == entries
    page.school_class.make.click()
    shown.settled()
    assert page.cards.heading.text() == "2 thẻ mới"
    assert set(on_disk(shown)) == {"Nguyễn Thị Hường", "Phạm Minh Khôi"}
    page.cards.save_slips.click()
    shown.qtbot.waitUntil(lambda: page.cards.said.text().startswith("Đã ghi ra tệp"))
    [slip] = [seen.text for seen in codes(pages(slips.read_bytes())[0])]
    page.cards.left.emit()
    shown.settled()
    shown.scan(slip)
    assert page.sheet.name.text() == "Phạm Minh Khôi"


def test_a_list_that_cannot_be_read_says_why(shown: Open, tmp_path: Path) -> None:
    file = tmp_path / "cu.csv"
    file.write_bytes("Hä vµ tªn;N¨m sinh\nNguyÔn ThÞ Hµ;2016\n".encode("latin-1"))
    page = room(shown)
    page.open_class.click()
    page.file_chosen.emit(file)
    shown.qtbot.waitUntil(lambda: page.school_class.said.text().startswith("Danh sách gõ bằng phông chữ cũ"))
    assert not page.school_class.make.isVisible()


# ---- settings ----


def test_what_holds_for_registration_is_chosen_by_touch(shown: Open) -> None:
    shown.log_in()
    shown.open_room("Cài đặt")
    card = shown.window.office.settings.registration
    card.pairs["registration"][1].click()
    card.pairs["identity_cards"][0].click()
    card.years.less.click()
    shown.settled()
    with opened(shown.kiosk.home) as store:
        held = choices(store)
    assert (held.registration, held.identity_cards, held.card_years) == (False, True, 2)
    assert not card.pairs["approval"][0].isEnabled()
    assert card.years.value.text() == "2 năm"
