"""The connection doctor names the hop that fails: real sockets, real certificates, a real province."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import filelock
import pytest

from kiosk.config import Home
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.usecases.metered_link import change_metered_link
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import Hop, HopOutcome, Purpose
from sync.client import probes
from sync.client.doctor import diagnosis, examine
from sync.client.enrolment import enrol
from sync.client.findings import FINDINGS, TITLES
from sync.client.probes import Address, Distrusted
from sync.client.runner import run_pass
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served
from tests.sync.impostors import Shown, encrypted, forwarding, hanging_up, showing, silent, speaking
from tests.sync.lines import message
from tests.sync.places import Enrollable

_ROOT = Path(__file__).parents[2]
_PATIENT, _HASTY = 30.0, 0.5
_YEAR = 365 * 86_400


@pytest.fixture
def clock() -> StandingClock:
    """A kiosk's clock that is right; doctors compare it with real certificates and a real province."""
    return StandingClock(wall=int(time.time()))


@pytest.fixture
def enrolled(store: Store, province: Served, code: str, clock: StandingClock) -> Store:
    enrol(store, province.url, code, clock=clock)
    return store


def _examined(home: Home, clock: StandingClock, url: str = "", stall: float = _PATIENT) -> list[Hop]:
    opening: Callable[[], AbstractContextManager[Store]] = partial(opened, home)
    return list(examine(opening, clock=clock, random_bytes=lambda count: bytes(range(count)), url=url, stall=stall))


def _failed(hops: list[Hop]) -> tuple[str, str]:
    """(hop, code) of the diagnosis; hops beyond one that stops were not looked at, those before it are well."""
    first = diagnosis(hops)
    assert first is not None
    assert [hop.name for hop in hops] == list(TITLES)
    place = hops.index(first)
    assert all(hop.outcome is not HopOutcome.FAILED for hop in hops[:place] if hop.stops)
    if first.stops:
        assert {(hop.outcome, hop.code) for hop in hops[place + 1 :]} <= {(HopOutcome.SKIPPED, "not_reached")}
    assert first.sentence
    assert first.advice
    return first.name, first.code


def _pointed_at(store: Store, url: str) -> Store:
    with store.writing() as tx:
        tx.execute("UPDATE province SET url = ?", (url,))
    return store


def _count_somebody(store: Store, clock: StandingClock) -> None:
    clock.advance(1)
    tally(store, purpose=Purpose.READING, clock=clock)


# ---- all is well ----


def test_all_is_well_and_what_waited_was_sent(enrolled: Store, clock: StandingClock) -> None:
    _count_somebody(enrolled, clock)
    hops = _examined(enrolled.home, clock)
    assert diagnosis(hops) is None
    assert [hop.code for hop in hops] == [
        "address_known",
        "network_there",
        "name_not_needed",
        "connected",
        "not_encrypted",
        "province_proven",
        "clock_right",
        "known",
        "sent",
    ]
    assert sync_status(enrolled).pending_entries == 0
    again = _examined(enrolled.home, clock)
    assert (diagnosis(again), again[-1].code) == (None, "nothing_waiting")


def test_an_address_can_be_tried_before_the_kiosk_is_enrolled_or_even_made(
    province: Served, clock: StandingClock, tmp_path: Path
) -> None:
    hops = _examined(Home(tmp_path / "nothing"), clock, province.url)
    assert diagnosis(hops) is None
    assert [hop.code for hop in hops[-4:]] == [
        "province_unproven",
        "clock_unproven",
        "needs_enrolment",
        "needs_enrolment",
    ]


