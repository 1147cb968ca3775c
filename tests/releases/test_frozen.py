"""What was released stands: no vector, no kind and no field of the first release is anything else today."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sync.protocol import columns, messages
from sync.protocol.entries import KINDS
from sync.protocol.messages import MAX_BATCH
from tests.province.kiosks import Kiosk
from tests.releases.programs import TODAY, Program


def vectors(program: Program) -> dict[str, str]:
    """The test vectors of a release's document."""
    document = (program.folder / "sync" / "PROTOCOL.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```vectors\n(.*?)```", document, re.DOTALL)
    return dict(line.split(" = ", 1) for line in block.splitlines())


def fields(source: Path) -> dict[str, tuple[str, ...]]:
    """The fields of every struct in a module, in their order. Read, not imported: two releases have one name."""
    classes = [node for node in ast.parse(source.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    return {
        node.name: tuple(ast.unparse(part.target) for part in node.body if isinstance(part, ast.AnnAssign))
        for node in classes
    }


def test_every_vector_of_the_first_release_stands_unchanged(first: Program) -> None:
    then, now = vectors(first), vectors(TODAY)
    assert len(then) > 50
    assert {name: now.get(name) for name in then} == then


def test_every_message_of_the_first_release_only_grew_at_its_end(first: Program) -> None:
    then = fields(first.folder / "sync" / "protocol" / "messages.py")
    grown = {"Push", "Receipt"}
    for name in (*grown, "Problem", "EnrolRequest", "EnrolAnswer", "Certificate", "Hello"):
        now = getattr(messages, name).__struct_fields__
        assert now[: len(then[name])] == then[name]
        assert (len(now) > len(then[name])) == (name in grown)


@pytest.mark.parametrize(
    ("kind", "version", "name"),
    [
        (1, 1, "EpochOpened"),
        (2, 1, "BootStarted"),
        (10, 1, "ReaderRegistered"),
        (11, 1, "CardIssued"),
        (12, 1, "CardRevoked"),
        (20, 1, "VisitRecorded"),
        (21, 1, "PurposeTold"),
    ],
)
def test_every_kind_of_the_first_release_has_its_fields(first: Program, kind: int, version: int, name: str) -> None:
    then = fields(first.folder / "sync" / "protocol" / "entries.py")
    assert KINDS[kind, version].__struct_fields__ == then["Entry"] + tuple(
        field for field in then[name] if field not in ("kind", "version")
    )


_CODEC = """
import sys
import msgspec
from sync.protocol import columns
frame, raws = msgspec.msgpack.decode(sys.stdin.buffer.read())
answer = [columns.unpacked(frame, len(raws)), columns.packed(raws)]
sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
"""


@pytest.mark.parametrize("size", [1, 30, 1_000, MAX_BATCH])
def test_each_release_unfolds_the_others_frames(first: Program, size: int) -> None:
    kiosk = Kiosk()
    kiosk.open("HY-0412", 1_795_395_600)
    for number in range(kiosk.seq, size):
        visit = kiosk.visit(1_795_395_600 + 97 * number, head_count=1 + number % 7, card=bytes([number % 251]) * 16)
        if number % 11 == 0:
            kiosk.tell(visit, 3, 1_795_395_600 + 97 * number + 5)
    raws = kiosk.raws[:size]
    theirs = subprocess.run(
        [sys.executable, "-c", _CODEC],
        input=msgspec.msgpack.encode([columns.packed(raws), raws]),
        cwd=first.folder,
        capture_output=True,
        check=True,
    )
    read, frame = msgspec.msgpack.decode(theirs.stdout)
    assert read == raws
    assert columns.unpacked(frame, size) == raws
