"""The point's key as something to print, scan and type: six lines of twelve characters that tell a slip by its line.

256 bits are 58 characters of our alphabet; with «KP» in front they fill six lines of ten, and each line ends in two
check characters over its number and itself, so a wrong line and two swapped ones are noticed.
"""

import hashlib
from typing import Final

from kiosk.errors import Refused
from sync.protocol.codes import ALPHABET, has_valid_checks, with_checks

KEY_SIZE: Final = 32
LINES: Final = 6
_PREFIX: Final = "KP"
_BODY: Final = 10
_LINE: Final = _BODY + 2
_DIGITS: Final = LINES * _BODY - len(_PREFIX)
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", " ": None, "-": None, "\n": None, "\r": None, "\t": None})


def code_of(point_key: bytes) -> str:
    """The 72 characters that stand for a point key of 32 bytes."""
    number, digits = int.from_bytes(point_key, "big"), ""
    for _ in range(_DIGITS):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    body = _PREFIX + digits
    return "".join(with_checks(f"{line + 1}{part}")[1:] for line, part in enumerate(_cut(body, _BODY)))


def lines_of(code: str) -> list[str]:
    """The code as it is printed: six lines of three groups of four."""
    return [" ".join(_cut(line, 4)) for line in _cut(code, _LINE)]


def key_of(typed: str) -> bytes:
    """The point key (32 bytes) that was typed or scanned; spaces, dashes and line ends do not matter, nor O for 0.

    Raises Refused(`recovery_code_incomplete`, given=characters, whole=72) or Refused(`recovery_code_mistyped`,
    lines=«2, 5»).
    """
    code = typed.upper().translate(_MISREAD)
    if len(code) != LINES * _LINE:
        raise Refused("recovery_code_incomplete", given=len(code), whole=LINES * _LINE)
    lines = _cut(code, _LINE)
    wrong = [str(line) for line, part in enumerate(lines, start=1) if not has_valid_checks(f"{line}{part}")]
    body = "".join(line[:_BODY] for line in lines)
    if not wrong and not body.startswith(_PREFIX):
        wrong = ["1"]
    if wrong:
        raise Refused("recovery_code_mistyped", lines=", ".join(wrong))
    number = 0
    for character in body[len(_PREFIX) :]:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    if number >= 1 << (8 * KEY_SIZE):
        raise Refused("recovery_code_mistyped", lines="1")
    return number.to_bytes(KEY_SIZE, "big")


def fingerprint(point_key: bytes) -> str:
    """Eight characters by which two sheets or machines can be compared without telling the key."""
    digest = hashlib.sha256(b"diem-doc point key " + point_key).hexdigest()
    return f"{digest[:4]} {digest[4:8]}"


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]
