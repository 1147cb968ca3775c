"""A reader who is erased stays erased: in the tables, in the log, in every older database that is put back."""

import os
import shutil
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import erasures, highwater
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import EntryRef
from sync.protocol.entries import CardRevoked, ReaderErased, decode
from tests.homes import KioskHome, StandingClock, new_reader, opened


def wrapped_of(store: Store, reader: EntryRef) -> bytes | None:
    with store.reading() as tx:
        row = tx.execute("SELECT wrapped FROM readers WHERE epoch = ? AND seq = ?", reader).fetchone()
    found: bytes | None = row[0]
    return found


def somewhere_in(home: Home, needle: bytes) -> list[str]:
    """Every file of the home in which these bytes stand."""
    return [path.name for path in home.path.rglob("*") if path.is_file() and needle in path.read_bytes()]


def entries(store: Store) -> list[object]:
    with store.reading() as tx:
        return [decode(raw) for (raw,) in tx.execute("SELECT raw FROM journal ORDER BY epoch, seq")]


@pytest.mark.parametrize("by_card", [True, False], ids=["by card", "by entry"])
def test_an_erased_readers_key_is_nowhere_and_their_visits_still_count(
    kiosk: KioskHome, clock: StandingClock, by_card: bool
) -> None:
    with opened(kiosk.home) as store:
        card, other = new_reader(store, clock), new_reader(store, clock, full_name="Trần Văn Đức")
        check_in(store, card.code, clock=clock)
        key, others = wrapped_of(store, card.reader), wrapped_of(store, other.reader)
        assert key is not None
        assert others is not None
        assert somewhere_in(kiosk.home, key)
        presented = card.code if by_card else f"{card.reader.epoch}-{card.reader.seq}"
        assert erase_reader(store, presented, clock=clock) == 1
        assert wrapped_of(store, card.reader) is None
        assert somewhere_in(kiosk.home, key) == []
        assert somewhere_in(kiosk.home, others)
        assert [type(entry) for entry in entries(store)[-2:]] == [CardRevoked, ReaderErased]
        assert today(store, clock=clock).visits == 1
        verify_journal(store)
        with pytest.raises(Refused, match="card_revoked"):
            check_in(store, card.code, clock=clock)
        with pytest.raises(Refused, match="reader_erased"):
            erase_reader(store, presented, clock=clock)
        assert check_in(store, other.code, clock=clock).short_name == "Đức"


@pytest.mark.parametrize("presented", ["9-9", "1-1", "TB9900000000000009M"])
def test_who_is_not_a_reader_here_cannot_be_erased(store: Store, clock: StandingClock, presented: str) -> None:
    with pytest.raises(Refused):
        erase_reader(store, presented, clock=clock)
    assert not store.home.erasures.exists()
    assert verify_journal(store) == 1


def test_an_older_database_that_is_put_back_forgets_the_reader_again_and_says_so(
    kiosk: KioskHome, clock: StandingClock, tmp_path: Path
) -> None:
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
    older = shutil.copy(kiosk.home.database, tmp_path / "older")
    with opened(kiosk.home) as store:
        key = wrapped_of(store, card.reader)
        erase_reader(store, card.code, clock=clock)
    shutil.copy(older, kiosk.home.database)
    assert key is not None
    for _ in range(2):
        store = open_home(kiosk.home, clock=clock, random_bytes=os.urandom)
        try:
            assert wrapped_of(store, card.reader) is None
            assert somewhere_in(kiosk.home, key) == []
            told = [type(entry) for entry in entries(store)]
            assert (told.count(CardRevoked), told.count(ReaderErased)) == (1, 1)
            with pytest.raises(Refused, match="card_revoked"):
                check_in(store, card.code, clock=clock)
        finally:
            store.close()


def test_what_the_feed_erased_is_noted_outside_the_database_too(store: Store) -> None:
    heard = erasures.Erased(bytes(range(16)), 3, 14)
    with store.writing() as tx:
        tx.execute("INSERT INTO erased VALUES (?, ?, ?)", heard)
    for _ in range(2):
        erasures.keep(store)
        assert erasures.known(store.home.erasures) == [heard]


def test_a_reader_who_was_written_again_under_another_name_is_known_in_an_older_database(
    kiosk: KioskHome, clock: StandingClock
) -> None:
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
        new_reader(store, clock, full_name="Trần Văn Đức")
        made = back_up(store, clock=clock, sticks=list)
        with store.writing() as tx:  # as parting.py does it
            tx.execute("UPDATE readers SET epoch = 2, seq = 9 WHERE epoch = ? AND seq = ?", card.reader)
            tx.execute("INSERT INTO erased VALUES (?, 2, 9)", (store.keyring.device_id,))
        erasures.keep(store)
        highwater.keep(store)
    restore_backup(kiosk.home, made.path, clock=clock, random_bytes=os.urandom)
    with opened(kiosk.home) as store:
        assert wrapped_of(store, card.reader) is None
        with store.reading() as tx:
            assert tx.execute("SELECT count(*) FROM readers WHERE wrapped IS NOT NULL").fetchone() == (1,)


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_line_that_a_power_cut_left_unfinished_costs_no_other(store: Store, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "erasures"
    first, second, third = (erasures.Erased(bytes([number] * 16), 1, number) for number in (1, 2, 3))
    with store.reading() as tx:
        erasures.note(tx, path, [first])
        erasures.note(tx, path, [second])
        path.write_bytes(path.read_bytes()[:-cut])
        assert erasures.known(path) == ([first, second] if cut == 1 else [first])
        erasures.note(tx, path, [third])
        assert erasures.known(path) == ([first, second, third] if cut == 1 else [first, third])
