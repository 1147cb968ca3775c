"""Entries: their canonical bytes, what is refused, and the chain that binds them."""

import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.entries import (
    KINDS,
    MAX_ENTRY_BYTES,
    BootStarted,
    Entry,
    EpochOpened,
    MalformedEntry,
    ReaderRegistered,
    VisitRecorded,
    chained,
    decode,
    device_id,
    encode,
    genesis,
    plain,
)

packed = msgspec.msgpack.encode


def a_visit() -> VisitRecorded:
    return VisitRecorded(
        wall=1_795_395_600,
        mono=3_600,
        boot=1,
        method=1,
        purpose=0,
        age_band=3,
        sex=2,
        head_count=1,
        group=0,
        reader_device=b"",
        reader_epoch=1,
        reader_seq=3,
        card=b"",
    )


def an_opening(point: str = "HY-0412") -> EpochOpened:
    return EpochOpened(
        wall=0,
        mono=0,
        boot=0,
        point=point,
        software="diem-doc",
        previous_epoch=0,
        previous_seq=0,
        previous_hash=b"",
        cause=1,
    )


def test_a_visits_bytes_are_one_positional_array_of_its_fields() -> None:
    assert msgspec.msgpack.decode(encode(a_visit())) == [
        20,
        1,
        1_795_395_600,
        3_600,
        1,
        1,
        0,
        3,
        2,
        1,
        0,
        b"",
        1,
        3,
        b"",
    ]


def test_an_ordinary_visit_takes_twenty_four_bytes() -> None:
    assert len(encode(a_visit())) == 24


@pytest.mark.parametrize("kind", sorted(KINDS), ids=lambda kind: KINDS[kind].__name__)
def test_every_kind_comes_back_from_its_bytes(kind: tuple[int, int]) -> None:
    cls = KINDS[kind]
    fields = msgspec.structs.fields(cls)
    samples: dict[type, Any] = {int: 7, bytes: b"\x00\xff", str: "Thư viện Đức Hợp"}
    entry = cls(**{field.name: samples[field.type] for field in fields if field.name not in ("kind", "version")})
    assert (entry.kind, entry.version) == kind
    assert decode(encode(entry)) == entry
    assert type(decode(encode(entry))) is cls


def test_no_two_kinds_share_a_number() -> None:
    assert sorted(KINDS) == [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 1),
        (4, 1),
        (5, 1),
        (10, 1),
        (10, 2),
        (11, 1),
        (12, 1),
        (13, 1),
        (14, 1),
        (15, 1),
        (16, 1),
        (17, 1),
        (18, 1),
        (20, 1),
        (20, 2),
        (21, 1),
        (22, 1),
        (23, 1),
        (30, 1),
        (31, 1),
        (32, 1),
        (33, 1),
    ]


def test_decomposed_text_is_not_written() -> None:
    with pytest.raises(MalformedEntry, match="point is not NFC"):
        encode(an_opening(point="Hoa\u0300"))


def test_an_entry_over_the_limit_is_not_written() -> None:
    entry = ReaderRegistered(wall=0, mono=0, boot=0, sealed=bytes(MAX_ENTRY_BYTES), consent=1, consent_text=1)
    with pytest.raises(MalformedEntry, match="at most 4096"):
        encode(entry)


def test_an_unknown_kind_is_kept_and_not_understood() -> None:
    raw = packed([99, 1, 5, 5, 1, "chuyện tương lai", b"\x01"])
    assert decode(raw) is None
    assert plain(raw) == [99, 1, 5, 5, 1, "chuyện tương lai", b"\x01"]


def test_a_later_version_of_a_known_kind_is_kept_and_not_understood() -> None:
    assert decode(packed([20, 99, 5, 5, 1, 7])) is None


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!DOCTYPE html>", id="a web page"),
        pytest.param(packed([]), id="an empty array"),
        pytest.param(packed([20, 1, 5, 5]), id="too short to be an entry"),
        pytest.param(packed({"kind": 20}), id="a map"),
        pytest.param(packed([20, 1, 5, 5, "1"]), id="text where a number belongs"),
        pytest.param(packed([20, 1, 5.0, 5, 1]), id="a float"),
        pytest.param(packed([True, 1, 5, 5, 1]), id="a truth value"),
        pytest.param(packed([99, 1, 5, 5, 1, None]), id="nil"),
        pytest.param(packed([99, 1, 5, 5, 1, [1]]), id="an array inside"),
        pytest.param(packed([2, 1, 5, 5, 1]), id="a field missing"),
        pytest.param(packed([2, 1, 5, 5, 1, b"", 0]), id="a field too many"),
        pytest.param(packed([2, 1, 5, 5, 1, "text"]), id="text where bytes belong"),
        pytest.param(encode(a_visit()) + b"\x00", id="a byte after the end"),
        pytest.param(encode(a_visit())[:-1], id="cut short"),
        pytest.param(b"\x91" * 5_000, id="five thousand arrays deep"),
        pytest.param(packed([2, 1, 5, 5, 1])[:-1] + b"\xa2\xff\xfe", id="text that is not UTF-8"),
    ],
)
def test_bytes_that_are_no_entry_are_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedEntry):
        decode(raw)


