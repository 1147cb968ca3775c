"""Officers' passwords: argon2id, and first passwords that can be read aloud over the telephone."""

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second profile: 19 MiB and one lane. RFC 9106's 64 MiB would hold up a scan for seconds on a 4 GB kiosk,
# since the storage thread answers both.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_SYLLABLES: Final = tuple(
    first + last for first in "bcghklmnptv" for last in ("an", "en", "in", "on", "un", "ai", "ao")
)


def first_password() -> str:
    """A password made at init: five syllables and two digits, 38 bits behind argon2id and a lockout."""
    return "-".join(secrets.choice(_SYLLABLES) for _ in range(5)) + f"-{secrets.randbelow(100):02d}"


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _HASHER.hash(password)


def is_right(kept: str, password: str) -> bool:
    """Whether `password` belongs to the kept hash."""
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
