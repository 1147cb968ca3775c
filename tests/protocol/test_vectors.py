"""The test vectors of PROTOCOL.md: read from the document itself, and checked one by one."""

import ast
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.ids import card_digest, is_card_code
from sync.protocol import columns, enrolment, intake, messages, statements, volumes
from sync.protocol.entries import (
    KINDS,
    MAX_ENTRY_BYTES,
    Confidence,
    EpochOpened,
    EpochOpened1,
    Reentered,
    VisitRecorded,
    chained,
    decode,
    device_id,
    encode,
    genesis,
    upcast,
)
from sync.protocol.messages import Day, Errand, Push, ReaderKey, Receipt, Reply, Run
from sync.protocol.times import Evidence, Timeline

DOCUMENT = Path(__file__).parents[2] / "sync" / "PROTOCOL.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
[BLOCK] = re.findall(r"```vectors\n(.*?)```", TEXT, re.DOTALL)
VECTORS = dict(line.split(" = ", 1) for line in BLOCK.splitlines())
COUNT = 9
"""Entries of the first release's push."""
FACTS = 12
"""Entries of epoch 1 as both sides hold it."""
AGAIN = 4
"""Entries of epoch 2."""
LATER = 15
"""Entries of epoch 3: the kinds of the second release."""
DEVICE_KEY = bytes.fromhex(VECTORS["device.key"])
PROVINCE_KEY = bytes.fromhex(VECTORS["province.key"])


def octets(name: str) -> bytes:
    return bytes.fromhex(VECTORS[name])


def raw(name: str) -> bytes:
    return octets(f"{name}.raw")


def values(name: str) -> list[Any]:
    found = json.loads(VECTORS[f"{name}.values"])
    return [bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("0x") else v for v in found]


def head(number: int) -> bytes:
    return octets(f"entry.{number}.hash") if number else octets("epoch.1.genesis")


def following(genesis_name: str, stem: str, first: int, last: int) -> list[tuple[str, str]]:
    """(entry, where the hash before it stands) of a stretch of a chain."""
    names = [f"{stem}.{number}" for number in range(first, last + 1)]
    return list(zip(names, [genesis_name, *(f"{name}.hash" for name in names)], strict=False))


CHAINED = (
    following("epoch.1.genesis", "entry", 1, FACTS)
    + following(f"entry.{FACTS}.hash", "branch", 13, 14)
    + following("epoch.2.genesis", "again", 1, AGAIN)
    + following("sister.genesis", "sister", 1, 2)
    + following("epoch.3.genesis", "later", 1, LATER)
)
ENTRIES = [raw(f"entry.{number}") for number in range(1, FACTS + 1)]
RETOLD = [raw(f"again.{number}") for number in range(1, AGAIN + 1)]