def test_another_address_of_the_province_can_be_tried_without_sending(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    _pointed_at(enrolled, "http://127.0.0.1:9")
    hops = _examined(enrolled.home, clock, province.url)
    assert diagnosis(hops) is None
    assert [hop.code for hop in hops[-2:]] == ["known", "other_address"]


# ---- on this side ----


def test_a_kiosk_that_was_never_made(clock: StandingClock, tmp_path: Path) -> None:
    assert _failed(_examined(Home(tmp_path), clock)) == ("address", "not_initialised")


def test_a_kiosk_that_is_not_enrolled(store: Store, clock: StandingClock) -> None:
    assert _failed(_examined(store.home, clock)) == ("address", "not_enrolled")


def test_a_kiosk_that_was_enrolled_by_a_stick(enrolled: Store, clock: StandingClock) -> None:
    assert _failed(_examined(_pointed_at(enrolled, "").home, clock)) == ("address", "sticks_alone")


def test_a_home_that_cannot_be_read(store: Store, clock: StandingClock) -> None:
    store.home.keys.rename(store.home.path / "elsewhere.json")
    assert _failed(_examined(store.home, clock)) == ("address", "home_unreadable")


def test_an_address_that_is_none(store: Store, clock: StandingClock) -> None:
    assert _failed(_examined(store.home, clock, "http://may chu")) == ("address", "address_invalid")


def test_a_name_that_nobody_has(enrolled: Store, clock: StandingClock) -> None:
    name, code = _failed(_examined(_pointed_at(enrolled, "http://tinh.invalid").home, clock))
    assert (name, code in ("name_unknown", "name_unanswered")) == ("name", True)


_WITHOUT_NETWORK = """
import sys
from sync.client.probes import Address, ProbeFailed, way_out
for url in sys.argv[1:]:
    try:
        print(way_out(Address.of(url), 5.0))
    except ProbeFailed as failed:
        print(failed.code)
"""


def test_a_machine_without_a_network() -> None:
    """In a network of its own, which begins without any."""
    words = ["unshare", "--net", "--map-root-user", sys.executable, "-c", _WITHOUT_NETWORK]
    try:
        ended = subprocess.run(
            [*words, "https://203.0.113.9", "https://tinh.invalid"],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if ended.returncode:
        pytest.skip(f"no network of its own can be made here: {ended.stderr.splitlines()[-1:]}")
    assert ended.stdout.split() == ["no_network", "no_network"]


# ---- on the way ----


def test_nobody_listens(enrolled: Store, clock: StandingClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    hops = _examined(_pointed_at(enrolled, f"http://127.0.0.1:{port}").home, clock)
    assert _failed(hops) == ("connection", "connection_refused")
    assert str(port) in hops[3].sentence


@pytest.mark.parametrize(
    ("shown", "finding", "words"),
    [
        (Shown(since=-60, until=-2), "certificate_expired", ""),
        (Shown(since=2), "certificate_not_yet_valid", ""),
        (Shown(since=-60, until=-2, by_an_authority=True), "certificate_expired", ""),
        (Shown(name="khac.example"), "certificate_wrong_name", "khac.example"),
        (Shown(name="*.example"), "certificate_wrong_name", "*.example"),
        (Shown(), "certificate_unknown_issuer", "localhost"),
        (Shown(by_an_authority=True), "certificate_unknown_issuer", "Cục Thử nghiệm"),
    ],
)
def test_a_certificate_that_is_not_accepted(
    enrolled: Store, clock: StandingClock, tmp_path: Path, shown: Shown, finding: str, words: str
) -> None:
    context, _ = showing(shown, tmp_path)
    with speaking(encrypted(context, hanging_up)) as port:
        hops = _examined(_pointed_at(enrolled, f"https://localhost:{port}").home, clock)
    assert _failed(hops) == ("encryption", finding)
    assert words in hops[4].sentence


@pytest.mark.parametrize("wrong", [-_YEAR, _YEAR])
def test_a_wrong_clock_makes_a_certificate_look_bad_and_the_province_proves_it(
    enrolled: Store, province: Served, clock: StandingClock, tmp_path: Path, wrong: int
) -> None:
    context, _ = showing(Shown(), tmp_path)
    clock.step(wrong)
    with speaking(encrypted(context, lambda line, _: forwarding(province.url, line))) as port:
        hops = _examined(_pointed_at(enrolled, f"https://localhost:{port}").home, clock)
    assert _failed(hops) == ("encryption", "clock_wrong_for_certificate")


def test_an_impostor_cannot_excuse_its_certificate_by_a_time_it_did_not_sign(
    enrolled: Store, province: Served, clock: StandingClock, tmp_path: Path
) -> None:
    context, _ = showing(Shown(), tmp_path)
    with enrolled.writing() as tx:
        tx.execute("UPDATE province SET public_key = ?", (bytes(range(32)),))
    clock.step(_YEAR)
    with speaking(encrypted(context, lambda line, _: forwarding(province.url, line))) as port:
        hops = _examined(_pointed_at(enrolled, f"https://localhost:{port}").home, clock)
    assert _failed(hops) == ("encryption", "certificate_expired")


def test_a_good_certificate_tells_until_when(tmp_path: Path) -> None:
    context, trusted = showing(Shown(by_an_authority=True), tmp_path)
    with speaking(encrypted(context, hanging_up)) as port:
        address = Address.of(f"https://localhost:{port}")
        endpoints = probes.resolved(address, _PATIENT)
        shown = probes.handshake(address, endpoints, _PATIENT, authorities=str(trusted))
        with pytest.raises(Distrusted):
            probes.handshake(address, endpoints, _PATIENT)
    assert shown.names == ("localhost",)
    assert abs(shown.valid_until - time.time() - 30 * 86_400) < 3_600


@pytest.mark.parametrize(("talk", "finding"), [(silent, "tls_silent"), (hanging_up, "tls_cut")])
def test_a_server_that_does_not_begin_to_encrypt(
    enrolled: Store, clock: StandingClock, talk: Callable[[socket.socket, int], None], finding: str
) -> None:
    with speaking(talk) as port:
        hops = _examined(_pointed_at(enrolled, f"https://127.0.0.1:{port}").home, clock, stall=_HASTY)
    assert _failed(hops) == ("encryption", finding)


def _answering(raw: bytes) -> Callable[[socket.socket, int], None]:
    def talk(line: socket.socket, _number: int) -> None:
        message(line)
        line.sendall(raw)

    return talk


def test_a_page_where_encryption_is_expected(enrolled: Store, clock: StandingClock) -> None:
    def talk(line: socket.socket, _number: int) -> None:
        line.recv(65_536)
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP sent to HTTPS port")

    with speaking(talk) as port:
        hops = _examined(_pointed_at(enrolled, f"https://127.0.0.1:{port}").home, clock)
    assert _failed(hops) == ("encryption", "tls_not_spoken")


_PAGE = b"Content-Type: text/html\r\nContent-Length: 21\r\nConnection: close\r\n\r\n<html>Wi-Fi cho khach"


@pytest.mark.parametrize(
    ("head", "finding"),
    [
        (b"HTTP/1.1 200 OK\r\n", "captive_portal"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://wifi.example/\r\n", "captive_portal"),
        (b"HTTP/1.1 404 Not Found\r\n", "not_our_door"),
        (b"HTTP/1.1 429 Too Many Requests\r\n", "province_unwell"),
        (b"HTTP/1.1 502 Bad Gateway\r\n", "province_unwell"),
    ],
)
def test_somebody_else_answers(enrolled: Store, clock: StandingClock, head: bytes, finding: str) -> None:
    with speaking(_answering(head + _PAGE)) as port:
        hops = _examined(_pointed_at(enrolled, f"http://127.0.0.1:{port}").home, clock)
    assert _failed(hops) == ("province", finding)


def test_a_server_that_never_answers(enrolled: Store, clock: StandingClock) -> None:
    with speaking(silent) as port:
        hops = _examined(_pointed_at(enrolled, f"http://127.0.0.1:{port}").home, clock, stall=_HASTY)
    assert _failed(hops) == ("province", "answer_silent")


def test_a_foreign_province(enrolled: Store, clock: StandingClock) -> None:
    with enrolled.writing() as tx:
        tx.execute("UPDATE province SET public_key = ?", (bytes(range(32)),))
    assert _failed(_examined(enrolled.home, clock)) == ("province", "foreign_province")


# ---- at the province ----


@pytest.mark.parametrize(
    ("wrong", "finding", "words"),
    [
        (-7_200, "clock_behind", "chậm 2 giờ"),
        (7_200, "clock_ahead", "nhanh 2 giờ"),
        (400 * 86_400, "clock_ahead", "nhanh 400 ngày"),
        (-180, "clock_behind", "chậm 3 phút"),
    ],
)
def test_a_wrong_clock_is_told_and_stops_nothing(
    enrolled: Store, clock: StandingClock, wrong: int, finding: str, words: str
) -> None:
    clock.step(wrong)
    _count_somebody(enrolled, clock)
    hops = _examined(enrolled.home, clock)
    assert _failed(hops) == ("clock", finding)
    assert words in hops[6].sentence
    assert [hop.outcome for hop in hops[7:]] == [HopOutcome.OK, HopOutcome.OK]
    assert sync_status(enrolled).pending_visits == 0


def test_a_device_that_the_province_does_not_know(
    enrolled: Store, places: list[Enrollable], clock: StandingClock, tmp_path: Path
) -> None:
    with enrolled.reading() as tx:
        known = mirror.province(tx)
    assert known is not None
    with opened(new_home(tmp_path / "stranger", clock, point=places[0].point).home) as stranger:
        with stranger.writing() as tx:
            mirror.save_province(tx, known)
        clock.step(-7_200)  # is no excuse: what stops the line comes first
        assert _failed(_examined(stranger.home, clock)) == ("identity", "unknown_device")


def test_a_device_that_was_shut_out_is_told_by_what_is_not_counted(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    assert province.command("revoke-device", enrolled.keyring.device_id.hex())["exit"] == 0
    _count_somebody(enrolled, clock)
    assert _failed(_examined(enrolled.home, clock)) == ("sending", "device_revoked")
    assert _failed(_examined(enrolled.home, clock)) == ("identity", "device_revoked")
    assert sync_status(enrolled).pending_entries == 0


def test_a_quiet_device_that_was_shut_out_is_told_by_its_unanswered_errand(
    enrolled: Store, province: Served, clock: StandingClock
) -> None:
    run_pass(enrolled, clock=clock)
    assert diagnosis(_examined(enrolled.home, clock)) is None
    assert province.command("revoke-device", enrolled.keyring.device_id.hex())["exit"] == 0
    assert _failed(_examined(enrolled.home, clock)) == ("identity", "device_revoked")


@contextmanager
def _breaking_after(url: str, calls: int, answer: bytes) -> Iterator[str]:
    """A way to `url` that carries the first calls and then gives everybody `answer`, or hangs up."""

    def talk(line: socket.socket, number: int) -> None:
        if number < calls:
            forwarding(url, line)
        elif answer:
            _answering(answer)(line, number)

    with speaking(talk) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (b"", "sending_broken"),
        (b"HTTP/1.1 413 Content Too Large\r\n" + _PAGE, "too_large"),
        (b"HTTP/1.1 503 Service Unavailable\r\n" + _PAGE, "province_unwell"),
    ],
)
def test_a_line_that_carries_a_question_and_not_a_batch(
    enrolled: Store, province: Served, clock: StandingClock, answer: bytes, finding: str
) -> None:
    _count_somebody(enrolled, clock)
    with _breaking_after(province.url, 3, answer) as line:  # the connection, the hello, the question who we are
        hops = _examined(_pointed_at(enrolled, line).home, clock)
    assert _failed(hops) == ("sending", finding)
    _pointed_at(enrolled, province.url)
    run_pass(enrolled, clock=clock)
    assert sync_status(enrolled).pending_entries == 0


def test_a_pass_that_is_running_elsewhere_is_no_fault(enrolled: Store, clock: StandingClock) -> None:
    with filelock.FileLock(enrolled.home.sync_lock):
        hops = _examined(enrolled.home, clock)
    assert (diagnosis(hops), hops[-1].code, hops[-1].outcome) == (None, "sync_running", HopOutcome.SKIPPED)


def test_a_spent_budget_is_no_fault(enrolled: Store, clock: StandingClock) -> None:
    change_metered_link(enrolled, metered=True, daily_bytes=100_000)
    with enrolled.writing() as tx:
        tx.execute("INSERT INTO traffic VALUES (?, 100000, 0)", ((clock.wall + 25_200) // 86_400,))
    hops = _examined(enrolled.home, clock)
    assert (diagnosis(hops), hops[-1].code, hops[-1].outcome) == (None, "budget_spent", HopOutcome.SKIPPED)


# ---- the command, and its words ----


def _commanded(home: Path) -> tuple[int, dict[str, object], str]:
    words = [sys.executable, "main.py", "--home", str(home), "doctor", "--json"]
    ended = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, json.loads(ended.stdout.splitlines()[-1]), ended.stderr


def test_the_command_says_it_hop_by_hop_and_by_its_exit_code(enrolled: Store, tmp_path: Path) -> None:
    code, facts, said = _commanded(enrolled.home.path)
    assert (code, facts["failed"]) == (0, None)
    assert "Đường tới tỉnh thông suốt." in said
    code, facts, said = _commanded(tmp_path / "nothing")
    assert (code, facts["failed"], facts["code"]) == (1, "address", "not_initialised")
    assert "Cần làm: Hãy khởi tạo" in said


def test_every_code_of_a_finding_has_words() -> None:
    source = "".join(
        (_ROOT / "sync/client" / f"{name}.py").read_text("utf-8") for name in ("doctor", "probes", "questions")
    )
    raised = set(re.findall(r'ProbeFailed\(\s*"(\w+)"', source)) | set(re.findall(r'return "(\w+)", \{', source))
    assert len(raised) > 25
    assert raised <= set(FINDINGS)
