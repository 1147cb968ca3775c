"""Opening a home that is not as it should be: the right word, and not one byte changed."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.storage.connection import open_store
from kiosk.storage.soundness import APPLICATION_ID
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.tally import tally
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Purpose
from tests.homes import POINT, KioskHome, StandingClock, new_reader, opened

from .conftest import contents

PAGE = 4_096


def changed(home: Home, statement: str) -> None:
    """The database changed behind the kiosk's back, and closed again."""
    connection = sqlite3.connect(home.database)
    try:
        connection.executescript(f"{statement}; PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def used(kiosk: KioskHome, clock: StandingClock) -> KioskHome:
    """The kiosk after a reader and sixty visits."""
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
        for _ in range(60):
            clock.advance(700)
            check_in(store, card.code, clock=clock)
    assert not kiosk.home.database.with_name("diem-doc.sqlite3-wal").exists()
    return kiosk


def refusal(home: Home) -> KioskError:
    before = contents(home)
    with pytest.raises(KioskError) as caught:
        open_store(home)
    after = contents(home)
    for extra in ("diem-doc.sqlite3-shm", "diem-doc.sqlite3-wal"):
        after.pop(extra, None)
    assert after == before, "nothing may be overwritten"
    return caught.value


def test_a_kiosk_opens_again_as_it_was_closed(kiosk: KioskHome, clock: StandingClock) -> None:
    used(kiosk, clock)
    with opened(kiosk.home) as store:
        assert today(store, clock=clock).visits > 0
        assert verify_journal(store) == 64


def test_safety_is_switched_on_for_every_connection(kiosk: KioskHome) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5_000}
    with opened(kiosk.home) as store, store.reading() as tx:
        found = {name: tx.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        assert tx.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        strict = tx.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict").fetchall()
    assert found == wanted
    assert {name for (name,) in strict} <= {"sqlite_schema", "sqlite_sequence", "_sqlite_migrations"}


def test_a_folder_without_a_kiosk_is_not_initialised_and_stays_empty(tmp_path: Path) -> None:
    assert refusal(Home(tmp_path)).code == "not_initialised"
    assert refusal(Home(tmp_path / "nowhere")).code == "not_initialised"
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_program_is_left_alone(kiosk: KioskHome) -> None:
    changed(
        kiosk.home,
        "INSERT INTO _sqlite_migrations VALUES (NULL, 'diem-doc', 'm9999_of_the_future', '2030-01-01')",
    )
    error = refusal(kiosk.home)
    assert isinstance(error, Refused)
    assert (error.code, error.details) == ("database_newer", {"step": "m9999_of_the_future"})


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE recipes (name TEXT)",
        "PRAGMA application_id = 7; CREATE TABLE recipes (name TEXT)",
        "PRAGMA application_id = 7",
    ],
)
def test_somebody_elses_database_is_left_alone(kiosk: KioskHome, clock: StandingClock, statements: str) -> None:
    kiosk.home.database.unlink()
    changed(kiosk.home, statements)
    assert refusal(kiosk.home).code == "database_foreign"
    before = contents(kiosk.home)
    with pytest.raises(Refused) as caught:
        initialise(kiosk.home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=clock)
    assert caught.value.code == "database_foreign"
    assert contents(kiosk.home) == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(random.Random(1).randbytes(50_000), id="random bytes"),
        pytest.param(b"SQLite format 3\x00" + random.Random(2).randbytes(50_000), id="an SQLite header, then garbage"),
        pytest.param(bytes(8_192), id="zeros"),
        pytest.param(b"<html>404</html>", id="a web page"),
    ],
)
def test_a_file_of_garbage_is_damaged_and_left_alone(kiosk: KioskHome, content: bytes) -> None:
    kiosk.home.database.write_bytes(content)
    error = refusal(kiosk.home)
    assert isinstance(error, Unavailable)
    assert error.code == "database_damaged"


