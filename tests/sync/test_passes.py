"""One pass: what waits goes to the province once, whatever the line does, and only its signed word counts."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from kiosk.errors import Refused, Unavailable
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import Point, Purpose
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.faults.proxy import Exchange, Harm, bad_line, cut_answer, cut_request
from tests.homes import StandingClock, new_home, new_reader, opened
from tests.province.servers import Served
from tests.sync.lines import answering, losing_answers
from tests.sync.places import Enrollable

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def enrolled(store: Store, province: Served, code: str, clock: StandingClock) -> Store:
    enrol(store, province.url, code, clock=clock)
    return store


def _come(store: Store, clock: StandingClock, visits: int) -> None:
    card = new_reader(store, clock).code
    for number in range(visits):
        clock.advance(700)
        if number % 2:
            tally(store, purpose=Purpose.READING, clock=clock)
        else:
            check_in(store, card, clock=clock)


def _point_at(store: Store, url: str) -> None:
    """Lead the kiosk's line through somewhere else."""
    with store.writing() as tx:
        tx.execute("UPDATE province SET url = ?", (url,))


def test_visits_reach_the_province_and_the_kiosk_shows_its_receipt(
    enrolled: Store, province: Served, point: Point, clock: StandingClock
) -> None:
    _come(enrolled, clock, 30)
    assert sync_status(enrolled).pending_visits == 30
    passed = run_pass(enrolled, clock=clock)
    status = sync_status(enrolled)
    assert (status.confirmed_visits, status.pending_visits, status.pending_entries) == (30, 0, 0)
    assert passed.confirmed == status.journal_entries
    assert status.confirmed_at is not None
    assert (status.last_outcome, status.last_attempt_at) == ("ok", clock.wall)
    assert province.visits(point.code) == 30


def test_a_second_pass_sends_no_entry_again_and_fetches_a_fresh_receipt(enrolled: Store, clock: StandingClock) -> None:
    _come(enrolled, clock, 3)
    run_pass(enrolled, clock=clock)
    again = run_pass(enrolled, clock=clock)
    assert (again.confirmed, again.pushes) == (0, 1)
    assert sync_status(enrolled).confirmed_visits == 3


def test_many_small_batches_add_up(enrolled: Store, province: Served, point: Point, clock: StandingClock) -> None:
    _come(enrolled, clock, 40)
    told: list[tuple[int, int]] = []
    passed = run_pass(enrolled, clock=clock, largest=7, progress=lambda done, waiting: told.append((done, waiting)))
    entries = sync_status(enrolled).journal_entries
    assert passed.pushes >= entries // 7
    assert told[-1] == (entries, entries)
    assert province.visits(point.code) == 40


def test_an_answer_that_is_lost_doubles_nothing(
    enrolled: Store, province: Served, point: Point, clock: StandingClock
) -> None:
    _come(enrolled, clock, 20)
    with losing_answers(province.url, lost=2) as line:
        _point_at(enrolled, line)
        run_pass(enrolled, clock=clock, largest=10)
    assert sync_status(enrolled).confirmed_visits == 20
    assert province.visits(point.code) == 20


def test_a_pass_without_any_answer_keeps_everything_and_says_offline(
    enrolled: Store, province: Served, point: Point, clock: StandingClock
) -> None:
    _come(enrolled, clock, 5)
    with losing_answers(province.url, lost=99) as line:
        _point_at(enrolled, line)
        with pytest.raises(Unavailable, match="offline"):
            run_pass(enrolled, clock=clock)
    status = sync_status(enrolled)
    assert (status.last_outcome, status.confirmed_visits, status.pending_visits) == ("offline", 0, 5)
    _point_at(enrolled, province.url)
    run_pass(enrolled, clock=clock)
    assert province.visits(point.code) == 5


