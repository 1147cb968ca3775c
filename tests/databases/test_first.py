"""Databases that the first release made are opened by today's program, and nothing in them is lost (making.py)."""

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import journal, sisters
from kiosk.storage.connection import Store
from kiosk.storage.migrations import STEPS
from kiosk.usecases.check_in import check_in
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Address
from sync.client.runner import run_pass
from sync.client.transport import Transport
from sync.protocol.entries import EpochCause, EpochOpened, EpochOpened1, decode, upcast
from tests.homes import StandingClock, opened
from tests.releases.programs import TODAY

ARCHIVE = Path(__file__).parent / "first.tar.xz"
A_DAY = 86_400


@pytest.fixture
def facts(tmp_path: Path) -> dict[str, Any]:
    """What is known of the homes, which lie in `tmp_path` now."""
    with tarfile.open(ARCHIVE) as archive:
        # Debian 12's Python 3.11.2 has no filters yet, later ones warn without.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(tmp_path)  # noqa: S202 # our own archive
    known: dict[str, Any] = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    return known


@pytest.fixture
def clock(facts: dict[str, Any]) -> StandingClock:
    """The day after."""
    return StandingClock(wall=facts["kiosk"]["confirmed_at"] + A_DAY)


def told(store: Store) -> dict[str, Any]:
    """The parts of the status that must not change by opening, under the names of the command line."""
    status = sync_status(store)
    names = ("device", "server", "confirmed_visits", "confirmed_at", "confirmed_seq", "pending_visits")
    return {name: getattr(status, name) for name in (*names, "pending_entries", "journal_entries", "last_outcome")}


@pytest.mark.parametrize("which", ["kiosk", "sister"])
def test_a_kiosks_database_is_migrated_when_it_is_opened_and_says_what_it_said(
    tmp_path: Path, facts: dict[str, Any], which: str
) -> None:
    with opened(Home(tmp_path / which)) as store:
        now = told(store)
        assert now == {name: facts[which][name] for name in now}
        assert verify_journal(store) == facts[which]["journal_entries"]
    with closing(sqlite3.connect(Home(tmp_path / which).database)) as database:
        steps = {name for (name,) in database.execute("SELECT name FROM _sqlite_migrations")}
    assert steps == set(STEPS)


def test_its_journal_is_the_same_bytes_and_its_first_entry_is_read_as_todays(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    home = Home(tmp_path / "kiosk")
    with closing(sqlite3.connect(home.database)) as database:
        before = database.execute("SELECT raw, hash FROM journal ORDER BY epoch, seq").fetchall()
    with opened(home) as store, store.reading() as tx:
        assert [(link[0], link[1]) for link in journal.links(tx, 1, 1, 100)] == before
    first = decode(before[0][0])
    assert type(first) is EpochOpened1
    now = upcast(first)
    assert isinstance(now, EpochOpened)
    assert (now.cause, now.point) == (EpochCause.FIRST, facts["kiosk"]["point"]["code"])


def test_its_readers_are_greeted_by_name_and_its_revoked_card_stays_revoked(
    tmp_path: Path, facts: dict[str, Any], clock: StandingClock
) -> None:
    cards = facts["cards"]
    with opened(Home(tmp_path / "kiosk")) as store:
        adult = check_in(store, cards["adult"], clock=clock)
        child = check_in(store, cards["child"], clock=clock)
        late = check_in(store, cards["late"], clock=clock)
        with pytest.raises(Refused, match="card_revoked"):
            check_in(store, cards["revoked"], clock=clock)
        assert verify_journal(store) > facts["kiosk"]["journal_entries"]
    assert [greeting.short_name for greeting in (adult, child, late)] == ["Lan", "Khôi", "Mai"]
    assert [greeting.address for greeting in (adult, child, late)] == [Address.BAN, Address.EM, Address.BAC]
    assert {greeting.visit.epoch for greeting in (adult, child, late)} == {1}


def test_the_provinces_database_is_migrated_and_its_projection_follows_from_its_entries(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    province = tmp_path / "province"
    report = TODAY.province(province, "rebuild-projection", "--check")
    confirmed = facts["kiosk"]["confirmed_visits"] + facts["sister"]["confirmed_visits"]
    assert (report["visits"], report["differing"]) == (confirmed, [])
    [point] = TODAY.province(province, "status")["points"]
    assert (point["code"], point["devices"], point["visits"]) == (facts["kiosk"]["point"]["code"], 2, confirmed)


def test_both_go_on_together_and_what_waited_is_confirmed(
    tmp_path: Path, facts: dict[str, Any], clock: StandingClock
) -> None:
    waiting = facts["kiosk"]["pending_visits"]
    assert waiting > 0
    with TODAY.serving(tmp_path / "province") as province, opened(Home(tmp_path / "kiosk")) as store:
        check_in(store, facts["cards"]["adult"], clock=clock)
        run_pass(store, clock=clock, connect=lambda url: Transport(province.url))
        status = sync_status(store)
        assert (status.pending_entries, status.quarantined) == (0, 0)
        assert status.confirmed_visits == facts["kiosk"]["confirmed_visits"] + waiting + 1
        assert province.visits(status.point.code) == status.confirmed_visits + facts["sister"]["confirmed_visits"]
        assert province.command("rebuild-projection", "--check")["differing"] == []
        with opened(Home(tmp_path / "sister")) as sister:
            run_pass(sister, clock=clock, connect=lambda url: Transport(province.url))
            with store.reading() as ours, sister.reading() as theirs:
                counted = sisters.visits_total(ours), sisters.visits_total(theirs)
        assert counted == (facts["sister"]["confirmed_visits"], status.confirmed_visits)
