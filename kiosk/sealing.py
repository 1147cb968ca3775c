"""Personal fields under a key of one reader alone: destroy the key and they are gone, here and everywhere.

The chain holds only sealed bytes; a reader's key lies beside it, wrapped by the point's key (sync.md, guarantee 9).
ChaCha20-Poly1305 with a random 12-byte nonce in front.
"""

import os
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .errors import Unavailable

KEY_SIZE: Final = 32
_NONCE: Final = 12
_WRAPPING: Final = b"diem-doc reader key"
_PERSONAL: Final = b"diem-doc personal fields"


class Personal(msgspec.Struct, frozen=True, array_like=True):
    """What a reader entrusts to the library. `full_name`: NFC; `birth_year`: 0 when not given; `sex`: ISO 5218."""

    full_name: str
    birth_year: int
    sex: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Personal).decode


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return ChaCha20Poly1305.generate_key()


def seal(personal: Personal, key: bytes) -> bytes:
    """`personal` as bytes that only `key` opens."""
    return _closed(key, _encode(personal), _PERSONAL)


def unseal(sealed: bytes, key: bytes) -> Personal:
    """The fields in `sealed`. Raises Unavailable(`sealed_unreadable`) for a wrong key or changed bytes."""
    return _decode(_opened(key, sealed, _PERSONAL))


def wrap(reader_key: bytes, point_key: bytes) -> bytes:
    """A reader's key as bytes that only the point's key opens."""
    return _closed(point_key, reader_key, _WRAPPING)


def unwrap(wrapped: bytes, point_key: bytes) -> bytes:
    """The reader's key in `wrapped`. Raises Unavailable(`sealed_unreadable`)."""
    return _opened(point_key, wrapped, _WRAPPING)


def _closed(key: bytes, plain: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, purpose)


def _opened(key: bytes, closed: bytes, purpose: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(closed[:_NONCE], closed[_NONCE:], purpose)
    except (InvalidTag, ValueError):
        raise Unavailable("sealed_unreadable") from None
