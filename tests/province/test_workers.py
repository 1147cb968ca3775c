"""`province serve --workers N`: as good as one process, and better than one when it dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from sync.protocol import messages
from tests.postgresql import Cluster

from .kiosks import Kiosk
from .places import NOON, VISITS, Place, awaited, held_up, opened_place
from .servers import Served, know, served

_ROOT = Path(__file__).parents[2]
_HELLO = "/sync/v1/hello?nonce=00112233445566778899aabbccddeeff"
_WITHOUT_FORK = "import os; del os.fork; from sync.province.commands import province; province()"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, postgresql: Cluster) -> Iterator[Place]:
    with opened_place(tmp_path_factory.mktemp("workers"), postgresql, workers=3, kiosks=6) as opened:
        yield opened


def workers_of(province: Served) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(province.process.pid).children()
    return found


def has_left(worker: psutil.Process) -> bool:
    """It has ended, though its parent may not have looked after it yet."""
    try:
        return bool(worker.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def answers(province: Served) -> bool:
    return requests.get(province.url + _HELLO, timeout=60).status_code == 200


def push_overlapping(province: Served, kiosks: list[Kiosk]) -> list[int]:
    """Three hundred visits more at each kiosk, then everything at once in six overlapping pushes: the status codes."""
    for kiosk in kiosks:
        for number in range(300):
            kiosk.visit(NOON + 300_000 + number)
    ends = (100, kiosks[0].seq, 200, kiosks[0].seq, 50, kiosks[0].seq)
    bodies = [messages.packed(kiosk.push(1, end)) for end in ends for kiosk in kiosks]
    with ThreadPoolExecutor(12) as lines:
        return list(lines.map(lambda body: province.post("push", body).status_code, bodies))


def test_many_workers_on_one_device_and_on_many_count_each_visit_once(place: Place) -> None:
    kiosks = [place.kiosk() for _ in range(4)]
    assert set(push_overlapping(place.province, kiosks)) == {200}
    for kiosk in kiosks:
        assert place.held(kiosk) == (kiosk.seq, kiosk.seq, VISITS + 300)
    assert place.province.command("rebuild-projection", "--check")["differing"] == []


def test_many_workers_on_sqlite_count_each_visit_once(tmp_path: Path) -> None:
    home, kiosks = tmp_path / "home", [Kiosk() for _ in range(4)]
    know(home, None, kiosks, points=2)
    for kiosk in kiosks:
        kiosk.open("P-0", NOON)
    with served(home, None, "--workers", "3") as province:
        assert set(push_overlapping(province, kiosks)) == {200}
        assert [point["visits"] for point in province.command("status")["points"]] == [600, 600]
        assert province.command("rebuild-projection", "--check")["differing"] == []


def test_workers_killed_in_an_ingest_leave_nothing_half_kept_and_are_replaced(place: Place) -> None:
    kiosk = place.kiosk()
    before = workers_of(place.province)
    assert len(before) == 3
    with ThreadPoolExecutor(1) as line, held_up(place, "visit") as waiting:
        pushing = line.submit(place.province.post, "push", messages.packed(kiosk.push()))
        backend = waiting()
        for worker in before:
            worker.kill()
        with pytest.raises(requests.ConnectionError):
            pushing.result()
    place.await_end_of(backend)
    assert place.held(kiosk) == (0, 0, 0)
    assert place.province.push(kiosk.push()).seq == kiosk.seq
    assert place.held(kiosk) == (kiosk.seq, kiosk.seq, VISITS)
    awaited(lambda: len(workers_of(place.province)) == 3)
    assert not {worker.pid for worker in before} & {worker.pid for worker in workers_of(place.province)}


def test_a_push_under_way_is_answered_before_the_workers_leave(tmp_path: Path, postgresql: Cluster) -> None:
    with opened_place(tmp_path, postgresql, workers=2, kiosks=1) as place:
        kiosk = place.kiosk()
        workers = workers_of(place.province)
        with ThreadPoolExecutor(1) as line:
            with held_up(place, "visit") as waiting:
                pushing = line.submit(place.province.push, kiosk.push())
                waiting()
                place.province.process.terminate()
                # One of the two has nothing to do and leaves at once; the other one was told at the same time.
                awaited(lambda: sum(map(has_left, workers)) == 1)
            assert pushing.result().seq == kiosk.seq
        assert place.province.process.wait(timeout=30) == 0
        assert place.held(kiosk) == (kiosk.seq, kiosk.seq, VISITS)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_leave_all_processes_leave(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path / "home", None, "--workers", "2") as province:
        workers = workers_of(province)
        assert answers(province)
        province.process.send_signal(number)
        assert province.process.wait(timeout=30) == 0
        assert all(map(has_left, workers))


def test_ctrl_c_reaches_workers_and_parent_at_once(tmp_path: Path) -> None:
    with served(tmp_path / "home", None, "--workers", "2") as province:
        workers = workers_of(province)
        for process in [*workers, province.process]:
            os.kill(process.pid, signal.SIGINT)
        assert province.process.wait(timeout=30) == 0
        assert all(map(has_left, workers))


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    with served(tmp_path / "home", None, "--workers", "2") as province:
        workers = workers_of(province)
        assert answers(province)
        province.kill()
        gone, alive = psutil.wait_procs(workers, timeout=30)
        assert (len(gone), alive) == (2, [])


def test_a_system_that_cannot_fork_refuses_several_workers_in_words(tmp_path: Path) -> None:
    serving = ["--home", str(tmp_path / "home"), "serve", "--port", "0", "--workers", "2", "--json"]
    ended = subprocess.run(
        [sys.executable, "-c", _WITHOUT_FORK, *serving], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert '"one_worker_only"' in ended.stdout
    assert "--workers" in ended.stderr
    assert "Traceback" not in ended.stderr
