"""Keys alone: every control of every visitor's screen is reached in order, framed, pressed, and left by Esc."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from kiosk import ids
from kiosk.values import AgeBand, GroupKind, Purpose
from tests.homes import new_reader, opened
from tests.ui.fitting import lay_out, named, visible
from tests.ui.visitor_screens import visitor_screens
from tests.ui.windows import Open
from ui.visitor.welcome import Welcome

Key = Qt.Key


def press(shown: Open, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(shown) or shown.window, key)
    shown.settled()


def focused(shown: Open) -> QWidget | None:
    return shown.window.focusWidget()


def name_of(shown: Open) -> str:
    control = focused(shown)
    return "" if control is None else control.accessibleName()


def known_card(shown: Open) -> str:
    with opened(shown.kiosk.home) as store:
        return new_reader(store, shown.clock, full_name="Nguyễn Thị Lan", birth_year=1990).code


def test_tab_reaches_every_control_of_every_screen_and_comes_round(shown: Open) -> None:
    for name, bring_up in visitor_screens(shown, known_card(shown)).items():
        bring_up()
        lay_out(shown.window)
        wanted = {
            part
            for part in visible(shown.window)
            if isinstance(part, (QAbstractButton, QLineEdit))
            and part.isEnabled()
            and part.focusPolicy() != Qt.FocusPolicy.NoFocus
        }
        seen: set[QWidget] = set()
        for _ in range(len(wanted) + 5):
            assert shown.window.walking.step(forth=True), name
            control = focused(shown)
            assert control is not None, name
            seen.add(control)
            assert framed(shown) is control, f"{name}: {named(control)} has no frame"
        assert [named(part) for part in wanted - seen] == [], name
        shown.window.walking.touched()


def framed(shown: Open) -> QWidget | None:
    """What the frame on the screen lies around."""
    ring = shown.window.walking._ring
    if ring is None or ring.around is None or not ring.isVisible():
        return None
    room = QRect(ring.around.mapTo(shown.window, QPoint(0, 0)), ring.around.size())
    return ring.around if ring.geometry().contains(room) else None


def test_shift_and_tab_goes_back_the_same_way(shown: Open) -> None:
    press(shown, Key.Key_Tab)
    first = name_of(shown)
    press(shown, Key.Key_Tab, Key.Key_Backtab)
    assert name_of(shown) == first == "Chưa có thẻ / quên thẻ"
    press(shown, Key.Key_Backtab)
    assert name_of(shown) == "Cán bộ"


def test_a_walk_in_is_counted_by_keys_alone(shown: Open) -> None:
    press(shown, Key.Key_Tab, Key.Key_Return)
    assert name_of(shown) == "Dưới 16 tuổi"
    press(shown, Key.Key_Right, Key.Key_Return)
    assert name_of(shown) == "Đọc tại chỗ"
    press(shown, Key.Key_Down, Key.Key_Space)
    today = shown.today()
    assert (today.visits, today.by_purpose[Purpose.LENDING]) == (1, 1)


def test_a_class_is_counted_by_keys_alone(shown: Open) -> None:
    press(shown, Key.Key_Tab, Key.Key_Tab, Key.Key_Return)
    assert name_of(shown) == "1"
    press(shown, Key.Key_Right, Key.Key_Right, Key.Key_Return)
    while name_of(shown) != "Lớp học":
        press(shown, Key.Key_Tab)
    press(shown, Key.Key_Return)
    assert shown.window.reception.group._kind is GroupKind.SCHOOL_CLASS
    while not name_of(shown).startswith("Ghi 3"):
        press(shown, Key.Key_Tab)
    press(shown, Key.Key_Return)
    assert shown.today().visits == 3


def test_a_greeted_reader_tells_the_purpose_by_keys(shown: Open) -> None:
    press(shown, Key.Key_Tab)
    shown.scan(known_card(shown))
    assert name_of(shown) == "Đọc tại chỗ"
    press(shown, Key.Key_Return)
    assert shown.today().by_purpose[Purpose.READING] == 1


def test_escape_goes_one_step_back_and_then_home(shown: Open) -> None:
    reception = shown.window.reception
    reception.open_walk_in()
    reception.walk_in.ages[AgeBand.ADULT].click()
    press(shown, Key.Key_Escape)
    assert reception.page is reception.walk_in
    assert reception.walk_in.ages[AgeBand.ADULT].isVisible()
    press(shown, Key.Key_Escape)
    assert isinstance(reception.page, Welcome)


@pytest.mark.parametrize("screen", ["refused", "already", "help", "display", "group", "register, year", "my card"])
def test_escape_leaves_every_screen(shown: Open, screen: str) -> None:
    visitor_screens(shown, known_card(shown))[screen]()
    shown.settled()
    for _ in range(4):
        press(shown, Key.Key_Escape)
    assert shown.window.reception.page is shown.window.reception.welcome


def test_a_finger_takes_the_frame_away(shown: Open) -> None:
    shown.window.reception.open_group()
    press(shown, Key.Key_Tab)
    assert framed(shown) is not None
    QTest.mouseClick(shown.window.reception.group.kinds[GroupKind.CLUB], Qt.MouseButton.LeftButton)
    assert framed(shown) is None


def test_enter_alone_presses_nothing_that_a_finger_touched_last(shown: Open) -> None:
    reception = shown.window.reception
    reception.open_group()
    QTest.mouseClick(reception.group.keypad.findChildren(QAbstractButton)[0], Qt.MouseButton.LeftButton)
    before = reception.group.heads
    press(shown, Key.Key_Return)
    assert reception.group.heads == before


def test_a_scan_works_on_every_visitors_screen(shown: Open) -> None:
    screens = visitor_screens(shown, known_card(shown))
    for count, (name, bring_up) in enumerate(screens.items(), 1):
        bring_up()
        shown.scan(ids.new_card_code())
        assert shown.window.pages.currentWidget() is shown.window.reception.welcomed, name
        assert shown.today().visits == count, name


def test_an_idle_screen_forgets_what_was_typed_and_goes_home(shown: Open) -> None:
    reception = shown.window.reception
    for name, bring_up in visitor_screens(shown, known_card(shown)).items():
        bring_up()
        shown.settled()
        for line in shown.window.findChildren(QLineEdit):
            line.setText("Nguyễn")
        shown.window._nobody_touched()
        assert reception.page is reception.welcome, name
        assert (reception._visit, reception._scanned, reception.group.heads) == (None, "", 0), name
        shown.settled()
        assert shown.window.registrar.page is None, name
        assert shown.window.own_card.page is None, name
        assert [line for line in visible(shown.window) if isinstance(line, QLineEdit) and line.text()] == [], name
