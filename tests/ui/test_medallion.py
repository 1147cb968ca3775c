"""The sign of an answer: it moves for less than a quarter of a second, and not at all where nothing may move."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.ids import new_card_code
from tests.ui.windows import Open
from ui.looks import Looks
from ui.theme import Theme
from ui.widgets.medallion import GROWS_MS, Medallion


def picture(sign: Medallion) -> QImage:
    return sign.grab().toImage()


def test_a_sign_grows_to_its_size_in_under_a_quarter_of_a_second(qtbot: QtBot) -> None:
    assert GROWS_MS < 250
    sign = Medallion(Theme(), "leaf", "check")
    qtbot.addWidget(sign)
    sign.show()
    whole = picture(sign)
    sign.arrive()
    assert sign.is_growing
    assert picture(sign) != whole
    qtbot.waitUntil(lambda: not sign.is_growing, timeout=5_000)
    assert picture(sign) == whole


def test_where_nothing_may_move_it_is_whole_at_once(qtbot: QtBot) -> None:
    sign = Medallion(Theme(looks=Looks(still=True)), "leaf", "check")
    qtbot.addWidget(sign)
    sign.show()
    whole = picture(sign)
    sign.arrive()
    assert not sign.is_growing
    assert picture(sign) == whole


@pytest.mark.parametrize("times", [1, 2])
def test_each_answer_arrives_the_same_one_again_too(shown: Open, times: int) -> None:
    for _ in range(times):
        shown.scan(new_card_code())
    assert shown.window.reception.welcomed.sign.is_growing
