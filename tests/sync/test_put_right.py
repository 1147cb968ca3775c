"""What is put right, told later or tagged is counted alike by the kiosk, by its sister and by the province."""

import sqlite3
from collections import Counter
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from kiosk.clock import day_number
from kiosk.storage import corrections, journal, service_points, visits
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.join_group import group_offer, join_group
from kiosk.usecases.programme import cancel_event, plan_event, programme_between
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.values import Consent, Correction, CountingRule, EntryRef, GroupKind, Method, PlannedEvent, Purpose, Sex
from sync.client.runner import run_pass
from tests.homes import StandingClock, new_reader
from tests.province.servers import Served
from tests.sync.rooms import Room

Counts = dict[tuple[int, int, int], int]
_DAY = 86_400


def _counts(store: Store, table: str = "visits") -> Counts:
    """Persons by (day, method, purpose), as the kiosk counts them now."""
    found: Counter[tuple[int, int, int]] = Counter()
    with store.reading() as tx:
        rows = tx.execute(f"SELECT day, method, purpose, coalesce(counted, head_count) FROM {table}")  # noqa: S608 # two names
        for day, method, purpose, persons in rows:
            found[day, method, purpose] += persons
    return {key: persons for key, persons in found.items() if persons}


def _at_province(province: Served, device: bytes) -> Counts:
    held = sqlite3.connect(province.home / "province.db")
    rows = held.execute(
        "SELECT day, method, purpose, visits, records FROM province_daycount c "
        "JOIN province_device d ON d.id = c.device_id WHERE d.device_id = ?",
        (device,),
    ).fetchall()
    held.close()
    assert all(records > 0 for *_, records in rows)
    return {(day, method, purpose): persons for day, method, purpose, persons, _ in rows}


def _put_right(store: Store, clock: StandingClock, visit: EntryRef, reason: Correction, **read: int) -> None:
    with store.writing() as tx:
        reading = corrections.reading_of(tx, visit)
        assert reading is not None
        for name, value in read.items():
            setattr(reading, name, value)
        corrections.correct(tx, journal.Writer(tx, clock()), visit, reading, reason)


def _late(store: Store, clock: StandingClock, told_at: int, persons: int) -> EntryRef:
    with store.writing() as tx:
        visit = visits.NewVisit(method=Method.TALLIED, purpose=Purpose.READING, head_count=persons, told_at=told_at)
        return visits.record(tx, journal.Writer(tx, clock()), visit)


def _a_day(store: Store, clock: StandingClock) -> dict[str, EntryRef]:
    """A class of 35 that was 34, one of its pupils with a card, a walk-in by mistake, a late sheet, an event."""
    with store.reading() as tx:
        now = journal.present_time(tx, clock())  # by the province's clock once it was heard
    plan_event(store, title="Ngày sách", starts_at=now + 3_600, ends_at=now + 7_200, clock=clock)
    pupil = new_reader(store, clock)
    group = tally(store, purpose=Purpose.CLASS_OR_CLUB, head_count=35, group=GroupKind.SCHOOL_CLASS, clock=clock)
    clock.advance(60)
    scanned = check_in(store, pupil.code, clock=clock)
    offer = group_offer(store, clock=clock)
    assert offer is not None
    assert (offer.visit, offer.heads) == (group.visit, 35)
    join_group(store, scanned.visit, offer.visit, clock=clock)
    _put_right(store, clock, group.visit, Correction.WRONG_NUMBER, counted=34)
    mistake = tally(store, purpose=Purpose.INTERNET, clock=clock)
    _put_right(store, clock, mistake.visit, Correction.MISTAKE, counted=0)
    late = _late(store, clock, clock.wall - 3 * _DAY, 12)
    clock.advance(4_000)
    tagged = tally(store, purpose=Purpose.EVENT, clock=clock)
    return {
        "group": group.visit,
        "scanned": scanned.visit,
        "mistake": mistake.visit,
        "late": late,
        "tagged": tagged.visit,
    }


