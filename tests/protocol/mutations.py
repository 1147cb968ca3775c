"""Messages that were honest once: msgpack with one thing or a few changed, where it hurts.

Not random bytes: those never come past the first array. What is changed is a value's type, a length, a count, a
nesting, or a value for one at the edge of its type; also bytes are cut off, doubled and turned.
"""

from random import Random
from typing import Any, Final

import msgspec

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode

EDGES: Final[tuple[Any, ...]] = (
    *(0, 1, 2, 23, 24, 127, 128, 255, 256, 65_535, 65_536, -1, -32, -33, -128, -129),
    *(2**31 - 1, 2**31, 2**32, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**31), -(2**63)),
    *(None, True, False, 0.0, 1.5, float("nan"), float("inf"), "", "x", "e\u0301", "\u0000", "ế" * 50),
    *(b"", b"\x00", bytes(16), bytes(32), bytes(4_096), bytes(4_097), [], [[]], [0] * 300, {}, {"a": 1}, {1: {}}),
)
HEADERS: Final = (
    *(b"\xdd\xff\xff\xff\xff", b"\xdd\x00\x0f\xff\xff", b"\xdc\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xde\xff\xff"),
    *(b"\xc6\xff\xff\xff\xff", b"\xc6\x00\x0f\xff\xff", b"\xc5\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xd9\x01x"),
    *(b"\xc9\xff\xff\xff\xff\x01", b"\xc7\xff\x01", b"\xd4\x01\x00", b"\xd8\xff", b"\xc1", b"\xc0", b"\xcd\x00\x01"),
    *(b"\xcf" + b"\xff" * 8, b"\xd3\x80" + bytes(7), b"\xcb" + b"\xff" * 8, b"\x91" * 2_000, b"\x81\xa1a" * 2_000),
)
"""Beginnings of values: lengths that lie, types that are not ours, numbers that are longer than need be, deep nests."""


def changed(raw: bytes, draw: Random) -> bytes:
    """`raw` (one msgpack value) with one to four things changed."""
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        raw = _changed_value(raw, draw) if draw.random() < 0.6 else _changed_bytes(raw, draw)
    return raw


def changed_tree(value: Any, draw: Random) -> Any:
    """`value` with one thing inside it changed."""
    if isinstance(value, list | tuple) and value and draw.random() < 0.9:
        place = draw.randrange(len(value))
        return [*value[:place], changed_tree(value[place], draw), *value[place + 1 :]]
    if isinstance(value, list | tuple):
        members = list(value)
        return draw.choice(
            (members * 2, members[:-1], members[::-1], [members], [*members, draw.choice(EDGES)], draw.choice(EDGES))
        )
    if isinstance(value, bytes) and draw.random() < 0.7:
        return _changed_bytes(value, draw) if value else draw.randbytes(draw.randrange(40))
    if isinstance(value, int) and draw.random() < 0.4:
        return max(-(2**63), min(2**64 - 1, value + draw.choice((-1, 1, 2, 255, -256, 2**32))))
    return draw.choice(EDGES)


def _changed_value(raw: bytes, draw: Random) -> bytes:
    try:
        return _encode(changed_tree(_decode(raw), draw))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError):
        return _changed_bytes(raw, draw)


def _changed_bytes(raw: bytes, draw: Random) -> bytes:
    """`raw` with some of its bytes turned, cut, doubled, or replaced by a beginning that lies."""
    at = draw.randrange(len(raw) + 1)
    end = min(len(raw), at + draw.choice((0, 1, 1, 4, 16)))
    match draw.randrange(6):
        case 0:
            return raw[:at]
        case 1:
            return raw[:at] + raw[end:]
        case 2:
            return raw[:end] + raw[at:]
        case 3:
            return raw[:at] + draw.randbytes(end - at) + raw[end:]
        case 4:
            return raw[:at] + bytes(byte ^ (1 << draw.randrange(8)) for byte in raw[at:end]) + raw[end:]
        case _:
            return raw[:at] + draw.choice(HEADERS) + raw[end:]
