"""A file on a stick is whole or told apart, and its name says what it is by the rules of FAT."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import volumes
from sync.protocol.messages import Push, Receipt, packed
from sync.protocol.volumes import Answered, Answers, BadVolume, Kind, PushName, Replied
from tests.province.kiosks import Kiosk

MESSAGE = b"a message of some length"
_DEVICE = bytes(range(16))
names = st.builds(
    PushName,
    st.binary(min_size=16, max_size=16),
    st.integers(1, 2**53 - 1),
    st.integers(1, 2**53 - 1),
    st.integers(0, 2**53 - 1),
    st.binary(min_size=4, max_size=4),
)


def push() -> Push:
    kiosk = Kiosk()
    kiosk.open("HY-0412", 1_700_000_000)
    for second in range(40):
        kiosk.visit(1_700_000_000 + second)
    return kiosk.push()


@given(st.sampled_from(Kind), st.binary(max_size=2_000))
def test_what_was_wrapped_comes_out(kind: Kind, message: bytes) -> None:
    raw = volumes.wrapped(kind, message)
    assert volumes.opened(kind, raw) == message
    assert len(raw) == len(message) + volumes.OVERHEAD


def test_every_shorter_copy_is_told_to_be_a_half_one() -> None:
    raw = volumes.wrapped(Kind.PUSH, MESSAGE)
    for length in range(len(raw)):
        with pytest.raises(BadVolume) as told:
            volumes.opened(Kind.PUSH, raw[:length])
        assert told.value.code == "half", length


def test_every_changed_bit_is_noticed() -> None:
    raw = volumes.wrapped(Kind.PUSH, MESSAGE)
    for place in range(len(raw) * 8):
        spoilt = bytearray(raw)
        spoilt[place // 8] ^= 1 << place % 8
        with pytest.raises(BadVolume):
            volumes.opened(Kind.PUSH, bytes(spoilt))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\0" * 500, "foreign"),
        (b"PK\x03\x04" + b"x" * 500, "foreign"),
        (b"PK", "foreign"),
        (volumes.wrapped(Kind.PUSH, MESSAGE) + b"more", "damaged"),
        (volumes.wrapped(Kind.ANSWERS, MESSAGE), "damaged"),
        (b"diem-doc\x02" + bytes(500), "newer"),
    ],
)
def test_what_cannot_be_used_says_why(raw: bytes, code: str) -> None:
    with pytest.raises(BadVolume) as told:
        volumes.opened(Kind.PUSH, raw)
    assert told.value.code == code


def test_a_whole_file_that_holds_another_message_is_damaged() -> None:
    raw = volumes.wrapped(Kind.PUSH, packed(Receipt(epoch=1, seq=1, head=b"", at=0, signature=b"")))
    with pytest.raises(BadVolume, match="damaged"):
        volumes.content_of(Kind.PUSH, raw, Push)


@given(names)
def test_a_name_says_what_it_was_made_of_even_in_capitals(name: PushName) -> None:
    assert volumes.push_name(str(name)) == name
    assert volumes.push_name(str(name).upper()) == name


@given(names)
def test_a_name_keeps_the_rules_of_fat(name: PushName) -> None:
    text = str(name)
    assert text.isascii()
    assert not set(text) & set('<>:"/\\|?* ')
    assert len(text) < 120
    assert not text.endswith(".")


@pytest.mark.parametrize("text", ["", "x.dd", "diem-doc", f"{_DEVICE.hex()}.receipts", f"{_DEVICE.hex()}-1-1-9.dd"])
def test_other_names_are_no_pushes(text: str) -> None:
    assert volumes.push_name(text) is None


@pytest.mark.parametrize("kind", [Kind.ANSWERS, Kind.ENROLMENT, Kind.WELCOME])
def test_a_devices_other_files_are_known_by_their_names(kind: Kind) -> None:
    name = volumes.other_name(kind, _DEVICE)
    assert volumes.device_of(kind, name) == volumes.device_of(kind, name.upper()) == _DEVICE
    assert volumes.device_of(kind, "x" + name) is None
    assert volumes.owner(name) == _DEVICE
    assert volumes.owner(name + ".part") is None


def test_a_push_goes_on_a_stick_and_comes_off_it() -> None:
    sent = push()
    raw = volumes.wrapped(Kind.PUSH, packed(sent))
    name = volumes.name_of(sent)
    assert volumes.push_in(raw, name) == sent
    with pytest.raises(BadVolume, match="damaged"):
        volumes.push_in(raw, name._replace(first=2))


def test_answers_go_on_a_stick_and_come_off_it() -> None:
    receipt = Receipt(epoch=1, seq=9, head=b"h" * 32, at=5, signature=b"s" * 64, quarantined=((3, "malformed"),))
    answers = Answers(
        device=_DEVICE,
        at=5,
        answered=(
            Answered(epoch=1, first=1, last=9, receipt=receipt),
            Answered(
                epoch=1, first=12, last=20, code="gap", replies=(Replied(errand=b"e", reply=b"r", signature=b"s"),)
            ),
        ),
    )
    raw = volumes.wrapped(Kind.ANSWERS, packed(answers))
    assert volumes.content_of(Kind.ANSWERS, raw, Answers) == answers


def test_the_form_is_frozen() -> None:
    """Sticks lie in drawers for years: these bytes are what they hold."""
    raw = volumes.wrapped(Kind.PUSH, b"\x90")
    content = bytes.fromhex("6469656d2d646f63 01 01 00000001 90")
    assert raw == content + hashlib.sha256(content).digest()