def test_a_closing_pass_without_answer_does_not_call_itself_a_success(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    _come(enrolled, clock, 3)
    asked = iter([False, True])
    with losing_answers(province.url, lost=99) as line:
        _point_at(enrolled, line)
        with pytest.raises(Unavailable, match="offline"):
            run_pass(enrolled, clock=clock, stopping=lambda: next(asked, True))
    assert sync_status(enrolled).last_outcome == "offline"


@pytest.mark.parametrize(
    ("status", "content_type", "outcome"),
    [
        (200, "text/html", "captive_portal"),
        (302, "text/html", "captive_portal"),
        (511, "text/html", "province_unwell"),
        (404, "text/html", "province_unwell"),
        (413, "text/html", "province_unwell"),
        (429, "text/html", "province_unwell"),
        (500, "text/html", "province_unwell"),
        (503, "text/plain", "province_unwell"),
        (200, "application/x-msgpack", "receipt_invalid"),
        (500, "application/x-msgpack", "province_unwell"),
    ],
)
def test_whoever_answers_wrongly_costs_nothing(
    enrolled: Store,
    province: Served,
    point: Point,
    clock: StandingClock,
    status: int,
    content_type: str,
    outcome: str,
) -> None:
    _come(enrolled, clock, 2)
    with answering(status, b"<html>Dang nhap Wi-Fi</html>", content_type) as somebody:
        _point_at(enrolled, somebody)
        with pytest.raises(Unavailable, match=outcome):
            run_pass(enrolled, clock=clock)
    now = sync_status(enrolled)
    assert (now.last_outcome, now.confirmed_visits, now.pending_visits) == (outcome, 0, 2)
    _point_at(enrolled, province.url)
    run_pass(enrolled, clock=clock)
    assert province.visits(point.code) == 2


def test_how_long_a_busy_server_wants_to_rest_reaches_the_schedule(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    for asked, heard in (("90", 90), ("999999", 3_600), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)):
        with answering(503, b"", **{"Retry-After": asked}) as somebody:
            _point_at(enrolled, somebody)
            with pytest.raises(Unavailable) as caught:
                run_pass(enrolled, clock=clock)
        assert caught.value.details["retry_after"] == heard


def test_a_receipt_of_another_province_is_not_believed(enrolled: Store, clock: StandingClock) -> None:
    _come(enrolled, clock, 2)
    with enrolled.writing() as tx:
        tx.execute("UPDATE province SET public_key = ?", (bytes(range(32)),))
    with pytest.raises(Unavailable, match="receipt_invalid"):
        run_pass(enrolled, clock=clock)
    assert sync_status(enrolled).confirmed_visits == 0


def test_a_province_that_holds_less_than_it_signed_gets_the_rest_again(
    enrolled: Store, province: Served, point: Point, clock: StandingClock
) -> None:
    """As after its own restore: the kiosk believes in receipts of entries that the province no longer has."""
    _come(enrolled, clock, 4)
    run_pass(enrolled, clock=clock)
    _come(enrolled, clock, 6)
    status = sync_status(enrolled)
    with enrolled.writing() as tx:
        before = mirror.confirmed(tx, 1)
        assert before is not None
        tx.execute(
            "INSERT INTO receipts SELECT epoch, seq, hash, 0, x'', 10 FROM journal WHERE seq = ?",
            (status.journal_entries,),
        )
    run_pass(enrolled, clock=clock)
    assert province.visits(point.code) == 10
    assert sync_status(enrolled).confirmed_visits == 10


def test_only_one_pass_runs_at_a_time(enrolled: Store, clock: StandingClock) -> None:
    with (
        filelock.FileLock(enrolled.home.sync_lock),
        pytest.raises(Unavailable, match="sync_running"),
    ):
        run_pass(enrolled, clock=clock)
    run_pass(enrolled, clock=clock)


def test_a_kiosk_that_is_not_enrolled_says_so(store: Store, clock: StandingClock) -> None:
    with pytest.raises(Refused, match="not_enrolled"):
        run_pass(store, clock=clock)


def test_a_card_that_only_another_kiosk_knows_is_counted_here_and_resolved_at_the_province(
    enrolled: Store,
    province: Served,
    point: Point,
    places: list[Enrollable],
    clock: StandingClock,
    tmp_path: Path,
) -> None:
    next_door = places.pop()
    with opened(new_home(tmp_path / "beside", clock, point=next_door.point).home) as beside:
        enrol(beside, province.url, next_door.code, clock=clock)
        card = new_reader(beside, clock).code
        greeting = check_in(enrolled, card, clock=clock)
        assert (greeting.known, greeting.short_name) == (False, "")
        run_pass(enrolled, clock=clock)
        run_pass(beside, clock=clock)
    assert province.visits(point.code) == 1
    assert province.command("rebuild-projection", "--check")["exit"] == 0


_PUSHER = """
import sys
from pathlib import Path
from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage.connection import open_store
from sync.client.runner import run_pass
store = open_store(Home(Path(sys.argv[1])))
run_pass(store, clock=system_clock, largest=5, progress=lambda done, waiting: print(done, flush=True))
"""


@pytest.mark.parametrize("batches", [1, 4, 9])
def test_kill_9_in_the_middle_of_a_push_loses_and_doubles_nothing(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, batches: int
) -> None:
    _come(enrolled, clock, 100)
    process = subprocess.Popen(
        [sys.executable, "-c", _PUSHER, str(enrolled.home.path)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    assert process.stdout is not None
    with process:
        for _ in range(batches):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert 0 < sync_status(enrolled).confirmed_visits < 100
    run_pass(enrolled, clock=clock)
    assert sync_status(enrolled).confirmed_visits == 100
    assert province.visits(point.code) == 100


def _passed_on(exchange: Exchange) -> None:
    exchange.kiosk.sendall(exchange.answer())


@pytest.mark.parametrize("harm", [cut_request(0), cut_request(300), cut_answer(0)], ids=["unheard", "half", "heard"])
def test_a_receipt_is_kept_whatever_becomes_of_the_batch_after_it(
    enrolled: Store, province: Served, clock: StandingClock, harm: Harm
) -> None:
    _come(enrolled, clock, 30)
    with bad_line(province.url) as line:
        _point_at(enrolled, line.url)
        line.harm(_passed_on, harm, harm, harm)
        told: list[int] = []
        with pytest.raises(Unavailable):
            run_pass(enrolled, clock=clock, largest=8, progress=lambda done, waiting: told.append(done))
    assert told == [8]
    status = sync_status(enrolled)
    assert status.journal_entries - status.pending_entries == 8
