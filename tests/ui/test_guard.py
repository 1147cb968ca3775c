"""Kiosk mode where no X server is needed: what fingers may not do, what a size does, when the screen rests."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QDropEvent, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import open_store
from kiosk.values import Choices
from tests.homes import MORNING, KioskHome, StandingClock
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui.app import catch_the_uncaught
from ui.motion import Motion
from ui.theme import scale_for
from ui.widgets.saver import Saver, to_and_fro
from ui.window.barrier import is_harmless
from ui.window.guard import Guard
from ui.window.rest import NIGHT_REST_S, Rest, is_night
from ui.wiring import Wiring

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL, ALT, META, SHIFT = (
    Modifier.ControlModifier,
    Modifier.AltModifier,
    Modifier.MetaModifier,
    Modifier.ShiftModifier,
)
OUT = [
    *((key, ALT) for key in (Key.Key_F4, Key.Key_Tab, Key.Key_Space, Key.Key_Escape, Key.Key_F1, Key.Key_Left)),
    *((key, CONTROL) for key in (Key.Key_Q, Key.Key_W, Key.Key_N, Key.Key_P, Key.Key_Z, Key.Key_V, Key.Key_Escape)),
    *((key, CONTROL | SHIFT) for key in (Key.Key_Escape, Key.Key_I)),
    *((key, CONTROL | ALT) for key in (Key.Key_Delete, Key.Key_Backspace, Key.Key_F1)),
    *((key, META) for key in (Key.Key_D, Key.Key_E, Key.Key_L, Key.Key_Tab)),
    *((key, Modifier.NoModifier) for key in (Key.Key_F1, Key.Key_F11, Key.Key_Print, Key.Key_Menu, Key.Key_Super_L)),
]


class Guarded(Open):
    """A window under guard."""

    guard: Guard


@pytest.fixture
def guarded(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock) -> Iterator[Guarded]:
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock)) as shown:
        seen = Guarded(shown.window, kiosk, clock, qtbot, shown.sounds)
        seen.guard = Guard(shown.window)
        seen.guard.begin()
        seen.guard.stand._looking.stop()  # the offscreen screen is smaller than the window that is tried
        shown.window.refresh()
        seen.settled()
        yield seen
        shown.window.end()


class Ear(QObject):
    """Every key press that still reaches a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.heard.append(event.key())
        return False


# ---- no way out ------------------------------------------------------------------------------------------------------


def test_no_command_reaches_a_page(guarded: Guarded) -> None:
    assert len(OUT) >= 20
    welcome, ear = guarded.window.reception.welcome, Ear()
    guarded.window.installEventFilter(ear)
    for key, modifiers in OUT:
        assert not is_harmless(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, ""))
        QTest.keyClick(guarded.window, key, modifiers)
        assert guarded.window.pages.currentWidget() is welcome
        assert guarded.window.isVisible()
        assert QApplication.activePopupWidget() is None
    assert set(ear.heard) == {Key.Key_Shift}  # which alone is nothing but half a capital letter
    QTest.keyClick(guarded.window, Key.Key_A)
    assert ear.heard[-1] == Key.Key_A


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Key.Key_A, Modifier.NoModifier, "a"),
        (Key.Key_A, SHIFT, "A"),
        (Key.Key_Tab, Modifier.NoModifier, "\t"),
        (Key.Key_Return, Modifier.NoModifier, "\r"),
        (Key.Key_Escape, Modifier.NoModifier, "\x1b"),
        (Key.Key_At, CONTROL | ALT, "@"),  # AltGr, as Windows has it
    ],
)
def test_writing_and_walking_stay(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    assert is_harmless(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))


def test_a_close_is_refused_until_an_officer_chose_the_end(guarded: Guarded) -> None:
    assert not guarded.window.close()
    QApplication.quit()
    QCoreApplication.processEvents()
    assert guarded.window.isVisible()
    guarded.scan(new_card_code())
    assert guarded.today().visits == 1
    guarded.window.office.end_chosen.emit()
    assert not guarded.window.isVisible()


def test_menus_other_buttons_and_what_is_dropped_change_nothing(guarded: Guarded) -> None:
    guarded.window.header.officer.click()
    line = guarded.window.office.login.field.line
    line.setFocus()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton):
        QTest.mouseClick(line, button)
        QTest.mousePress(guarded.window.header.officer, button)
        QTest.mouseRelease(guarded.window.header.officer, button)
    QTest.keyClick(line, Key.Key_Menu)
    QTest.keyClick(line, Key.Key_F10, SHIFT)
    mime = QMimeData()
    mime.setText("dropped")
    dropped = QDropEvent(QPointF(2, 2), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Modifier.NoModifier)
    QCoreApplication.sendEvent(line, dropped)
    assert QApplication.activePopupWidget() is None
    assert line.text() == ""


