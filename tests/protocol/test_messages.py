"""Messages: whatever arrives is the message that was awaited, or a BadMessage."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.messages import (
    BadMessage,
    Certificate,
    EnrolAnswer,
    EnrolRequest,
    Hello,
    Problem,
    Push,
    Receipt,
    packed,
    unpacked,
)

RECEIPT = Receipt(
    epoch=1, seq=4_312, head=bytes(32), at=1_795_395_600, signature=bytes(64), quarantined=((7, "malformed"),)
)
EVERY_MESSAGE: list[msgspec.Struct] = [
    Push(
        device=bytes(16),
        epoch=1,
        first=1,
        last=0,
        before=bytes(32),
        head=bytes(32),
        nonce=bytes(16),
        frame=b"",
        signature=bytes(64),
    ),
    RECEIPT,
    Problem(code="gap", detail="entries up to 3 are known; 9 came", receipt=RECEIPT),
    Problem(code="busy"),
    EnrolRequest(code_id="0BCG", device_key=bytes(32), proof=bytes(32), signature=bytes(64), software="diem-doc 0.1.0"),
    EnrolAnswer(
        certificate=Certificate(device_key=bytes(32), point="HY-0412", number=1, issued_at=5, signature=bytes(64)),
        province_key=bytes(32),
        proof=bytes(32),
        point_name="Thư viện xã Đức Hợp",
        at=5,
    ),
    Hello(at=5, signature=bytes(64)),
]
MESSAGES = pytest.mark.parametrize("message", EVERY_MESSAGE, ids=lambda message: type(message).__name__)
KINDS: list[Any] = [Push, Receipt, Problem, EnrolRequest, EnrolAnswer, Hello]


@MESSAGES
def test_every_message_comes_back_from_its_bytes(message: Any) -> None:
    assert unpacked(packed(message), type(message)) == message


@MESSAGES
def test_fields_that_a_later_version_adds_at_the_end_are_ignored(message: Any) -> None:
    later = msgspec.msgpack.encode([*msgspec.msgpack.decode(packed(message)), "later", 7])
    assert unpacked(later, type(message)) == message


def test_fields_that_an_earlier_version_did_not_send_have_their_defaults() -> None:
    earlier = msgspec.msgpack.encode(msgspec.msgpack.decode(packed(RECEIPT))[:5])
    assert unpacked(earlier, Receipt) == msgspec.structs.replace(RECEIPT, quarantined=())


@MESSAGES
def test_a_message_cut_short_anywhere_is_a_bad_message(message: Any) -> None:
    raw = packed(message)
    for length in range(len(raw)):
        with pytest.raises(BadMessage):
            unpacked(raw[:length], type(message))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "raw",
    [b"", b"<html><body>Please log in to the Wi-Fi</body></html>", b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff", b"\xc1"],
    ids=["nothing", "captive portal", "deep nesting", "four thousand million fields", "reserved byte"],
)
def test_what_is_no_message_is_a_bad_message(kind: Any, raw: bytes) -> None:
    with pytest.raises(BadMessage):
        unpacked(raw, kind)


@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_random_bytes_never_do_worse_than_a_bad_message(raw: bytes, kind: Any) -> None:
    try:
        message = unpacked(raw, kind)
    except BadMessage:
        return
    assert unpacked(packed(message), kind) == message


@given(st.sampled_from(EVERY_MESSAGE), st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_a_changed_message_never_does_worse_than_a_bad_message(message: Any, place: int, noise: bytes) -> None:
    raw = packed(message)
    place %= len(raw)
    try:
        unpacked(raw[:place] + noise + raw[place + len(noise) :], type(message))
    except BadMessage:
        return
