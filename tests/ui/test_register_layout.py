"""The screens around making a card, in every size and look: nothing cut, nothing too small, nothing nameless."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.errors import Refused, Unavailable
from kiosk.storage.connection import open_store
from tests.homes import KioskHome, StandingClock
from tests.ui.fitting import complaints, lay_out, out_of_reach
from tests.ui.touching import Applicant, touch
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui.looks import Looks
from ui.visitor.register_consent import ConsentQuestion
from ui.visitor.register_steps import YearQuestion
from ui.wiring import Wiring

LARGE = Looks(contrast="high", text_size=125)
REACH = Looks(reach=True)
ENGLISH = Looks(language="en")
ALL_AT_ONCE = Looks("en", "high", 125, reach=True)
LONG_NAME = "Công Tằng Tôn Nữ Nghiêng Nghiêng"


def screens(shown: Open) -> Iterator[str]:
    """Every screen in its turn, with its name."""
    visitor = Applicant(shown)
    visitor.begin()
    visitor.page.question.entry.show_name(LONG_NAME)  # type: ignore[attr-defined]  # the first question is the name
    yield "name"
    touch(visitor.page.question.entry.board.done)  # type: ignore[attr-defined]  # as above
    yield "year"
    visitor.year(0)
    yield "sixteen"
    touch(visitor.page.question.head.back)
    yield from _year(visitor)
    yield "sex"
    visitor.page._answered()
    yield "parent"
    visitor.page.form.parent_here = False
    visitor.page._answered()
    yield "awaiting"
    visitor.page.show_error(Unavailable("disk_full"))
    yield "awaiting, in trouble"
    visitor.page._back()
    visitor.page.form.parent_here = True
    visitor.page._answered()
    yield "representative"
    visitor.page._answered()
    yield "consent of a representative"
    visitor.page.show_error(Refused("reader_alike", count=1))
    yield "alike"
    visitor.page._back()
    question = visitor.page.question
    assert isinstance(question, ConsentQuestion)
    question.tick.click()
    question.go.click()
    shown.settled()
    visitor.card.card.show()
    visitor.card.slip.show()
    visitor.card.say("Đã gửi đến máy in. Lấy thẻ ở khay giấy của máy in nhé.")
    yield "card"
    code = visitor.code()
    shown.scan(code)
    shown.window.own_card.open(code)
    shown.settled()
    yield "own card"
    visitor.own.erase.click()
    yield "own card, asked"
    visitor.own.show_trouble("Ổ đĩa đã đầy. Cán bộ xóa bớt tệp không dùng, rồi máy chạy tiếp như cũ.")
    yield "own card, in trouble"
    visitor.own.confirm.click()
    shown.settled()
    yield "own card, request filed"


def _year(visitor: Applicant) -> Iterator[str]:
    question = visitor.page.question
    assert isinstance(question, YearQuestion)
    question._become("2099")
    yield "an impossible year"
    question._become("2014")
    yield "a year"
    question.go_on.click()


@pytest.mark.parametrize(
    ("size", "looks"),
    [
        (LYING, Looks()),
        (LYING, LARGE),
        (LYING, REACH),
        (WIDE, ENGLISH),
        (STANDING, LARGE),
        (STANDING, REACH),
        (LYING, ALL_AT_ONCE),
        (STANDING, ALL_AT_ONCE),
    ],
    ids=[
        "lying",
        "lying-large",
        "lying-reach",
        "wide-english",
        "standing-large",
        "standing-reach",
        "lying-all",
        "standing-all",
    ],
)
def test_every_screen_of_registration_fits(
    qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, size: QSize, looks: Looks
) -> None:
    found: list[str] = []
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock), size) as shown:
        shown.window._own = looks  # as the kiosk's own, so that no answer takes them off
        shown.window.wear(looks)
        for name in screens(shown):
            lay_out(shown.window)
            assert shown.window.size() == size, name
            found += [f"{name}: {told}" for told in complaints(shown.window)]
            if looks.reach:
                found += [f"{name}: {told}" for told in out_of_reach(shown.window)]
    assert not found, "\n".join(found)
