"""What a later release may send is borne by today's, both ways: longer messages, unknown kinds, unknown versions."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from kiosk.config import Home
from kiosk.storage import keyring, sisters
from sync.protocol import messages, statements
from sync.protocol.messages import CONTENT_TYPE, Errand, Push, Receipt
from sync.province.home import ProvinceHome
from tests.homes import opened
from tests.province.kiosks import Kiosk as Sender
from tests.province.servers import Served
from tests.releases.points import NAME, new_kiosk
from tests.releases.programs import TODAY

MORE = [7, b"later", "sau này", None, [1, [2]], {"x": True}, 1.5]
"""Fields that some later release may add, of every type there is."""
MORNING = 1_795_395_600

UNKNOWN = (
    msgspec.msgpack.encode([250, 1, MORNING + 70, 70, 1, "sách", b"x", 3]),
    msgspec.msgpack.encode([20, 9, MORNING + 80, 80, 1, 1, 1, 1, 1, 1, 0, b"", 0, 0, b"", "thêm"]),
    msgspec.msgpack.encode([5, 2, MORNING + 90, 90, 1]),
)
"""Entries of a kind that nobody knows yet, and of later versions of two that are known."""

Fields = list[Any]


def grown(packed: bytes, change: Callable[[Fields], None] = lambda fields: None) -> bytes:
    """A message as a later release might send it: with more fields at its end, after `change`."""
    fields: Fields = msgspec.msgpack.decode(packed)
    change(fields)
    return msgspec.msgpack.encode([*fields, *MORE])


@contextmanager
def relayed(url: str, change: Callable[[bytes, bytes], bytes]) -> Iterator[str]:
    """A line to `url` on which `change(request, answer)` makes the answer to each push. Yields its address."""
    target = urlsplit(url)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            line = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
            try:
                line.request("POST", self.path, asked, {"Content-Type": CONTENT_TYPE})
                answer = line.getresponse()
                status, told = answer.status, answer.read()
            finally:
                line.close()
            if self.path.endswith("/push") and status == 200:
                told = change(asked, told)
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sender(province: Served, code: str) -> Sender:
    """An enrolled kiosk of nothing but a key and a chain."""
    province.add_point(code, NAME)
    kiosk = province.enrolled(code)
    kiosk.open(code, MORNING)
    return kiosk


CERTIFICATE = messages.Certificate(device_key=b"k", point="HY-0412", number=1, issued_at=2, signature=b"s")


@pytest.mark.parametrize(
    "message",
    [
        Receipt(epoch=1, seq=2, head=b"h", at=3, signature=b"s", quarantined=((2, "malformed"),)),
        messages.Problem(code="gap", receipt=Receipt(epoch=1, seq=2, head=b"h", at=3, signature=b"s")),
        messages.EnrolRequest(code_id="0BCG", device_key=b"k", proof=b"p", signature=b"s"),
        messages.EnrolAnswer(certificate=CERTIFICATE, province_key=b"k", proof=b"p", point_name=NAME, at=1),
        messages.Hello(at=1, signature=b"s"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_what_a_longer_message_says_is_what_is_known_of_it(message: Receipt) -> None:
    assert messages.unpacked(grown(messages.packed(message)), type(message)) == message


def test_kinds_and_versions_of_the_future_are_kept_and_stop_nothing(province: Served) -> None:
    kiosk = sender(province, "TUONG-LAI-1")
    kiosk.visit(MORNING + 60)
    unknown = [kiosk.write(raw) for raw in UNKNOWN]
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


def test_a_receipt_and_a_reply_of_the_future_are_taken(province: Served, tmp_path: Path) -> None:
    kiosk = new_kiosk(tmp_path, province)
    sister = province.enrolled(kiosk.point)
    sister.open(kiosk.point, MORNING)
    sister.visit(MORNING + 60)
    for raw in UNKNOWN:
        sister.write(raw)
    sister.visit(MORNING + 120, head_count=20)
    province.push(sister.push())
    key = ProvinceHome(province.home).signing_key()
    pages: list[Fields] = []

    def later(asked: bytes, told: bytes) -> bytes:
        errand, public_key = messages.unpacked(asked, Push).errand, keyring.load(Home(kiosk.home).keys).public_key

        def sign_again(fields: Fields) -> None:
            if fields[6]:
                fields[6] = grown(fields[6], grow_page)
                fields[7] = key.sign(statements.reply(public_key, errand, fields[6]))

        return grown(told, sign_again)

    def grow_page(reply: Fields) -> None:
        if page := reply[0]:
            page[0] = [[*run, *MORE] for run in page[0]]
            page.extend(MORE)
            pages.append(page)

    with relayed(province.url, later) as address:
        kiosk.open(TODAY)
        kiosk.work(TODAY, 35)
        code = province.command("enrol-code", kiosk.point)["code"]
        TODAY.done(kiosk.home, "enrol", address, code)
        kiosk.sync(TODAY)
        kiosk.work(TODAY, 2)
        kiosk.sync(TODAY)
        kiosk.ensure_confirmed(TODAY, 39)
    assert province.visits(kiosk.point) == 39 + 21
    assert pages
    with opened(Home(kiosk.home)) as store, store.reading() as tx:
        assert sisters.visits_total(tx) == 21
