"""What a kiosk asks beside handing over entries: run where it is sound, passed over where it is not, and never in the
way of the entries.
"""

from collections.abc import Callable

import msgspec
import pytest

from sync.protocol import columns, messages, statements
from sync.protocol.entries import ReaderErased, ReaderRegistered
from sync.protocol.messages import Cursor, Day, Errand, Push, ReaderKey, Receipt, Reply

from .conftest import Province
from .kiosks import Kiosk

MORNING = 1_700_000_100
NOTHING = (b"", b"")


def carrying(kiosk: Kiosk, errand: bytes, *, signature: bytes | None = None, push: Push | None = None) -> Push:
    signed = kiosk.key.sign(statements.errand(kiosk.public_key, errand))
    return msgspec.structs.replace(
        push or kiosk.push(), errand=errand, errand_signature=signed if signature is None else signature
    )


def replied(kiosk: Kiosk, province: Province, errand: Errand) -> Reply:
    """The verified reply to an errand beside a push of everything."""
    push = carrying(kiosk, messages.packed(errand))
    receipt = province.push(push)
    ensure_taken(kiosk, receipt)
    if not receipt.reply:
        return Reply()
    return verified(kiosk, province, push, receipt)


def verified(kiosk: Kiosk, province: Province, push: Push, receipt: Receipt) -> Reply:
    """The reply in a receipt, which the province must have signed for this push's errand."""
    key = statements.public_bytes(province.home.signing_key())
    statements.check(key, statements.reply(kiosk.public_key, push.errand, receipt.reply), receipt.reply_signature)
    return messages.unpacked(receipt.reply, Reply)


def ensure_taken(kiosk: Kiosk, receipt: Receipt) -> None:
    assert (receipt.seq, receipt.head) == (kiosk.seq, kiosk.hash_at(kiosk.seq))


def ensure_passed_over(kiosk: Kiosk, province: Province, errand: bytes, *, signature: bytes | None = None) -> None:
    """The entries are taken, and the errand gets no reply."""
    kiosk.visit(MORNING)
    receipt = province.push(carrying(kiosk, errand, signature=signature))
    ensure_taken(kiosk, receipt)
    assert (receipt.reply, receipt.reply_signature) == NOTHING


@pytest.mark.parametrize(
    "errand",
    [
        b"\xc1",
        b"<html>",
        b"\x80",
        messages.packed(Errand(cursor=Cursor())) + b"\x00",
        msgspec.msgpack.encode([["a", "b"], 1]),
        msgspec.msgpack.encode([None, 0, [[b"x" * 16, 1.5, 2, b"k"]]]),
        bytes(65_537),
    ],
)
def test_an_errand_that_is_none_costs_the_entries_nothing(kiosk: Kiosk, province: Province, errand: bytes) -> None:
    ensure_passed_over(kiosk, province, errand)


def test_an_errand_that_the_device_did_not_sign_is_passed_over(
    kiosk: Kiosk, enrolled: Callable[[], Kiosk], province: Province
) -> None:
    errand = messages.packed(Errand(recall=((0, 0),)))
    ensure_passed_over(kiosk, province, errand, signature=bytes(64))
    ensure_passed_over(kiosk, province, errand, signature=b"")
    stranger = enrolled()
    ensure_passed_over(
        kiosk, province, errand, signature=stranger.key.sign(statements.errand(kiosk.public_key, errand))
    )
    assert replied(kiosk, province, Errand(recall=((0, 0),))).epochs == ((1, kiosk.seq),)


_ODD = (-(2**63), -1, 0, 2**31, 2**53, 2**63 - 1, 2**63, 2**64 - 1)


@pytest.mark.parametrize("odd", _ODD)
def test_numbers_without_meaning_in_an_errand_stop_nothing(kiosk: Kiosk, province: Province, odd: int) -> None:
    kiosk.visit(MORNING)
    errand = Errand(
        cursor=Cursor(odd, odd),
        limit=odd,
        keys=(ReaderKey(device=kiosk.device, epoch=odd, seq=odd, wrapped=b"k"),),
        days=(Day(epoch=odd, first=odd, last=odd, digest=b"", visits=odd),),
        recall=((odd, odd), (1, odd), (odd, 0)),
    )
    assert replied(kiosk, province, errand).epochs == ((1, kiosk.seq),)


def register(kiosk: Kiosk) -> int:
    """A reader is registered; the seq of the entry."""
    return kiosk.write(ReaderRegistered(wall=MORNING, mono=60, boot=1, sealed=b"s" * 40, consent=1, consent_text=1))


def erase(kiosk: Kiosk, device: bytes, epoch: int, seq: int) -> None:
    kiosk.write(ReaderErased(wall=MORNING, mono=70, boot=1, reader_device=device, reader_epoch=epoch, reader_seq=seq))


