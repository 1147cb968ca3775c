"""Names that cannot be guessed or misread: reader cards' codes, their digests, and the numbers of consent slips."""

import hashlib
from typing import Final, NamedTuple

from sync.protocol.codes import ALPHABET, has_valid_checks, random_characters, with_checks

__all__ = [
    "ALPHABET",
    "CARD_LENGTH",
    "CARD_PREFIX",
    "SLIP_LENGTH",
    "SLIP_PREFIX",
    "Slip",
    "card_digest",
    "device_mark",
    "has_card_shape",
    "is_card_code",
    "looks_like_card",
    "new_card_code",
    "slip_code",
    "slip_of",
    "spelled",
]

CARD_PREFIX: Final = "TB"
"""«Thẻ bạn đọc». The prefix is covered by the check characters, so no other kind of our codes passes for a card."""
_RANDOM: Final = 15
_SYMBOLS: Final = frozenset(ALPHABET)
CARD_LENGTH: Final = len(CARD_PREFIX) + _RANDOM + 2
_DIGEST: Final = 16

SLIP_PREFIX: Final = "PH"
"""«Phiếu» xin ý kiến cha mẹ."""
_MARK, _EPOCH, _SEQ = 4, 3, 6
"""Characters: 234,256 devices, 10,648 epochs, 113 million entries."""
SLIP_LENGTH: Final = len(SLIP_PREFIX) + _MARK + _EPOCH + _SEQ + 2


class Slip(NamedTuple):
    """What a consent slip's code says: which device registered the reader, and by which entry of its journal."""

    device_mark: str
    epoch: int
    seq: int

    def __str__(self) -> str:
        """The slip's number as people say it: «1-42»."""
        return f"{self.epoch}-{self.seq}"


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


def device_mark(device: bytes) -> str:
    """Four characters that tell kiosks apart on a slip, so that none takes another's number for its own."""
    return _base22(int.from_bytes(hashlib.sha256(b"diem-doc slip " + device).digest()), _MARK)


def slip_code(device: bytes, epoch: int, seq: int) -> str:
    """The code of the consent slip of the reader whom entry `epoch`-`seq` of `device` registered: 17 characters.

    It opens nothing and names nobody: it only saves the officer from typing. Raises ValueError for numbers that no
    journal reaches.
    """
    if not (0 <= epoch < len(ALPHABET) ** _EPOCH and 0 <= seq < len(ALPHABET) ** _SEQ):
        raise ValueError("an entry beyond the last slip")
    return with_checks(SLIP_PREFIX + device_mark(device) + _base22(epoch, _EPOCH) + _base22(seq, _SEQ))


def slip_of(text: str) -> Slip | None:
    """What the slip code `text` says, however it was typed; None where `text` is no whole, undamaged slip code."""
    code = spelled(text)
    if len(code) != SLIP_LENGTH or not code.startswith(SLIP_PREFIX) or not has_valid_checks(code):
        return None
    mark, epoch, seq = code[2 : 2 + _MARK], code[2 + _MARK : -_SEQ - 2], code[-_SEQ - 2 : -2]
    return Slip(mark, _number(epoch), _number(seq))


def _base22(number: int, length: int) -> str:
    """The last `length` digits of `number`, written in ALPHABET."""
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return number
