"""Frames: exactly what was packed comes out, and out of anything else comes BadMessage, cheaply."""

import random
import tracemalloc
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.columns import MAX_FRAME, packed, unpacked
from sync.protocol.entries import MAX_ENTRY_BYTES, encode
from sync.protocol.messages import MAX_BATCH, MAX_BATCH_BYTES, MAX_BODY, BadMessage

from .chains import a_visit, entries

pack = msgspec.msgpack.encode
INTEGERS = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.integers(-300, 300),
    st.sampled_from([-(2**63), 2**63, 2**64 - 1, 0, -1, 255, 256, 65_535, 65_536, 2**32]),
)
TEXTS = st.text(max_size=12).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.one_of(INTEGERS, st.binary(max_size=20), TEXTS)
HEADS = st.tuples(st.sampled_from([1, 2, 20, 99, 2**40]), st.integers(1, 2), INTEGERS, INTEGERS, INTEGERS)
ANY_ENTRY = st.builds(lambda head, rest: pack([*head, *rest]), HEADS, st.lists(VALUES, max_size=6))


@given(st.lists(ANY_ENTRY, min_size=1, max_size=30))
def test_any_entries_come_back_bit_for_bit(raws: list[bytes]) -> None:
    assert unpacked(packed(raws), len(raws)) == raws


@given(st.lists(st.lists(INTEGERS, min_size=8, max_size=8), min_size=1, max_size=40))
def test_columns_of_any_integers_come_back_bit_for_bit(rows: list[list[int]]) -> None:
    raws = [pack([20, 1, *row]) for row in rows]
    assert unpacked(packed(raws), len(raws)) == raws


@given(st.lists(st.tuples(st.binary(max_size=9), TEXTS), min_size=1, max_size=40))
def test_columns_of_any_bytes_and_text_come_back_bit_for_bit(rows: list[tuple[bytes, str]]) -> None:
    raws = [pack([10, 1, 5, 5, 1, *row]) for row in rows]
    assert unpacked(packed(raws), len(raws)) == raws


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=10))
def test_bytes_that_are_no_entries_travel_raw_and_come_back(raws: list[bytes]) -> None:
    assert unpacked(packed(raws), len(raws)) == raws


def test_threads_that_pack_at_once_do_not_mix_their_frames() -> None:
    chance = random.Random(1)
    batches = [[pack([20, 1, 5, 5, 1, chance.randbytes(4_000)]) for _ in range(20)] for _ in range(300)]
    with ThreadPoolExecutor(6) as threads:
        frames = list(threads.map(packed, batches))
    assert [unpacked(frame, 20) for frame in frames] == batches


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(b"\x95\xcc\x14\x01\x05\x05\x01", id="an integer wider than need be"),
        pytest.param(b"\xdc\x00\x05\x14\x01\x05\x05\x01", id="an array header wider than need be"),
        pytest.param(pack([20, 1, 5, 5, 1, 1.5]), id="a float"),
        pytest.param(pack([20, 1, 5, 5, 1, None]), id="nil"),
        pytest.param(b"", id="nothing"),
        pytest.param(pack([[20], 1, 5, 5, 1]), id="an array for the kind"),
        pytest.param(pack([20, 1, 5, "5", 1]), id="text for the uptime"),
        pytest.param(pack([True, 1, 5, 5, 1]), id="a truth value for the kind"),
        pytest.param(pack([20, 1, 5, 5, 1, [[[]]]]), id="arrays in arrays"),
        pytest.param(pack({20: 1}), id="a map"),
        pytest.param(b"\x91" * 3_000, id="arrays without end"),
        pytest.param(pack([20, 1, 5, 5, 1]) * 2, id="two entries in one"),
    ],
)
def test_non_canonical_bytes_among_visits_come_back_as_they_were(odd: bytes) -> None:
    raws = [*entries(5), odd, *entries(3)]
    assert unpacked(packed(raws), len(raws)) == raws


