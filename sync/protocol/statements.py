"""What is signed, byte for byte, and how a signature is made and checked (PROTOCOL.md, «Statements»).

Every statement begins with its own purpose, so that a signature made for one can never serve another.
"""

import hashlib
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PROTOCOL_VERSION: Final = 1

_encode = msgspec.msgpack.Encoder().encode


class BadSignature(ValueError):
    """The signature does not belong to this statement and key."""


def batch(device_key: bytes, epoch: int, first: int, last: int, before: bytes, head: bytes) -> bytes:
    """The entries `first` to `last` of an epoch lead from hash `before` to hash `head`."""
    return _encode(["diem-doc batch", PROTOCOL_VERSION, device_key, epoch, first, last, before, head])


def receipt(device: bytes, epoch: int, seq: int, head: bytes, at: int) -> bytes:
    """The province holds this device's epoch up to `seq` with hash `head`, said at `at` (seconds UTC)."""
    return _encode(["diem-doc receipt", PROTOCOL_VERSION, device, epoch, seq, head, at])


def errand(device_key: bytes, packed: bytes) -> bytes:
    """A device asks for what the packed Errand says."""
    return _encode(["diem-doc errand", PROTOCOL_VERSION, device_key, hashlib.sha256(packed).digest()])


def reply(device_key: bytes, errand: bytes, packed: bytes) -> bytes:
    """The province answers this device's packed Errand by the packed Reply."""
    digests = [hashlib.sha256(errand).digest(), hashlib.sha256(packed).digest()]
    return _encode(["diem-doc reply", PROTOCOL_VERSION, device_key, *digests])


def certificate(device_key: bytes, point: str, number: int, issued_at: int) -> bytes:
    """The province certifies that this key is device `number` of the point."""
    return _encode(["diem-doc certificate", PROTOCOL_VERSION, device_key, point, number, issued_at])


def hello(nonce: bytes, at: int) -> bytes:
    """The province heard `nonce` at `at` (seconds UTC)."""
    return _encode(["diem-doc hello", PROTOCOL_VERSION, nonce, at])


def enrolment(code_id: str, device_key: bytes) -> bytes:
    """A device asks to be enrolled by the code with this public part."""
    return _encode(["diem-doc enrolment", PROTOCOL_VERSION, code_id, device_key])


def welcome(device_key: bytes, province_key: bytes, certificate_signature: bytes) -> bytes:
    """The province answers an enrolment with its own key and the certificate."""
    return _encode(["diem-doc welcome", PROTOCOL_VERSION, device_key, province_key, certificate_signature])


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half of `key`."""
    return key.public_key().public_bytes_raw()


def check(public_key: bytes, statement: bytes, signature: bytes) -> None:
    """Raise BadSignature unless `signature` (64 bytes) is `public_key`'s (32 bytes) over `statement`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, statement)
    except (InvalidSignature, ValueError):
        raise BadSignature from None