def test_the_same_values_in_longer_bytes_are_malformed() -> None:
    raw = packed([2, 1, 5, 5, 1, b"\x01"])
    wider = raw.replace(b"\x05", b"\xcc\x05", 1)
    assert msgspec.msgpack.decode(wider) == msgspec.msgpack.decode(raw)
    with pytest.raises(MalformedEntry, match="canonical"):
        decode(wider)


def test_decomposed_text_from_elsewhere_is_malformed() -> None:
    values = msgspec.msgpack.decode(encode(an_opening(point="Hoà")))
    values[5] = "Hoa\u0300"
    with pytest.raises(MalformedEntry, match="canonical"):
        decode(packed(values))


@given(st.binary(max_size=200))
def test_random_bytes_are_an_entry_or_malformed_and_nothing_else(raw: bytes) -> None:
    try:
        entry = decode(raw)
    except MalformedEntry:
        return
    assert entry is None or encode(entry) == raw


@given(st.binary(max_size=40), st.integers(0, 23))
def test_a_changed_visit_is_another_visit_or_malformed(noise: bytes, place: int) -> None:
    raw = encode(a_visit())
    changed = raw[:place] + noise + raw[place + len(noise) :]
    try:
        entry = decode(changed)
    except MalformedEntry:
        return
    assert entry is None or encode(entry) == changed


def test_a_device_is_named_by_the_head_of_its_keys_hash() -> None:
    key = bytes(range(32))
    assert device_id(key) == hashlib.sha256(key).digest()[:16]


def test_a_genesis_belongs_to_one_key_one_epoch_and_one_nonce() -> None:
    key, nonce = bytes(32), bytes(16)
    heads = {
        genesis(key, 1, nonce),
        genesis(key, 2, nonce),
        genesis(b"\x01" + key[1:], 1, nonce),
        genesis(key, 1, b"\x01" + nonce[1:]),
    }
    assert len(heads) == 4


def test_a_link_is_the_hash_of_the_link_before_and_the_entry() -> None:
    before, raw = bytes(32), encode(a_visit())
    assert chained(before, raw) == hashlib.sha256(before + raw).digest()


@given(st.integers(0, 199), st.integers(0, 7))
def test_one_flipped_bit_changes_every_later_link(place: int, bit: int) -> None:
    raws = [encode(BootStarted(wall=i, mono=i, boot=i, boot_id=bytes([i] * 16))) for i in range(8)]
    whole = bytearray(b"".join(raws))
    place %= len(whole)
    whole[place] ^= 1 << bit
    changed, at = [], 0
    for raw in raws:
        changed.append(bytes(whole[at : at + len(raw)]))
        at += len(raw)
    hit = next(number for number, (old, new) in enumerate(zip(raws, changed, strict=True)) if old != new)
    honest, forged = links(raws), links(changed)
    assert honest[:hit] == forged[:hit]
    assert all(one != other for one, other in zip(honest[hit:], forged[hit:], strict=True))


def links(raws: list[bytes]) -> list[bytes]:
    head, heads = bytes(32), []
    for raw in raws:
        head = chained(head, raw)
        heads.append(head)
    return heads


def test_an_entry_is_never_changed_after_it_was_made() -> None:
    with pytest.raises(AttributeError):
        setattr(a_visit(), "head_count", 40)  # noqa: B010 - the type checker refuses the plain spelling


def test_every_entry_begins_with_the_same_five_fields() -> None:
    head = ("kind", "version", "wall", "mono", "boot")
    assert Entry.__struct_fields__ == head
    assert all(cls.__struct_fields__[:5] == head for cls in KINDS.values())