def test_entries_that_were_cut_elsewhere_come_back_cut_there() -> None:
    whole = b"".join(entries(6))
    for cuts in ([0, 0, 7], [40, 41, 42], [len(whole) // 2] * 3):
        raws = [whole[first:last] for first, last in pairwise([0, *cuts, len(whole)])]
        assert unpacked(packed(raws), len(raws)) == raws
    assert unpacked(packed([whole, b"", b""]), 3) == [whole, b"", b""]
    assert unpacked(packed([whole, *[b""] * 5]), 6) == [whole, *[b""] * 5]


def test_a_day_of_visits_takes_little_more_than_a_byte_each() -> None:
    draw = random.Random(1)
    wall, raws = 1_795_395_600, []
    for number in range(1_000):
        wall += draw.randrange(400)
        visit = msgspec.structs.replace(
            a_visit(number), wall=wall, mono=wall - 1_795_000_000, reader_seq=draw.randrange(2, 400)
        )
        raws.append(encode(visit))
    assert len(packed(raws)) < 5 * len(raws)


def test_three_hundred_kinds_in_one_batch_still_travel() -> None:
    raws = [pack([kind, 1, 5, 5, 1]) for kind in range(300)]
    assert unpacked(packed(raws), 300) == raws


def test_unknown_kinds_travel_as_compactly_as_known_ones() -> None:
    known = entries(1_000)
    unknown = [pack([77, *msgspec.msgpack.decode(raw)[1:]]) for raw in known if msgspec.msgpack.decode(raw)[0] == 20]
    assert len(packed(unknown)) < 0.1 * sum(map(len, unknown))


# ---- what a stranger may send ---------------------------------------------------------------------------------------


def framed(body: object) -> bytes:
    return zstandard.compress(pack(body))


CONSTANT = [0, 0, 5, b""]
LONG = [1, [bytes(MAX_ENTRY_BYTES // 2)], [0, 0, 0, b""]]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param(None, 1, id="nil"),
        pytest.param([], 1, id="nothing in it"),
        pytest.param([2, []], 1, id="a form of the future"),
        pytest.param([0, [b"a", b"b"]], 1, id="more raw entries than announced"),
        pytest.param([0, [b"a"]], 2, id="fewer raw entries than announced"),
        pytest.param([0, ["a"]], 1, id="raw text"),
        pytest.param([0, [bytes(MAX_ENTRY_BYTES + 1)]], 1, id="a raw entry too long"),
        pytest.param([0, [bytes(MAX_ENTRY_BYTES)] * 200], 200, id="raw entries too long together"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, [LONG, LONG]]]], 1, id="columns of an entry too long"),
        pytest.param([1, b"", [CONSTANT] * 2, [[20, 1, []]]], 1, id="a common column missing"),
        pytest.param([1, b"", [[0, 0, 5]] * 3, [[20, 1, []]]], 1, id="a column's part missing"),
        pytest.param([1, b"", [[0, 0, 5, b"abc"]] * 3, [[20, 1, []]]], 2, id="planes of no whole width"),
        pytest.param([1, b"", [[0, 0, "5", b""]] * 3, [[20, 1, []]]], 1, id="text for an integer"),
        pytest.param([1, b"", [[0, 0, True, b""]] * 3, [[20, 1, []]]], 1, id="a truth value for an integer"),
        pytest.param([1, b"", [[7, 0, 5, b""]] * 3, [[20, 1, []]]], 1, id="an unknown form of integers"),
        pytest.param([1, b"", [[0, 0, 2**64 - 1, b"\x01"]] * 3, [[20, 1, []]]], 1, id="an integer beyond 64 bits"),
        pytest.param([1, b"\x00\x01", [CONSTANT] * 3, [[20, 1, []]]], 2, id="a group that is not there"),
        pytest.param([1, b"\x00", [CONSTANT] * 3, [[20, 1, []], [21, 1, []]]], 2, id="an order too short"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, []], [21, 1, []]]], 1, id="two groups without an order"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, [[1, [b"a"], [0, 0, 1, b""]]]]]], 1, id="an index too far"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, [[1, [b"a"], [0, 0, -1, b""]]]]]], 1, id="an index below zero"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, [[1, ["a"], [0, 0, 0, b""]]]]]], 1, id="text among bytes"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, [[2, [b"a"], [0, 0, 0, b""]]]]]], 1, id="bytes among text"),
        pytest.param([1, b"", [CONSTANT] * 3, [[20, 1, 7]]], 1, id="a number for columns"),
        pytest.param([1, b"", [CONSTANT] * 3, 7], 1, id="a number for groups"),
        pytest.param([1, 7, [CONSTANT] * 3, [[20, 1, []]]], 1, id="a number for the order"),
    ],
)
def test_a_frame_that_does_not_fit_is_a_bad_message(body: object, count: int) -> None:
    with pytest.raises(BadMessage):
        unpacked(framed(body), count)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="a web page"),
        pytest.param(zstandard.compress(b""), id="an empty frame"),
        pytest.param(zstandard.compress(b"\x91" * 100_000), id="deep nesting"),
        pytest.param(zstandard.compress(b"\xa4\xff\xff\xff\xff"), id="text that is not UTF-8"),
        pytest.param(packed(entries(3)) + b"\x00", id="a byte after the end"),
        pytest.param(packed(entries(3)) * 2, id="two frames"),
        pytest.param(zstandard.ZstdCompressor(write_content_size=False).compress(pack([0, [b""]])), id="no size told"),
    ],
)
def test_bytes_that_are_no_frame_are_a_bad_message(frame: bytes) -> None:
    with pytest.raises(BadMessage):
        unpacked(frame, 3)


def test_a_frame_cut_short_anywhere_is_a_bad_message() -> None:
    frame = packed(entries(40))
    for length in range(len(frame)):
        with pytest.raises(BadMessage):
            unpacked(frame[:length], 40)


def bomb_of_zeros() -> bytes:
    return zstandard.compress(bytes(256 * 1_048_576))


