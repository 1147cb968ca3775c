"""What Welcome and the bars tell of today, and what a greeting offers besides the purposes."""

from kiosk.storage.connection import Store
from kiosk.usecases.choices import choose
from kiosk.usecases.mark_staff import mark_staff
from kiosk.usecases.name_service_point import name_service_point
from kiosk.usecases.programme import plan_event
from kiosk.usecases.tally import tally
from kiosk.values import GroupKind, Method, Purpose
from tests.homes import MORNING, new_reader, opened
from tests.ui.windows import Open
from ui.widgets.words import Words


def events(shown: Open) -> list[str]:
    programme = shown.window.reception.welcome.programme
    return [line.text() for line in programme.lines.findChildren(Words)] if programme.isVisible() else []


def refreshed(shown: Open) -> None:
    shown.window.refresh()
    shown.settled()


def test_welcome_tells_what_runs_and_what_comes_next_and_is_silent_on_other_days(shown: Open) -> None:
    assert events(shown) == []
    with opened(shown.kiosk.home) as store:
        for title, start, end in (("Sáng sớm", -7_200, -3_600), ("Kể chuyện", -600, 3_600), ("Máy tính", 7_200, 9_000)):
            plan_event(store, title=title, starts_at=MORNING + start, ends_at=MORNING + end, clock=shown.clock)
        plan_event(store, title="Tối", starts_at=MORNING + 36_000, ends_at=MORNING + 39_600, clock=shown.clock)
    refreshed(shown)
    assert events(shown) == ["Đang diễn ra, đến 09:00: Kể chuyện", "10:00 hôm nay: Máy tính"]
    shown.clock.advance(86_400)
    refreshed(shown)
    assert events(shown) == []


def test_the_header_says_in_which_room_this_kiosk_stands(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        room = name_service_point(store, "Phòng thiếu nhi", clock=shown.clock)
    refreshed(shown)
    assert "Phòng" not in shown.window.header.name.text()
    with opened(shown.kiosk.home) as store:
        choose(store, service_point=room)
    refreshed(shown)
    assert shown.window.header.name.text().endswith(" · Phòng thiếu nhi")


def test_there_is_a_door_to_registration_where_the_officer_allows_it(shown: Open) -> None:
    assert shown.window.reception.welcome.registration.isVisible()
    with opened(shown.kiosk.home) as store:
        choose(store, registration=False)
    refreshed(shown)
    assert not shown.window.reception.welcome.registration.isVisible()


def lan(store: Store, shown: Open) -> str:
    return new_reader(store, shown.clock, full_name="Nguyễn Thị Lan", birth_year=2015).code


def test_a_member_of_the_class_that_has_just_come_is_linked_and_not_counted_again(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        code = lan(store, shown)
        tally(
            store,
            purpose=Purpose.CLASS_OR_CLUB,
            head_count=35,
            group=GroupKind.SCHOOL_CLASS,
            label="5A",
            method=Method.TALLIED,
            clock=shown.clock,
        )
    shown.clock.advance(300)
    shown.scan(code)
    page = shown.window.reception.welcomed
    assert page.join.accessibleName() == "Em đi cùng 5A"
    assert shown.today().visits == 36
    page.join.click()
    page.join.click()
    shown.settled()
    assert shown.today().visits == 35
    assert page.hint.text() == "Đã ghi: đi cùng 5A, không đếm thêm."
    assert not page.join.isVisible()


def test_nobody_is_offered_a_group_that_came_long_ago_or_not_at_all(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        code = lan(store, shown)
        tally(store, purpose=Purpose.NOT_TOLD, head_count=9, group=GroupKind.DELEGATION, clock=shown.clock)
    shown.clock.advance(3_700)
    shown.scan(code)
    assert not shown.window.reception.welcomed.join.isVisible()


def test_the_next_visitors_greeting_does_not_keep_the_offer_of_the_one_before(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        first, second = lan(store, shown), new_reader(store, shown.clock, full_name="Lê Hải", birth_year=2014).code
        tally(store, purpose=Purpose.CLASS_OR_CLUB, head_count=9, group=GroupKind.CLUB, clock=shown.clock)
    shown.scan(first)
    page = shown.window.reception.welcomed
    page.join.click()
    shown.settled()
    shown.scan(second)
    assert page.join.isVisible()
    assert page.join.isEnabled()
    assert page.hint.text().startswith("Không cần chọn.")


def test_who_works_here_is_greeted_and_not_counted(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        card = new_reader(store, shown.clock, full_name="Phạm Thị Hoa", birth_year=1985)
        mark_staff(store, 1, staff=True, clock=shown.clock)  # the only one
    shown.scan(card.code)
    page = shown.window.reception.welcomed
    assert page.sentence.text() == "Chào bạn Hoa!"
    assert "không đếm" in page.line.text()
    assert not any(chip.isVisible() for chip in page.chips.values())
    assert not page.card.isVisible()
    assert shown.sounds == ["welcome"]
    assert shown.today().visits == 0


def test_help_is_one_touch_away_and_says_what_is_kept(shown: Open) -> None:
    shown.window.header.tools.help.click()
    page = shown.window.reception.help
    assert shown.window.pages.currentWidget() is page
    told = " ".join(words.text() for words in page.findChildren(Words))
    for word in ("quét", "Chưa có thẻ", "Máy giữ gì", "xin xóa", "cán bộ thư viện"):
        assert word in told
