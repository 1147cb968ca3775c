"""Visits that an officer voids, amends or confirms: the count follows, the visit's own entry stays."""

from collections.abc import Callable
from datetime import date

import pytest

from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import Store
from kiosk.usecases.amend_visit import Amendment, amend_visit
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.confirm_visit import confirm_visits
from kiosk.usecases.join_group import join_group
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.usecases.visits_to_look_at import visits_to_look_at
from kiosk.usecases.void_visit import count_again, void_visit
from kiosk.values import AgeBand, Correction, EntryRef, GroupKind, Method, Purpose, VisitReading
from tests.homes import StandingClock, new_reader


def a_class(store: Store, clock: StandingClock, heads: int = 35) -> EntryRef:
    return tally(
        store,
        purpose=Purpose.CLASS_OR_CLUB,
        clock=clock,
        head_count=heads,
        group=GroupKind.SCHOOL_CLASS,
        label="Lớp 5A",
    ).visit


def walk_in(store: Store, clock: StandingClock) -> EntryRef:
    return tally(
        store, purpose=Purpose.READING, clock=clock, age_band=AgeBand.CHILD, method=Method.SELF_REGISTERED
    ).visit


def counted(store: Store, clock: StandingClock) -> int:
    visits = today(store, clock=clock).visits
    assert list_visits(store, clock=clock).counted == visits
    return visits


def test_a_voided_visit_counts_as_nobody_and_is_listed_with_its_reason(store: Store, clock: StandingClock) -> None:
    visit = walk_in(store, clock)
    assert void_visit(store, visit, Correction.TEST, clock=clock) == 1
    assert counted(store, clock) == 0
    (listed,) = list_visits(store, clock=clock).visits
    assert (listed.visit, listed.heads, listed.now.counted, listed.reason) == (visit, 1, 0, Correction.TEST)
    assert listed.before == VisitReading(1, Purpose.READING, AgeBand.CHILD, listed.now.sex, GroupKind.NONE)


def test_a_void_is_undone_by_another_entry_and_an_amended_number_comes_back(store: Store, clock: StandingClock) -> None:
    visit = a_class(store, clock)
    entries = verify_journal(store)
    assert amend_visit(store, visit, Amendment(persons=32), clock=clock)
    void_visit(store, visit, Correction.MISTAKE, clock=clock)
    assert counted(store, clock) == 0
    assert count_again(store, visit, clock=clock) == 32
    assert counted(store, clock) == 32
    assert verify_journal(store) == entries + 3


@pytest.mark.parametrize("reason", [Correction.WITH_GROUP, Correction.WRONG_NUMBER, Correction.COUNTED_AFTER_ALL])
def test_a_void_needs_a_reason_for_a_void(store: Store, clock: StandingClock, reason: Correction) -> None:
    visit = walk_in(store, clock)
    with pytest.raises(Refused, match="reason_impossible"):
        void_visit(store, visit, reason, clock=clock)
    assert counted(store, clock) == 1


def test_what_does_not_fit_is_refused_and_writes_nothing(store: Store, clock: StandingClock) -> None:
    one, group = walk_in(store, clock), a_class(store, clock)
    entries = verify_journal(store)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: void_visit(store, EntryRef(1, 99), Correction.TEST, clock=clock), "visit_unknown"),
        (lambda: count_again(store, EntryRef(9, 1), clock=clock), "visit_unknown"),
        (lambda: count_again(store, one, clock=clock), "visit_counted"),
        (lambda: amend_visit(store, one, Amendment(persons=2), clock=clock), "visit_of_one"),
        (lambda: amend_visit(store, one, Amendment(group=GroupKind.CLUB), clock=clock), "visit_of_one"),
        (lambda: amend_visit(store, group, Amendment(group=GroupKind.NONE), clock=clock), "visit_of_one"),
        (lambda: amend_visit(store, group, Amendment(persons=0), clock=clock), "head_count_out_of_range"),
        (lambda: amend_visit(store, group, Amendment(persons=501), clock=clock), "head_count_out_of_range"),
        (lambda: amend_visit(store, EntryRef(1, 1), Amendment(), clock=clock), "visit_unknown"),
        (lambda: confirm_visits(store, [one, EntryRef(1, 99)], clock=clock), "visit_unknown"),
    ]
    for attempt, code in refused:
        with pytest.raises(Refused, match=code):
            attempt()
    assert verify_journal(store) == entries
    void_visit(store, one, Correction.TEST, clock=clock)
    with pytest.raises(Refused, match="visit_not_counted"):
        void_visit(store, one, Correction.TEST, clock=clock)
    with pytest.raises(Refused, match="visit_not_counted"):
        amend_visit(store, one, Amendment(purpose=Purpose.EVENT), clock=clock)