def bomb_with_a_lie_about_its_size() -> bytes:
    honest = zstandard.compress(bytes(64 * 1_048_576))
    size = zstandard.get_frame_parameters(honest).content_size
    told = honest.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"), 1)
    assert zstandard.get_frame_parameters(told).content_size == 1_000
    return told


def bomb_of_columns() -> bytes:
    return framed([1, b"", [CONSTANT] * 3, [[20, 1, [[0, 0, 0, 5, b""]] * 100_000]]])


def bomb_of_long_values() -> bytes:
    return framed([1, b"", [CONSTANT] * 3, [[20, 1, [[1, [bytes(4_000)], [0, 0, 0, b""]]] * 400]]])


def bomb_of_one_long_column() -> bytes:
    return framed([1, b"", [CONSTANT] * 3, [[20, 1, [[1, [bytes(4_000)], [0, 0, 0, b""]]]]]])


def bomb_of_groups() -> bytes:
    return framed([1, bytes(i % 200 for i in range(5_000)), [CONSTANT] * 3, [[20, 1, [[0, 0, 0, 5, b""]] * 500]] * 200])


def bomb_of_empty_arrays() -> bytes:
    return framed([[]] * 2_000_000)


BOMBS = (
    (bomb_of_zeros, 30),
    (bomb_with_a_lie_about_its_size, 30),
    (bomb_of_columns, 30),
    (bomb_of_long_values, 30),
    (bomb_of_one_long_column, 30),
    (bomb_of_groups, 30),
    (bomb_of_empty_arrays, 160),
)


@pytest.mark.parametrize(("bomb", "megabytes"), BOMBS)
def test_a_bomb_is_refused_before_it_takes_much_memory(bomb: Callable[[], bytes], megabytes: int) -> None:
    frame = bomb()
    assert len(frame) < 30_000
    tracemalloc.start()
    try:
        with pytest.raises(BadMessage):
            unpacked(frame, MAX_BATCH)
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1_048_576
    finally:
        tracemalloc.stop()


def test_the_largest_batch_that_nothing_compresses_fits_in_one_body() -> None:
    draw = random.Random(3)
    size = MAX_BATCH_BYTES // MAX_BATCH
    raws = [draw.randbytes(size) for _ in range(MAX_BATCH)]
    frame = packed(raws)
    assert len(frame) < MAX_BODY - 1_000
    assert unpacked(frame, MAX_BATCH) == raws


def mutated(value: Any, draw: random.Random) -> Any:
    """`value` with one thing changed somewhere inside: a frame that was honest once."""
    if isinstance(value, list) and value and draw.random() < 0.85:
        place = draw.randrange(len(value))
        return [*value[:place], mutated(value[place], draw), *value[place + 1 :]]
    if isinstance(value, list):
        return draw.choice([[], value * 2, value[:-1], [value], None, b"", list(reversed(value))])
    if isinstance(value, bytes):
        return draw.choice(
            [b"", value[:-1], value + b"\xff", value[::-1], bytes(len(value)), draw.randbytes(9), value * 2]
        )
    return draw.choice([0, 1, 2, -1, 255, 2**63, 2**64 - 1, -(2**63), 1.5, None, True, "x", b"x", [], {}])


def honest_bodies() -> list[Any]:
    mixed = [*entries(30), *(pack([10, 1, i, i, 1, bytes([i]), f"chữ {i}"]) for i in range(20))]
    frames = [packed(entries(30)), packed(mixed), packed([*mixed, b"raw"])]
    return [msgspec.msgpack.decode(zstandard.decompress(frame)) for frame in frames]


@settings(max_examples=400)
@given(st.sampled_from(honest_bodies()), st.integers(0, 2**32), st.sampled_from([1, 29, 30, 50, 51, MAX_BATCH]))
def test_a_frame_changed_inside_gives_entries_or_a_bad_message_and_nothing_else(
    body: Any, seed: int, count: int
) -> None:
    draw = random.Random(seed)
    for _ in range(draw.choice([1, 1, 2, 5])):
        body = mutated(body, draw)
    try:
        raws = unpacked(framed(body), count)
    except BadMessage:
        return
    assert len(raws) == count
    assert all(type(raw) is bytes and len(raw) <= MAX_ENTRY_BYTES for raw in raws)


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_a_frame_with_flipped_bytes_gives_entries_or_a_bad_message_and_nothing_else(seed: int) -> None:
    draw = random.Random(seed)
    frame = bytearray(FRAME)
    for _ in range(draw.choice([1, 2, 8])):
        frame[draw.randrange(len(frame))] = draw.randrange(256)
    try:
        raws = unpacked(bytes(frame), 60)
    except BadMessage:
        return
    assert len(raws) == 60


FRAME = packed(entries(60))


def test_a_frame_is_never_larger_than_its_limit_unfolded() -> None:
    draw = random.Random(4)
    wide = [pack([99, 1, 5, 5, 1, *(draw.choice([0, 2**64 - 1]) for _ in range(60))]) for _ in range(2_000)]
    assert zstandard.frame_content_size(packed(wide)) <= MAX_FRAME
    assert unpacked(packed(wide), 2_000) == wide
