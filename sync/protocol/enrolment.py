"""One-time enrolment codes: typed once by an officer, they let kiosk and province prove themselves to each other.

A code is a public part that finds it and a secret part that never travels: each side shows a keyed hash under the
secret instead. Whoever listens or answers in the province's place learns nothing that opens anything, and a kiosk pins
only a key whose owner knew the code.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from .codes import has_valid_checks, random_characters, with_checks

ID_LENGTH: Final = 4
SECRET_LENGTH: Final = 12
LENGTH: Final = ID_LENGTH + SECRET_LENGTH + 2
_GROUP: Final = 6


class BadCode(ValueError):
    """Not an enrolment code: mistyped, or something else."""


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A code in its two parts. `key` is the 32-byte secret that both sides derive from it."""

    code_id: str
    key: bytes


def new_code() -> str:
    """A fresh code: 18 characters with a space after every six, 53 secret bits behind a slow derivation."""
    plain = with_checks(random_characters(ID_LENGTH + SECRET_LENGTH))
    return " ".join(plain[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def parsed(typed: str) -> EnrolmentCode:
    """The code a person typed, spaces, dashes and lower case allowed. Raises BadCode."""
    text = "".join(typed.split()).replace("-", "").upper()
    if len(text) != LENGTH or not has_valid_checks(text):
        raise BadCode(typed[:40])
    code_id, secret = text[:ID_LENGTH], text[ID_LENGTH : ID_LENGTH + SECRET_LENGTH]
    salt = b"diem-doc enrolment " + code_id.encode()
    return EnrolmentCode(code_id, hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32))


def proof(key: bytes, statement: bytes) -> bytes:
    """What only a holder of the code's secret can say of `statement` (32 bytes)."""
    return hmac.digest(key, statement, "sha256")


def is_proven(key: bytes, statement: bytes, shown: bytes) -> bool:
    """Whether `shown` is the proof of `statement`, compared in constant time."""
    return hmac.compare_digest(proof(key, statement), shown)
