"""The journal: gapless, append-only, and never without its facts."""

import sqlite3
import subprocess
import sys

import pytest

from kiosk.errors import Refused
from kiosk.storage import journal, visits
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.tally import tally
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Method, Purpose
from sync.protocol.entries import BootStarted, EpochOpened, VisitRecorded, chained, decode, genesis
from tests.homes import POINT, KioskHome, StandingClock, new_reader, opened

WALK_IN = visits.NewVisit(method=Method.TALLIED, purpose=Purpose.READING)


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.reading() as tx:
        return tx.execute(query).fetchall()


def test_the_first_entry_opens_the_epoch_with_point_and_program(store: Store) -> None:
    [(epoch, seq, raw, digest)] = rows(store, "SELECT epoch, seq, raw, hash FROM journal")
    [(nonce, start)] = rows(store, "SELECT nonce, genesis FROM epochs")
    assert (epoch, seq) == (1, 1)
    entry = decode(raw)  # type: ignore[arg-type] # a BLOB
    assert isinstance(entry, EpochOpened)
    assert (entry.point, entry.previous_epoch, entry.previous_hash) == (POINT.code, 0, b"")
    assert start == genesis(store.keyring.public_key, 1, nonce)  # type: ignore[arg-type] # a BLOB
    assert digest == chained(start, raw)  # type: ignore[arg-type] # BLOBs


def test_a_visit_is_a_row_and_an_entry_with_the_same_name(store: Store, clock: StandingClock) -> None:
    tallied = tally(store, purpose=Purpose.READING, clock=clock)
    [(raw,)] = rows(store, "SELECT raw FROM journal WHERE epoch = 1 ORDER BY seq DESC LIMIT 1")
    entry = decode(raw)  # type: ignore[arg-type] # a BLOB
    assert isinstance(entry, VisitRecorded)
    assert (entry.wall, entry.mono, entry.purpose, entry.head_count) == (clock.wall, clock.mono, Purpose.READING, 1)
    assert rows(store, "SELECT epoch, seq, at, purpose FROM visits") == [
        (1, tallied.visit.seq, clock.wall, Purpose.READING)
    ]


def test_each_boot_is_counted_once_and_named_before_its_first_entry(store: Store, clock: StandingClock) -> None:
    tally(store, purpose=Purpose.READING, clock=clock)
    tally(store, purpose=Purpose.READING, clock=clock)
    clock.reboot()
    tally(store, purpose=Purpose.READING, clock=clock)
    entries = [decode(raw) for (raw,) in rows(store, "SELECT raw FROM journal ORDER BY seq")]  # type: ignore[arg-type] # BLOBs
    assert [entry.boot for entry in entries if entry] == [0, 1, 1, 1, 2, 2]
    boots = [entry for entry in entries if isinstance(entry, BootStarted)]
    assert boots[1].boot_id == clock.boot


# ---- nothing but appending -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seq", [0, 1, 3, 9, -1])
def test_only_the_next_number_can_be_written(store: Store, seq: int) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"FOREIGN KEY|UNIQUE|CHECK"), store.writing() as tx:
        tx.execute("INSERT INTO journal VALUES (1, ?, x'00', x'00')", (seq,))
    assert verify_journal(store) == 1


def test_an_epoch_begins_with_entry_one(store: Store) -> None:
    with store.writing() as tx:
        tx.execute("INSERT INTO epochs VALUES (2, x'', x'', x'')")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), store.writing() as tx:
        tx.execute("INSERT INTO journal VALUES (2, 2, x'00', x'00')")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET raw = x'00' WHERE seq = 1",
        "UPDATE journal SET seq = 7",
        "UPDATE OR REPLACE journal SET hash = x'00'",
        "INSERT OR REPLACE INTO journal VALUES (1, 1, x'00', x'00')",
        "INSERT OR REPLACE INTO journal SELECT 1, max(seq), x'00', x'00' FROM journal",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM epochs",
    ],
)
def test_nothing_that_was_written_is_changed_or_deleted(store: Store, clock: StandingClock, statement: str) -> None:
    tally(store, purpose=Purpose.READING, clock=clock)
    before = rows(store, "SELECT * FROM journal")
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|FOREIGN KEY"), store.writing() as tx:
        tx.execute(statement)
    assert rows(store, "SELECT * FROM journal") == before