@pytest.mark.parametrize(
    ("amendment", "reason"),
    [
        (Amendment(persons=30, purpose=Purpose.EVENT), Correction.WRONG_NUMBER),
        (Amendment(group=GroupKind.CLUB, purpose=Purpose.EVENT), Correction.WRONG_KIND),
        (Amendment(purpose=Purpose.READING), Correction.WRONG_PURPOSE),
    ],
)
def test_an_amendment_says_why_by_itself(
    store: Store, clock: StandingClock, amendment: Amendment, reason: Correction
) -> None:
    visit = a_class(store, clock)
    assert amend_visit(store, visit, amendment, clock=clock)
    (listed,) = list_visits(store, clock=clock).visits
    assert listed.reason is reason
    assert listed.before is not None
    assert (listed.before.counted, listed.before.purpose) == (35, Purpose.CLASS_OR_CLUB)
    assert not amend_visit(store, visit, amendment, clock=clock)  # nothing is left to change


def test_the_old_purpose_is_the_one_that_the_visitor_told(store: Store, clock: StandingClock) -> None:
    visit = check_in(store, new_card_code(), clock=clock).visit
    other = check_in(store, new_card_code(), clock=clock).visit
    tell_purpose(store, visit, Purpose.INTERNET, clock=clock)
    tell_purpose(store, other, Purpose.EVENT, clock=clock)
    amend_visit(store, visit, Amendment(purpose=Purpose.LENDING), clock=clock)
    listed = list_visits(store, clock=clock).visits[0]
    assert listed.before is not None
    assert (listed.before.purpose, listed.now.purpose) == (Purpose.INTERNET, Purpose.LENDING)


def test_a_reader_is_listed_by_a_short_name_and_a_strangers_card_as_such(store: Store, clock: StandingClock) -> None:
    check_in(store, new_reader(store, clock, full_name="Nguyễn Thị Lan").code, clock=clock)
    check_in(store, new_card_code(), clock=clock)
    first, second = list_visits(store, clock=clock).visits
    assert (first.name, first.card, second.name, second.card) == ("Lan", False, "", True)


def test_only_the_visits_of_the_asked_day_are_listed(store: Store, clock: StandingClock) -> None:
    walk_in(store, clock)
    clock.advance(86_400)
    a_class(store, clock, 20)
    assert [list_visits(store, date(2026, 11, day), clock=clock).counted for day in (22, 23, 24, 25)] == [0, 1, 20, 0]


def test_who_was_voided_by_mistake_may_scan_again_at_once(store: Store, clock: StandingClock) -> None:
    for card in (new_reader(store, clock).code, new_card_code()):
        visit = check_in(store, card, clock=clock).visit
        void_visit(store, visit, Correction.MISTAKE, clock=clock)
        check_in(store, card, clock=clock)
        with pytest.raises(Refused, match="already_counted"):
            check_in(store, card, clock=clock)
    assert counted(store, clock) == 2


# ---- groups and who came with them ----


def joined(store: Store, clock: StandingClock, group: EntryRef, number: int) -> list[EntryRef]:
    visits = [check_in(store, new_card_code(), clock=clock).visit for _ in range(number)]
    for visit in visits:
        join_group(store, visit, group, clock=clock)
    return visits


