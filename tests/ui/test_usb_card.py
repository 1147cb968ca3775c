"""The card «Gửi bằng USB»: one stick is taken at once, several are asked about, and what became of it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import main
from kiosk.storage.connection import open_store
from kiosk.usecases.tally import tally
from kiosk.values import Purpose
from sync.client import bundle, letters
from sync.protocol.enrolment import new_code
from sync.stick import Stick
from tests.homes import KioskHome, StandingClock
from tests.sticks import mounted, on
from tests.ui.windows import Open, open_window
from ui.office.drives import Drive, plugged_in
from ui.officer.usb import UsbCard
from ui.terminal import Desk
from ui.wiring import Wiring


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def shown(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Open]:
    """An officer before the page, wired as main.py wires it."""
    desk = Desk(kiosk.home.path, kiosk.home, lambda: main.opened(kiosk.home), clock, bytes)
    wiring = Wiring(
        lambda: open_store(kiosk.home),
        clock,
        enrol=lambda _server, _code: None,
        export_usb=lambda place, from_start, server, code: main.exported(desk, place, from_start, server, code),
        import_usb=lambda place: main.imported(desk, place),
    )
    with open_window(qtbot, kiosk, clock, wiring) as seen:
        seen.log_in()
        seen.open_room("Đồng bộ")
        yield seen


def card_of(shown: Open, *places: Path) -> UsbCard:
    """The card, with these sticks plugged in."""
    card = shown.window.office.sync.usb
    card.drives = lambda: [Drive(place.name, place, 3_200_000_000) for place in places]
    return card


def done(shown: Open, card: UsbCard) -> str:
    """What the card says once the errand is over."""
    shown.qtbot.waitUntil(card.export.isEnabled)
    shown.settled()
    return card.said.text()


def test_the_only_stick_is_taken_at_once_and_a_request_goes_along(shown: Open, stick: Path) -> None:
    card = card_of(shown, stick)
    shown.window.office.sync.code.setText(new_code())
    card.export.click()
    assert not card.take.isEnabled()
    assert "Đừng rút USB" in card.said.text()
    assert "mang về tỉnh" in done(shown, card)
    assert len(on(stick, ".enrol")) == 1
    assert len(on(stick, ".dd")) == 2
    assert card.choices() == []
    card.take.click()
    assert done(shown, card) == "Tỉnh chưa đọc USB này. Hãy mang USB về tỉnh trước, rồi cắm lại vào đây."


def test_without_a_code_the_kiosk_says_what_it_needs(shown: Open, stick: Path) -> None:
    card = card_of(shown, stick)
    card.export.click()
    assert "chưa đăng ký với tỉnh" in done(shown, card)
    assert list(stick.iterdir()) == []


def test_a_mistyped_code_is_told_and_the_stick_stays_empty(shown: Open, stick: Path) -> None:
    card = card_of(shown, stick)
    shown.window.office.sync.code.setText("0BCGHK LMNPQT V0120H")
    card.export.click()
    assert "gõ chưa đúng" in done(shown, card)
    assert list(stick.iterdir()) == []


def test_of_several_sticks_the_officer_chooses_one(shown: Open, stick: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    card = card_of(shown, stick, other)
    shown.window.office.sync.code.setText(new_code())
    card.export.click()
    names = [button.text().strip() for button in card.choices()]
    assert names == ["stick, còn trống 3,2 GB", "other, còn trống 3,2 GB", "Chọn thư mục khác…"]
    card.choices()[1].click()
    done(shown, card)
    assert card.choices() == []
    assert (list(stick.iterdir()), Stick(other).folder.is_dir()) == ([], True)


def test_no_stick_is_said_and_any_folder_may_be_chosen(
    shown: Open, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = card_of(shown)
    card.take.click()
    assert "Chưa thấy USB nào" in card.said.text()
    monkeypatch.setattr("ui.officer.usb.QFileDialog.getExistingDirectory", lambda *_words: "")
    card.choices()[-1].click()
    assert len(card.choices()) == 1  # the officer thought better of it
    monkeypatch.setattr("ui.officer.usb.QFileDialog.getExistingDirectory", lambda *_words: str(stick))
    card.choices()[-1].click()
    assert "không có thư mục diem-doc" in done(shown, card)


def test_after_a_full_stick_the_next_one_goes_on_or_all_begins_anew(shown: Open, stick: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "size=264k") as small:
        come(shown)
        with main.opened(shown.kiosk.home) as store:
            letters.ask(store, Stick(stick), new_code())
            part = bundle.export(store, small, clock=shown.clock, largest=20)
        card = card_of(shown, stick)
        card.ended(bundle.told(part), unfinished=bool(part.remaining))
        assert "tiếp theo" in card.said.text()
        assert card.again.isVisible()
        card.export.click()
        assert f"Đã ghi {part.remaining} mục" in done(shown, card)
        assert not card.again.isVisible()
    card.ended("", unfinished=True)
    card.again.click()
    assert f"Đã ghi {part.entries + part.remaining} mục" in done(shown, card)


def come(shown: Open) -> None:
    with main.opened(shown.kiosk.home) as store:
        for _ in range(60):
            tally(store, purpose=Purpose.READING, clock=shown.clock)


def test_the_card_forgets_when_the_console_is_locked(shown: Open) -> None:
    card = card_of(shown)
    card.take.click()
    shown.window.office.console.lock.click()
    assert card.choices() == []
    assert card.said.isHidden()


def test_what_is_plugged_in_is_told_by_the_system() -> None:
    places = [drive.place for drive in plugged_in()]
    assert Path("/") not in places
    assert all(place.is_dir() for place in places)
