"""Run in a process of its own: a province that dies before each single step of taking a push, one step after the other.

    python -m tests.faults.killed_province HOME (line | stick) [DATABASE_URL]

The pushes carry errands: a key to be kept, a day to be compared.

Prints one JSON object: kills, entries that were sent, and what the ledger held more or less of in the end.
"""

import io
import json
import sys
from collections import Counter
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

from sync.protocol import messages, volumes
from sync.protocol.entries import CardIssued, Purpose
from sync.protocol.errands import carrying
from sync.protocol.messages import Day, Errand, Push, ReaderKey, Receipt
from sync.province.home import ProvinceHome
from sync.province.settings import configure
from tests.faults.kills import killed_before
from tests.province.kiosks import Kiosk

_NOW: Final = 1_795_395_600
_PATIENT: Final = 7
"""Pushes that die before one that is let through: until then they grow, as those of a kiosk do that hears nothing."""
_MOST: Final = 600
_CALLS: Final = frozenset(("_commit", "connect", "copy", "execute", "executemany", "wait", "write_row"))
"""Functions of psycopg and Django that speak to PostgreSQL."""


def _happened(kiosk: Kiosk, number: int) -> None:
    """What a push brings: visits, a card, a purpose, and now and then what nobody understands."""
    visit = kiosk.visit(_NOW + number, head_count=35 if number % 5 == 0 else 1)
    kiosk.tell(visit, Purpose.READING, _NOW + number)
    card = number.to_bytes(16, "big")
    kiosk.write(
        CardIssued(wall=_NOW, mono=0, boot=1, reader_device=b"", reader_epoch=1, reader_seq=1, card=card, valid_until=1)
    )
    if number % 9 == 0:
        kiosk.write(b"\xc1")
        kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07")


def _laden(kiosk: Kiosk, first: int) -> Push:
    """Everything from `first` on, with an errand."""
    key = ReaderKey(device=kiosk.device, epoch=1, seq=kiosk.seq, wrapped=kiosk.seq.to_bytes(40, "big"))
    day = Day(epoch=1, first=1, last=max(1, first - 1), digest=bytes(16), visits=0)
    errand = Errand(keys=(key,), days=(day,))
    return carrying(kiosk.push(first), errand, kiosk.public_key, sign=kiosk.key.sign)


def _on_stick(place: Path, push: Push) -> None:
    folder = place / volumes.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / str(volumes.name_of(push))).write_bytes(volumes.wrapped(volumes.Kind.PUSH, messages.packed(push)))


def _read(place: Path) -> None:
    from sync.province import sticks
    from sync.province.wire import signing_key

    sticks.read_stick(place, key=signing_key(), now=_NOW)


def _answered(application: Any, body: bytes) -> tuple[str, bytes]:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sync/v1/push",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": messages.CONTENT_TYPE,
        "SERVER_NAME": "province",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    answer = application(environ, lambda status, headers, fault=None: said.append(status))
    return said[0], b"".join(answer)


def _enrolled() -> Kiosk:
    from sync.province import enrolling, registry
    from sync.province.wire import signing_key

    kiosk = Kiosk()
    point = registry.add_point("CHET-1", "Thư viện xã Đức Hợp", now=_NOW)
    code = enrolling.give_code(point, now=_NOW)
    enrolling.enrol(kiosk.enrol_request(code), key=signing_key(), now=_NOW)
    kiosk.open("CHET-1", _NOW)
    return kiosk


def _held(kiosk: Kiosk) -> tuple[list[tuple[int, bytes]], list[int], int]:
    """What the ledger holds: (seq, raw), the seqs of visits, and the last seq of the chain."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, raw FROM province_entry ORDER BY seq")
        entries = [(seq, bytes(raw)) for seq, raw in cursor.fetchall()]
        cursor.execute("SELECT seq FROM province_visit ORDER BY seq")
        visits = [seq for (seq,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM province_chain")
        (last,) = cursor.fetchone()
    connections.close_all()  # nothing may be open when the process forks
    return entries, visits, last


def _killed_at_every_step(application: Any, kiosk: Kiosk, stick: Path | None, calls: frozenset[str]) -> int:
    confirmed = 0
    for step in count(1):
        _happened(kiosk, step)
        push = _laden(kiosk, confirmed + 1)
        body = messages.packed(push)
        if stick is not None:
            _on_stick(stick, push)
        act = partial(_answered, application, body) if stick is None else partial(_read, stick)
        if not killed_before(step, act, calls=calls):
            return step - 1
        entries, _, last = _held(kiosk)
        assert len(entries) == last, "a chain and its entries are kept together"
        if step % _PATIENT == 0:
            confirmed = _confirmed(application, kiosk, body)
        assert step < _MOST, "the act never came to its end"
    raise AssertionError


def _confirmed(application: Any, kiosk: Kiosk, body: bytes) -> int:
    from django.db import connections

    status, answer = _answered(application, body)
    connections.close_all()
    assert status.startswith("200"), (status, answer)
    seq = messages.unpacked(answer, Receipt).seq
    assert seq == kiosk.seq
    return seq


def main(home: str, way: str, database_url: str | None = None) -> None:
    """Kill at every step, then compare."""
    configure(ProvinceHome(Path(home)), database_url)
    from django.db import connections

    from sync.province import rebuilding
    from sync.province.database import migrate
    from sync.province.server import application

    migrate(ProvinceHome(Path(home)))
    kiosk, served = _enrolled(), application()
    _answered(served, b"")  # everything is imported before the first fork
    connections.close_all()
    stick = Path(home).with_name("stick") if way == "stick" else None
    kills = _killed_at_every_step(served, kiosk, stick, _CALLS if database_url else frozenset())
    _confirmed(served, kiosk, messages.packed(kiosk.push(1)))
    entries, visits, _ = _held(kiosk)
    sent = list(enumerate(kiosk.raws, 1))
    there = Counter(entries)
    told = {
        "kills": kills,
        "entries": len(sent),
        "lost": len([one for one in sent if one not in there]),
        "doubled": sum(times - 1 for times in there.values()) + len(visits) - len(set(visits)),
        "visits": len(visits),
        "differing": rebuilding.rebuild(keep=False).differing,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
