"""The power goes at any moment, and what was not synced is lost in part: what was acknowledged is there.

kill -9 does not show this, because the system writes what a killed process has left. Here a real kiosk and a real
province run on a disk whose every write, sync and name is noted; each moment is then turned into the disks that it may
leave behind.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import journal
from kiosk.usecases.initialise import initialise
from kiosk.usecases.open_home import open_home
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from sync.protocol import messages
from sync.protocol.entries import chained
from sync.protocol.messages import BadMessage, Receipt
from tests.faults import disks
from tests.faults.cases import ensure_once, tried
from tests.faults.disks import Disk, Record, records
from tests.homes import MORNING, POINT, StandingClock
from tests.province.kiosks import Kiosk
from tests.province.servers import Served, command, served
from tests.sync.places import Enrollable

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = disks.compiled(tmp_path_factory.mktemp("unsynced")) if sys.platform == "linux" else None
    if made is None:
        pytest.skip("no C compiler here, or no Linux")
    return made


@dataclass
class Told:
    """What a kiosk had told its visitors and its officer before the power went."""

    initialised: bool = False
    visits: list[tuple[int, int]] = field(default_factory=list)
    confirmed: int = 0

    def hear(self, line: bytes) -> None:
        match line.split():
            case [b"initialised"]:
                self.initialised = True
            case [b"visit", epoch, seq]:
                self.visits.append((int(epoch), int(seq)))
            case [b"confirmed", visits]:
                self.confirmed = int(visits)


def _lived(library: Path, folder: Path, *words: str) -> list[Record]:
    """What a kiosk did to its disk in its whole life."""
    folder.mkdir()
    log = folder.with_suffix(".log")
    subprocess.run(
        [sys.executable, "-m", "tests.faults.unplugged_kiosk", str(folder), *words],
        cwd=_ROOT,
        env={**os.environ, **disks.environment(library, folder, log)},
        check=True,
    )
    return list(records(log))


def _moments(lived: list[Record], root: Path, told: Told) -> Iterator[tuple[int, Disk, bool]]:
    """Before each record: its number, the disk, and whether what is surely on that is about to change."""
    disk, telling = Disk(root), set[tuple[int, int]]()
    for number, record in enumerate(lived):
        if record.op == "O":
            (telling.add if record.one.endswith(b"/told") else telling.discard)(record.line)
        if record.op == "W" and record.line in telling:
            told.hear(record.one)
            continue
        yield number, disk, record.op == "S"
        disk.take(record)
    yield len(lived), disk, True


def _ensure_survived(home: Home, told: Told) -> None:
    """What is left of a kiosk opens, verifies, and has all that was told."""
    if not told.initialised:
        with contextlib.suppress(Refused):  # the commit had come, only the word of it had not
            initialise(home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=StandingClock())
    with contextlib.closing(open_home(home, clock=StandingClock(), random_bytes=bytes)) as store:
        verify_journal(store)
        assert sync_status(store).confirmed_visits >= told.confirmed
        with store.reading() as tx:
            assert [epoch.epoch for epoch in journal.epochs(tx)] == [1], "an honest power cut is no restored backup"
            kept = tx.execute("SELECT epoch, seq FROM visits ORDER BY epoch, seq").fetchall()
    ensure_once(told.visits, kept)
    assert len(kept) <= len(told.visits) + 1


def _examine(disk: Disk, draw: Random | None, folder: Path, told: Told) -> None:
    folder.mkdir()
    disk.left(draw, folder)
    _ensure_survived(Home(folder / "home"), told)
    shutil.rmtree(folder)
    tried("power cuts")


def test_a_power_cut_at_any_sync_of_a_kiosk_loses_nothing_that_was_told(tmp_path: Path, library: Path) -> None:
    root = tmp_path / "disk"
    lived, told = _lived(library, root, "60"), Told()
    for _, disk, changes in _moments(lived, root, told):
        if changes:
            _examine(disk, None, tmp_path / "left", told)
    assert len(told.visits) == 60


def test_a_power_cut_between_any_two_writes_of_a_kiosk_leaves_what_was_told_whatever_else_was_written(
    tmp_path: Path, library: Path
) -> None:
    root, draw = tmp_path / "disk", Random(20261123)
    lived, told = _lived(library, root, "30"), Told()
    for number, disk, _ in _moments(lived, root, told):
        if number % 3 == 0:
            _examine(disk, draw, tmp_path / "left", told)


def test_a_power_cut_around_a_sync_keeps_every_receipt_that_was_shown(
    tmp_path: Path, library: Path, province: Served, place: Enrollable
) -> None:
    root, draw = tmp_path / "disk", Random(4712)
    lived, told = _lived(library, root, "22", province.url, place.code, place.point.code), Told()
    for number, disk, changes in _moments(lived, root, told):
        if changes:
            _examine(disk, None, tmp_path / "left", told)
        elif number % 7 == 0:
            _examine(disk, draw, tmp_path / "left", told)
    assert told.confirmed >= 20


def _receipts(sent: dict[tuple[int, int], bytes], record: Record) -> list[Receipt]:
    """Those in an answer that is now whole on its way; `sent`: what each line still has of the one before."""
    before = sent.pop(record.line, b"")
    if record.one.startswith(b"HTTP/1.1 "):
        before = b""  # another answer: what was left of the last one is no receipt
    head, _, body = (before + record.one).partition(b"\r\n\r\n")
    try:
        return [messages.unpacked(body, Receipt)] if head.startswith(b"HTTP/1.1 200") else []
    except BadMessage:
        sent[record.line] = head + b"\r\n\r\n" + body
        return []


def _ensure_promises_kept(database: Path, promised: set[bytes]) -> None:
    """The province has each entry whose hash it signed for, its chains hold, and none is half kept."""
    with contextlib.closing(sqlite3.connect(database)) as left:
        assert left.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        hashes = [digest for (digest,) in left.execute("SELECT hash FROM province_entry")]
        chains = left.execute("SELECT device_id, epoch, seq, head FROM province_chain").fetchall()
        for device, epoch, seq, head in chains:
            rows = left.execute(
                "SELECT raw, hash FROM province_entry WHERE device_id = ? AND epoch = ? ORDER BY seq", (device, epoch)
            ).fetchall()
            assert (len(rows), rows[-1][1]) == (seq, head)
            assert all(chained(before, raw) == digest for (_, before), (raw, digest) in pairwise(rows))
    ensure_once(promised, hashes)


def _answered(library: Path, home: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province enrols two kiosks and takes a dozen pushes of theirs, small and large."""
    command(home, "add-point", "P-1", "Thư viện xã Hồng Quang")
    kiosks = [Kiosk(), Kiosk()]
    codes = [command(home, "enrol-code", "P-1")["code"] for _ in kiosks]
    shutil.copytree(home, home.with_name("before"))
    for name, value in disks.environment(library, home, log).items():
        monkeypatch.setenv(name, value)
    with served(home) as province:
        monkeypatch.undo()
        for kiosk, code in zip(kiosks, codes, strict=True):
            assert province.post("enrol", messages.packed(kiosk.enrol_request(code))).status_code == 200
            kiosk.open("P-1", MORNING)
        for number in range(12):
            kiosk, confirmed = kiosks[number % 2], kiosks[number % 2].seq
            for visit in range(1 + 40 * (number % 5)):
                kiosk.visit(MORNING + 700 * visit)
            province.push(kiosk.push(confirmed + 1 if number > 1 else 1))


def test_a_power_cut_of_the_province_loses_no_entry_that_it_signed_for(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, log, draw = tmp_path / "province", tmp_path / "log", Random(99)
    _answered(library, home, log, monkeypatch)
    disk, sent, promised = Disk(home, tmp_path / "before"), dict[tuple[int, int], bytes](), set[bytes]()
    for number, record in enumerate(records(log)):
        if record.op == "N":
            promised |= {receipt.head for receipt in _receipts(sent, record)}
        elif record.op == "S" or number % 4 == 0:
            folder = tmp_path / "left"
            folder.mkdir()
            disk.left(None if record.op == "S" else draw, folder)
            _ensure_promises_kept(folder / "province.db", promised)
            shutil.rmtree(folder)
            tried("power cuts")
        disk.take(record)
    assert len(promised) == 12
