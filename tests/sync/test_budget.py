"""A line that is paid by the byte: what it costs is counted, and a day never costs much more than was allowed."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.clock import day_number
from kiosk.errors import Refused, Unavailable
from kiosk.storage import traffic
from kiosk.storage.connection import Store
from kiosk.usecases.metered_link import LEAST_DAILY, MOST_DAILY, change_metered_link, metered_link
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import Purpose
from sync.client.budget import carry
from sync.client.enrolment import enrol
from sync.client.patience import persistently
from sync.client.schedule import Schedule
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served
from tests.sync.impostors import speaking
from tests.sync.lines import losing_answers, message
from tests.sync.places import Enrollable

_ROOT = Path(__file__).parents[2]


class _Scale:
    """A way to the province that weighs what it carries, and can hold it up."""

    def __init__(self) -> None:
        self.weighed = self.calls = self.requests = 0
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()

    def carry(self, url: str, line: socket.socket) -> None:
        target = urlsplit(url)
        self.calls += 1
        with socket.create_connection((target.hostname or "", target.port or 0)) as server:
            while request := message(line):
                self.requests += 1
                self.reached.set()
                self.open.wait(30)
                server.sendall(request)
                answer = message(server)
                self.weighed += len(request) + len(answer)
                line.sendall(answer)


@contextmanager
def _weighing(store: Store, url: str) -> Iterator[_Scale]:
    scale = _Scale()
    with speaking(lambda line, _: scale.carry(url, line)) as port:
        _point_at(store, f"http://127.0.0.1:{port}")
        yield scale
    _point_at(store, url)


@pytest.fixture
def enrolled(store: Store, province: Served, code: str, clock: StandingClock) -> Store:
    enrol(store, province.url, code, clock=clock)
    return store


def _point_at(store: Store, url: str) -> None:
    with store.writing() as tx:
        tx.execute("UPDATE province SET url = ?", (url,))


def _come(store: Store, clock: StandingClock, visits: int) -> None:
    for _ in range(visits):
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock)


def _spend(store: Store, clock: StandingClock, amount: int) -> None:
    with store.writing() as tx:
        traffic.add(tx, day_number(clock.wall), traffic.Traffic(amount, 0))


@pytest.mark.parametrize("metered", [True, False])
def test_what_the_line_carries_is_counted_and_never_less_than_it_was(
    enrolled: Store, province: Served, clock: StandingClock, metered: bool
) -> None:
    change_metered_link(enrolled, metered=metered, daily_bytes=LEAST_DAILY)
    _come(enrolled, clock, 300)
    with _weighing(enrolled, province.url) as scale:
        carry(enrolled, clock=clock)
    spent = metered_link(enrolled, clock=clock).spent_today
    assert scale.weighed <= spent <= scale.weighed + 500 * scale.requests
    assert sync_status(enrolled).pending_entries == 0


def test_a_spent_budget_sends_nothing_more_today_and_goes_on_tomorrow(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=LEAST_DAILY)
    _spend(enrolled, clock, LEAST_DAILY)
    _come(enrolled, clock, 3)
    with _weighing(enrolled, province.url) as scale:
        with pytest.raises(Unavailable, match="budget_spent"):
            carry(enrolled, clock=clock)
        assert scale.requests == 0
        assert sync_status(enrolled).last_outcome == "budget_spent"
        clock.advance(86_400)
        carry(enrolled, clock=clock)
    assert sync_status(enrolled).pending_entries == 0


def test_a_day_costs_hardly_more_than_its_budget_and_all_arrives_in_the_end(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=LEAST_DAILY)
    _come(enrolled, clock, 400)
    days, left = 0, sync_status(enrolled).pending_entries
    while left and days < 50:
        days += 1
        clock.advance(86_400)
        _spend(enrolled, clock, LEAST_DAILY - 4_000)
        with suppress(Unavailable):
            carry(enrolled, clock=clock)
        assert metered_link(enrolled, clock=clock).spent_today < LEAST_DAILY + 2_000
        before, left = left, sync_status(enrolled).pending_entries
        assert left < before
    assert left == 0
    assert days > 1


def test_bytes_whose_answer_was_lost_were_paid_for_too(enrolled: Store, province: Served, clock: StandingClock) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=LEAST_DAILY)
    _come(enrolled, clock, 50)
    with losing_answers(province.url, lost=99) as line:
        _point_at(enrolled, line)
        with pytest.raises(Unavailable, match="offline"):
            carry(enrolled, clock=clock)
    assert metered_link(enrolled, clock=clock).spent_today > 3 * 500


def test_a_metered_kiosk_fetches_nothing_until_somebody_says_so(
    enrolled: Store, province: Served, place: Enrollable, clock: StandingClock, tmp_path: Path
) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=LEAST_DAILY)
    typed = province.command("enrol-code", place.point.code)["code"]
    with opened(new_home(tmp_path / "sister", clock, point=place.point).home) as sister:
        enrol(sister, province.url, typed, clock=clock)
        _come(sister, clock, 5)
        carry(sister, clock=clock)
    _come(enrolled, clock, 1)
    assert carry(enrolled, clock=clock).taken == 0
    assert carry(enrolled, clock=clock, even_metered=True).taken > 5


def test_a_metered_kiosk_with_nothing_to_hand_over_calls_once_a_day(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=LEAST_DAILY)
    while sync_status(enrolled).pending_entries:
        carry(enrolled, clock=clock)
    with _weighing(enrolled, province.url) as scale:
        for _ in range(4 * 24):
            clock.advance(900)
            carry(enrolled, clock=clock)
        assert 1 <= scale.requests <= 2  # the contact, and the clock's evidence that it brought
        before = scale.requests
        _come(enrolled, clock, 1)
        carry(enrolled, clock=clock)
        assert scale.requests > before


def test_a_kiosk_that_was_enrolled_by_a_stick_does_not_call_itself_offline(
    enrolled: Store, clock: StandingClock
) -> None:
    _point_at(enrolled, "")
    with pytest.raises(Refused, match="sticks_alone"):
        carry(enrolled, clock=clock)
    assert sync_status(enrolled).last_outcome == ""


@pytest.mark.parametrize("daily", [0, -5, LEAST_DAILY - 1, MOST_DAILY + 1])
def test_a_budget_that_would_stop_everything_is_refused(store: Store, clock: StandingClock, daily: int) -> None:
    with pytest.raises(Refused, match="daily_bytes_out_of_range"):
        change_metered_link(store, metered=True, daily_bytes=daily)
    assert not metered_link(store, clock=clock).metered


def _commanded(store: Store, *words: str) -> "subprocess.Popen[str]":
    program = [sys.executable, "main.py", "--home", str(store.home.path), *words, "--json"]
    return subprocess.Popen(program, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _ended(command: "subprocess.Popen[str]") -> tuple[int, dict[str, object]]:
    said, _ = command.communicate(timeout=60)
    return command.returncode, json.loads(said.splitlines()[-1])


def test_the_officer_sets_the_budget_by_a_command_too(store: Store) -> None:
    code, facts = _ended(_commanded(store, "metered", "--on", "--daily", "200"))
    assert (code, facts["metered"], facts["daily_bytes"]) == (0, True, 200_000)
    code, facts = _ended(_commanded(store, "metered", "--off"))
    assert (code, facts["metered"], facts["daily_bytes"]) == (0, False, 200_000)
    code, facts = _ended(_commanded(store, "metered", "--daily", "7"))
    assert (code, facts["error"]) == (2, "daily_bytes_out_of_range")


# ---- passes of several processes ----


def test_the_systems_own_scheduler_and_the_open_kiosk_never_push_at_once(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    _come(enrolled, clock, 5)
    went_through = threading.Event()

    def sync(_stopping: object) -> None:
        with opened(enrolled.home) as own:
            carry(own, clock=clock)
        went_through.set()

    with _weighing(enrolled, province.url) as scale:
        scale.open.clear()
        kiosk = Schedule(sync, device=enrolled.keyring.device_id)
        kiosk.start()
        assert scale.reached.wait(30)
        code, facts = _ended(_commanded(enrolled, "sync"))
        assert (code, facts["error"], scale.requests) == (1, "sync_running", 1)
        scale.open.set()
        assert went_through.wait(30)
        kiosk.close()
        assert _ended(_commanded(enrolled, "sync", "--keep-trying", "1"))[0] == 0
    assert sync_status(enrolled).pending_entries == 0


def test_a_woken_machine_keeps_trying_until_its_network_is_there() -> None:
    errors = iter([Unavailable("offline"), Unavailable("captive_portal"), Unavailable("province_unwell")])
    tries = 0

    def make_pass() -> str:
        nonlocal tries
        tries += 1
        for error in errors:
            raise error
        return "through"

    assert persistently(make_pass, seconds=60, chance=lambda: 0.0) == "through"
    assert tries == 4


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (Unavailable("offline"), 0),
        (Unavailable("sync_running"), 0),
        (Unavailable("province_unwell", retry_after=3_600), 600),
        (Unavailable("budget_spent"), 600),
        (Refused("not_enrolled"), 600),
    ],
)
def test_what_waiting_would_not_help_is_said_at_once(error: Exception, seconds: int) -> None:
    def make_pass() -> None:
        raise error

    with pytest.raises(type(error), match=str(error).partition(" ")[0]):
        persistently(make_pass, seconds=seconds, chance=lambda: 0.5)
