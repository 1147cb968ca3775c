"""The same pushes on SQLite and on a real PostgreSQL: the same receipts, counts and pages."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import requests

from sync.protocol import messages
from sync.protocol.entries import BootStarted, CardIssued, ClockCompared, DateTold, Method, Purpose
from sync.protocol.messages import Problem
from tests.postgresql import Cluster

from .conftest import PASSWORD, sign_in
from .kiosks import Kiosk
from .servers import Served, served

NOON = 1_700_000_000


def histories() -> list[Kiosk]:
    """Two epochs of one device and one of another, with all that an entry can be."""
    first = Kiosk()
    first.open("P-1", NOON)
    for number in range(300):
        visit = first.visit(
            NOON + 4_000 * number,
            method=list(Method)[number % 4],
            purpose=Purpose.NOT_TOLD,
            head_count=35 if number % 50 == 0 else 1,
            card=bytes([number]) * 32 if number % 9 == 0 and number < 256 else b"",
        )
        if number % 3 == 0:
            first.tell(visit, list(Purpose)[number % 6], NOON + 4_000 * number + 3)
    first.write(DateTold(wall=NOON, mono=50, boot=1, told_at=NOON + 9_000_000))
    first.write(BootStarted(wall=5, mono=0, boot=2, boot_id=bytes(16)))
    first.write(b"\xc1")
    first.write(b"\x96\x5a\x01\x05\x05\x01\x07")
    first.visit(NOON, head_count=0)
    second = Kiosk(key=first.key, epoch=2)
    second.open("P-1", NOON)
    second.tell(3, Purpose.EVENT, NOON, visit_epoch=1)
    second.write(ClockCompared(wall=NOON, mono=70, boot=1, province_at=NOON + 700_000, spread=1))
    other = Kiosk()
    other.open("P-2", 0)
    for number in (9, 18, 27):
        card = bytes([number]) * 32
        other.write(
            CardIssued(
                wall=0, mono=0, boot=1, reader_device=b"", reader_epoch=1, reader_seq=1, card=card, valid_until=1
            )
        )
    other.visit(4_102_444_800)
    other.write(ClockCompared(wall=0, mono=0, boot=1, province_at=NOON, spread=1))
    return [first, second, other]


def pushed(province: Served, kiosks: list[Kiosk]) -> list[Any]:
    """Enrol both devices, push everything in uneven pieces with repeats, a gap and a fork; what was answered."""
    first, second, other = kiosks
    for kiosk, point in ((first, "P-1"), (other, "P-2")):
        province.add_point(point)
        province.enrolled(point, kiosk)
    said: list[Any] = []
    for kiosk in (second, first, other):
        for start, size in ((1, 7), (1, 7), (5, 60), (40, 200), (66, 5_000)):
            if start <= kiosk.seq:
                receipt = province.push(kiosk.push(start, min(kiosk.seq, start + size - 1)))
                said.append((receipt.epoch, receipt.seq, receipt.head, receipt.quarantined))
    clone = Kiosk(first.key, 1, first.nonce, first.raws[:-2], first.hashes[:-2])
    clone.visit(1)
    said.append(province.refused(clone.push(clone.seq)).code)
    clone.raws, clone.hashes = clone.raws + [b""] * 99, clone.hashes + [bytes(32)] * 99
    said.append(province.refused(clone.push(clone.seq)).code)
    return said


def shown(province: Served) -> list[str]:
    """The body of each page, without what differs from run to run."""
    province.command("add-user", "lan", "--password-stdin", typed=PASSWORD + "\n")
    session = requests.Session()
    pages = [sign_in(session, province.url, "lan", PASSWORD).text]
    pages += [session.get(f"{province.url}/diem/{point}", timeout=60).text for point in ("P-1", "P-2")]
    return [
        "\n".join(
            line for line in page.splitlines() if not any(mark in line for mark in ("csrf", "lúc", "<time", "Lần đầu"))
        )
        for page in pages
    ]


def test_sqlite_and_postgresql_give_the_same_receipts_counts_and_pages(tmp_path: Path, postgresql_url: str) -> None:
    kiosks = histories()
    with served(tmp_path / "sqlite") as lite, served(tmp_path / "postgresql", postgresql_url) as full:
        assert pushed(lite, kiosks) == pushed(full, kiosks)
        lines = [
            [(point["code"], point["visits"], point["standing"]) for point in province.command("status")["points"]]
            for province in (lite, full)
        ]
        assert lines[0] == lines[1]
        assert lines[0][0][1] == 300 + 34 * 6
        assert shown(lite) == shown(full)
        for province in (lite, full):
            assert province.command("rebuild-projection", "--check")["differing"] == []


def test_many_lines_at_once_count_once_on_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    with served(tmp_path / "home", postgresql_url) as province:
        province.add_point("P-1")
        kiosk = province.enrolled("P-1")
        kiosk.open("P-1", NOON)
        for number in range(500):
            kiosk.visit(NOON + number)
        pushes = [messages.packed(kiosk.push(1, end)) for end in (100, 502, 300, 502, 50, 502)]
        answers: list[int] = []
        threads = [
            threading.Thread(target=lambda body: answers.append(province.post("push", body).status_code), args=(body,))
            for body in pushes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [200] * len(pushes)
        assert province.visits("P-1") == 500
        assert province.command("rebuild-projection", "--check")["differing"] == []


def test_two_servers_on_one_empty_database_both_start(tmp_path: Path, postgresql_url: str) -> None:
    urls: list[str] = []

    def run(name: str) -> None:
        with served(tmp_path / name, postgresql_url) as province:
            urls.append(province.url)
            assert requests.get(province.url, timeout=60).status_code == 200

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 2


def test_a_database_that_goes_away_is_a_request_to_come_again(tmp_path: Path, postgresql: Cluster) -> None:
    kiosk = Kiosk()
    with contextlib.ExitStack() as database:
        address = database.enter_context(postgresql.database())
        with served(tmp_path / "home", address, traceback_expected=True) as province:
            province.add_point("P-1")
            province.enrolled("P-1", kiosk)
            kiosk.open("P-1", NOON)
            database.close()
            for _ in range(3):
                answer = province.post("push", messages.packed(kiosk.push()))
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) > 0
                assert messages.unpacked(answer.content, Problem).code == "busy"
            assert requests.get(f"{province.url}/sync/v1/hello?nonce={'00' * 16}", timeout=60).status_code == 200
            page = requests.get(province.url, headers={"Cookie": f"sessionid={'a' * 32}"}, timeout=60)
            assert page.status_code == 500
            assert "Trang bị lỗi" in page.text
            assert province.process.poll() is None
