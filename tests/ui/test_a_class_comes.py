"""A class of 35 in at most five touches, with a real mouse; then its children scan, and some say «Em đi cùng lớp»."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.usecases.list_visits import list_visits
from kiosk.values import GroupKind, Method, Purpose
from tests.homes import new_reader, opened
from tests.ui.windows import Open

CHILDREN = 35
ALONE = 7
"""So many children say nothing, so each of them counts besides the class."""


class Touches(QObject):
    """Counts every press of the mouse that reaches the window."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - as Qt names it
        if event.type() == QEvent.Type.MouseButtonPress:
            self.count += 1
        return False


class Hand:
    """Presses where a widget is seen, whatever lies there: what is covered or out of sight is not touched."""

    def __init__(self, shown: Open) -> None:
        self._shown = shown
        self.touches = Touches()

    def touch(self, button: QWidget) -> None:
        window = self._shown.window
        QApplication.processEvents()
        assert button.isVisible()
        middle = button.mapTo(window, QPoint(button.width() // 2, button.height() // 2))
        assert window.rect().contains(middle)
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=middle)
        self._shown.settled()


@pytest.fixture
def hand(shown: Open) -> Iterator[Hand]:
    hand = Hand(shown)
    handle = shown.window.windowHandle()
    handle.installEventFilter(hand.touches)
    yield hand
    handle.removeEventFilter(hand.touches)


def register_a_class(shown: Open) -> list[str]:
    with opened(shown.kiosk.home) as store:
        return [
            new_reader(store, shown.clock, full_name=f"Nguyễn Văn Học {number}", birth_year=2015).code
            for number in range(CHILDREN)
        ]


def test_a_class_is_five_touches_and_its_children_are_not_counted_twice(shown: Open, hand: Hand) -> None:
    cards = register_a_class(shown)
    reception = shown.window.reception
    hand.touch(reception.welcome.group)
    page = reception.group
    for digit in ("3", "5"):
        hand.touch(next(key for key in page.keypad.findChildren(QWidget) if key.accessibleName() == digit))
    hand.touch(page.kinds[GroupKind.SCHOOL_CLASS])
    hand.touch(page.confirm)
    assert hand.touches.count <= 5
    assert shown.today().visits == CHILDREN

    for number, card in enumerate(cards):
        shown.clock.advance(20)
        shown.scan(card)
        if number >= ALONE:
            hand.touch(reception.welcomed.join)
    today = shown.today()
    assert today.visits == CHILDREN + ALONE
    assert today.by_method == {Method.TALLIED: CHILDREN, Method.SCANNED: ALONE}
    assert Counter(today.by_purpose)[Purpose.CLASS_OR_CLUB] == CHILDREN
    with opened(shown.kiosk.home) as store:
        listed = list_visits(store, clock=shown.clock).visits
    (group,) = [one for one in listed if one.now.group]
    assert group.followers == CHILDREN - ALONE
    assert sum(one.with_group == group.visit for one in listed) == CHILDREN - ALONE