def key_of(kiosk: Kiosk, seq: int, wrapped: bytes) -> ReaderKey:
    return ReaderKey(device=kiosk.device, epoch=kiosk.epoch, seq=seq, wrapped=wrapped)


def keys_at(kiosk: Kiosk, province: Province) -> dict[int, bytes]:
    """What the province has of the keys of a kiosk's readers, as that kiosk would get them back."""
    reply = replied(kiosk, province, Errand(recall=((kiosk.epoch, 0),)))
    return {key.seq: key.wrapped for key in reply.keys}


def test_a_key_is_kept_replaced_and_destroyed_for_ever(kiosk: Kiosk, province: Province) -> None:
    reader = register(kiosk)
    for wrapped in (b"first", b"second"):
        assert replied(kiosk, province, Errand(keys=(key_of(kiosk, reader, wrapped),))).kept == 1
        assert keys_at(kiosk, province) == {reader: wrapped}
    erase(kiosk, b"", 1, reader)
    assert keys_at(kiosk, province) == {reader: b""}
    assert replied(kiosk, province, Errand(keys=(key_of(kiosk, reader, b"third"),))).kept == 1
    assert keys_at(kiosk, province) == {reader: b""}


def test_an_erasure_that_is_heard_of_before_the_key_keeps_the_key_out(kiosk: Kiosk, province: Province) -> None:
    reader = register(kiosk)
    erase(kiosk, kiosk.device, 1, reader)
    assert replied(kiosk, province, Errand(keys=(key_of(kiosk, reader, b"late"),))).kept == 1
    assert keys_at(kiosk, province) == {reader: b""}


@pytest.fixture
def foreign(province: Province) -> Kiosk:
    """An enrolled kiosk of another point."""
    from sync.province import enrolling, registry

    point = registry.add_point("DIEM-KHAC", "Thư viện xã Khác", now=0)
    kiosk = Kiosk()
    asked = kiosk.enrol_request(enrolling.give_code(point, now=1_000))
    enrolling.enrol(asked, key=province.home.signing_key(), now=1_000)
    kiosk.open(point.code, MORNING)
    return kiosk


def test_a_device_hands_in_and_destroys_keys_of_its_own_point_only(
    kiosk: Kiosk, foreign: Kiosk, province: Province
) -> None:
    reader = register(foreign)
    replied(foreign, province, Errand(keys=(key_of(foreign, reader, b"ours"),)))
    replied(kiosk, province, Errand(keys=(key_of(foreign, reader, b"theirs"),)))
    erase(kiosk, foreign.device, 1, reader)
    replied(kiosk, province, Errand(recall=((0, 0),)))
    assert keys_at(foreign, province) == {reader: b"ours"}


def test_keys_beyond_the_limit_are_sent_another_time(kiosk: Kiosk, province: Province) -> None:
    reader = register(kiosk)
    keys = [key_of(kiosk, reader + number, b"k") for number in range(1_001)]
    assert replied(kiosk, province, Errand(keys=tuple(keys))).kept == 1_000


def test_a_recall_gives_back_what_comes_after_and_says_where_nothing_does(kiosk: Kiosk, province: Province) -> None:
    for minute in range(5):
        kiosk.visit(MORNING + 60 * minute)
    last = kiosk.seq
    reply = replied(kiosk, province, Errand(recall=((1, 0), (1, 3), (1, last), (1, last + 1), (2, 0))))
    told = [(run.first, run.last, run.before) for run in reply.recalled]
    assert told == [
        (1, last, kiosk.hash_at(0)),
        (4, last, kiosk.hash_at(3)),
        (last + 1, last, kiosk.hash_at(last)),
    ]
    assert columns.unpacked(reply.recalled[1].frame, last - 3) == kiosk.raws[3:]
    assert {run.nonce for run in reply.recalled} == {kiosk.nonce}
    assert reply.epochs == ((1, last),)


def test_a_push_that_forks_is_answered_with_what_it_asks_for(kiosk: Kiosk, province: Province) -> None:
    kiosk.visit(MORNING)
    province.push(kiosk.push())
    clone = Kiosk(kiosk.key, nonce=kiosk.nonce, raws=kiosk.raws[:-1], hashes=kiosk.hashes[:-1])
    clone.visit(MORNING + 60)
    push = carrying(clone, messages.packed(Errand(recall=((1, clone.seq - 1),))))
    problem = province.refused(push, 409)
    assert problem.code == "fork"
    assert problem.receipt is not None
    [run] = verified(clone, province, push, problem.receipt).recalled
    assert (run.first, run.before) == (kiosk.seq, clone.hash_at(clone.seq - 1))
    assert columns.unpacked(run.frame, 1) == kiosk.raws[-1:]
