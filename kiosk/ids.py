"""Names that cannot be guessed or misread: reader cards' codes and their digests."""

import hashlib
from typing import Final

from sync.protocol.codes import ALPHABET, has_valid_checks, random_characters, with_checks

__all__ = [
    "ALPHABET",
    "CARD_LENGTH",
    "CARD_PREFIX",
    "card_digest",
    "has_card_shape",
    "is_card_code",
    "looks_like_card",
    "new_card_code",
    "spelled",
]

CARD_PREFIX: Final = "TB"
"""«Thẻ bạn đọc». The prefix is covered by the check characters, so no other kind of our codes passes for a card."""
_RANDOM: Final = 15
_SYMBOLS: Final = frozenset(ALPHABET)
CARD_LENGTH: Final = len(CARD_PREFIX) + _RANDOM + 2
_DIGEST: Final = 16


def new_card_code() -> str:
    """A fresh card code: 19 characters, 67 of its bits random (domain.md), so that nobody finds one by trying."""
    return with_checks(CARD_PREFIX + random_characters(_RANDOM))


def is_card_code(text: str) -> bool:
    """Whether `text` is a whole, undamaged card code. It says nothing about whether the card is known."""
    return len(text) == CARD_LENGTH and text.startswith(CARD_PREFIX) and has_valid_checks(text)


def spelled(text: str) -> str:
    """`text` in the one spelling of our codes: upper case, without the spaces and dashes people put between groups."""
    return text.strip().replace(" ", "").replace("-", "").upper()


def has_card_shape(text: str) -> bool:
    """Whether `text` has a card's length, prefix and characters. Only is_card_code() says that it is undamaged."""
    return len(text) == CARD_LENGTH and text.startswith(CARD_PREFIX) and _SYMBOLS.issuperset(text)


def looks_like_card(text: str) -> bool:
    """Whether `text` was meant to be one of our cards, though it may be damaged: our prefix, mostly our alphabet."""
    ours = sum(character in ALPHABET for character in text)
    near = abs(len(text) - CARD_LENGTH) <= 4
    if text.startswith(CARD_PREFIX):
        return len(text) <= 2 * CARD_LENGTH and ours >= len(text) - 4
    return near and len(text) >= CARD_LENGTH - 1 and ours >= len(text) - 1 and not text.isdigit()


def card_digest(code: str) -> bytes:
    """What kiosk, journal and province keep of a card: 16 bytes of SHA-256. The code itself is kept nowhere.

    A digest of 67 random bits cannot be turned back by trying, and names nobody (sync.md, guarantee 9).
    """
    return hashlib.sha256(b"diem-doc card " + code.encode()).digest()[:_DIGEST]
