"""A province on PostgreSQL whose ingest can be stopped at a given table, by a lock that the test holds."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import psycopg

from sync.protocol.entries import CardIssued, CardRevoked, ClockCompared, Purpose, ReaderErased, ReaderRegistered
from tests.postgresql import Cluster

from .kiosks import Kiosk
from .servers import Served, know, served

NOON = 1_700_000_000
VISITS = 40
"""In each kiosk that a place makes."""
COMMIT_LOCK = 0x636F6D6D
WAIT_AT_COMMIT = f"""
CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared({COMMIT_LOCK}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON province_daycount
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit();
"""


Found = TypeVar("Found")


def awaited(ask: Callable[[], Found | None]) -> Found:
    """What `ask` answers as soon as that is something, asked again and again for half a minute."""
    moment = threading.Event()
    for _ in range(3_000):
        if found := ask():
            return found
        moment.wait(0.01)
    raise AssertionError("it did not come")


@dataclass
class Place:
    """A province on PostgreSQL, and a way to its tables past the program."""

    province: Served
    url: str
    kiosks: list[Kiosk]

    def kiosk(self) -> Kiosk:
        """An enrolled kiosk that nobody has had yet, with each kind of entry waiting to be sent."""
        kiosk = self.kiosks.pop()
        kiosk.open("P-0", NOON)
        reader = kiosk.write(ReaderRegistered(wall=NOON, mono=1, boot=1, sealed=b"s", consent=1, consent_text=1))
        card = bytes(range(16))
        issued = CardIssued(
            wall=NOON, mono=1, boot=1, reader_device=b"", reader_epoch=1, reader_seq=reader, card=card, valid_until=1
        )
        kiosk.write(issued)
        for number in range(VISITS):
            visit = kiosk.visit(NOON + 7_000 * number, reader=(b"", 1, reader))
            kiosk.tell(visit, list(Purpose)[number % 6], NOON + 7_000 * number + 3)
        kiosk.write(ClockCompared(wall=NOON, mono=9, boot=1, province_at=NOON + 60, spread=2))
        kiosk.write(CardRevoked(wall=NOON, mono=9, boot=1, card=card))
        kiosk.write(ReaderErased(wall=NOON, mono=9, boot=1, reader_device=b"", reader_epoch=1, reader_seq=reader))
        return kiosk

    def connected(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)

    def held(self, kiosk: Kiosk) -> tuple[int, int, int]:
        """Entries, different numbers of entries, and visits that the tables hold of this kiosk."""
        with self.connected() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM province_entry WHERE device_id = d.id),"
                " (SELECT count(DISTINCT (epoch, seq)) FROM province_entry WHERE device_id = d.id),"
                " (SELECT count(*) FROM province_visit WHERE device_id = d.id)"
                " FROM province_device d WHERE device_id = %s",
                [kiosk.device],
            ).fetchone()
        assert row is not None
        return row

    def await_waiting(self, condition: str) -> int:
        """The backend that waits for the lock which `condition` describes, once there is one."""
        asked = f"SELECT pid FROM pg_locks WHERE NOT granted AND {condition}"  # noqa: S608 # our own
        with self.connected() as connection:
            return int(awaited(lambda: connection.execute(asked).fetchone())[0])

    def await_end_of(self, backend: int) -> None:
        """Wait until this backend has noticed that its client is gone."""
        with self.connected() as connection:
            asked = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = %s"
            awaited(lambda: connection.execute(asked, [backend]).fetchone() == (True,))


@contextlib.contextmanager
def opened_place(
    folder: Path, postgresql: Cluster, *, workers: int, kiosks: int, settings: str = ""
) -> Iterator[Place]:
    """A province that runs until the block ends, with so many kiosks, two at each point.

    `settings`: of its PostgreSQL sessions, as the address carries them, instead of the program's own.
    """
    made = [Kiosk() for _ in range(kiosks)]
    with postgresql.database() as url:
        know(folder / "home", url, made, points=max(1, kiosks // 2))
        address = f"{url}?options={quote(settings)}" if settings else url
        with served(folder / "home", address, "--workers", str(workers)) as province:
            yield Place(province, url, made)


@contextlib.contextmanager
def held_up(place: Place, table: str) -> Iterator[Callable[[], int]]:
    """Nobody writes `table` as long as this lasts; what is yielded waits for an ingest that tries to."""
    with place.connected() as connection, connection.transaction():
        connection.execute(f"LOCK TABLE province_{table} IN SHARE ROW EXCLUSIVE MODE")
        yield lambda: place.await_waiting(f"relation = 'province_{table}'::regclass")


@contextlib.contextmanager
def held_up_at_commit(place: Place) -> Iterator[Callable[[], int]]:
    """Nobody's counts are committed as long as this lasts."""
    with place.connected() as connection:
        connection.execute(WAIT_AT_COMMIT)
        connection.execute("SELECT pg_advisory_lock(%s)", [COMMIT_LOCK])
        try:
            yield lambda: place.await_waiting("locktype = 'advisory'")
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [COMMIT_LOCK])
            connection.execute("DROP FUNCTION wait_at_commit CASCADE")