def test_what_the_last_visitor_typed_is_not_brought_back_by_undoing(guarded: Guarded) -> None:
    guarded.window.header.officer.click()
    line = guarded.window.office.login.field.line
    QTest.keyClicks(line, "secret")
    line.setText("")
    QTest.keyClick(line, Key.Key_Z, CONTROL)
    assert line.text() == ""


def test_an_officer_may_use_every_key(guarded: Guarded) -> None:
    guarded.log_in()
    old = guarded.window.office.settings.old.line
    old.setText("abc")
    QTest.keyClick(old, Key.Key_A, CONTROL)
    assert old.selectedText() == "abc"


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # there is nothing to be in front of offscreen
def test_a_dialog_does_not_outlive_its_officer(guarded: Guarded) -> None:
    guarded.log_in()
    dialog = QDialog(guarded.window)
    dialog.open()
    guarded.guard.stand._looking.start()
    guarded.guard.stand.look()
    assert dialog.isVisible()
    guarded.window.office.lock()
    guarded.guard.stand.look()
    assert not dialog.isVisible()
    guarded.guard.stand._looking.stop()


def test_an_exception_in_a_slot_leads_back_to_welcome(guarded: Guarded, caplog: pytest.LogCaptureFixture) -> None:
    def mistaken() -> None:
        raise ZeroDivisionError("in a page")

    restore = catch_the_uncaught(guarded.window)
    try:
        guarded.window.reception.open_walk_in()
        button = QPushButton(guarded.window)
        button.clicked.connect(mistaken)
        button.click()
    finally:
        restore()
    assert "in a page" in caplog.text
    assert guarded.window.pages.currentWidget() is guarded.window.reception.welcome
    guarded.scan(new_card_code())
    assert guarded.today().visits == 1


# ---- another size ----------------------------------------------------------------------------------------------------


def test_another_size_makes_everything_anew_and_loses_nothing(guarded: Guarded) -> None:
    guarded.scan(new_card_code())
    guarded.log_in()
    for size in (WIDE, STANDING, LYING):
        guarded.window.resize(size)
        guarded.qtbot.waitUntil(partial(is_at_scale, guarded, scale_for(size)))
        guarded.settled()
        assert guarded.window.reception.page is guarded.window.reception.welcome
        assert not guarded.window.office.is_open
        assert "1 lượt" in guarded.window.footer.visits.text()
    guarded.log_in()
    assert guarded.window.pages.currentWidget() is guarded.window.office.console
    assert guarded.window.office.console.isVisible()
    guarded.scan(new_card_code())
    assert guarded.today().visits == 2


def is_at_scale(guarded: Guarded, scale: float) -> bool:
    return guarded.window.theme.scale == scale


# ---- rest ------------------------------------------------------------------------------------------------------------


def rest_of(guarded: Guarded) -> Rest:
    assert guarded.guard.rest is not None
    return guarded.guard.rest


def rested(guarded: Guarded, seconds: int) -> Saver:
    """After so many seconds in which nobody came."""
    guarded.clock.advance(seconds)
    rest_of(guarded).look()
    return rest_of(guarded).saver


def test_after_ten_minutes_the_saver_comes_and_a_scan_wakes_it_and_counts(guarded: Guarded) -> None:
    assert rested(guarded, 599).isHidden()
    saver = rested(guarded, 1)
    assert saver.isVisible()
    assert saver.accessibleName() == "Chạm hoặc quét thẻ để bắt đầu"
    assert saver.geometry() == guarded.window.rect()
    guarded.scan(new_card_code())
    assert saver.isHidden()
    assert guarded.window.reception.page is guarded.window.reception.welcomed
    assert guarded.today().visits == 1


def test_a_key_wakes_it_and_goes_on_to_whom_it_was_meant_for(guarded: Guarded) -> None:
    saver = rested(guarded, 600)
    QTest.keyClick(guarded.window, Key.Key_Shift)
    assert saver.isHidden()
    assert rested(guarded, 599).isHidden()


def test_the_touch_that_wakes_it_presses_no_button_beneath(guarded: Guarded) -> None:
    saver = rested(guarded, 600)
    button = guarded.window.reception.welcome.walk_in
    beneath = button.mapTo(guarded.window, button.rect().center())
    QTest.mouseClick(saver, Qt.MouseButton.LeftButton, pos=beneath)
    assert saver.isHidden()
    assert guarded.window.reception.page is guarded.window.reception.welcome