def test_a_truncated_file_is_damaged_and_left_alone(kiosk: KioskHome, clock: StandingClock) -> None:
    whole = used(kiosk, clock).home.database.read_bytes()
    for length in (100, 512, PAGE, 2 * PAGE, len(whole) // 2, len(whole) - PAGE, len(whole) - 1):
        kiosk.home.database.write_bytes(whole[:length])
        assert refusal(kiosk.home).code == "database_damaged", length


@pytest.mark.parametrize("rest", [b"", b"\x00"])
def test_a_file_cut_to_nothing_is_damaged_and_not_filled_with_a_new_kiosk(kiosk: KioskHome, rest: bytes) -> None:
    kiosk.home.database.write_bytes(rest)
    assert refusal(kiosk.home).code == "database_damaged"
    assert kiosk.home.database.read_bytes() == rest


def spoiled_with_ones(page: bytes) -> bytes:
    return b"\xff" * len(page)


def spoiled_with_zeros(page: bytes) -> bytes:
    return bytes(len(page))


def spoiled_with_noise(page: bytes) -> bytes:
    return random.Random(page).randbytes(len(page))


@pytest.mark.parametrize("spoil", [spoiled_with_ones, spoiled_with_zeros, spoiled_with_noise])
def test_wherever_a_page_is_spoiled_the_word_is_damaged_or_all_facts_are_there(
    kiosk: KioskHome, clock: StandingClock, spoil: Callable[[bytes], bytes]
) -> None:
    whole = used(kiosk, clock).home.database.read_bytes()
    damaged = 0
    for start in range(0, len(whole), PAGE):
        spoiled = whole[:start] + spoil(whole[start : start + PAGE]) + whole[start + PAGE :]
        kiosk.home.database.write_bytes(spoiled)
        try:
            with opened(kiosk.home) as store:
                verified = verify_journal(store)
                clock.advance(86_400)
                tally(store, purpose=Purpose.READING, clock=clock)
        except Unavailable as error:
            damaged += 1
            assert error.code == "database_damaged"  # noqa: PT017 - one of two lawful outcomes
        else:
            assert verified == 64
        shutil.rmtree(kiosk.home.path / "log", ignore_errors=True)
        for name in ("diem-doc.sqlite3-wal", "diem-doc.sqlite3-shm"):
            (kiosk.home.path / name).unlink(missing_ok=True)
    assert damaged * 2 > len(whole) // PAGE


def test_an_entry_changed_behind_our_back_keeps_the_kiosk_from_opening(kiosk: KioskHome, clock: StandingClock) -> None:
    used(kiosk, clock)
    changed(kiosk.home, "DROP TRIGGER journal_is_never_changed; UPDATE journal SET raw = x'00' WHERE seq = 60")
    error = refusal(kiosk.home)
    assert (error.code, error.details) == ("database_damaged", {"epoch": 1, "seq": 60})


@pytest.mark.parametrize(
    ("content", "code"), [(None, "keys_missing"), (b"", "keys_damaged"), (b'{"device": "00', "keys_damaged")]
)
def test_without_its_keys_a_kiosk_does_not_open_and_makes_no_new_ones(
    kiosk: KioskHome, clock: StandingClock, content: bytes | None, code: str
) -> None:
    kiosk.home.keys.unlink()
    if content is not None:
        kiosk.home.keys.write_bytes(content)
    error = refusal(kiosk.home)
    assert (error.code, error.details) == (code, {"file": "keys.json"})


def test_a_busy_database_is_busy_and_not_broken(kiosk: KioskHome, clock: StandingClock) -> None:
    other = sqlite3.connect(kiosk.home.database)
    try:
        other.execute("BEGIN IMMEDIATE")
        with opened(kiosk.home) as store:
            with store.reading() as tx:
                tx.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(Unavailable) as caught:
                tally(store, purpose=Purpose.READING, clock=clock)
            assert caught.value.code == "database_busy"
            other.rollback()
            tally(store, purpose=Purpose.READING, clock=clock)
            assert today(store, clock=clock).visits == 1
    finally:
        other.close()
