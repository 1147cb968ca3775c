"""What lies on a memory stick: signed pushes on the way out, answers on the way back (PROTOCOL.md, «USB»).

A stick is pulled out in the middle of things, copied by hand and read by machines that keep other rules for names. So
every file is whole or told apart: a mark, a format, a length and a SHA-256 at its end; and a name that FAT allows,
compared without case. Nothing here is trusted for that: what counts is signed, as on the line.
"""

import hashlib
import re
import struct
from enum import IntEnum
from typing import Final, NamedTuple, TypeVar

import msgspec

from .messages import MAX_BODY, EnrolAnswer, Push, Receipt

FOLDER: Final = "diem-doc"
FORMAT: Final = 1
MAX_VOLUME: Final = MAX_BODY
"""Bytes of the message in a push, an enrolment or its answer: what goes over the line fits on a stick."""
MAX_ANSWERS: Final = 32 * 1_048_576
"""Bytes of the message in a return file: the receipts for a year's volumes, and what the point's other kiosks wrote."""

_MARK: Final = b"diem-doc"
_HEAD: Final = struct.Struct(">8sBBI")
_DIGEST: Final = hashlib.sha256().digest_size
OVERHEAD: Final = _HEAD.size + _DIGEST
"""Bytes of a file beside its message."""

PUSH_SUFFIX: Final = ".dd"
_DEVICE: Final = r"([0-9a-f]{32})"
_PUSH_NAME: Final = re.compile(_DEVICE + r"-(\d{1,16})-(\d{1,16})-(\d{1,16})-([0-9a-f]{8})\.dd")


class Kind(IntEnum):
    """What a file holds."""

    PUSH = 1
    ANSWERS = 2
    ENROLMENT = 3
    WELCOME = 4


SUFFIXES: Final = {Kind.ANSWERS: ".receipts", Kind.ENROLMENT: ".enrol", Kind.WELCOME: ".welcome"}


class BadVolume(ValueError):
    """A file that cannot be used. `code`: `foreign` (not ours), `newer` (a later format), `half`, `damaged`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PushName(NamedTuple):
    """What the name of a push's file says; the push itself is the truth. `mark`: the first 4 bytes of its head.

    Two branches of a cloned kiosk may write the same numbers on one stick, and neither replaces the other's file.
    """

    device: bytes
    epoch: int
    first: int
    last: int
    mark: bytes

    def __str__(self) -> str:
        return f"{self.device.hex()}-{self.epoch}-{self.first}-{self.last}-{self.mark.hex()}.dd"


class Replied(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The province's signed reply to a packed errand (statements.reply).

    The errand is the push's own, or the one that would have followed: the next page after the one before.
    """

    errand: bytes
    reply: bytes
    signature: bytes


class Answered(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What became of one push: taken (`code` is ""), or refused with a problem's code; a receipt where there is one."""

    epoch: int
    first: int
    last: int
    code: str = ""
    receipt: Receipt | None = None
    replies: tuple[Replied, ...] = ()


class Answers(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Everything that the province says to one device, made at `at` (seconds UTC), pushes in their order."""

    device: bytes
    at: int
    answered: tuple[Answered, ...]


class Welcome(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """The answer to an enrolment request: the province's, or the code of its refusal."""

    code: str = ""
    answer: EnrolAnswer | None = None


Content = TypeVar("Content", bound=msgspec.Struct)


def wrapped(kind: Kind, message: bytes) -> bytes:
    """The bytes of a file that holds `message`."""
    content = _HEAD.pack(_MARK, FORMAT, kind, len(message)) + message
    return content + hashlib.sha256(content).digest()


def opened(kind: Kind, raw: bytes) -> bytes:
    """The message in a file. Raises BadVolume."""
    if len(raw) < _HEAD.size:
        raise BadVolume("half" if _MARK.startswith(raw[: len(_MARK)]) or raw.startswith(_MARK) else "foreign")
    mark, number, found, length = _HEAD.unpack_from(raw)
    if mark != _MARK:
        raise BadVolume("foreign")
    if number > FORMAT:
        raise BadVolume("newer")
    if len(raw) < OVERHEAD + length:
        raise BadVolume("half")
    content, digest = raw[: _HEAD.size + length], raw[_HEAD.size + length :]
    if found != kind or digest != hashlib.sha256(content).digest():
        raise BadVolume("damaged")
    return content[_HEAD.size :]


def content_of(kind: Kind, raw: bytes, content: type[Content]) -> Content:
    """The message in a file, parsed. Raises BadVolume."""
    try:
        return msgspec.msgpack.decode(opened(kind, raw), type=content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadVolume("damaged") from None


def name_of(push: Push) -> PushName:
    """The name of the file that carries `push`."""
    return PushName(push.device, push.epoch, push.first, push.last, push.head[:4])


def push_name(text: str) -> PushName | None:
    """What the name of a file says, or None where it is not a push's."""
    found = _PUSH_NAME.fullmatch(text.lower())
    if found is None:
        return None
    device, epoch, first, last, mark = found.groups()
    return PushName(bytes.fromhex(device), int(epoch), int(first), int(last), bytes.fromhex(mark))


def other_name(kind: Kind, device: bytes) -> str:
    """The name of a device's file of that kind, of which there is one."""
    return device.hex() + SUFFIXES[kind]


def device_of(kind: Kind, text: str) -> bytes | None:
    """The device that such a name speaks of, or None."""
    found = re.fullmatch(_DEVICE + re.escape(SUFFIXES[kind]), text.lower())
    return bytes.fromhex(found[1]) if found else None


def owner(text: str) -> bytes | None:
    """The device whose file this is by its name, or None where it is none of ours (a backup, a photograph)."""
    push = push_name(text)
    owners = (device_of(kind, text) for kind in SUFFIXES)
    return push.device if push else next((device for device in owners if device), None)


def most_of(kind: Kind) -> int:
    """Bytes at most of a file of that kind: more need not be read."""
    return OVERHEAD + (MAX_ANSWERS if kind is Kind.ANSWERS else MAX_VOLUME)


def push_in(raw: bytes, name: PushName) -> Push:
    """The push in a file of that name. Raises BadVolume, also when it is another than the name says."""
    push = content_of(Kind.PUSH, raw, Push)
    if name_of(push) != name:
        raise BadVolume("damaged")
    return push
