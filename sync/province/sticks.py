"""Reading a memory stick of kiosks' pushes, and leaving the province's answers on it (PROTOCOL.md, «USB»).

The pushes are taken one by one exactly as from the line, oldest first, so a stick may be read twice, half or late. What
cannot be used is named and never holds up what can. The province removes nothing: a kiosk tidies up its own files once
it knows what was confirmed.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Sum

from ..protocol import volumes
from ..protocol.entries import device_id
from ..protocol.intake import Rejected
from ..protocol.messages import EnrolRequest, Errand, Push, Receipt, Reply, packed, unpacked
from ..protocol.volumes import Answered, Answers, BadVolume, Kind, PushName, Replied, Welcome
from ..stick import Stick, StickTrouble
from . import enrolling, errands, exchange, ledger, words
from .models import Chain, Device

_STRANGER: Final = "unknown_device"
_ROOM: Final = volumes.MAX_ANSWERS // 2
"""Bytes of replies after which none is added; the kiosk's next stick goes on."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not used. `reason`: `renamed`, or a code of BadVolume, of StickTrouble, of a problem."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """One device whose files lie on the stick. `point` is "" for a device that is not enrolled here.

    `volumes`: its pushes that were taken, `entries`: what they added to what was held before.
    """

    device: str
    point: str
    number: int
    enrolled: bool
    volumes: int
    entries: int


@dataclass(slots=True)
class Reading:
    """What became of a stick. `unanswered`: why answers could not be written, "" when all are on it."""

    visitors: list[Visitor] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unanswered: str = ""


def read_stick(place: Path, *, key: Ed25519PrivateKey, now: int) -> Reading:
    """Take every push on the stick at `place`, and write an answer for every device that left one.

    What was taken stays taken even where no answer can be written (a locked stick): the next reading answers. Raises
    StickTrouble for a stick that cannot be read.
    """
    stick = Stick(place)
    stick.ensure_there()
    reading = Reading()
    names = stick.names()
    welcomed = {device for name in names if (device := _welcomed(stick, name, reading, key=key, now=now))}
    pushes: dict[bytes, list[tuple[PushName, str]]] = {}
    for name in names:
        if (found := volumes.push_name(name)) is not None:
            pushes.setdefault(found.device, []).append((found, name))
        elif name.lower().endswith(volumes.PUSH_SUFFIX):
            reading.skipped.append(Skipped(name, "renamed"))
    for device in sorted(welcomed | pushes.keys()):
        held = _held(device)
        answered = _taken(stick, sorted(pushes.get(device, ())), reading, key=key, now=now)
        _answer(stick, Answers(device=device, at=now, answered=tuple(answered)), reading)
        reading.visitors.append(_visitor(device, answered, _held(device) - held, enrolled=device in welcomed))
    return reading


def _taken(
    stick: Stick, names: list[tuple[PushName, str]], reading: Reading, *, key: Ed25519PrivateKey, now: int
) -> list[Answered]:
    answered: list[Answered] = []
    for said, name in names:
        try:
            push = volumes.push_in(stick.read(name, volumes.most_of(Kind.PUSH)), said)
        except (BadVolume, StickTrouble) as trouble:
            reading.skipped.append(Skipped(name, trouble.code))
            continue
        one = _one(push, key=key, now=now)
        if one.code:
            reading.skipped.append(Skipped(name, one.code))
        answered.append(one)
    return answered


def _one(push: Push, *, key: Ed25519PrivateKey, now: int) -> Answered:
    receipt: Receipt | None
    try:
        code, receipt = "", exchange.answered(push, key=key, now=now)
    except exchange.Refusal as refusal:
        code, receipt = refusal.problem.code, refusal.problem.receipt
    replies: tuple[Replied, ...] = ()
    if receipt is not None and receipt.reply:
        first = Replied(errand=push.errand, reply=receipt.reply, signature=receipt.reply_signature)
        replies = tuple(_replies(push, first, key, now))
        receipt = msgspec.structs.replace(receipt, reply=b"", reply_signature=b"")
    return Answered(epoch=push.epoch, first=push.first, last=push.last, code=code, receipt=receipt, replies=replies)


def _replies(push: Push, replied: Replied, key: Ed25519PrivateKey, now: int) -> Iterator[Replied]:
    """The reply to a push's errand, and to the errands that would follow one another, as far as the file has room."""
    sender, room = ledger.sender_of(push), _ROOM
    while True:
        yield replied
        room -= len(replied.reply)
        errand = errands.further(unpacked(replied.errand, Errand), unpacked(replied.reply, Reply))
        if errand is None or room < 0:
            return
        said = packed(errand)
        reply, signature = errands.run(sender, said, key=key, now=now)
        if not reply:
            return
        replied = Replied(errand=said, reply=reply, signature=signature)


