"""«Hoạt động» and «Đếm lượt»: events are planned and cancelled, rooms named, the rule stated."""

import pytest
from pytestqt.qtbot import QtBot

from kiosk.usecases.choices import choices
from kiosk.usecases.choose_counting import counting
from kiosk.usecases.programme import programme
from kiosk.values import CountingRule, EventKind
from tests.homes import MORNING, opened
from tests.ui.windows import Open
from ui.app import make_application
from ui.officer.counting import CountingCard
from ui.officer.programme import ProgrammePage
from ui.theme import Theme

HOUR = 3_600


@pytest.fixture
def page(shown: Open) -> ProgrammePage:
    shown.log_in()
    shown.open_room("Hoạt động")
    return shown.window.office.programme


def texts_of(page: ProgrammePage) -> list[str]:
    return [label.text() for line in page.lines for label in line.findChildren(type(page.span))]


def test_an_event_is_planned_shown_in_its_week_and_tags_visits(shown: Open, page: ProgrammePage) -> None:
    assert page.empty.isVisible()
    assert page.span.text() == "Tuần 23/11 – 29/11/2026"
    assert not page.form.add.isEnabled()
    page.form.name.setText("Kể chuyện Bác Hồ")
    page.form.kinds[EventKind.CLASS].click()
    page.form.begins.less.click()
    page.form.ends.more.click()
    page.form.add.click()
    shown.settled()
    assert page.form.said.text() == "Đã thêm «Kể chuyện Bác Hồ»."
    assert texts_of(page) == ["Thứ hai, 23/11/2026 · 07:30–11:30 · Lớp học", "Kể chuyện Bác Hồ"]
    with opened(shown.kiosk.home) as store:
        (event,) = programme(store, clock=shown.clock)
    assert (event.starts_at, event.ends_at, event.kind) == (
        MORNING - HOUR // 2,
        MORNING + 7 * HOUR // 2,
        EventKind.CLASS,
    )


def test_an_event_is_cancelled_after_a_question_and_the_next_officer_begins_with_the_present_week(
    shown: Open, page: ProgrammePage
) -> None:
    page.form.name.setText("Kể chuyện")
    page.form.add.click()
    shown.settled()
    button = type(page.form.add)
    page.lines[0].findChildren(button)[0].click()
    assert [one.text() for one in page.lines[0].findChildren(button)] == ["Hủy thật", "Giữ lại"]
    page.lines[0].findChildren(button)[0].click()
    shown.settled()
    assert "Đã hủy" in texts_of(page)
    with opened(shown.kiosk.home) as store:
        assert programme(store, clock=shown.clock) == ()
    page.after.click()
    shown.settled()
    assert page.span.text() == "Tuần 30/11 – 06/12/2026"
    shown.window.office.console.lock.click()
    shown.log_in()
    assert page.span.text() == "Tuần 23/11 – 29/11/2026"


def test_a_suggestion_only_fills_the_form(shown: Open, page: ProgrammePage) -> None:
    assert page.suggestions.isVisible()
    button = type(page.form.add)
    page.suggestions.findChildren(button)[0].click()
    assert page.form.name.text() == "Ngày Di sản văn hóa Việt Nam"
    with opened(shown.kiosk.home) as store:
        assert programme(store, clock=shown.clock) == ()
    page.form.add.click()
    shown.settled()
    assert not page.suggestions.isVisible()


# ---- how visits are counted ----


@pytest.fixture
def card(shown: Open) -> CountingCard:
    shown.log_in()
    shown.open_room("Cài đặt")
    return shown.window.office.settings.counting


def name_a_room(shown: Open, card: CountingCard, name: str) -> None:
    card.name.setText(name)
    card.add.click()
    shown.settled()


def test_the_rule_is_stated_where_counts_are_shown(shown: Open, card: CountingCard) -> None:
    office = shown.window.office
    assert card.rules[CountingRule.SITE].isChecked()
    assert "Đếm theo điểm" in office.day.under.text()
    card.rules[CountingRule.SERVICE_POINT].click()
    shown.settled()
    assert "Đếm theo từng phòng" in office.day.under.text()
    assert "Đếm theo từng phòng" in office.visits.under.text()
    with opened(shown.kiosk.home) as store:
        assert counting(store).rule is CountingRule.SERVICE_POINT


def test_rooms_are_named_stood_in_and_closed(shown: Open, card: CountingCard) -> None:
    name_a_room(shown, card, "Phòng đọc")
    name_a_room(shown, card, "TTHTCĐ")
    assert card.name.text() == ""
    card.places[2].click()
    shown.settled()
    with opened(shown.kiosk.home) as store:
        assert (counting(store).service_points, choices(store).service_point) == ({1: "Phòng đọc", 2: "TTHTCĐ"}, 2)
    assert "Máy này đặt ở TTHTCĐ" in shown.window.office.day.under.text()
    button = type(card.add)
    card.rooms[1].findChildren(button)[0].click()
    card.rooms[1].findChildren(button)[0].click()  # «Đóng thật»
    shown.settled()
    with opened(shown.kiosk.home) as store:
        assert (counting(store).service_points, choices(store).service_point) == ({1: "Phòng đọc"}, 0)
    assert set(card.places) == {0, 1}
    assert card.places[0].isChecked()


def test_what_is_unusual_is_chosen_within_bounds(qtbot: QtBot) -> None:
    make_application()
    card = CountingCard(Theme())
    qtbot.addWidget(card)
    chosen: dict[str, object] = {}
    card.choice_made.connect(lambda name, value: chosen.update({name: value}))
    for _ in range(30):
        card.bounds["debounce_minutes"].less.click()
    card.bounds["large_group"].more.click()
    card.bounds["burst"].more.click()
    assert chosen == {"debounce_minutes": 1, "large_group": 65, "burst": 11}
