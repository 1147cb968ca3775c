"""A push, over a real server: what it adds, and that nothing else ever adds anything."""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol import messages, statements
from sync.protocol.columns import MAX_FRAME
from sync.protocol.entries import CardIssued, Purpose
from sync.protocol.messages import MAX_BODY, Hello
from sync.province.projection import DEVICE_REVOKED, MALFORMED, UNKNOWN_KIND

from .conftest import Province
from .kiosks import Kiosk

NOON = 1_700_000_000
Counted = Callable[[], int]


def filled(kiosk: Kiosk, visits: int) -> Kiosk:
    for number in range(visits):
        kiosk.visit(NOON + 60 * number)
    return kiosk


def province_key(province: Province) -> bytes:
    return statements.public_bytes(province.home.signing_key())


def test_a_push_is_counted_and_answered_with_a_signed_receipt(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    filled(kiosk, 30)
    receipt = province.push(kiosk.push())
    assert (receipt.epoch, receipt.seq, receipt.head) == (1, kiosk.seq, kiosk.hash_at(kiosk.seq))
    said = statements.receipt(kiosk.device, 1, receipt.seq, receipt.head, receipt.at)
    statements.check(province_key(province), said, receipt.signature)
    assert receipt.quarantined == ()
    assert counted() == 30


def test_what_is_sent_again_after_a_lost_answer_counts_once_whole_or_overlapping(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    filled(kiosk, 20)
    province.push(kiosk.push(1, 12))
    assert province.push(kiosk.push(1, 12)).seq == 12
    assert province.push(kiosk.push(5, kiosk.seq)).seq == kiosk.seq
    assert province.push(kiosk.push(3, 9)).seq == kiosk.seq
    assert counted() == 20


def test_an_empty_push_fetches_a_receipt_before_and_after_the_first_entry(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    assert province.push(kiosk.push(1, 0)).seq == 0
    filled(kiosk, 3)
    assert province.push(kiosk.push()).seq == 5
    assert province.push(kiosk.push(6, 5)).seq == 5
    assert counted() == 3


def test_a_gap_is_refused_with_a_receipt_for_what_is_held(province: Province, kiosk: Kiosk, counted: Counted) -> None:
    filled(kiosk, 10)
    assert province.refused(kiosk.push(4), 409).receipt is None
    province.push(kiosk.push(1, 6))
    problem = province.refused(kiosk.push(9), 409)
    assert problem.code == "gap"
    assert problem.receipt is not None
    assert (problem.receipt.seq, problem.receipt.head) == (6, kiosk.hash_at(6))
    assert counted() == 4


def test_a_fork_is_refused_alarmed_and_overwrites_nothing(
    province: Province, kiosk: Kiosk, counted: Counted, point: Any
) -> None:
    from sync.province.models import Alarm

    filled(kiosk, 10)
    clone = Kiosk(kiosk.key, kiosk.epoch, kiosk.nonce, kiosk.raws[:8], kiosk.hashes[:8])
    filled(clone, 3)
    province.push(kiosk.push())
    for push in (clone.push(), clone.push(9), clone.push(clone.seq + 1, clone.seq)):
        assert province.refused(push, 409).code == "fork"
    assert counted() == 10
    assert Alarm.objects.get(device__point=point).code == "fork"


def test_an_alarm_that_was_settled_comes_back_when_it_happens_again(
    province: Province, kiosk: Kiosk, point: Any
) -> None:
    from sync.province import alarms, figures

    filled(kiosk, 3)
    clone = Kiosk(kiosk.key, kiosk.epoch, kiosk.nonce, kiosk.raws[:2], kiosk.hashes[:2])
    clone.visit(NOON + 1)
    province.push(kiosk.push())
    for _ in range(2):
        province.refused(clone.push(), 409)
        assert len(figures.point_page(point, NOON).alarms) == 1
        assert alarms.settle_alarms(point, now=NOON) == 1
        assert figures.point_page(point, NOON).alarms == []


def test_a_wrong_signature_is_refused_alarmed_and_stores_nothing(
    province: Province, kiosk: Kiosk, counted: Counted, point: Any
) -> None:
    from sync.province.models import Alarm, Entry

    filled(kiosk, 5)
    for forged in (Kiosk(epoch=1).key.sign(b"x"), b"", b"short"):
        push = msgspec.structs.replace(kiosk.push(), signature=forged)
        assert province.refused(push, 403).code == "bad_signature"
    assert counted() == 0
    assert not Entry.objects.filter(device__point=point).exists()
    assert Alarm.objects.get(device__point=point).times == 1


def test_entries_that_do_not_lead_to_the_signed_head_are_refused(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    filled(kiosk, 5)
    swapped = [*kiosk.raws[:-2], kiosk.raws[-1], kiosk.raws[-2]]
    assert province.refused(kiosk.push(raws=swapped), 422).code == "broken_chain"
    assert counted() == 0


def test_a_device_that_was_never_enrolled_is_told_so(province: Province) -> None:
    stranger = Kiosk()
    stranger.open("T-0", NOON)
    assert province.refused(stranger.push(), 403).code == "unknown_device"


def bomb(kiosk: Kiosk, size: int) -> bytes:
    frame = zstandard.ZstdCompressor().compress(bytes(size))
    return messages.packed(msgspec.structs.replace(kiosk.push(), frame=frame))


def test_a_compression_bomb_is_refused_without_being_unpacked(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    filled(kiosk, 5)
    body = bomb(kiosk, 40 * MAX_FRAME)
    assert len(body) < MAX_BODY
    problem = province.refused(body, 400)
    assert problem.code == "bad_message"
    assert str(MAX_FRAME) in problem.detail
    assert counted() == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", b"<html>", b"\x90", b"\x99" + b"\xc0" * 9, bytes(1_000), b"\xdd\xff\xff\xff\xff", b"\x91" * 9_000],
)
def test_garbage_gets_a_precise_answer(province: Province, body: bytes) -> None:
    assert province.refused(body, 400).code == "bad_message"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_to_a_push_gets_past_the_signature(
    province: Province, kiosk: Kiosk, counted: Counted, data: st.DataObject
) -> None:
    if kiosk.seq < 10:
        filled(kiosk, 10)
    body = bytearray(messages.packed(kiosk.push()))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    answer = province.post("push", bytes(body))
    # Damage outside what is signed (the compressed form, the nonce) may still carry the very same entries.
    assert answer.status_code in (200, 400, 403, 409, 422), answer.content
    assert counted() in (0, 10)
    if answer.status_code == 200:
        assert messages.unpacked(answer.content, messages.Receipt).head in (kiosk.hash_at(kiosk.seq), kiosk.hash_at(0))


def test_a_body_over_the_cap_is_refused(province: Province) -> None:
    assert province.refused(bytes(MAX_BODY + 1), 413).code == "too_large"


def test_a_body_far_over_the_cap_is_cut_off_at_the_door(province: Province) -> None:
    parts = urlsplit(province.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as line:
        line.sendall(f"POST /sync/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: {10**12}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_breaks_off_stores_nothing_and_the_server_lives(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    filled(kiosk, 5)
    body = messages.packed(kiosk.push())
    parts = urlsplit(province.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as line:
        line.sendall(b"POST /sync/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:-1])
    assert province.push(kiosk.push(1, 0)).seq == 0
    assert counted() == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "push", 405, "method_not_allowed"),
        ("POST", "hello", 405, "method_not_allowed"),
        ("GET", "nothing", 404, "not_found"),
        ("GET", "hello", 400, "bad_message"),
        ("GET", "hello?nonce=zz", 400, "bad_message"),
        ("GET", "hello?nonce=00", 400, "bad_message"),
    ],
)
def test_a_wrong_door_is_named(province: Province, method: str, path: str, status: int, code: str) -> None:
    answer = requests.request(method, f"{province.url}/sync/v1/{path}", timeout=60)
    assert answer.status_code == status
    assert messages.unpacked(answer.content, messages.Problem).code == code


def test_hello_signs_the_caller_s_nonce(province: Province) -> None:
    nonce = bytes(range(16))
    answer = requests.get(f"{province.url}/sync/v1/hello?nonce={nonce.hex()}", timeout=60)
    hello = messages.unpacked(answer.content, Hello)
    statements.check(province_key(province), statements.hello(nonce, hello.at), hello.signature)


def test_an_answer_to_a_kiosk_carries_no_cookie_and_few_headers(province: Province, kiosk: Kiosk) -> None:
    answer = province.post("push", messages.packed(kiosk.push()))
    assert set(answer.headers) == {"Content-Type", "Content-Length", "Date"}
    assert len("".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())) < 110


def test_one_entry_not_understood_is_named_in_the_receipt_and_holds_up_nothing(
    province: Province, kiosk: Kiosk, counted: Counted
) -> None:
    kiosk.visit(NOON)
    strange, broken = kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07"), kiosk.write(b"\xc1")
    kiosk.visit(NOON)
    receipt = province.push(kiosk.push())
    assert receipt.seq == kiosk.seq
    assert receipt.quarantined == ((strange, UNKNOWN_KIND), (broken, MALFORMED))
    assert province.push(kiosk.push()).quarantined == receipt.quarantined
    assert province.push(kiosk.push(kiosk.seq, kiosk.seq)).quarantined == ()
    assert counted() == 2


def test_a_revoked_device_s_backlog_is_taken_and_not_counted(
    province: Province, kiosk: Kiosk, counted: Counted, point: Any
) -> None:
    from sync.province import registry
    from sync.province.models import Entry

    filled(kiosk, 4)
    province.push(kiosk.push(1, 4))
    assert registry.revoke_device(kiosk.device.hex()) is not None
    receipt = province.push(kiosk.push(5))
    assert receipt.seq == kiosk.seq
    assert receipt.quarantined == ((5, DEVICE_REVOKED), (6, DEVICE_REVOKED))
    assert counted() == 2
    assert Entry.objects.filter(device__point=point).count() == kiosk.seq


def test_the_same_push_from_many_lines_at_once_counts_once(province: Province, kiosk: Kiosk, counted: Counted) -> None:
    filled(kiosk, 200)
    pushes = [kiosk.push(1, end) for end in (50, 120, 202, 202, 80, 202)]
    answers: list[int] = []

    def send(push: messages.Push) -> None:
        answers.append(province.post("push", messages.packed(push)).status_code)

    threads = [threading.Thread(target=send, args=(push,)) for push in pushes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * len(pushes)
    assert counted() == 200


@pytest.mark.parametrize("card_first", [True, False])
def test_a_card_that_the_kiosk_did_not_know_is_resolved_whichever_arrives_first(
    province: Province, enrolled: Callable[[], Kiosk], counted: Counted, point: Any, card_first: bool
) -> None:
    from sync.province import figures

    digest = bytes([card_first]) * 32
    issuer, other = enrolled(), enrolled()
    issuer.write(
        CardIssued(
            wall=NOON, mono=1, boot=1, reader_device=b"", reader_epoch=1, reader_seq=1, card=digest, valid_until=20_000
        )
    )
    other.visit(NOON, card=digest)
    other.visit(NOON, card=b"\x07" * 32)
    for kiosk in (issuer, other) if card_first else (other, issuer):
        province.push(kiosk.push())
    page = figures.point_page(point, NOON)
    assert (page.strangers, page.recognised) == (2, 1)
    assert counted() == 2


def test_a_purpose_told_in_a_later_push_moves_the_count(province: Province, kiosk: Kiosk, point: Any) -> None:
    from sync.province.models import DayCount

    visit = kiosk.visit(NOON, head_count=30)
    province.push(kiosk.push())
    first = kiosk.tell(visit, Purpose.READING, NOON + 5)
    kiosk.tell(visit, Purpose.EVENT, NOON + 6)
    province.push(kiosk.push(first))
    counts = DayCount.objects.filter(device__point=point).values_list("purpose", "records", "visits")
    assert list(counts) == [(Purpose.EVENT, 1, 30)]


def test_a_device_whose_clock_is_years_off_is_never_refused(
    province: Province, kiosk: Kiosk, counted: Counted, point: Any
) -> None:
    from sync.province.models import Device

    kiosk.visit(0)
    kiosk.visit(4_102_444_800)
    province.push(kiosk.push())
    assert counted() == 2
    assert Device.objects.get(point=point).clock_ahead > 86_400


def test_bodies_that_trickle_in_keep_nobody_waiting(province: Province, kiosk: Kiosk, counted: Counted) -> None:
    filled(kiosk, 5)
    body = messages.packed(kiosk.push())
    head = b"POST /sync/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    parts = urlsplit(province.url)
    with contextlib.ExitStack() as lines:
        slow = [
            lines.enter_context(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30))
            for _ in range(20)
        ]
        for line in slow:
            line.sendall(head + body[:-1])
        assert province.push(kiosk.push(1, 0)).seq == 0
        for line in slow:
            line.sendall(body[-1:])
        for line in slow:
            assert line.recv(100).startswith(b"HTTP/1.1 200 ")
    assert counted() == 5
