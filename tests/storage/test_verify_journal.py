"""Does the journal notice what was done to it with the triggers out of the way?"""

import sqlite3

import pytest

from kiosk.errors import Unavailable
from kiosk.ids import new_card_code
from kiosk.storage.keyring import load_or_make
from kiosk.usecases.check_in import check_in
from kiosk.usecases.verify_journal import verify_journal
from tests.homes import KioskHome, StandingClock, new_reader, opened

TRIGGERS = "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_deleted;"
ENTRIES = 153


@pytest.fixture
def long_journal(kiosk: KioskHome, clock: StandingClock) -> KioskHome:
    """A kiosk with 153 entries: more than the tail that every start looks at."""
    with opened(kiosk.home) as store:
        new_reader(store, clock)
        for _ in range(149):
            clock.advance(60)
            check_in(store, new_card_code(), clock=clock)
        assert verify_journal(store) == ENTRIES
    return kiosk


def break_of(kiosk: KioskHome, statements: str) -> dict[str, object]:
    """Where verify_journal() finds the break that `statements` made."""
    connection = sqlite3.connect(kiosk.home.database)
    connection.executescript(TRIGGERS + statements)
    connection.close()
    with opened(kiosk.home) as store:
        with pytest.raises(Unavailable) as caught:
            verify_journal(store)
        assert caught.value.code == "database_damaged"
        return caught.value.details


@pytest.mark.parametrize("seq", [1, 2, 40, 80])
def test_one_changed_byte_is_found_at_its_entry(long_journal: KioskHome, seq: int) -> None:
    statement = f"UPDATE journal SET raw = CAST(x'ff' || substr(raw, 2) AS BLOB) WHERE seq = {seq}"  # noqa: S608 - a number of ours
    assert break_of(long_journal, statement) == {"epoch": 1, "seq": seq}


@pytest.mark.parametrize("seq", [1, 2, 40, 80])
def test_a_changed_hash_is_found_at_its_entry(long_journal: KioskHome, seq: int) -> None:
    statement = f"UPDATE journal SET hash = zeroblob(32) WHERE seq = {seq}"  # noqa: S608 - a number of ours
    assert break_of(long_journal, statement) == {"epoch": 1, "seq": seq}


@pytest.mark.parametrize("seq", [1, 2, 40, 80])
def test_a_deleted_entry_is_found_at_its_place(long_journal: KioskHome, seq: int) -> None:
    statement = f"DELETE FROM journal WHERE seq = {seq}"  # noqa: S608 - a number of ours
    assert break_of(long_journal, statement) == {"epoch": 1, "seq": seq}


@pytest.mark.parametrize("seq", [ENTRIES, 100, 10])
def test_entries_cut_off_at_the_end_are_missed_because_their_visits_are_there(
    long_journal: KioskHome, seq: int
) -> None:
    statement = f"DELETE FROM journal WHERE seq >= {seq}"  # noqa: S608 - a number of ours
    assert break_of(long_journal, statement) == {"epoch": 1, "seq": seq}


def test_entries_cut_off_together_with_their_visits_are_missed_when_the_province_had_confirmed_them(
    long_journal: KioskHome,
) -> None:
    statements = f"""
        INSERT INTO receipts SELECT epoch, seq, hash, 0, x'', 0 FROM journal WHERE seq = {ENTRIES};
        DELETE FROM visits WHERE seq > 100; DELETE FROM journal WHERE seq > 100
    """  # noqa: S608 - numbers of ours
    assert break_of(long_journal, statements) == {"epoch": 1, "seq": ENTRIES}


def test_two_entries_that_changed_places_are_found(long_journal: KioskHome) -> None:
    statements = """
        UPDATE journal SET seq = 9999 WHERE seq = 30; UPDATE journal SET seq = 30 WHERE seq = 31;
        UPDATE journal SET seq = 31 WHERE seq = 9999
    """
    assert break_of(long_journal, statements) == {"epoch": 1, "seq": 30}


def test_entries_that_were_renumbered_are_found_although_their_hashes_hold(long_journal: KioskHome) -> None:
    statements = """
        UPDATE journal SET seq = seq + 9000 WHERE seq > 40;
        UPDATE journal SET seq = seq - 8999 WHERE seq > 9000
    """
    assert break_of(long_journal, statements) == {"epoch": 1, "seq": 41}


def test_another_genesis_is_found_at_the_beginning(long_journal: KioskHome) -> None:
    assert break_of(long_journal, "UPDATE epochs SET nonce = zeroblob(16)") == {"epoch": 1, "seq": 0}


def test_a_journal_of_another_device_is_not_ours(long_journal: KioskHome) -> None:
    long_journal.home.keys.unlink()
    load_or_make(long_journal.home.keys)
    assert break_of(long_journal, "") == {"epoch": 1, "seq": 0}
