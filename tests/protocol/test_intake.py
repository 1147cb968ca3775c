"""The province's half: every reason to refuse a push, and nothing else is refused."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sync.protocol import columns, statements
from sync.protocol.entries import chained
from sync.protocol.intake import Intake, Known, Rejected, verify
from sync.protocol.messages import MAX_BATCH, Push

from .chains import Journal, entries, key

DEVICE = key(1)
JOURNAL = Journal(DEVICE, entries(20))
OTHER = Journal(DEVICE, [*entries(9), *entries(11)[::-1]])  # the same device, another history from entry 10 on


def push_of(journal: Journal, first: int, last: int) -> Push:
    before, head = journal.heads[first - 1], journal.heads[last]
    statement = statements.batch(journal.public_key, journal.epoch, first, last, before, head)
    raws = journal.raws[first - 1 : last]
    return Push(
        device=bytes(16),
        epoch=journal.epoch,
        first=first,
        last=last,
        before=before,
        head=head,
        nonce=journal.nonce if first == 1 else b"",
        frame=columns.packed(raws) if raws else b"",
        signature=DEVICE.sign(statement),
    )


def known(journal: Journal, seq: int) -> Known:
    return Known(seq, journal.heads[seq], lambda at: journal.heads[at] if at <= seq else None)


def taken(push: Push, have: Known | None) -> Intake:
    return verify(push, JOURNAL.public_key, have)


def resigned(push: Push, **changes: Any) -> Push:
    """`push` with other fields and a signature that belongs to them."""
    push = msgspec.structs.replace(push, **changes)
    statement = statements.batch(JOURNAL.public_key, push.epoch, push.first, push.last, push.before, push.head)
    return msgspec.structs.replace(push, signature=DEVICE.sign(statement))


def test_the_first_push_opens_the_epoch() -> None:
    intake = taken(push_of(JOURNAL, 1, 8), None)
    assert (intake.first, intake.last, intake.genesis) == (1, 8, JOURNAL.heads[0])
    assert intake.raws == JOURNAL.raws[:8]
    assert intake.hashes == JOURNAL.heads[1:9]


def test_the_next_push_goes_on() -> None:
    intake = taken(push_of(JOURNAL, 9, 20), known(JOURNAL, 8))
    assert (intake.first, intake.last, intake.genesis) == (9, 20, b"")
    assert intake.hashes[-1] == JOURNAL.heads[20]


@pytest.mark.parametrize(("first", "last"), [(1, 8), (3, 8), (8, 8), (1, 3), (9, 8), (1, 0)])
def test_a_repeat_adds_nothing(first: int, last: int) -> None:
    intake = taken(push_of(JOURNAL, first, last), known(JOURNAL, 8))
    assert (intake.raws, intake.hashes, intake.genesis) == ([], [], b"")


@pytest.mark.parametrize("first", [1, 2, 5, 8])
def test_an_overlap_adds_only_what_is_new(first: int) -> None:
    intake = taken(push_of(JOURNAL, first, 14), known(JOURNAL, 8))
    assert (intake.first, intake.raws) == (9, JOURNAL.raws[8:14])
    assert intake.hashes == JOURNAL.heads[9:15]


def test_a_contact_without_entries_is_taken_before_and_after_the_first() -> None:
    assert taken(push_of(JOURNAL, 1, 0), None).genesis == JOURNAL.heads[0]
    assert taken(push_of(JOURNAL, 1, 0), known(JOURNAL, 0)).raws == []


PUSH = push_of(JOURNAL, 1, 8)
LATER = push_of(JOURNAL, 9, 12)

REFUSALS: list[tuple[str, str, Callable[[], Push], Known | None]] = [
    ("bad_message", "epoch 0", lambda: resigned(PUSH, epoch=0), None),
    ("bad_message", "an epoch beyond 2^53", lambda: resigned(PUSH, epoch=2**53), None),
    ("bad_message", "an epoch below zero", lambda: resigned(PUSH, epoch=-1), None),
    ("bad_message", "an entry 0", lambda: resigned(PUSH, first=0, nonce=b""), None),
    ("bad_message", "entries counted backwards", lambda: resigned(LATER, last=7), known(JOURNAL, 8)),
    ("bad_message", "too many entries", lambda: resigned(PUSH, last=MAX_BATCH + 1), None),
    ("bad_message", "entries beyond 2^53", lambda: resigned(LATER, first=2**60, last=2**60), known(JOURNAL, 8)),
    ("bad_message", "a short hash before", lambda: resigned(PUSH, before=b"\x01"), None),
    ("bad_message", "a long head", lambda: resigned(PUSH, head=bytes(33)), None),
    ("bad_message", "no nonce with entry 1", lambda: resigned(PUSH, nonce=b""), None),
    ("bad_message", "a nonce without entry 1", lambda: resigned(LATER, nonce=bytes(16)), known(JOURNAL, 8)),
    ("bad_message", "a frame of garbage", lambda: resigned(PUSH, frame=b"garbage"), None),
    ("bad_message", "no frame", lambda: resigned(PUSH, frame=b""), None),
    ("bad_message", "fewer entries than signed", lambda: resigned(PUSH, frame=columns.packed(JOURNAL.raws[:7])), None),
    ("bad_signature", "no signature", lambda: msgspec.structs.replace(PUSH, signature=b""), None),
    ("bad_signature", "zeros", lambda: msgspec.structs.replace(PUSH, signature=bytes(64)), None),
    ("bad_signature", "another batch's", lambda: msgspec.structs.replace(PUSH, signature=LATER.signature), None),
    ("bad_signature", "another head", lambda: msgspec.structs.replace(PUSH, head=bytes(32)), None),
    ("bad_signature", "another epoch", lambda: msgspec.structs.replace(PUSH, epoch=2), None),
    ("bad_signature", "another range", lambda: msgspec.structs.replace(LATER, last=11), known(JOURNAL, 8)),
    ("broken_chain", "another nonce", lambda: resigned(PUSH, nonce=bytes(16)), None),
    ("broken_chain", "another head, signed", lambda: resigned(PUSH, head=bytes(32)), None),
    ("broken_chain", "two entries swapped", lambda: resigned(PUSH, frame=swapped()), None),
    ("broken_chain", "one bit of one entry", lambda: resigned(LATER, frame=flipped()), known(JOURNAL, 8)),
    ("broken_chain", "an empty push that claims a head", lambda: resigned(PUSH, last=0), None),
    ("gap", "nothing known", lambda: LATER, None),
    ("gap", "one entry missing", lambda: LATER, known(JOURNAL, 7)),
    ("gap", "a contact beyond what is known", lambda: push_of(JOURNAL, 9, 8), known(JOURNAL, 7)),
    ("fork", "another history before", lambda: push_of(JOURNAL, 13, 14), known(OTHER, 12)),
    ("fork", "another history in the overlap", lambda: push_of(JOURNAL, 5, 14), known(OTHER, 12)),
    ("fork", "another history, shorter", lambda: push_of(JOURNAL, 1, 12), known(OTHER, 20)),
    ("fork", "another genesis", lambda: push_of(Journal(DEVICE, entries(8), nonce=bytes(16)), 1, 8), known(JOURNAL, 8)),
    ("fork", "a contact with another head", lambda: push_of(JOURNAL, 13, 12), known(OTHER, 12)),
]


def swapped() -> bytes:
    return columns.packed([*JOURNAL.raws[:6], JOURNAL.raws[7], JOURNAL.raws[6]])


def flipped() -> bytes:
    last = JOURNAL.raws[11]
    return columns.packed([*JOURNAL.raws[8:11], last[:-1] + bytes([last[-1] ^ 1])])


@pytest.mark.parametrize(
    ("code", "push", "have"),
    [pytest.param(code, push, have, id=f"{code}: {name}") for code, name, push, have in REFUSALS],
)
def test_each_reason_to_refuse_has_its_code(code: str, push: Callable[[], Push], have: Known | None) -> None:
    with pytest.raises(Rejected) as caught:
        taken(push(), have)
    assert caught.value.code == code
    assert caught.value.detail


def test_another_devices_key_takes_nothing() -> None:
    with pytest.raises(Rejected) as caught:
        verify(PUSH, statements.public_bytes(key(2)), None)
    assert caught.value.code == "bad_signature"


def test_a_key_that_is_no_point_of_the_curve_takes_nothing() -> None:
    with pytest.raises(Rejected) as caught:
        verify(PUSH, b"short", None)
    assert caught.value.code == "bad_signature"


def test_what_an_entry_says_is_never_judged() -> None:
    raws = [b"", b"\xc1", b"not msgpack at all", *entries(2)]
    journal = Journal(DEVICE, raws)
    assert taken(push_of(journal, 1, 5), None).raws == raws


def test_the_frame_may_be_packed_by_another_program_as_long_as_the_entries_are_the_same() -> None:
    import zstandard

    body = msgspec.msgpack.encode([0, JOURNAL.raws[:8]])
    raw_frame = zstandard.ZstdCompressor(level=19).compress(body)
    assert taken(msgspec.structs.replace(PUSH, frame=raw_frame), None).hashes == JOURNAL.heads[1:9]


def test_a_chain_is_bound_to_its_genesis_from_the_first_entry_on() -> None:
    assert JOURNAL.heads[1] == chained(JOURNAL.heads[0], JOURNAL.raws[0])