def _welcomed(stick: Stick, name: str, reading: Reading, *, key: Ed25519PrivateKey, now: int) -> bytes | None:
    """The device whose enrolment request lies in the file `name`, if it is one and was granted; answered either way."""
    device = volumes.device_of(Kind.ENROLMENT, name)
    if device is None:
        return None
    try:
        welcome = Welcome(answer=enrolling.enrol(_request_in(stick, name, device), key=key, now=now))
    except (BadVolume, StickTrouble) as trouble:
        reading.skipped.append(Skipped(name, trouble.code))
        return None
    except Rejected as rejected:
        reading.skipped.append(Skipped(name, rejected.code))
        welcome = Welcome(code=rejected.code)
    try:
        _leave(stick, Kind.WELCOME, device, packed(welcome))
    except StickTrouble as trouble:
        reading.unanswered = trouble.code
    return device if welcome.answer else None


def _request_in(stick: Stick, name: str, device: bytes) -> EnrolRequest:
    raw = stick.read(name, volumes.most_of(Kind.ENROLMENT))
    request = volumes.content_of(Kind.ENROLMENT, raw, EnrolRequest)
    if device_id(request.device_key) != device:
        raise BadVolume("damaged")
    return request


def _answer(stick: Stick, answers: Answers, reading: Reading) -> None:
    if not answers.answered:
        return
    strange = all(answered.code == _STRANGER for answered in answers.answered)
    if strange and volumes.other_name(Kind.ANSWERS, answers.device) in stick.names():
        return  # another province's receipts: a stick that came to the wrong door takes them home unharmed
    try:
        _leave(stick, Kind.ANSWERS, answers.device, packed(answers))
    except StickTrouble as trouble:
        reading.unanswered = trouble.code
        if (
            trouble.code == "stick_full"
        ):  # the receipts are short, and what matters most; the feed may come another time
            with contextlib.suppress(StickTrouble):
                _leave(stick, Kind.ANSWERS, answers.device, packed(_short(answers)))
                reading.unanswered = ""


def _short(answers: Answers) -> Answers:
    shortened = tuple(msgspec.structs.replace(one, replies=()) for one in answers.answered)
    return msgspec.structs.replace(answers, answered=shortened)


def _leave(stick: Stick, kind: Kind, device: bytes, message: bytes) -> None:
    stick.write(volumes.other_name(kind, device), volumes.wrapped(kind, message))


def _held(device: bytes) -> int:
    return Chain.objects.filter(device__device_id=device).aggregate(entries=Sum("seq"))["entries"] or 0


def _visitor(device: bytes, answered: list[Answered], entries: int, *, enrolled: bool) -> Visitor:
    known = Device.objects.select_related("point").filter(device_id=device).first()
    return Visitor(
        device=device.hex(),
        point=known.point.code if known else "",
        number=known.number if known else 0,
        enrolled=enrolled,
        volumes=sum(not one.code for one in answered),
        entries=entries,
    )


def told(reading: Reading) -> list[str]:
    """What became of a stick, in sentences."""
    lines = [_told(visitor) for visitor in reading.visitors]
    unnamed = "không nhận được ({reason})."
    for skipped in reading.skipped:
        reason = words.SKIPPED.get(skipped.reason, unnamed.format(reason=skipped.reason))
        lines.append(f"{skipped.name}: {reason}")
    if not lines:
        return ["USB không có gì để đọc."]
    if reading.unanswered:
        return lines
    return [*lines, "Đã ghi giấy xác nhận lên USB. Hãy rút USB và mang về điểm."]


def _told(visitor: Visitor) -> str:
    if not visitor.point:
        return f"Máy {visitor.device[:8]}: chưa đăng ký ở tỉnh này."
    told = f"{visitor.point}, máy số {visitor.number}: nhận {words.number(visitor.entries)} mục mới"
    return f"{told}, đã đăng ký máy." if visitor.enrolled else f"{told}."


def as_report(reading: Reading) -> dict[str, object]:
    """The same as facts."""
    return {
        "devices": [asdict(visitor) for visitor in reading.visitors],
        "skipped": [asdict(skipped) for skipped in reading.skipped],
    }
