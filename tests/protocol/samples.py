"""One honest entry of every kind that this program knows, and one honest message of every kind."""

from typing import Any, Final

import msgspec
from msgspec.structs import fields

from sync.protocol import columns, messages, statements, volumes
from sync.protocol.entries import KINDS, Entry, Reentered, VisitRecorded, encode
from sync.protocol.messages import Push, Receipt
from tests.protocol.chains import Journal, a_visit, entries, key

_COMMON: Final = {"wall": 1_795_395_600, "mono": 3_600, "boot": 1}
_BY_TYPE: Final[dict[Any, Any]] = {int: 1, bytes: bytes(range(16)), str: "Đức Hợp"}


def an_entry(cls: type[Entry]) -> bytes:
    """The canonical bytes of an entry of `cls`, whatever fields it has."""
    own = {field.name: _BY_TYPE[field.type] for field in fields(cls) if field.name not in ("kind", "version", *_COMMON)}
    if cls is VisitRecorded:
        return encode(a_visit(7))
    if cls is Reentered:
        own["raw"] = encode(a_visit(9))
    return encode(cls(**_COMMON, **own))


ENTRIES: Final[tuple[bytes, ...]] = (*(an_entry(cls) for cls in KINDS.values()), *entries(4))


def pushes(journal: Journal) -> list[Push]:
    """A device's signed pushes: all, a first and a second half, one entry, none."""
    return [_push(journal, first, last) for first, last in ((1, 40), (1, 20), (21, 40), (21, 21), (21, 20), (15, 30))]


def _push(journal: Journal, first: int, last: int) -> Push:
    before, head = journal.heads[first - 1], journal.heads[last]
    raws = journal.raws[first - 1 : last]
    statement = statements.batch(journal.public_key, journal.epoch, first, last, before, head)
    return Push(
        device=bytes(16),
        epoch=journal.epoch,
        first=first,
        last=last,
        before=before,
        head=head,
        nonce=journal.nonce if first == 1 else b"",
        frame=columns.packed(raws) if raws else b"",
        signature=journal.device.sign(statement),
        errand=messages.packed(ERRAND),
        errand_signature=bytes(64),
    )


ERRAND: Final = messages.Errand(
    cursor=messages.Cursor(3, 7),
    limit=500,
    keys=(messages.ReaderKey(device=bytes(16), epoch=1, seq=3, wrapped=bytes(60)),) * 3,
    days=(messages.Day(epoch=1, first=2, last=30, digest=bytes(16), visits=28),) * 3,
    recall=((1, 30), (2, 0)),
)
RUN: Final = messages.Run(
    device=bytes(16),
    device_key=bytes(32),
    epoch=1,
    first=1,
    last=len(ENTRIES),
    nonce=bytes(16),
    before=bytes(32),
    frame=columns.packed(ENTRIES),
)
REPLY: Final = messages.Reply(
    page=messages.Page(runs=(RUN, RUN), keys=ERRAND.keys, cursor=messages.Cursor(9, 4), more=True),
    kept=3,
    differing=((1, 2, 30),),
    recalled=(RUN,),
    epochs=((1, 30), (2, 5)),
    keys=ERRAND.keys,
)
RECEIPT: Final = Receipt(
    epoch=1,
    seq=4_312,
    head=bytes(32),
    at=1_795_395_600,
    signature=bytes(64),
    quarantined=((7, "malformed"), (9, "unknown_kind")),
    reply=messages.packed(REPLY),
    reply_signature=bytes(64),
)
CERTIFICATE: Final = messages.Certificate(
    device_key=bytes(32), point="HY-0412", number=1, issued_at=5, signature=bytes(64)
)
WELCOME: Final = messages.EnrolAnswer(
    certificate=CERTIFICATE, province_key=bytes(32), proof=bytes(32), point_name="Thư viện xã Đức Hợp", at=5
)
MESSAGES: Final[tuple[msgspec.Struct, ...]] = (
    *pushes(Journal(key(1), entries(40))),
    ERRAND,
    REPLY,
    RECEIPT,
    messages.Problem(code="gap", detail="entries up to 3 are known; 9 came", receipt=RECEIPT),
    messages.Problem(code="busy"),
    messages.EnrolRequest(
        code_id="0BCG", device_key=bytes(32), proof=bytes(32), signature=bytes(64), software="diem-doc 0.1.0"
    ),
    WELCOME,
    messages.Hello(at=5, signature=bytes(64)),
    volumes.Welcome(answer=WELCOME),
    volumes.Answers(
        device=bytes(16),
        at=5,
        answered=(
            volumes.Answered(epoch=1, first=1, last=40, receipt=RECEIPT),
            volumes.Answered(epoch=1, first=1, last=40, code="fork"),
        ),
    ),
)
