"""The honest line: only receipts count as confirmed."""

from kiosk.storage import journal, mirror
from kiosk.storage.connection import Store
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.values import GroupKind, Purpose
from tests.homes import MORNING, POINT, KioskHome, StandingClock


def counted(store: Store, clock: StandingClock, *head_counts: int) -> None:
    for count in head_counts:
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock, head_count=count, group=GroupKind.NONE)


def confirmed(store: Store, seq: int, at: int, quarantined: tuple[tuple[int, str], ...] = ()) -> None:
    with store.writing() as tx:
        head = journal.hash_at(tx, 1, seq)
        assert head is not None
        mirror.confirm(tx, epoch=1, seq=seq, head=head, at=at, signature=bytes(64), quarantined=quarantined)


def test_a_new_kiosk_has_confirmed_nothing_and_waits_with_nothing(kiosk: KioskHome, store: Store) -> None:
    status = sync_status(store)
    assert (status.point, status.device, status.enrolled, status.server) == (POINT, kiosk.device, False, "")
    assert (status.confirmed_visits, status.confirmed_at, status.confirmed_seq) == (0, None, 0)
    assert (status.pending_visits, status.pending_entries, status.oldest_pending_at) == (0, 1, None)
    assert (status.last_attempt_at, status.last_outcome, status.journal_entries) == (None, "", 1)


def test_what_is_not_confirmed_waits_and_is_counted_in_persons(store: Store, clock: StandingClock) -> None:
    counted(store, clock, 1, 35, 1)
    status = sync_status(store)
    assert (status.pending_visits, status.pending_entries, status.oldest_pending_at) == (37, 5, MORNING + 60)


def test_a_receipt_moves_visits_from_waiting_to_confirmed(store: Store, clock: StandingClock) -> None:
    counted(store, clock, 1, 35, 1)  # entries 3, 4, 5
    confirmed(store, 4, at=MORNING + 500)
    status = sync_status(store)
    assert (status.confirmed_visits, status.confirmed_at, status.confirmed_seq) == (36, MORNING + 500, 4)
    assert (status.pending_visits, status.pending_entries, status.oldest_pending_at) == (1, 1, MORNING + 180)


def test_the_same_receipt_twice_confirms_nobody_twice(store: Store, clock: StandingClock) -> None:
    counted(store, clock, 2, 3)
    confirmed(store, 3, at=MORNING)
    confirmed(store, 4, at=MORNING + 10)
    confirmed(store, 4, at=MORNING + 20)
    status = sync_status(store)
    assert (status.confirmed_visits, status.confirmed_at, status.pending_entries) == (5, MORNING + 20, 0)


def test_a_province_that_was_restored_to_less_makes_visits_wait_again(store: Store, clock: StandingClock) -> None:
    counted(store, clock, 1, 2, 4)
    confirmed(store, 3, at=MORNING)
    confirmed(store, 5, at=MORNING + 10)
    with store.writing() as tx:
        mirror.forget_confirmed_after(tx, 1, 3)
    status = sync_status(store)
    assert (status.confirmed_visits, status.pending_visits, status.confirmed_seq) == (1, 6, 3)


def test_a_purpose_told_later_waits_as_an_entry_but_not_as_a_visit(store: Store, clock: StandingClock) -> None:
    visit = tally(store, purpose=Purpose.NOT_TOLD, clock=clock).visit
    confirmed(store, 3, at=MORNING)
    tell_purpose(store, visit, Purpose.READING, clock=clock)
    status = sync_status(store)
    assert (status.pending_visits, status.pending_entries, status.oldest_pending_at) == (0, 1, None)


def test_what_the_province_could_not_count_is_told(store: Store, clock: StandingClock) -> None:
    counted(store, clock, 1)
    confirmed(store, 3, at=MORNING, quarantined=((3, "unknown_kind"),))
    confirmed(store, 3, at=MORNING, quarantined=((3, "unknown_kind"),))
    assert sync_status(store).quarantined == 1


def test_the_last_attempt_is_told_whether_it_went_well_or_not(store: Store) -> None:
    with store.writing() as tx:
        mirror.save_attempt(tx, mirror.Attempt(MORNING, "province_unreachable", 250))
        mirror.save_attempt(tx, mirror.Attempt(MORNING + 5, "ok", 500))
    status = sync_status(store)
    assert (status.last_attempt_at, status.last_outcome) == (MORNING + 5, "ok")


def test_an_enrolled_kiosk_names_its_province(store: Store) -> None:
    with store.writing() as tx:
        mirror.save_province(tx, mirror.Province("https://tinh.example.vn", bytes(32), 1, b"certificate", MORNING))
    status = sync_status(store)
    assert (status.enrolled, status.server) == (True, "https://tinh.example.vn")
