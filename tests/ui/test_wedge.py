"""The wedge on a real window: who gets the keys."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.ids import CARD_LENGTH, CARD_PREFIX, is_card_code, new_card_code
from sync.protocol.codes import with_checks
from tests.ui.key_streams import APART, Key, Streams, judged
from ui.scanning.bursts import BURST_PAUSE, LONGEST_TEXT, ScanReport
from ui.scanning.input_methods import disable_input_methods
from ui.scanning.keys import Kind
from ui.scanning.wedge import Wedge

pytestmark = pytest.mark.alone

X11: Final = 8
ENTER, TAB, SPACE, ESCAPE = X11 + 28, X11 + 15, X11 + 57, X11 + 1
PLACES: Final = {
    character: X11 + first + place
    for first, row in ((2, "1234567890-="), (16, "qwertyuiop[]"), (30, "asdfghjkl;'`"), (43, "\\zxcvbnm,./"))
    for place, character in enumerate(row)
}
SHIFTED: Final = dict(zip("|:?_", "\\;/-", strict=True))
VIETNAMESE_LAYOUT: Final = dict(zip("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ", strict=True))


@dataclass
class Desk:
    """A window with a password field and a button, the wedge, and a keyboard whose clock the test moves."""

    window: QWidget
    password: QLineEdit
    button: QPushButton
    wedge: Wedge
    now: int = 5_000
    codes: list[str] = field(default_factory=list)
    reports: list[ScanReport] = field(default_factory=list)

    def key(
        self,
        place: int,
        text: str,
        *,
        after: int,
        key: int = 0,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        repeated: tuple[bool, bool] = (False, False),
    ) -> None:
        """Press and release one key `after` ms, as the platform plugin would report it; `repeated`: what it takes each
        of the two for.
        """
        self.now += after
        for kind, repeat in zip((QEvent.Type.KeyPress, QEvent.Type.KeyRelease), repeated, strict=True):
            event = QKeyEvent(kind, key, modifiers, place, 0, 0, text, repeat)
            event.setTimestamp(self.now)
            window: QWindow | None = QGuiApplication.focusWindow()
            if window is not None:  # a press may have closed it
                QCoreApplication.sendEvent(window, event)

    def press(self, character: str, *, after: int, text: str | None = None) -> None:
        shifted = character.isupper() or character in SHIFTED
        self.key(
            PLACES.get(SHIFTED.get(character, character.lower()), 0),
            character if text is None else text,
            after=after,
            modifiers=Qt.KeyboardModifier.ShiftModifier if shifted else Qt.KeyboardModifier.NoModifier,
        )

    def fuzz(self, key: Key) -> None:
        """A key of a random stream, as a platform plugin reports it under a United States layout without Caps Lock."""
        if key.kind is Kind.CHARACTER:
            if key.held:
                place = PLACES.get(SHIFTED.get(key.character, key.character.lower()), 0)
                self.key(place, key.character, after=key.after, repeated=(True, True))
            else:
                self.press(key.character, after=key.after)
        elif key.kind is Kind.CONTROL:
            place = PLACES.get(chr(ord(key.character or "\x01") | 0x40).lower(), PLACES["a"])
            self.key(place, key.character, after=key.after, modifiers=Qt.KeyboardModifier.ControlModifier)
        else:
            self.key(OF_KINDS[key.kind], key.character, after=key.after)

    def enter(self, *, after: int) -> None:
        self.key(ENTER, "\r", after=after, key=Qt.Key.Key_Return)

    def scan(self, text: str, *, pace: int = 8, layout: dict[str, str] | None = None) -> None:
        for character in text:
            self.press(character, after=pace, text=(layout or {}).get(character))
        self.enter(after=pace)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    password, button = QLineEdit(), QPushButton("Mở")
    password.setEchoMode(QLineEdit.EchoMode.Password)
    layout.addWidget(password)
    layout.addWidget(button)
    wedge = Wedge(is_card_code, code_length=CARD_LENGTH)
    made = Desk(window, password, button, wedge)
    wedge.code_read.connect(made.codes.append)
    wedge.burst_measured.connect(made.reports.append)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    password.setFocus()
    yield made
    wedge.deleteLater()


def test_a_scan_while_the_password_field_has_the_focus_is_read_and_leaves_the_field_empty(desk: Desk) -> None:
    entered: list[bool] = []
    desk.password.returnPressed.connect(lambda: entered.append(True))
    desk.scan(card := new_card_code())
    assert desk.codes == [card]
    assert desk.password.text() == ""
    assert entered == []
    assert desk.password.hasFocus()


def test_a_person_types_a_password_and_enter_as_ever(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.password.returnPressed):
        desk.scan("Trứng vịt 24|7", pace=110)
    assert desk.password.text() == "Trứng vịt 24|7"
    assert desk.codes == []


def test_the_last_key_of_a_person_arrives_though_no_other_follows(desk: Desk, qtbot: QtBot) -> None:
    desk.press("a", after=100)
    assert desk.password.text() == ""
    qtbot.waitUntil(lambda: desk.password.text() == "a")


def test_a_scan_between_two_keys_of_a_person_leaves_the_two_keys(desk: Desk, qtbot: QtBot) -> None:
    desk.press("a", after=300)
    desk.now += 300
    desk.scan(card := new_card_code())
    desk.press("b", after=300)
    qtbot.waitUntil(lambda: desk.password.text() == "ab")
    assert desk.codes == [card]


def test_a_vietnamese_layout_changes_nothing(desk: Desk) -> None:
    desk.scan(card := new_card_code(), layout=VIETNAMESE_LAYOUT)
    assert desk.codes == [card]


def test_caps_lock_changes_nothing(desk: Desk, qtbot: QtBot) -> None:
    card = new_card_code()
    desk.scan(card, layout={letter: letter.lower() for letter in "BCGHKLMNPQTV"})
    desk.now += 1_000
    desk.scan(card.lower())
    assert desk.codes == [card, card]
    assert [report.caps_inverted for report in desk.reports] == [False, True]


def test_text_that_a_program_types_without_scan_codes_is_read_as_text(desk: Desk) -> None:
    payload = "001099012345||Nguyễn Văn Đức|01021999|Nam|Ân Thi|10052021"
    for character in payload:
        desk.key(0, character, after=4)
    desk.key(0, "\r", after=4)
    assert desk.codes == [payload]


def test_a_scan_on_the_keypad_is_read(desk: Desk) -> None:
    for place in (71, 72, 73, 75, 76, 77):
        desk.key(X11 + place, "", after=8, modifiers=Qt.KeyboardModifier.KeypadModifier)
    desk.key(X11 + 96, "\r", after=8)
    assert desk.codes == ["789456"]


def test_a_card_without_terminator_is_read_and_measured(desk: Desk, qtbot: QtBot) -> None:
    card = new_card_code()
    with qtbot.waitSignal(desk.wedge.burst_measured):
        for character in card:
            desk.press(character, after=12)
    assert desk.codes == [card]
    assert desk.reports == [ScanReport(CARD_LENGTH, 12, 12, 12, "", caps_inverted=False)]


@pytest.mark.parametrize("certain", [1, 9])
def test_a_character_that_comes_twice_at_once_is_no_held_key(desk: Desk, certain: int) -> None:
    """A busy X server stamps the release and the next press of one key alike, which Qt takes for a repeat."""
    card = with_checks(CARD_PREFIX + "B1C2G3H4K5L6M7N"[: certain - 1] + "99" + "8T7Q6P5N4M3L2K1"[certain + 1 :])
    before, _, after = card.partition("99")
    for character in before:
        desk.press(character, after=1)
    desk.key(PLACES["9"], "9", after=1, repeated=(False, True))
    desk.key(PLACES["9"], "9", after=0, repeated=(True, False))
    desk.scan(after, pace=1)
    assert desk.codes == [card]
    assert desk.password.text() == ""


def test_a_key_that_a_person_holds_down_repeats_in_the_field(desk: Desk, qtbot: QtBot) -> None:
    desk.key(PLACES["9"], "9", after=500, repeated=(False, True))
    for pause in (250, 30, 30, 30, 30, 30, 30, 30):
        desk.key(PLACES["9"], "9", after=pause, repeated=(True, True))
    assert desk.password.text() == "9" * 9
    assert desk.codes == []


def test_a_book_that_lies_on_a_key_hides_no_scan(desk: Desk, qtbot: QtBot) -> None:
    desk.key(PLACES["a"], "a", after=500, repeated=(False, True))
    qtbot.waitUntil(lambda: desk.password.text() == "a")
    desk.now += 600
    for character in (card := new_card_code()):
        desk.press(character, after=20)
        desk.key(PLACES["a"], "a", after=5, repeated=(True, True))
    desk.enter(after=5)
    assert desk.codes == [card]
    assert desk.password.text() == "a" * (1 + len(card))


def test_a_persons_last_key_before_a_scan_stays_in_the_field(desk: Desk) -> None:
    desk.press("a", after=300)
    desk.now += 40
    desk.scan(card := new_card_code())
    assert desk.codes == [card]
    assert desk.password.text() == "a"


def test_a_button_with_the_focus_is_not_pressed_by_the_spaces_and_the_enter_of_a_scan(desk: Desk) -> None:
    clicked: list[bool] = []
    desk.button.clicked.connect(clicked.append)
    desk.button.setAutoDefault(True)
    desk.button.setFocus()
    desk.scan("a b c d e f g")
    assert desk.codes == ["a b c d e f g"]
    assert clicked == []


def test_a_person_presses_a_button_with_the_space_bar(desk: Desk, qtbot: QtBot) -> None:
    desk.button.setFocus()
    with qtbot.waitSignal(desk.button.clicked):
        desk.key(SPACE, " ", after=500, key=Qt.Key.Key_Space)


def test_a_person_moves_on_with_tab_at_once(desk: Desk) -> None:
    desk.key(TAB, "\t", after=500, key=Qt.Key.Key_Tab)
    assert desk.button.hasFocus()


def test_a_persons_commands_pass_at_once(desk: Desk) -> None:
    desk.password.setText("mật khẩu")
    desk.key(PLACES["a"], "\x01", after=500, key=Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert desk.password.selectedText() != ""
    desk.key(X11 + 14, "\b", after=500, key=Qt.Key.Key_Backspace)
    assert desk.password.text() == ""


def test_control_characters_of_a_scan_are_no_commands(desk: Desk) -> None:
    desk.password.setText("giữ nguyên")
    for character in "abcdefg":
        desk.press(character, after=5)
    desk.key(PLACES["]"], "\x1d", after=5, key=Qt.Key.Key_BracketRight, modifiers=Qt.KeyboardModifier.ControlModifier)
    desk.key(PLACES["a"], "\x01", after=5, key=Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    desk.enter(after=5)
    assert desk.codes == ["abcdefg\x1d\x01"]
    assert desk.password.selectedText() == ""


def test_ten_thousand_characters_pass_through_and_the_next_scan_works(desk: Desk) -> None:
    desk.scan("x" * 10_000, pace=1)
    desk.now += BURST_PAUSE
    desk.scan(card := new_card_code())
    assert [len(desk.codes[0]), desk.codes[1]] == [LONGEST_TEXT, card]
    assert desk.password.text() == ""


def test_a_scan_that_meets_a_busy_screen_is_read_whole(desk: Desk) -> None:
    """The keys lie in the display server's queue, stamped in time, while the timer of the first one runs out."""
    card = new_card_code()
    for character in card[:3]:
        desk.press(character, after=8)
    busy_until = time.monotonic() + 0.2
    while time.monotonic() < busy_until:
        pass
    QCoreApplication.processEvents()
    desk.scan(card[3:])
    assert desk.codes == [card]
    assert desk.password.text() == ""


