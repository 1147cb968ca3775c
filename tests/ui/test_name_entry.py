"""The field for a name: touched letter by letter on the screen, or typed on a real keyboard; and its keys."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from kiosk.ids import CARD_LENGTH, is_card_code, new_card_code
from tests.ui.test_wedge import VIETNAMESE_LAYOUT, Desk
from tests.ui.windows import LYING, STANDING, WIDE
from ui.app import make_application
from ui.dress import put_on
from ui.looks import Looks
from ui.name_entry import NameEntry
from ui.scanning.wedge import Wedge
from ui.theme import Theme, scale_for

TONES = ("ngang", "sắc", "huyền", "hỏi", "ngã", "nặng")


def shown(qtbot: QtBot, looks: Looks | None = None, size: QSize = LYING) -> NameEntry:
    application = make_application()
    theme = Theme(scale_for(size), looks or Looks())
    put_on(application, theme)
    entry = NameEntry(theme, "Họ và tên", done="Tiếp tục")
    qtbot.addWidget(entry)
    entry.resize(size.width() - theme.space(20), round(520 * theme.scale))
    entry.show()
    entry.line.setFocus()
    return entry


def touch(entry: NameEntry, *keys: str) -> None:
    """Each key is touched in its middle: a letter, a space, «⌫», «⇧», or a tone by its name."""
    board = entry.board
    named: dict[str, QAbstractButton] = {" ": board.space, "⌫": board.erase, "⇧": board.shift, **board.letters}
    named |= dict(zip(TONES, board.tones, strict=True))
    for key in keys:
        QTest.mouseClick(named[key], Qt.MouseButton.LeftButton)


def test_a_name_is_touched_letter_by_letter(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    touch(entry, *"nguyên", "ngã", " ", *"thi", "nặng", " ", *"hương", "huyền")
    assert entry.line.text() == entry.name == "Nguyễn Thị Hường"


def test_the_tone_keys_show_what_they_would_make_of_the_word(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    assert [key.accessibleDescription() for key in entry.board.tones] == [""] * 6
    touch(entry, *"hoa")
    assert [key.accessibleDescription() for key in entry.board.tones] == ["Hoa", "Hóa", "Hòa", "Hỏa", "Hõa", "Họa"]


def test_keys_show_the_case_that_they_write_and_shift_turns_it_once(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    a = entry.board.letters["a"]
    assert a.text() == "A"
    touch(entry, "⇧")
    assert a.text() == "a"
    touch(entry, "a", "⇧", "b", "c", " ")
    assert entry.line.text() == "aBc "
    assert a.text() == "A"


def test_erase_takes_back_the_tone_and_then_the_letter_and_repeats_while_held(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    touch(entry, *"lan", "sắc", "⌫")
    assert entry.line.text() == "Lan"
    touch(entry, "⌫")
    assert entry.line.text() == "La"
    assert entry.board.erase.autoRepeat()


def test_a_real_keyboard_writes_by_telex_and_can_be_told_to_write_by_vni(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    assert not entry.way.isVisible()
    QTest.keyClicks(entry.line, "nguyeenx thij huowngf")
    assert entry.name == "Nguyễn Thị Hường"
    assert entry.way.text().strip() == "Gõ Telex"
    entry.forget()
    QTest.keyClicks(entry.line, "l")
    QTest.mouseClick(entry.way, Qt.MouseButton.LeftButton)
    assert entry.way.text().strip() == "Gõ VNI"
    QTest.keyClicks(entry.line, "ewis d9o64")
    assert entry.name == "Lewis Đỗ"


def test_touch_and_keyboard_take_turns_in_one_name(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    QTest.keyClicks(entry.line, "thuy")
    touch(entry, "sắc", " ")
    QTest.keyClicks(entry.line, "lan")
    assert entry.focusWidget() is entry.line
    assert entry.name == "Thúy Lan"


def test_the_cursor_goes_where_somebody_puts_it(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    QTest.keyClicks(entry.line, "nguyn")
    QTest.keyClick(entry.line, Qt.Key.Key_Left)
    QTest.keyClicks(entry.line, "eex")
    assert entry.line.text() == "Nguyễn"
    QTest.keyClick(entry.line, Qt.Key.Key_Home)
    QTest.keyClick(entry.line, Qt.Key.Key_Delete)
    assert entry.line.text() == "guyễn"
    QTest.mouseClick(entry.line, Qt.MouseButton.LeftButton, pos=QPoint(entry.line.width() - 20, 30))
    QTest.keyClick(entry.line, Qt.Key.Key_Backspace)
    assert entry.line.text() == "guyễ"


def test_nothing_is_pasted_or_selected(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    QTest.keyClicks(entry.line, "lan")
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if mode is QClipboard.Mode.Clipboard or clipboard.supportsSelection():
            clipboard.setText("TB0123456789", mode)
    for key in (Qt.Key.Key_V, Qt.Key.Key_A, Qt.Key.Key_X):
        QTest.keyClick(entry.line, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(entry.line, Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(entry.line, Qt.MouseButton.MiddleButton)
    QTest.mouseDClick(entry.line, Qt.MouseButton.LeftButton)
    assert not entry.line.hasSelectedText()
    assert entry.line.text() == "Lan"


def test_a_name_without_a_letter_cannot_be_finished(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    assert not entry.board.done.isEnabled()
    with qtbot.assertNotEmitted(entry.finished):
        QTest.keyClick(entry.line, Qt.Key.Key_Return)
    touch(entry, "y")
    with qtbot.waitSignal(entry.finished):
        QTest.mouseClick(entry.board.done, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(entry.finished):
        QTest.keyClick(entry.line, Qt.Key.Key_Return)


def test_nothing_that_a_scanner_types_gets_into_a_name(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    entry.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is entry.windowHandle())
    entry.line.setFocus()
    wedge = Wedge(is_card_code, code_length=CARD_LENGTH)
    desk = Desk(entry, entry.line, entry.way, wedge)
    wedge.code_read.connect(desk.codes.append)
    for letter in "toans":
        desk.press(letter, after=150)
    desk.now += 500
    desk.scan(card := new_card_code(), layout=VIETNAMESE_LAYOUT)
    desk.press("g", after=500)
    qtbot.waitUntil(lambda: entry.name == "Toáng")
    assert desk.codes == [card]
    wedge.deleteLater()


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=["lying", "wide", "standing"])
@pytest.mark.parametrize("looks", [Looks(), Looks(text_size=125, contrast="high")], ids=["plain", "large"])
def test_every_key_is_large_enough_and_has_a_name(qtbot: QtBot, size: QSize, looks: Looks) -> None:
    entry = shown(qtbot, looks, size)
    QApplication.processEvents()
    keys = [key for key in entry.findChildren(QAbstractButton) if key.isVisible()]
    assert len(keys) == 7 + 26 + 6 + 2 + 4
    assert [key.accessibleName() for key in keys if min(key.width(), key.height()) < 64] == []
    assert [key for key in keys if not key.accessibleName()] == []
    assert entry.board.tones[1].accessibleName() == "dấu sắc"
    assert entry.minimumSizeHint().width() <= entry.width()
    put_on(make_application(), Theme())
