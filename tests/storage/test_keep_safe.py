"""What is done after each pass and at closing: erasures noted, the mark raised, one backup a day."""

from pathlib import Path

import pytest

from kiosk.storage import erasures, highwater
from kiosk.storage.connection import Store
from kiosk.usecases.keep_safe import keep_safe
from kiosk.usecases.tally import tally
from kiosk.values import Purpose
from tests.homes import StandingClock


def backups(store: Store) -> list[Path]:
    return sorted(store.home.backups.glob("diem-doc-*.sqlite3"))


def test_a_day_has_one_backup_and_its_end_one_more_when_there_is_news(store: Store, clock: StandingClock) -> None:
    for expected, closing in ((1, False), (1, False), (1, True)):
        keep_safe(store, clock=clock, closing=closing)
        assert len(backups(store)) == expected
    tally(store, purpose=Purpose.READING, clock=clock)
    for expected, closing in ((1, False), (2, True)):
        keep_safe(store, clock=clock, closing=closing)
        assert len(backups(store)) == expected
    mark = highwater.load(store.home.high_water)
    assert mark is not None
    assert mark.seq == 3


def test_erasures_that_were_heard_of_are_noted_before_anything_else(store: Store, clock: StandingClock) -> None:
    heard = erasures.Erased(bytes(16), 1, 2)
    with store.writing() as tx:
        tx.execute("INSERT INTO erased VALUES (?, ?, ?)", heard)
    keep_safe(store, clock=clock)
    assert erasures.known(store.home.erasures) == [heard]


def test_what_cannot_be_kept_stops_nobody(store: Store, clock: StandingClock, caplog: pytest.LogCaptureFixture) -> None:
    store.home.backups.write_text("a file where the folder should be")
    keep_safe(store, clock=clock)
    assert "not kept safe: backup_not_written" in caplog.text
