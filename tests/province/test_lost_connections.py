"""PostgreSQL taken away in the middle of an ingest: nothing is half kept, the kiosk comes again, and all is there once.

The connection is cut at each table that an ingest writes, and at its commit: a lock held by the test stops the ingest
there, and its backend is ended. Then the whole server is restarted under several kiosks and several workers.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from sync.protocol import messages
from sync.protocol.messages import Problem
from tests.postgresql import Cluster

from .kiosks import Kiosk
from .places import NOON, VISITS, Place, held_up, held_up_at_commit, opened_place

WRITTEN = (
    *("device", "chain", "entry", "visit", "reader", "card", "revocation", "evidence", "erasure", "daycount"),
    *("readerkey", "point", "feeditem"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, postgresql: Cluster) -> Iterator[Place]:
    with opened_place(tmp_path_factory.mktemp("lost"), postgresql, workers=3, kiosks=24) as opened:
        yield opened


def ensure_asked_to_come_again(answer: requests.Response) -> None:
    assert answer.status_code == 503, answer.content
    assert int(answer.headers["Retry-After"]) > 0
    assert messages.unpacked(answer.content, Problem).code == "busy"


@pytest.mark.parametrize("where", [*WRITTEN, "commit"])
def test_a_connection_lost_in_an_ingest_leaves_nothing_and_the_next_push_everything(place: Place, where: str) -> None:
    kiosk = place.kiosk()
    body = messages.packed(kiosk.push())
    stopped = held_up_at_commit(place) if where == "commit" else held_up(place, where)
    with ThreadPoolExecutor(1) as line, stopped as waiting:
        pushing = line.submit(place.province.post, "push", body)
        with place.connected() as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", [waiting()])
        ensure_asked_to_come_again(pushing.result())
    assert place.held(kiosk) == (0, 0, 0)
    receipt = messages.unpacked(place.province.post("push", body).content, messages.Receipt)
    assert (receipt.seq, receipt.head) == (kiosk.seq, kiosk.hashes[-1])
    assert place.held(kiosk) == (kiosk.seq, kiosk.seq, VISITS)


def test_a_deadlock_is_a_request_to_come_again(place: Place) -> None:
    kiosk = place.kiosk()
    body = messages.packed(kiosk.push())
    with ThreadPoolExecutor(1) as line, place.connected() as connection, connection.transaction():
        connection.execute("SET LOCAL deadlock_timeout = '60s'")  # so that the ingest is the one who notices
        connection.execute("LOCK TABLE province_visit IN SHARE ROW EXCLUSIVE MODE")
        pushing = line.submit(place.province.post, "push", body)
        place.await_waiting("relation = 'province_visit'::regclass")
        connection.execute("UPDATE province_device SET status = status WHERE device_id = %s", [kiosk.device])
        ensure_asked_to_come_again(pushing.result())
    assert place.held(kiosk) == (0, 0, 0)
    assert place.province.push(kiosk.push()).seq == kiosk.seq


def test_who_waits_too_long_for_another_is_asked_to_come_again(tmp_path: Path, postgresql: Cluster) -> None:
    with opened_place(tmp_path, postgresql, workers=1, kiosks=1, settings="-c lock_timeout=200ms") as place:
        kiosk = place.kiosk()
        with held_up(place, "visit"):
            ensure_asked_to_come_again(place.province.post("push", messages.packed(kiosk.push())))
        assert place.held(kiosk) == (0, 0, 0)
        assert place.province.push(kiosk.push()).seq == kiosk.seq


class Restarts:
    """Restarts the server each time so many more pushes were answered."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._answered = 0
        self._changed = threading.Condition()

    def count(self) -> None:
        with self._changed:
            self._answered += 1
            self._changed.notify()

    def restart_after(self, answers: int, how: str) -> None:
        with self._changed:
            until = self._answered + answers
            assert self._changed.wait_for(lambda: self._answered >= until, timeout=60)
        self._cluster.restart(how)


def test_postgresql_restarted_under_many_kiosks_and_workers_loses_and_doubles_nothing(
    place: Place, postgresql: Cluster
) -> None:
    kiosks = [place.kiosk() for _ in range(6)]
    for kiosk in kiosks:
        for number in range(600):
            kiosk.visit(NOON + 300_000 + 50 * number)
    restarts = Restarts(postgresql)

    def push_all(kiosk: Kiosk) -> int:
        """Push in batches of 20 until everything is acknowledged: how often the kiosk was asked to come again."""
        asked_again, seq, pause = 0, 0, threading.Event()
        with requests.Session() as line:
            while seq < kiosk.seq:
                body = messages.packed(kiosk.push(seq + 1, min(seq + 20, kiosk.seq)))
                answer = line.post(f"{place.province.url}/sync/v1/push", data=body, timeout=60)
                if answer.status_code == 200:
                    seq = messages.unpacked(answer.content, messages.Receipt).seq
                    restarts.count()
                else:
                    ensure_asked_to_come_again(answer)
                    asked_again += 1
                    pause.wait(0.05)
        return asked_again

    with ThreadPoolExecutor(len(kiosks)) as lines:
        pushing = [lines.submit(push_all, kiosk) for kiosk in kiosks]
        for how in ("immediate", "fast", "immediate"):
            restarts.restart_after(40, how)
        assert sum(line.result() for line in pushing) > 0
    for kiosk in kiosks:
        assert place.held(kiosk) == (kiosk.seq, kiosk.seq, VISITS + 600)
    assert place.province.command("rebuild-projection", "--check")["differing"] == []