def test_nothing_rests_while_somebody_reads_or_works_or_the_home_is_closed(guarded: Guarded) -> None:
    guarded.window.reception.open_group()
    assert rested(guarded, 3_600).isHidden()
    guarded.window.reception.go_home()
    guarded.log_in()
    assert rested(guarded, 3_600).isHidden()
    guarded.window.office.leave()
    guarded.window.reception.halt(Refused("not_initialised"))
    assert rested(guarded, 3_600).isHidden()


def test_never_is_never_and_the_night_comes_all_the_same(guarded: Guarded) -> None:
    guarded.window.choices_known.emit(Choices(saver_minutes=0))
    assert rested(guarded, 7_200).isHidden()
    guarded.clock.advance(12 * 3_600)  # 22:00
    QTest.keyClick(guarded.window, Key.Key_Shift)
    assert rested(guarded, NIGHT_REST_S - 1).isHidden()
    saver = rested(guarded, 1)
    assert saver.isVisible()
    assert saver.is_night
    guarded.clock.advance(8 * 3_600)
    rest_of(guarded).look()
    assert saver.isHidden()  # the morning wakes the kiosk


def test_somebody_before_the_camera_keeps_it_awake_and_a_lamp_does_not(guarded: Guarded) -> None:
    for seconds in range(10):
        guarded.clock.advance(60)
        guarded.window.frame_shown(picture(person=seconds * 20))
    assert rested(guarded, 1).isHidden()
    for light in range(11):  # the first one shows that somebody has gone
        guarded.clock.advance(60)
        guarded.window.frame_shown(picture(light=light * 12))
    assert rested(guarded, 1).isVisible()


def picture(*, person: int = -1, light: int = 0) -> QImage:
    """A room, with somebody at x or without, under more or less light."""
    frame = QImage(320, 180, QImage.Format.Format_RGB32)
    frame.fill(QColor(60 + light, 60 + light, 60 + light))
    if person >= 0:
        painter = QPainter(frame)
        painter.fillRect(person, 40, 60, 140, QColor(200, 180, 160))
        painter.end()
    return frame


def test_the_first_frame_moves_nothing() -> None:
    assert not Motion().seen(picture(person=10))


@pytest.mark.parametrize(
    ("hours", "night"), [(0, False), (11.9, False), (12, True), (16, True), (21.9, True), (22, False)]
)
def test_the_night_goes_over_midnight(hours: float, night: bool) -> None:
    assert is_night(MORNING + round(hours * 3_600), Choices()) is night  # 08:00 and so many hours


def test_a_night_by_day_and_no_night_at_all() -> None:
    noon = Choices(night_from=11 * 60, night_until=13 * 60)
    assert [is_night(MORNING + hours * 3_600, noon) for hours in (2, 3, 4, 5)] == [False, True, True, False]
    assert not any(is_night(MORNING + hour * 3_600, replace(noon, night_until=11 * 60)) for hour in range(24))


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING])
@pytest.mark.parametrize("still", [False, True])
def test_no_pixel_is_lit_for_long_and_the_words_never_leave_the_screen(
    guarded: Guarded, size: QSize, still: bool
) -> None:
    guarded.window.resize(size)
    saver = rest_of(guarded).saver
    saver.cover(guarded.window.theme, "Thư viện xã Đức Hợp", night=False, still=still)
    places = []
    for second in range(0, 6 * 3_600, 30):
        saver.tick(second, "08:00")
        assert saver.rect().contains(saver.block())
        places.append(saver.block().topLeft())
    moves = [QPoint(after - before) for before, after in pairwise(places)]
    assert all(not move.isNull() for move in moves[1::2])  # in a minute it is somewhere else
    middle = size.width() // 2, size.height() // 2
    lit = sum(place.x() <= middle[0] <= place.x() + saver.block().width() for place in places)
    assert lit < 0.9 * len(places)
    saver.hide()


def test_a_still_saver_jumps_once_a_minute_and_not_between(guarded: Guarded) -> None:
    saver = rest_of(guarded).saver
    saver.cover(guarded.window.theme, "Thư viện xã Đức Hợp", night=False, still=True)
    seen = []
    for second in range(180):
        saver.tick(second, "08:00")
        seen.append(saver.block().topLeft())
    assert len({(place.x(), place.y()) for place in seen}) == 3


def test_to_and_fro_stays_between_its_walls() -> None:
    assert [to_and_fro(way, 3) for way in range(8)] == [0, 1, 2, 3, 2, 1, 0, 1]