def test_a_scan_works_in_a_dialog_that_a_given_back_enter_has_opened(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk.window)
    name = QLineEdit(dialog)
    desk.button.clicked.connect(dialog.exec)
    desk.button.setAutoDefault(True)
    desk.button.setFocus()
    card = new_card_code()

    def scan_inside() -> None:
        try:
            qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
            desk.now += 1_000
            desk.scan(card)
        finally:
            dialog.accept()

    QTimer.singleShot(0, scan_inside)
    desk.enter(after=500)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert desk.codes == [card]
    assert name.text() == ""


OF_KINDS: Final = {Kind.ENTER: ENTER, Kind.TAB: TAB, Kind.BACKSPACE: X11 + 14, Kind.OTHER: X11 + 103}
STREAMS: Final = 1_000


@pytest.mark.parametrize("streams", [STREAMS, pytest.param(50 * STREAMS, marks=pytest.mark.soak)])
def test_of_random_key_streams_no_visit_is_invented_and_none_lost_on_the_window_either(
    desk: Desk, streams: int
) -> None:
    """The same streams as in test_wedge_fuzz.py, as key events: presses, releases, Shift, Ctrl, repeats."""
    maker = Streams(streams)
    for _ in range(streams):
        stream = maker.stream()
        desk.codes.clear()
        for key in stream.keys:
            desk.fuzz(key)
        desk.now += APART
        desk.key(OF_KINDS[Kind.OTHER], "", after=0)  # tells the wedge how late it is
        wrong = judged(stream, desk.codes)
        assert not wrong, f"{wrong}\n" + "\n".join(map(str, stream.episodes))


def test_no_input_method_may_work_in_a_field(desk: Desk) -> None:
    assert QApplication.focusWidget() is desk.password
    assert not desk.password.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_input_methods_are_switched_off_before_qt_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULE", "ibus")
    monkeypatch.setenv("QT_IM_MODULES", "wayland;fcitx;ibus")
    disable_input_methods()
    assert {os.environ["QT_IM_MODULE"], os.environ["QT_IM_MODULES"]} == {"none"}
