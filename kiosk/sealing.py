"""Personal fields under a key of one reader alone: destroy the key and they are gone, here and everywhere.

The chain holds only sealed bytes; a reader's key lies beside it, wrapped by the point's key (sync.md, guarantee 9).
ChaCha20-Poly1305 with a random 12-byte nonce in front.
"""

import contextlib
import os
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .errors import Unavailable

_NONCE: Final = 12
_WRAPPING: Final = b"diem-doc reader key"
_PERSONAL: Final = b"diem-doc personal fields"


class Personal(msgspec.Struct, frozen=True, array_like=True):
    """What a reader entrusts to the library. `full_name`: NFC; `birth_year`: 0 when not given; `sex`: ISO 5218.

    `representative`: the full name of who consented for a child; `school_class`: as the school's list has it.
    """

    full_name: str
    birth_year: int
    sex: int
    representative: str = ""
    school_class: str = ""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Personal).decode


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return ChaCha20Poly1305.generate_key()


def seal(personal: Personal, key: bytes) -> bytes:
    """`personal` as bytes that only `key` opens."""
    return _closed(ChaCha20Poly1305(key), _encode(personal), _PERSONAL)


def unseal(sealed: bytes, key: bytes) -> Personal:
    """The fields in `sealed`. Raises Unavailable(`sealed_unreadable`) for a wrong key or changed bytes."""
    return _decode(_opened(ChaCha20Poly1305(key), sealed, _PERSONAL))


class Wrapping:
    """The point's key at work on readers' keys: it wraps, and it unwraps what it or a `former` point key wrapped."""

    def __init__(self, point_key: bytes, former: tuple[bytes, ...] = ()) -> None:
        self._cipher = ChaCha20Poly1305(point_key)
        self._former = [ChaCha20Poly1305(key) for key in former]

    def wrap(self, reader_key: bytes) -> bytes:
        """A reader's key as bytes that may lie beside what it seals."""
        return _closed(self._cipher, reader_key, _WRAPPING)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The reader's key in `wrapped`. Raises Unavailable(`sealed_unreadable`)."""
        try:
            return _opened(self._cipher, wrapped, _WRAPPING)
        except Unavailable:
            for cipher in self._former:
                with contextlib.suppress(Unavailable):
                    return _opened(cipher, wrapped, _WRAPPING)
            raise

    def wrapped_anew(self, wrapped: bytes) -> bytes | None:
        """What a former key wrapped, wrapped by the present one; None for what needs no other, or opens with none."""
        with contextlib.suppress(Unavailable):
            _opened(self._cipher, wrapped, _WRAPPING)
            return None
        with contextlib.suppress(Unavailable):
            return self.wrap(self.unwrap(wrapped))
        return None


def _closed(cipher: ChaCha20Poly1305, plain: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, plain, purpose)


def _opened(cipher: ChaCha20Poly1305, closed: bytes, purpose: bytes) -> bytes:
    try:
        return cipher.decrypt(closed[:_NONCE], closed[_NONCE:], purpose)
    except (InvalidTag, ValueError):
        raise Unavailable("sealed_unreadable") from None