def test_who_came_with_a_group_that_never_came_counts_alone_and_with_it_again(
    store: Store, clock: StandingClock
) -> None:
    group = a_class(store, clock)
    joined(store, clock, group, 3)
    assert counted(store, clock) == 35
    assert list_visits(store, clock=clock).visits[0].followers == 3
    assert void_visit(store, group, Correction.MISTAKE, clock=clock) == 32
    assert counted(store, clock) == 3
    assert count_again(store, group, clock=clock) == 32
    assert counted(store, clock) == 35


def test_a_group_that_stands_twice_keeps_those_who_came_with_it(store: Store, clock: StandingClock) -> None:
    a_class(store, clock)
    again = a_class(store, clock)
    joined(store, clock, again, 3)
    assert void_visit(store, again, Correction.COUNTED_TWICE, clock=clock) == 35
    assert counted(store, clock) == 35


def test_who_was_counted_alone_while_the_group_stood_twice_stays_so(store: Store, clock: StandingClock) -> None:
    group = a_class(store, clock)
    first, *_ = joined(store, clock, group, 3)
    void_visit(store, group, Correction.COUNTED_TWICE, clock=clock)
    assert count_again(store, first, clock=clock) == 1
    assert count_again(store, group, clock=clock) == 35
    assert counted(store, clock) == 36


def test_who_was_counted_alone_by_the_officer_stays_so(store: Store, clock: StandingClock) -> None:
    group = a_class(store, clock)
    first, *_ = joined(store, clock, group, 3)
    count_again(store, first, clock=clock)
    void_visit(store, group, Correction.MISTAKE, clock=clock)
    count_again(store, group, clock=clock)
    assert counted(store, clock) == 36


# ---- the glance ----


def test_a_large_group_waits_until_it_is_confirmed_and_counts_all_the_while(store: Store, clock: StandingClock) -> None:
    small, large = a_class(store, clock, 59), a_class(store, clock, 60)
    (waiting,) = visits_to_look_at(store, clock=clock)
    assert (waiting.visits, waiting.burst, waiting.persons, waiting.label) == ((large,), False, 60, "Lớp 5A")
    assert counted(store, clock) == 119
    confirm_visits(store, waiting.visits, clock=clock)
    assert visits_to_look_at(store, clock=clock) == ()
    assert counted(store, clock) == 119
    listed = {one.visit: one.confirmed for one in list_visits(store, clock=clock).visits}
    assert listed == {small: False, large: True}


def test_a_burst_is_confirmed_whole(store: Store, clock: StandingClock) -> None:
    for _ in range(12):
        clock.advance(20)
        walk_in(store, clock)
    (waiting,) = visits_to_look_at(store, clock=clock)
    assert (waiting.burst, waiting.persons, waiting.last - waiting.first) == (True, 12, 220)
    confirm_visits(store, waiting.visits, clock=clock)
    assert visits_to_look_at(store, clock=clock) == ()


def test_voiding_a_part_of_a_burst_leaves_the_rest_waiting(store: Store, clock: StandingClock) -> None:
    visits = [walk_in(store, clock) for _ in range(10)]
    void_visit(store, visits[0], Correction.TEST, clock=clock)
    (waiting,) = visits_to_look_at(store, clock=clock)
    assert waiting.visits == tuple(visits[1:])


def test_the_officer_chooses_what_is_unusual_and_after_two_weeks_nobody_asks(
    store: Store, clock: StandingClock
) -> None:
    a_class(store, clock, 20)
    assert visits_to_look_at(store, clock=clock) == ()
    choose(store, large_group=20)
    assert len(visits_to_look_at(store, clock=clock)) == 1
    clock.advance(13 * 86_400)
    assert len(visits_to_look_at(store, clock=clock)) == 1
    clock.advance(86_400)
    assert visits_to_look_at(store, clock=clock) == ()