@pytest.mark.parametrize("who", ["device", "province", "sister"])
def test_a_key_comes_from_its_seed(who: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(octets(f"{who}.seed"))
    assert statements.public_bytes(key) == octets(f"{who}.key")


def test_the_device_is_named_by_its_key() -> None:
    assert device_id(DEVICE_KEY) == octets("device.id") == hashlib.sha256(DEVICE_KEY).digest()[:16]
    assert device_id(octets("sister.key")) == octets("sister.id")


def test_the_genesis_is_as_written() -> None:
    plain = b"diem-doc chain" + msgspec.msgpack.encode([1, DEVICE_KEY, 1, octets("epoch.nonce")])
    assert genesis(DEVICE_KEY, 1, octets("epoch.nonce")) == octets("epoch.1.genesis") == hashlib.sha256(plain).digest()
    assert genesis(DEVICE_KEY, 2, octets("epoch.2.nonce")) == octets("epoch.2.genesis")
    assert genesis(DEVICE_KEY, 3, octets("epoch.3.nonce")) == octets("epoch.3.genesis")
    assert genesis(octets("sister.key"), 1, octets("sister.nonce")) == octets("sister.genesis")


@pytest.mark.parametrize("who", ["card", "stranger"])
def test_a_card_is_named_by_its_digest(who: str) -> None:
    assert is_card_code(VECTORS[f"{who}.code"])
    assert card_digest(VECTORS[f"{who}.code"]) == octets(f"{who}.digest")


@pytest.mark.parametrize(("name", "before"), CHAINED)
def test_an_entrys_values_bytes_and_hash_belong_together(name: str, before: str) -> None:
    known = decode(raw(name))
    assert known is not None
    assert encode(known) == raw(name) == msgspec.msgpack.encode(values(name))
    assert [getattr(known, field) for field in known.__struct_fields__] == values(name)
    assert chained(octets(before), raw(name)) == octets(f"{name}.hash")


def test_every_kind_has_a_vector_and_a_row_in_the_document() -> None:
    assert {tuple(values(name)[:2]) for name, _ in CHAINED} == set(KINDS)
    for (kind, version), cls in KINDS.items():
        told = cls.__name__.rstrip("0123456789")
        [row] = re.findall(rf"^\| {kind} \| `{told}` \| {version} \| (.*) \|$", TEXT, re.MULTILINE)
        named = re.findall(r"`([a-z_]+)`", row)
        assert tuple(named) == cls.__struct_fields__[5:]


def test_an_epoch_of_the_first_release_is_read_as_one_of_today() -> None:
    opened = decode(raw("entry.1"))
    assert type(opened) is EpochOpened1
    now = upcast(opened)
    assert type(now) is EpochOpened
    assert (now.version, now.cause, now.point) == (2, 1, opened.point)
    later = upcast(msgspec.structs.replace(opened, previous_epoch=1, previous_seq=9, previous_hash=head(9)))
    assert isinstance(later, EpochOpened)
    assert later.cause == 2


def test_what_is_told_again_names_what_it_was_and_what_it_refers_to_now() -> None:
    opened = decode(raw("again.1"))
    assert isinstance(opened, EpochOpened)
    assert (opened.previous_epoch, opened.previous_seq, opened.previous_hash) == (1, FACTS, head(FACTS))
    for number, old in ((3, 13), (4, 14)):
        told = decode(raw(f"again.{number}"))
        assert isinstance(told, Reentered)
        assert (told.old_epoch, told.old_seq, told.old_hash) == (1, old, octets(f"branch.{old}.hash"))
    visit, purpose = values("again.3")[-1], msgspec.msgpack.decode(values("again.4")[-1])
    assert visit == raw("branch.13")
    assert purpose == [*values("branch.14")[:5], 2, 3, values("branch.14")[7]]


def statement(name: str) -> tuple[bytes, bytes]:
    """A statement as this program makes it, and the key it is signed with."""
    certificate = octets("certificate.signature")
    again, device = octets(f"again.{AGAIN}.hash"), octets("device.id")
    made = {
        "batch": (statements.batch(DEVICE_KEY, 1, 1, COUNT, head(0), head(COUNT)), "device.seed"),
        "batch.2": (statements.batch(DEVICE_KEY, 2, 1, AGAIN, octets("epoch.2.genesis"), again), "device.seed"),
        "receipt": (statements.receipt(device, 1, COUNT, head(COUNT), receipt("receipt").at), "province.seed"),
        "receipt.2": (statements.receipt(device, 2, AGAIN, again, receipt("receipt.2").at), "province.seed"),
        "errand": (statements.errand(DEVICE_KEY, octets("errand")), "device.seed"),
        "reply": (statements.reply(DEVICE_KEY, octets("errand"), octets("reply")), "province.seed"),
        "certificate": (statements.certificate(DEVICE_KEY, "HY-0412", 1, values("entry.1")[2]), "province.seed"),
        "hello": (statements.hello(octets("epoch.nonce"), values("entry.1")[2]), "province.seed"),
        "enrolment": (statements.enrolment(VECTORS["code.id"], DEVICE_KEY), "device.seed"),
        "welcome": (statements.welcome(DEVICE_KEY, PROVINCE_KEY, certificate), "province.seed"),
    }[name]
    return made[0], octets(made[1])


def receipt(name: str) -> Receipt:
    return messages.unpacked(octets(name), Receipt)


SIGNED = ["batch", "batch.2", "receipt", "receipt.2", "errand", "reply", "certificate", "hello", "enrolment"]


@pytest.mark.parametrize("name", [*SIGNED, "welcome"])
def test_a_statement_is_as_written(name: str) -> None:
    assert statement(name)[0] == octets(f"{name}.statement")


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_is_as_written(name: str) -> None:
    made, seed = statement(name)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert key.sign(made) == octets(f"{name}.signature")
    statements.check(statements.public_bytes(key), made, octets(f"{name}.signature"))


def test_frames_unfold_to_the_entries() -> None:
    assert columns.unpacked(octets("frame.columns"), COUNT) == ENTRIES[:COUNT]
    assert columns.unpacked(octets("frame.raw.2"), 2) == ENTRIES[:2]


def test_columns_are_laid_out_as_written() -> None:
    assert zstandard.decompress(columns.packed(ENTRIES[:COUNT])) == octets("frame.columns.body")
    assert zstandard.decompress(octets("frame.columns")) == octets("frame.columns.body")


def test_the_first_releases_push_is_taken_and_its_receipt_covers_it() -> None:
    push = messages.unpacked(octets("push"), Push)
    taken = intake.verify(push, DEVICE_KEY, None)
    assert (taken.raws, taken.hashes[-1]) == (ENTRIES[:COUNT], head(COUNT))
    assert (push.errand, push.errand_signature) == (b"", b"")
    answer = receipt("receipt")
    assert (answer.epoch, answer.seq, answer.head) == (1, COUNT, head(COUNT))
    assert (answer.quarantined, answer.reply, answer.reply_signature) == ((), b"", b"")
    statements.check(PROVINCE_KEY, octets("receipt.statement"), answer.signature)


@pytest.mark.parametrize("name", ["push", "receipt"])
def test_todays_messages_begin_as_the_first_releases_did(name: str) -> None:
    was = msgspec.msgpack.decode(octets(name))
    read = messages.unpacked(octets(name), Push) if name == "push" else receipt(name)
    now = msgspec.msgpack.decode(messages.packed(read))
    assert now[: len(was)] == was
    assert now[len(was) :] == [b"", b""]


def test_a_push_of_today_is_taken_and_its_errand_answered() -> None:
    push, answer = messages.unpacked(octets("push.2"), Push), receipt("receipt.2")
    taken = intake.verify(push, DEVICE_KEY, None)
    assert (taken.raws, taken.hashes[-1]) == (RETOLD, answer.head)
    assert (push.errand, push.errand_signature) == (octets("errand"), octets("errand.signature"))
    assert (answer.reply, answer.reply_signature) == (octets("reply"), octets("reply.signature"))
    assert messages.packed(push) == octets("push.2")
    assert messages.packed(answer) == octets("receipt.2")


def test_an_errand_is_laid_out_as_written() -> None:
    asked = messages.unpacked(octets("errand"), Errand)
    assert messages.packed(asked) == octets("errand")
    assert asked.cursor == messages.Cursor(2, 0)
    assert asked.limit == 500
    [key] = asked.keys
    assert (key.device, key.epoch, key.seq) == (octets("device.id"), 1, 3)
    first, second = asked.days
    hashes = b"".join(head(number) for number in range(first.first, first.last + 1))
    assert first.digest == octets("day.digest") == hashlib.sha256(hashes).digest()[:16]
    known = [decode(entry) for entry in ENTRIES[first.first - 1 : first.last]]
    assert first.visits == sum(entry.head_count for entry in known if isinstance(entry, VisitRecorded))
    assert (second.first, second.last) == (10, 11)
    assert asked.recall == ((1, 11),)


def test_a_reply_is_laid_out_as_written() -> None:
    told = messages.unpacked(octets("reply"), Reply)
    assert messages.packed(told) == octets("reply")
    assert told.page is not None
    [sisters], [own] = told.page.runs, told.recalled
    assert (sisters.device, sisters.device_key) == (octets("sister.id"), octets("sister.key"))
    assert sisters.before == genesis(sisters.device_key, sisters.epoch, sisters.nonce)
    assert columns.unpacked(sisters.frame, 2) == [raw("sister.1"), raw("sister.2")]
    assert (own.device, own.first, own.before) == (octets("device.id"), FACTS, head(FACTS - 1))
    assert columns.unpacked(own.frame, 1) == [ENTRIES[-1]]
    assert [key.wrapped for key in told.page.keys] == [b""]
    assert (told.page.cursor, told.page.more) == (messages.Cursor(4, 0), False)
    assert (told.kept, told.differing, told.epochs) == (1, ((1, 10, 11),), ((1, FACTS), (2, AGAIN)))
    assert told.keys == told.page.keys


def test_corrected_times_are_as_written() -> None:
    line = Timeline(Evidence(*piece) for piece in json.loads(VECTORS["time.evidence"]))
    found = json.loads(VECTORS["time.entries"])
    assert {confidence for *_, confidence in found} == set(map(int, Confidence))
    for epoch, seq, boot, wall, mono, at, confidence in found:
        assert line.time((epoch, seq), boot, wall, mono) == (at, confidence)


def test_a_volume_carries_the_push_under_its_name() -> None:
    push = messages.unpacked(octets("push"), Push)
    assert str(volumes.name_of(push)) == VECTORS["volume.name"]
    name = volumes.push_name(VECTORS["volume.name"].upper())
    assert name is not None
    assert volumes.push_in(octets("volume"), name) == push
    content = octets("push")
    plain = b"diem-doc" + bytes([1, 1]) + len(content).to_bytes(4, "big") + content
    assert volumes.wrapped(volumes.Kind.PUSH, content) == octets("volume") == plain + hashlib.sha256(plain).digest()


def test_the_kinds_of_volumes_are_as_written() -> None:
    rows = re.findall(r"^\| (\d) \| `<device>[^`]*(\.[a-z]+)` \| `(\w+)` \| ([\d,]+) bytes \|$", TEXT, re.MULTILINE)
    written = [(int(kind), suffix, int(most.replace(",", ""))) for kind, suffix, _, most in rows]
    suffixes = {volumes.Kind.PUSH: volumes.PUSH_SUFFIX, **volumes.SUFFIXES}
    assert written == [(kind, suffixes[kind], volumes.most_of(kind) - volumes.OVERHEAD) for kind in volumes.Kind]


def test_an_enrolment_code_gives_key_and_proofs() -> None:
    code = enrolment.parsed(VECTORS["code.typed"])
    assert (code.code_id, code.key) == (VECTORS["code.id"], octets("code.key"))
    for name in ("enrolment", "welcome"):
        assert enrolment.proof(code.key, octets(f"{name}.statement")) == octets(f"{name}.proof")


def test_every_vector_is_looked_at_above() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    for name in VECTORS:
        stem = re.sub(r"\.\d+\b", "", name)
        last = stem.rpartition(".")[2]
        assert f".{last}" in source or f'"{stem}"' in source, name


def test_the_messages_are_written_with_their_fields_in_order() -> None:
    kinds = (Push, Receipt, Errand, Reply, messages.Cursor, messages.Page, Run, ReaderKey, Day, messages.Problem)
    on_sticks = (volumes.Answers, volumes.Answered, volumes.Replied, volumes.Welcome)
    enrolling = (messages.EnrolRequest, messages.EnrolAnswer, messages.Certificate)
    for cls in (*kinds, *enrolling, messages.Hello, *on_sticks):
        [row] = re.findall(rf"^\| `{cls.__name__}` \| (.*) \|$", TEXT, re.MULTILINE)
        named = [part.split("`")[1] for part in row.split(" · ")]
        assert tuple(named) == cls.__struct_fields__


def test_the_limits_are_as_written() -> None:
    limits = (MAX_ENTRY_BYTES, messages.MAX_BATCH, messages.MAX_BATCH_BYTES, columns.MAX_FRAME, messages.MAX_BODY)
    assert limits_after("### Limits") == limits


def limits_after(words: str) -> tuple[int, ...]:
    """The numbers of the table of limits that follows these words."""
    table = TEXT.partition(words)[2].partition("| what | at most |\n")[2].partition("\n\n")[0]
    return tuple(int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+)", table))


def provinces(module: str, name: str) -> int:
    """A number that stands in a module of the province. Read, not imported: they need the province's settings."""
    source = (DOCUMENT.parent / "province" / f"{module}.py").read_text(encoding="utf-8")
    [found] = [
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value is not None
    ]
    return int(found)


def test_the_limits_of_errands_are_as_written() -> None:
    names = [
        ("errands", "LARGEST"),
        ("reader_keys", "MOST"),
        ("reconciling", "MOST"),
        ("errands", "_MOST_RECALLS"),
        ("feed", "LARGEST_PAGE"),
        ("errands", "_RECALLED"),
        ("reader_keys", "LONGEST"),
    ]
    assert limits_after("## 9 Errands") == tuple(provinces(module, name) for module, name in names)


def test_the_status_codes_are_those_that_the_province_answers_with() -> None:
    # Read, not imported: the province's modules need its settings.
    source = (DOCUMENT.parent / "province" / "wire.py").read_text(encoding="utf-8")
    [answered] = [
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_STATUS" and node.value is not None
    ]
    [table] = re.findall(r"\| status \| codes \|\n\|---\|---\|\n(.*?)\n\n", TEXT, re.DOTALL)
    written: dict[str, int] = {}
    for row in table.splitlines():
        _, status, codes, _ = row.split("|")
        written |= {code: int(status) for code in re.findall(r"`([a-z_]+)`", codes)}
    assert written == answered
