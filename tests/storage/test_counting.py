"""Visitors without a card, purposes told afterwards, and the day's figures."""

from datetime import date

import pytest

from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.tally import LARGEST_GROUP, tally
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import AgeBand, EntryRef, GroupKind, Method, Purpose, Sex
from sync.protocol.entries import PurposeTold, VisitRecorded, decode
from tests.homes import StandingClock


def entries(store: Store) -> list[object]:
    with store.reading() as tx:
        return [decode(raw) for (raw,) in tx.execute("SELECT raw FROM journal ORDER BY seq")]


def test_a_class_of_thirty_five_is_thirty_five_visits_in_one_record(store: Store, clock: StandingClock) -> None:
    tallied = tally(store, purpose=Purpose.CLASS_OR_CLUB, clock=clock, head_count=35, group=GroupKind.SCHOOL_CLASS)
    assert (tallied.head_count, tallied.at) == (35, clock.wall)
    assert today(store, clock=clock).visits == 35
    assert sum(isinstance(entry, VisitRecorded) for entry in entries(store)) == 1


def test_a_walk_in_by_touch_is_counted_as_such(store: Store, clock: StandingClock) -> None:
    tally(
        store,
        purpose=Purpose.READING,
        clock=clock,
        age_band=AgeBand.CHILD,
        sex=Sex.FEMALE,
        method=Method.SELF_REGISTERED,
    )
    entry = entries(store)[-1]
    assert isinstance(entry, VisitRecorded)
    assert (entry.method, entry.age_band, entry.sex, entry.reader_seq, entry.card) == (2, 1, 2, 0, b"")


def test_walk_ins_are_never_taken_for_a_second_scan(store: Store, clock: StandingClock) -> None:
    counts = []
    for _ in range(5):
        tally(store, purpose=Purpose.READING, clock=clock)
        counts.append(today(store, clock=clock).visits)
    assert counts == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("count", [-1, 0, LARGEST_GROUP + 1, 10**9])
def test_a_group_of_nobody_or_of_a_whole_district_is_refused(store: Store, clock: StandingClock, count: int) -> None:
    with pytest.raises(Refused) as caught:
        tally(store, purpose=Purpose.EVENT, clock=clock, head_count=count)
    assert (caught.value.code, caught.value.details) == ("head_count_out_of_range", {"most": LARGEST_GROUP})
    assert verify_journal(store) == 1


def test_a_purpose_told_afterwards_is_a_new_entry_and_the_visit_stays_as_it_was(
    store: Store, clock: StandingClock
) -> None:
    greeting = check_in(store, new_card_code(), clock=clock)
    before = entries(store)
    clock.advance(4)
    tell_purpose(store, greeting.visit, Purpose.INTERNET, clock=clock)
    assert entries(store)[:-1] == before
    told = entries(store)[-1]
    assert isinstance(told, PurposeTold)
    assert (told.visit_epoch, told.visit_seq, told.purpose) == (1, greeting.visit.seq, Purpose.INTERNET)
    assert today(store, clock=clock).by_purpose == {Purpose.INTERNET: 1}


def test_the_last_purpose_told_is_the_one_that_counts(store: Store, clock: StandingClock) -> None:
    greeting = check_in(store, new_card_code(), clock=clock)
    for purpose in (Purpose.INTERNET, Purpose.READING, Purpose.EVENT):
        tell_purpose(store, greeting.visit, purpose, clock=clock)
    assert today(store, clock=clock).by_purpose == {Purpose.EVENT: 1}


@pytest.mark.parametrize("visit", [EntryRef(1, 1), EntryRef(1, 99), EntryRef(2, 3), EntryRef(0, 0)])
def test_a_purpose_for_no_visit_is_refused_and_writes_nothing(
    store: Store, clock: StandingClock, visit: EntryRef
) -> None:
    with pytest.raises(Refused) as caught:
        tell_purpose(store, visit, Purpose.READING, clock=clock)
    assert caught.value.code == "visit_unknown"
    assert verify_journal(store) == 1


def test_the_days_figures_add_up(store: Store, clock: StandingClock) -> None:
    check_in(store, new_card_code(), clock=clock, purpose=Purpose.READING)
    clock.advance(3_600)
    tally(store, purpose=Purpose.CLASS_OR_CLUB, clock=clock, head_count=35, group=GroupKind.SCHOOL_CLASS)
    tally(store, purpose=Purpose.READING, clock=clock, method=Method.SELF_REGISTERED)
    figures = today(store, clock=clock)
    assert (figures.day, figures.visits) == (date(2026, 11, 23), 37)
    assert figures.by_hour == (*[0] * 8, 1, 36, *[0] * 14)
    assert figures.by_purpose == {Purpose.READING: 2, Purpose.CLASS_OR_CLUB: 35}
    assert figures.by_method == {Method.SCANNED: 1, Method.TALLIED: 35, Method.SELF_REGISTERED: 1}


def test_yesterday_is_not_today(store: Store, clock: StandingClock) -> None:
    tally(store, purpose=Purpose.READING, clock=clock)
    clock.advance(86_400)
    figures = today(store, clock=clock)
    assert (figures.visits, sum(figures.by_hour), figures.by_purpose) == (0, 0, {})
