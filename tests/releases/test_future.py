"""What a later release may send is borne by today's, both ways: longer messages, unknown kinds, unknown versions."""

from collections.abc import Callable
from typing import Any

import msgspec

from sync.protocol import messages, statements
from sync.protocol.messages import Errand, Receipt
from sync.province.home import ProvinceHome
from tests.province.kiosks import Kiosk as Sender
from tests.province.servers import Served
from tests.releases.points import NAME

MORE = [7, b"later", "sau này", None, [1, [2]], {"x": True}, 1.5]
"""Fields that some later release may add, of every type there is."""
MORNING = 1_795_395_600

Fields = list[Any]


def grown(packed: bytes, change: Callable[[Fields], None] = lambda fields: None) -> bytes:
    """A message as a later release might send it: with more fields at its end, after `change`."""
    fields: Fields = msgspec.msgpack.decode(packed)
    change(fields)
    return msgspec.msgpack.encode([*fields, *MORE])


def sender(province: Served, code: str) -> Sender:
    """An enrolled kiosk of nothing but a key and a chain."""
    province.add_point(code, NAME)
    kiosk = province.enrolled(code)
    kiosk.open(code, MORNING)
    return kiosk


def test_kinds_and_versions_of_the_future_are_kept_and_stop_nothing(province: Served) -> None:
    kiosk = sender(province, "TUONG-LAI-1")
    kiosk.visit(MORNING + 60)
    unknown = [
        kiosk.write(msgspec.msgpack.encode([250, 1, MORNING + 70, 70, 1, "sách", b"x", 3])),
        kiosk.write(msgspec.msgpack.encode([20, 9, MORNING + 80, 80, 1, 1, 1, 1, 1, 1, 0, b"", 0, 0, b"", "thêm"])),
        kiosk.write(msgspec.msgpack.encode([5, 2, MORNING + 90, 90, 1])),
    ]
    kiosk.visit(MORNING + 120)
    receipt = province.push(kiosk.push())
    assert (receipt.seq, receipt.head) == (kiosk.seq, kiosk.hash_at(kiosk.seq))
    assert [tuple(told) for told in receipt.quarantined] == [(seq, "unknown_kind") for seq in unknown]
    assert province.visits("TUONG-LAI-1") == 2
    again = province.push(kiosk.push())  # a repeat, answered like the first
    assert (again.seq, again.quarantined) == (receipt.seq, receipt.quarantined)


def test_a_push_and_an_errand_of_the_future_are_taken(province: Served) -> None:
    kiosk = sender(province, "TUONG-LAI-2")
    kiosk.visit(MORNING + 60)
    errand = grown(messages.packed(Errand(cursor=messages.Cursor(), limit=500)))
    signature = kiosk.key.sign(statements.errand(kiosk.public_key, errand))
    push = msgspec.structs.replace(kiosk.push(), errand=errand, errand_signature=signature)
    answer = province.post("push", grown(messages.packed(push)))
    assert answer.status_code == 200, answer.content
    receipt = messages.unpacked(answer.content, Receipt)
    assert (receipt.seq, receipt.head) == (kiosk.seq, kiosk.hash_at(kiosk.seq))
    told = statements.receipt(kiosk.device, 1, receipt.seq, receipt.head, receipt.at)
    statements.check(ProvinceHome(province.home).signing_key().public_key().public_bytes_raw(), told, receipt.signature)
    assert province.visits("TUONG-LAI-2") == 1