_EXPECTED = {
    (Method.TALLIED, Purpose.CLASS_OR_CLUB): 34,
    (Method.TALLIED, Purpose.READING): 12,
    (Method.TALLIED, Purpose.EVENT): 1,
}


def _sums(counts: Counts) -> dict[tuple[int, int], int]:
    """Without the days: those follow the province's clock, which is this machine's."""
    found: Counter[tuple[int, int]] = Counter()
    for (_, method, purpose), persons in counts.items():
        found[method, purpose] += persons
    return dict(found)


def _events(store: Store) -> tuple[PlannedEvent, ...]:
    return programme_between(store, 0, 2**40)


def test_kiosk_sister_and_province_count_alike_what_was_put_right(
    room: Room, province: Served, clock: StandingClock
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    _a_day(first, clock)
    for kiosk in (first, second):
        run_pass(kiosk, clock=clock)
    counts = _counts(first)
    assert _sums(counts) == _EXPECTED
    assert _counts(second, "sister_visits") == _at_province(province, first.keyring.device_id) == counts
    status = sync_status(first)
    assert (status.confirmed_visits, status.pending_visits, status.quarantined) == (47, 0, 0)
    rebuilt = province.command("rebuild-projection")
    assert rebuilt["differing"] == []
    assert [event.title for event in _events(second)] == ["Ngày sách"]


def test_what_is_put_right_after_it_was_sent_counts_alike_once_it_is_sent_too(
    room: Room, province: Served, clock: StandingClock
) -> None:
    store = room.kiosk("kiosk")
    made = _a_day(store, clock)
    run_pass(store, clock=clock)
    device = store.keyring.device_id
    tell_purpose(store, made["tagged"], Purpose.READING, clock=clock)
    _put_right(store, clock, made["tagged"], Correction.WRONG_PURPOSE, purpose=int(Purpose.INTERNET))
    tell_purpose(store, made["group"], Purpose.EVENT, clock=clock)
    _put_right(store, clock, made["mistake"], Correction.COUNTED_AFTER_ALL, counted=1)
    _put_right(store, clock, made["late"], Correction.WRONG_NUMBER, counted=2)
    assert sync_status(store).pending_visits == 1 - 10
    assert _sums(_at_province(province, device)) == _EXPECTED
    run_pass(store, clock=clock)
    assert _at_province(province, device) == _counts(store)
    assert sum(_counts(store).values()) == sync_status(store).confirmed_visits == 38
    assert province.command("rebuild-projection")["differing"] == []


def test_a_late_visit_stays_on_its_day_whatever_becomes_known_of_the_clock(
    room: Room, province: Served, clock: StandingClock
) -> None:
    store = room.kiosk("kiosk")
    clock.reboot()
    clock.step(-400 * _DAY)
    tally(store, purpose=Purpose.READING, clock=clock)
    told = clock.wall + 400 * _DAY - 2 * _DAY
    _late(store, clock, told, 5)
    tell_date(store, clock.wall + 400 * _DAY, clock=clock)
    assert _counts(store)[day_number(told), Method.TALLIED, Purpose.READING] == 5
    run_pass(store, clock=clock)
    assert _at_province(province, store.keyring.device_id) == _counts(store)


def _readers(tx: Database) -> list[tuple[int, ...]]:
    return tx.execute(
        "SELECT consent, approval, approved_at IS NULL, staff, erasure_asked_at IS NULL FROM readers"
    ).fetchall()


def test_what_becomes_of_a_reader_is_known_at_the_sister_and_after_a_restore(
    room: Room, clock: StandingClock, note: Callable[..., None]
) -> None:
    first, second = room.kiosk("first"), room.kiosk("second")
    choose(first, approval=True)
    register_reader(
        first, full_name="Đỗ Minh Khôi", birth_year=2016, sex=Sex.MALE, consent=Consent.AWAITED, clock=clock
    )
    before = room.copy(first, "older")
    with first.reading() as tx:
        assert _readers(tx) == [(Consent.AWAITED, 1, 1, 0, 1)]
    note(first, clock)
    with first.writing() as tx:
        service_points.name(tx, journal.Writer(tx, clock()), 2, "Trung tâm học tập")
        service_points.choose_counting(tx, journal.Writer(tx, clock()), CountingRule.SERVICE_POINT)
    for kiosk in (first, second):
        run_pass(kiosk, clock=clock)
        with kiosk.reading() as tx:
            assert _readers(tx) == [(Consent.REPRESENTATIVE, 1, 0, 1, 0)]
            assert service_points.named(tx) == {2: "Trung tâm học tập"}
            assert not service_points.is_per_site(tx)
    first.close()
    older = room.open(before)
    run_pass(older, clock=clock)
    with older.reading() as tx:
        assert _readers(tx) == [(Consent.REPRESENTATIVE, 1, 0, 1, 0)]
        assert service_points.named(tx) == {2: "Trung tâm học tập"}


@pytest.fixture
def note() -> Callable[..., None]:
    """The slip came back, an officer approved, marked as staff, and the reader wants to be forgotten."""
    from kiosk.storage import reader_notes, readers
    from sync.protocol.entries import ConsentTold, ErasureRequested, ReaderApproved, StaffMarked

    def told(store: Store, clock: StandingClock) -> None:
        with store.writing() as tx:
            writer, own = journal.Writer(tx, clock()), store.keyring.device_id
            (reader,) = readers.every(tx)
            representative = int(Consent.REPRESENTATIVE)
            reader_notes.write(tx, writer, own, ConsentTold, reader.name, consent=representative, consent_text=1)
            reader_notes.write(tx, writer, own, ReaderApproved, reader.name)
            reader_notes.write(tx, writer, own, StaffMarked, reader.name, staff=1)
            reader_notes.write(tx, writer, own, ErasureRequested, reader.name)

    return told


def test_what_was_put_right_on_a_branch_moves_with_it(room: Room, province: Served, clock: StandingClock) -> None:
    store = room.kiosk("kiosk")
    tally(store, purpose=Purpose.READING, clock=clock)
    run_pass(store, clock=clock)
    clone = room.open(room.copy(store, "clone"))
    tally(store, purpose=Purpose.READING, head_count=3, clock=clock)
    run_pass(store, clock=clock)
    made = _a_day(clone, clock)
    assert made["late"].epoch == 1
    run_pass(clone, clock=clock)
    assert sync_status(clone).quarantined == 0
    assert _sums(_counts(clone)) == {**_EXPECTED, (Method.TALLIED, Purpose.READING): 12 + 4}
    assert _counts(clone) == _at_province(province, store.keyring.device_id)
    (event,) = _events(clone)
    with clone.reading() as tx:
        tagged = tx.execute("SELECT event FROM visits WHERE event IS NOT NULL").fetchall()
        assert tagged == [(event.number,)]
        renamed = tx.execute("SELECT min(visit_epoch), min(epoch) FROM corrections").fetchone()
        assert min(renamed) > 1
        assert event.name == (store.keyring.device_id, 2, event.name[2])
    cancel_event(clone, event.number, clock=clock)
    _put_right(clone, clock, _visit_of(clone, 34), Correction.WRONG_NUMBER, counted=30)
    run_pass(clone, clock=clock)
    assert _counts(clone) == _at_province(province, store.keyring.device_id)
    assert [event.cancelled for event in _events(clone)] == [True]
    assert province.command("rebuild-projection")["differing"] == []


def _visit_of(store: Store, counted: int) -> EntryRef:
    with store.reading() as tx:
        (row,) = tx.execute("SELECT epoch, seq FROM visits WHERE counted = ?", (counted,)).fetchall()
        return EntryRef(*row)
