"""A wrong clock never stops anything, and what it said is set right (sync.md, guarantee 5)."""

import contextlib
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import BUILT
from kiosk.clock import day_number, local_day
from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage import visits
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.compare_clock import compare_clock
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Confidence, Doubt, Purpose
from sync.protocol.entries import BootStarted, ClockCompared, DateTold, VisitRecorded, decode
from sync.protocol.times import Evidence, Timeline
from tests.homes import MORNING, KioskHome, StandingClock, new_home, new_reader, opened

DAY = 86_400
YEAR = 365 * DAY
OF_2010 = 1_262_304_000


def come(store: Store, clock: StandingClock) -> int:
    return tally(store, purpose=Purpose.READING, clock=clock).at


def contact(store: Store, clock: StandingClock, province_at: int, *, seconds: int = 1) -> bool:
    """An exchange that took `seconds` and ends with the province's word that it is `province_at`."""
    sent = clock()
    clock.advance(seconds)
    return compare_clock(store, province_at, sent=sent, received=clock())


def times(store: Store) -> list[tuple[int, int, int]]:
    with store.reading() as tx:
        return tx.execute("SELECT at, day, confidence FROM visits ORDER BY epoch, seq").fetchall()


def entries(store: Store) -> list[Any]:
    with store.reading() as tx:
        return [decode(raw) for (raw,) in tx.execute("SELECT raw FROM journal ORDER BY epoch, seq")]


# ---- contacts ------------------------------------------------------------------------------------------------------


def test_a_contact_sets_right_what_this_boot_has_counted_and_leaves_the_entries_as_they_were(
    store: Store, clock: StandingClock
) -> None:
    clock.step(-16 * YEAR)
    come(store, clock)
    before = entries(store)
    clock.advance(600)
    assert contact(store, clock, MORNING + 601)
    assert times(store) == [(MORNING, day_number(MORNING), Confidence.PROVINCE)]
    assert entries(store)[: len(before)] == before
    assert isinstance(entries(store)[-1], ClockCompared)
    assert verify_journal(store) == len(entries(store))


def test_after_a_contact_no_step_of_the_clock_changes_what_is_counted(store: Store, clock: StandingClock) -> None:
    contact(store, clock, MORNING)
    for step in (-16 * YEAR, 30 * YEAR, 7_200):
        clock.step(step)
        clock.advance(60)
        come(store, clock)
    assert [at for at, _, _ in times(store)] == [MORNING + 60, MORNING + 120, MORNING + 180]
    assert today(store, clock=clock).visits == 3
    assert today(store, clock=clock).day == date(2026, 11, 23)


def test_an_idle_line_writes_nothing_and_twelve_hours_later_one_entry(store: Store, clock: StandingClock) -> None:
    assert contact(store, clock, clock.wall)
    written = sync_status(store).journal_entries
    for _ in range(47):
        clock.advance(899)
        assert not contact(store, clock, clock.wall)
    assert sync_status(store).journal_entries == written
    clock.advance(2 * 900)
    assert contact(store, clock, clock.wall)
    assert sync_status(store).journal_entries == written + 1


def test_a_contact_before_the_first_visitor_names_the_boot_first(store: Store, clock: StandingClock) -> None:
    clock.reboot()
    assert contact(store, clock, clock.wall)
    assert [type(entry) for entry in entries(store)[-2:]] == [BootStarted, ClockCompared]


def test_an_exchange_across_a_boot_says_nothing(store: Store, clock: StandingClock) -> None:
    sent = clock()
    clock.reboot()
    assert not compare_clock(store, MORNING, sent=sent, received=clock())


def test_a_boot_without_contact_is_held_by_the_contact_that_follows(store: Store, clock: StandingClock) -> None:
    contact(store, clock, clock.wall)
    clock.reboot(off=DAY)
    clock.step(900 * DAY)
    come(store, clock)
    clock.step(-900 * DAY)
    clock.reboot(off=DAY)
    contact(store, clock, clock.wall)
    assert times(store) == [(clock.wall - 1, day_number(clock.wall - 1), Confidence.UNSURE)]
    assert today(store, clock=clock).visits == 1


