"""The rooms of a site: named, closed, stood in, counted at."""

import pytest

from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choices, choose
from kiosk.usecases.choose_counting import choose_counting, counting
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.name_service_point import close_service_point, name_service_point
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import CountingRule
from tests.homes import StandingClock


def test_rooms_are_named_renamed_and_closed(store: Store, clock: StandingClock) -> None:
    reading = name_service_point(store, " Phòng  đọc ", clock=clock)
    learning = name_service_point(store, "TTHTCĐ", clock=clock)
    assert counting(store).service_points == {reading: "Phòng đọc", learning: "TTHTCĐ"}
    name_service_point(store, "Trung tâm học tập", clock=clock, number=learning)
    close_service_point(store, reading, clock=clock)
    assert counting(store).service_points == {learning: "Trung tâm học tập"}


def test_a_visit_is_counted_where_the_kiosk_stands_and_closing_lets_it_stand_for_the_site(
    store: Store, clock: StandingClock
) -> None:
    room = name_service_point(store, "Phòng đọc", clock=clock)
    choose(store, service_point=room)
    check_in(store, new_card_code(), clock=clock)
    close_service_point(store, room, clock=clock)
    assert choices(store).service_point == 0
    check_in(store, new_card_code(), clock=clock)
    assert [one.service_point for one in list_visits(store, clock=clock).visits] == [str(room), ""]


def test_a_new_room_never_takes_the_number_of_one_that_visits_name(store: Store, clock: StandingClock) -> None:
    room = name_service_point(store, "Phòng đọc", clock=clock)
    choose(store, service_point=room)
    check_in(store, new_card_code(), clock=clock)
    close_service_point(store, room, clock=clock)
    assert name_service_point(store, "Phòng máy", clock=clock) == room + 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x07b"])
def test_a_room_needs_a_name(store: Store, clock: StandingClock, name: str) -> None:
    with pytest.raises(Refused, match="service_point_name_missing"):
        name_service_point(store, name, clock=clock)
    assert verify_journal(store) == 1


def test_a_room_that_is_not_there_is_neither_named_nor_closed(store: Store, clock: StandingClock) -> None:
    with pytest.raises(Refused, match="service_point_unknown"):
        name_service_point(store, "Phòng đọc", clock=clock, number=4)
    with pytest.raises(Refused, match="service_point_unknown"):
        close_service_point(store, 4, clock=clock)


def test_there_are_ninety_nine_rooms_at_most(store: Store, clock: StandingClock) -> None:
    for number in range(1, 100):
        assert name_service_point(store, f"Phòng {number}", clock=clock) == number
    with pytest.raises(Refused, match="service_points_full"):
        name_service_point(store, "Phòng nữa", clock=clock)


def test_the_rule_is_written_into_the_chain_once_for_each_change(store: Store, clock: StandingClock) -> None:
    name_service_point(store, "Phòng đọc", clock=clock)  # the boot is told with the first fact
    assert counting(store).rule is CountingRule.SITE
    before = verify_journal(store)
    choose_counting(store, CountingRule.SITE, clock=clock)
    assert verify_journal(store) == before
    assert choose_counting(store, CountingRule.SERVICE_POINT, clock=clock).rule is CountingRule.SERVICE_POINT
    choose_counting(store, CountingRule.SERVICE_POINT, clock=clock)
    assert verify_journal(store) == before + 1