def test_an_entry_of_an_unknown_epoch_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), store.writing() as tx:
        tx.execute("INSERT INTO journal VALUES (9, 1, x'00', x'00')")


# ---- a fact and its entry commit together --------------------------------------------------------------------------


class PowerCut(Exception):
    """Something fails between the fact and the commit."""


def fail_after_the_visit(store: Store, clock: StandingClock) -> None:
    with store.writing() as tx:
        visits.record(tx, journal.Writer(tx, clock()), WALK_IN)
        raise PowerCut


def test_a_failure_before_the_commit_leaves_neither_fact_nor_entry(store: Store, clock: StandingClock) -> None:
    before = rows(store, "SELECT * FROM journal")
    with pytest.raises(PowerCut):
        fail_after_the_visit(store, clock)
    assert rows(store, "SELECT * FROM journal") == before
    assert rows(store, "SELECT * FROM visits") == []
    assert rows(store, "SELECT boot FROM boots") == [(0,)]


def test_a_fact_that_the_database_refuses_leaves_no_entry(store: Store, clock: StandingClock) -> None:
    nobody = visits.NewVisit(method=Method.TALLIED, purpose=Purpose.READING, head_count=0)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"), store.writing() as tx:
        visits.record(tx, journal.Writer(tx, clock()), nobody)
    assert verify_journal(store) == 1
    tally(store, purpose=Purpose.READING, clock=clock)
    assert today(store, clock=clock).visits == 1


def test_an_entry_that_the_database_refuses_leaves_no_fact(store: Store, clock: StandingClock) -> None:
    with store.writing() as tx:
        tx.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN NEW.seq = 3 BEGIN SELECT raise(ABORT, 'refused'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="refused"):
        tally(store, purpose=Purpose.READING, clock=clock)
    assert rows(store, "SELECT * FROM visits") == []
    assert verify_journal(store) == 1


def test_a_refused_check_in_writes_nothing_at_all(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    check_in(store, card.code, clock=clock)
    clock.reboot()
    before = rows(store, "SELECT * FROM journal"), rows(store, "SELECT * FROM boots")
    with pytest.raises(Refused):
        check_in(store, card.code, clock=clock)
    assert (rows(store, "SELECT * FROM journal"), rows(store, "SELECT * FROM boots")) == before


# ---- two programs on one home --------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from kiosk.config import Home
from kiosk.usecases.tally import tally
from kiosk.usecases.today import today
from kiosk.values import Purpose
from tests.homes import StandingClock, opened
clock = StandingClock()
with opened(Home(Path(sys.argv[1]))) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        print(tally(store, purpose=Purpose.READING, clock=clock).visit.seq, flush=True)
"""


def test_commands_beside_an_open_kiosk_never_fork_the_chain(kiosk: KioskHome, clock: StandingClock) -> None:
    each = 40
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(kiosk.home.path), str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    with opened(kiosk.home) as store:
        mine = [tally(store, purpose=Purpose.EVENT, clock=clock).visit.seq for _ in range(each)]
        theirs = [int(line) for writer in writers for line in writer.communicate()[0].split()]
        assert [writer.returncode for writer in writers] == [0, 0, 0]
        assert len(set(mine + theirs)) == 4 * each
        # the opening, one boot that all of them are in, and the visits
        assert verify_journal(store) == 2 + 4 * each


def test_a_second_init_does_not_begin_a_second_epoch(kiosk: KioskHome, clock: StandingClock) -> None:
    with pytest.raises(Refused):
        initialise(kiosk.home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=clock)
    with opened(kiosk.home) as store:
        assert rows(store, "SELECT epoch FROM epochs") == [(1,)]