def test_every_day_finds_its_visits_after_they_were_moved(store: Store, clock: StandingClock) -> None:
    clock.step(400 * DAY)
    for _ in range(6):
        come(store, clock)
        clock.advance(DAY // 2)
    contact(store, clock, MORNING + 3 * DAY + 1)
    found = times(store)
    assert len({day for _, day, _ in found}) >= 3
    with store.reading() as tx:
        for day in {day for _, day, _ in found}:
            assert len(visits.on_day(tx, day)) == sum(row[1] == day for row in found)


# ---- doubt ---------------------------------------------------------------------------------------------------------


def test_a_dead_battery_before_the_first_contact_is_in_doubt_and_goes_on_counting(
    tmp_path: Path, clock: StandingClock
) -> None:
    clock.step(OF_2010 - clock.wall)
    with opened(new_home(tmp_path / "new", clock).home) as store:
        assert clock_standing(store, clock=clock).doubt is Doubt.BEFORE_BUILD
        assert come(store, clock) == clock.wall
        standing = clock_standing(store, clock=clock)
        assert (standing.doubt, standing.trusted, standing.proposed) == (Doubt.BEFORE_BUILD, None, BUILT)
        contact(store, clock, MORNING)
        assert clock_standing(store, clock=clock).doubt is Doubt.NONE
        assert today(store, clock=clock).day == date(2026, 11, 23)
        assert times(store)[0][2] == Confidence.PROVINCE


@pytest.mark.parametrize(
    ("step", "doubt"),
    [
        (0, Doubt.NONE),
        (29 * DAY, Doubt.NONE),
        (31 * DAY, Doubt.FAR_AHEAD),
        (-5_400, Doubt.BEHIND),
        (-16 * YEAR, Doubt.BEFORE_BUILD),
    ],
)
def test_a_boot_with_an_unlikely_clock_is_in_doubt(store: Store, clock: StandingClock, step: int, doubt: Doubt) -> None:
    last = come(store, clock)
    clock.reboot(off=3_600)
    clock.step(step)
    for _ in range(3):  # asked before and after the boot's first entry, and when time has passed
        standing = clock_standing(store, clock=clock)
        assert (standing.doubt, standing.trusted, standing.wall) == (doubt, last, clock.wall)
        come(store, clock)
        clock.advance(600)


def test_a_clock_that_jumps_while_the_kiosk_runs_is_in_doubt(store: Store, clock: StandingClock) -> None:
    come(store, clock)
    clock.step(31 * DAY)
    assert clock_standing(store, clock=clock).doubt is Doubt.STEPPED
    clock.step(-32 * DAY)
    assert clock_standing(store, clock=clock).doubt is Doubt.BEHIND
    clock.step(DAY)
    assert clock_standing(store, clock=clock).doubt is Doubt.NONE


def test_a_kiosk_that_is_never_switched_off_does_not_come_to_doubt_itself(store: Store, clock: StandingClock) -> None:
    come(store, clock)
    clock.advance(90 * DAY)
    assert clock_standing(store, clock=clock).doubt is Doubt.NONE


def test_a_storm_of_boots_makes_no_wrong_clock_right(store: Store, clock: StandingClock) -> None:
    trusted = come(store, clock)
    clock.step(14 * YEAR)
    for _ in range(20):
        clock.reboot(off=90)
        come(store, clock)
        standing = clock_standing(store, clock=clock)
        assert (standing.doubt, standing.trusted) == (Doubt.FAR_AHEAD, trusted)
    clock.step(-14 * YEAR)
    clock.reboot(off=90)
    assert clock_standing(store, clock=clock).doubt is Doubt.NONE
    contact(store, clock, clock.wall)
    assert {confidence for _, _, confidence in times(store)} == {Confidence.CLOCK, Confidence.UNSURE}
    assert max(at for at, _, _ in times(store)) <= clock.wall


def test_a_clock_behind_the_last_contact_counts_at_that_contact_and_turns_nobody_away(
    store: Store, clock: StandingClock
) -> None:
    card = new_reader(store, clock).code
    contact(store, clock, clock.wall)
    known = clock.wall - 1
    for _ in range(3):
        clock.reboot()
        clock.step(OF_2010 - clock.wall)
        greeting = check_in(store, card, clock=clock)
        assert greeting.at == known
    assert [confidence for _, _, confidence in times(store)] == [Confidence.UNSURE] * 3


def test_a_clock_in_doubt_makes_no_card_expire(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock).code
    come(store, clock)
    clock.reboot()
    clock.step(10 * YEAR)
    assert check_in(store, card, clock=clock).known
    tell_date(store, MORNING + 10 * YEAR, clock=clock)
    clock.advance(700)
    with pytest.raises(Refused, match="card_expired"):
        check_in(store, card, clock=clock)


def test_a_card_that_had_expired_before_the_doubt_stays_expired(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock).code
    clock.advance(4 * YEAR)
    come(store, clock)
    clock.reboot()
    clock.step(10 * YEAR)
    with pytest.raises(Refused, match="card_expired"):
        check_in(store, card, clock=clock)


def test_the_window_of_a_second_scan_holds_across_a_correction(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock).code
    clock.step(-2 * DAY)
    check_in(store, card, clock=clock)
    clock.advance(30)
    contact(store, clock, MORNING + 31)
    with pytest.raises(Refused) as caught:
        check_in(store, card, clock=clock)
    assert caught.value.details == {"at": MORNING}


# ---- «Hôm nay là ngày…?» -------------------------------------------------------------------------------------------


def test_the_officers_word_sets_right_what_this_boot_has_counted(store: Store, clock: StandingClock) -> None:
    clock.reboot()
    clock.step(OF_2010 - clock.wall)
    come(store, clock)
    clock.advance(3_600)
    tell_date(store, MORNING + DAY, clock=clock)
    assert isinstance(entries(store)[-1], DateTold)
    assert times(store) == [(MORNING + DAY - 3_600, day_number(MORNING + DAY), Confidence.OFFICER)]
    clock.advance(60)
    come(store, clock)
    assert times(store)[-1][0] == MORNING + DAY + 60
    standing = clock_standing(store, clock=clock)
    assert (standing.doubt, standing.now, standing.confidence) == (Doubt.NONE, MORNING + DAY + 60, Confidence.OFFICER)
    assert today(store, clock=clock).visits == 2


def test_a_second_word_corrects_the_first_and_the_province_both(store: Store, clock: StandingClock) -> None:
    come(store, clock)
    tell_date(store, MORNING + 20 * YEAR, clock=clock)
    clock.advance(60)
    tell_date(store, MORNING + DAY + 60, clock=clock)
    assert times(store) == [(MORNING + DAY, day_number(MORNING + DAY), Confidence.OFFICER)]
    contact(store, clock, MORNING + 5 * DAY + 61)
    assert times(store) == [(MORNING + 5 * DAY, day_number(MORNING + 5 * DAY), Confidence.PROVINCE)]


@pytest.mark.parametrize("told", [0, BUILT - 1, BUILT + 31 * YEAR])
def test_a_date_that_cannot_be_is_refused_and_writes_nothing(store: Store, clock: StandingClock, told: int) -> None:
    before = sync_status(store).journal_entries
    with pytest.raises(Refused) as caught:
        tell_date(store, told, clock=clock)
    assert caught.value.code == "date_impossible"
    assert sync_status(store).journal_entries == before


def test_no_word_goes_behind_or_against_the_province(store: Store, clock: StandingClock) -> None:
    contact(store, clock, clock.wall + DAY)
    with pytest.raises(Refused, match="clock_confirmed"):
        tell_date(store, MORNING + 2 * DAY, clock=clock)
    clock.reboot()
    with pytest.raises(Refused, match="date_impossible"):
        tell_date(store, MORNING, clock=clock)


# ---- any life ------------------------------------------------------------------------------------------------------

lives = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.just(0)),
        st.tuples(st.just("advance"), st.integers(1, 2 * DAY)),
        st.tuples(st.just("step"), st.sampled_from([-16 * YEAR, -2 * DAY, -90, 90, 2 * DAY, 14 * YEAR])),
        st.tuples(st.just("reboot"), st.integers(20, 3 * DAY)),
        st.tuples(st.just("contact"), st.sampled_from([0, 0, 0, 5, -5])),
        st.tuples(st.just("tell"), st.sampled_from([0, 3_600, -3_600, 40 * DAY, -2 * DAY])),
    ),
    max_size=30,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(life=lives)
