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
from sync.protocol import columns, enrolment, intake, messages, statements
from sync.protocol.entries import KINDS, MAX_ENTRY_BYTES, chained, decode, device_id, encode, genesis
from sync.protocol.messages import Push, Receipt

DOCUMENT = Path(__file__).parents[2] / "sync" / "PROTOCOL.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
[BLOCK] = re.findall(r"```vectors\n(.*?)```", TEXT, re.DOTALL)
VECTORS = dict(line.split(" = ", 1) for line in BLOCK.splitlines())
COUNT = 9
DEVICE_KEY = bytes.fromhex(VECTORS["device.key"])
PROVINCE_KEY = bytes.fromhex(VECTORS["province.key"])


def octets(name: str) -> bytes:
    return bytes.fromhex(VECTORS[name])


def entry(number: int) -> bytes:
    return octets(f"entry.{number}.raw")


def head(number: int) -> bytes:
    return octets(f"entry.{number}.hash") if number else octets("epoch.1.genesis")


def values(number: int) -> list[Any]:
    found = json.loads(VECTORS[f"entry.{number}.values"])
    return [bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("0x") else v for v in found]


ENTRIES = [entry(number) for number in range(1, COUNT + 1)]


@pytest.mark.parametrize("who", ["device", "province"])
def test_a_key_comes_from_its_seed(who: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(octets(f"{who}.seed"))
    assert statements.public_bytes(key) == octets(f"{who}.key")


def test_the_device_is_named_by_its_key() -> None:
    assert device_id(DEVICE_KEY) == octets("device.id") == hashlib.sha256(DEVICE_KEY).digest()[:16]


def test_the_genesis_is_as_written() -> None:
    plain = b"diem-doc chain" + msgspec.msgpack.encode([1, DEVICE_KEY, 1, octets("epoch.nonce")])
    assert genesis(DEVICE_KEY, 1, octets("epoch.nonce")) == octets("epoch.1.genesis") == hashlib.sha256(plain).digest()


@pytest.mark.parametrize("who", ["card", "stranger"])
def test_a_card_is_named_by_its_digest(who: str) -> None:
    assert is_card_code(VECTORS[f"{who}.code"])
    assert card_digest(VECTORS[f"{who}.code"]) == octets(f"{who}.digest")


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_an_entrys_values_bytes_and_hash_belong_together(number: int) -> None:
    known = decode(entry(number))
    assert known is not None
    assert encode(known) == entry(number) == msgspec.msgpack.encode(values(number))
    assert [getattr(known, name) for name in known.__struct_fields__] == values(number)
    assert chained(head(number - 1), entry(number)) == head(number)


def test_every_kind_has_a_vector_and_a_row_in_the_document() -> None:
    assert {tuple(values(number)[:2]) for number in range(1, COUNT + 1)} == set(KINDS)
    for (kind, version), cls in KINDS.items():
        [row] = re.findall(rf"^\| {kind} \| `{cls.__name__}` \| {version} \| (.*) \|$", TEXT, re.MULTILINE)
        named = re.findall(r"`([a-z_]+)`", row)
        assert tuple(named) == cls.__struct_fields__[5:]


def statement(name: str) -> tuple[bytes, bytes]:
    """A statement as this program makes it, and the key it is signed with."""
    certificate = octets("certificate.signature")
    made = {
        "batch": (statements.batch(DEVICE_KEY, 1, 1, COUNT, head(0), head(COUNT)), "device.seed"),
        "receipt": (
            statements.receipt(octets("device.id"), 1, COUNT, head(COUNT), receipt().at),
            "province.seed",
        ),
        "certificate": (statements.certificate(DEVICE_KEY, values(1)[5], 1, values(1)[2]), "province.seed"),
        "hello": (statements.hello(octets("epoch.nonce"), values(1)[2]), "province.seed"),
        "enrolment": (statements.enrolment(VECTORS["code.id"], DEVICE_KEY), "device.seed"),
        "welcome": (statements.welcome(DEVICE_KEY, PROVINCE_KEY, certificate), "province.seed"),
    }[name]
    return made[0], octets(made[1])


def receipt() -> Receipt:
    return messages.unpacked(octets("receipt"), Receipt)


@pytest.mark.parametrize("name", ["batch", "receipt", "certificate", "hello", "enrolment", "welcome"])
def test_a_statement_is_as_written(name: str) -> None:
    assert statement(name)[0] == octets(f"{name}.statement")


@pytest.mark.parametrize("name", ["batch", "receipt", "certificate", "hello", "enrolment"])
def test_a_signature_is_as_written(name: str) -> None:
    made, seed = statement(name)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert key.sign(made) == octets(f"{name}.signature")
    statements.check(statements.public_bytes(key), made, octets(f"{name}.signature"))


def test_frames_unfold_to_the_entries() -> None:
    assert columns.unpacked(octets("frame.columns"), COUNT) == ENTRIES
    assert columns.unpacked(octets("frame.raw.2"), 2) == ENTRIES[:2]


def test_columns_are_laid_out_as_written() -> None:
    assert zstandard.decompress(columns.packed(ENTRIES)) == octets("frame.columns.body")
    assert zstandard.decompress(octets("frame.columns")) == octets("frame.columns.body")


def test_the_push_is_taken_and_the_receipt_covers_it() -> None:
    push = messages.unpacked(octets("push"), Push)
    taken = intake.verify(push, DEVICE_KEY, None)
    assert (taken.raws, taken.hashes[-1]) == (ENTRIES, head(COUNT))
    answer = receipt()
    assert (answer.epoch, answer.seq, answer.head) == (1, COUNT, head(COUNT))
    statements.check(PROVINCE_KEY, octets("receipt.statement"), answer.signature)
    assert messages.packed(push) == octets("push")
    assert messages.packed(answer) == octets("receipt")


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
    kinds = (Push, Receipt, messages.Problem, messages.EnrolRequest, messages.EnrolAnswer, messages.Certificate)
    for cls in (*kinds, messages.Hello):
        [row] = re.findall(rf"^\| `{cls.__name__}` \| (.*) \|$", TEXT, re.MULTILINE)
        named = [part.split("`")[1] for part in row.split(" · ")]
        assert tuple(named) == cls.__struct_fields__


def test_the_limits_are_as_written() -> None:
    limits = (MAX_ENTRY_BYTES, messages.MAX_BATCH, messages.MAX_BATCH_BYTES, columns.MAX_FRAME, messages.MAX_BODY)
    [table] = re.findall(r"### Limits\n\n(.*?)\n\n", TEXT, re.DOTALL)
    assert tuple(int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+)", table)) == limits


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
