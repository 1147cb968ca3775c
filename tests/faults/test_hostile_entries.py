"""A device that is enrolled and mad: whatever its entries say, each push is kept whole, and nobody else notices."""

from pathlib import Path
from random import Random

import requests

from sync.protocol import messages
from sync.protocol.entries import MAX_ENTRY_BYTES
from tests.faults.cases import tried
from tests.homes import MORNING
from tests.protocol.mutations import changed
from tests.protocol.samples import ENTRIES
from tests.province.conftest import PASSWORD, sign_in
from tests.province.kiosks import Kiosk
from tests.province.servers import Served, served

_PUSHES, _EACH = 16, 250


def _gone_mad(kiosk: Kiosk, draw: Random) -> None:
    """Entries that were honest once, among honest visits."""
    for _ in range(_EACH):
        raw = changed(draw.choice(ENTRIES), draw)
        kiosk.write(raw if len(raw) <= MAX_ENTRY_BYTES else raw[:MAX_ENTRY_BYTES])
        if draw.random() < 0.1:
            kiosk.visit(MORNING)


def _culprit(province: Served, kiosk: Kiosk, first: int) -> str:
    """The first entry that the province cannot take, for whoever must mend it."""
    for seq in range(first, kiosk.seq + 1):
        answer = province.post("push", messages.packed(kiosk.push(seq, seq)))
        if answer.status_code != 200:
            return f"{answer.content!r}: {kiosk.raws[seq - 1].hex()}"
    return "each entry alone is taken"


def _ensure_taken(province: Served) -> None:
    province.add_point("P-1")
    mad, sane = province.enrolled("P-1"), province.enrolled("P-1")
    draw = Random(20261123)
    for kiosk in (mad, sane):
        kiosk.open("P-1", MORNING)
    for _ in range(_PUSHES):
        first = mad.seq + 1 if mad.seq > 2 else 1
        _gone_mad(mad, draw)
        answer = province.post("push", messages.packed(mad.push(first)))
        assert answer.status_code == 200, _culprit(province, mad, first)
        assert messages.unpacked(answer.content, messages.Receipt).seq == mad.seq
        sane.visit(MORNING)
        tried("hostile entries", _EACH)
    assert province.push(sane.push()).quarantined == ()
    assert province.command("rebuild-projection", "--check")["differing"] == []
    province.command("add-user", "lan", "--password-stdin", typed=PASSWORD + "\n")
    session = requests.Session()
    sign_in(session, province.url, "lan", PASSWORD)
    for page in ("/", "/diem/P-1"):
        answer = session.get(province.url + page, timeout=60)
        assert answer.status_code == 200
        assert "Trang bị lỗi" not in answer.text


def test_a_mad_device_harms_nobody_on_sqlite(tmp_path: Path) -> None:
    with served(tmp_path / "province") as province:
        _ensure_taken(province)


def test_a_mad_device_harms_nobody_on_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    with served(tmp_path / "province", postgresql_url) as province:
        _ensure_taken(province)