def test_what_is_stored_step_by_step_is_what_the_whole_chain_says(
    first_kiosk: KioskHome, tmp_path_factory: pytest.TempPathFactory, life: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("life") / "kiosk"
    shutil.copytree(first_kiosk.home.path, folder)
    clock, ahead = StandingClock(), 0
    with opened(Home(folder)) as store:
        for act, number in life:
            if act == "come":
                come(store, clock)
            elif act == "contact":
                contact(store, clock, clock.wall + 1 - ahead + number)
            elif act == "tell":
                with contextlib.suppress(Refused):
                    tell_date(store, clock.wall - ahead + number, clock=clock)
            else:
                getattr(clock, act)(number)
                ahead += number if act == "step" else 0
            clock_standing(store, clock=clock)
        assert stored(store) == from_scratch(store)
        days = [day for _, day, _ in times(store)]
        with store.reading() as tx:
            assert all(len(visits.on_day(tx, day)) == days.count(day) for day in days)
        shown = today(store, clock=clock)
        assert shown.visits == days.count((shown.day - date(1970, 1, 1)).days)


def stored(store: Store) -> dict[tuple[int, int], tuple[int, int, int]]:
    with store.reading() as tx:
        rows = tx.execute("SELECT epoch, seq, at, day, confidence FROM visits").fetchall()
    return {(epoch, seq): (at, day, confidence) for epoch, seq, at, day, confidence in rows}


def from_scratch(store: Store) -> dict[tuple[int, int], tuple[int, int, int]]:
    with store.reading() as tx:
        rows = tx.execute("SELECT epoch, seq, raw FROM journal").fetchall()
    written = {(epoch, seq): decode(raw) for epoch, seq, raw in rows}
    evidence = []
    for place, entry in written.items():
        if isinstance(entry, ClockCompared):
            evidence.append(Evidence(*place, entry.boot, entry.mono, entry.province_at, Confidence.PROVINCE))
        elif isinstance(entry, DateTold):
            evidence.append(Evidence(*place, entry.boot, entry.mono, entry.told_at, Confidence.OFFICER))
    timeline, found = Timeline(evidence), {}
    for place, entry in written.items():
        if isinstance(entry, VisitRecorded):
            at, confidence = timeline.time(place, entry.boot, entry.wall, entry.mono)
            found[place] = (at, day_number(at), confidence)
    return found


def test_a_strangers_second_scan_is_judged_by_corrected_time_across_boots(store: Store, clock: StandingClock) -> None:
    card = new_card_code()
    contact(store, clock, clock.wall + DAY)
    at = check_in(store, card, clock=clock).at
    clock.reboot(off=60)
    contact(store, clock, at + 120)
    with pytest.raises(Refused) as caught:
        check_in(store, card, clock=clock)
    assert caught.value.details == {"at": at}
    assert local_day(at) == date(2026, 11, 24)
