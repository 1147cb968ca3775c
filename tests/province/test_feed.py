"""The feed of a point while several of its kiosks push at once: in the order of commits, nothing skipped or doubled."""

import threading
from pathlib import Path

import msgspec
import pytest

from sync.protocol import columns, statements
from sync.protocol.messages import Cursor, Errand, Page, Push, Reply, packed, unpacked

from .kiosks import Kiosk
from .servers import Served, served

NOON = 1_700_000_000
WRITERS, BATCHES, EACH = 4, 30, 7


def asking(kiosk: Kiosk, cursor: Cursor, limit: int = 50) -> Push:
    """An empty push that asks for the feed after `cursor`."""
    errand = packed(Errand(cursor=cursor, limit=limit))
    signature = kiosk.key.sign(statements.errand(kiosk.public_key, errand))
    return msgspec.structs.replace(kiosk.push(1, 0), errand=errand, errand_signature=signature)


def page_of(province: Served, kiosk: Kiosk, cursor: Cursor) -> Page | None:
    receipt = province.push(asking(kiosk, cursor))
    return unpacked(receipt.reply, Reply).page if receipt.reply else None


def write(province: Served, kiosk: Kiosk, failures: list[BaseException]) -> None:
    try:
        for _ in range(BATCHES):
            first = kiosk.seq + 1
            for _ in range(EACH):
                kiosk.visit(NOON + kiosk.seq)
            province.push(kiosk.push(first))
    except BaseException as error:  # noqa: BLE001 - raised again by the test, on its own thread
        failures.append(error)


def read_all(province: Served, reader: Kiosk, upto: int, still: list[threading.Thread]) -> list[tuple[bytes, int]]:
    """(device, seq) of all that the feed tells, asked for again and again while it is written."""
    told: list[tuple[bytes, int]] = []
    cursor = Cursor()
    while len(told) < upto:
        busy = any(thread.is_alive() for thread in still)
        page = page_of(province, reader, cursor)
        if page is None:
            assert busy, f"the feed ended after {len(told)} of {upto}"
            continue
        for run in page.runs:
            raws = columns.unpacked(run.frame, run.last - run.first + 1)
            told.extend((run.device, seq) for seq, _ in enumerate(raws, run.first))
        assert page.cursor != cursor
        cursor = page.cursor
    return told


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None


def test_a_reader_among_many_writers_misses_nothing(tmp_path: Path, database_url: str | None) -> None:
    with served(tmp_path / "province", database_url) as province:
        province.add_point("P-1")
        kiosks = [province.enrolled("P-1") for _ in range(WRITERS)]
        reader = province.enrolled("P-1")
        failures: list[BaseException] = []
        threads = [threading.Thread(target=write, args=(province, kiosk, failures)) for kiosk in kiosks]
        for thread in threads:
            thread.start()
        told = read_all(province, reader, WRITERS * BATCHES * EACH, threads)
        for thread in threads:
            thread.join()
        assert not failures
        assert page_of(province, reader, Cursor()) is not None
    for kiosk in kiosks:
        assert [seq for device, seq in told if device == kiosk.device] == list(range(1, kiosk.seq + 1))


def test_an_errand_that_is_not_signed_by_its_device_is_not_run(tmp_path: Path) -> None:
    with served(tmp_path / "province") as province:
        province.add_point("P-1")
        writer, reader, stranger = (province.enrolled("P-1") for _ in range(3))
        writer.open("P-1", NOON)
        province.push(writer.push())
        push = asking(reader, Cursor())
        assert province.push(push).reply
        forged = stranger.key.sign(statements.errand(reader.public_key, push.errand))
        for signature in (b"", forged, push.errand_signature[:-1]):
            assert not province.push(msgspec.structs.replace(push, errand_signature=signature)).reply


def test_a_revoked_device_hears_nothing_and_is_not_heard_of(tmp_path: Path) -> None:
    with served(tmp_path / "province") as province:
        province.add_point("P-1")
        revoked, sister = province.enrolled("P-1"), province.enrolled("P-1")
        sister.open("P-1", NOON)
        province.push(sister.push())
        assert page_of(province, revoked, Cursor()) is not None
        province.command("revoke-device", revoked.device.hex())
        revoked.open("P-1", NOON)
        province.push(revoked.push())
        assert page_of(province, revoked, Cursor()) is None
        assert page_of(province, sister, Cursor()) is None
