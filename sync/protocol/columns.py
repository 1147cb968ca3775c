"""A batch of entries as columns: what is alike lies side by side, so that a visit costs a few bytes on the line.

The codec knows no kinds. It splits positional arrays into columns, stores each as its smallest form (one value, small
differences, a list of distinct values) and compresses the whole with zstd. Whoever packs rebuilds what was packed and
sends the raw bytes if one bit differs, so a frame always yields exactly the entries that were signed.
"""

import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, repeat
from operator import sub
from typing import Any, Final

import msgspec
import zstandard

from .entries import MAX_ENTRY_BYTES, Value
from .messages import MAX_BATCH_BYTES, BadMessage

MAX_FRAME: Final = 2 * 1_048_576
"""Bytes of one frame once decompressed; more is a bomb or a mistake."""

_RAW, _COLUMNS = 0, 1
_PLAIN, _STEPS = 0, 1
_INTEGERS, _BYTES, _TEXT = 0, 1, 2
_CODES: Final = {1: "B", 2: "H", 4: "I", 8: "Q"}

_COMMON: Final = 5
"""What every entry begins with: kind, version, wall, mono and boot."""
_LEVEL: Final = 15
"""Of zstd. The last tenth of the bytes costs a kiosk a microsecond a visit; a 2G line would take fifty for it."""
_ARRAY: Final = b"\xdd"
"""How msgpack begins an array whose length follows in four bytes."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class _Uneven(ValueError):
    """These entries do not fit columns and travel raw."""


def packed(raws: Sequence[bytes]) -> bytes:
    """The frame that carries `raws` (at least one, MAX_BATCH_BYTES together at most), in order."""
    try:
        body = _encode([_COLUMNS, *_columns(_plain(raws))])
        if len(body) <= MAX_FRAME and _rebuilt(_decode(body), len(raws)) == list(raws):
            return _compressed(body)
    except (_Uneven, OverflowError):  # OverflowError: a step wider than msgpack's integers
        pass
    return _compressed(_encode([_RAW, list(raws)]))


def _plain(raws: Sequence[bytes]) -> list[list[Value]]:
    """The values of all entries, read as one array of them: what does not hold together is seen when it is rebuilt."""
    try:
        rows = _decode(_ARRAY + len(raws).to_bytes(4, "big") + b"".join(raws))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _Uneven(str(error)) from None
    if set(map(type, rows)) != {list} or min(map(len, rows)) < _COMMON:
        raise _Uneven("an entry is an array of at least kind, version, wall, mono and boot")
    return rows  # type: ignore[no-any-return] # checked as far as this codec needs it


def unpacked(frame: bytes, count: int) -> list[bytes]:
    """The `count` entries in a frame. Raises BadMessage for anything that is not such a frame, bombs included."""
    body = _decompressed(frame)
    try:
        raws = _rebuilt(_decode(body), count)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from None
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise BadMessage(f"columns do not fit: {error}") from None
    if len(raws) != count:
        raise BadMessage(f"{len(raws)} entries where {count} were announced")
    if sum(map(len, raws)) > MAX_BATCH_BYTES:
        raise BadMessage(f"more than {MAX_BATCH_BYTES} bytes of entries")
    return raws


def _compressed(body: bytes) -> bytes:
    # One each time: a compressor must not be used by two threads at once, and a new one costs 8 µs.
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False, write_content_size=True).compress(body)


def _decompressed(frame: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= MAX_FRAME:
            raise BadMessage(f"a frame of {size} bytes; at most {MAX_FRAME}")
        return zstandard.ZstdDecompressor(max_window_size=MAX_FRAME).decompress(
            frame, max_output_size=MAX_FRAME, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise BadMessage(str(error)) from None


def _columns(rows: list[list[Value]]) -> list[Any]:
    """[order, common columns, [[kind, version, columns], …]]: rows of one shape share a group of columns.

    wall, wall - mono and boot run through the whole batch, since their neighbours in time are their best prediction.
    """
    kinds, versions, walls, monos, boots, *_ = zip(*rows, strict=False)  # as far as the shortest entry reaches
    if any(set(map(type, values)) != {int} for values in (kinds, versions, walls, monos, boots)):
        raise _Uneven("an entry begins with integers")
    shapes = list(zip(kinds, versions, map(len, rows), strict=True))
    known = dict.fromkeys(shapes)
    if len(known) > 255:
        raise _Uneven("too many kinds for one byte")
    order = _places(shapes, known)
    members: list[list[list[Value]]] = [[] for _ in known]
    for number, row in zip(order, rows, strict=True):
        members[number].append(row)
    common = [_integers(walls), _integers(list(map(sub, walls, monos))), _integers(boots)]
    groups = [
        [kind, version, [_column(values) for values in list(zip(*mine, strict=True))[_COMMON:]]]
        for (kind, version, _), mine in zip(known, members, strict=True)
    ]
    return [b"" if len(groups) == 1 else bytes(order), common, groups]


def _column(values: Sequence[Value]) -> list[Any]:
    kinds = set(map(type, values))
    if kinds == {int}:
        return [_INTEGERS, *_integers(values)]
    if kinds == {bytes}:
        return [_BYTES, *_distinct(values)]
    if kinds == {str}:
        return [_TEXT, *_distinct(values)]
    raise _Uneven


def _distinct(values: Sequence[Value]) -> list[Any]:
    known = dict.fromkeys(values)
    return [list(known), _integers(_places(values, known))]


def _places(values: Sequence[Any], known: Iterable[Any]) -> list[int]:
    """Where each of `values` stands in `known`."""
    places = {value: place for place, value in enumerate(known)}
    return list(map(places.__getitem__, values))


def _integers(values: Sequence[Any]) -> list[Any]:
    """[form, first, base, planes]: each value, or its step from the one before, less the smallest, as byte planes."""
    low, high = min(values), max(values)
    if low == high:
        return [_PLAIN, 0, low, b""]
    width = _width(high - low)
    if width > 1 or values[0] + (values[1] - values[0]) * (len(values) - 1) == values[-1]:  # else steps save nothing
        steps = list(map(sub, values[1:], values))
        least, most = min(steps), max(steps)
        if _width(most - least) < width:
            return [_STEPS, values[0], least, _planes(steps, least, _width(most - least))]
    return [_PLAIN, 0, low, _planes(values, low, width)]


def _width(span: int) -> int:
    for width in (0, 1, 2, 4, 8):
        if span < 1 << (8 * width):
            return width
    raise _Uneven


def _planes(values: Sequence[int], base: int, width: int) -> bytes:
    if width == 0:
        return b""
    above = [value - base for value in values] if base else values
    if width == 1:
        return bytes(above)
    cells = array(_CODES[width], above)
    if sys.byteorder == "big":
        cells.byteswap()
    flat = cells.tobytes()
    return b"".join(flat[plane::width] for plane in range(width))


def _rebuilt(body: Any, count: int) -> list[bytes]:
    if body[0] == _RAW:
        raws = body[1]
        if len(raws) != count or any(type(raw) is not bytes or len(raw) > MAX_ENTRY_BYTES for raw in raws):
            raise ValueError("raw entries")
        return list(raws)
    if body[0] != _COLUMNS:
        raise ValueError("a form of frame that this program does not know")
    _, order, common, groups = body
    walls, offsets, boots = (_integers_of(column, count) for column in common)
    monos = list(map(sub, walls, offsets))
    if not order:
        ((kind, version, columns),) = groups
        _ensure_bounded(count * len(columns))
        return _rows(kind, version, (walls, monos, boots), columns, count)
    return _woven(order, (walls, monos, boots), groups, count)


def _woven(order: bytes, common: tuple[list[int], ...], groups: list[Any], count: int) -> list[bytes]:
    if len(order) != count:
        raise ValueError("order")
    places: list[list[int]] = [[] for _ in groups]
    for place, number in enumerate(order):
        places[number].append(place)
    _ensure_bounded(sum(len(mine) * len(group[2]) for group, mine in zip(groups, places, strict=True)))
    raws: list[bytes] = [b""] * count
    for (kind, version, columns), mine in zip(groups, places, strict=True):
        own = tuple(list(map(column.__getitem__, mine)) for column in common)
        for place, raw in zip(mine, _rows(kind, version, own, columns, len(mine)), strict=True):
            raws[place] = raw
    return raws


def _rows(kind: int, version: int, common: tuple[list[int], ...], columns: list[Any], count: int) -> list[bytes]:
    fields: list[Iterable[Value]] = [repeat(kind, count), repeat(version, count), *common]
    fields.extend(_values_of(column, count) for column in columns)
    raws: list[bytes] = []
    for raw in map(_encode, zip(*fields, strict=True)):
        if len(raw) > MAX_ENTRY_BYTES:  # looked at one by one: a frame of 100 bytes can describe gigabytes
            raise ValueError("an entry is too long")
        raws.append(raw)
    return raws


def _ensure_bounded(values: int) -> None:
    """Each value takes a byte at least, so an honest batch has no more of them than bytes."""
    if values > MAX_BATCH_BYTES:
        raise ValueError("too many values in one batch")


def _values_of(column: list[Any], count: int) -> Iterable[Value]:
    if column[0] == _INTEGERS:
        return _integers_of(column[1:], count)
    kind = bytes if column[0] == _BYTES else str
    known, indexes = column[1], column[2]
    if any(type(value) is not kind or len(value) > MAX_ENTRY_BYTES for value in known):
        raise ValueError("a value of the wrong type")
    numbers = _integers_of(indexes, count)
    if numbers and min(numbers) < 0:
        raise ValueError("an index below zero")
    return map(known.__getitem__, numbers)


def _integers_of(column: list[Any], count: int) -> list[int]:
    form, first, base, planes = column
    if type(base) is not int or type(first) is not int or type(planes) is not bytes:
        raise ValueError("not integers")
    cells = count - 1 if form == _STEPS else count
    if not planes:
        return list(repeat(base, count)) if form == _PLAIN else list(accumulate(repeat(base, cells), initial=first))
    values = _cells(planes, cells)
    if base:
        values = [cell + base for cell in values]
    return list(values) if form == _PLAIN else list(accumulate(values, initial=first))


def _cells(planes: bytes, count: int) -> Sequence[int]:
    width, rest = divmod(len(planes), count) if count > 0 else (0, 1)
    if rest or width not in _CODES:
        raise ValueError("planes of the wrong length")
    if width == 1:
        return planes
    flat = bytearray(len(planes))
    for plane in range(width):
        flat[plane::width] = planes[plane * count : (plane + 1) * count]
    cells = array(_CODES[width])
    cells.frombytes(bytes(flat))
    if sys.byteorder == "big":
        cells.byteswap()
    return cells
